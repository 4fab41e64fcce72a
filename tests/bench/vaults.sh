#!/bin/sh
# vaults.sh FOLDER: where the vaults of the measures lie, below FOLDER, for the tables and the crowd as the sources
# have them now; those of other sources are removed. Prints the folder's name.
set -eu
here=$(dirname "$0")
core=$here/../../core
mark=$(cat "$core/model.def" "$core/schema.c" "$core/op_encode.c" "$core/merge_state.c" "$core/listing.c" "$core/listing_keep.c" "$core/listing_task.c" "$core/notefind.c" "$core/search.c" "$core/standing.c" "$here/crowd.c" \
	"$here/crowd_vault.c" | cksum | cut -d' ' -f1)
mkdir -p "$1/$mark"
for other in "$1"/*; do
	[ "$other" = "$1/$mark" ] || rm -rf "$other"
done
printf '%s\n' "$1/$mark"
