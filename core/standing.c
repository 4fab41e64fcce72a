/* Numbers about other devices' chains. Verifies and decides nothing. */
#include "core/standing.h"

#include <stdlib.h>

enum { OF, EACH, PUT, SAID, GIVE, GIVEN, PASS, PASSED, CAUGHT_UP, COUNT };
#define COLUMNS "device, content, settled, opened, forked, forked_at"
static const char *const text[COUNT] = {
	[OF] = "SELECT " COLUMNS " FROM o_standing WHERE device = ?1",
	[EACH] = "SELECT " COLUMNS " FROM o_standing ORDER BY device",
	[PUT] = "INSERT OR REPLACE INTO o_standing (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SAID] = "UPDATE o_standing SET opened = 0 WHERE device = ?1",
	[GIVE] = "INSERT OR IGNORE INTO o_given (caseload, epoch, device, box) VALUES (?1, ?2, ?3, ?4)",
	[GIVEN] = "SELECT 1 FROM o_given WHERE caseload = ?1 AND epoch = ?2 AND device = ?3 AND box = ?4",
	[PASS] = "INSERT OR IGNORE INTO o_passed (caseload) VALUES (?1)",
	[PASSED] = "SELECT 1 FROM o_passed WHERE caseload = ?1",
	[CAUGHT_UP] = "DELETE FROM o_passed WHERE caseload = ?1",
};
const struct db_sql standing_sql = { "standing", COUNT, text };

static enum jal_err read_one(struct db_st *st, void *row)
{
	struct standing *s = row;
	enum jal_err err = db_col_id(st, 0, &s->device);
	s->content = (uint64_t)db_col_i64(st, 1);
	s->settled = (uint64_t)db_col_i64(st, 2);
	s->opened = db_col_bool(st, 3);
	s->forked = db_col_bool(st, 4);
	s->forked_at = (uint64_t)db_col_i64(st, 5);
	return err;
}

enum jal_err standing_of(struct db *db, const struct jal_id *device, struct standing *out)
{
	struct standing s = { .device = *device };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &standing_sql, OF, &st);
	if (err)
		return err;
	db_bind_id(st, 1, device);
	err = db_step(st, &row);
	if (!err && row)
		err = read_one(st, &s);
	db_done(st);
	if (!err)
		*out = s;
	return err;
}

enum jal_err standing_each(struct db *db, enum jal_err (*each)(void *ctx, const struct standing *s), void *ctx)
{
	void *list = NULL;
	size_t count = 0;
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &standing_sql, EACH, &st);
	if (!err)
		err = db_rows(st, sizeof(struct standing), read_one, &list, &count);
	const struct standing *all = list;
	for (size_t i = 0; !err && i < count; i++)
		err = each(ctx, &all[i]);
	free(list);
	return err;
}

/* One statement, its values bound by the caller of it, in a transaction. */
static enum jal_err begin(struct db *db, int which, bool *own, struct db_st **st)
{
	enum jal_err err = db_enter(db, own);
	if (err)
		return err;
	err = db_use(db, &standing_sql, which, st);
	return err ? db_leave(db, *own, err) : JAL_OK;
}

static enum jal_err end(struct db *db, bool own, struct db_st *st)
{
	return db_leave(db, own, db_run(st));
}

enum jal_err standing_put(struct db *db, const struct standing *s)
{
	struct db_st *st = NULL;
	bool own = false;
	if (s->content > INT64_MAX || s->settled > INT64_MAX || s->forked_at > INT64_MAX)
		return JAL_ERR_INVALID;
	const enum jal_err err = begin(db, PUT, &own, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &s->device);
	db_bind_i64(st, 2, (int64_t)s->content);
	db_bind_i64(st, 3, (int64_t)s->settled);
	db_bind_bool(st, 4, s->opened);
	db_bind_bool(st, 5, s->forked);
	db_bind_i64(st, 6, (int64_t)s->forked_at);
	return end(db, own, st);
}

/* Statements whose first value is an id and that have no other. */
static enum jal_err run_id(struct db *db, int which, const struct jal_id *id)
{
	struct db_st *st = NULL;
	bool own = false;
	const enum jal_err err = begin(db, which, &own, &st);
	if (err)
		return err;
	db_bind_id(st, 1, id);
	return end(db, own, st);
}

enum jal_err standing_said(struct db *db, const struct jal_id *device)
{
	return run_id(db, SAID, device);
}

static void bind_record(struct db_st *st, const struct jal_id *caseload, uint32_t epoch, const struct jal_id *device,
	const uint8_t box[32])
{
	db_bind_id(st, 1, caseload);
	db_bind_i64(st, 2, epoch);
	db_bind_id(st, 3, device);
	db_bind_blob(st, 4, box, 32);
}

enum jal_err standing_give(struct db *db, const struct jal_id *caseload, uint32_t epoch, const struct jal_id *device,
	const uint8_t box[32])
{
	struct db_st *st = NULL;
	bool own = false;
	const enum jal_err err = begin(db, GIVE, &own, &st);
	if (err)
		return err;
	bind_record(st, caseload, epoch, device, box);
	return end(db, own, st);
}

/* Whether there is a row. */
static enum jal_err any(struct db_st *st, bool *yes)
{
	bool row = false;
	const enum jal_err err = db_step(st, &row);
	db_done(st);
	if (!err)
		*yes = row;
	return err;
}

enum jal_err standing_given(struct db *db, const struct jal_id *caseload, uint32_t epoch, const struct jal_id *device,
	const uint8_t box[32], bool *yes)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &standing_sql, GIVEN, &st);
	if (err)
		return err;
	bind_record(st, caseload, epoch, device, box);
	return any(st, yes);
}

enum jal_err standing_pass(struct db *db, const struct jal_id *caseload)
{
	return run_id(db, PASS, caseload);
}

enum jal_err standing_passed(struct db *db, const struct jal_id *caseload, bool *yes)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &standing_sql, PASSED, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	return any(st, yes);
}

enum jal_err standing_caught_up(struct db *db, const struct jal_id *caseload)
{
	return run_id(db, CAUGHT_UP, caseload);
}
