/*
 * What the forms of a pathway share.
 */
#include "tui/form_course.h"

#include <stdlib.h>

#include "tui/form_action.h"
#include "tui/form_appointment.h"
#include "tui/form_assessment.h"
#include "tui/form_contract.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/work.h"

struct form_course *form_course_new(struct scr_form *f, struct diag *why)
{
	struct form_course *x = calloc(1, sizeof(*x));
	enum jal_err err = x != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err == JAL_OK) {
		x->plan = COURSE_PLAN_INIT;
		err = choices_add_members(&x->members, f->desk);
	}
	f->extra = x;
	if (err == JAL_OK)
		return x;
	form_course_forget(f);
	(void)diag_set_if_empty(why, err, NULL);
	return NULL;
}

enum jal_err form_course_prepare(struct scr_form *f, struct diag *why)
{
	return form_course_new(f, why) != NULL ? JAL_OK : JAL_ERR_NOMEM;
}

void form_course_forget(struct scr_form *f)
{
	struct form_course *x = f->extra;

	if (x == NULL)
		return;
	choices_free(&x->members);
	choices_free(&x->others);
	course_plan_free(&x->plan);
	free(x);
	f->extra = NULL;
}

size_t form_course_members(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct form_course *x = ((const struct scr_form *)ctx)->extra;

	return x != NULL ? choices_offer(&x->members, query, out, room) : 0;
}

size_t form_course_others(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct form_course *x = ((const struct scr_form *)ctx)->extra;

	return x != NULL ? choices_offer(&x->others, query, out, room) : 0;
}

void form_course_show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	const struct form_course *x = f->extra;
	const char *name = x != NULL ? choices_name(&x->members, code) : NULL;
	enum jal_err err = JAL_OK;

	if (f->fields.rows[row].field == FIELD_person_birth_name)
		err = file_name_of(f->desk, &f->ref, out);
	else if (name != NULL || (x != NULL && (name = choices_name(&x->others, code)) != NULL))
		err = buf_puts(out, name);
	if (err != JAL_OK)
		buf_clear(out);
}

enum jal_err form_course_write(struct scr_form *f, const char *what, struct diag *why)
{
	const struct form_course *x = f->extra;
	struct edit **edits = NULL;
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, what, &said);

	if (err == JAL_OK)
		err = edit_list_behind(f->edit, &x->plan.edits, &edits);
	if (err == JAL_OK)
		err = scr_form_write(f, edits, x->plan.edits.n + 1, buf_str(&said), why);
	free(edits);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

struct screen *form_course_open(struct desk *desk, const struct file_ref *ref, enum entity entity,
	const struct jal_id *id)
{
	switch ((int)entity) {
	case ENTITY_orientation:
		return form_orientation_new(desk, ref, id, NULL);
	case ENTITY_reorientation_request:
		return form_request_new(desk, ref, id);
	case ENTITY_assignment:
		return form_assignment_new(desk, ref, id);
	case ENTITY_exit:
		return form_exit_new(desk, ref, id);
	case ENTITY_breach:
		return form_breach_new(desk, ref, id, NULL);
	case ENTITY_pathway:
		return form_pathway_new(desk, ref, id);
	case ENTITY_contract:
		return form_contract_new(desk, ref, id);
	case ENTITY_assessment:
		return form_assessment_new(desk, ref, id);
	case ENTITY_appointment:
		return form_appointment_new(desk, ref, id, NULL);
	case ENTITY_action:
		return form_action_new(desk, ref, id, NULL);
	default:
		return form_record_new(desk, ref, entity, id);
	}
}
