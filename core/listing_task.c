/*
 * What is to be done in a dossier: each clock of core/tasks that runs in it, worked out from its records. Here stands what
 * each clock counts from. Keeps nothing.
 */
#include "core/assess.h"
#include "core/listing_inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/grow.h"
#include "core/model.h"
#include "core/procedure.h"

#define HOURS_IN_A_WEEK 168

enum {
	ORIENTATIONS,
	REQUESTS,
	APPOINTMENTS,
	ACTIONS,
	FOLLOWUPS,
	ASSESSMENTS,
	IMMERSIONS,
	PAPERS,
	BREACHES,
	PLANNED,
	DONE,
	POSTPONED,
	RECORD,
	AWAITED,
	COUNT
};

#define AWAITS_REPORT \
	" AND coalesce(t.status, 'planned') IN ('planned', 'to_report') AND t.report IS NULL AND t.starts IS NOT NULL"
static const char *const text[COUNT] = {
	[ORIENTATIONS] = "SELECT t.rid, coalesce(t.type = 'social', 0), t.starts, t.notified_on"
		LISTING_OF("orientation", "5") LISTING_KEPT " AND t.starts IS NOT NULL"
		" ORDER BY t.ends IS NULL, t.starts, r.id",
	[REQUESTS] = "SELECT t.rid, coalesce(t.status, 'pending') = 'pending', t.asked_on, t.decided_on"
		LISTING_OF("reorientation_request", "6") LISTING_KEPT,
	[APPOINTMENTS] = "SELECT t.rid, t.starts / 1440, coalesce(t.reminder, 0) AND coalesce(t.status, 'planned') = 'planned'"
		LISTING_OF("appointment", "13") LISTING_KEPT AWAITS_REPORT,
	/* Those of a contract that says what is aimed at now. */
	[ACTIONS] = "SELECT t.rid, t.due" LISTING_OF("action", "11") LISTING_KEPT
		" AND coalesce(t.status, 'planned') IN ('planned', 'in_progress') AND t.due IS NOT NULL"
		" AND NOT EXISTS (SELECT 1 FROM j_record gr JOIN goal g ON g.rid = gr.rid"
		" JOIN j_record cr ON cr.fid = gr.fid AND cr.entity = 12 AND cr.id = g.contract JOIN contract c ON c.rid = cr.rid"
		" WHERE gr.fid = r.fid AND gr.entity = 10 AND gr.id = t.goal AND " CONTRACT_RULE_SQL_AIMS_NOT ")",
	[FOLLOWUPS] = "SELECT t.rid, t.due" LISTING_OF("followup", "15") LISTING_KEPT
		" AND coalesce(t.status, 'open') = 'open' AND t.due IS NOT NULL",
	[ASSESSMENTS] = "SELECT t.rid, t.next_review" LISTING_OF("assessment", "8") LISTING_KEPT
		ASSESS_SQL_LAST,
	[IMMERSIONS] = "SELECT t.rid, t.ends" LISTING_OF("immersion", "20") LISTING_KEPT
		" AND t.status = 'accepted' AND t.review IS NULL AND t.ends IS NOT NULL",
	[PAPERS] = "SELECT t.rid, t.residence_permit_until, iif(t.rqth IS NOT 0, t.rqth_until, NULL)" LISTING_OF("person", "2")
		LISTING_KEPT " ORDER BY r.id LIMIT 1",
	[BREACHES] = "SELECT t.rid, max(coalesce(t.date, 0), coalesce(t.observations_asked_on, 0), coalesce(t.received_on, 0),"
		     " coalesce(t.heard_on, 0), coalesce(iif(t.status = 'running', t.starts, 0), 0)),"
		     " iif(t.status = 'running' AND t.lifted_on IS NULL, t.starts, NULL), t.months"
		LISTING_OF("breach", "21") LISTING_KEPT
		" AND coalesce(t.status, 'reported') NOT IN ('dismissed', 'lifted', 'served') AND t.date IS NOT NULL",
	/* As core/hours counts them: what no week holds says nothing, and many of it would be more than a sum can be. */
	[PLANNED] = "SELECT coalesce(sum(t.hours_per_week), 0)" LISTING_OF("action", "11") LISTING_KEPT
		" AND coalesce(t.status, 'planned') NOT IN ('dropped', 'cancelled') AND t.hours_per_week BETWEEN 1 AND 168",
	/* A day's week by its Monday; 1970-01-01 was a Thursday. */
	[DONE] = "SELECT t.date - (t.date + 719162) % 7 AS monday, sum(t.minutes)" LISTING_OF("activity", "28") LISTING_KEPT
		" AND t.date >= ?2 AND t.minutes BETWEEN 1 AND 4800 GROUP BY monday",
	[POSTPONED] = "SELECT t.task, t.about, t.until" LISTING_OF("postponement", "25") LISTING_KEPT " AND t.until IS NOT NULL",
	[RECORD] = "SELECT rid FROM j_record WHERE fid = ?1 AND id = ?2",
	[AWAITED] = "SELECT max(t.starts) / 1440" LISTING_OF("appointment", "13") LISTING_KEPT AWAITS_REPORT,
};
const struct db_sql listing_task_sql = { "listing_task", COUNT, text };

_Static_assert(MODEL_WIRE_goal == 10 && MODEL_WIRE_person == 2 && MODEL_WIRE_orientation == 5 &&
		       MODEL_WIRE_reorientation_request == 6 &&
		       MODEL_WIRE_assessment == 8 && MODEL_WIRE_action == 11 && MODEL_WIRE_contract == 12 &&
		       MODEL_WIRE_appointment == 13 && MODEL_WIRE_followup == 15 && MODEL_WIRE_immersion == 20 &&
		       MODEL_WIRE_breach == 21 && MODEL_WIRE_postponement == 25 && MODEL_WIRE_activity == 28,
	"listing_task.c names entities by number");

struct reading {
	struct db *db;
	const struct thresholds *t;
	struct listing_line *l;
	/* What several clocks ask of the orientations. */
	bool oriented;		/* there is one */
	int64_t orientation;	/* the one in force, or else the last one */
	bool social;
	int32_t oriented_on, notified_on, decided_on;
	int32_t all_until[TASKS_KINDS];	/* postponed without naming a record, by kind */
};

static int32_t day_of(struct db_st *st, int col)
{
	return db_col_null(st, col) ? RECORD_NO_DATE : (int32_t)db_col_i64(st, col);
}

static enum jal_err add(struct reading *r, enum tasks_kind kind, int64_t rid, int32_t base)
{
	struct listing_line *l = r->l;
	if (base == RECORD_NO_DATE)
		return JAL_OK;
	struct tasks_due *more = grow_array(l->tasks, l->task_count, &l->task_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	l->tasks = more;
	struct tasks_due *due = &l->tasks[l->task_count++];
	*due = (struct tasks_due){ .kind = kind, .rid = rid, .base = base, .until = RECORD_NO_DATE };
	tasks_set_days(due, r->t);
	return JAL_OK;
}

/* Runs a statement on the folder; each sees every row. */
static enum jal_err rows(struct reading *r, int which, enum jal_err (*each)(struct reading *r, struct db_st *st))
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(r->db, &listing_task_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, r->l->fid);
	while (!err && !(err = db_step(st, &row)) && row)
		err = each(r, st);
	db_done(st);
	return err;
}

static bool has(const struct listing_line *l, unsigned wire)
{
	return (l->kinds >> wire & 1U) != 0;
}

static enum jal_err read_orientation(struct reading *r, struct db_st *st)
{
	r->oriented = true;
	r->orientation = db_col_i64(st, 0);
	r->social = db_col_bool(st, 1);
	r->oriented_on = day_of(st, 2);
	r->notified_on = day_of(st, 3);
	return JAL_OK;
}

static enum jal_err read_request(struct reading *r, struct db_st *st)
{
	const int32_t decided = day_of(st, 3);
	if (decided > r->decided_on)
		r->decided_on = decided;
	return db_col_bool(st, 1) ? add(r, TASKS_REQUEST, db_col_i64(st, 0), day_of(st, 2)) : JAL_OK;
}

/* A stage at which an orientation is awaited; reopened pathways were oriented before. */
static bool awaits_orientation(const struct listing_line *l)
{
	const char *stage = listing_line_text(l, LISTING_STAGE);
	return stage && (strcmp(stage, "registered") == 0 || strcmp(stage, "awaiting_orientation") == 0);
}

static enum jal_err read_orientations(struct reading *r)
{
	enum jal_err err = JAL_OK;
	if (has(r->l, MODEL_WIRE_orientation))
		err = rows(r, ORIENTATIONS, read_orientation);
	if (!err && has(r->l, MODEL_WIRE_reorientation_request))
		err = rows(r, REQUESTS, read_request);
	if (!err && !r->oriented && r->l->entered < LISTING_NEVER && awaits_orientation(r->l))
		err = add(r, TASKS_ORIENTATION, r->l->pathway, (int32_t)r->l->entered);
	if (!err && r->social)
		err = add(r, TASKS_PATHWAY_REVIEW, r->orientation,
			r->decided_on > r->oriented_on ? r->decided_on : r->oriented_on);
	return err;
}

/* ---- contracts ---- */

static enum jal_err planned_hours(struct reading *r, int64_t *hours)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(r->db, &listing_task_sql, PLANNED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, r->l->fid);
	err = db_step(st, &row);
	*hours = !err && row ? db_col_i64(st, 0) : 0;
	db_done(st);
	return err;
}

/* The Monday after the last week whose hours reached the commitment, from `from` on. *any: some were entered. */
static enum jal_err reached_until(struct reading *r, const struct listing_contract *c,
	const struct listing_contract *terms, int32_t *from, bool *any)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(r->db, &listing_task_sql, DONE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, r->l->fid);
	db_bind_i64(st, 2, c->rule.starts);
	while (!(err = db_step(st, &row)) && row) {
		const int64_t next = db_col_i64(st, 0) + 7;
		*any = true;
		if (db_col_i64(st, 1) >= 60 * terms->weekly_hours && next > *from)
			*from = (int32_t)next;
	}
	db_done(st);
	return err;
}

/* Where nobody enters hours there is nothing to say about them. */
static enum jal_err read_hours(struct reading *r, const struct listing_contract *c, const struct listing_contract *terms)
{
	const int32_t starts = c->rule.starts, until = terms->exempt_until;
	int64_t planned = 0;
	bool any = false;
	if (terms->weekly_hours <= 0 || terms->weekly_hours > HOURS_IN_A_WEEK || starts == RECORD_NO_DATE ||
		(terms->wholly && until == RECORD_NO_DATE))
		return JAL_OK;
	int32_t from = terms->wholly && until >= starts ? date_add_days(until, 1) : starts;
	/* From the first whole week. */
	from = date_monday(date_add_days(from, 6));
	enum jal_err err = has(r->l, MODEL_WIRE_action) ? planned_hours(r, &planned) : JAL_OK;
	if (!err && has(r->l, MODEL_WIRE_activity))
		err = reached_until(r, c, terms, &from, &any);
	if (err || (planned == 0 && !any))
		return err;
	/* The end of the contract comes first, and is another matter. */
	if (c->rule.last != RECORD_NO_DATE && thresholds_after(r->t, THRESHOLD_HOURS, from) > c->rule.last)
		return JAL_OK;
	return add(r, TASKS_HOURS, c->rid, from);
}

static enum jal_err read_contracts(struct reading *r)
{
	const struct listing_contracts *all = &r->l->contracts;
	const bool any = all->ending < all->n;
	const struct listing_contract *last = any ? &all->list[all->ending] : NULL;
	const struct listing_contract *terms = any ? &all->list[last->rule.terms] : NULL;
	const bool open = any && last->rule.phase == CONTRACT_IN_FORCE;
	bool prepared = false;
	enum jal_err err = JAL_OK;
	if (any)
		err = add(r, TASKS_CONTRACT_ENDS, last->rid, last->rule.last);
	if (!err && open && terms->exempt)
		err = add(r, TASKS_EXEMPTION_ENDS, terms->rid, terms->exempt_until);
	if (!err && open)
		err = read_hours(r, last, terms);
	for (size_t i = 0; i < all->n && !err; i++) {
		const struct listing_contract *c = &all->list[i];
		prepared = prepared || !c->void_now;
		if (!c->unsigned_yet)
			continue;
		/* Without a notification of its own, the first counts from the orientation's, the next ones from the day
		 * they shall start. */
		const int32_t base = c->notified_on != RECORD_NO_DATE	       ? c->notified_on
				     : !any && r->notified_on != RECORD_NO_DATE ? r->notified_on
										       : c->rule.starts;
		err = add(r, TASKS_CONTRACT_TO_SIGN, c->rid, base);
	}
	/* Nothing has been prepared at all. */
	if (!err && !prepared)
		err = add(r, TASKS_CONTRACT_TO_SIGN, r->orientation, r->notified_on);
	return err;
}

/* ---- the rest ---- */

static enum jal_err read_appointment(struct reading *r, struct db_st *st)
{
	const enum jal_err err = add(r, TASKS_REPORT, db_col_i64(st, 0), day_of(st, 1));
	return err || !db_col_bool(st, 2) ? err : add(r, TASKS_REMINDER, db_col_i64(st, 0), day_of(st, 1));
}

static enum jal_err read_action(struct reading *r, struct db_st *st)
{
	return add(r, TASKS_ACTION, db_col_i64(st, 0), day_of(st, 1));
}

static enum jal_err read_followup(struct reading *r, struct db_st *st)
{
	return add(r, TASKS_FOLLOWUP, db_col_i64(st, 0), day_of(st, 1));
}

static enum jal_err read_assessment(struct reading *r, struct db_st *st)
{
	return add(r, TASKS_ASSESSMENT, db_col_i64(st, 0), day_of(st, 1));
}

static enum jal_err read_immersion(struct reading *r, struct db_st *st)
{
	return add(r, TASKS_IMMERSION, db_col_i64(st, 0), day_of(st, 1));
}

static enum jal_err read_papers(struct reading *r, struct db_st *st)
{
	const enum jal_err err = add(r, TASKS_PERMIT, db_col_i64(st, 0), day_of(st, 1));
	return err ? err : add(r, TASKS_RQTH, db_col_i64(st, 0), day_of(st, 2));
}

/* A measure that runs to a known day waits for that, anything else for the next step. */
static enum jal_err read_breach(struct reading *r, struct db_st *st)
{
	const int32_t ends = procedure_measure_ends(day_of(st, 2), db_col_i64(st, 3));
	return ends != RECORD_NO_DATE ? add(r, TASKS_MEASURE, db_col_i64(st, 0), ends) :
					add(r, TASKS_BREACH, db_col_i64(st, 0), day_of(st, 1));
}

/* What follows from each record of one kind. */
static const struct {
	unsigned wire;
	int which;
	enum jal_err (*each)(struct reading *r, struct db_st *st);
} simple[] = {
	{ MODEL_WIRE_appointment, APPOINTMENTS, read_appointment },
	{ MODEL_WIRE_action, ACTIONS, read_action },
	{ MODEL_WIRE_followup, FOLLOWUPS, read_followup },
	{ MODEL_WIRE_assessment, ASSESSMENTS, read_assessment },
	{ MODEL_WIRE_immersion, IMMERSIONS, read_immersion },
	{ MODEL_WIRE_person, PAPERS, read_papers },
	{ MODEL_WIRE_breach, BREACHES, read_breach },
};

int listing_task_order(const void *pa, const void *pb)
{
	const struct tasks_due *a = pa, *b = pb;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->rid < b->rid ? -1 : a->rid > b->rid;
}

/* ---- postponed ones ---- */

static enum jal_err record_rid(struct reading *r, const struct jal_id *id, int64_t *rid)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(r->db, &listing_task_sql, RECORD, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, r->l->fid);
	db_bind_id(st, 2, id);
	err = db_step(st, &row);
	*rid = !err && row ? db_col_i64(st, 0) : -1;
	db_done(st);
	return err;
}

static void put_off(struct reading *r, struct tasks_due *due, int32_t until)
{
	if (until <= due->until)
		return;
	due->until = until;
	tasks_set_days(due, r->t);
}

/* The tasks are in order. What is postponed without a record is remembered, and all of its kind at once put off afterwards:
 * so many postponements of so many tasks cost no more than their sum. */
static enum jal_err read_postponed(struct reading *r, struct db_st *st)
{
	struct jal_id about = ID_ZERO;
	struct tasks_due key = TASKS_DUE_NONE;
	key.kind = db_col_null(st, 0) ? TASKS_NONE : tasks_by_code(db_col_text(st, 0));
	enum jal_err err = db_col_id(st, 1, &about);
	if (err || key.kind == TASKS_NONE || r->l->task_count == 0)
		return err;
	const int32_t until = day_of(st, 2);
	if (id_is_zero(&about)) {
		if (until > r->all_until[key.kind])
			r->all_until[key.kind] = until;
		return JAL_OK;
	}
	err = record_rid(r, &about, &key.rid);
	struct tasks_due *due = err ? NULL : bsearch(&key, r->l->tasks, r->l->task_count, sizeof(*due), listing_task_order);
	if (due)
		put_off(r, due, until);
	return err;
}

static enum jal_err read_postponements(struct reading *r)
{
	for (int k = 0; k < TASKS_KINDS; k++)
		r->all_until[k] = RECORD_NO_DATE;
	const enum jal_err err = rows(r, POSTPONED, read_postponed);
	for (size_t i = 0; i < r->l->task_count && !err; i++)
		put_off(r, &r->l->tasks[i], r->all_until[r->l->tasks[i].kind]);
	return err;
}

/* What orders the line: by day, then by kind, which is the order they are in. What passes by itself does not. */
static void consider(struct tasks_due *first, const struct tasks_due *due)
{
	if (!tasks_info(due->kind)->passes && (first->kind == TASKS_NONE || due->day < first->day))
		*first = *due;
}

static bool since_contact(enum tasks_kind kind)
{
	return kind == TASKS_CONTACT || kind == TASKS_RETENTION;
}

/* The last appointment of which nobody said how it went, to come or not; RECORD_NO_DATE. */
static enum jal_err last_awaited(struct reading *r, int32_t *day)
{
	struct db_st *st = NULL;
	bool row = false;
	*day = RECORD_NO_DATE;
	if (!has(r->l, MODEL_WIRE_appointment))
		return JAL_OK;
	enum jal_err err = db_use(r->db, &listing_task_sql, AWAITED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, r->l->fid);
	err = db_step(st, &row);
	if (!err && row)
		*day = day_of(st, 0);
	db_done(st);
	return err;
}

/* How long a file is kept counts from the last contact, or from a later appointment that was made: as long as someone
 * is expected, or may have come, the file is of use. Without a report it does not stop the clock for ever. */
static enum jal_err read_retention(struct reading *r, int32_t since)
{
	int32_t awaited = RECORD_NO_DATE;
	const enum jal_err err = last_awaited(r, &awaited);
	return err ? err : add(r, r->l->archived ? TASKS_ANONYMISE : TASKS_RETENTION, 0, awaited > since ? awaited : since);
}

static enum jal_err read_open(struct reading *r)
{
	enum jal_err err = read_orientations(r);
	if (!err)
		err = read_contracts(r);
	for (size_t i = 0; i < sizeof(simple) / sizeof(*simple) && !err; i++)
		if (has(r->l, simple[i].wire))
			err = rows(r, simple[i].which, simple[i].each);
	return err;
}

enum jal_err listing_task_read(struct db *db, const struct thresholds *t, struct listing_line *l)
{
	struct reading r = { .db = db, .t = t, .l = l, .oriented_on = RECORD_NO_DATE, .notified_on = RECORD_NO_DATE,
		.decided_on = RECORD_NO_DATE };
	const int64_t contact = l->last_contact < LISTING_NEVER ? l->last_contact : l->entered;
	const int32_t since = contact < LISTING_NEVER ? (int32_t)contact : RECORD_NO_DATE;
	enum jal_err err = JAL_OK;
	if (!l->archived && !l->over)
		err = read_open(&r);
	if (!err && !l->archived && !l->over)
		err = add(&r, TASKS_CONTACT, 0, since);
	if (!err && !l->anonymised)
		err = read_retention(&r, since);
	if (!err && l->task_count > 1)
		qsort(l->tasks, l->task_count, sizeof(*l->tasks), listing_task_order);
	if (!err && has(l, MODEL_WIRE_postponement))
		err = read_postponements(&r);
	if (err)
		return err;
	for (size_t i = 0; i < l->task_count; i++) {
		consider(&l->due, &l->tasks[i]);
		if (!since_contact(l->tasks[i].kind))
			consider(&l->other, &l->tasks[i]);
	}
	return JAL_OK;
}
