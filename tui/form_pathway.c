/*
 * The pathway's form: when it was entered, its type and its step. Only the steps that
 * may follow are offered; an exit has a form of its own, which knows its day and why.
 */
#include "tui/form_course.h"
#include "tui/form_record.h"
#include "tui/i18n.h"

static const struct fields_row rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_pathway_entered, .vital = true },
	{ .field = FIELD_pathway_type },
	{ .field = FIELD_pathway_status },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Étape du parcours"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_pathway, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_pathway_entered, desk_today(f->desk));
	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_pathway_status, "registered");
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static enum jal_err write_it(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("étape du parcours de %s"), why);
}

static const struct scr_form_kind kind = {
	.entity = ENTITY_pathway,
	.name = FORM_RECORD_DRAFT "pathway",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = form_course_prepare,
	.show = form_course_show,
	.write = write_it,
	.forget = form_course_forget,
};

struct screen *form_pathway_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id)
{
	struct screen *s = scr_form_new(desk, &kind, ref, id, NULL);

	if (s != NULL)
		scr_form_begin_in(s, FIELD_pathway_status);
	return s;
}
