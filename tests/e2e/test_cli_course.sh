#!/bin/bash
# A pathway from the command line: oriented, oriented anew, handed to a colleague, left and taken up again; a request
# and a breach with their steps; every input that these refuse, with its place. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/course
mkdir "$work" && cd "$work" || exit 99

# j ARGUMENT…: jalon with the one vault and its passphrase.
j() {
	"$JALON_BIN" --vault "$work/camille" --passphrase-fd 3 "$@" 3<<<'une phrase pour Camille'
}
# day N: the date of N days ago, or to come when negative.
day() {
	date -d "$1 days ago" +%F
}
# id: what the last command printed as the record's id.
id() {
	sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$out"
}

plan 98

check 'a territory is founded' j init --kdf interactive --territory 'Littoral' --name 'Camille Essai' \
	--remote "$work/server.git" --format json
check 'someone is registered' j add person birth_name=ESSAI first_name=Anna birth_date=1990-05-01 --format json
anna=$(sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p' "$out")
j show "$anna" --format json >shown.json
path=$(sed -n 's/.*"entity":"pathway","id":"\([0-9a-f]*\)".*/\1/p' shown.json)
check 'the entry was last year' j set "$path" entered="$(day 400)"

# ---- orientations ----
check 'a first orientation' j orient "$anna" type=social starts="$(day 90)" decided_by=department --format json
match 'takes the step' '"step":"oriented","closed_from":null'
first=$(id)
expect 1 'another one closes it only when asked' j orient "$anna" type=professional starts="$(day 10)"
match 'with both days' "depuis le $(day 90).*ferme le $(day 11)" "$err"
check 'so nothing was written' j timeline "$anna" --kind orientations --format json
match 'but the first' '^\[\{[^}]*\}\]$'
check 'when asked, it does' j orient "$anna" type=professional starts="$(day 10)" --close --format json
match 'and says so' "\"closed_from\":\"$(day 90)\",\"closed_on\":\"$(day 11)\""
second=$(id)
check 'the dossier' j show "$anna" --format json
match 'names the new one' "\"open_orientation\":\"$second\""
match 'which gave the pathway its type' '"type":"professional","status":"oriented"'
expect 1 'the past is not oriented over' j orient "$anna" type=social starts="$(day 50)" --close
match 'on its field' 'Début.: une autre orientation de ce dossier couvre' "$err"
expect 1 'six days are too few' j orient "$anna" type=social starts="$(day 4)" --close
match 'by that sentence' 'moins de 7 jours' "$err"
expect 1 'nor is the future' j orient "$anna" type=social starts="$(day -3)" --close
match 'refused' 'Début.: cette date est dans le futur' "$err"
expect 1 'six days from first to last' j set "$first" ends="$(day 85)"
match 'are refused too' 'Fin.: une orientation dure au moins 7 jours' "$err"
expect 1 'an end before the start' j set "$first" ends="$(day 95)"
match 'likewise' 'Fin.: .* vient avant' "$err"
expect 1 'a day that there is not' j orient "$anna" type=social starts=2026-02-31 --close
match 'is refused' 'Début.:' "$err"
expect 1 'a French date is not for commands' j orient "$anna" type=social starts=24/11/2026 --close
expect 1 'a type that there is not' j orient "$anna" type=spatial --close
match 'on its field too' 'Type de parcours.: cette valeur n.est pas dans la liste' "$err"
expect 2 'a field that there is not' j orient "$anna" kind=social --close
expect 1 'notified before it was decided' j orient "$anna" type=social starts="$(day 1)" decided_on="$(day 1)" \
	notified_on="$(day 3)" --close
expect 1 'the state alone is no way out' j set "$path" status=exited
match 'which has a day and a reason' 'sortie a un jour et un motif' "$err"
expect 1 'nobody of that id' j orient ffffffff type=social
expect 1 'no type at all' j orient "$anna" starts="$(day 1)" --close
match 'is asked for' 'Type de parcours.: choisissez' "$err"
expect 1 'nor is a first day left out' j orient "$anna" type=social starts= --close
expect 1 'a structure is named by its whole id' j orient "$anna" type=social structure=abcd --close
expect 1 'a reason that is no text' j orient "$anna" type=social starts="$(day 1)" reason="$(printf 'a\377b')" --close
match 'is refused' 'Motif.: ce texte n.est pas lisible' "$err"

check 'a structure is known' j add structure nom='Mission locale du Littoral' --format json
site=$(id)
check 'an orientation names it' j set "$second" structure="$site"
check 'and the time line' j timeline "$anna" --kind orientations --format json
match 'by its name' '"text":"Professionnel, Mission locale du Littoral"'

# ---- who is in charge ----
check 'a colleague asks' "$JALON_BIN" --vault "$work/marc" --passphrase-fd 4 request --kdf interactive --name 'Marc Essai' \
	4<<<'une phrase pour Marc'
cp "$out" request.txt
check 'and is admitted' j admit request.txt
expect 1 'a change of lead says why' j assign "$anna" 'marc essai' --lead
match 'on its field' 'Motif de fin.:' "$err"
check 'then it is done' j assign "$anna" 'marc essai' --lead --reason 'Congé' starts="$(day 0)" --format json
match 'with the one before' '"former":"[0-9a-f]{32}"'
expect 1 'once' j assign "$anna" 'marc essai' --lead --reason 'Congé'
match 'being so already' 'déjà le ou la' "$err"
expect 1 'a member that there is not' j assign "$anna" 'Personne'
match 'is not guessed' 'Aucun membre' "$err"
check 'the assignments are kept' j timeline "$anna" --kind assignments --format json
match 'both' 'référent·e".*Congé'

# ---- a request and its answer ----
check 'no request yet' j reorient "$anna" --format json
match 'an empty array' '^\[\]$'
check 'one is made' j reorient "$anna" type=social reason='Santé' asked_on="$(day 12)" --format json
request=$(id)
check 'it waits' j reorient "$anna" --format json
match 'since then' '"status":"pending","fact":"requested","since":"[0-9-]*","days":12'
expect 1 'an answer has its day' j reorient "$request" status=refused
match 'named' 'Décidée le.: l.étape .*Refusée.* demande' "$err"
match 'and a refusal its reason' 'Motif de la décision.:' "$err"
check 'then it is refused' j reorient "$request" status=refused decided_on="$(day 0)" decision_reason='Trop tôt'
expect 1 'for good' j reorient "$request" status=accepted
expect 1 'decided before it was asked' j reorient "$anna" reason='Santé' status=pending decided_on="$(day 3)"

# ---- a breach ----
check 'a breach is reported' j breach "$anna" kind=missed_appointment date="$(day 20)" --format json
breach=$(id)
expect 1 'no step is passed over' j breach "$breach" status=decision decision=suspension
match 'and those that may follow are named' 'Ensuite viennent.: Observations demandées\.' "$err"
expect 1 'a step asks for its day' j breach "$breach" status=observations
match 'on its field' 'Observations demandées le.:' "$err"
expect 1 'which is not before the breach' j breach "$breach" status=observations observations_asked_on="$(day 25)"
check 'then it is taken' j breach "$breach" status=observations observations_asked_on="$(day 12)"
check 'facts are told' j breach "$anna" --format json
match 'and delays' '"status":"observations","fact":"observations_awaited","since":"[0-9-]*","days":12'
expect 1 'set is held to the same' j set "$breach" status=proposal
match 'word for word' 'Proposition.: l.étape .*Proposition.* demande' "$err"
expect 1 'a share over the whole' j set "$breach" share=101
expect 1 'the id of something else' j breach "$request" status=observations

# ---- leaving, and coming back ----
expect 1 'one leaves for a reason' j exit "$anna"
match 'asked for' 'Motif.: dites pourquoi' "$err"
expect 1 'on a day' j exit "$anna" reason=moved date=
match 'that is asked for too' 'Date.: donnez le jour de la sortie' "$err"
expect 1 'not before one came' j exit "$anna" reason=moved date="$(day 500)"
expect 1 'nor tomorrow' j exit "$anna" reason=moved date="$(day -1)"
expect 1 'nor for a reason that there is not' j exit "$anna" reason=holidays
j add appointment dossier="$anna" starts="$(day -5)T09:30" status=planned >/dev/null 2>&1
check 'an exit' j exit "$anna" reason=moved --cancel-appointments --format json
match 'tells what it ended' '"step":"exited".*"appointments":1,"contracts":0'
check 'all of it' j timeline "$anna" --kind appointments --format json
match 'as asked' '"state":"Annulé"'
expect 1 'one does not leave twice' j exit "$anna" reason=moved
expect 1 'who left is not oriented' j orient "$anna" type=social --close
check 'but may come back' j exit "$anna" --reopen --format json
match 'on the same pathway' '"step":"reopened"'
expect 2 'nothing else goes with that' j exit "$anna" --reopen reason=moved
expect 2 'no kind is invented' j timeline "$anna" --kind weather
check 'lines are counted' j timeline "$anna" --limit 2 --format csv
done_testing
