/* The gestures, each a set of edits. */
#include "core/course.h"

#include <string.h>

#include "core/casework.h"
#include "core/contract.h"
#include "core/date.h"
#include "core/lifecycle.h"
#include "core/settle.h"
#include "core/text.h"

/* An orientation lasts at least that (domain.md §2), both days included. */
#define ORIENTATION_DAYS_MIN 7

void course_plan_free(struct course_plan *plan)
{
	edit_list_free(&plan->edits);
	*plan = COURSE_PLAN_INIT;
}

enum jal_err course_write(struct journal *j, struct edit *typed, const struct course_plan *plan, struct diag *diag)
{
	enum jal_err err = journal_begin(j, diag);
	if (err)
		return err;
	if (typed)
		err = journal_put(j, typed, diag);
	for (size_t i = 0; !err && i < plan->edits.n; i++)
		err = journal_put(j, plan->edits.list[i], diag);
	if (err) {
		journal_abort(j);
		return err;
	}
	return journal_commit(j, diag);
}

/* Errors stand before warnings; what does not fit is left out. */
static void refuse(struct check_issues *issues, enum field field, const char *sentence)
{
	if (issues->count == CHECK_ISSUES_MAX)
		issues->count--;
	memmove(&issues->item[1], &issues->item[0], issues->count * sizeof(issues->item[0]));
	issues->item[0] = (struct check_issue){ .field = field, .against = FIELD_COUNT, .level = CHECK_ERROR };
	(void)diag_set(&issues->item[0].say, JAL_ERR_INVALID, sentence);
	issues->count++;
}

static int32_t day_of(const struct edit *e, enum field field)
{
	const struct value *v = edit_value(e, field);
	return v->kind == VALUE_NUMBER ? (int32_t)v->number : RECORD_NO_DATE;
}

static bool is_code(const char *code, const char *const *list, size_t count)
{
	for (size_t i = 0; code && i < count; i++)
		if (strcmp(code, list[i]) == 0)
			return true;
	return false;
}
#define IS_CODE(code, list) is_code((code), (list), sizeof(list) / sizeof((list)[0]))

bool course_over(const char *stage)
{
	static const char *const over[] = { "exited", "archived", "anonymised" };
	return IS_CODE(stage, over);
}

bool course_in_force(const struct record *r, int32_t day)
{
	const bool assigned = record_entity(r) == ENTITY_assignment;
	const int32_t starts = assigned ? record_get(r, assignment_starts) : record_get(r, orientation_starts);
	const int32_t ends = assigned ? record_get(r, assignment_ends) : record_get(r, orientation_ends);
	return starts != RECORD_NO_DATE && starts <= day && (ends == RECORD_NO_DATE || ends >= day);
}

/* ---- the dossier and its pathway ---- */

/* As COURSE_SQL_PATHWAY has it; RECORD_NO_DATE comes before every date. */
static bool is_later(const struct record *a, const struct record *b)
{
	const int32_t day_a = record_get(a, pathway_entered), day_b = record_get(b, pathway_entered);
	return day_a != day_b ? day_a > day_b : id_compare(record_id(a), record_id(b)) < 0;
}

static enum jal_err keep_last(void *ctx, struct record *r)
{
	struct record **last = ctx;
	if (record_archived(r) || (*last && !is_later(r, *last))) {
		record_free(r);
		return JAL_OK;
	}
	record_free(*last);
	*last = r;
	return JAL_OK;
}

enum jal_err course_pathway(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			    struct record **out)
{
	struct record *last = NULL;
	const enum jal_err err = journal_each(j, caseload, ENTITY_pathway, dossier, keep_last, &last);
	if (err)
		record_free(last);
	else
		*out = last;
	return err;
}

/* Sets a reference of the dossier's own record; id NULL clears it. */
static enum jal_err name_in_dossier(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				    enum field field, const struct jal_id *id, struct course_plan *plan)
{
	static const struct value nobody = { .kind = VALUE_EMPTY };
	struct edit *e = NULL;
	enum jal_err err = casework_dossier(j, caseload, dossier, &e);
	if (err)
		return err;
	err = id ? edit_set_id(e, field, id) : edit_set(e, field, &nobody);
	if (err || edit_empty(e)) {
		edit_free(e);
		return err;
	}
	return edit_list_add(&plan->edits, e);
}

/* ---- orientations ---- */

struct orientations {
	const struct edit *typed;
	int32_t starts;
	struct record *covering;	/* the one whose days begin before and hold the typed one's first day */
	bool later;			/* another one shares days and begins no earlier */
};

static enum jal_err sort_out(void *ctx, struct record *r)
{
	struct orientations *o = ctx;
	const int32_t starts = record_get(r, orientation_starts);
	const int32_t ends = day_of(o->typed, FIELD_orientation_ends);
	const bool other = !record_archived(r) && starts != RECORD_NO_DATE && !id_equal(record_id(r), edit_record(o->typed));
	if (other && starts < o->starts && course_in_force(r, o->starts) && !o->covering) {
		o->covering = r;
		return JAL_OK;
	}
	const int32_t other_ends = record_get(r, orientation_ends);
	const struct check_period mine = { o->starts, ends == RECORD_NO_DATE ? INT32_MAX : ends };
	const struct check_period its = { starts, other_ends == RECORD_NO_DATE ? INT32_MAX : other_ends };
	if (other && its.ends >= its.starts && check_record_overlap(&mine, &its, 1) == 0)
		o->later = true;
	record_free(r);
	return JAL_OK;
}

static enum jal_err close_orientation(const struct record *r, int32_t on, struct course_plan *plan)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(r, &e);
	if (!err)
		err = edit_set_number(e, FIELD_orientation_ends, on);
	if (err) {
		edit_free(e);
		return err;
	}
	plan->closes_from = record_get(r, orientation_starts);
	plan->closes_on = on;
	return edit_list_add(&plan->edits, e);
}

/* Takes the type over; and the step, when the way there is not behind already. A person
 * may be oriented on the day of the registration: waiting then lasted no day. */
static enum jal_err orient_pathway(struct journal *j, const struct edit *e, struct course_plan *plan,
				   struct check_issues *issues)
{
	static const char *const before[] = { "registered", "awaiting_orientation", "reopened" };
	struct record *r = NULL;
	struct edit *pathway = NULL;
	enum jal_err err = course_pathway(j, edit_caseload(e), edit_dossier(e), &r);
	const char *status = r ? record_get(r, pathway_status) : NULL;
	const struct value *type = edit_value(e, FIELD_orientation_type);
	if (!err && course_over(status)) {
		refuse(issues, FIELD_orientation_starts,
		       N_("Ce parcours est terminé : rouvrez-le avant d’orienter de nouveau."));
		goto out;
	}
	if (!err)
		err = r ? edit_of(r, &pathway) : edit_create(ENTITY_pathway, edit_caseload(e), edit_dossier(e), &pathway);
	if (!err && !r)
		err = edit_set_number(pathway, FIELD_pathway_entered, day_of(e, FIELD_orientation_starts));
	if (!err && type->kind == VALUE_TEXT)
		err = edit_set(pathway, FIELD_pathway_type, type);
	if (!err && (!status || IS_CODE(status, before))) {
		err = edit_set_text(pathway, FIELD_pathway_status, "oriented");
		plan->step = "oriented";
	}
	if (!err && !edit_empty(pathway)) {
		err = edit_list_add(&plan->edits, pathway);
		pathway = NULL;
	}
out:
	edit_free(pathway);
	record_free(r);
	return err;
}

static enum jal_err close_former(const struct orientations *o, struct course_plan *plan, struct check_issues *issues)
{
	const int32_t first = record_get(o->covering, orientation_starts);
	if (o->starts - first < ORIENTATION_DAYS_MIN) {
		refuse(issues, FIELD_orientation_starts,
		       N_("L’orientation en cours aurait duré moins de 7 jours : commencez plus tard, ou corrigez-la."));
		return JAL_OK;
	}
	return close_orientation(o->covering, o->starts - 1, plan);
}

static bool is_open(const struct edit *e, int32_t today)
{
	const int32_t ends = day_of(e, FIELD_orientation_ends);
	return edit_value(e, FIELD_orientation_archived)->number != 1 && (ends == RECORD_NO_DATE || ends >= today);
}

/* Whether the dossier is to name it as the open one, or no longer. */
static enum jal_err name_open(struct journal *j, const struct edit *e, const struct record *closed, int32_t today,
			      struct course_plan *plan)
{
	const bool open = is_open(e, today);
	struct record *dossier = NULL;
	enum jal_err err =
		journal_load(j, edit_caseload(e), ENTITY_dossier, edit_dossier(e), edit_dossier(e), &dossier);
	const struct jal_id *named = err ? NULL : record_get(dossier, dossier_open_orientation);
	const bool is_named = named && id_equal(named, edit_record(e));
	const bool is_over = is_named || (named && closed && id_equal(named, record_id(closed)));
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (!err && open && !is_named)
		err = name_in_dossier(j, edit_caseload(e), edit_dossier(e), FIELD_dossier_open_orientation,
				      edit_record(e), plan);
	else if (!err && !open && is_over)
		err = name_in_dossier(j, edit_caseload(e), edit_dossier(e), FIELD_dossier_open_orientation, NULL, plan);
	record_free(dossier);
	return err;
}

static bool has_error(const struct check_issues *issues)
{
	return issues->count > 0 && issues->item[0].level == CHECK_ERROR;
}

enum jal_err course_orient(struct journal *j, const struct edit *e, int32_t today, struct course_plan *out,
			   struct check_issues *issues)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct orientations o = { .typed = e, .starts = day_of(e, FIELD_orientation_starts) };
	enum jal_err err = JAL_OK;
	if (o.starts == RECORD_NO_DATE) {
		refuse(issues, FIELD_orientation_starts, N_("Donnez le premier jour de l’orientation."));
		return JAL_OK;
	}
	if (edit_creates(e) && edit_value(e, FIELD_orientation_type)->kind == VALUE_EMPTY) {
		refuse(issues, FIELD_orientation_type, N_("Choisissez le type de parcours."));
		return JAL_OK;
	}
	if (edit_creates(e)) {
		err = journal_each(j, edit_caseload(e), ENTITY_orientation, edit_dossier(e), sort_out, &o);
		if (!err && o.later)
			refuse(issues, FIELD_orientation_starts,
			       N_("Une autre orientation de ce dossier couvre déjà ces jours, ou commence plus tard."));
		else if (!err && o.covering)
			err = close_former(&o, &plan, issues);
		/* One of former times tells of the past alone. */
		if (!err && is_open(e, today))
			err = orient_pathway(j, e, &plan, issues);
	} else {
		err = settle_typed(j, e, issues);
	}
	if (!err)
		err = name_open(j, e, o.covering, today, &plan);
	record_free(o.covering);
	if (err || has_error(issues))
		course_plan_free(&plan);
	else
		*out = plan;
	return err;
}

/* ---- assignments ---- */

/* The assignment that the dossier names as its lead; NULL when none is in force. */
static enum jal_err load_lead(struct journal *j, const struct edit *e, struct record **out)
{
	struct record *dossier = NULL, *lead = NULL;
	enum jal_err err =
		journal_load(j, edit_caseload(e), ENTITY_dossier, edit_dossier(e), edit_dossier(e), &dossier);
	const struct jal_id *named = err ? NULL : record_get(dossier, dossier_lead);
	if (!err && named)
		err = journal_load(j, edit_caseload(e), ENTITY_assignment, edit_dossier(e), named, &lead);
	record_free(dossier);
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	if (lead && record_archived(lead)) {
		record_free(lead);
		lead = NULL;
	}
	*out = lead;
	return JAL_OK;
}

static bool same_professional(const struct edit *e, const struct record *r)
{
	const struct jal_id *its = record_get(r, assignment_professional);
	const struct value *mine = edit_value(e, FIELD_assignment_professional);
	return its && mine->kind == VALUE_ID && id_equal(its, &mine->id);
}

/* Moves the reason from the typed edit, where it was asked for, to the one that ends. */
static enum jal_err end_assignment(struct edit *typed, const struct record *r, int32_t on, struct course_plan *plan)
{
	static const struct value nothing = { .kind = VALUE_EMPTY };
	struct edit *e = NULL;
	enum jal_err err = edit_of(r, &e);
	const int32_t ends = record_get(r, assignment_ends);
	if (!err && (ends == RECORD_NO_DATE || ends > on))
		err = edit_set_number(e, FIELD_assignment_ends, on);
	if (!err)
		err = edit_set(e, FIELD_assignment_end_reason, edit_value(typed, FIELD_assignment_end_reason));
	if (!err)
		err = edit_set(typed, FIELD_assignment_end_reason, &nothing);
	if (err || edit_empty(e)) {
		edit_free(e);
		return err;
	}
	plan->leads = true;
	if (record_get(r, assignment_professional))
		plan->former = *record_get(r, assignment_professional);
	return edit_list_add(&plan->edits, e);
}

static enum jal_err take_over(struct edit *e, const struct record *former, int32_t starts, struct course_plan *plan,
			      struct check_issues *issues)
{
	const int32_t began = record_get(former, assignment_starts);
	if (same_professional(e, former) && course_in_force(former, starts)) {
		refuse(issues, FIELD_assignment_professional, N_("C’est déjà le ou la référent·e de ce dossier."));
		return JAL_OK;
	}
	if (began != RECORD_NO_DATE && starts < began) {
		refuse(issues, FIELD_assignment_starts,
		       N_("L’affectation actuelle commence plus tard : choisissez un jour après elle."));
		return JAL_OK;
	}
	if (edit_value(e, FIELD_assignment_end_reason)->kind == VALUE_EMPTY) {
		refuse(issues, FIELD_assignment_end_reason, N_("Dites pourquoi l’affectation précédente prend fin."));
		return JAL_OK;
	}
	/* Two in one day: the former one keeps that day. */
	return end_assignment(e, former, began != RECORD_NO_DATE && starts - 1 < began ? began : starts - 1, plan);
}

struct assigned {
	const struct edit *typed;
	int32_t starts;
	bool already;
};

static enum jal_err look_assigned(void *ctx, struct record *r)
{
	struct assigned *a = ctx;
	if (!record_archived(r) && !id_equal(record_id(r), edit_record(a->typed)) && same_professional(a->typed, r) &&
	    course_in_force(r, a->starts))
		a->already = true;
	record_free(r);
	return JAL_OK;
}

enum jal_err course_assign(struct journal *j, struct edit *e, bool lead, struct course_plan *out,
			   struct check_issues *issues)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct assigned a = { .typed = e, .starts = day_of(e, FIELD_assignment_starts) };
	struct record *former = NULL;
	enum jal_err err = JAL_OK;
	if (!edit_creates(e))
		return JAL_OK;
	if (a.starts == RECORD_NO_DATE) {
		refuse(issues, FIELD_assignment_starts, N_("Donnez le premier jour de l’affectation."));
		return JAL_OK;
	}
	if (edit_value(e, FIELD_assignment_professional)->kind != VALUE_ID) {
		refuse(issues, FIELD_assignment_professional, N_("Choisissez le ou la professionnel·le."));
		return JAL_OK;
	}
	if (!lead) {
		err = journal_each(j, edit_caseload(e), ENTITY_assignment, edit_dossier(e), look_assigned, &a);
		if (!err && a.already)
			refuse(issues, FIELD_assignment_professional,
			       N_("Cette personne est déjà affectée à ce dossier ces jours-là."));
		return err;
	}
	err = load_lead(j, e, &former);
	if (!err && former)
		err = take_over(e, former, a.starts, &plan, issues);
	if (!err)
		err = name_in_dossier(j, edit_caseload(e), edit_dossier(e), FIELD_dossier_lead, edit_record(e), &plan);
	record_free(former);
	if (err || has_error(issues))
		course_plan_free(&plan);
	else
		*out = plan;
	return err;
}

/* ---- exits ---- */

struct leaving {
	struct edit *exit;
	int32_t day;
	int32_t today;
	unsigned what;
	struct course_plan *plan;
};

static enum jal_err set_status(struct course_plan *plan, const struct record *r, enum field field, const char *code)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(r, &e);
	if (!err)
		err = edit_set_text(e, field, code);
	if (err) {
		edit_free(e);
		return err;
	}
	return edit_list_add(&plan->edits, e);
}

static enum jal_err leave_appointment(void *ctx, struct record *r)
{
	static const char *const to_come[] = { "planned" };
	struct leaving *l = ctx;
	const int64_t starts = record_get(r, appointment_starts);
	const char *status = record_get(r, appointment_status);
	const int32_t day = starts != RECORD_NO_NUMBER ? date_of_time(starts) : RECORD_NO_DATE;
	enum jal_err err = JAL_OK;
	if (!record_archived(r) && day != RECORD_NO_DATE && day > l->day && day >= l->today &&
	    (!status || IS_CODE(status, to_come))) {
		l->plan->appointments++;
		if (l->what & COURSE_CANCEL_APPOINTMENTS)
			err = set_status(l->plan, r, FIELD_appointment_status, "cancelled");
	}
	record_free(r);
	return err;
}

/* One that binds and has begun is broken off; one that does not yet is cancelled. */
static enum jal_err leave_contract(void *ctx, struct record *r)
{
	struct leaving *l = ctx;
	const enum contract_phase phase = contract_phase(r);
	const int32_t starts = record_get(r, contract_starts);
	const bool begun = phase == CONTRACT_IN_FORCE && (starts == RECORD_NO_DATE || starts <= l->day);
	enum jal_err err = JAL_OK;
	if (!record_archived(r) && phase != CONTRACT_OVER) {
		l->plan->contracts++;
		if (l->what & COURSE_END_CONTRACTS)
			err = set_status(l->plan, r, FIELD_contract_status, begun ? "broken" : "cancelled");
	}
	record_free(r);
	return err;
}

static enum jal_err leave_orientation(void *ctx, struct record *r)
{
	struct leaving *l = ctx;
	const int32_t starts = record_get(r, orientation_starts);
	enum jal_err err = JAL_OK;
	/* It lasts its seven days, whatever ends it. */
	if (!record_archived(r) && course_in_force(r, l->day + 1)) {
		const int32_t least = starts + ORIENTATION_DAYS_MIN - 1;
		const int32_t on = l->day > least ? l->day : least;
		if (record_get(r, orientation_ends) == RECORD_NO_DATE || record_get(r, orientation_ends) > on)
			err = close_orientation(r, on, l->plan);
	}
	record_free(r);
	return err;
}

static enum jal_err leave_pathway(struct journal *j, struct leaving *l, struct check_issues *issues)
{
	struct record *r = NULL;
	struct diag why = DIAG_INIT;
	enum jal_err err = course_pathway(j, edit_caseload(l->exit), edit_dossier(l->exit), &r);
	if (err || !r)
		return err;
	const char *status = record_get(r, pathway_status);
	const int32_t entered = record_get(r, pathway_entered);
	if (text_is(status, "exited"))
		refuse(issues, FIELD_exit_date, N_("Ce parcours est déjà terminé. Rouvrez-le, ou corrigez la sortie enregistrée."));
	else if (status && lifecycle_step(FIELD_pathway_status, status, "exited", &why))
		refuse(issues, FIELD_exit_date, N_("Ce parcours est archivé : il n’en sort plus."));
	else if (entered != RECORD_NO_DATE && l->day < entered)
		refuse(issues, FIELD_exit_date, N_("La sortie vient avant l’entrée dans le parcours."));
	else {
		err = edit_set_id(l->exit, FIELD_exit_pathway, record_id(r));
		if (!err)
			err = set_status(l->plan, r, FIELD_pathway_status, "exited");
		l->plan->step = "exited";
	}
	record_free(r);
	return err;
}

enum jal_err course_leave(struct journal *j, struct edit *e, unsigned what, int32_t today, struct course_plan *out,
			  struct check_issues *issues)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct leaving l = { e, day_of(e, FIELD_exit_date), today, what, &plan };
	if (!edit_creates(e))
		return JAL_OK;
	if (l.day == RECORD_NO_DATE) {
		refuse(issues, FIELD_exit_date, N_("Donnez le jour de la sortie."));
		return JAL_OK;
	}
	enum jal_err err = leave_pathway(j, &l, issues);
	/* Of a pathway that cannot be left, no reason is asked. */
	if (!err && !has_error(issues) && edit_value(e, FIELD_exit_reason)->kind == VALUE_EMPTY)
		refuse(issues, FIELD_exit_reason, N_("Dites pourquoi le parcours se termine."));
	if (!err)
		err = journal_each(j, edit_caseload(e), ENTITY_orientation, edit_dossier(e), leave_orientation, &l);
	if (!err)
		err = name_in_dossier(j, edit_caseload(e), edit_dossier(e), FIELD_dossier_open_orientation, NULL, &plan);
	if (!err)
		err = journal_each(j, edit_caseload(e), ENTITY_appointment, edit_dossier(e), leave_appointment, &l);
	if (!err)
		err = journal_each(j, edit_caseload(e), ENTITY_contract, edit_dossier(e), leave_contract, &l);
	if (err || has_error(issues))
		course_plan_free(&plan);
	else
		*out = plan;
	return err;
}

enum jal_err course_reopen(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			   struct course_plan *out, struct diag *diag)
{
	struct course_plan plan = COURSE_PLAN_INIT;
	struct record *r = NULL;
	enum jal_err err = course_pathway(j, caseload, dossier, &r);
	if (!err && !r)
		err = diag_set(diag, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas de parcours à rouvrir."));
	if (!err) {
		err = lifecycle_step(FIELD_pathway_status, record_get(r, pathway_status), "reopened", diag);
		if (!err && record_get(r, pathway_status) && strcmp(record_get(r, pathway_status), "reopened") == 0)
			err = diag_set(diag, JAL_ERR_INVALID, N_("Ce parcours est déjà rouvert."));
	}
	if (!err)
		err = set_status(&plan, r, FIELD_pathway_status, "reopened");
	plan.step = "reopened";
	record_free(r);
	if (err)
		course_plan_free(&plan);
	else
		*out = plan;
	return err ? diag_set_if_empty(diag, err, NULL) : JAL_OK;
}
