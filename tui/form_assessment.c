/*
 * The assessment's form.
 */
#include "tui/form_assessment.h"

#include "core/assess.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/work.h"

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_assessment_date, .vital = true, .hint = N_("auj, hier, 15/09") },
	{ .field = FIELD_assessment_channel },
	{ .field = FIELD_assessment_wishes, .label = N_("Souhaits de la personne"), .rows = 3 },
	{ .field = FIELD_assessment_strengths, .rows = 2 },
	{ .field = FIELD_assessment_autonomy },
	{ .field = FIELD_assessment_themes },
	{ .field = FIELD_assessment_summary, .rows = 3 },
	{ .field = FIELD_assessment_next_review, .hint = N_("+3m, +6s, 15/12") },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return buf_puts(out, id_is_zero(&f->record) ? _("Nouveau diagnostic") : _("Diagnostic"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	struct assess a = { .inside = NULL };
	enum jal_err err = assess_load(desk_journal(f->desk), desk_clock(f->desk), &f->ref.caseload, &f->ref.dossier, &a);

	if (err == JAL_OK)
		err = assess_begin(&a, &f->edit);
	assess_free(&a);
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].field == FIELD_person_birth_name && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

static enum jal_err write_assessment(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("diagnostic de %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* Named as the forms of any record, so that drafts and what is to be settled find it. */
static const struct scr_form_kind kind = {
	.name = "record.assessment",
	.entity = ENTITY_assessment,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.begin = 3,
	.title = title,
	.create = create,
	.show = show,
	.write = write_assessment,
};

struct screen *form_assessment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id)
{
	return scr_form_new(desk, &kind, ref, id, NULL);
}
