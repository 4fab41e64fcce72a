#!/bin/bash
# The map of the source files for docs/architecture.md: a line for each module, from the first sentence of its header's
# (or, without one, its source's) opening comment. Prints it; `files.sh --write` puts it into the page.
# shellcheck disable=SC2016  # the backquotes are Markdown's
set -eu
shopt -s nullglob
cd "$(dirname "$0")/../.."
page=docs/architecture.md

sentence() {
	awk '
		NR == 1 && !/^\/\*/ { exit }
		{ line = $0; sub(/^ ?\/?\*+\/? ?/, "", line); sub(/ *\*\/$/, "", line) }
		line == "" && text != "" { exit }
		{ text = text (text == "" || line == "" ? "" : " ") line }
		/\*\// { exit }
		END { if (match(text, /[.] /)) text = substr(text, 1, RSTART); sub(/[.]$/, "", text); print text }
	' "$1"
}

map() {
	local folder file stem others
	for folder in core sync tui print read; do
		printf '### `%s/`\n\n| file | what it is |\n| --- | --- |\n' "$folder"
		for file in "$folder"/*.def "$folder"/*.h "$folder"/*.c; do
			stem=${file%.*}
			# A source with a header of its own stands on the header's line.
			[ "${file##*.}" != c ] || [ ! -e "$stem.h" ] || continue
			others=
			[ "${file##*.}" != h ] || [ ! -e "$stem.c" ] || others=', `.c`'
			printf '| `%s`%s | %s |\n' "${file#*/}" "$others" "$(sentence "$file" | sed 's/|/\\|/g')"
		done
		printf '\n'
	done
}

if [ "${1:-}" = --write ]; then
	{
		sed '/^<!-- files -->$/q' "$page"
		printf '\n'
		map
	} >"$page.new"
	mv "$page.new" "$page"
else
	map
fi
