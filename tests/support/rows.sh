# Sourced by the scripts that check: runs things one after the other, a row each, and counts what came out.
#
#   row NAME COMMAND…          exit 0 = passed, 77 = skipped (its last line says why), else failed
#   suite NAME FOLDER TARGET   `make TARGET` in a build folder (check, check-unit …); each test case counts
#   rows_end                   the closing line; fails if anything failed
# shellcheck shell=bash

rows_passed=0
rows_failed=0
rows_skipped=0
rows_log=$(mktemp -d "${TMPDIR:-/tmp}/jalon-rows.XXXXXX")

rows_remove() {
	rm -rf "$rows_log"
}

# rows_say MARK NAME SECONDS DETAIL
rows_say() {
	printf '%-7s %-34s %4d s  %s\n' "$1" "$2" "$3" "$4"
}

row() {
	local name=$1 status=0 start=$SECONDS
	shift
	"$@" >"$rows_log/out" 2>&1 </dev/null || status=$?
	case $status in
	0)
		rows_passed=$((rows_passed + 1))
		rows_say passed "$name" $((SECONDS - start)) "$(sed -n 's/^report: //p' "$rows_log/out" | tail -n 1)"
		;;
	77)
		rows_skipped=$((rows_skipped + 1))
		rows_say skipped "$name" $((SECONDS - start)) "$(tail -n 1 "$rows_log/out")"
		;;
	*)
		rows_failed=$((rows_failed + 1))
		rows_say FAILED "$name" $((SECONDS - start)) "(exit $status)"
		# What went on beside an error can be longer than the end.
		grep -nE 'error: |\*\*\*' "$rows_log/out" | head -n 20 | sed 's/^/    /' || true
		tail -n 60 "$rows_log/out" | sed 's/^/    /'
		;;
	esac
	return 0
}

# The sum of the numbers after one word of automake's summaries.
rows_sum() {
	awk -v word="# $1:" 'index($0, word) == 1 { n += $NF } END { print n + 0 }' "$rows_log/out"
}

suite() {
	local name=$1 folder=$2 status=0 start=$SECONDS passed failed skipped
	make -C "$folder" -j"$(nproc)" -k "$3" >"$rows_log/out" 2>&1 </dev/null || status=$?
	passed=$(($(rows_sum PASS) + $(rows_sum XFAIL)))
	failed=$(($(rows_sum FAIL) + $(rows_sum XPASS) + $(rows_sum ERROR)))
	skipped=$(rows_sum SKIP)
	# A make that failed without a failed case did not build. A suite that ran nothing proves nothing.
	if [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
		failed=1
	elif [ $((passed + failed + skipped)) -eq 0 ]; then
		rows_skipped=$((rows_skipped + 1))
		rows_say skipped "$name" $((SECONDS - start)) 'there is no such test'
		return 0
	fi
	rows_passed=$((rows_passed + passed))
	rows_failed=$((rows_failed + failed))
	rows_skipped=$((rows_skipped + skipped))
	if [ "$failed" -eq 0 ]; then
		rows_say passed "$name" $((SECONDS - start)) "$passed cases$([ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped")"
		grep '^SKIP: ' "$rows_log/out" | sed 's/^/    /' || true
		return 0
	fi
	rows_say FAILED "$name" $((SECONDS - start)) "$failed of $((passed + failed)) cases"
	grep -E '^(FAIL|XPASS|ERROR): |error: |\*\*\*' "$rows_log/out" | head -n 60 | sed 's/^/    /' || true
	if [ -f "$folder/test-suite.log" ]; then
		grep -vE '^(ok |PASS: |$)' "$folder/test-suite.log" | tail -n 200 | sed 's/^/    /'
	fi
	return 0
}

rows_end() {
	rows_remove
	printf '\n%d passed, %d failed, %d skipped\n' "$rows_passed" "$rows_failed" "$rows_skipped"
	[ "$rows_failed" -eq 0 ] && [ "$rows_passed" -gt 0 ]
}
