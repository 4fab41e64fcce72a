#!/bin/bash
# Runs one test program as `make check` wants it: TAP on the standard output, the locale and time zone fixed, a home
# and a folder for temporary files of its own, removed afterwards, a limit of time. What a test may rely on:
#
#   JALON_BIN        the program that was built          JALON_SRCDIR     the top of the source tree
#   JALON_BUILDDIR   the top of the build tree           HOME, TMPDIR     private, empty, on a real disk
#   JALON_LOCALEDIR  the translations that were built
#
# And what may be set from outside:
#
#   JALON_TEST_WRAP      a command to run the test under (valgrind …)
#   JALON_TEST_MEMLOCK   lockable memory, in KiB (8192: what an ordinary account has)
#   JALON_TEST_TIMEOUT   seconds until a test that hangs is killed (300)
#   JALON_TEST_PATIENCE  how many times longer a screen may take to answer (1)
#   JALON_TEST_KDF       real: Argon2id as it is. Else a stand-in that costs nothing is preloaded (light_kdf.c), but for
#                        the tests of derivation itself and of what waits for it: a first run, the screen meanwhile, a
#                        whole life by commands
#   JALON_TEST_SEEDS     how many seeds a property test runs (each test has its own default)
#   JALON_TEST_ACCOUNT, JALON_TEST_STAGE   see account.sh: run as that account, from that copy
set -eu

# Automake runs this in the top of the build tree and names the program relative to it.
program=$1
shift
builddir=$PWD
parent=${TMPDIR:-/tmp}
if [ -n "${JALON_TEST_ACCOUNT:-}" ] && [ -n "${JALON_TEST_STAGE:-}" ]; then
	case $program in
	"$JALON_SRCDIR"/*) program=$JALON_TEST_STAGE/src${program#"$JALON_SRCDIR"} ;;
	esac
	builddir=$JALON_TEST_STAGE/build
	parent=$JALON_TEST_STAGE/tmp
	export JALON_SRCDIR="$JALON_TEST_STAGE/src"
	cd "$builddir"
	as_account=(setpriv --reuid "$JALON_TEST_ACCOUNT" --regid "$JALON_TEST_ACCOUNT" --init-groups --inh-caps=-all
		--bounding-set=-all)
else
	as_account=()
fi
case $program in
/*) ;;
*) program=./$program ;;
esac

work=$(mktemp -d "$parent/jalon-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -m 700 "$work/home" "$work/tmp"
[ ${#as_account[@]} -eq 0 ] || chown -R "$JALON_TEST_ACCOUNT": "$work"

unset LANGUAGE LANG XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR MAKEFLAGS MFLAGS
unset SSH_AUTH_SOCK GIT_DIR GIT_WORK_TREE GIT_CONFIG_GLOBAL
export HOME="$work/home" TMPDIR="$work/tmp" LC_ALL=C.UTF-8 TZ=Europe/Paris CMOCKA_MESSAGE_OUTPUT=TAP
export JALON_BUILDDIR="$builddir" JALON_BIN="$builddir/jalon" JALON_LOCALEDIR="$builddir/po"
kdf=$builddir/tests/support/light_kdf.so
case $program in
*/test_cli_life.sh | */test_first_run | */test_seat | */test_slots) kdf= ;;
esac
if [ "${JALON_TEST_KDF:-}" != real ] && [ -n "$kdf" ] && [ -f "$kdf" ]; then
	# AddressSanitizer asks to be loaded first, for the sake of what replaces malloc; this does not.
	as_account+=(env LD_PRELOAD="$kdf" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0")
fi
ulimit -l "${JALON_TEST_MEMLOCK:-8192}" 2>/dev/null || true
ulimit -c 0

# cmocka writes a skipped case as `not ok N # SKIP`, which TAP calls a failure.
set +e
# shellcheck disable=SC2086  # the wrapper is a list of words
timeout --kill-after=10 "${JALON_TEST_TIMEOUT:-300}" "${as_account[@]}" ${JALON_TEST_WRAP:-} "$program" "$@" </dev/null |
	sed -u 's/^not ok \([0-9]* *# *SKIP\)/ok \1/'
status=${PIPESTATUS[0]}
[ "$status" -ne 124 ] || echo "Bail out! ran longer than ${JALON_TEST_TIMEOUT:-300} s"
exit "$status"
