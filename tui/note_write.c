/*
 * From a note as it was written to edits.
 */
#include "tui/note_write.h"

#include <string.h>

#include "core/date.h"
#include "tui/i18n.h"
#include "tui/work.h"

JAL_MUST static enum jal_err fill_note(const struct note_draft *draft, const char *s, size_t len, struct edit *e)
{
	struct value date = value_number(date_of_time(draft->started));
	struct value channel = value_text(draft->channel);
	struct value visible = value_text(draft->confidential ? "me" : "team");
	struct value text = { .kind = VALUE_TEXT, .text = s, .text_len = len };
	enum jal_err err = edit_set(e, FIELD_note_date, &date);

	if (err == JAL_OK)
		err = edit_set(e, FIELD_note_channel, &channel);
	if (err == JAL_OK)
		err = edit_set(e, FIELD_note_text, &text);
	if (err == JAL_OK)
		err = edit_set(e, FIELD_note_visibility, &visible);
	return err;
}

/* The follow-ups name the note that they come from. */
JAL_MUST static enum jal_err tie(struct note_draft *draft, const struct edit *note)
{
	struct value id = value_id(edit_record(note));
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < draft->n && err == JAL_OK; i++) {
		struct edit *e = draft->followups[i];

		err = edit_set(e, edit_entity(e) == ENTITY_action ? FIELD_action_note : FIELD_appointment_note, &id);
	}
	return err;
}

/* The appointment took place, unless it says otherwise already. */
JAL_MUST static enum jal_err report(const struct desk *desk, const struct file_ref *ref, const struct jal_id *appointment,
	const struct edit *note, struct edit **out)
{
	struct record *r = NULL;
	struct value id = value_id(edit_record(note));
	struct value attended = value_text("attended");
	const char *status = NULL;
	enum jal_err err = journal_load(desk_journal(desk), &ref->caseload, ENTITY_appointment, &ref->dossier, appointment,
		&r);

	if (err == JAL_OK)
		err = edit_of(r, out);
	if (err == JAL_OK)
		err = edit_set(*out, FIELD_appointment_report, &id);
	status = r != NULL ? record_get(r, appointment_status) : NULL;
	if (err == JAL_OK && (status == NULL || strcmp(status, "planned") == 0 || strcmp(status, "to_report") == 0))
		err = edit_set(*out, FIELD_appointment_status, &attended);
	record_free(r);
	return err;
}

enum jal_err note_write(struct desk *desk, const struct file_ref *ref, const struct jal_id *appointment,
	struct note_draft *draft, const char *text, size_t len, const struct drafts_key *key, struct diag *why)
{
	struct edit *edits[2 + NOTE_DRAFT_FOLLOWUPS_MAX] = { NULL };
	struct edit *about = NULL;
	struct buf said = BUF_INIT;
	size_t n = 1;
	enum jal_err err = edit_create(ENTITY_note, &ref->caseload, &ref->dossier, &edits[0]);

	if (err == JAL_OK)
		err = fill_note(draft, text, len, edits[0]);
	if (err == JAL_OK && appointment != NULL)
		err = report(desk, ref, appointment, edits[0], &about);
	if (about != NULL)
		edits[n++] = about;
	if (err == JAL_OK)
		err = tie(draft, edits[0]);
	for (size_t i = 0; i < draft->n; i++)
		edits[n++] = draft->followups[i];
	if (err == JAL_OK)
		err = work_said(desk, ref, _("note sur %s"), &said);
	if (err == JAL_OK)
		err = desk_write(desk, edits, n, key, buf_str(&said), why);
	edit_free(edits[0]);
	edit_free(about);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}
