/*
 * The table of what is to be done, list_task: written when a dossier's line is, so that asking what is late reads an index
 * and no record; moved when a threshold changes. Works nothing out.
 */
#include "core/listing_inside.h"

#include <stdlib.h>

/* day: due, or the day it was postponed to when that is later. Those postponed are passed over until `until`. */
static const char table_sql[] =
	"CREATE TABLE list_task (fid INTEGER NOT NULL, kind INTEGER NOT NULL, rid INTEGER NOT NULL, base INTEGER NOT NULL,"
	" due INTEGER NOT NULL, until INTEGER NOT NULL, day INTEGER NOT NULL, mine INTEGER NOT NULL,"
	" PRIMARY KEY (fid, kind, rid)) STRICT, WITHOUT ROWID;";
static const char index_sql[] = "CREATE INDEX list_task_day ON list_task (kind, day, fid, rid, until, mine);";
static const char no_index_sql[] = "DROP INDEX list_task_day;";

enum { KEPT, ADD, CHANGE, REMOVE, DROP, SINCE_CONTACT, OF_KIND, MOVE, ORDER, COUNT };
static const char *const text[COUNT] = {
	[KEPT] = "SELECT kind, rid, base, due, until, day, mine FROM list_task WHERE fid = ?1 ORDER BY kind, rid",
	[ADD] = "INSERT INTO list_task (fid, kind, rid, base, due, until, day, mine) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[CHANGE] = "UPDATE list_task SET base = ?4, due = ?5, until = ?6, day = ?7, mine = ?8"
		   " WHERE fid = ?1 AND kind = ?2 AND rid = ?3",
	[REMOVE] = "DELETE FROM list_task WHERE fid = ?1 AND kind = ?2 AND rid = ?3",
	[DROP] = "DELETE FROM list_task WHERE fid = ?1",
	/* ?2, ?3: the two kinds that count from who was in touch when. */
	[SINCE_CONTACT] = "SELECT kind, until, base FROM list_task WHERE fid = ?1 AND kind IN (?2, ?3) AND rid = 0",
	[OF_KIND] = "SELECT fid, rid, base, until FROM list_task INDEXED BY list_task_day WHERE kind = ?1",
	[MOVE] = "UPDATE list_task SET base = ?4, due = ?5, day = ?6 WHERE fid = ?1 AND kind = ?2 AND rid = ?3",
	/* A line's first task, of all and of those but who was in touch when. ?2, ?3 as above; ?4 passes by itself. */
	[ORDER] = "UPDATE list_row SET (urgency, urgency_kind) = (SELECT coalesce(min(t.day), ?5), coalesce(t.kind, 0) FROM"
		  " (SELECT day, kind FROM list_task WHERE fid = ?1 AND kind <> ?4 ORDER BY day, kind LIMIT 1) t),"
		  " (other, other_kind) = (SELECT coalesce(min(t.day), ?5), coalesce(t.kind, 0) FROM"
		  " (SELECT day, kind FROM list_task WHERE fid = ?1 AND kind NOT IN (?2, ?3, ?4) ORDER BY day, kind LIMIT 1) t)"
		  " WHERE fid = ?1",
};
const struct db_sql listing_keep_sql = { "listing_keep", COUNT, text };

enum jal_err listing_keep_create(struct db *db)
{
	const enum jal_err err = db_exec(db, table_sql);
	return err ? err : db_exec(db, index_sql);
}

enum jal_err listing_keep_bulk_begin(struct db *db)
{
	return db_exec(db, no_index_sql);
}

enum jal_err listing_keep_bulk_end(struct db *db)
{
	return db_exec(db, index_sql);
}

struct kept {
	struct tasks_due due;
	bool mine;
};

static enum jal_err read_kept(struct db_st *st, void *row)
{
	struct kept *k = row;
	*k = (struct kept){ .due = { .kind = (enum tasks_kind)db_col_i64(st, 0), .rid = db_col_i64(st, 1),
				    .base = (int32_t)db_col_i64(st, 2), .due = (int32_t)db_col_i64(st, 3),
				    .until = (int32_t)db_col_i64(st, 4), .day = (int32_t)db_col_i64(st, 5) },
		.mine = db_col_bool(st, 6) };
	return JAL_OK;
}

static enum jal_err write_task(struct db *db, const struct listing_line *l, int which, const struct tasks_due *due)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &listing_keep_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	db_bind_i64(st, 2, due->kind);
	db_bind_i64(st, 3, due->rid);
	if (which != REMOVE) {
		db_bind_i64(st, 4, due->base);
		db_bind_i64(st, 5, due->due);
		db_bind_i64(st, 6, due->until);
		db_bind_i64(st, 7, due->day);
		db_bind_bool(st, 8, l->mine);
	}
	return db_run(st);
}

static bool same(const struct kept *k, const struct tasks_due *due, bool mine)
{
	return k->mine == mine && k->due.base == due->base && k->due.due == due->due && k->due.until == due->until &&
	       k->due.day == due->day;
}

/* Both are in order: one pass. */
static enum jal_err put_differences(struct db *db, const struct listing_line *l, const struct kept *kept, size_t n)
{
	enum jal_err err = JAL_OK;
	size_t at = 0;
	for (size_t i = 0; i < l->task_count && !err; i++) {
		const struct tasks_due *due = &l->tasks[i];
		while (!err && at < n && listing_task_order(&kept[at].due, due) < 0)
			err = write_task(db, l, REMOVE, &kept[at++].due);
		if (err)
			return err;
		if (at == n || listing_task_order(&kept[at].due, due) != 0)
			err = write_task(db, l, ADD, due);
		else if (!same(&kept[at++], due, l->mine))
			err = write_task(db, l, CHANGE, due);
	}
	while (!err && at < n)
		err = write_task(db, l, REMOVE, &kept[at++].due);
	return err;
}

enum jal_err listing_keep_put(struct db *db, const struct listing_line *l, bool fresh)
{
	struct db_st *st = NULL;
	void *kept = NULL;
	size_t n = 0;
	enum jal_err err = JAL_OK;
	if (!fresh) {
		err = db_use(db, &listing_keep_sql, KEPT, &st);
		if (err)
			return err;
		db_bind_i64(st, 1, l->fid);
		err = db_rows(st, sizeof(struct kept), read_kept, &kept, &n);
	}
	if (!err)
		err = put_differences(db, l, kept, n);
	free(kept);
	return err;
}

enum jal_err listing_keep_drop(struct db *db, int64_t fid)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &listing_keep_sql, DROP, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	return db_run(st);
}

/* ---- moving them ---- */

static enum jal_err move(struct db *db, int64_t fid, struct tasks_due *due, const struct thresholds *t)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &listing_keep_sql, MOVE, &st);
	if (err)
		return err;
	tasks_set_days(due, t);
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, due->kind);
	db_bind_i64(st, 3, due->rid);
	db_bind_i64(st, 4, due->base);
	db_bind_i64(st, 5, due->due);
	db_bind_i64(st, 6, due->day);
	return db_run(st);
}

static enum jal_err read_since(struct db_st *st, void *row)
{
	struct tasks_due *due = row;
	*due = TASKS_DUE_NONE;
	due->kind = (enum tasks_kind)db_col_i64(st, 0);
	due->until = (int32_t)db_col_i64(st, 1);
	due->base = (int32_t)db_col_i64(st, 2);
	return JAL_OK;
}

enum jal_err listing_keep_touched(struct db *db, const struct thresholds *t, struct listing_line *l, bool *done)
{
	struct db_st *st = NULL;
	void *rows = NULL;
	size_t n = 0;
	enum jal_err err = db_use(db, &listing_keep_sql, SINCE_CONTACT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, l->fid);
	db_bind_i64(st, 2, TASKS_CONTACT);
	db_bind_i64(st, 3, TASKS_RETENTION);
	err = db_rows(st, sizeof(struct tasks_due), read_since, &rows, &n);
	struct tasks_due *list = rows;
	*done = true;
	for (size_t i = 0; i < n && !err; i++)
		*done = *done && list[i].until == RECORD_NO_DATE;
	l->due = l->other;
	for (size_t i = 0; i < n && !err && *done; i++) {
		/* An appointment to come may be later still. */
		if (list[i].kind == TASKS_CONTACT || list[i].base < l->last_contact)
			list[i].base = (int32_t)l->last_contact;
		err = move(db, l->fid, &list[i], t);
		/* In the order of the kinds, of equal days the first stays. */
		if (list[i].day < l->due.day || (list[i].day == l->due.day && list[i].kind < l->due.kind) ||
			l->due.kind == TASKS_NONE)
			l->due = list[i];
	}
	free(rows);
	return err;
}

struct placed {
	int64_t fid;
	struct tasks_due due;
};

static enum jal_err read_placed(struct db_st *st, void *row)
{
	struct placed *p = row;
	*p = (struct placed){ .fid = db_col_i64(st, 0), .due = TASKS_DUE_NONE };
	p->due.rid = db_col_i64(st, 1);
	p->due.base = (int32_t)db_col_i64(st, 2);
	p->due.until = (int32_t)db_col_i64(st, 3);
	return JAL_OK;
}

static enum jal_err order_line(struct db *db, int64_t fid)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &listing_keep_sql, ORDER, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	db_bind_i64(st, 2, TASKS_CONTACT);
	db_bind_i64(st, 3, TASKS_RETENTION);
	db_bind_i64(st, 4, TASKS_REMINDER);
	db_bind_i64(st, 5, LISTING_NEVER);
	return db_run(st);
}

static enum jal_err move_kind(struct db *db, enum tasks_kind kind, const struct thresholds *t)
{
	struct db_st *st = NULL;
	void *rows = NULL;
	size_t n = 0;
	enum jal_err err = db_use(db, &listing_keep_sql, OF_KIND, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, kind);
	err = db_rows(st, sizeof(struct placed), read_placed, &rows, &n);
	struct placed *list = rows;
	for (size_t i = 0; i < n && !err; i++) {
		list[i].due.kind = kind;
		err = move(db, list[i].fid, &list[i].due, t);
		if (!err)
			err = order_line(db, list[i].fid);
	}
	free(rows);
	return err;
}

enum jal_err listing_keep_move(struct db *db, const struct thresholds *from, const struct thresholds *t)
{
	enum jal_err err = JAL_OK;
	for (int k = TASKS_NONE + 1; k < TASKS_LISTED && !err; k++) {
		const enum threshold which = tasks_info((enum tasks_kind)k)->threshold;
		const bool notice = k == TASKS_ANONYMISE && from->value[THRESHOLD_NOTICE] != t->value[THRESHOLD_NOTICE];
		if (notice || (which != TASKS_NEVER && from->value[which] != t->value[which]))
			err = move_kind(db, (enum tasks_kind)k, t);
	}
	return err;
}
