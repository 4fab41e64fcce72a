#!/bin/bash
# What is allowed is said with each refusal: codes with their labels, fields, kinds; and `jalon fields`, which lists
# them all. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/choices
mkdir "$work" && cd "$work" || exit 99

camille() {
	"$JALON_BIN" --vault "$work/camille" --passphrase-fd 3 --lang fr "$@" 3<<<'une phrase pour Camille'
}

# Like expect; what it said on the standard error is kept in the file `said`.
refuse() {
	expect "$@"
	cp "$err" said
}

# The line of the last refusal that offers that code.
place_of() {
	grep -n "^  $1\\( \\|\$\\)" said | cut -d: -f1
}

plan 52

check 'a vault is made' camille request --kdf interactive --name 'Camille Essai'
check 'a dossier is opened' camille add person birth_name=Essai first_name=Lou birth_date=1990-05-17 --format json
lou=$(sed -n 's/.*"dossier":"\([^"]*\)".*/\1/p' "$out")

# ---- codes ----
refuse 1 'an exit for no reason that there is' camille exit "$lou" reason=alternence
match 'names the field' '^jalon: Motif.: ' said
match 'offers the nearest with its label' '^  apprenticeship  *Alternance$' said
check 'before all others' test "$(place_of apprenticeship)" -eq 3
check 'and twelve in all' test "$(grep -c '^  ' said)" -eq 12
match 'says where all are' '(18).*: jalon fields exit reason$' said
check 'nothing of what was typed is repeated' test -z "$(grep alternence said)"
refuse 1 'an exit without a reason' camille exit "$lou"
match 'offers them too' '^  permanent_job  *Emploi en CDI$' said
refuse 1 'an orientation without a type' camille orient "$lou"
match 'offers the three' '^  socio_professional  *Socio-professionnel$' said
check 'all of them' test "$(grep -c '^  ' said)" -eq 3
check 'with nothing more to look up' test -z "$(grep 'jalon fields' said)"
refuse 1 'a topic that is none, among some that are' camille note "$lou" --topics 'sante;mobilitee' <<<'Un texte'
match 'offers the nearest' '^  mobilite  *Mobilité$' said
check 'first' test "$(place_of mobilite)" -eq 3
refuse 1 'a level of education by its name' camille set "$lou" education=brevets
match 'is found by its label' '^  C3A ' said
check 'which comes first' test "$(place_of C3A)" -eq 3
refuse 1 'a role that is none' camille assign "$lou" Camille role=chef
match 'offers the roles' '^  supervisor ' said
refuse 1 'in English' camille exit "$lou" reason=alternence --lang en
match 'with English labels' '^  apprenticeship  *Work-study$' said
refuse 2 'a kind of document' camille attach "$lou" /dev/null --kind facture
match 'offers those there are' '^  quote  *Devis$' said
refuse 2 'a kind of event' camille timeline "$lou" --kind notess
check 'the nearest first' test "$(place_of notes)" -eq 4
refuse 2 'a kind of what is to be done' camille todo --kind contract
match 'offers them' '^  contract_ends  *Contrat à renouveler$' said
refuse 2 'in postpone too' camille postpone "$lou" +7 --kind contract
match 'likewise' '^  contract_to_sign ' said
refuse 2 'a threshold' camille threshold no_contct
check 'the nearest first' test "$(place_of no_contact)" -eq 4
refuse 2 'a theme of the diagnosis' camille assessment "$lou" mobilit=high
match 'offers it' '^  mobilite ' said

# ---- fields and elements ----
refuse 2 'a field that is not there' camille exit "$lou" motif=moved
match 'offers those that are' '^  reason  *Motif$' said
refuse 2 'an element that is none' camille add persn name=x
check 'the nearest first' test "$(place_of person)" -eq 4

# ---- one sentence a refusal ----
check 'an exit' camille exit "$lou" reason=moved
refuse 1 'a second one, without a reason' camille exit "$lou"
check 'is told by one sentence' test "$(wc -l <said)" -eq 1
match 'that says why' 'déjà terminé' said

# ---- the list of all ----
check 'elements' camille fields --format json
match 'as JSON' '{"entity":"person","label":"Bénéficiaire","where":"dossier"}'
check 'fields of one' camille fields exit --format json
match 'with what they take' '{"field":"reason","label":"Motif","type":"code","needed":true,"codes":18}'
check 'codes of one' camille fields barrier situations --format csv
match 'with their theme' 'licence_b.*mobilite'
refuse 2 'codes of a text' camille fields person birth_name

done_testing
