/*
 * The form of a request for re-orientation: what is asked for, and its answer. An
 * accepted one opens the orientation that follows.
 */
#include <string.h>

#include "core/procedure.h"
#include "core/settle.h"
#include "tui/form_course.h"
#include "tui/form_record.h"
#include "tui/i18n.h"

static const struct fields_row rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_reorientation_request_asked_by, .offer = form_course_members },
	{ .field = FIELD_reorientation_request_asked_on, .vital = true },
	{ .field = FIELD_reorientation_request_type },
	{ .field = FIELD_reorientation_request_reason, .vital = true, .rows = 3 },
	{ .field = FIELD_reorientation_request_status },
	{ .field = FIELD_reorientation_request_team_opinion, .rows = 3 },
	{ .field = FIELD_reorientation_request_decided_on },
	{ .field = FIELD_reorientation_request_decision_reason, .rows = 3 },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Demande de réorientation"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	const struct jal_id *me = desk_member(f->desk);
	enum jal_err err = edit_create(ENTITY_reorientation_request, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK && !id_is_zero(me))
		err = edit_set_id(f->edit, FIELD_reorientation_request_asked_by, me);
	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_reorientation_request_asked_on, desk_today(f->desk));
	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_reorientation_request_status, "pending");
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void changed(struct scr_form *f)
{
	const struct record *r = edit_displayed(f->edit);
	struct procedure_fact fact = { 0 };

	buf_clear(&f->notice);
	if (id_is_zero(&f->record) || !procedure_waits(r, desk_today(f->desk), &fact) || fact.days == 0)
		return;
	if (buf_printf(&f->notice, P_("Sans réponse depuis %d jour.", "Sans réponse depuis %d jours.",
			       (unsigned long)fact.days), fact.days) != JAL_OK)
		buf_clear(&f->notice);
}

static bool now_accepted(const struct scr_form *f)
{
	const struct value *v = edit_value(f->edit, FIELD_reorientation_request_status);

	return edit_changed(f->edit, FIELD_reorientation_request_status) && v->kind == VALUE_TEXT &&
		strcmp(v->text, "accepted") == 0;
}

static struct screen *next(struct scr_form *f)
{
	return now_accepted(f) ? form_orientation_new(f->desk, &f->ref, NULL, edit_record(f->edit)) : NULL;
}

static enum jal_err write_it(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("demande de réorientation de %s"), why);
}

static const struct scr_form_kind kind = {
	.entity = ENTITY_reorientation_request,
	.begin = 4,
	.name = FORM_RECORD_DRAFT "reorientation_request",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = form_course_prepare,
	.show = form_course_show,
	.changed = changed,
	.next = next,
	.write = write_it,
	.forget = form_course_forget,
};

struct screen *form_request_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id)
{
	return scr_form_new(desk, &kind, ref, id, NULL);
}
