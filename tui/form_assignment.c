/*
 * The form of an assignment; and the one by which another professional becomes the
 * dossier's lead, which asks why the present one ends.
 */
#include "tui/form_course.h"
#include "tui/form_record.h"
#include "tui/i18n.h"

static const struct fields_row rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_assignment_professional, .vital = true, .offer = form_course_members },
	{ .field = FIELD_assignment_role },
	{ .field = FIELD_assignment_starts, .vital = true },
	{ .field = FIELD_assignment_ends },
	{ .field = FIELD_assignment_end_reason },
};

/* core/course moves the reason to the assignment that ends. */
static const struct fields_row lead_rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_assignment_professional, .vital = true, .offer = form_course_members,
		.label = N_("Référent·e") },
	{ .field = FIELD_assignment_starts, .vital = true, .label = N_("À partir du") },
	{ .field = FIELD_assignment_end_reason, .label = N_("Pourquoi ce changement") },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Affectation"));
}

static enum jal_err lead_title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Changer de référent·e"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_assignment, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_assignment_role, "member");
	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_assignment_starts, desk_today(f->desk));
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err judge(struct scr_form *f, struct check_issues *issues)
{
	struct form_course *x = f->extra;

	course_plan_free(&x->plan);
	return course_assign(desk_journal(f->desk), f->edit, false, &x->plan, issues);
}

static enum jal_err lead_judge(struct scr_form *f, struct check_issues *issues)
{
	struct form_course *x = f->extra;

	course_plan_free(&x->plan);
	return course_assign(desk_journal(f->desk), f->edit, true, &x->plan, issues);
}

/* Who it is now, and until when. */
static void lead_changed(struct scr_form *f)
{
	struct file file = { .person = NULL };
	struct diag why = DIAG_INIT;

	buf_clear(&f->notice);
	if (file_load(f->desk, &f->ref, &file, &why) != JAL_OK)
		return;
	if (*file_lead(f->desk, &file) != '\0' &&
		buf_printf(&f->notice, _("Aujourd’hui : %s, dont l’affectation prendra fin la veille."),
			file_lead(f->desk, &file)) != JAL_OK)
		buf_clear(&f->notice);
	file_free(&file);
}

static enum jal_err write_it(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("affectation au dossier de %s"), why);
}

static enum jal_err lead_write(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("changement de référent·e de %s"), why);
}

static const struct scr_form_kind kind = {
	.entity = ENTITY_assignment,
	.name = FORM_RECORD_DRAFT "assignment",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = form_course_prepare,
	.show = form_course_show,
	.judge = judge,
	.write = write_it,
	.forget = form_course_forget,
};

static const struct scr_form_kind lead_kind = {
	.entity = ENTITY_assignment,
	.name = FORM_LEAD_DRAFT,
	.rows = lead_rows,
	.n = sizeof(lead_rows) / sizeof(lead_rows[0]),
	.title = lead_title,
	.create = create,
	.prepare = form_course_prepare,
	.show = form_course_show,
	.changed = lead_changed,
	.judge = lead_judge,
	.write = lead_write,
	.forget = form_course_forget,
};

struct screen *form_assignment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id)
{
	return scr_form_new(desk, &kind, ref, id, NULL);
}

struct screen *form_lead_new(struct desk *desk, const struct file_ref *ref)
{
	return scr_form_new(desk, &lead_kind, ref, NULL, NULL);
}
