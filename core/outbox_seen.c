/* Verified heads, envelopes that wait for a key, remotes. Verifies and fetches nothing. */
#include <stdlib.h>
#include <string.h>

#include "core/outbox.h"

enum {
	HEAD,
	HEADS,
	HEAD_PUT,
	HASH_PUT,
	HASH,
	OWN_HASH,
	WAIT,
	WAITING,
	ANY_WAITING,
	WAITED,
	REMOTE_PUT,
	REMOTE_NOT_HOME,
	REMOTE_DROP,
	REMOTE_NEXT_HOME,
	REMOTES,
	COUNT
};
static const char *const text[COUNT] = {
	[HEAD] = "SELECT device, generation, seq, hash, charter, stopped, reason FROM o_head WHERE device = ?1",
	[HEADS] = "SELECT device, generation, seq, hash, charter, stopped, reason FROM o_head ORDER BY device",
	[HEAD_PUT] = "INSERT OR REPLACE INTO o_head (device, generation, seq, hash, charter, stopped, reason)"
		     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[HASH_PUT] = "INSERT OR REPLACE INTO o_hash (device, seq, hash) VALUES (?1, ?2, ?3)",
	[HASH] = "SELECT hash FROM o_hash WHERE device = ?1 AND seq = ?2",
	[OWN_HASH] = "SELECT hash FROM o_sealed WHERE seq = ?2 AND ?1 = (SELECT id FROM k_device ORDER BY n DESC LIMIT 1)",
	[WAIT] = "INSERT OR IGNORE INTO o_waiting (device, seq, caseload, epoch, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
	[WAITING] = "SELECT n, device, seq, bytes FROM o_waiting WHERE caseload = ?1 AND epoch = ?2 AND n > ?3"
		    " ORDER BY n LIMIT 1",
	[ANY_WAITING] = "SELECT 1 FROM o_waiting WHERE caseload = ?1 LIMIT 1",
	[WAITED] = "DELETE FROM o_waiting WHERE device = ?1 AND seq = ?2 AND caseload = ?3 AND epoch = ?4",
	[REMOTE_PUT] = "INSERT OR REPLACE INTO o_remote (name, url, host_key, home, received, last_ok, rolled_back)"
		       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[REMOTE_NOT_HOME] = "UPDATE o_remote SET home = 0 WHERE name <> ?1",
	[REMOTE_DROP] = "DELETE FROM o_remote WHERE name = ?1",
	[REMOTE_NEXT_HOME] = "UPDATE o_remote SET home = 1 WHERE name = (SELECT min(name) FROM o_remote)"
			     " AND NOT EXISTS (SELECT 1 FROM o_remote WHERE home = 1)",
	[REMOTES] = "SELECT name, url, host_key, home, received, last_ok, rolled_back FROM o_remote ORDER BY home DESC, name",
};
const struct db_sql outbox_seen_sql = { "outbox_seen", COUNT, text };

/* Texts longer than their place were never put here. */
static enum jal_err copy_text(struct db_st *st, int col, char *out, size_t size)
{
	const char *s = db_col_text(st, col);
	const size_t n = db_col_len(st, col);
	if (!s || n >= size)
		return JAL_ERR_CORRUPT;
	memcpy(out, s, n + 1);
	return JAL_OK;
}

static bool ended(const char *s, size_t size)
{
	return memchr(s, 0, size) != NULL;
}

/* ---- heads ---- */

static enum jal_err read_head(struct db_st *st, void *row)
{
	struct outbox_head *h = row;
	enum jal_err err = db_col_id(st, 0, &h->device);
	h->generation = (uint32_t)db_col_i64(st, 1);
	h->seq = (uint64_t)db_col_i64(st, 2);
	if (!err)
		err = db_col_hash(st, 3, &h->hash);
	h->charter = (uint64_t)db_col_i64(st, 4);
	h->stopped = db_col_bool(st, 5);
	return err ? err : copy_text(st, 6, h->reason, sizeof(h->reason));
}

enum jal_err outbox_head(struct db *db, const struct jal_id *device, struct outbox_head *out)
{
	struct outbox_head h = { .seq = 0 };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &outbox_seen_sql, HEAD, &st);
	if (err)
		return err;
	db_bind_id(st, 1, device);
	err = db_step(st, &row);
	if (!err)
		err = row ? read_head(st, &h) : JAL_ERR_NOT_FOUND;
	db_done(st);
	if (!err)
		*out = h;
	return err;
}

static enum jal_err put_hash(struct db *db, const struct outbox_head *h)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &outbox_seen_sql, HASH_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &h->device);
	db_bind_i64(st, 2, (int64_t)h->seq);
	db_bind_hash(st, 3, &h->hash);
	return db_run(st);
}

static enum jal_err put_head(struct db *db, const struct outbox_head *h)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_seen_sql, HEAD_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &h->device);
	db_bind_i64(st, 2, h->generation);
	db_bind_i64(st, 3, (int64_t)h->seq);
	db_bind_hash(st, 4, &h->hash);
	db_bind_i64(st, 5, (int64_t)h->charter);
	db_bind_bool(st, 6, h->stopped);
	db_bind_text(st, 7, h->reason);
	err = db_run(st);
	return err || h->seq == 0 ? err : put_hash(db, h);
}

enum jal_err outbox_set_head(struct db *db, const struct outbox_head *head)
{
	bool own = false;
	if (!ended(head->reason, sizeof(head->reason)) || head->seq > INT64_MAX || head->charter > INT64_MAX)
		return JAL_ERR_INVALID;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, put_head(db, head));
}

enum jal_err outbox_heads(struct db *db, enum jal_err (*each)(void *ctx, const struct outbox_head *h), void *ctx)
{
	void *list = NULL;
	size_t count = 0;
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_seen_sql, HEADS, &st);
	if (!err)
		err = db_rows(st, sizeof(struct outbox_head), read_head, &list, &count);
	const struct outbox_head *heads = list;
	for (size_t i = 0; !err && i < count; i++)
		err = each(ctx, &heads[i]);
	free(list);
	return err;
}

static enum jal_err find_hash(struct db *db, int which, const struct jal_id *device, uint64_t seq, struct jal_hash *out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &outbox_seen_sql, which, &st);
	if (err)
		return err;
	db_bind_id(st, 1, device);
	db_bind_i64(st, 2, seq > INT64_MAX ? INT64_MAX : (int64_t)seq);
	err = db_step(st, &row);
	if (!err)
		err = row ? db_col_hash(st, 0, out) : JAL_ERR_NOT_FOUND;
	db_done(st);
	return err;
}

enum jal_err outbox_lot_hash(struct db *db, const struct jal_id *device, uint64_t seq, struct jal_hash *out)
{
	const enum jal_err err = find_hash(db, HASH, device, seq, out);
	return err == JAL_ERR_NOT_FOUND ? find_hash(db, OWN_HASH, device, seq, out) : err;
}

/* ---- envelopes that wait ---- */

static enum jal_err put_waiting(struct db *db, const struct outbox_waiting *w, const uint8_t *envelope, size_t n)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &outbox_seen_sql, WAIT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &w->device);
	db_bind_i64(st, 2, (int64_t)w->seq);
	db_bind_id(st, 3, &w->caseload);
	db_bind_i64(st, 4, w->epoch);
	db_bind_blob(st, 5, envelope, n);
	return db_run(st);
}

enum jal_err outbox_wait(struct db *db, const struct outbox_waiting *w, const uint8_t *envelope, size_t n)
{
	bool own = false;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, put_waiting(db, w, envelope, n));
}

static enum jal_err next_waiting(struct db *db, struct outbox_waiting *w, int64_t *last, struct buf *envelope, bool *row)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_seen_sql, WAITING, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &w->caseload);
	db_bind_i64(st, 2, w->epoch);
	db_bind_i64(st, 3, *last);
	err = db_step(st, row);
	if (!err && *row) {
		*last = db_col_i64(st, 0);
		w->seq = (uint64_t)db_col_i64(st, 2);
		err = db_col_id(st, 1, &w->device);
		const void *bytes = db_col_blob(st, 3);
		if (!err)
			err = buf_put(envelope, bytes, db_col_len(st, 3));
	}
	db_done(st);
	return err;
}

enum jal_err outbox_each_waiting(struct db *db, const struct jal_id *caseload, uint32_t epoch,
	enum jal_err (*each)(void *ctx, const struct outbox_waiting *w, const uint8_t *envelope, size_t n), void *ctx)
{
	struct outbox_waiting w = { .caseload = *caseload, .epoch = epoch };
	struct buf envelope = BUF_INIT;
	int64_t last = 0;
	bool row = true;
	enum jal_err err = JAL_OK;
	while (!err && row) {
		buf_clear(&envelope);
		err = next_waiting(db, &w, &last, &envelope, &row);
		if (!err && row)
			err = each(ctx, &w, envelope.data, envelope.len);
	}
	buf_free(&envelope);
	return err;
}

enum jal_err outbox_any_waiting(struct db *db, const struct jal_id *caseload, bool *yes)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &outbox_seen_sql, ANY_WAITING, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	err = db_step(st, &row);
	db_done(st);
	if (!err)
		*yes = row;
	return err;
}

static enum jal_err drop_waiting(struct db *db, const struct outbox_waiting *w)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &outbox_seen_sql, WAITED, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &w->device);
	db_bind_i64(st, 2, (int64_t)w->seq);
	db_bind_id(st, 3, &w->caseload);
	db_bind_i64(st, 4, w->epoch);
	return db_run(st);
}

enum jal_err outbox_waited(struct db *db, const struct outbox_waiting *w)
{
	bool own = false;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, drop_waiting(db, w));
}

/* ---- remotes ---- */

static enum jal_err put_remote(struct db *db, const struct outbox_remote *r)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_seen_sql, REMOTE_PUT, &st);
	if (err)
		return err;
	db_bind_text(st, 1, r->name);
	db_bind_text(st, 2, r->url);
	db_bind_text(st, 3, r->host_key);
	db_bind_bool(st, 4, r->home);
	db_bind_i64(st, 5, (int64_t)r->received_seq);
	db_bind_i64(st, 6, r->last_ok_ms);
	db_bind_bool(st, 7, r->rolled_back);
	err = db_run(st);
	if (err || !r->home)
		return err;
	err = db_use(db, &outbox_seen_sql, REMOTE_NOT_HOME, &st);
	if (err)
		return err;
	db_bind_text(st, 1, r->name);
	return db_run(st);
}

enum jal_err outbox_put_remote(struct db *db, const struct outbox_remote *r)
{
	bool own = false;
	if (!ended(r->name, sizeof(r->name)) || !ended(r->url, sizeof(r->url)) ||
		!ended(r->host_key, sizeof(r->host_key)) || !*r->name || r->received_seq > INT64_MAX)
		return JAL_ERR_INVALID;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, put_remote(db, r));
}

static enum jal_err drop_remote(struct db *db, const char *name)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_seen_sql, REMOTE_DROP, &st);
	if (err)
		return err;
	db_bind_text(st, 1, name);
	err = db_run(st);
	if (!err && db_changes(db) == 0)
		err = JAL_ERR_NOT_FOUND;
	if (err)
		return err;
	/* Without a home nobody could be admitted, however many addresses remain. */
	err = db_use(db, &outbox_seen_sql, REMOTE_NEXT_HOME, &st);
	return err ? err : db_run(st);
}

enum jal_err outbox_drop_remote(struct db *db, const char *name)
{
	bool own = false;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, drop_remote(db, name));
}

static enum jal_err read_remote(struct db_st *st, void *row)
{
	struct outbox_remote *r = row;
	enum jal_err err = copy_text(st, 0, r->name, sizeof(r->name));
	if (!err)
		err = copy_text(st, 1, r->url, sizeof(r->url));
	if (!err)
		err = copy_text(st, 2, r->host_key, sizeof(r->host_key));
	r->home = db_col_bool(st, 3);
	r->received_seq = (uint64_t)db_col_i64(st, 4);
	r->last_ok_ms = db_col_i64(st, 5);
	r->rolled_back = db_col_bool(st, 6);
	return err;
}

enum jal_err outbox_remotes(struct db *db, enum jal_err (*each)(void *ctx, const struct outbox_remote *r), void *ctx)
{
	void *list = NULL;
	size_t count = 0;
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_seen_sql, REMOTES, &st);
	if (!err)
		err = db_rows(st, sizeof(struct outbox_remote), read_remote, &list, &count);
	const struct outbox_remote *remotes = list;
	for (size_t i = 0; !err && i < count; i++)
		err = each(ctx, &remotes[i]);
	free(list);
	return err;
}
