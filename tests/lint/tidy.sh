#!/bin/bash
# clang-tidy on every source file: bugprone, cert, the analyzer (.clang-tidy says which checks are off, and why).
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${1:-build}" && pwd) || exit 1
command -v clang-tidy >/dev/null || {
	echo 'clang-tidy is not installed (./bootstrap deps all)'
	exit 77
}

flags() {
	sed -n "s/^$1 = //p" "$build/Makefile"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# shellcheck disable=SC2016,SC2046  # for the inner shell; a list of flags
find core sync tui print read -name '*.c' -printf '%s %p\n' | sort -rn | cut -d' ' -f2 | xargs -P "$(nproc)" -n 2 sh -c '
	options=$1
	shift
	eval "clang-tidy --quiet --warnings-as-errors=\"*\" \"\$@\" -- $options" 2>&1' sh \
	"-std=c17 -I. -include '$build/config.h' $(flags CORE_CFLAGS) $(flags SYNC_CFLAGS) $(flags TUI_CFLAGS) $(flags PRINT_CFLAGS) \
	-DLOCALEDIR='\"/\"' -DPKGDATADIR='\"/\"' -DPKGLIBEXECDIR='\"/\"'" >"$log" || status=1
grep -E ': (error|warning): ' "$log"
exit $status
