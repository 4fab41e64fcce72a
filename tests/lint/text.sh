#!/bin/bash
# The text of the tree: no blanks at the end of a line, a newline at the end of a file, tabs, no line of code over 130
# columns unless a text is in it, no file over 640 lines, no merge marks, UTF-8 everywhere.
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0

files=$(find core sync tui print read tests po bootstrap configure.ac Makefile.am -type f \
	\( -name '*.[ch]' -o -name '*.def' -o -name '*.sh' -o -name '*.mk' -o -name '*.md' -o -name '*.am' -o -name '*.ac' \
	-o -name bootstrap -o -name run \) | sort)
files="$files $(find docs data .ci -name '*.md' -o -name run -o -name '*.sh' 2>/dev/null)"
ours=$(grep -E '^(core|sync|tui|print|read)/.*\.([ch]|def)$' <<<"$files")
code=$(grep -E '\.([ch]|def)$' <<<"$files")

show() {
	[ -z "$1" ] || {
		printf '%s\n  -> %s\n' "$1" "$2"
		status=1
	}
}

# shellcheck disable=SC2086  # lists of files
{
	show "$(grep -nE '[[:space:]]+$' $files)" 'blanks at the end of a line'
	show "$(grep -nE '^(<<<<<<<|>>>>>>>)( |$)' $files)" 'a merge left this'
	show "$(grep -nE '^ {8}' $code)" 'tabs indent'
	show "$(for f in $files; do [ -z "$(tail -c 1 "$f")" ] || echo "$f"; done)" 'no newline at the end'
	show "$(for f in $files; do iconv -f UTF-8 -t UTF-8 "$f" >/dev/null 2>&1 || echo "$f"; done)" 'not UTF-8'
	show "$(for f in $ours; do LC_ALL=C.UTF-8 expand "$f" | awk -v f="$f" 'length($0) > 130 && !/"/ { print f ":" NR ": " length($0) }'; done)" \
		'lines over 130 columns'
	show "$(wc -l $code | awk '$2 != "total" && $1 > 640 { print $2 ": " $1 " lines" }')" 'one idea a file, at most 640 lines'
}
exit $status
