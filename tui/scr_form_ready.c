/*
 * Whether a form may be saved. Saving jumps to what is wrong; what is only
 * missing is asked for once, and can be left out the second time.
 */
#include "tui/scr_form.h"

#include <string.h>

#include "core/entry.h"
#include "core/settle.h"
#include "tui/i18n.h"
#include "tui/work.h"

static void complain(struct scr_form *f, size_t row, const struct diag *say)
{
	struct buf text = BUF_INIT;

	if (diag_render(say, i18n_text, &text) == JAL_OK) {
		form_focus(&f->fields.form, row);
		(void)!form_complain(&f->fields.form, row, FORM_WRONG, buf_str(&text));
		app_say_about(f->screen.app, APP_ERROR, _(f->fields.widgets[row].label), buf_str(&text));
	}
	buf_free(&text);
}

/* What is empty and asked for; n: nothing. vital: only what there is nothing to
 * save without. What a known record never had (an imported person's consent) is
 * not in the way of a new phone number. */
static size_t first_missing(const struct scr_form *f, bool vital)
{
	const struct form *form = &f->fields.form;

	for (size_t i = 0; i < form->n; i++) {
		bool asked = vital ? f->fields.rows[i].vital : f->fields.widgets[i].needed;

		if (!vital && !id_is_zero(&f->record) && !form_changed(form, i))
			continue;
		if (asked && *form_value(form, i) == '\0' && f->fields.hints[i] == NULL)
			return i;
	}
	return form->n;
}

/* Whether something that was typed is refused: goes there. */
static bool has_wrong(struct scr_form *f)
{
	struct form *form = &f->fields.form;
	bool ready = form_ready(form);

	if (ready)
		return false;
	for (size_t i = 0; i < form->n; i++) {
		if (form->values[i].verdict == FORM_WRONG && *form_value(form, i) != '\0') {
			form_focus(form, i);
			return true;
		}
	}
	return false;
}

/* What the fields say against each other; false when one of them is refused. */
static bool check_whole(struct scr_form *f)
{
	struct check_context context = { .today = desk_today(f->desk) };
	struct check_issues issues = { 0 };
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	entry_check(f->edit, &context, &issues);
	err = f->kind->judge != NULL ? f->kind->judge(f, &issues) : settle_typed(desk_journal(f->desk), f->edit, &issues);
	if (err != JAL_OK) {
		work_say_error(f->screen.app, db_explain(desk_db(f->desk), err, &why), &why);
		return false;
	}
	for (size_t i = 0; i < issues.count; i++) {
		size_t row = fields_find(&f->fields, issues.item[i].field, PART_WHOLE);

		if (row == f->fields.n)
			row = fields_find(&f->fields, issues.item[i].field, PART_DAY);
		if (issues.item[i].level != CHECK_ERROR || row == f->fields.n)
			continue;
		complain(f, row, &issues.item[i].say);
		return false;
	}
	return true;
}

bool scr_form_ready(struct scr_form *f)
{
	struct form *form = &f->fields.form;
	struct check_context context = { .today = desk_today(f->desk) };
	struct check_result result = CHECK_RESULT_INIT;
	size_t missing = 0;
	size_t wrong = 0;
	enum jal_err err = JAL_OK;

	if (has_wrong(f)) {
		app_say_about(f->screen.app, APP_ERROR, _(f->fields.widgets[form->at].label), form_why(form));
		return false;
	}
	missing = first_missing(f, true);
	if (missing < form->n) {
		form_focus(form, missing);
		app_say(f->screen.app, APP_ERROR, _("%s : à remplir pour enregistrer. Le brouillon est gardé."),
			_(f->fields.widgets[missing].label));
		return false;
	}
	missing = first_missing(f, false);
	if (missing < form->n && !f->warned) {
		f->warned = true;
		form_focus(form, missing);
		app_say(f->screen.app, APP_WARNING, _("%s : à remplir. F2 de nouveau : enregistrer sans."),
			_(f->fields.widgets[missing].label));
		return false;
	}
	err = fields_put(&f->fields, f->edit, &context, &wrong, &result);
	if (err != JAL_OK) {
		(void)diag_set_if_empty(&result.say, err, err == JAL_ERR_INVALID ? N_("À remplir aussi.") : NULL);
		complain(f, wrong, &result.say);
	}
	explicit_bzero(result.proposal, sizeof(result.proposal));
	return err == JAL_OK && check_whole(f);
}
