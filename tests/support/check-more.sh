# Sourced by check.sh --all, after its own rows: what takes longer.
# shellcheck shell=bash disable=SC2154

# Coverage is written beside the objects, so this one runs as whoever builds.
coverage() {
	prepare "$builds/coverage" --enable-coverage CFLAGS='-O0 -g' &&
		find "$builds/coverage" -name '*.gcda' -delete &&
		env -u JALON_TEST_ACCOUNT -u JALON_TEST_STAGE make -C "$builds/coverage" -j"$(nproc)" -k check &&
		"$here/tests/support/coverage.sh" "$builds/coverage"
}

# What is committed and does not go into the tarball.
not_distributed='^(\.ci/|\.editorconfig$|\.gitattributes$|\.gitignore$)'

# The tarball builds elsewhere, is installed, works and is cleaned away; every committed file is in it. Of the tests
# only those that use what was installed are run: the bare tree and the other builds run them all.
distcheck() {
	local light="check_PROGRAMS= TESTS='tests/e2e/test_demo.sh tests/e2e/test_cli_life.sh tests/e2e/test_print.sh'"
	configured "$builds/dist" &&
		env -u JALON_TEST_ACCOUNT -u JALON_TEST_STAGE make -C "$builds/dist" -j"$(nproc)" distcheck AM_MAKEFLAGS="$light" &&
		complete
}

complete() {
	local missing
	[ -e "$here/.git" ] || return 0
	missing=$(comm -23 <(git -C "$here" ls-files | grep -vE "$not_distributed" | sort) \
		<(tar -tf "$builds"/dist/jalon-*.tar.xz | sed 's,^[^/]*/,,' | sort))
	[ -z "$missing" ] || {
		printf 'error: not in the tarball: %s\n' "$missing"
		return 1
	}
}

bare() {
	local status=0
	"$here/tests/support/bare-tree.sh" "$1" ./bootstrap check >"$rows_log/bare" 2>&1 || status=$?
	cat "$rows_log/bare"
	[ "$status" -ne 0 ] || printf 'report: %s\n' "$(tail -n 1 "$rows_log/bare")"
	return "$status"
}

# What takes longest, in a command of its own: each test under valgrind, kills at each call, coverage.
deep() {
	JALON_TEST_KDF=real JALON_TEST_MEMLOCK=0 suite "gcc: end to end, no locked memory" "$builds/gcc" check-e2e
	JALON_TEST_SEEDS=3000 JALON_TEST_TIMEOUT=1800 suite "gcc: long seeds, kills at every call" "$builds/gcc" check-property
	JALON_TEST_TIMEOUT=1800 JALON_TEST_WRAP=$memory suite "gcc: valgrind on the unit tests" "$builds/gcc" check-unit
	JALON_TEST_TIMEOUT=1800 JALON_TEST_PATIENCE=30 JALON_TEST_WRAP=$memory suite "gcc: valgrind on the screen tests" \
		"$builds/gcc" check-screen
	row "coverage of core and sync" coverage
}

memory="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --suppressions=$here/tests/support/valgrind.supp"
if [ "$deep" = yes ]; then
	deep
	return 0
fi
JALON_TEST_SEEDS=${JALON_LONG_SEEDS:-1500} JALON_TEST_TIMEOUT=900 suite "gcc: long seeds" "$builds/gcc" check-seeds
JALON_TEST_TIMEOUT=900 JALON_TEST_WRAP=$memory suite "gcc: valgrind" "$builds/gcc" check-memory

export ASAN_OPTIONS=detect_stack_use_after_return=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
# Not --enable-werror: under -fsanitize gcc warns of conversions that are not there.
JALON_TEST_TIMEOUT=900 build_and_test sanitizers --enable-sanitizers
row "clang: build" prepare "$builds/clang" CC=clang --enable-werror

for lint in "$here"/tests/lint/*.sh; do
	[ "$(basename "$lint")" != run.sh ] || continue
	row "lint: $(basename "$lint" .sh)" "$lint" "$builds/gcc"
done

row "distcheck" distcheck
row "bare Debian 13" bare trixie
