/*
 * The exit's form. What it ends besides the pathway is asked before it is saved.
 */
#include "core/date.h"
#include "core/settle.h"
#include "tui/form_course.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/prompt.h"

static const struct fields_row rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_exit_date, .vital = true },
	{ .field = FIELD_exit_reason, .vital = true },
	{ .field = FIELD_exit_detail, .rows = 4 },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Sortie du parcours"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_exit, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_exit_date, desk_today(f->desk));
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err judge(struct scr_form *f, struct check_issues *issues)
{
	struct form_course *x = f->extra;

	course_plan_free(&x->plan);
	return course_leave(desk_journal(f->desk), f->edit, x->what, desk_today(f->desk), &x->plan, issues);
}

static void answered(void *ctx, struct app *app, size_t button)
{
	struct scr_form *f = ctx;
	struct form_course *x = f->extra;

	(void)app;
	if (button == 0 || x == NULL)
		return;
	x->what = button == 2 ? COURSE_CANCEL_APPOINTMENTS | COURSE_END_CONTRACTS : 0;
	scr_form_go_on(f);
	/* Refused meanwhile: it will be asked again. */
	x = f->edit != NULL ? f->extra : NULL;
	if (x != NULL)
		x->what = 0;
}

/* "Il reste 2 rendez-vous à venir et 1 contrat qui court." */
JAL_MUST static enum jal_err put_rest(const struct course_plan *plan, struct buf *out)
{
	enum jal_err err = JAL_OK;

	if (plan->appointments > 0)
		err = buf_printf(out, P_("%zu rendez-vous à venir.\n", "%zu rendez-vous à venir.\n", plan->appointments),
			plan->appointments);
	if (err == JAL_OK && plan->contracts > 0)
		err = buf_printf(out, P_("%zu contrat qui n’est pas fini.\n", "%zu contrats qui ne sont pas finis.\n",
					 plan->contracts), plan->contracts);
	return err;
}

static struct screen *ask(struct scr_form *f)
{
	const struct form_course *x = f->extra;
	struct buf text = BUF_INIT;
	struct screen *s = NULL;
	char on[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;
	struct prompt q = { .title = _("Sortie du parcours"),
		.buttons = { _("Revenir à la saisie"), _("La sortie seule"), _("Tout clore") }, .n_buttons = 3, .safe = 0,
		.done = answered, .ctx = f };

	if (!edit_creates(f->edit))
		return NULL;
	err = buf_puts(&text, _("Le parcours se termine. Ctrl+Z annule l’ensemble.\n"));
	if (err == JAL_OK && x->plan.closes_on != RECORD_NO_DATE)
		err = buf_printf(&text, _("L’orientation en cours est fermée le %s.\n"), date_shown(x->plan.closes_on, on));
	if (err == JAL_OK)
		err = put_rest(&x->plan, &text);
	if (x->plan.appointments + x->plan.contracts == 0) {
		q.buttons[1] = _("Enregistrer la sortie");
		q.n_buttons = 2;
	} else if (err == JAL_OK) {
		err = buf_puts(&text, _("« Tout clore » annule ces rendez-vous et met fin à ces contrats."));
	}
	if (err == JAL_OK) {
		q.text = buf_str(&text);
		s = prompt_new(&q);
	}
	buf_free(&text);
	return s;
}

static enum jal_err write_it(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("sortie de %s"), why);
}

static const struct scr_form_kind kind = {
	.entity = ENTITY_exit,
	.name = FORM_RECORD_DRAFT "exit",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.begin = 2,
	.title = title,
	.create = create,
	.prepare = form_course_prepare,
	.show = form_course_show,
	.judge = judge,
	.ask = ask,
	.write = write_it,
	.forget = form_course_forget,
};

struct screen *form_exit_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id)
{
	return scr_form_new(desk, &kind, ref, id, NULL);
}
