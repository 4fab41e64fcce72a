#!/bin/bash
# Every script through shellcheck.
set -u
cd "$(dirname "$0")/../.." || exit 1
command -v shellcheck >/dev/null || {
	echo 'shellcheck is not installed (./bootstrap deps all)'
	exit 77
}
# shellcheck disable=SC2046  # a list of files
shellcheck -x bootstrap .ci/run $(find tests data docs -name '*.sh' 2>/dev/null | sort)
