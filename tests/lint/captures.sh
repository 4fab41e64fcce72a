#!/bin/bash
# The documents show the captures of docs/captures as they are, and all of them. (make captures takes them anew.)
set -u
cd "$(dirname "$0")/../.." || exit 1
exec tests/support/captures.sh --check
