#!/bin/bash
# Importing a file from the command line: looked at first, imported, decided, imported again, a report, a map, files that
# are none. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/import
mkdir "$work" && cd "$work" || exit 99

jalon() {
	"$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour Nadia'
}

cat >people.csv <<'END'
Identifiant dans le SI*;Prénom*;Nom*;Date de naissance*;Téléphone;Identifiant Pôle emploi;Droits ASS;Observations
801;Ondine;Gaufre;1998-05-25;0601234567, 071234567;300000L;Oui;rien
802;Basile;Gaufre;1997-04-22;0601234568;;Non;
803;basile;gaufre;22/04/1997;;;;
804;basilic;gaufre;22-04-1997;;;;
END

plan 38

check 'a territory is founded' jalon init --kdf interactive --territory 'Littoral' --name 'Nadia Essai'

# ---- looked at, then imported ----
expect 5 'a dry run tells that something awaits' jalon import people.csv --dry-run
match 'each line' '^ligne 2, créée'
match 'what is refused of it' '! Téléphone'
match 'and what is doubtful' '^ligne 4, à trancher'
check 'nothing was written' jalon list --format json
match 'the list is empty' '^\[\]$'
expect 5 'the file is imported but for one line' jalon import people.csv --format json --report report.csv
match 'the counts' '"lines":4,"created":3,"updated":0,"unchanged":0,"undecided":1,"refused":0,"field_errors":2'
match 'the column that is not known' '"ignored_columns":\["Observations"\]'
match 'the line in doubt, and which one it is like' '"line":4,"fate":"undecided","dossier":"[0-9a-f]{32}","like_line":3'
match 'a refused field' '\{"column":"Identifiant Pôle emploi","level":"error","text":"[^"]+"\}'
match 'the report has each line' '^4;à trancher;' report.csv
match 'and reasons' 'il manque 1 chiffre' report.csv
expect 5 'and tells what to do' jalon import people.csv
match 'on the error output' '--decide LIGNE=same' "$err"
match 'nothing is new' '^ +3 +sans rien de nouveau'
check 'three dossiers' jalon list --format json
match 'three' '("id":.*){3}'

# ---- decided ----
expect 2 'a decision that is none' jalon import people.csv --decide 4=peut-être
expect 2 'two on one line' jalon import people.csv --decide 4=new,4=skip
expect 2 'one on the titles' jalon import people.csv --decide 1=new
check 'left aside' jalon import people.csv --decide 4=skip
check 'somebody else' jalon import people.csv --decide 4=new --format json
match 'is created' '"created":1'
check 'and known from then on' jalon import people.csv --format json
match 'nothing changes' '"created":0,"updated":0,"unchanged":4'

# ---- a map ----
printf 'Patronyme usager,Petit nom,Jour J\nTamis,Solveig,1982-02-01\n' >other.csv
expect 1 'unknown titles are refused' jalon import other.csv
printf '[colonnes]\nPatronyme usager = Nom\nPetit nom = Prénom\nJour J = Date de naissance\n' >map.ini
check 'a map renames them' jalon import other.csv --map map.ini
check 'and is remembered' jalon import other.csv --format csv
match 'as rows' '^2;unchanged;[0-9a-f]{32};'

# ---- what is no such file ----
expect 1 'a folder' jalon import .
expect 1 'nothing' jalon import nowhere.csv
match 'its name is told' 'nowhere.csv' "$err"
: >empty.csv
expect 1 'an empty file' jalon import empty.csv
head -n 1 people.csv >head.csv
expect 1 'titles alone' jalon import head.csv
expect 2 'two files' jalon import people.csv other.csv
expect 1 'a report that can not be written' jalon import people.csv --report "$work/none/report.csv"

done_testing
