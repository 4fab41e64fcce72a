#!/bin/bash
# check.sh [--all|--deep]: builds, passes the tests, prints what came out and the count. Called by ./bootstrap check, which
# has installed what this needs.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
builds=${JALON_CHECK_DIR:-$here/build-check}
all=no
deep=no
case ${1:-} in
--all) all=yes ;;
--deep) deep=yes ;;
esac

# shellcheck source=tests/support/rows.sh
. "$here/tests/support/rows.sh"
# shellcheck source=tests/support/account.sh
. "$here/tests/support/account.sh"
trap 'account_remove; rows_remove' EXIT

# prepare FOLDER [OPTION…]: configures, builds the program and its test programs, and stages them.
configured() {
	local folder=$1
	shift
	[ -x "$here/configure" ] || (cd "$here" && autoreconf -fi) || return 1
	mkdir -p "$folder"
	if [ ! -f "$folder/Makefile" ] || [ "$*" != "$(cat "$folder/.options" 2>/dev/null)" ]; then
		rm -f "$folder/.options"
		(cd "$folder" && "$here/configure" -q "$@") || return 1
		printf '%s\n' "$*" >"$folder/.options"
	fi
}

prepare() {
	configured "$@" && make -C "$1" -j"$(nproc)" -k all && make -C "$1" -j"$(nproc)" -k check TESTS=
}

# build_and_test NAME [OPTION…]: a row for the build, then the cases of its tests.
build_and_test() {
	local name=$1 before=$rows_failed
	shift
	row "$name: build" prepare "$builds/$name" "$@"
	[ "$rows_failed" -eq "$before" ] || return 0
	account_stage "$builds/$name" "$here"
	suite "$name: tests" "$builds/$name" check
}

account_make || {
	echo 'check: the account for the tests could not be made' >&2
	exit 1
}

build_and_test gcc --enable-werror
if [ "$rows_failed" -eq 0 ]; then
	# And with the real Argon2id: all tests that type a passphrase.
	JALON_TEST_KDF=real JALON_TEST_MEMLOCK=0 suite "gcc: no locked memory" "$builds/gcc" check-unlocked
fi

if [ "$all" = yes ] || [ "$deep" = yes ]; then
	# shellcheck source=tests/support/check-more.sh
	. "$here/tests/support/check-more.sh"
fi
rows_end
