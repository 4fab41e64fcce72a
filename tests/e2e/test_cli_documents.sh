#!/bin/bash
# Documents from the command line alone: added, listed, exchanged, given out; what can not be is refused. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/documents
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

plan 48

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

# ---- in ----
printf 'Devis 1\n' >devis.pdf
head -c 4194304 /dev/urandom >plein.bin
head -c 4194305 /dev/urandom >trop.bin
head -c 200000 /dev/urandom >"secret-$$.jpg"
mkdir repertoire
: >vide.txt
check 'a small document is added' as camille attach "$helene" devis.pdf --kind quote --format json
small=$(id)
check 'one of 4 MiB too' as camille attach "$helene" plein.bin --format json
full=$(id)
check 'and one more' as camille attach "$helene" "secret-$$.jpg"
expect 1 'not one byte more' as camille attach "$helene" trop.bin
match 'and that is said' 'dépasse 4.Mio' "$err"
expect 1 'a folder is none' as camille attach "$helene" repertoire
match 'and that is said' 'pas un fichier' "$err"
expect 1 'an empty file is none' as camille attach "$helene" vide.txt
expect 1 'nor what is not there' as camille attach "$helene" absent.pdf
match 'and that is said' 'pas. Vérifiez' "$err"
expect 2 'a kind that does not exist is refused' as camille attach "$helene" devis.pdf --kind bill
expect 2 'a document can not be made up' as camille add attachment dossier="$helene" name=x
expect 2 'nor what one holds' as camille add content dossier="$helene" bytes=x

# ---- listed ----
check 'they are listed' as camille attachments "$helene" --format json
sum=$(b2sum -l 256 <plein.bin | cut -d' ' -f1)
match 'with their hash, which others can compute' "\"name\":\"plein.bin\",\"size\":4194304,\"hash\":\"$sum\",\"here\":true"
match 'and their kind' '"kind":"quote","name":"devis.pdf","size":8'
check 'for people too' as camille attachments "$helene"
match 'in words' 'Devis'
check 'the dossier says that they are there' as camille show "$helene" --format json
match 'by name' '"name":"plein.bin"'
check 'without what they hold' test "$(stat -c %s "$out")" -lt 20000
check 'the history too' as camille history "$helene" --format json
check 'without it either' test "$(stat -c %s "$out")" -lt 20000

# ---- exchanged, in spite of a kill ----
# Wherever it is cut, nothing is lost. In the foreground, or timeout would kill itself too and wait for nobody.
for seconds in 0.1 0.3 0.6; do
	{ timeout --foreground -s KILL "$seconds" "$JALON_BIN" --vault "$work/camille" --passphrase-fd 3 sync 3<<<"${phrase[camille]}"; } \
		>/dev/null 2>&1
done
check 'what was cut goes on' as camille sync
check 'the supervisor receives' as nadia sync
check 'and has them' as nadia attachments "$helene" --format json
match 'all' '"here":true.*"here":true.*"here":true'
cp "$out" listed.json
expect 1 'none missing' grep -q '"here":false' listed.json
expect 1 'no name on the server' grep -rqa "secret-$$" server.git
as nadia digest --format csv | sort >nadia.digest
as camille digest --format csv | sort >camille.digest
comm -12 nadia.digest camille.digest >both.digest
check 'both caseloads are equal' test "$(wc -l <both.digest)" -ge 3

# ---- out ----
check 'one is given out' as nadia attachment save "$full" sorti.bin
match 'and that it leaves the encryption is said' 'pas chiffré' "$err"
check 'to the byte' cmp sorti.bin plein.bin
check 'for its owner alone' test "$(stat -c %a sorti.bin)" = 600
expect 1 'never over another file' as nadia attachment save "$small" sorti.bin
check 'which stays' cmp sorti.bin plein.bin
check 'the small one too' as nadia attachment save "${small:0:12}" petit.pdf
check 'to the byte' cmp petit.pdf devis.pdf
expect 1 'a person is no document' as nadia attachment save "$helene" autre.pdf
expect 2 'another verb is a wrong use' as nadia attachment print "$small" autre.pdf
check 'taken out of the dossier' as nadia set "$small" archived=yes
check 'the others are still listed' as nadia attachments "$helene" --format json
cp "$out" listed.json
expect 1 'and that one no more' grep -q devis.pdf listed.json
done_testing
