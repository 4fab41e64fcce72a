/*
 * From a note as it was written to edits.
 */
#include "tui/note_write.h"

#include <string.h>

#include "core/date.h"
#include "tui/i18n.h"
#include "tui/work.h"

/* A text that someone else wrote first keeps its author's name. */
JAL_MUST static enum jal_err keep_author(const struct desk *desk, struct edit *e)
{
	const struct record *was = edit_displayed(e);
	int64_t when = 0;
	const char *author = edit_creates(e) ? "" : file_writer(desk, was, FIELD_note_text, &when);
	const char *me = desk_member_name(desk, desk_member(desk));

	if (!edit_changed(e, FIELD_note_text) || *author == '\0' || *me == '\0' || strcmp(author, me) == 0 ||
		record_get(was, note_author) != NULL)
		return JAL_OK;
	return edit_set_text(e, FIELD_note_author, author);
}

JAL_MUST static enum jal_err fill_note(const struct note_draft *draft, const char *s, size_t len, struct edit *e)
{
	struct value date = value_number(date_of_time(draft->started));
	struct value text = { .kind = VALUE_TEXT, .text = s, .text_len = len };
	enum jal_err err = edit_set(e, FIELD_note_text, &text);

	return err == JAL_OK && edit_creates(e) ? edit_set(e, FIELD_note_date, &date) : err;
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
	struct edit *edits[2 + NOTE_DRAFT_FOLLOWUPS_MAX] = { draft->note };
	struct edit *about = NULL;
	struct buf said = BUF_INIT;
	size_t n = 1;
	enum jal_err err = fill_note(draft, text, len, edits[0]);

	if (err == JAL_OK)
		err = keep_author(desk, edits[0]);
	if (err == JAL_OK && appointment != NULL)
		err = report(desk, ref, appointment, edits[0], &about);
	if (about != NULL)
		edits[n++] = about;
	if (err == JAL_OK)
		err = tie(draft, edits[0]);
	for (size_t i = 0; i < draft->n; i++)
		edits[n++] = draft->followups[i];
	if (err == JAL_OK)
		err = work_said(desk, ref,
			edit_creates(draft->note) ? _("note sur %s") : _("changement d’une note sur %s"), &said);
	if (err == JAL_OK)
		err = desk_write(desk, edits, n, key, buf_str(&said), why);
	edit_free(about);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}
