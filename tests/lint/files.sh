#!/bin/bash
# docs/architecture.md names every source file with what it is for, as the files say themselves.
set -u
cd "$(dirname "$0")/../.." || exit 1
if ! diff <(sed '1,/^<!-- files -->$/d' docs/architecture.md | sed '/./,$!d') <(tests/support/files.sh); then
	echo 'docs/architecture.md is behind the files: run tests/support/files.sh --write' >&2
	exit 1
fi
