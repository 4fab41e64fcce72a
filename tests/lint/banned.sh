#!/bin/bash
# Calls and words that have no place here, each with what to use instead.
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
sources=$(find core sync tui print read tests -name '*.[ch]' -o -name '*.def' | sort)

# ban REGEX INSTEAD [FILES ALLOWED]
ban() {
	local found
	# shellcheck disable=SC2086  # a list of files
	found=$(grep -nE "(^|[^A-Za-z0-9_.>\"])($1)[[:space:]]*\(" $sources | grep -vE "^(${3:-none}):" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*(\*[[:space:]/]|/\*|//)')
	[ -z "$found" ] || {
		printf '%s\n  -> %s\n' "$found" "$2"
		status=1
	}
}

ban 'strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets' 'buf_*, or snprintf whose result is checked'
ban 'strtok|localtime|gmtime|asctime|ctime|readdir_r|rand|srand|random|srandom|drand48' 'the _r function; randombytes_* or a seeded generator'
ban 'atoi|atol|atoll|atof|sscanf|scanf|fscanf' 'strtol and its errors, or a parser of our own' 'tests/.*'
ban 'system|popen|execlp|execvp' 'no shell: fork and execv with a fixed list' 'tests/.*'
ban 'tmpnam|tempnam|mktemp|tmpfile' 'mkstemp in a folder of ours'
ban 'alloca|setjmp|longjmp' 'malloc; a returned error'
ban 'time|gettimeofday' 'the clock that was passed in (core/clock.h)' 'core/clock\.c|tests/.*'
ban 'sleep|usleep|nanosleep' 'wait for what is awaited (poll, a condition)' 'tests/support/.*'
ban 'setlocale' 'only the program chooses the locale' 'tui/main\.c|tui/.*|tests/.*'
ban 'signal' 'sigaction' 'tests/.*'

# say WHAT REGEX FILES…: words that may not stand in those files.
word() {
	local what=$1 regex=$2 found
	shift 2
	found=$(grep -nE "$regex" "$@" 2>/dev/null)
	[ -z "$found" ] || {
		printf '%s\n  -> %s\n' "$found" "$what"
		status=1
	}
}

# shellcheck disable=SC2046,SC2086
{
	word 'unfinished work does not land' '\b(TODO|FIXME|XXX|HACK)\b' $sources
	word 'the clock that was passed in (core/clock.h)' 'CLOCK_REALTIME' $(grep -vE '^(core/clock\.c|tests/.*)$' <<<"$sources")
	word 'a struct has no typedef' '^[[:space:]]*typedef[[:space:]]+(struct|union)' $sources
}

# Fallible functions are marked where they are declared; not those that hand on an error they were given.
found=$(grep -nE '^enum jal_err [a-z_0-9]+\(' core/*.h sync/*.h tui/*.h 2>/dev/null | grep -vE '(, |\()enum jal_err |_(err|failed)\(')
[ -z "$found" ] || {
	printf '%s\n  -> a function that can fail is marked JAL_MUST\n' "$found"
	status=1
}
exit $status
