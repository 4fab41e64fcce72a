/*
 * Whether a form may be saved. Saving jumps to the first field, from the top, that is
 * wrong or missing; what is only missing is asked for once, and can be left out the
 * second time.
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

/* What keeps a row from being saved. */
enum flaw {
	FLAW_NONE,
	FLAW_WRONG,	/* what is typed is refused */
	FLAW_VITAL,	/* without it there is nothing to save */
	FLAW_MISSING,	/* asked for, and can be left out */
};

/* Needed, and there when the form opened: core/check refuses that it goes. */
static bool had_value(const struct scr_form *f, size_t i)
{
	return check_stays(f->fields.rows[i].field) && !id_is_zero(&f->record) && form_changed(&f->fields.form, i);
}

/* What a known record never had (an imported person's consent) is not in the way of a new
 * phone number. */
static enum flaw flaw_of(const struct scr_form *f, size_t i)
{
	const struct form *form = &f->fields.form;

	if (*form_value(form, i) != '\0')
		return form->values[i].verdict == FORM_WRONG ? FLAW_WRONG : FLAW_NONE;
	if (f->fields.hints[i] != NULL)
		return FLAW_NONE;
	if (f->fields.rows[i].vital || had_value(f, i))
		return FLAW_VITAL;
	return f->fields.widgets[i].needed && (id_is_zero(&f->record) || form_changed(form, i)) ? FLAW_MISSING : FLAW_NONE;
}

/* From the top down, the first row that is wrong or missing; n: none. */
static size_t first_flaw(const struct scr_form *f, size_t from, bool missing_too)
{
	for (size_t i = from; i < f->fields.form.n; i++) {
		enum flaw flaw = flaw_of(f, i);

		if (flaw != FLAW_NONE && (flaw != FLAW_MISSING || missing_too))
			return i;
	}
	return f->fields.form.n;
}

/* Goes to what is in the way and says so; false when something is. What is only missing is
 * asked for once. */
static bool passes(struct scr_form *f)
{
	struct form *form = &f->fields.form;
	struct app *app = f->screen.app;
	size_t at = first_flaw(f, 0, !f->warned);
	const char *label = NULL;

	if (at == form->n)
		return true;
	form_focus(form, at);
	label = _(f->fields.widgets[at].label);
	switch (flaw_of(f, at)) {
	case FLAW_WRONG:
		app_say_about(app, APP_ERROR, label, form_why(form));
		break;
	case FLAW_VITAL:
		app_say(app, APP_ERROR, _("%s : à remplir pour enregistrer. Le brouillon est gardé."), label);
		break;
	case FLAW_MISSING:
		f->warned = true;
		app_say(app, APP_WARNING, first_flaw(f, at, false) < form->n ?
				_("%s : à remplir. F2 de nouveau : le passer, et voir ce qui est refusé plus bas.") :
				_("%s : à remplir. F2 de nouveau : enregistrer sans."), label);
		break;
	case FLAW_NONE:
		break;
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
	size_t wrong = 0;
	enum jal_err err = JAL_OK;

	(void)form_ready(form);
	if (!passes(f))
		return false;
	err = fields_put(&f->fields, f->edit, &context, &wrong, &result);
	if (err != JAL_OK) {
		(void)diag_set_if_empty(&result.say, err, err == JAL_ERR_INVALID ? N_("À remplir aussi.") : NULL);
		complain(f, wrong, &result.say);
	}
	explicit_bzero(result.proposal, sizeof(result.proposal));
	return err == JAL_OK && check_whole(f);
}
