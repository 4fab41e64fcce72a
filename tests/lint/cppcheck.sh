#!/bin/bash
# cppcheck on every source file.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${1:-build}" && pwd) || exit 1
command -v cppcheck >/dev/null || {
	echo 'cppcheck is not installed (./bootstrap deps all)'
	exit 77
}
# readdir is safe here: no stream is shared between threads.
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j"$(nproc)" \
	--suppress=missingIncludeSystem --suppress=unknownMacro --suppress=readdirCalled --suppress=duplicateAssignExpression --library=posix --library=gnu \
	-D__GNUC__ -DSQLITE_HAS_CODEC '-DLOCALEDIR="/"' '-DPKGDATADIR="/"' '-DPKGLIBEXECDIR="/"' --include="$build/config.h" -I. core sync tui print read
