#!/bin/bash
# Nothing is exported that nobody asks for: what the libraries define for others is referred to by another file of the
# program. tests/lint/exports.txt has what only the tests ask for, with the reason. Needs the build folder.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${1:-build}" && pwd) || exit 1
for lib in core sync tui; do
	[ -f "$build/lib$lib.a" ] || {
		echo "lib$lib.a is not built"
		exit 1
	}
done

list=$(mktemp)
trap 'rm -f "$list"' EXIT
objects=("$build"/lib{core,sync,tui}.a "$build"/tui/jalon-*.o "$build"/print/*.o "$build"/read/*.o)
# The model's constants are the domain's names (core/model.h): which of them a screen asks for is not for a lint.
nm -g --defined-only "${objects[@]}" 2>/dev/null |
	awk '/\.o:$/ { model = /a-model\.o:$/ } NF == 3 && $3 !~ /^__|^main$/ && !(model && $2 == "R") { print $3 }' |
	sort -u >"$list"
alone=$(nm -u "${objects[@]}" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u | comm -23 "$list" -)
excused=$(sed '/^#/d; s/[[:space:]].*//; /^$/d' tests/lint/exports.txt | sort)

status=0
while read -r name; do
	echo "$name is exported and no other file of the program refers to it: make it static, or take it out"
	status=1
done < <(comm -23 <(printf '%s\n' "$alone") <(printf '%s\n' "$excused") | sed '/^$/d')
while read -r name; do
	echo "$name: tests/lint/exports.txt need not name it any more"
	status=1
done < <(comm -13 <(printf '%s\n' "$alone") <(printf '%s\n' "$excused") | sed '/^$/d')
for name in $excused; do
	grep -rqw --include='*.[ch]' "$name" tests core/record.h || {
		echo "$name: no test refers to it either"
		status=1
	}
done
exit $status
