#!/bin/bash
# What leaves the vault for other programs: everything held on a person, and the list of dossiers. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/export
mkdir "$work" && cd "$work" || exit 99

jalon() {
	"$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour un export'
}

# person FIELD=VALUE…: opens a dossier, prints its id.
person() {
	jalon add person birth_date=1990-01-01 consent=2026-01-01 "$@" --format json 2>/dev/null |
		sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p'
}

plan 45

check 'a vault' jalon init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' --remote "$work/server.git"
helene=$(person birth_name=LEFÈVRE first_name=Hélène phone=0612345678 nir=255081416802538 \
	'address==HYPERLINK("http://x.invalid")' 'address_more=+cmd' 'city=@Dinan;"Sud"' tags=permis)
marc=$(person 'birth_name=Le Goff' first_name=Marc)
printf 'Visite.\n=A1 ; "tout" va bien.\n' >note.txt
jalon note "$helene" <note.txt >/dev/null
jalon set "$helene" phone=0612345679 >/dev/null
printf 'un devis' >devis.pdf
jalon attach "$helene" devis.pdf --kind quote >/dev/null

# ---- the list, for a spreadsheet ----
check 'the list as csv' jalon export --caseload --format csv
cp "$out" list.csv
match 'with a word on what it is' 'ne sera pas chiffré' "$err"
check 'begins with a byte order mark' test "$(head -c 3 list.csv | od -An -tx1 | tr -d ' ')" = efbbbf
match 'has titles with ; between' '^.{0,3}id;number;lead;stage;contract;contract_end;last_contact;' list.csv
check 'and a line each' test "$(grep -c '^[0-9a-f]\{32\};' list.csv)" -eq 2
match 'who is in charge, by name' ';Nadia Essai;' list.csv
match 'a formula is a text' ";\"'=HYPERLINK\(\"\"http://x.invalid\"\"\)\";" list.csv
match 'so is one that begins with +' ";'\+cmd;" list.csv
match 'or with @, its ; and quotes in quotes' ";\"'@Dinan;\"\"Sud\"\"\";" list.csv
match 'a phone stays a phone' ';\+33612345679;' list.csv
expect 1 'what is sensitive stays in the vault' grep -q 2550814168025 list.csv
expect 1 'even its title' grep -q 'nir;' list.csv
check 'the journal has nothing to say about it' test "$(jalon history "$helene" --format json 3<<<x | grep -c disclosure)" -eq 0
check 'the list as json' jalon export --caseload --format json
match 'an object each' "^\[\{\"id\":\"$helene\"|\{\"id\":\"$helene\""
match 'sets as arrays' '"tags":\["permis"\]'
match 'what is not known is null' '"contract":null'
check 'no archived one' jalon export --caseload --archived --format json
match 'is there' '^\[\]$'
check 'into a file' jalon export --caseload --format csv --output list2.csv
check 'that nobody else may read' test "$(stat -c %a list2.csv)" = 600
check 'the same' cmp list.csv list2.csv
expect 1 'it is not overwritten' jalon export --caseload --format csv --output list2.csv
match 'and that is said' 'existe déjà' "$err"
check 'it stays as it was' cmp list.csv list2.csv

# ---- everything on a person ----
check 'everything on a person' jalon export "${helene:0:8}" --format json
cp "$out" person.json
match 'nothing is masked' '"nir":"2550814168025"' person.json
match 'the notes whole' 'Visite\.\\n=A1 ; \\"tout\\" va bien\.' person.json
match 'who is in charge, by name' '"names":\{"[0-9a-f]{32}":"Nadia Essai"' person.json
match 'who changed what' '"field":"phone","element":null,"before":"\+33612345678","after":"\+33612345679"' person.json
match 'the documents' '"attachments":\[\{"entity":"attachment","id":"[0-9a-f]{32}","kind":"quote"[^}]*"name":"devis.pdf","size":8,"hash":"[0-9a-f]{64}"' person.json
expect 1 'which are taken out as files, one by one' grep -q '"entity":"content"' person.json
expect 1 'and nothing on anyone else' grep -q "$marc" person.json
check 'the journal says that it was shown' jalon history "$helene" --limit 1 --format json
match 'which fields' 'disclosure.*person\.nir'

# ---- no room ----
small() {
	(ulimit -f 512 && jalon "$@")
}
head -c 1048576 /dev/urandom >scan.pdf
check 'a document of a megabyte' jalon attach "$helene" scan.pdf --kind other --format json
scan=$(jalon attachments "$helene" --format json 2>/dev/null | tr '{' '\n' | sed -n 's/.*"id":"\([0-9a-f]*\)".*"scan.pdf".*/\1/p')
expect 1 'finds no room in a file' small attachment save "$scan" scan.out
match 'as is said' 'place manque' "$err"
expect 1 'and leaves nothing in clear' test -e scan.out

# ---- wrong uses ----
expect 2 'nothing to export' jalon export
expect 2 'a person and the list' jalon export "$helene" --caseload
expect 2 'a person as a table' jalon export "$helene" --format csv
expect 2 'colleagues of a person' jalon export "$helene" --all
expect 1 'nobody' jalon export ffffffff --format json
done_testing
