#!/bin/bash
# Notes from the command line alone: written, marked, read again, corrected, searched, on two vaults. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/notes
mkdir "$work" && cd "$work" || exit 99
declare -A phrase=([nadia]='une phrase pour Nadia' [camille]='une phrase pour Camille')

# as WHO ARGUMENT…: jalon with that vault and its passphrase.
as() {
	local who=$1
	shift
	"$JALON_BIN" --vault "$work/$who" --passphrase-fd 3 "$@" 3<<<"${phrase[$who]}"
}

# id: of what the last command printed as JSON.
id() {
	sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$out"
}

plan 53

check 'a territory is founded' as nadia init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' \
	--remote "$work/server.git"
check 'a referent asks' as camille request --kdf interactive --name 'Camille Essai'
cp "$out" request.txt
check 'is admitted' as nadia admit request.txt --role referent
cp "$out" invitation.txt
as nadia sync >/dev/null
check 'joins' as camille join invitation.txt
check 'opens a dossier' as camille add person birth_name=LEFÈVRE first_name=Hélène birth_date=1992-05-17 --format json
helene=$(id)
check 'and another' as camille add person birth_name=MÜLLER first_name=Franz birth_date=1980-01-02 --format json
franz=$(id)

# ---- written ----
check 'a note is written' as camille note "$helene" --channel home_visit --date 2026-01-05 --topics 'mobilite;famille' \
	--format json <<<'Crèche demandée, permis en cours.'
note=$(id)
check 'one for the supervision' as camille note "$helene" --date 2026-01-06 --visibility supervision \
	<<<'Permis suspendu.'
check 'a sensitive one' as camille note "$franz" --date 2026-01-04 --sensitive health <<<'Permis et médecin.'
expect 1 'a visibility that does not exist is refused' as camille note "$helene" --visibility nobody <<<'x'
match 'with the field named' 'Visible par' "$err"

# ---- read ----
check 'the notes of a dossier' as camille notes "$helene" --format json
match 'with what they are about' '"topics":"famille, mobilite"'
match 'newest first' '"date":"2026-01-06".*"date":"2026-01-05"'
match 'and what is not for all eyes says so' '"visibility":"supervision",.*"confidential":true,"excerpt":null,"text":null'
match 'and what is, is whole' '"confidential":false,"excerpt":"Crèche demandée, permis en cours.","text":"Crèche demandée, permis en cours.'
cp "$out" told.txt
expect 1 'no word of the others' grep -q suspendu told.txt
check 'it is shown when asked for' as camille notes "$helene" --reveal --format json
match 'in clear' 'Permis suspendu'
check 'and for people' as camille notes "$helene"
match 'folded too' '\[confidentiel\]'
for form in table json; do
	check "all of the dossier, $form" as camille show "$helene" --format "$form"
	match 'tells what is for all eyes' 'Crèche demandée'
	cp "$out" told.txt
	expect 1 'and covers what is not' grep -q suspendu told.txt
	check "its history, $form" as camille history "$helene" --format "$form"
	cp "$out" told.txt
	expect 1 'covers it too' grep -q suspendu told.txt
done
check 'it is shown when asked for, here too' as camille show "$helene" --reveal
match 'whole' 'Permis suspendu'
check 'and the history says that it was' as camille history "$helene"
match 'which fields' 'note\.text'

# ---- corrected ----
check 'a note is corrected' as camille set "$note" text='Crèche obtenue.'
check 'its earlier text is kept' as camille notes "$helene" --versions --format json
match 'both, by number' '"version":2,.*"text":"Crèche obtenue."},{.*"version":1,.*"text":"Crèche demandée, permis en cours.'

# ---- searched ----
check 'notes are found by the beginning of a word' as camille notes --search 'perm' --format json
match 'whose they are' '"name":"LEFÈVRE","first_name":"Hélène","date":"2026-01-06".*"name":"MÜLLER"'
cp "$out" told.txt
expect 1 'and nothing of what they say, being confidential' grep -qi permis told.txt
check 'what was replaced is not found' as camille notes --search demandee --format json
match 'at all' '^\[\]$'
check 'in one dossier' as camille notes "$franz" --search permis
match 'and for people' 'confidentiel.: le mot'
expect 2 'a letter alone asks nothing' as camille notes --search p
expect 2 'nor do no words' as camille notes

# ---- on the other vault ----
as camille sync >/dev/null
check 'the supervisor receives' as nadia sync
check 'and finds' as nadia notes --search 'crèche obt' --format json
match 'what a colleague wrote' '"author":"Camille Essai".*"text":"Crèche obtenue."'
check 'its versions too' as nadia notes "$helene" --versions --format json

check 'nothing was typed without being saved' as nadia drafts --format json
match 'so nothing is listed' '^\[\]$'
done_testing
