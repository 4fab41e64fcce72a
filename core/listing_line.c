/* A dossier's line in the list, summed up from its records. Writes nothing. */
#include "core/course.h"
#include "core/listing_inside.h"

#include <stdlib.h>

#include "core/model.h"
#include "core/search.h"
#include "core/settle.h"
#include "core/text.h"

enum {
	FOLDER,
	KINDS,
	CONFLICT,
	DOSSIER,
	PERSON,
	LEAD,
	PATHWAY,
	NOTED,
	NOTE,
	MET,
	COUNT
};
#define OF(table, wire) LISTING_OF(table, wire)
#define KEPT LISTING_KEPT
static const char *const text[COUNT] = {
	[FOLDER] = "SELECT f.cid, f.id, c.id FROM j_folder f JOIN j_caseload c ON c.cid = f.cid WHERE f.fid = ?1",
	[KINDS] = "SELECT DISTINCT entity FROM j_record WHERE fid = ?1",
	[CONFLICT] = "SELECT 1 FROM j_record INDEXED BY j_record_conflict WHERE conflict > 0 AND fid = ?1 LIMIT 1",
	[DOSSIER] = "SELECT t.home, t.lead, t.same_as, t.archived" OF("dossier", "1"),
	[PERSON] = "SELECT t.usage_name, t.birth_name, t.first_name, t.city, t.phone, t.phone2, t.birth_date"
		OF("person", "2") KEPT " ORDER BY r.id LIMIT 1",
	[LEAD] = "SELECT t.professional" OF("assignment", "7") " AND r.id = ?2",
	[PATHWAY] = "SELECT t.status, t.entered, t.rid" OF("pathway", "4") KEPT COURSE_SQL_PATHWAY,
	[NOTED] = "SELECT max(t.date)" OF("note", "14") KEPT,
	[NOTE] = "SELECT iif(t.archived IS NOT 1, t.date, NULL), r.conflict FROM j_record r LEFT JOIN note t ON t.rid = r.rid"
		 " WHERE r.rid = ?1",
	[MET] = "SELECT max(t.starts) / 1440" OF("appointment", "13") KEPT " AND t.status = 'attended'",
};
const struct db_sql listing_line_sql = { "listing_line", COUNT, text };

/* The statements above name entities by their numbers. */
_Static_assert(MODEL_WIRE_dossier == 1 && MODEL_WIRE_person == 2 && MODEL_WIRE_pathway == 4 &&
		       MODEL_WIRE_assignment == 7 && MODEL_WIRE_appointment == 13 &&
		       MODEL_WIRE_note == 14,
	"listing_line.c names entities by number");

static enum jal_err keep_text(struct listing_line *l, enum listing_text which, struct db_st *st, int col)
{
	const char *s = db_col_text(st, col);
	if (!s || !*s)
		return JAL_OK;
	l->at[which] = l->texts.len + 1;
	/* With its NUL. */
	return buf_put(&l->texts, s, db_col_len(st, col) + 1);
}

void listing_line_free(struct listing_line *l)
{
	buf_free(&l->texts);
	free(l->tasks);
	l->tasks = NULL;
	free(l->contracts.list);
	l->contracts = (struct listing_contracts){ .n = 0 };
	l->task_count = l->task_cap = 0;
}

const char *listing_line_text(const struct listing_line *l, enum listing_text which)
{
	return l->at[which] ? (const char *)l->texts.data + l->at[which] - 1 : NULL;
}

static int64_t day_of(struct db_st *st, int col)
{
	return db_col_null(st, col) ? LISTING_NEVER : db_col_i64(st, col);
}

static bool has(const struct listing_line *l, unsigned wire)
{
	return (l->kinds >> wire & 1U) != 0;
}

/* ---- reading ---- */

/* Runs a statement on a folder or record; read sees its row, if any. */
static enum jal_err with_row_of(struct db *db, int which, int64_t of, struct listing_line *l, const struct jal_id *second,
	enum jal_err (*read)(struct listing_line *l, struct db_st *st))
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_line_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, of);
	if (second)
		db_bind_id(st, 2, second);
	err = db_step(st, &row);
	if (!err && row)
		err = read(l, st);
	db_done(st);
	return err;
}

static enum jal_err with_row(struct db *db, int which, struct listing_line *l, const struct jal_id *second,
	enum jal_err (*read)(struct listing_line *l, struct db_st *st))
{
	return with_row_of(db, which, l->fid, l, second, read);
}

static enum jal_err read_folder(struct listing_line *l, struct db_st *st)
{
	l->cid = db_col_i64(st, 0);
	const enum jal_err err = db_col_id(st, 1, &l->dossier);
	return err ? err : db_col_id(st, 2, &l->caseload);
}

static enum jal_err read_conflict(struct listing_line *l, struct db_st *st)
{
	(void)st;
	l->conflict = true;
	return JAL_OK;
}

static enum jal_err read_kinds(struct db *db, struct listing_line *l)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_line_sql, KINDS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	while (!(err = db_step(st, &row)) && row) {
		const int64_t wire = db_col_i64(st, 0);
		if (wire < 32)
			l->kinds |= 1U << wire;
	}
	db_done(st);
	return err ? err : with_row(db, CONFLICT, l, NULL, read_conflict);
}

static enum jal_err read_dossier(struct db *db, struct listing_line *l, struct jal_id *lead, struct jal_id *same_as)
{
	struct jal_id home = ID_ZERO;
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &listing_line_sql, DOSSIER, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	err = db_step(st, &row);
	if (!err && row) {
		err = db_col_id(st, 0, &home);
		if (!err)
			err = db_col_id(st, 1, lead);
		if (!err)
			err = db_col_id(st, 2, same_as);
		l->archived = db_col_bool(st, 3);
		if (!id_is_zero(&home) && !id_equal(&home, &l->caseload))
			l->hidden = true;
	}
	db_done(st);
	return err;
}

static enum jal_err read_person(struct listing_line *l, struct db_st *st)
{
	const bool usage = !db_col_null(st, 0);
	enum jal_err err = keep_text(l, LISTING_NAME, st, usage ? 0 : 1);
	if (!err && usage)
		err = keep_text(l, LISTING_BIRTH_NAME, st, 1);
	if (!err)
		err = keep_text(l, LISTING_FIRST_NAME, st, 2);
	if (!err)
		err = keep_text(l, LISTING_TOWN, st, 3);
	if (!err)
		err = keep_text(l, LISTING_PHONE, st, db_col_null(st, 4) ? 5 : 4);
	l->birth_date = day_of(st, 6);
	return err;
}

static enum jal_err read_lead(struct listing_line *l, struct db_st *st)
{
	l->has_lead = !db_col_null(st, 0);
	return db_col_id(st, 0, &l->lead);
}

static enum jal_err read_pathway(struct listing_line *l, struct db_st *st)
{
	const enum jal_err err = keep_text(l, LISTING_STAGE, st, 0);
	const char *stage = listing_line_text(l, LISTING_STAGE);
	l->entered = day_of(st, 1);
	l->pathway = db_col_i64(st, 2);
	l->anonymised = text_is(stage, "anonymised");
	l->over = course_over(stage);
	return err;
}

/* The one that counts; what was cancelled is none. */
static enum jal_err read_contracts(struct db *db, struct listing_line *l)
{
	struct buf status = BUF_INIT;
	enum jal_err err = listing_contract_read(db, l->fid, &l->contracts);
	if (err || l->contracts.current == l->contracts.n || l->contracts.list[l->contracts.current].rule.cancelled)
		return err;
	const struct listing_contract *c = &l->contracts.list[l->contracts.current];
	l->contract_end = c->rule.last == RECORD_NO_DATE ? LISTING_NEVER : c->rule.last;
	err = listing_contract_status(db, c->rid, &status);
	if (!err && status.len > 0) {
		l->at[LISTING_CONTRACT] = l->texts.len + 1;
		err = buf_put(&l->texts, buf_str(&status), status.len + 1);
	}
	buf_free(&status);
	return err;
}

static enum jal_err read_contact(struct listing_line *l, struct db_st *st)
{
	const int64_t day = day_of(st, 0);
	if (day < LISTING_NEVER && (l->last_contact == LISTING_NEVER || day > l->last_contact))
		l->last_contact = day;
	return JAL_OK;
}

static enum jal_err read_note(struct listing_line *l, struct db_st *st)
{
	l->conflict = db_col_i64(st, 1) != 0;
	return read_contact(l, st);
}

/* An absorbed dossier has no line, unless the chain comes back to it: in a cycle
 * the smallest id is kept (protocol.md §4). */
static enum jal_err follow_same_as(struct db *db, struct listing_line *l, const struct jal_id *same_as)
{
	struct settle_ring ring = { .closed = false };
	if (id_is_zero(same_as))
		return JAL_OK;
	const enum jal_err err = settle_ring(db, l->cid, &l->dossier, &ring);
	if (!err && (!ring.closed || !id_equal(&ring.smallest, &l->dossier)))
		l->hidden = true;
	return err;
}

static bool is_mine(const struct listing_line *l, const struct listing_owner *owner)
{
	if (!id_is_zero(&owner->member))
		return l->has_lead && id_equal(&l->lead, &owner->member);
	return id_equal(&owner->home, &l->caseload);
}

/* What is to be done, and when someone was last in touch. */
static enum jal_err read_days(struct db *db, const struct listing_owner *owner, struct listing_line *l)
{
	enum jal_err err = JAL_OK;
	if (has(l, MODEL_WIRE_pathway))
		err = with_row(db, PATHWAY, l, NULL, read_pathway);
	if (!err && has(l, MODEL_WIRE_contract))
		err = read_contracts(db, l);
	if (!err && has(l, MODEL_WIRE_note))
		err = with_row(db, NOTED, l, NULL, read_contact);
	if (!err && has(l, MODEL_WIRE_appointment))
		err = with_row(db, MET, l, NULL, read_contact);
	return err ? err : listing_task_read(db, &owner->thresholds, l);
}

enum jal_err listing_line_read(struct db *db, const struct listing_owner *owner, const struct listing_change *change,
	struct listing_line *l)
{
	struct jal_id lead = ID_ZERO, same_as = ID_ZERO;
	enum jal_err err = with_row(db, FOLDER, l, NULL, read_folder);
	if (err || id_is_zero(&l->dossier))
		return err;
	l->kinds = change->kinds;
	if (!change->fresh)
		err = read_kinds(db, l);
	if (!err && has(l, MODEL_WIRE_dossier))
		err = read_dossier(db, l, &lead, &same_as);
	if (!err && has(l, MODEL_WIRE_person))
		err = with_row(db, PERSON, l, NULL, read_person);
	if (!err && has(l, MODEL_WIRE_assignment) && !id_is_zero(&lead))
		err = with_row(db, LEAD, l, &lead, read_lead);
	if (!err)
		err = follow_same_as(db, l, &same_as);
	l->mine = is_mine(l, owner);
	return err ? err : read_days(db, owner, l);
}

bool listing_line_days_only(const struct listing_change *change)
{
	const uint32_t more = 1U << MODEL_WIRE_dossier | 1U << MODEL_WIRE_person | 1U << MODEL_WIRE_assignment |
			      1U << MODEL_WIRE_pathway | 1U << MODEL_WIRE_contract | search_kinds();
	return !change->fresh && change->kinds && !(change->kinds & more);
}

enum jal_err listing_line_read_days(struct db *db, const struct listing_owner *owner, struct listing_line *l)
{
	const enum jal_err err = read_kinds(db, l);
	return err ? err : read_days(db, owner, l);
}

bool listing_line_new_note(const struct listing_change *change)
{
	return !change->fresh && change->only && change->kinds == 1U << MODEL_WIRE_note;
}

enum jal_err listing_line_add_note(struct db *db, const struct listing_change *change, struct listing_line *l)
{
	return with_row_of(db, NOTE, change->only, l, NULL, read_note);
}
