#!/bin/bash
# The agenda from the command line: what is there, what is free, what collides, and the calendar that another program
# reads (python3-icalendar, which knows nothing of jalon). Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/agenda
mkdir "$work" && cd "$work" || exit 99

jalon() {
	"$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour un agenda'
}

# person NAME FIRST: opens a dossier, prints its id.
person() {
	jalon add person "birth_name=$1" "first_name=$2" birth_date=1990-01-01 consent=2026-01-01 --format json 2>/dev/null |
		sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p'
}

# meet DOSSIER TIME FIELD=VALUE…: an appointment; prints its id.
meet() {
	local dossier=$1 time=$2
	shift 2
	jalon add appointment "dossier=$dossier" "starts=$time" "$@" --format json 2>/dev/null |
		sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p'
}

# judge FILE: what the other program reads in it. Where it is not installed, the cases are skipped.
judge() {
	/usr/bin/python3 "$JALON_SRCDIR/tests/support/read_ics.py" "$1"
}

# judged KIND NAME…: check or match, or skipped.
judged() {
	if /usr/bin/python3 -c 'import icalendar' 2>/dev/null; then
		"$@"
	else
		tap_number=$((tap_number + 1))
		printf 'ok %d - %s # SKIP python3-icalendar is not installed\n' "$tap_number" "$2"
	fi
}

plan 47

check 'a vault' jalon init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' --remote "$work/server.git"
helene=$(person LEFÈVRE Hélène)
marc=$(person 'Le Goff' Marc)

# 2030-07-01 is a Monday, in summer.
first=$(meet "$helene" 2030-07-01T09:30 minutes=45 place=home 'address=12, rue du Puits ; fond de cour' \
	'subject=Point sur le contrat' compulsory=yes 'reminder_text=Apporter le devis')
meet "$marc" 2030-07-01T10:00 minutes=30 place=office >second
meet "$marc" 2030-07-02T14:00 place=phone >third
meet "$helene" 2030-07-03T10:00 minutes=60 status=cancelled >fourth
meet "$helene" 2030-12-16T09:30 minutes=45 place=office >winter
meet "$marc" 2026-01-05T10:00 minutes=30 place=office >past

# ---- rows ----
check 'a week' jalon agenda --week --from 2030-07-04 --format json
match 'from its Monday on, by time' "^\[\{\"id\":\"$first\",\"dossier\":\"$helene\",\"name\":\"LEFÈVRE\""
match 'with all that was written' '"starts":"2030-07-01T09:30","minutes":45,"place":"home","address":"12, rue du Puits ; fond de cour","subject":"Point sur le contrat","compulsory":true,"state":"planned","report":null,"collides":true,"with":"Nadia Essai"'
match 'what is not said is null' '"starts":"2030-07-02T14:00","minutes":null,"place":"phone"'
match 'the cancelled ones too' '"starts":"2030-07-03T10:00".*"state":"cancelled"'
check 'four of them' test "$(grep -o '"starts"' "$out" | wc -l)" -eq 4
check 'two at the same time' test "$(jalon agenda --week --from 2030-07-04 --format json | grep -o '"collides":true' | wc -l)" -eq 2
check 'a day' jalon agenda --day --from 2030-07-02 --format csv
match 'is one line under the titles' '^[0-9a-f]{32};'
check 'and no more' test "$(wc -l <"$out")" -eq 2
check 'for people' jalon agenda --day --from 2030-07-01
match 'in words' 'LEFÈVRE +Hélène +2030-07-01T09:30 +45 +Domicile'
check 'all from a day on' jalon agenda --from 2030-07-03 --format json
match 'to the last one' '2030-12-16T09:30'
check 'those of one person, past and to come' jalon agenda "${marc:0:8}" --format json
match 'the past one awaits its report' '"starts":"2026-01-05T10:00".*"state":"to_report"'
check 'and no one else' test "$(grep -c "$helene" "$out")" -eq 0
check 'an empty week' jalon agenda --week --from 2031-03-03 --format json
match 'is an empty array' '^\[\]$'

# ---- wrong uses ----
expect 2 'a day that is none' jalon agenda --from 2030-02-31
match 'is named' '2030-02-31' "$err"
expect 2 'an end before the beginning' jalon agenda --from 2030-07-02 --to 2030-07-01
expect 2 'week and day' jalon agenda --week --day
expect 2 'free hours of someone' jalon agenda "$helene" --free
expect 2 'free hours for ever' jalon agenda --free --from 2030-07-01
expect 2 'a table into a file' jalon agenda --output x.ics
expect 2 'a calendar of something else' jalon list --format ics
expect 1 'nobody' jalon agenda ffffffff

# ---- what is free ----
check 'what is free' jalon agenda --free --day --from 2030-07-01 --format csv
tail -n +2 "$out" | tr -d '\r' >free.txt
printf '2030-07-01;10:30;12:00;90\n2030-07-01;14:00;17:00;180\n' >wanted.txt
sed -i '1i 2030-07-01;09:00;09:30;30' wanted.txt
check 'between the appointments' cmp free.txt wanted.txt
mkdir -p "$HOME/.config/jalon" && printf '[agenda]\nhours = 8h-10h\n' >"$HOME/.config/jalon/jalon.ini"
check 'of the hours in the settings' jalon agenda --free --from 2030-07-03 --to 2030-07-07 --format csv
tail -n +2 "$out" | tr -d '\r' >free.txt
printf '2030-07-03;08:00;10:00;120\n2030-07-04;08:00;10:00;120\n2030-07-05;08:00;10:00;120\n' >wanted.txt
check 'from Monday to Friday' cmp free.txt wanted.txt

# ---- a calendar ----
check 'a calendar' jalon agenda --from 2030-07-01 --format ics
cp "$out" initials.ics
match 'with a word on what it is' 'ne sera pas chiffré' "$err"
expect 1 'names nobody' grep -qiE 'lef|goff|marc|contrat|devis|puits' initials.ics
judged check 'another program reads it' judge initials.ics
cp "$out" read.txt
judged match 'all of it' '^events 5$' read.txt
judged match 'in summer time' "^$first@jalon 2030-07-01T09:30:00\+02:00 2030-07-01T10:15:00\+02:00 RDV H\. L\. \| Domicile \| Rendez-vous obligatoire \| CONFIRMED$" read.txt
judged match 'in winter time' '2030-12-16T09:30:00\+01:00' read.txt
judged match 'with what is cancelled' 'CANCELLED' read.txt
check 'with names, into a file' jalon agenda --from 2030-07-01 --format ics --names --output names.ics
check 'that nobody else may read' test "$(stat -c %a names.ics)" = 600
judged check 'another program reads that' judge names.ics
judged match 'names, addresses, subjects and reminders' 'RDV LEFÈVRE Hélène \| Domicile, 12, rue du Puits ; fond de cour \| Rendez-vous obligatoire / Point sur le contrat / Apporter le devis \|'
cmp -s <(grep ^UID initials.ics) <(grep ^UID names.ics)
check 'an appointment keeps its name' test $? -eq 0
expect 1 'a file is not overwritten' jalon agenda --format ics --output names.ics
done_testing
