#!/bin/bash
# coverage.sh FOLDER: from a build with --enable-coverage whose tests have run, the share of lines of core/ and sync/
# that they ran, and the files that were run least.
set -eu
cd "$1"

for object in core/*.gcno sync/*.gcno; do
	[ -f "$object" ] || continue
	LC_ALL=C gcov -n "$object" 2>/dev/null
done | awk -v srcdir="$(sed -n 's/^srcdir = //p' Makefile)/" '
	/^File / { file = substr($0, 7, length($0) - 7); sub(srcdir, "", file); next }
	/^Lines executed:/ && file ~ /^(core|sync)\/[^\/]*\.c$/ {
		split(substr($0, 16), part, "% of ")
		lines = part[2] + 0
		run = part[1] * lines / 100
		layer = substr(file, 1, 4)
		all[layer] += lines
		ran[layer] += run
		printf "%6.1f %%  %5d lines  %s\n", part[1], lines, file | "sort -n"
	}
	{ file = "" }
	END {
		close("sort -n")
		printf "report:"
		for (layer in all)
			printf " %s %.1f %%", layer, 100 * ran[layer] / all[layer]
		print ""
		if (!all["core"])
			exit 1
	}'
