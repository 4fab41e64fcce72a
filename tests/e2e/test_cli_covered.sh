#!/bin/bash
# What is not shown until it is asked for (core/cover.h), from the command line: planted in every field that is covered,
# then every command that reads is run in each of its forms, and tells none of it. Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/covered
mkdir "$work" && cd "$work" || exit 99

# jalon ARGUMENT…: with the vault and its passphrase.
jalon() {
	"$JALON_BIN" --vault "$work/vault" --passphrase-fd 3 "$@" 3<<<'une phrase pour Nadia'
}

# field NAME: of what the last command printed as JSON.
field() {
	sed -n "s/.*\"$1\":\"\([0-9a-f]*\)\".*/\1/p" "$out"
}

# silent NAME COMMAND…: it works and says none of what was planted, nor of what the theme and the kind are called.
silent() {
	local name=$1 status=0
	shift
	"$@" >"$out" 2>"$err" || status=$?
	if [ "$status" -eq 0 ] && ! grep -qE "Zyqx|$numbers" "$out" "$err"; then
		tap_say ok "$name"
		return
	fi
	tap_say 'not ok' "$name"
	printf '# exit %d, and: %s\n' "$status" "$(cat "$out" "$err" | grep -oE "Zyqx.{0,20}|$numbers" | head -n 3)"
}
numbers='255081416802538|168 ?025|7654321|9182736'

plan 85

check 'a vault' jalon init --kdf interactive --territory 'Littoral' --name 'Nadia Essai' --remote "$work/server.git"
check 'a dossier with numbers' jalon add person birth_name=ESSAI first_name=Hélène birth_date=1955-08-12 civility=mrs \
	consent=2026-01-05 nir=255081416802538 caf_number=7654321 france_travail_id=9182736K --format json
dossier=$(field dossier)
check 'a note for oneself' jalon note "$dossier" --date 2026-01-04 --visibility me --format json \
	<<<'Zyqx, la note, entretien long.'
note=$(field id)
check 'a sensitive one' jalon note "$dossier" --date 2026-01-05 --sensitive violence <<<'Zyqx, la note sensible.'
check 'a follow-up' jalon add followup "dossier=$dossier" "note=$note" 'text=Zyqx, y revenir' due=2026-02-01
check 'an action' jalon add action "dossier=$dossier" "note=$note" 'text=Zyqx, à faire' 'result=Zyqx, fait' \
	due=2026-02-01 status=planned --format json
check 'an appointment' jalon add appointment "dossier=$dossier" "note=$note" 'starts=2030-03-04T10:00' place=office \
	"subject=Zyqx, l’objet" 'reminder_text=Zyqx, le rappel' reminder=oui --format json
appointment=$(field id)
check 'a confidential barrier' jalon add barrier "dossier=$dossier" theme=sante level=high answer=yes sensitive=health \
	'comment=Zyqx, le frein' subthemes=sante--acces-aux-soins --format json
barrier=$(field id)
check 'its comment changed' jalon set "$barrier" 'comment=Zyqx, autrement'
check 'a contract with a reason that is covered' jalon add contract "dossier=$dossier" kind=engagement \
	starts=2026-01-05 ends=2026-12-31 status=draft exemption=full exemption_reason=invalidity
check 'a pathway' jalon add pathway "dossier=$dossier" entered=2026-01-05 status=registered

# ---- every command that reads, in every form ----
for form in table csv json; do
	silent "list, $form" jalon list --all --format $form
	silent "search, $form" jalon search essai --format $form
	silent "history, $form" jalon history "$dossier" --format $form
	silent "notes, $form" jalon notes "$dossier" --format $form
	silent "notes that are searched, $form" jalon notes --search entretien --format $form
	silent "time line, $form" jalon timeline "$dossier" --format $form
	silent "to do, $form" jalon todo --all --format $form
	silent "agenda, $form" jalon agenda "$dossier" --format $form
	silent "agenda of a day, $form" jalon agenda --from 2030-03-04 --day --all --format $form
	silent "requests, $form" jalon reorient "$dossier" --format $form
	silent "breaches, $form" jalon breach "$dossier" --format $form
	silent "hours, $form" jalon hours "$dossier" --format $form
	silent "conflicts, $form" jalon conflicts --format $form
	silent "documents, $form" jalon attachments "$dossier" --format $form
	silent "drafts, $form" jalon drafts --format $form
done
for form in table json; do
	silent "show, $form" jalon show "$dossier" --format $form
	silent "contract, $form" jalon contract "$dossier" --format $form
	silent "assessment, $form" jalon assessment "$dossier" --format $form
done
for form in csv json; do
	silent "export of the list, $form" jalon export --caseload --format $form
done
silent 'a calendar with names' jalon agenda "$dossier" --format ics --names --output names.ics
expect 1 'nor in its file' grep -q Zyqx names.ics

# ---- what stands there instead ----
check 'show names what is masked' jalon show "$dossier" --format json
match 'fields and sets of a barrier' '"masked":\["theme","answer","level","comment","subthemes"\]'
match 'what follows from a note' '"masked":\["text","result"\]'
check 'to do says what it is' jalon todo --all
match 'in words' "Suite d’une note confidentielle"
check 'an appointment is there' jalon agenda "$dossier" --format json
match 'without its subject' '"subject":null'

# ---- asked for ----
check 'revealed' jalon show "$dossier" --reveal
match 'the text of what follows' 'Zyqx, y revenir'
check 'the diagnosis too' jalon assessment "$dossier" --reveal --format json
match 'with the comment' '"comment":"Zyqx, autrement"'
check 'the history says so' jalon history "$dossier" --format json
match 'of the follow-up' '"element":"followup.text"'
match 'of the appointment' '"element":"appointment.subject"'

# ---- a note that is for the team again uncovers what follows ----
check 'it is for the team' jalon set "$note" visibility=team
check 'to do' jalon todo --all
match 'tells it' 'Zyqx, y revenir'
check 'the agenda' jalon agenda "$dossier"
match 'too' "Zyqx, l’objet"
[ -n "$appointment" ] || exit 99

done_testing
