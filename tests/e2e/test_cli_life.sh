#!/bin/bash
# The whole life of a territory from the command line alone: founded, a referent asks, is admitted, joins, opens and
# changes dossiers without network, both exchange, stock git confirms. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/life
mkdir "$work" && cd "$work" || exit 99
declare -A phrase=([nadia]='une phrase pour Nadia' [camille]='une phrase pour Camille'
	[tablette]='une phrase pour la tablette')

# as WHO ARGUMENT…: jalon with that vault and its passphrase.
as() {
	local who=$1
	shift
	"$JALON_BIN" --vault "$work/$who" --passphrase-fd 3 "$@" 3<<<"${phrase[$who]}"
}

plan 143

# ---- founding ----
check 'a territory is founded' as nadia init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' \
	--remote "$work/server.git" --format json
match 'its root is told' '"root":"[0-9a-f]{64}"'
root=$(sed -n 's/.*"root":"\([0-9a-f]*\)".*/\1/p' "$out")
expect 1 'a vault that is there is not made again' as nadia init --kdf interactive --territory X --name Y
match 'and that is said' 'déjà un coffre' "$err"
check 'it is sent' as nadia sync --format json
match 'nothing is in the way' '"quarantined":\[\]'
check 'the key for a server by ssh is shown' as nadia remote key
match 'as a line of authorized_keys' '^ssh-ed25519 AAAA[A-Za-z0-9+/=]* jalon$'
cp "$out" key.txt
check 'and stays the same' as nadia remote key
cp "$out" key2.txt
check 'to the letter' cmp key.txt key2.txt
expect 2 'its verb takes no name' as nadia remote key home

# ---- a referent asks, works, is admitted, joins ----
check 'a referent asks' as camille request --kdf interactive --name 'Camille Essai'
cp "$out" request.txt
check 'the same request comes again' as camille request --name 'Camille Essai'
cp "$out" again.txt
check 'to the letter' cmp request.txt again.txt
check 'a dossier is opened before joining' as camille add person birth_name=LEFÈVRE first_name=Hélène \
	birth_date=1992-05-17 city=Saint-Malo --format json
helene=$(sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p' "$out")
cp "$err" said.txt
match 'what is missing yet is recalled' 'Enregistré. Il reste à compléter.: Consentement donné le\.$' said.txt
check 'and nothing else is said' test "$(wc -l <said.txt)" -eq 1
check 'the supervisor admits' as nadia admit request.txt --role referent
cp "$out" invitation.txt
match 'the invitation names the root' "root b2:$root" invitation.txt
check 'and sends' as nadia sync
check 'the referent joins' as camille join invitation.txt
check 'and exchanges' as camille sync --format json
match 'what was written before joining was sent' '"sent":[1-9]'

# ---- work without network ----
printf 'Visite à domicile.\nTout va mieux.\n' >note.txt
check 'a note is written' as camille note "$helene" --channel home_visit <note.txt
check 'a phone is set' as camille set "$helene" phone=0612345678
expect 1 'a phone that can not be is refused' as camille set "$helene" phone=06123
match 'with the field named' 'Téléphone' "$err"
expect 2 'an unknown field is a wrong use' as camille set "$helene" telephone=0612345678
check 'a few letters find her, without accents' as camille search hélè lefev --format json
match 'her' "$helene"
check 'everything on her is shown' as camille show "${helene:0:8}" --format json
match 'the phone in one form' '"phone":"\+33612345678"'
match 'the note' 'Tout va mieux'
match 'who is in charge by id' '"lead":"[0-9a-f]{32}"'
check 'and for people' as camille show "$helene"
match 'who is in charge by name' 'Référent·e.: Camille Essai'
match 'in the assignment too' 'Professionnel·le.: Camille Essai$'
expect 2 'there is no table of it' as camille show "$helene" --format csv
check 'so nothing is printed' test ! -s "$out"

# ---- both exchange ----
check 'the referent sends' as camille sync
check 'the supervisor receives' as nadia sync --format json
match 'some' '"received":[1-9]'
check 'the supervisor sees the note' as nadia show "$helene" --format json
match 'whole' 'Tout va mieux'
as nadia digest --format csv | sort >nadia.digest
as camille digest --format csv | sort >camille.digest
comm -12 nadia.digest camille.digest >both.digest
check 'both caseloads that both open are equal' test "$(wc -l <both.digest)" -ge 3

# ---- what is masked ----
nir=2550814168025
check 'a number is written' as camille set "$helene" nir=${nir}38
check 'it is masked' as camille show "$helene" --format json
match 'and named as such' '"masked":\["nir"\]'
as camille history "$helene" --format json >history.json
expect 1 'in the history too' grep -q $nir history.json
expect 1 'nobody has seen it yet' grep -q disclosure history.json
check 'it is shown when asked for' as camille show "$helene" --reveal --format json
match 'in clear' "\"nir\":\"$nir"
check 'the history says so' as camille history "$helene" --limit 1 --format json
match 'who, and what' '"who":"Camille Essai","entity":"disclosure".*"element":"person.nir"'
seen=$(sed -n 's/.*"record":"\([0-9a-f]*\)".*/\1/p' "$out")
expect 1 'which nobody changes' as camille set "$seen" archived=yes
expect 2 'or invents' as camille add disclosure dossier="$helene" fields=person.nir
as camille sync >/dev/null
as nadia sync >/dev/null
check 'colleagues know' as nadia history "$helene" --format json
match 'of it' 'disclosure.*person.nir'

for command in sync 'verify server.git' "set $helene phone=0612345678" 'join invitation.txt' demo; do
	# shellcheck disable=SC2086  # the command is a list of words
	expect 2 "no csv of: $command" as camille $command --format csv
	match "is told" "${command%% *}.» ne (donne pas de tableau|parle)" "$err"
done
expect 2 'a command that there is not' as camille listt --lang en
match 'is said in the language asked for' 'jalon: The command .listt. does not exist' "$err"
expect 2 'no json of what speaks to people' as camille demo --format json

# ---- a server that goes back ----
as nadia sync >/dev/null
cp -r server.git old.git
as nadia set "$helene" city=Dol >/dev/null
check 'something new is sent' as nadia sync
rm -rf server.git && mv old.git server.git
expect 5 'a server that went back is something to look at' as nadia sync --format json
match 'it is named' '"state":"rolled_back","pushed_back":true'
check 'once' as nadia sync
cp -r server.git old.git
as nadia set "$helene" city=Dinan >/dev/null
as nadia sync >/dev/null
rm -rf server.git && mv old.git server.git
expect 5 'so for people' as nadia sync
match 'what it is, and what was kept and pushed back' 'revenu en arrière.*conservé et vient de lui être renvoyé'
check 'which is true' as camille sync
match 'all of it' 'Reçu.: [1-9]'

# ---- a value to settle ----
as camille set "$helene" phone=0612345679 >/dev/null
as nadia set "$helene" phone=0612345670 >/dev/null
as camille sync >/dev/null
expect 5 'two values stand against each other' as nadia sync --format json
expect 5 'and are listed' as nadia conflicts --format json
match 'both' '33612345679.*33612345670|33612345670.*33612345679'

match 'each with its number' '"side":1.*"side":2'
kept=$(sed -n 's/.*"value":"\([^"]*\)"[^}]*"side":2.*/\1/p' "$out")
check 'the second value has a form' test -n "$kept"
expect 2 'a record alone decides nothing' as nadia conflicts "$helene"
expect 2 'a value that is not there' as nadia conflicts "$helene" --keep phone=3
expect 2 'a field about which there is nothing to decide' as nadia conflicts "$helene" --keep city=1
expect 1 'a value that can not be' as nadia conflicts "$helene" phone=06123
expect 5 'decided nothing' as nadia conflicts
check 'the second is kept' as nadia conflicts "$helene" --keep phone=2 --format json
match 'of the person' '"id":"[0-9a-f]{32}"'
check 'nothing is left to decide' as nadia conflicts
as nadia show "$helene" --format json >shown.json
match 'it stands' "\"phone\":\"\\$kept\"" shown.json
expect 1 'twice is once too many' as nadia conflicts "$helene" --keep phone=1
as nadia sync >/dev/null
check 'everyone has the decision' as camille sync
check 'and nothing to decide' as camille conflicts
as camille set "$helene" city=Cancale email=a@essai.example >/dev/null
as nadia set "$helene" city=Dinard email=b@essai.example >/dev/null
as camille sync >/dev/null
expect 5 'two fields differ' as nadia sync
check 'one is decided by another value' as nadia conflicts "$helene" city=Rennes
expect 5 'the other waits' as nadia conflicts --format json
cp "$out" waiting.json
match 'alone' '^\[[^]]*email[^]]*\]$'
expect 1 'without the decided one' grep -q city waiting.json
expect 2 'two addresses do not go into one field' as nadia conflicts "$helene" --keep email=both
check 'it is decided too' as nadia conflicts "$helene" --keep email=1

# ---- what two edits, each of them fine, break together ----
contract=$(as camille add contract dossier="$helene" kind=cer starts=2026-01-01 ends=2026-12-31)
as camille sync >/dev/null
as nadia sync >/dev/null
check 'one puts the start off' as camille set "$contract" starts=2026-10-01
check 'the other brings the end forward' as nadia set "$contract" ends=2026-06-30
as camille sync >/dev/null
expect 5 'together they contradict each other' as nadia sync --format json
match 'which is counted' '"contradictions":1'
expect 5 'the contradiction is listed' as nadia conflicts --format json
match 'with both values' '"kind":"fields".*"field":"ends","value":"2026-06-30".*"field":"starts","value":"2026-10-01"'
check 'and in the dossier' as nadia show "$helene" --format json
match 'by their fields' '"contradictions":\["starts","ends"\]'
as nadia conflicts --format csv | grep ';fields;' >nadia.settle
as camille sync >/dev/null
as camille conflicts --format csv | grep ';fields;' >camille.settle
check 'by both the same' cmp nadia.settle camille.settle
check 'it is put right' as camille set "$contract" ends=2027-09-30
check 'and gone' as camille conflicts --format json
check 'nothing is left of the contract' bash -c "! grep -q '\"kind\":\"fields\"' $out"
as camille set "$contract" status=to_sign >/dev/null
as camille sync >/dev/null
as nadia sync >/dev/null
as camille set "$contract" status=cancelled >/dev/null
as nadia add signature dossier="$helene" document="$contract" who=person signed_on=2026-10-01 >/dev/null
as camille sync >/dev/null
as nadia sync >/dev/null
expect 5 'a contract signed by one and cancelled by the other is listed' as nadia conflicts --format json
match 'with a number for each side' '"kind":"signed".*"side":1.*"cancelled".*"side":2'
expect 2 'one of the two has to be named' as nadia conflicts "$contract" --keep status=3
check 'the cancellation is kept' as nadia conflicts "$contract" --keep status=2
check 'and nothing is left to settle' as nadia conflicts
expect 1 'what is cancelled is signed no more' as nadia add signature dossier="$helene" document="$contract" who=referent \
	signed_on=2026-10-01
as camille add orientation dossier="$helene" starts=2026-01-01 >/dev/null
expect 1 'a second orientation on the same days is refused' as camille add orientation dossier="$helene" starts=2026-02-01
expect 1 'and one that starts in the future' as camille add orientation dossier="$helene" starts=2099-02-01

# ---- a second device of one member ----
as camille sync >/dev/null
as nadia members --format csv >who.csv
member=$(sed -n 's/^\([0-9a-f]*\);Camille Essai;.*/\1/p' who.csv)
check 'another device of hers asks' as tablette request --kdf interactive --name 'Camille Essai'
cp "$out" request2.txt
check 'it is admitted as hers' as nadia admit request2.txt --member "$member"
cp "$out" invitation2.txt
check 'and that is sent' as nadia sync
check 'it joins' as tablette join invitation2.txt
check 'and has all of hers' as tablette sync
as camille sync >/dev/null
check 'the one finds it' as tablette digest
cp "$out" there.txt
check 'as the other does' as camille digest
cp "$out" here.txt
check 'to the letter' diff there.txt here.txt
as tablette set "$helene" city=Cancale >/dev/null
as tablette sync >/dev/null
as camille sync >/dev/null
check 'what is written on the one is on the other' as camille show "$helene"
match 'as hers' 'Commune.: Cancale'

# ---- judges ----
check 'jalon verifies the server without a vault' "$JALON_BIN" verify "$work/server.git" --root "$root"
expect 4 'against another root it does not' "$JALON_BIN" verify "$work/server.git" --root "$(printf 'a%.0s' {1..64})"
expect 1 'a server asks for a key' "$JALON_BIN" verify "ssh://nobody@example.invalid$work/server.git"
match 'and how to do without is said' "git -C [a-z]+.git fetch ssh://nobody@example.invalid$work/server.git '\+refs/heads/\*:refs/heads/\*'" "$err"
git init -q --bare copy.git && git -C copy.git fetch -q "$work/server.git" '+refs/heads/*:refs/heads/*'
check 'such a copy is verified' "$JALON_BIN" verify copy.git --root "$root"
check 'and what the vault received' as nadia verify --root "$root"
check 'stock git finds every object sound' git -C server.git fsck --strict
git -C server.git show charter:allowed_signers >signers
git -C server.git -c gpg.format=ssh -c "gpg.ssh.allowedSignersFile=$PWD/signers" log --all --format=%G? >letters
check 'and every signature good' test "$(sort -u letters)" = G
expect 3 'a wrong passphrase is told from everything else' "$JALON_BIN" --vault "$work/nadia" --passphrase-fd 3 list \
	3<<<'pas la bonne phrase'
check 'no name is on the server' bash -c '! grep -rqaE "LEFÈVRE|Hélène|Camille|Nadia|Littoral" server.git'
done_testing
