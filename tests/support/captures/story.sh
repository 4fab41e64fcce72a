# Sourced by captures.sh, in whose words it is written: the day of the guide, hour by hour.
# shellcheck shell=bash disable=SC2034,SC2154

# A colleague arrives: asks, is admitted, joins; later she forgets her passphrase.
play 09:02 "$place/lea" first-run
code=$(sed -n '6,7p' "$place/taken/code-de-secours.txt" | tr -d '0-9' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')
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
as 14:01 "$demo/camille" import "$place/nouveaux.csv" >/dev/null || [ $? -eq 5 ]

# The commands, for programs.
beginning() {
	as 18:00 "$demo/camille" search "$1" --format json | sed -n 's/.*"id":"\([0-9a-f]\{6\}\).*/\1/p'
}
person=$(beginning eperluette)
cp "$here/tests/support/captures/people.csv" "$place/nouveaux.csv"
json 18:00 demo/camille json-list list --limit 2
json 18:00 demo/camille json-agenda agenda --day --from 2026-11-26
json 18:00 demo/camille json-agenda-free agenda --free --day --from 2026-11-26
json 18:00 demo/camille json-add add action "dossier=$person" text="Rappeler la mairie" due=2026-12-01
json 18:00 demo/camille json-set set "$person" mobility_km=25
printf 'Appel : entretien confirmé.\n' >"$place/note.txt"
json 18:01 demo/camille json-note note "$person" --channel phone <"$place/note.txt"
json 18:02 demo/camille json-history history "$person" --limit 2
json 18:02 demo/camille json-import import nouveaux.csv --dry-run
json 18:02 demo/camille json-remote remote list
json 18:03 demo/camille json-sync sync
json 18:03 demo/camille json-digest digest
json 18:04 demo/nadia json-conflicts conflicts
json 18:04 demo/nadia json-members members
json 18:04 demo/nadia json-verify verify demo/serveur.git
json 18:05 neuve json-init init --territory 'Essai' --name 'Nora Essai' --remote essai.git --kdf interactive
json 18:05 nouveau json-request request --name 'Tom Essai' --kdf interactive
as 18:06 "$place/nouveau" request --name 'Tom Essai' >"$place/demande.txt"
json 18:06 neuve json-admit admit demande.txt
json 18:07 nouveau json-doctor doctor
first=$(as 18:07 "$demo/camille" add person birth_name=Essai first_name=Anna birth_date=1990-05-01 consent=2026-11-24 \
	phone=0639981150 --format json | sed -n 's/.*"dossier":"\([0-9a-f]\{6\}\).*/\1/p')
json 18:08 demo/camille json-show show "$first"
as 18:08 "$demo/camille" assessment "$first" --new mobilite=high >/dev/null
json 18:09 demo/camille json-assessment assessment "$first" --new mobilite=medium 'wishes=Travailler près de chez moi'
as 18:10 "$demo/camille" add contract "dossier=$first" kind=engagement rank=first status=running starts=2026-11-09 \
	ends=2027-05-08 weekly_hours=15 --format json >"$place/contract.json"
contract=$(sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$place/contract.json")
as 18:10 "$demo/camille" add goal "dossier=$first" "contract=$contract" theme=mobilite status=in_progress \
	text='Obtenir le permis de conduire' --format json >"$place/goal.json"
goal=$(sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$place/goal.json")
as 18:10 "$demo/camille" add action "dossier=$first" "goal=$goal" text='Préparer le code de la route' who=person \
	status=in_progress hours_per_week=3 >"$place/said"
json 18:11 demo/camille json-hours hours "$first" 2026-W47=11h30
json 18:11 demo/camille json-sign sign "$first" --by person,referent --place Saint-Malo
json 18:11 demo/camille json-contract contract "$first"

# A pathway, on the screen and for programs.
play 18:20 "$place" pathway --vault "$demo/camille"
missed=$(beginning almeirol)
json 18:21 demo/camille json-timeline timeline "$missed" --kind orientations
json 18:21 demo/camille json-breach breach "$missed"
json 18:22 demo/camille json-orient orient "$missed" type=professional starts=2026-11-20 --close
json 18:22 demo/camille json-exit exit "$missed" reason=moved --cancel-appointments
