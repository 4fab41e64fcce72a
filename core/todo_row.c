/* One line of what is to be done, read whole: whose it is, and what its record says of itself. */
#include "core/todo_inside.h"

#include "core/bytes.h"
#include "core/cover.h"

enum {
	TASK,
	DOSSIER,
	CONTRACT,
	ORIENTATION,
	PATHWAY,
	REQUEST,
	APPOINTMENT,
	ACTION,
	FOLLOWUP,
	BREACH,
	COUNT
};
static const char *const text[COUNT] = {
	[TASK] = ("SELECT t.base, t.due, t.until, t.day, r.id, r.entity FROM list_task t LEFT JOIN j_record r ON r.rid = t.rid"
		  " WHERE t.fid = ?1 AND t.kind = ?2 AND t.rid = ?3"),
	[DOSSIER] = ("SELECT f.id, c.id, l.name, l.first_name, l.last_contact FROM list_row l JOIN j_folder f ON f.fid = l.fid"
		     " JOIN j_caseload c ON c.cid = l.cid WHERE l.fid = ?1"),
	/* A text, a code, a time, whether the text is covered: whatever there is. */
	[CONTRACT] = "SELECT NULL, kind, NULL, 0 FROM contract WHERE rid = ?1",
	[ORIENTATION] = "SELECT NULL, type, NULL, 0 FROM orientation WHERE rid = ?1",
	[PATHWAY] = "SELECT NULL, type, NULL, 0 FROM pathway WHERE rid = ?1",
	[REQUEST] = "SELECT NULL, type, NULL, 0 FROM reorientation_request WHERE rid = ?1",
	[APPOINTMENT] = ("SELECT coalesce(t.reminder_text, t.subject), t.place, t.starts, " COVER_FOLLOWS("t.note")
			 " FROM appointment t JOIN j_record r ON r.rid = t.rid WHERE t.rid = ?1"),
	[ACTION] = ("SELECT t.text, NULL, NULL, t.goal IS NULL AND " COVER_FOLLOWS("t.note")
		    " FROM action t JOIN j_record r ON r.rid = t.rid WHERE t.rid = ?1"),
	[FOLLOWUP] = ("SELECT t.text, NULL, NULL, " COVER_FOLLOWS("t.note")
		      " FROM followup t JOIN j_record r ON r.rid = t.rid WHERE t.rid = ?1"),
	[BREACH] = "SELECT NULL, status, NULL, 0 FROM breach WHERE rid = ?1",
};
const struct db_sql todo_row_sql = { "todo_row", COUNT, text };

static const struct {
	enum entity entity;
	int which;
	enum vocab vocab;
} told[] = {
	{ ENTITY_contract, CONTRACT, VOCAB_contract_kind },
	{ ENTITY_orientation, ORIENTATION, VOCAB_pathway_type },
	{ ENTITY_pathway, PATHWAY, VOCAB_pathway_type },
	{ ENTITY_reorientation_request, REQUEST, VOCAB_pathway_type },
	{ ENTITY_appointment, APPOINTMENT, VOCAB_place },
	{ ENTITY_action, ACTION, VOCAB_none },
	{ ENTITY_followup, FOLLOWUP, VOCAB_none },
	{ ENTITY_breach, BREACH, VOCAB_breach_status },
};

/* ---- names of lines: a kind, then 7 bytes of the folder, then the record ---- */

struct jal_id todo_row_key(const struct todo_name *name)
{
	struct jal_id key = ID_ZERO;
	bytes_put_u64(key.b, (uint64_t)name->fid);
	key.b[0] = (uint8_t)name->kind;
	bytes_put_u64(key.b + 8, (uint64_t)name->rid);
	return key;
}

bool todo_row_name(const struct jal_id *key, struct todo_name *out)
{
	struct jal_id folder = *key;
	if (key->b[0] == TASKS_NONE || key->b[0] >= TASKS_KINDS)
		return false;
	folder.b[0] = 0;
	*out = (struct todo_name){ (enum tasks_kind)key->b[0], (int64_t)bytes_u64(folder.b), (int64_t)bytes_u64(key->b + 8) };
	return true;
}

struct todo_row todo_row_kept(const struct todo_row *r)
{
	struct todo_row kept = *r;
	kept.name = kept.first_name = kept.text = kept.code = kept.other_name = kept.other_first_name = "";
	return kept;
}

/* ---- reading ---- */

static enum jal_err copy(struct db_st *st, int col, struct arena *arena, const char **out)
{
	const char *s = db_col_text(st, col);
	*out = arena_copy(arena, s ? s : "", s ? db_col_len(st, col) : 0);
	return *out ? JAL_OK : JAL_ERR_NOMEM;
}

static enum jal_err read_task(struct db *db, const struct todo_name *name, struct todo_row *r)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &todo_row_sql, TASK, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, name->fid);
	db_bind_i64(st, 2, name->kind);
	db_bind_i64(st, 3, name->rid);
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err) {
		r->base = (int32_t)db_col_i64(st, 0);
		r->due = (int32_t)db_col_i64(st, 1);
		r->until = (int32_t)db_col_i64(st, 2);
		r->day = (int32_t)db_col_i64(st, 3);
		err = db_col_id(st, 4, &r->record);
		const struct model_entity *e = db_col_null(st, 5) ? NULL : model_entity_by_wire((uint64_t)db_col_i64(st, 5));
		r->entity = e ? e->id : ENTITY_COUNT;
	}
	db_done(st);
	return err;
}

static enum jal_err read_dossier(struct db *db, int64_t fid, struct arena *arena, struct todo_row *r)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &todo_row_sql, DOSSIER, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = db_col_id(st, 0, &r->dossier);
	if (!err)
		err = db_col_id(st, 1, &r->caseload);
	if (!err)
		err = copy(st, 2, arena, &r->name);
	if (!err)
		err = copy(st, 3, arena, &r->first_name);
	if (!err)
		r->met = db_col_i64(st, 4) != RECORD_NO_DATE && (r->base == RECORD_NO_DATE || db_col_i64(st, 4) >= r->base);
	db_done(st);
	return err;
}

static enum jal_err read_other(struct db *db, int64_t fid, struct arena *arena, struct todo_row *r)
{
	struct todo_row other = *r;
	const enum jal_err err = read_dossier(db, fid, arena, &other);
	r->other = other.dossier;
	r->other_name = other.name;
	r->other_first_name = other.first_name;
	return err;
}

static enum jal_err read_told(struct db *db, int which, int64_t rid, struct arena *arena, struct todo_row *r)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &todo_row_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	err = db_step(st, &row);
	if (!err && row) {
		/* One that says nothing has nothing to cover. */
		r->covered = !db_col_null(st, 0) && db_col_bool(st, 3);
		if (!r->covered)
			err = copy(st, 0, arena, &r->text);
		if (!err)
			err = copy(st, 1, arena, &r->code);
		if (!db_col_null(st, 2))
			r->starts = db_col_i64(st, 2);
	}
	db_done(st);
	return err;
}

enum jal_err todo_row_read(struct db *db, int32_t today, const struct thresholds *t, const struct todo_name *name,
			   struct arena *arena, struct todo_row *out)
{
	struct todo_row r = { .kind = name->kind, .key = todo_row_key(name), .entity = ENTITY_COUNT, .name = "",
		.first_name = "", .text = "", .code = "", .vocab = VOCAB_none, .other_name = "", .other_first_name = "",
		.starts = RECORD_NO_NUMBER, .base = RECORD_NO_DATE, .due = RECORD_NO_DATE, .until = RECORD_NO_DATE,
		.day = RECORD_NO_DATE };
	enum jal_err err = name->kind < TASKS_LISTED ? read_task(db, name, &r) : JAL_OK;
	if (!err)
		err = read_dossier(db, name->fid, arena, &r);
	if (!err && name->kind == TASKS_DUPLICATE)
		err = read_other(db, name->rid, arena, &r);
	for (size_t i = 0; i < sizeof(told) / sizeof(*told) && !err; i++) {
		if (told[i].entity != r.entity)
			continue;
		r.vocab = told[i].vocab;
		err = read_told(db, told[i].which, name->rid, arena, &r);
	}
	if (err)
		return err;
	const struct tasks_due due = { .kind = r.kind, .until = r.until, .day = r.day };
	r.sign = r.kind == TASKS_CONFLICT ? TASKS_SIGN_LATE : r.kind == TASKS_DUPLICATE ? TASKS_SIGN_WATCH
										      : tasks_sign_of(&due, today, t);
	*out = r;
	return JAL_OK;
}
