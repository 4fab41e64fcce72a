/*
 * Telling someone who fills in a form that what it displays was written over
 * elsewhere. What is displayed and typed stays.
 */
#include "tui/scr_form.h"

#include <string.h>

#include "tui/under.h"

bool scr_form_tell_under(struct scr_form *f)
{
	struct record *now = NULL;
	struct buf sentence = BUF_INIT;
	struct buf notice = BUF_INIT;
	bool told = false;
	enum jal_err err = JAL_ERR_NOT_FOUND;

	if (f->edit != NULL && !edit_creates(f->edit))
		err = journal_load(desk_journal(f->desk), edit_caseload(f->edit), edit_entity(f->edit),
			edit_dossier(f->edit), edit_record(f->edit), &now);
	if (err == JAL_OK)
		err = under_form(f->desk, f->edit, now, &notice, &sentence);
	/* Without memory it is found out at the end, as a value to settle. */
	if (err == JAL_OK && notice.len > 0 && strcmp(buf_str(&notice), buf_str(&f->under)) != 0) {
		buf_free(&f->under);
		f->under = notice;
		notice = BUF_INIT;
		app_say(f->screen.app, APP_WARNING, "%s", buf_str(&sentence));
		told = true;
	}
	record_free(now);
	buf_free(&notice);
	buf_free(&sentence);
	return told;
}
