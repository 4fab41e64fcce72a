# Sourced by captures.sh, in whose words it is written: the day of the guide, hour by hour.
# shellcheck shell=bash disable=SC2034,SC2154

# A colleague arrives: asks, is admitted, joins; later she forgets her passphrase.
play 09:02 "$place/lea" first-run
code=$(sed -n '6,7p' "$place/taken/code-de-secours.txt" | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')
as 09:20 "$demo/nadia" admit "$place/lea/demande-jalon.txt" --role referent >"$place/lea/invitation.txt"
as 09:21 "$demo/nadia" sync >/dev/null || [ $? -eq 5 ]
play 09:40 "$place/lea" join
play 17:30 "$place/lea" forgotten

# Camille's day.
play 10:41 "$place" opening --vault "$demo/camille"
play 10:42 "$place" work --vault "$demo/camille"
play 11:30 "$place" draft --vault "$demo/camille"
play 11:35 "$place" after --vault "$demo/camille"
mv "$demo/serveur.git" "$demo/unplugged"
play 12:10 "$place" offline --vault "$demo/camille"
mv "$demo/unplugged" "$demo/serveur.git"
play 16:10 "$place" sync --vault "$demo/camille"

# The stick, and a new laptop.
mkdir "$place/neuf"
play 17:00 "$place/neuf" restore

# A file of people, from the command line.
cp "$here/tests/support/captures/people.csv" "$place/nouveaux.csv"
shell 14:00 "$place" import-essai import nouveaux.csv --dry-run --vault demo/camille
shell 14:01 "$place" import import nouveaux.csv --vault demo/camille
