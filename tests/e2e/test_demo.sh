#!/bin/bash
# The demonstration without a terminal: told in sentences, and what it tells is there. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

cd "$TMPDIR" || exit 99
place=$TMPDIR/essai
pass='essai de jalon sans secret'

as() {
	local who=$1
	shift
	"$JALON_BIN" --vault "$place/$who" --passphrase-fd 3 "$@" 3<<<"$pass"
}

count() {
	as "$1" list --all --format csv | sed 1d | wc -l
}

plan 33

check 'the demonstration is made' "$JALON_BIN" demo --lang fr --folder "$place"
match 'the territory is told' 'a créé le territoire'
match 'the import is told' '36 bénéficiaires'
match 'the note is told' 'note de visite à domicile'
match 'both devices are told' 'même portefeuille'
match 'stock git is told' 'signatures bonnes'
match 'where to look next' 'verify .*/serveur.git'
match 'the screen too, on this demonstration' "^ *[^ ]+ demo --folder $place\$"
next=$(sed -n 's/^ *\(.*\) verify .*serveur.git$/\1/p' "$out")
check 'the program it names is one that a shell finds' bash -c "$next --version"
mkdir bin && ln -s "$JALON_BIN" bin/jalon
check 'once installed, it is told again' env PATH="$PWD/bin:$PATH" "$JALON_BIN" demo --lang fr --folder "$place"
match 'under its plain name' '^ *jalon verify .*/serveur.git$'
check 'it is told again at once, without being made again' "$JALON_BIN" demo --lang en --folder "$place"
match 'in English' 'signatures good'

odd="$TMPDIR/l’essai d'ici"
cp -R "$place" "$odd"
check 'where a name has blanks and quotes' env PATH="$PWD/bin:$PATH" "$JALON_BIN" demo --lang en --folder "$odd"
next=$(sed -n '/ verify /s/^ *//p' "$out")
check 'the commands can be typed as they are told' bash -c "PATH=\$PWD/bin:\$PATH; $next"
check 'the language of a program that is not installed is beside it' \
	env -u JALON_LOCALEDIR "$JALON_BIN" demo --lang en --folder "$place"
match 'and is English' 'signatures good'

check 'a referent holds 36 dossiers' test "$(count camille)" -eq 36
check 'the colleague 24' test "$(count marc)" -eq 24
check 'the supervisor all 60' test "$(count nadia)" -eq 60
as nadia list --all --format csv | sed 1d | cut -d';' -f3-5 >names
check 'no name comes twice with one birth date' test -z "$(sort names | uniq -d)"
check 'but for case and accents once, the likely duplicate' \
	test "$(iconv -f UTF-8 -t ASCII//TRANSLIT names | tr -d "'" | tr '[:lower:]' '[:upper:]' | sort | uniq -d | wc -l)" -eq 1
check 'things to do come first' as camille list --format json --limit 1
match 'with the day when they were due' '"urgency":"20[0-9-]+"'
first=$(as camille list --format csv --limit 1 | sed 1d | cut -d';' -f1)
check 'a diagnosis is there' as camille assessment "$first" --format json
match 'of months ago' '"assessments":\[\{"id":"[0-9a-f]*","date":"20'
for person in $(as camille search eperluette --format csv | sed 1d | cut -d';' -f1); do
	as camille assessment "$person" --format json
done >assessed.json
match 'and one with what changed since' '"before":"[a-z]*","trend":-1' assessed.json
expect 5 'one value waits to be settled' as nadia conflicts --format csv
check 'by two people' test "$(sed 1d "$out" | wc -l)" -eq 2
check 'the server verifies without a vault' "$JALON_BIN" verify "$place/serveur.git"

mkdir "$TMPDIR/mine" && echo precious >"$TMPDIR/mine/file"
expect 1 'a folder that is not the demonstration is never thrown away' "$JALON_BIN" demo --reset --folder "$TMPDIR/mine"
check 'what was in it is there' grep -q precious "$TMPDIR/mine/file"
check 'the demonstration is' "$JALON_BIN" demo --reset --folder "$place"
done_testing
