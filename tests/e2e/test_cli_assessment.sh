#!/bin/bash
# The diagnosis from the command line alone: levels by theme, assessments, what changed, two barriers of one theme.
# Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/assessment
mkdir "$work" && cd "$work" || exit 99
declare -A phrase=([nadia]='une phrase pour Nadia' [camille]='une phrase pour Camille')

# as WHO ARGUMENT…: jalon with that vault and its passphrase.
as() {
	local who=$1
	shift
	"$JALON_BIN" --vault "$work/$who" --passphrase-fd 3 "$@" 3<<<"${phrase[$who]}"
}

# told NAME ARGUMENT…: as Camille, with JSON kept in told.json.
told() {
	check "$1" as camille "${@:2}" --format json
	cp "$out" told.json
}

# theme CODE: its object in told.json.
theme() {
	grep -o "{\"theme\":\"$1\",[^}]*}" told.json >theme.json
}

# times N WHAT: so many of them in told.json.
times() {
	test "$(grep -o -- "$2" told.json | wc -l)" -eq "$1"
}

plan 57

as nadia init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' --remote "$work/server.git" >/dev/null
as camille request --kdf interactive --name 'Camille Essai' >request.txt
as nadia admit request.txt --role referent >invitation.txt
as nadia sync >/dev/null
as camille join invitation.txt
as camille add person birth_name=LEFÈVRE first_name=Hélène birth_date=1992-05-17 --format json >made.json
helene=$(sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p' made.json)
today=$(date +%Y-%m-%d)

# ---- nothing yet ----
told 'a dossier without diagnosis is read' assessment "$helene"
match 'it has no assessment' '"assessments":\[\]'
check 'and all themes' times 16 '"theme":'
theme mobilite
match 'not discussed, and nothing more' '^\{"theme":"mobilite","level":"not_discussed"\}$' theme.json
check 'so for people' as camille assessment "$helene"
match 'in one sentence' 'Pas encore de diagnostic'
expect 1 'there is none to change' as camille assessment "$helene" wishes=Travailler
match 'and that is said' '--new en commence un' "$err"

# ---- what can not be ----
expect 1 'a level that there is not' as camille assessment "$helene" mobilite=high famille=enorme
match 'is named with its theme' 'famille.: «.enorme.» n.est pas un niveau' "$err"
told 'nothing was written' assessment "$helene"
theme mobilite
match 'of the rest either' '"level":"not_discussed"\}' theme.json
expect 2 'a theme that there is not' as camille assessment "$helene" mobilité=high
match 'is named' '«.mobilité.» n.est ni un domaine ni un champ' "$err"
expect 2 'a pair that is none' as camille assessment "$helene" mobilite
expect 2 'nor without a name' as camille assessment "$helene" =high
expect 2 'no dossier' as camille assessment
expect 1 'a dossier that there is not' as camille assessment 0000 mobilite=high
expect 1 'a date to come' as camille assessment "$helene" --new date=2999-01-01
match 'is refused with its field' 'Date' "$err"
expect 1 'a day that does not exist' as camille assessment "$helene" --new next_review=2026-02-30
told 'no assessment was begun' assessment "$helene"
match 'at all' '"assessments":\[\]'

# ---- a first one ----
told 'an assessment with levels, in one command' assessment "$helene" --new \
	'wishes=Travailler près du bourg' strengths='Dix années de service à domicile' mobilite=high famille=medium numerique=low
match 'it is of today' "\"date\":\"$today\",\"channel\":\"meeting\""
match 'what the person said' '"wishes":"Travailler près du bourg"'
match 'and what was looked at' '"themes":\["famille","mobilite","numerique"\]'
theme mobilite
match 'a level at it' '"level":"high",.*"levels":\["high"\]' theme.json
match 'a single one is no news' '"before":"high","trend":null' theme.json
check 'the history has' as camille history "$helene" --format csv
match 'each level' 'barrier;[0-9a-f]*;level;;;high'

# ---- the next one starts from it ----
told 'a new one' assessment "$helene" --new numerique=none mobilite=medium
check 'there are two' times 2 '"channel"'
check 'with the wishes of the last' times 2 'près du bourg'
theme mobilite
match 'it went down' '"before":"high","trend":-1,"levels":\["high","medium"\]' theme.json
theme numerique
match 'one is lifted, today' "\"level\":\"none\".*\"lifted\":true.*\"lifted_on\":\"$today\"" theme.json
theme famille
match 'one is as it was' '"trend":0,"levels":\["medium","medium"\]' theme.json
told 'the last one is changed' assessment "$helene" 'summary=Reprise en vue' next_review=2027-03-01
match 'in its fields' '"next_review":"2027-03-01".*"summary":"Reprise en vue"'
check 'for people' as camille assessment "$helene"
match 'what changed is told' 'Mobilité.: 2 moyen +## +-1 \(fort\)'
match 'and what is lifted' 'Numérique.: 0 levé'

# ---- situations, and what is confidential ----
barrier=$(as camille assessment "$helene" --format json | grep -o '"theme":"mobilite","level":"medium","barrier":"[0-9a-f]*' | tail -c 33)
check 'situations are ticked' as camille set "$barrier" 'situations=licence_under_way' 'subthemes=mobilite--preparer-un-permis' \
	sensitive=health
told 'and told' assessment "$helene" --reveal
theme mobilite
match 'with their sub-themes' '"situations":\["licence_under_way"\],"subthemes":\["mobilite--preparer-un-permis"\]' theme.json
check 'a situation of another theme' as camille set "$barrier" 'situations=has_computer'
match 'is warned of' 'autre domaine' "$err"
as camille assessment "$helene" >/dev/null
as camille sync >/dev/null
as nadia sync >/dev/null

# ---- two people make one each ----
as camille assessment "$helene" sante=low >/dev/null
as nadia assessment "$helene" sante=high >/dev/null
as camille sync >/dev/null
as nadia sync >/dev/null
as camille sync >/dev/null
told 'both are told' assessment "$helene"
theme sante
match 'one beside the other' '"others":\["[0-9a-f]{32}"\]' theme.json
other=$(sed -n 's/.*"others":\["\([0-9a-f]*\)"\].*/\1/p' theme.json)
expect 5 'it waits for someone' as nadia conflicts --format json
match 'as what it is' "\"kind\":\"twins\".*\"record\":\"$other\".*\"field\":\"theme\""
expect 1 'nobody makes a third' as camille add barrier dossier="$helene" theme=sante level=low
match 'and that is said' 'Domaine.: ce dossier a déjà un frein de ce domaine' "$err"
expect 1 'one that is not double is not kept' as camille assessment "$helene" --keep "$barrier"
told 'one is kept' assessment "$helene" --keep "${other:0:8}"
theme sante
check 'nothing waits any more' as camille conflicts
match 'and is alone' "\"barrier\":\"$other\".*\"others\":\\[\\]" theme.json

done_testing
