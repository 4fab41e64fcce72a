#!/bin/bash
# fuzz.sh TARGET [SECONDS]: searches with libFuzzer and the address and undefined behaviour sanitizers. Needs clang.
# Builds the libraries in build-fuzz/; what it finds interesting is kept in build-fuzz/corpus/TARGET/.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
target=${1:?fuzz.sh TARGET [SECONDS]}
seconds=${2:-60}
[ -f "$here/tests/fuzz/fuzz_$target.c" ] || {
	echo "There is no tests/fuzz/fuzz_$target.c." >&2
	exit 2
}
build=$here/build-fuzz
checks=-fsanitize=address,undefined
mkdir -p "$build/corpus/$target"
cd "$build"
[ -f Makefile ] || "$here/configure" -q CC=clang
make -s CFLAGS="-g -O1 -fsanitize=fuzzer-no-link $checks -fno-sanitize-recover=undefined" libcore.a libsync.a
value() {
	sed -n "s/^$1 = //p" Makefile
}
# shellcheck disable=SC2046  # lists of flags
clang -std=c17 -g -O1 -fsanitize=fuzzer "$checks" -include config.h -I"$here" $(value SYNC_CFLAGS) $(value CORE_CFLAGS) \
	-o "fuzz_$target" "$here/tests/fuzz/fuzz_$target.c" libsync.a libcore.a $(value SYNC_LIBS) $(value CORE_LIBS)
JALON_SRCDIR=$here exec "./fuzz_$target" -max_total_time="$seconds" -max_len=65536 -print_final_stats=1 \
	"corpus/$target" "$here/tests/vectors" "$here/tests/fuzz/corpus"
