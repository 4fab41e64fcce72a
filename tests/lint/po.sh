#!/bin/bash
# The languages: catalogues are well formed, English is complete, and the French of the sources is well typeset: a
# no-break space before : ; ! ? », after « and n°, within numbers and before units, and ’ for an apostrophe.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${1:-build}" && pwd) || exit 1
status=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make -s -C "$build" po/jalon.pot po/fr.po || exit 1
msgfmt -c -o /dev/null po/en.po || status=1
msgfmt -c -o /dev/null "$build/po/fr.po" || status=1

msgmerge --quiet --no-fuzzy-matching -o "$work/en.po" po/en.po "$build/po/jalon.pot" || status=1
LC_ALL=C msgfmt --statistics -o /dev/null "$work/en.po" 2>"$work/count" || status=1
if grep -qE 'untranslated|fuzzy' "$work/count"; then
	printf 'en.po is not complete (make update-po, then translate): %s\n' "$(cat "$work/count")"
	for left in --untranslated --only-fuzzy; do
		msgattrib --no-wrap "$left" --no-obsolete "$work/en.po" | sed -n '/^#/d; /^msgid ""$/!s/^msgid //p'
	done
	status=1
fi

msgcat --no-wrap "$build/po/jalon.pot" | awk '/^msgid|^"/ && !/^msgid ""$/ && !/^"[A-Za-z-]+: /' >"$work/french"
found=$(LC_ALL=C.UTF-8 grep -nE "[[:alpha:]]'[[:alpha:]]|[^ ] [:;!?»]([^[:alnum:]/]|\$)|(«|n°) |[[:alpha:]][!?»]|[0-9] [0-9]{3}([^0-9]|\$)|[0-9d] ([KM]io|€)" "$work/french")
[ -z "$found" ] || {
	printf 'French typography (tests/support/typeset.sh sets it right):\n%s\n' "$found"
	status=1
}
exit $status
