#!/bin/bash
# run.sh [BUILD [NAME…]]: every lint of this folder, or those named, a row each, then the count.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build}
[ $# -eq 0 ] || shift
# shellcheck source=tests/support/rows.sh
. "$here/../support/rows.sh"
trap rows_remove EXIT

if [ $# -eq 0 ]; then
	for lint in "$here"/*.sh; do
		[ "$lint" = "$here/run.sh" ] || set -- "$@" "$(basename "$lint" .sh)"
	done
fi
for name; do
	row "lint: $name" "$here/$name.sh" "$build"
done
rows_end
