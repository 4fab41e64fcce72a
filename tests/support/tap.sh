# Sourced by test scripts: runs commands, keeps what they print in $out and $err, prints TAP.
#
#   plan N                         how many cases come
#   check NAME COMMAND…            it exits 0
#   expect CODE NAME COMMAND…      it exits CODE
#   match NAME REGEX [FILE]        what the last command printed (or the file) matches
#   done_testing                   exits 1 when a case failed
# shellcheck shell=bash

tap_number=0
tap_failed=0
out=$TMPDIR/tap.out
err=$TMPDIR/tap.err

plan() {
	printf '1..%d\n' "$1"
}

tap_say() {
	tap_number=$((tap_number + 1))
	printf '%s %d - %s\n' "$1" "$tap_number" "$2"
	[ "$1" = ok ] || tap_failed=$((tap_failed + 1))
}

expect() {
	local code=$1 name=$2 status=0
	shift 2
	"$@" >"$out" 2>"$err" || status=$?
	if [ "$status" -eq "$code" ]; then
		tap_say ok "$name"
		return
	fi
	tap_say 'not ok' "$name"
	printf '# exit %d instead of %d: %s\n' "$status" "$code" "$*"
	sed 's/^/# out: /' "$out" | head -n 20
	sed 's/^/# err: /' "$err" | head -n 20
}

check() {
	expect 0 "$@"
}

match() {
	local name=$1 regex=$2 file=${3:-$out}
	if grep -qE -- "$regex" "$file"; then
		tap_say ok "$name"
		return
	fi
	tap_say 'not ok' "$name"
	printf '# nothing matches %s in:\n' "$regex"
	sed 's/^/#   /' "$file" | head -n 20
}

done_testing() {
	[ "$tap_failed" -eq 0 ]
}
