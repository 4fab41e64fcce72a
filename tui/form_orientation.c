/*
 * The orientation's form. The one in force is closed the day before, once that was
 * said yes to.
 */
#include <string.h>

#include "core/date.h"
#include "core/record.h"
#include "tui/form_course.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/prompt.h"

static const struct fields_row rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_orientation_type, .vital = true },
	{ .field = FIELD_orientation_structure, .offer = form_course_others },
	{ .field = FIELD_orientation_referent, .offer = form_course_members },
	{ .field = FIELD_orientation_starts, .vital = true, .hint = N_("auj, hier, -7, 15/11") },
	{ .field = FIELD_orientation_ends, .hint = N_("vide : en cours") },
	{ .field = FIELD_orientation_decided_on },
	{ .field = FIELD_orientation_notified_on },
	{ .field = FIELD_orientation_origin },
	{ .field = FIELD_orientation_decided_by },
	{ .field = FIELD_orientation_reason, .rows = 3 },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return buf_puts(out, id_is_zero(&f->record) ? _("Orienter") : _("Orientation"));
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct form_course *x = form_course_new(f, why);
	enum jal_err err = x != NULL ? choices_add_structures(&x->others, f->desk) : JAL_ERR_NOMEM;

	return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
}

/* From an accepted request: what was asked for, and when it was answered. */
JAL_MUST static enum jal_err take_request(struct scr_form *f)
{
	struct record *r = NULL;
	enum jal_err err = journal_load(desk_journal(f->desk), &f->ref.caseload, ENTITY_reorientation_request,
		&f->ref.dossier, &f->parent, &r);

	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_orientation_origin, "reorientation");
	if (err == JAL_OK && record_get(r, reorientation_request_type) != NULL)
		err = edit_set_text(f->edit, FIELD_orientation_type, record_get(r, reorientation_request_type));
	if (err == JAL_OK && record_get(r, reorientation_request_decided_on) != RECORD_NO_DATE)
		err = edit_set_number(f->edit, FIELD_orientation_decided_on, record_get(r, reorientation_request_decided_on));
	record_free(r);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_orientation, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_orientation_starts, desk_today(f->desk));
	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_orientation_origin, "manual");
	if (err == JAL_OK && !id_is_zero(&f->parent))
		err = take_request(f);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err judge(struct scr_form *f, struct check_issues *issues)
{
	struct form_course *x = f->extra;

	course_plan_free(&x->plan);
	return course_orient(desk_journal(f->desk), f->edit, desk_today(f->desk), &x->plan, issues);
}

static void answered(void *ctx, struct app *app, size_t button)
{
	(void)app;
	if (button == 1)
		scr_form_go_on(ctx);
}

static struct screen *ask(struct scr_form *f)
{
	const struct form_course *x = f->extra;
	struct buf text = BUF_INIT;
	struct screen *s = NULL;
	char from[DATE_SHOWN_MAX];
	char on[DATE_SHOWN_MAX];
	struct prompt q = { .title = _("Orienter"), .buttons = { _("Revenir à la saisie"), _("Fermer et orienter") },
		.n_buttons = 2, .safe = 0, .done = answered, .ctx = f };

	if (x->plan.closes_from == RECORD_NO_DATE)
		return NULL;
	if (buf_printf(&text, _("Une orientation court depuis le %s.\nLa nouvelle la ferme le %s. Ctrl+Z annule l’ensemble."),
		    date_shown(x->plan.closes_from, from), date_shown(x->plan.closes_on, on)) == JAL_OK) {
		q.text = buf_str(&text);
		s = prompt_new(&q);
	}
	buf_free(&text);
	return s;
}

static enum jal_err write_it(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("orientation de %s"), why);
}

static const struct scr_form_kind kind = {
	.entity = ENTITY_orientation,
	.name = FORM_RECORD_DRAFT "orientation",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = prepare,
	.show = form_course_show,
	.judge = judge,
	.ask = ask,
	.write = write_it,
	.forget = form_course_forget,
};

struct screen *form_orientation_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *request)
{
	return scr_form_hang(scr_form_new(desk, &kind, ref, id, NULL), request);
}
