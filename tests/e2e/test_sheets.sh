#!/bin/bash
# Workbooks given to the command import: made by spreadsheet programs, and made to do harm. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/sheets
made=$JALON_SRCDIR/tests/e2e/sheets
mkdir "$work" && cd "$work" || exit 99
python=/usr/bin/python3
[ -x "$python" ] || {
	printf '1..0 # SKIP python3 is not there to make workbooks\n'
	exit 0
}
"$python" "$JALON_SRCDIR/tests/support/make_sheets.py" "$work" big || exit 99

# j ARGUMENT…: jalon with the one vault.
j() {
	"$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour Nadia'
}

plan 59

check 'a vault' j init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' --remote "$work/server.git"

# ---- as people have them: a cover, a title above the titles, line breaks in them, merged cells, zeros that were eaten ----
for file in openpyxl.xlsx calc.xlsx calc.ods; do
	check "$file is understood" j import "$made/$file" --dry-run --format json
	match "$file: the sheet that has the titles" '"sheet":"Liste"'
	match "$file: its lines are the sheet's" '"line":4,"fate":"created".*"line":5,.*"line":6,'
	match "$file: a fault of the spreadsheet's is said" '"line":5.*Email.*signale une erreur'
	match "$file: a zero comes back, and that is said" '"column":"Téléphone","level":"warning"[^}]*zéro'
done
check 'one is written' j import "$made/openpyxl.xlsx"
match 'another sheet was there' 'Feuille lue.: «.Liste.».*Couverture' "$err"
match 'a formula that was never computed is no value' 'Email.: .*pas été calculée'
check 'the same people come as OpenDocument' j import "$made/calc.ods" --format json
match 'and are known' '"created":0,"updated":0,"unchanged":3'
check 'the list' j list --format csv
match 'names, the day, the zero, the merged town' 'Gœthals-Şahin,?;?.*Ömer.*1990-01-01.*Valence'
match 'a merged cell holds below' 'Lefèvre-Ôlivier.*Zoé.*2000-02-29.*Valence'
dossier=$(j list --format csv | sed -n 's/^\xef\xbb\xbf//; s/^\([0-9a-f]*\);.*Forêt.*/\1/p')
check 'one of them' j show "$dossier" --format json
match 'the postcode as the format shows it' '"postcode":"01000"'
match 'and the phone' '"phone":"\+?[0-9 ]*6 ?12 ?34 ?56 ?78"'

# ---- a sheet asked for ----
check 'by its name' j import "$made/calc.ods" --sheet Liste --dry-run
check 'by its number' j import "$made/calc.ods" --sheet 2 --dry-run
expect 1 'the cover has no titles' j import "$made/calc.ods" --sheet Couverture --dry-run
match 'which is said' 'Aucun titre de colonne' "$err"
expect 1 'one that is not there' j import "$made/calc.ods" --sheet Liste2
match 'is said with the first that is' 'pas de feuille «.Liste2.». La première est «.Couverture.»' "$err"
printf 'Prénom;Nom;Date de naissance\nAda;ESSAI;07/05/1990\n' >plain.csv
expect 1 'a text file has none' j import plain.csv --sheet 1
match 'which is said' 'pas un classeur' "$err"

# ---- written by hand ----
for file in usual.xlsx usual.ods; do
	check "$file" j import "$file" --dry-run --format json
	match "$file: one line" '"lines":1,"created":1.*"field_errors":0'
done
expect 5 'thirty thousand lines are read' j import many.xlsx --sheet Liste --dry-run --format csv
match 'to the last' '^30001;refused'

# refused FILE REGEX: with a sentence, and nothing written.
refused() {
	expect 1 "$1 is refused" j import "$1"
	match "$1: and why" "$2" "$err"
}
refused laughs.xlsx 'déclare des entités XML'
refused outside.xlsx 'déclare des entités XML'
refused bomb.xlsx 'une fois décompressé, est plus grand'
refused bomb.ods 'une fois décompressé, est plus grand'
refused deep.xlsx 'une fois décompressé, est plus grand'
refused back.xlsx 'abîmé'
refused cut.xlsx 'abîmé'
refused archive.zip 'est une archive'
check 'nobody came of all that' j list --format json
match 'but the three' '^\[(\{[^{}]*\},?){3}\]'

done_testing
