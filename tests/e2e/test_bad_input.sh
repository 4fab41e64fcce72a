#!/bin/bash
# Every bad input of a person's fields (bad-input.txt) on the command line: refused with the field's name and why, and
# nothing is changed; or taken with a warning. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

table=$JALON_SRCDIR/tests/e2e/bad-input.txt
vault=$TMPDIR/bad
j() {
	"$JALON_BIN" --vault "$vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour Camille'
}

unchanged() {
	j show "$id" --reveal --format json | without_trace >"$TMPDIR/now.json"
	cmp "$TMPDIR/before.json" "$TMPDIR/now.json"
}

# Showing masked values is itself written down: that alone may differ.
without_trace() {
	sed 's/"disclosure":\[[^]]*\]//'
}

declare -A kept=([birth_name]=LEFÈVRE [first_name]=Hélène [birth_date]=1992-05-17)

plan $((9 + 3 * $(grep -c '^!' "$table") + 2 * $(grep -c '^?' "$table")))

check 'a vault' j request --kdf interactive --name 'Camille Essai'
check 'with a dossier' j add person "birth_name=${kept[birth_name]}" \
	"first_name=${kept[first_name]}" "birth_date=${kept[birth_date]}" --format json
id=$(grep -oE '[0-9a-f]{32}' "$out" | head -n 1)
expect 2 'a field that there is not is refused' j set "$id" hair=brown
j show "$id" --reveal --format json | without_trace >"$TMPDIR/before.json"

while IFS='|' read -r kind field label typed say given; do
	case $kind in
	'!')
		expect 1 "$field: ${given:-$typed} is refused" j set "$id" "$field=${given:-$typed}" city=Dinan
		match "$field: ${given:-$typed}: says where and why" "$label.*($say|AAAA-MM-JJ)" "$err"
		check "$field: ${given:-$typed} changes nothing" unchanged
		;;
	'?')
		check "$field: ${given:-$typed} is taken" j set "$id" "$field=${given:-$typed}"
		match "$field: ${given:-$typed} is told" "$label.*$say" "$err"
		j set "$id" "$field=${kept[$field]:-}" >/dev/null 2>&1
		j show "$id" --reveal --format json | without_trace >"$TMPDIR/before.json"
		;;
	esac
done < <(grep '^[!?]' "$table" | sed 's/(/\\(/g; s/)/\\)/g')

# What is needed is replaced, not emptied.
for field in birth_name first_name birth_date; do
	expect 1 "$field: empty is refused" j set "$id" "$field=" city=Dinan
	match "$field: with the reason" 'il se remplace, il ne se vide pas' "$err"
done

done_testing
