#!/bin/sh
# Runs one test program the way `make check` wants it: TAP on the standard output, no locale and no home of whoever
# runs it, a folder of its own for what it writes, removed afterwards.
set -eu

work=$(mktemp -d "${TMPDIR:-/tmp}/jalon-test.XXXXXX")
trap 'chmod -R u+rwx "$work" && rm -rf "$work"' EXIT
mkdir -m 700 "$work/home" "$work/tmp"

unset LANGUAGE XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
export HOME="$work/home" TMPDIR="$work/tmp" LC_ALL=C.UTF-8 TZ=Europe/Paris CMOCKA_MESSAGE_OUTPUT=TAP

status=0
"$@" </dev/null || status=$?
exit "$status"
