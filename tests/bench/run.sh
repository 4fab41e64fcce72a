#!/bin/sh
# run.sh [PART…]: all measures, or some, from the build's folder; prints the tables of docs/performance.md.
# PART: program day list save import publish. Nothing here fails for a figure over its aim.
set -eu
here=$(dirname "$0")
JALON_BENCH_VAULTS=$("$here/vaults.sh" bench-vaults)
export JALON_BENCH_VAULTS
[ $# -gt 0 ] || set -- program day list save import publish

needs_vaults=
for part in "$@"; do
	case $part in
	program | day | list | save) needs_vaults=yes ;;
	import | publish) ;;
	*)
		printf 'run.sh: no measure %s\n' "$part" >&2
		exit 2
		;;
	esac
done
[ -z "$needs_vaults" ] || tests/bench/make_vault 60 5000 100000 >&2

system=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release 2>/dev/null || uname -sr)
memory=$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)
disk=$(df -PT . | awk 'NR == 2 { print $2 }')
printf 'Measured on %s: %s cores (%s), %s GiB of memory, %s, the build folder on %s; load %s when it began.\n' \
	"$(date +%F)" "$(nproc)" "$(uname -m)" "$memory" "$system" "$disk" "$(cut -d' ' -f1 /proc/loadavg)"
for part in "$@"; do
	case $part in
	program | day) "tests/bench/bench_$part" "$PWD/jalon" ;;
	*) "tests/bench/bench_$part" ;;
	esac
done
