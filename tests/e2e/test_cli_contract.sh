#!/bin/bash
# Contracts from the command line alone: a tree, signatures, hours, an amendment, a renewal; and what is refused.
# Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/contract
mkdir "$work" && cd "$work" || exit 99

# as ARGUMENT…: jalon with the vault and its passphrase.
as() {
	"$JALON_BIN" --vault "$work/camille" --passphrase-fd 3 "$@" 3<<<'une phrase pour Camille'
}

# told NAME ARGUMENT…: with JSON kept in told.json.
told() {
	check "$1" as "${@:2}" --format json
	cp "$out" told.json
}

# id: the one that was just told.
id() {
	sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' told.json
}

# times N WHAT: so many of them in told.json.
times() {
	test "$(grep -o -- "$2" told.json | wc -l)" -eq "$1"
}

# day WHEN: as the commands take it
day() {
	date -d "$today $1" +%Y-%m-%d
}

plan 108

as init --kdf interactive --territory 'Littoral' --name 'Camille Essai' --remote "$work/server.git" >/dev/null
as add person birth_name=LEFÈVRE first_name=Hélène birth_date=1992-05-17 --format json >made.json
helene=$(sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p' made.json)
today=$(date +%Y-%m-%d)
monday=$(date -d "$today -$(($(date -d "$today" +%u) - 1)) days" +%Y-%m-%d)

# ---- nothing yet ----
told 'a dossier without contract is read' contract "$helene"
match 'it has none' '"contracts":\[\],"loose":\[\]' told.json
expect 1 'there is none to renew' as renew "$helene"
match 'and that is said' 'pas encore de contrat à renouveler' "$err"
expect 1 'nor to amend' as amend "$helene"
expect 1 'nor to sign' as sign "$helene"
told 'and no week' hours "$helene"
match 'at all' '^\[\]$' told.json
expect 1 'no hours are entered without one' as hours "$helene" "$(day '-7 days')=3"

# ---- what a contract can not be ----
add() { as add contract dossier="$helene" kind=engagement status=running "$@"; }
expect 1 'one that ends before it starts' add starts=2026-11-24 ends=2026-11-23
match 'is refused on its end' 'Fin.: un contrat finit après avoir commencé' "$err"
expect 1 'nor on the day it starts' add starts=2026-11-24 ends=2026-11-24
expect 1 'less than a month' add starts=2026-11-24 ends=2026-12-22
match 'is said so' 'au moins 1 mois' "$err"
expect 1 'more than 24 months' add starts=2026-11-24 ends=2028-11-25
match 'is said so too' 'au plus 24 mois' "$err"
expect 1 'a day that does not exist' add starts=2026-02-30 ends=2026-12-22
expect 1 'more hours than a week of work' add starts=2026-11-24 ends=2027-05-23 weekly_hours=49
expect 1 'hours below none' add starts=2026-11-24 ends=2027-05-23 weekly_hours=-1
expect 1 'a state that no contract begins with' as add contract dossier="$helene" kind=cer status=expired starts=2026-11-24 ends=2027-05-23
match 'which is named' 'on ne commence pas' "$err"
expect 1 'an exemption that ends before it all began' add starts=2026-11-24 ends=2027-05-23 exemption=full exemption_until=2026-11-01
told 'nothing of it was written' contract "$helene"
match 'none' '"contracts":\[\]' told.json

# ---- one that runs ----
told 'a contract' add contract dossier="$helene" kind=engagement rank=first status=running \
	starts="$(date -d "$monday -28 days" +%Y-%m-%d)" ends="$(day '+20 days')" weekly_hours=15
contract=$(id)
told 'a goal of it' add goal dossier="$helene" contract="$contract" theme=mobilite text='Obtenir le permis' status=in_progress
goal=$(id)
told 'one that is reached' add goal dossier="$helene" contract="$contract" theme=famille text='Garde trouvée' status=reached
told 'an action under it' add action dossier="$helene" goal="$goal" text='Préparer le code' who=person hours_per_week=4 status=in_progress
told 'one that is done' add action dossier="$helene" goal="$goal" text='Inscription' who=person status=done done_on="$today"
told 'an action of no goal' add action dossier="$helene" text='Appeler la mairie' who=referent status=planned
told 'the tree' contract "$helene"
match 'is the current one, its first' '"number":1,"amendment":0,"current":true' told.json
match 'with goals by theme' '"theme":"famille".*"theme":"mobilite"' told.json
match 'counted' '"text":"Obtenir le permis","status":"in_progress","due":null,"done":1,"total":2' told.json
match 'days left' '"days_left":20' told.json
match 'and what hangs from nothing' '"loose":\[\{"id":null.*Appeler la mairie' told.json
check 'so for people' as contract "$contract"
match 'by the contract.s own id too' '\[x\] Inscription' "$out"

# ---- hours ----
told 'two weeks in one go' hours "$helene" "$(date -d "$monday -7 days" +%Y-%m-%d)=11h30" "$(date -d "$monday -12 days" +%Y-%m-%d)=15,5"
match 'are what was typed, against the commitment' '"planned":240,"done":690,"committed":900,"exemption":null,"under":true' told.json
match 'each' '"planned":240,"done":930,"committed":900,"exemption":null,"under":false' told.json
told 'the week again' hours "$helene" "$(date -d "$monday -7 days" +%G-W%V)=0"
match 'is set, not added' '"done":0,"committed":900' told.json
expect 1 'no week to come' as hours "$helene" "$(date -d "$monday +7 days" +%Y-%m-%d)=3"
match 'is said' 'pas encore commencé' "$err"
expect 1 'more than a week holds' as hours "$helene" "$monday=81"
expect 1 'a duration that is none' as hours "$helene" "$monday=douze"
expect 2 'a week that there is not' as hours "$helene" 2026-W54=3
expect 2 'a pair that is none' as hours "$helene" "$monday"
expect 2 'one week twice' as hours "$helene" "$monday=3" "$monday=4"

# ---- an amendment ----
told 'an amendment of its hours' amend "$helene" weekly_hours=8 exemption=reduced exemption_reason=health
amendment=$(id)
told 'stands behind it' contract "$helene"
match 'as a draft, with the same period' '"number":1,"amendment":1,"current":false,"kind":"engagement","rank":"amendment","status":"draft"' told.json
check 'its reason is nowhere' test "$(grep -c health told.json)" -eq 0
expect 1 'only one at a time' as amend "$helene"
told 'both sign it, and the step is taken' sign "$amendment" --date "$today" --place Dinan --step
match 'it is signed' '"status":"signed"' told.json

# ---- signatures that can not be ----
expect 1 'nobody signs twice' as sign "$amendment"
match 'which is said' "ont déjà signé ce contrat. Rien n’a été enregistré" "$err"
expect 1 'whoever is named' as sign "$amendment" --by referent,authority
match 'which is said too, in words' 'Référent·e.*a déjà signé ce contrat' "$err"
told 'nothing was written' contract "$helene"
check 'of the one, nor of the other' times 0 '"who":"authority"'
told 'a step alone is no signature' sign "$amendment" --step
expect 1 'nobody signs tomorrow' as sign "$helene" --by authority --date "$(day '+1 day')"
match 'which is said' 'dans le futur' "$err"
expect 2 'somebody who is none' as sign "$helene" --by person,personne
expect 1 'in a way that is none' as sign "$helene" --by authority --how telepathy

# ---- a renewal ----
expect 1 'no contract of another end' as renew "$helene" ends=2026-01-01
expect 1 'none that begins before the one it renews' as renew "$helene" starts=2020-01-01
match 'is refused on what was typed' 'Début.: un renouvellement commence après le contrat' "$err"
expect 1 'no goal of another contract' as renew "$helene" --goals "$contract"
told 'the next contract' renew "$helene" --goals all
next=$(id)
told 'begins the day after' contract "$next"
match 'with what is not reached' "\"status\":\"draft\",\"phase\":\"prepared\",\"next_step\":\"to_sign\",\"starts\":\"$(day '+21 days')\"" told.json
check 'once' times 2 '"text":"Obtenir le permis"'
check 'what is reached stays' times 1 '"text":"Garde trouvée"'
expect 1 'only one at a time' as renew "$helene"
told 'signed by both, the person being named: it is what waits that is signed' sign "$helene" --step
told 'it takes the place of the other' contract "$helene"
match 'which is renewed' '"number":1,"amendment":0,"current":false,"kind":"engagement","rank":"first","status":"renewed"' told.json

# ---- the same however it gets signed ----
told 'the next one after that' renew "$next" --goals none status=signed
last=$(id)
told 'signed at once' contract "$last"
match 'has taken its place' '"number":2,"amendment":0,"current":false,"kind":"engagement","rank":"renewal","status":"renewed"' told.json
told 'one more is prepared' renew "$last" --goals none
more=$(id)
check 'and its state set to signed' as set "$more" status=signed
told 'it closes the one before' contract "$more"
match 'too' '"number":3,"amendment":0,"current":false,"kind":"engagement","rank":"renewal","status":"renewed"' told.json
told 'so does one that is typed as it stands' add contract dossier="$helene" kind=engagement rank=renewal status=running \
	previous="$more" starts="$(day '+1500 days')" ends="$(day '+1600 days')"
told 'and it' contract "$helene"
match 'is renewed' '"number":4,"amendment":0,"current":false,"kind":"engagement","rank":"renewal","status":"renewed"' told.json

# ---- what is past ----
as add person birth_name=ESSAI first_name=Anne birth_date=1980-01-01 --format json >made.json
anne=$(sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p' made.json)
check 'a contract that has ended' as add contract dossier="$anne" kind=engagement rank=first status=running \
	starts="$(day '-200 days')" ends="$(day '-10 days')"
expect 1 'is not amended' as amend "$anne" weekly_hours=8
match 'which is said, with the way on' "a pris fin le .* un avenant ne le change plus. Renouvelez-le" "$err"
told 'it is renewed, from another day' renew "$anne" starts="$(day '+3 days')"
told 'for as long, the last day following' contract "$anne"
match 'from there' "\"starts\":\"$(day '+3 days')\",\"ends\":\"$(date -d "$(day '+3 days')" +%Y | cut -c1-2)" told.json
expect 1 'a name is no number' as contract ESSAI
match 'and the way to find it is told' 'se cherche par son nom.: jalon search' "$err"
check 'signed, the step that follows is told' as sign "$anne"
match 'in words' 'Étape suivante possible.: «.Signé.»' "$err"

# ---- what is done has its day ----
told 'an action' add action dossier="$anne" text='Appeler' who=person status=planned
action=$(id)
check 'is done' as set "$action" status=done
told 'which is read' contract "$anne"
match 'today' "\"text\":\"Appeler\",\"who\":\"person\",\"status\":\"done\",\"open\":false,\"starts\":null,\"due\":null,\"done_on\":\"$today\"" told.json
check 'and not any more' as set "$action" status=planned
told 'which is read too' contract "$anne"
match 'without a day' '"status":"planned","open":true,"starts":null,"due":null,"done_on":null' told.json
