/* Words about other devices' chains. Believes and decides nothing. */
#include "core/hearsay.h"

#include <stdlib.h>

#include "core/grow.h"

enum { EACH, PUT, DROP, COUNT };
#define COLUMNS "device, by, heads, supervisor, seq, hash, known, heard"
static const char *const text[COUNT] = {
	[EACH] = "SELECT " COLUMNS " FROM o_hearsay ORDER BY device, by, heads",
	[PUT] = "INSERT OR REPLACE INTO o_hearsay (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[DROP] = "DELETE FROM o_hearsay WHERE device = ?1 AND by = ?2 AND heads = ?3",
};
const struct db_sql hearsay_sql = { "hearsay", COUNT, text };

static enum jal_err put(struct db *db, const struct hearsay *h)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &hearsay_sql, PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &h->device);
	db_bind_id(st, 2, &h->by);
	db_bind_bool(st, 3, h->heads);
	db_bind_bool(st, 4, h->supervisor);
	db_bind_i64(st, 5, (int64_t)h->seq);
	db_bind_hash(st, 6, &h->hash);
	db_bind_i64(st, 7, (int64_t)h->known);
	db_bind_i64(st, 8, h->heard_ms);
	return db_run(st);
}

enum jal_err hearsay_put(struct db *db, const struct hearsay *h)
{
	bool own = false;
	if (h->seq > INT64_MAX || h->known > INT64_MAX)
		return JAL_ERR_INVALID;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, put(db, h));
}

static enum jal_err drop(struct db *db, const struct hearsay *h)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &hearsay_sql, DROP, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &h->device);
	db_bind_id(st, 2, &h->by);
	db_bind_bool(st, 3, h->heads);
	return db_run(st);
}

enum jal_err hearsay_drop(struct db *db, const struct hearsay *h)
{
	bool own = false;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, drop(db, h));
}

static enum jal_err read_one(struct db_st *st, struct hearsay *h)
{
	enum jal_err err = db_col_id(st, 0, &h->device);
	if (!err)
		err = db_col_id(st, 1, &h->by);
	h->heads = db_col_bool(st, 2);
	h->supervisor = db_col_bool(st, 3);
	h->seq = (uint64_t)db_col_i64(st, 4);
	if (!err)
		err = db_col_hash(st, 5, &h->hash);
	h->known = (uint64_t)db_col_i64(st, 6);
	h->heard_ms = db_col_i64(st, 7);
	return err;
}

static enum jal_err read_all(struct db *db, struct hearsay **list, size_t *n)
{
	struct db_st *st = NULL;
	size_t cap = 0;
	bool row = false;
	enum jal_err err = db_use(db, &hearsay_sql, EACH, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		struct hearsay *more = grow_array(*list, *n, &cap, sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		*list = more;
		more[*n] = (struct hearsay){ .seq = 0 };
		err = read_one(st, &more[(*n)++]);
		if (err)
			break;
	}
	db_done(st);
	return err;
}

enum jal_err hearsay_each(struct db *db, enum jal_err (*each)(void *ctx, const struct hearsay *h), void *ctx)
{
	struct hearsay *list = NULL;
	size_t n = 0;
	enum jal_err err = read_all(db, &list, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = each(ctx, &list[i]);
	free(list);
	return err;
}
