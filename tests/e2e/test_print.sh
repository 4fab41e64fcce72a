#!/bin/bash
# Papers as PDF from the command line: real text, A4, page numbers, the hash that is kept, nothing left beside the file,
# no shell. The judges are poppler's pdftotext and pdfinfo, coreutils' b2sum, strace. Prints TAP.
# shellcheck disable=SC1112  # French has its own quotes
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/print
mkdir "$work" && cd "$work" || exit 99
for judge in pdftotext pdfinfo strace; do
	command -v "$judge" >/dev/null || {
		printf '1..0 # SKIP %s is not installed (./bootstrap deps test)\n' "$judge"
		exit 0
	}
done

jalon() {
	"$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour imprimer'
}

# field NAME: what the JSON of the last command holds under it.
field() {
	sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^,\"}]*\\).*/\\1/p" "$out"
}

# said FILE: its text, with ordinary spaces.
said() {
	pdftotext -layout "$1" - | sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' >"$1.txt"
}

plan 120

# ---- someone with a contract ----
check 'a vault is made' jalon init --kdf interactive --territory 'Littoral' --name 'Camille Essai'
check 'a dossier is opened' jalon add person civility=mrs birth_name='Łukaszewicz-Œuvrard' first_name='Şirin' \
	birth_date=1990-05-01 phone=0639981150 city='Saint-Malo' postcode=35400 nir=290057505612384 --format json
dossier=$(field dossier)
check 'with a name of another script' jalon add person birth_name='العربي' first_name='محمد' birth_date=1988-01-02 \
	--format json
other=$(field dossier)
expect 1 'who has no contract to print' jalon print contract "$other" --output none.pdf
match 'which is said' 'n’a pas de contrat' "$err"
check 'a contract' jalon add contract dossier="$dossier" kind=engagement starts=2026-11-01 ends=2027-04-30 weekly_hours=15 \
	status=to_sign exemption=reduced exemption_reason=health exemption_until=2027-01-31 --format json
contract=$(field id)
check 'a goal' jalon add goal dossier="$dossier" contract="$contract" theme=mobilite text='Obtenir le permis B, l’été prochain' \
	--format json
goal=$(field id)
check 'an action' jalon add action dossier="$dossier" goal="$goal" text='S’inscrire à l’auto-école solidaire « En route »' \
	who=person due=2026-12-18 hours_per_week=4 status=planned
check 'one that was dropped' jalon add action dossier="$dossier" goal="$goal" text='Emprunter une voiture' status=dropped

# ---- its paper ----
check 'the contract is printed' jalon print contract "$contract" --output contract.pdf --format json
match 'one page' '"pages":1,'
match 'kept' '"kept":true'
match 'what leaves the encryption is said' 'ne sera pas chiffré' "$err"
hash=$(field hash)
check 'its hash is that of the file' test "$hash" = "$(b2sum -l 256 contract.pdf | cut -d' ' -f1)"
check 'only its owner reads it' test "$(stat -c %a contract.pdf)" = 600
check 'the record has the hash' jalon show "$dossier" --format json
match 'the same one' "\"printed\":\"$hash\""
check 'a reader opens it' pdfinfo contract.pdf
match 'A4' 'Page size: .*A4'
match 'one page, it says too' '^Pages: +1$'
match 'its title names nobody' '^Title: +Contrat$'
match 'readers that speak find its structure' '^Tagged: +yes$'
check 'which is that of a document' pdfinfo -struct-text contract.pdf
match 'titles are titles' '^ *H1 '
match 'columns have titles' '^ *TH$'
match 'rows have cells' '^ *TD$'
match 'what belongs to a label is with it' '^ *LBody '
expect 1 'nothing in it is broken' grep -i error "$err"
check 'its language is said' grep -aq '/Lang (fr)' contract.pdf
check 'its text is text' said contract.pdf
match 'the name, its letters whole' 'Mme ŁUKASZEWICZ-ŒUVRARD Şirin' contract.pdf.txt
match 'with accents and quotes' 'S’inscrire à l’auto-école' contract.pdf.txt
match 'and their spaces' '« En route »' contract.pdf.txt
match 'phones by pairs' '06 39 98 11 50' contract.pdf.txt
match 'dates as a letter has them' '30 avril 2027' contract.pdf.txt
match 'themes by their label' 'Mobilité' contract.pdf.txt
match 'the page says how many there are' 'Page 1 sur 1' contract.pdf.txt
match 'and what it says has a mark' 'Empreinte du contenu : [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}' contract.pdf.txt
expect 1 'the reason of an exemption is not in it' grep -q 'Santé' contract.pdf.txt
expect 1 'nor what was dropped' grep -q 'Emprunter' contract.pdf.txt

# ---- never over another file ----
cp contract.pdf before.pdf
expect 1 'the same name again is refused' jalon print contract "$contract" --output contract.pdf
match 'in a sentence' 'existe déjà et reste tel quel' "$err"
check 'the file is as it was' cmp contract.pdf before.pdf
expect 1 'a folder that is not there is not made' jalon print contract "$contract" --output nowhere/contract.pdf
match 'which is said' 'n’existe pas' "$err"
ln -s nowhere.pdf link.pdf && mkdir folder
expect 1 'a link is a file that is there, be it to nothing' jalon print contract "$contract" --output link.pdf
check 'and nothing is written through it' test ! -e nowhere.pdf
expect 1 'a folder is no file' jalon print contract "$contract" --output folder/
match 'which is said' 'est un répertoire' "$err"
expect 1 'where the disk is full' strace -f -qq -e trace=fsync -e inject=fsync:error=ENOSPC -o full.txt -- "$JALON_BIN" \
	--vault "$work/vault" --passphrase-fd 3 print week --output folder/full.pdf 3<<<'une phrase pour imprimer'
match 'it is said' 'La place manque pour .*folder/full.pdf.* rien n’a été écrit' "$err"
check 'and nothing of it is left' test -z "$(ls folder)"
check 'a home is written out where no shell does it' jalon print week "--output=~/week.pdf"
check 'and the file is there' test -s "$HOME/week.pdf"
rm "$HOME/week.pdf"
expect 2 'a file is named' jalon print contract "$contract"
expect 2 'a kind too' jalon print brouillon "$contract" --output x.pdf
expect 2 'and whose' jalon print contract --output x.pdf
expect 1 'one that is here' jalon print slip 00000000 --output x.pdf
match 'is said to be missing' 'Aucun rendez-vous ne commence par' "$err"
check 'nothing was written' test ! -e x.pdf

# ---- the same content, the same file ----
check 'printed again' jalon print contract "$dossier" --output again.pdf --format json
check 'it is the same to the last byte' cmp contract.pdf again.pdf
check 'it is signed' jalon add signature dossier="$dossier" document="$contract" who=person signed_on=2026-11-20 place=Dinan how=paper
check 'printed once more' jalon print contract "$contract" --output signed.pdf --format json
expect 1 'it differs' cmp -s contract.pdf signed.pdf
check 'its text' said signed.pdf
match 'has the signature' 'Signé le 20 novembre 2026 à Dinan' signed.pdf.txt

# ---- five pages ----
long=$(printf 'Chercher une place en crèche, écrire à la mairie, relancer ; %.0s' {1..16})
for i in {1..12}; do
	jalon add action dossier="$dossier" goal="$goal" text="$i. ${long:0:960}" who=referent due=2027-01-05 >/dev/null 2>&1
done
check 'a long contract is printed' jalon print contract "$contract" --output long.pdf --format json
match 'on five pages' '"pages":5,'
check 'a reader counts them too' test "$(pdfinfo long.pdf | sed -n 's/^Pages: *//p')" = 5
check 'its text' said long.pdf
check 'each page has its number' test "$(grep -cE 'Page [1-5] sur 5' long.pdf.txt)" = 5
check 'titles of columns come again on each page of the table' test "$(grep -cE '^ *Action +Qui' long.pdf.txt)" -ge 4
check 'over pages the structure stays whole' pdfinfo -struct-text long.pdf
expect 1 'without an error' grep -i error "$err"
check 'the last action is whole' grep -q '12. Chercher une place' long.pdf.txt

# ---- the other papers ----
check 'an appointment' jalon add appointment dossier="$dossier" starts=2099-03-04T09:30 minutes=45 place=office \
	subject='Faire le point' compulsory=yes status=planned --format json
appointment=$(field id)
check 'its slip' jalon print slip "$appointment" --output slip.pdf
said slip.pdf
match 'says when' 'mercredi 4 mars 2099 à 9 h 30' slip.pdf.txt
match 'and that one must come' 'obligatoire' slip.pdf.txt
check 'the summary for the person' jalon print summary "$dossier" --output summary.pdf
said summary.pdf
match 'has what comes' 'mercredi 4 mars 2099' summary.pdf.txt
check 'the time line' jalon print timeline "$dossier" --output timeline.pdf
said timeline.pdf
match 'has what comes too' '04/03/2099' timeline.pdf.txt
check 'of one kind' jalon print timeline "$dossier" --kind contracts --output contracts.pdf
said contracts.pdf
expect 1 'has nothing else' grep -q '04/03/2099' contracts.pdf.txt
expect 2 'a kind there is not' jalon print timeline "$dossier" --kind nothing --output none.pdf
check 'a week' jalon print week 2099-03-05 --output week.pdf
said week.pdf
match 'has who comes' 'ŁUKASZEWICZ-ŒUVRARD' week.pdf.txt
printf 'Confidence entendue.\n' | "$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 note "$dossier" --sensitive health \
	3<<<'une phrase pour imprimer' >/dev/null 2>&1
check 'everything held on the person' jalon print person "$dossier" --history --output person.pdf
said person.pdf
match 'sensitive fields too' '2 90 05 75 056 123' person.pdf.txt
match 'and confidential notes' 'Confidence entendue' person.pdf.txt
match 'with who wrote what' 'Annexe' person.pdf.txt
check 'the journal says that it was shown' jalon show "$dossier" --format json
match 'field by field' '"entity":"disclosure".*person.nir'
check 'a name of another script' jalon print summary "$other" --output other.pdf
check 'in English' jalon --lang en print slip "$appointment" --output slip-en.pdf
said slip-en.pdf
match 'the paper is English' 'Page 1 of 1' slip-en.pdf.txt
check 'and says so to readers that speak' grep -aq '/Lang (en)' slip-en.pdf

# ---- what the doctor says of it ----
check 'the doctor lays an empty page out' jalon doctor --format json
match 'and says so' '"name":"print","level":"good"'
mkdir bare
cp "$JALON_BIN" bare/jalon
printf 'not a program' >bare/jalon-print
check 'where that can not be done' bare/jalon --vault "$work/vault" --passphrase-fd 3 doctor --format json \
	3<<<'une phrase pour imprimer'
match 'it says so too' '"name":"print","level":"warning"'
expect 1 'and printing is refused' bare/jalon --vault "$work/vault" --passphrase-fd 3 print week --output bare/w.pdf \
	3<<<'une phrase pour imprimer'
match 'in a sentence' 'Rien n’a été écrit' "$err"

# Where no other program lies beside it, it is the one that was installed.
mkdir lone
cp "$JALON_BIN" lone/jalon
lone/jalon --vault "$work/vault" --passphrase-fd 3 print week --output lone/w.pdf 3<<<'une phrase pour imprimer' 2>lone/err
if [ -e lone/w.pdf ]; then
	check 'without one beside it, the installed one prints' pdfinfo lone/w.pdf
else
	match 'without one beside it, the installed one is named' '/[^ ]*/libexec/jalon/jalon-print' lone/err
fi

# ---- nothing beside it, no shell ----
mkdir alone
listed() {
	find "$HOME" "$TMPDIR" ! -path "$work/trace.txt" ! -path "$work/*.listed" ! -path "$work/alone/s.pdf" | sort
}
listed >before.listed
# An ordinary account's tracer sees the calls of a program that allows no core dump, not what their pointers point to.
strace -f -qq -e trace=execve,openat,creat,mkdir,rename,renameat2,link,linkat -o trace.txt -- "$JALON_BIN" \
	--vault "$work/vault" --passphrase-fd 3 print summary "$dossier" --output alone/s.pdf \
	3<<<'une phrase pour imprimer' >/dev/null 2>&1
check 'under a tracer it prints' test -s alone/s.pdf
listed >after.listed
check 'no other file is there afterwards' cmp before.listed after.listed
check 'one program is started, and no other' test "$(grep -c 'execve(' trace.txt)" = 2
child=$(sed -n '/execve(/s/ .*//p' trace.txt | tail -n 1)
expect 1 'it makes no file' grep -E "^$child .*(O_CREAT|creat\(|mkdir\(|rename|link)" trace.txt
check 'and opens one for writing, which is null' test "$(grep -cE "^$child .*O_(WRONLY|RDWR)" trace.txt)" = 1
check 'the other makes one that was not there' test "$(grep -c 'O_WRONLY|O_CREAT|O_EXCL' trace.txt)" = 1

# A spy in its place tells how it was called, then steps aside.
mkdir spy
cp "$JALON_BIN" spy/jalon
cat >spy/jalon-print <<SPY
#!/bin/bash -p
printf '%s\n' "\$#" >$work/spy/words
# Those that bash itself adds.
/usr/bin/env | grep -vE '^(PWD|OLDPWD|SHLVL|_)=' >$work/spy/environment
ls -l /proc/self/fd | sed 's/.*[0-9] \\([0-9]*\\) -> /\\1 /' >$work/spy/descriptors
pwd >$work/spy/folder
exec $JALON_BUILDDIR/jalon-print
SPY
chmod 700 spy/jalon-print
check 'with a spy it prints too' spy/jalon --vault "$work/vault" --passphrase-fd 3 print week --output alone/w.pdf \
	3<<<'une phrase pour imprimer'
check 'it is called with no argument' grep -qx 0 spy/words
check 'the environment is a locale' grep -qx 'LC_ALL=C.UTF-8' spy/environment
expect 1 'and nothing else' grep -qv '^LC_ALL=' spy/environment
match 'it stands in no folder of anybody' '^/$' spy/folder
match 'what it reads and writes is a socket' '^0 socket:' spy/descriptors
match 'what it complains of is heard by nobody' '^2 /dev/null' spy/descriptors
expect 1 'nothing of the vault is open in it' grep -q "$work/vault" spy/descriptors
done_testing
