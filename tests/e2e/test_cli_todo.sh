#!/bin/bash
# What is to be done, from the command line alone: what each clock gives, postponing with its trace, thresholds. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/todo
mkdir "$work" && cd "$work" || exit 99

camille() {
	"$JALON_BIN" --vault "$work/camille" --passphrase-fd 3 "$@" 3<<<'une phrase pour Camille'
}

# The day that many days from now.
day() {
	date -d "$1 days" +%F
}

# The value of a key of the last JSON.
value() {
	sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" "$out"
}

plan 72

check 'a vault is made' camille request --kdf interactive --name 'Camille Essai'
check 'nothing is to be done' camille todo --format json
match 'an empty array' '^\[\]$'
check 'a dossier is opened' camille add person birth_name=Essai first_name=Lou birth_date=1990-05-17 --format json
lou=$(value dossier)
check 'a late action' camille add action dossier="$lou" text='Aide au permis' due="$(day -4)" status=planned --format json
action=$(value id)
check 'a contract that ends' camille add contract dossier="$lou" kind=engagement starts="$(day -90)" ends="$(day 8)" \
	status=running
check 'a breach without a next step' camille add breach dossier="$lou" date="$(day -40)" kind=missed_appointment \
	status=reported
check 'an appointment without report' camille add appointment dossier="$lou" starts="$(day -6)T10:00" place=phone \
	--format json

check 'all of it is told' camille todo --format json
match 'the contract' '"sign":"soon","kind":"contract_ends","due":"'"$(day 8)"'"'
match 'the report, late 2 days after' '"sign":"late","kind":"report","due":"'"$(day -4)"'"'
match 'the action, with its text' '"sign":"late","kind":"action".*"text":"Aide au permis","entity":"action","record":"'"$action"'"'
match 'the breach' '"sign":"late","kind":"breach","due":"'"$(day -10)"'"'
check 'as a table' camille todo
match 'with words' '! *Action à faire '
check 'late ones alone' camille todo --late --format json
check 'without the contract' test -z "$(grep -E contract_ends "$out")"
check 'one kind alone' camille todo --kind contract_ends --format json
check 'without the action' test -z "$(grep -E '"action"' "$out")"
expect 2 'a kind that is none' camille todo --kind rien
match 'is named' '«.rien.»' "$err"
expect 2 'late and soon at once' camille todo --late --soon
check 'limited' camille todo --limit 1 --format csv
check 'to one line and its titles' test "$(wc -l <"$out")" -eq 2
check 'the list of dossiers says the same' camille list --format json
match 'of the first' '"urgency":"'"$(day -10)"'"'

# ---- postponing ----
expect 1 'several things: which one?' camille postpone "$lou" +7
match 'is asked' '--kind' "$err"
expect 1 'to a day that is over' camille postpone "$action" hier
match 'is refused' 'à venir' "$err"
expect 1 'in more than a year' camille postpone "$action" +400
check 'by its record' camille postpone "$action" +7 --reason 'En congé' --format json
check 'it is gone' camille todo --kind action --format json
match 'until then' '^\[\]$'
check 'the history has its trace' camille history "$lou" --format json
match 'with the reason' 'En congé'
expect 1 'what is not there can not wait' camille postpone "$action" +7
check 'the time line' camille timeline "$lou" --kind actions --format json
match 'says so, and not that it is late' '"sign":null,"state":"reporté au '
check 'a review that was due' camille add assessment dossier="$lou" date="$(day -100)" next_review="$(day -2)" --format json
check 'the diagnosis' camille assessment "$lou" --format json
match 'is late with it' '"review_late":true,"review_postponed":null'
check 'it is postponed' camille postpone "$lou" +5 --kind assessment
check 'the diagnosis' camille assessment "$lou" --format json
match 'is late no longer' '"review_late":false,"review_postponed":"'"$(day 5)"'"'
check 'by its dossier and kind' camille postpone "$lou" "$(day 3)" --kind report

# ---- keeping ----
check 'a dossier of former years' camille add person birth_name=Ancien first_name=Max birth_date=1970-01-02 --format json
max=$(value dossier)
check 'its history' camille history "$max" --format json
pathway=$(grep -o '"entity":"pathway","record":"[0-9a-f]*"' "$out" | head -1 | sed 's/.*:"\([0-9a-f]*\)"/\1/')
check 'it began long ago' camille set "$pathway" entered="$(date -d '-26 months' +%F)"
check 'it is to be archived' camille todo --kind retention --format json
match 'for want of contact' '"sign":"late","kind":"retention".*"dossier":"'"$max"'"'
check 'someone is expected' camille add appointment dossier="$max" starts="$(day 9)T10:00" --format json
expected=$(value id)
check 'it is of use' camille todo --kind retention --format json
match 'until then' '^\[\]$'
check 'nobody is expected any more' camille set "$expected" status=cancelled
check 'it is archived by a command' camille set "$max" archived=yes
check 'and listed no more' camille list --format json
check 'but for all' test -z "$(grep "$max" "$out")"
check 'then to be anonymised' camille todo --all --kind anonymise --format json
match 'after the notice' '"sign":"late","kind":"anonymise".*"dossier":"'"$max"'"'
check 'it comes back' camille set "$max" archived=no

# ---- thresholds ----
check 'the thresholds are shown' camille threshold --format json
match 'with their source' '"key":"orientation","value":6,"unit":"weeks","usual":6.*D\. 262-65-2'
check 'one is changed' camille threshold contract_ends 5 --format json
match 'by the member' '"value":5.*"set_by":"member"'
check 'and counts at once' camille todo --kind contract_ends --soon --format json
match 'for what is soon' '^\[\]$'
expect 1 'beyond its limits' camille threshold contract_ends 0
expect 2 'no number' camille threshold contract_ends beaucoup
expect 2 'no such threshold' camille threshold rien 5
check 'put back' camille threshold contract_ends --reset --format json
match 'to what is usual' '"value":15.*"set_by":"default"'
