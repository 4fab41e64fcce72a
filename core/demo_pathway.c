/* The gestures of core/course, made on the days of long ago. Every text here is invented. */
#include "core/demo_pathway.h"

#include "core/course.h"
#include "core/date.h"
#include "core/demo_sheaf.h"

/* Days ago. */
enum {
	LEFT_EARLIER = DEMO_LEFT_EARLIER,
	AGAIN = 45,
	BACK = 15,
	MISSED = 26,
	REPORTED = 20,
	ASKED = 12,
	LEFT = 2,
};

struct place {
	struct journal *j;
	struct demo_clock *time;
	const struct jal_id *caseload, *dossier;
	struct diag *diag;
};

static int32_t day_of(const struct place *p)
{
	return clock_today(&p->time->clock);
}

/* The pathway takes a step that day. */
static enum jal_err step(const struct place *p, int days_ago, const char *status)
{
	struct demo_sheaf s = { .caseload = p->caseload, .dossier = p->dossier };
	p->time->days_ago = days_ago;
	s.err = journal_each(p->j, p->caseload, ENTITY_pathway, p->dossier, demo_sheaf_take, &s);
	for (size_t i = 0; i < s.count; i++)
		demo_sheaf_text(&s, s.edits[i], FIELD_pathway_status, status);
	const enum jal_err err = demo_sheaf_write(&s, p->j, p->diag);
	p->time->days_ago = 0;
	return err;
}

/* The entry, and the lead's first day. */
static enum jal_err enter(const struct place *p, int days_ago)
{
	struct demo_sheaf s = { .caseload = p->caseload, .dossier = p->dossier };
	p->time->days_ago = days_ago;
	s.err = journal_each(p->j, p->caseload, ENTITY_pathway, p->dossier, demo_sheaf_take, &s);
	const size_t first = s.count;
	if (!s.err)
		s.err = journal_each(p->j, p->caseload, ENTITY_assignment, p->dossier, demo_sheaf_take, &s);
	for (size_t i = 0; i < s.count; i++)
		demo_sheaf_number(&s, s.edits[i], i < first ? FIELD_pathway_entered : FIELD_assignment_starts, day_of(p));
	for (size_t i = 0; i < first; i++)
		demo_sheaf_text(&s, s.edits[i], FIELD_pathway_status, "awaiting_orientation");
	const enum jal_err err = demo_sheaf_write(&s, p->j, p->diag);
	p->time->days_ago = 0;
	return err;
}

/* What was planned is written; an issue would be this file's mistake. */
static enum jal_err make(const struct place *p, struct edit *e, struct course_plan *plan, const struct check_issues *issues,
			 enum jal_err err)
{
	if (!err && issues->count > 0)
		err = diag_pass(p->diag, JAL_ERR_INVALID, &issues->item[0].say);
	if (!err)
		err = course_write(p->j, e, plan, p->diag);
	course_plan_free(plan);
	edit_free(e);
	p->time->days_ago = 0;
	return err ? diag_set_if_empty(p->diag, err, NULL) : JAL_OK;
}

static enum jal_err orient(const struct place *p, int days_ago, const char *type, const char *origin)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	struct edit *e = NULL;
	p->time->days_ago = days_ago;
	enum jal_err err = edit_create(ENTITY_orientation, p->caseload, p->dossier, &e);
	if (!err)
		err = edit_set_text(e, FIELD_orientation_type, type);
	if (!err)
		err = edit_set_text(e, FIELD_orientation_origin, origin);
	if (!err)
		err = edit_set_text(e, FIELD_orientation_decided_by, "department");
	if (!err)
		err = edit_set_number(e, FIELD_orientation_decided_on, day_of(p) - 2);
	if (!err)
		err = edit_set_number(e, FIELD_orientation_notified_on, day_of(p));
	if (!err)
		err = edit_set_number(e, FIELD_orientation_starts, day_of(p));
	if (!err)
		err = course_orient(p->j, e, day_of(p), &plan, &issues);
	return make(p, e, &plan, &issues, err);
}

static enum jal_err leave(const struct place *p, int days_ago, const char *reason, const char *detail)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	struct edit *e = NULL;
	p->time->days_ago = days_ago;
	enum jal_err err = edit_create(ENTITY_exit, p->caseload, p->dossier, &e);
	if (!err)
		err = edit_set_text(e, FIELD_exit_reason, reason);
	if (!err)
		err = edit_set_text(e, FIELD_exit_detail, detail);
	if (!err)
		err = edit_set_number(e, FIELD_exit_date, day_of(p));
	if (!err)
		err = course_leave(p->j, e, COURSE_CANCEL_APPOINTMENTS, day_of(p), &plan, &issues);
	return make(p, e, &plan, &issues, err);
}

static enum jal_err come_back(const struct place *p, int days_ago)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	const struct check_issues issues = { 0 };
	p->time->days_ago = days_ago;
	const enum jal_err err = course_reopen(p->j, p->caseload, p->dossier, &plan, p->diag);
	return make(p, NULL, &plan, &issues, err);
}

static enum jal_err ask_again(const struct place *p)
{
	struct demo_sheaf s = { .caseload = p->caseload, .dossier = p->dossier };
	p->time->days_ago = ASKED;
	struct edit *e = demo_sheaf_make(&s, ENTITY_reorientation_request);
	demo_sheaf_number(&s, e, FIELD_reorientation_request_asked_on, day_of(p));
	demo_sheaf_text(&s, e, FIELD_reorientation_request_type, "professional");
	demo_sheaf_text(&s, e, FIELD_reorientation_request_status, "pending");
	demo_sheaf_text(&s, e, FIELD_reorientation_request_reason,
			"Les démarches sont faites : peut chercher un emploi dès maintenant.");
	const enum jal_err err = demo_sheaf_write(&s, p->j, p->diag);
	p->time->days_ago = 0;
	return err;
}

/* A compulsory appointment was missed; observations are awaited. */
static enum jal_err miss(const struct place *p)
{
	struct demo_sheaf s = { .caseload = p->caseload, .dossier = p->dossier };
	p->time->days_ago = REPORTED;
	const int32_t reported = day_of(p);
	struct edit *a = demo_sheaf_make(&s, ENTITY_appointment);
	demo_sheaf_number(&s, a, FIELD_appointment_starts, date_with_minutes(reported - (MISSED - REPORTED), 14 * 60));
	demo_sheaf_number(&s, a, FIELD_appointment_minutes, 45);
	demo_sheaf_text(&s, a, FIELD_appointment_place, "office");
	demo_sheaf_text(&s, a, FIELD_appointment_subject, "Point obligatoire");
	demo_sheaf_put(&s, a, FIELD_appointment_compulsory, value_flag(true));
	demo_sheaf_text(&s, a, FIELD_appointment_status, "absent");
	struct edit *b = demo_sheaf_make(&s, ENTITY_breach);
	demo_sheaf_number(&s, b, FIELD_breach_date, reported - (MISSED - REPORTED));
	demo_sheaf_text(&s, b, FIELD_breach_kind, "missed_appointment");
	demo_sheaf_text(&s, b, FIELD_breach_status, "observations");
	demo_sheaf_number(&s, b, FIELD_breach_observations_asked_on, reported + (REPORTED - ASKED));
	if (!s.err)
		demo_sheaf_put(&s, b, FIELD_breach_appointment, value_id(edit_record(a)));
	const enum jal_err err = demo_sheaf_write(&s, p->j, p->diag);
	p->time->days_ago = 0;
	return err;
}

enum jal_err demo_pathway_begin(struct journal *j, struct demo_clock *time, const char *type,
				const struct demo_pathway_days *days, const struct jal_id *caseload,
				const struct jal_id *dossier, struct diag *diag)
{
	const struct place p = { j, time, caseload, dossier, diag };
	enum jal_err err = enter(&p, days->entered);
	if (!err)
		err = orient(&p, days->entered - 3, type, "automatic");
	if (!err)
		err = step(&p, days->assessed, "assessed");
	if (!err)
		err = step(&p, days->contract, "under_contract");
	return err ? err : step(&p, days->contract - 2, "active");
}

enum jal_err demo_pathway_go_on(struct journal *j, struct demo_clock *time, unsigned number, const struct jal_id *caseload,
				const struct jal_id *dossier, struct diag *diag)
{
	const struct place p = { j, time, caseload, dossier, diag };
	enum jal_err err = JAL_OK;
	switch (number) {
	case 4:
	case 18:
		return orient(&p, AGAIN, "professional", "assessment");
	case 9:
		return miss(&p);
	case 11:
		return ask_again(&p);
	case DEMO_LEFT_FOR_A_JOB:
		return leave(&p, LEFT, "permanent_job", "Embauche à la maison de retraite, à temps plein.");
	case DEMO_LEFT_THE_PLACE:
		return leave(&p, LEFT, "moved", "Déménage dans un autre département.");
	case DEMO_CAME_BACK:
		err = leave(&p, LEFT_EARLIER, "short_fixed_term", "Contrat saisonnier.");
		if (!err)
			err = come_back(&p, BACK);
		return err ? err : orient(&p, BACK - 1, "professional", "assessment");
	default:
		return JAL_OK;
	}
}
