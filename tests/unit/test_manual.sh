#!/bin/bash
# The manual page is what the tables of commands and keys say now, and reads without a warning. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"
page=$JALON_SRCDIR/docs/jalon.1

plan 7

check 'the page can be made' "$JALON_BUILDDIR/tests/support/manual"
cp "$out" "$TMPDIR/made"
check 'docs/jalon.1 is that page (else: make update-manual)' cmp "$TMPDIR/made" "$page"

# judge TOOL NAME COMMAND…: it exits 0 and says nothing on stderr
judge() {
	local tool=$1 name=$2
	shift 2
	if ! command -v "$tool" >/dev/null; then
		tap_say ok "$name # SKIP $tool is not installed"
	elif "$@" >"$out" 2>"$err" && [ ! -s "$err" ]; then
		tap_say ok "$name"
	else
		tap_say 'not ok' "$name"
		sed 's/^/# /' "$err" | head -n 20
	fi
}
judge mandoc 'mandoc finds nothing worse than style' mandoc -T lint -W warning "$page"
judge groff 'groff renders it without a warning' groff -man -Tutf8 -k -ww -rLL=80n -z "$page"
judge groff 'groff shows it' groff -man -Tutf8 -k -rLL=80n -P -cbou "$page"
if command -v groff >/dev/null; then
	match 'with its accents' 'la vérification du territoire a échoué'
	match 'and a key' '^ +F2 ou Ctrl\+S'
else
	tap_say ok 'with its accents # SKIP groff is not installed'
	tap_say ok 'and a key # SKIP groff is not installed'
fi
done_testing
