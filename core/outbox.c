/* Operations to be sealed, sealed lots. Encrypts and sends nothing; heads, waiting envelopes and remotes are outbox_seen.c's. */
#include "core/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "core/journal_inside.h"
#include "core/keyring.h"
#include "core/listing.h"

enum {
	UNSEALED,
	UNSENT,
	BATCH,
	LAST,
	SEAL,
	FILE_PUT,
	UPTO,
	SEALED_UPTO,
	LOT,
	IN_LOT,
	SEALED_AFTER,
	FILES,
	RECEIVED,
	REMOTE_RECEIVED,
	DROP_FILES,
	DROP_BYTES,
	FORGET_SEALED,
	FORGET_FILES,
	FORGET_UPTO,
	FORGET_PROOFS,
	COUNT
};
/* The last own number of a row of j_own named w; its index ends there. */
#define LAST_OF(w) "coalesce((SELECT max(o.number) FROM j_op o WHERE o.cid = " w ".cid AND o.dev = " w ".dev), 0)"
static const char *const text[COUNT] = {
	[UNSEALED] = "SELECT " LAST_OF("w") " - w.sealed FROM j_own w WHERE w.cid = ?1 AND w.dev = ?2",
	[UNSENT] = "SELECT coalesce(sum(" LAST_OF("w") " - w.received), 0), coalesce(sum(w.unsent), 0) FROM j_own w"
		   " WHERE w.dev = ?1",
	[BATCH] = "SELECT number, body FROM j_op WHERE cid = ?1 AND dev = ?2 AND lot IS NULL AND number >"
		  " coalesce((SELECT sealed FROM j_own WHERE cid = ?1 AND dev = ?2), 0) ORDER BY number LIMIT 256",
	[LAST] = "SELECT seq, hash, generation FROM o_sealed ORDER BY seq DESC LIMIT 1",
	[SEAL] = "INSERT INTO o_sealed (seq, generation, hash, bytes) VALUES (?1, ?2, ?3, ?4)",
	[FILE_PUT] = "INSERT INTO o_file (seq, place, name, bytes) VALUES (?1, ?2, ?3, ?4)",
	[UPTO] = "INSERT INTO o_upto (seq, cid, upto) VALUES (?1, ?2, ?3)",
	[SEALED_UPTO] = "UPDATE j_own SET sealed = ?3 WHERE cid = ?1 AND dev = ?2 AND sealed < ?3 AND " LAST_OF("j_own")
			" >= ?3",
	[LOT] = "INSERT INTO j_lot (dev, seq, hash, charter, supervisor, accepted) VALUES (?1, ?2, ?3, 0, 0, 1)",
	[IN_LOT] = "UPDATE j_op SET lot = ?5, seq = ?6 WHERE cid = ?1 AND dev = ?2 AND number >= ?3 AND number <= ?4"
		   " AND lot IS NULL",
	[SEALED_AFTER] = "SELECT seq, generation, hash, bytes FROM o_sealed WHERE seq > ?1 AND length(bytes) > 0"
			 " ORDER BY seq LIMIT 1",
	[FILES] = "SELECT name, bytes FROM o_file WHERE seq = ?1 ORDER BY place",
	[RECEIVED] = "UPDATE j_own SET received = max(received, coalesce((SELECT max(u.upto) FROM o_upto u"
		     " WHERE u.cid = j_own.cid AND u.seq <= ?1), 0)) WHERE dev = ?2",
	[REMOTE_RECEIVED] = "UPDATE o_remote SET received = max(received, ?2) WHERE name = ?1",
	/* Every remote has them. */
	[DROP_FILES] = "DELETE FROM o_file WHERE seq <= (SELECT min(received) FROM o_remote)",
	[DROP_BYTES] = "UPDATE o_sealed SET bytes = x'' WHERE seq <= (SELECT min(received) FROM o_remote)"
		       " AND length(bytes) > 0",
	[FORGET_SEALED] = "DELETE FROM o_sealed",
	[FORGET_FILES] = "DELETE FROM o_file",
	[FORGET_UPTO] = "DELETE FROM o_upto",
	[FORGET_PROOFS] = "UPDATE o_remote SET received = 0",
};
const struct db_sql outbox_sql = { "outbox", COUNT, text };

static enum jal_err own_dev(struct db *db, int64_t *dev)
{
	struct keyring_device device = { .id = ID_ZERO };
	const enum jal_err err = keyring_device(db, &device);
	return err ? err : journal_dev(db, &device.id, false, dev);
}

/* Nothing was ever written there: that is no error here. */
static enum jal_err own_place(struct db *db, const struct jal_id *caseload, int64_t *cid, int64_t *dev)
{
	enum jal_err err = own_dev(db, dev);
	return err ? err : journal_cid(db, caseload, false, cid);
}

enum jal_err outbox_unsealed(struct db *db, const struct jal_id *caseload, uint64_t *count)
{
	struct db_st *st = NULL;
	int64_t cid = 0, dev = 0;
	bool row = false;
	enum jal_err err = own_place(db, caseload, &cid, &dev);
	if (err == JAL_ERR_NOT_FOUND) {
		*count = 0;
		return JAL_OK;
	}
	if (!err)
		err = db_use(db, &outbox_sql, UNSEALED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, dev);
	err = db_step(st, &row);
	if (!err)
		*count = row ? (uint64_t)db_col_i64(st, 0) : 0;
	db_done(st);
	return err;
}

enum jal_err outbox_unsent(struct db *db, uint64_t *operations, uint64_t *dossiers)
{
	struct db_st *st = NULL;
	int64_t dev = 0;
	bool row = false;
	enum jal_err err = own_dev(db, &dev);
	if (err == JAL_ERR_NOT_FOUND) {
		*operations = *dossiers = 0;
		return JAL_OK;
	}
	if (!err)
		err = db_use(db, &outbox_sql, UNSENT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, dev);
	err = db_step(st, &row);
	if (!err && row) {
		*operations = (uint64_t)db_col_i64(st, 0);
		*dossiers = (uint64_t)db_col_i64(st, 1);
	}
	db_done(st);
	return err;
}

/* ---- batches ---- */

/* The bodies one after the other, as many as fit. */
static enum jal_err gather(struct db_st *st, size_t max_bytes, struct outbox_batch *b, struct buf *bodies, size_t *count)
{
	bool row = false;
	enum jal_err err = JAL_OK;
	while (!(err = db_step(st, &row)) && row) {
		const size_t n = (db_col_blob(st, 1), db_col_len(st, 1));
		/* Three bytes: the longest head of the array. The first goes alone, whatever its length. */
		if (*count > 0 && bodies->len + n + 3 > max_bytes)
			break;
		err = buf_put(bodies, db_col_blob(st, 1), n);
		if (err)
			break;
		b->upto = (uint64_t)db_col_i64(st, 0);
		if (*count == 0)
			b->from = b->upto;
		(*count)++;
	}
	return err;
}

enum jal_err outbox_batch(struct db *db, const struct jal_id *caseload, size_t max_bytes, struct outbox_batch *out)
{
	struct outbox_batch b = { .caseload = *caseload, .plain = BUF_INIT };
	struct buf bodies = BUF_INIT;
	struct db_st *st = NULL;
	int64_t cid = 0, dev = 0;
	size_t count = 0;
	enum jal_err err = own_place(db, caseload, &cid, &dev);
	if (!err)
		err = db_use(db, &outbox_sql, BATCH, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, dev);
	err = gather(st, max_bytes, &b, &bodies, &count);
	db_done(st);
	if (!err && count == 0)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = op_join(count, &b.plain);
	if (!err)
		err = buf_put(&b.plain, bodies.data, bodies.len);
	buf_free(&bodies);
	if (err) {
		outbox_batch_free(&b);
		return err;
	}
	*out = b;
	return JAL_OK;
}

void outbox_batch_free(struct outbox_batch *b)
{
	if (b)
		buf_free(&b->plain);
}

/* ---- sealed lots ---- */

void outbox_sealed_free(struct outbox_sealed *s)
{
	if (!s)
		return;
	buf_free(&s->commit);
	for (size_t i = 0; i < s->file_count; i++)
		buf_free(&s->files[i].bytes);
	free(s->files);
	*s = (struct outbox_sealed){ .commit = BUF_INIT };
}

enum jal_err outbox_last(struct db *db, uint64_t *seq, struct jal_hash *hash, uint32_t *generation)
{
	struct jal_hash h = { { 0 } };
	struct db_st *st = NULL;
	bool row = false;
	uint64_t s = 0;
	uint32_t g = 0;
	enum jal_err err = db_use(db, &outbox_sql, LAST, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && row) {
		s = (uint64_t)db_col_i64(st, 0);
		g = (uint32_t)db_col_i64(st, 2);
		err = db_col_hash(st, 1, &h);
	}
	db_done(st);
	if (err)
		return err;
	*seq = s;
	*hash = h;
	*generation = g;
	return JAL_OK;
}

static enum jal_err put_sealed(struct db *db, const struct outbox_sealed *s)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_sql, SEAL, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, (int64_t)s->seq);
	db_bind_i64(st, 2, s->generation);
	db_bind_hash(st, 3, &s->hash);
	db_bind_blob(st, 4, s->commit.data ? (const void *)s->commit.data : "", s->commit.len);
	err = db_run(st);
	for (size_t i = 0; !err && i < s->file_count; i++) {
		err = db_use(db, &outbox_sql, FILE_PUT, &st);
		if (err)
			return err;
		db_bind_i64(st, 1, (int64_t)s->seq);
		db_bind_i64(st, 2, (int64_t)i);
		db_bind_text(st, 3, s->files[i].name);
		db_bind_blob(st, 4, s->files[i].bytes.data ? (const void *)s->files[i].bytes.data : "",
			s->files[i].bytes.len);
		err = db_run(st);
	}
	return err;
}

/* "in lot seq" for one batch: exactly the numbers that follow what was sealed. */
static enum jal_err mark(struct db *db, const struct outbox_batch *b, int64_t dev, int64_t lot, uint64_t seq)
{
	struct db_st *st = NULL;
	int64_t cid = 0;
	enum jal_err err = journal_cid(db, &b->caseload, false, &cid);
	if (!err)
		err = db_use(db, &outbox_sql, IN_LOT, &st);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_ERR_INVALID : err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, dev);
	db_bind_i64(st, 3, (int64_t)b->from);
	db_bind_i64(st, 4, (int64_t)b->upto);
	db_bind_i64(st, 5, lot);
	db_bind_i64(st, 6, (int64_t)seq);
	err = db_run(st);
	/* Sealed by someone else meanwhile, or never written: these bytes must not go out. */
	if (!err && db_changes(db) == 0)
		err = JAL_ERR_INVALID;
	if (!err)
		err = db_use(db, &outbox_sql, SEALED_UPTO, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, dev);
	db_bind_i64(st, 3, (int64_t)b->upto);
	err = db_run(st);
	if (!err && db_changes(db) == 0)
		err = JAL_ERR_INVALID;
	if (!err)
		err = db_use(db, &outbox_sql, UPTO, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, (int64_t)seq);
	db_bind_i64(st, 2, cid);
	db_bind_i64(st, 3, (int64_t)b->upto);
	return db_run(st);
}

static enum jal_err make_lot(struct db *db, const struct outbox_sealed *s, int64_t dev, int64_t *lot)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_sql, LOT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, dev);
	db_bind_i64(st, 2, (int64_t)s->seq);
	db_bind_hash(st, 3, &s->hash);
	err = db_run(st);
	if (!err)
		*lot = db_last_rowid(db);
	return err;
}

static enum jal_err seal(struct db *db, const struct outbox_sealed *s, const struct outbox_batch *const *batches,
	size_t count)
{
	struct jal_hash hash = { { 0 } };
	struct keyring_device device = { .id = ID_ZERO };
	uint64_t last = 0;
	uint32_t generation = 0;
	int64_t dev = 0, lot = 0;
	enum jal_err err = outbox_last(db, &last, &hash, &generation);
	if (!err && s->seq <= last)
		err = JAL_ERR_EXISTS;
	if (!err && s->seq != last + 1)
		err = JAL_ERR_INVALID;
	if (!err)
		err = keyring_device(db, &device);
	if (!err)
		err = journal_dev(db, &device.id, true, &dev);
	if (!err)
		err = put_sealed(db, s);
	if (!err)
		err = make_lot(db, s, dev, &lot);
	for (size_t i = 0; !err && i < count; i++)
		err = mark(db, batches[i], dev, lot, s->seq);
	return err;
}

enum jal_err outbox_seal(struct db *db, const struct outbox_sealed *sealed, const struct outbox_batch *const *batches,
	size_t count, struct diag *diag)
{
	bool own = false;
	enum jal_err err = db_enter(db, &own);
	if (!err)
		err = db_leave(db, own, seal(db, sealed, batches, count));
	return err ? db_explain(db, err, diag) : JAL_OK;
}

static enum jal_err read_file(struct db_st *st, struct outbox_file *f)
{
	const char *name = db_col_text(st, 0);
	const size_t n = db_col_len(st, 0);
	if (!name || n >= sizeof(f->name))
		return JAL_ERR_CORRUPT;
	memcpy(f->name, name, n + 1);
	const void *bytes = db_col_blob(st, 1);
	return buf_put(&f->bytes, bytes, db_col_len(st, 1));
}

static enum jal_err read_files(struct db *db, struct outbox_sealed *s)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &outbox_sql, FILES, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, (int64_t)s->seq);
	while (!(err = db_step(st, &row)) && row) {
		struct outbox_file *more = realloc(s->files, (s->file_count + 1) * sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		s->files = more;
		s->files[s->file_count] = (struct outbox_file){ .bytes = BUF_INIT };
		err = read_file(st, &s->files[s->file_count++]);
		if (err)
			break;
	}
	db_done(st);
	return err;
}

static enum jal_err sealed_after(struct db *db, uint64_t after, struct outbox_sealed *s, bool *there)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &outbox_sql, SEALED_AFTER, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, after > INT64_MAX ? INT64_MAX : (int64_t)after);
	err = db_step(st, there);
	if (!err && *there) {
		s->seq = (uint64_t)db_col_i64(st, 0);
		s->generation = (uint32_t)db_col_i64(st, 1);
		err = db_col_hash(st, 2, &s->hash);
		const void *bytes = db_col_blob(st, 3);
		if (!err)
			err = buf_put(&s->commit, bytes, db_col_len(st, 3));
	}
	db_done(st);
	return !err && *there ? read_files(db, s) : err;
}

enum jal_err outbox_each(struct db *db, uint64_t after, enum jal_err (*each)(void *ctx, const struct outbox_sealed *s),
	void *ctx)
{
	bool there = true;
	enum jal_err err = JAL_OK;
	while (!err && there) {
		struct outbox_sealed s = { .commit = BUF_INIT };
		err = sealed_after(db, after, &s, &there);
		if (!err && there)
			err = each(ctx, &s);
		after = s.seq;
		outbox_sealed_free(&s);
	}
	return err;
}

/* ---- proofs ---- */

static enum jal_err run_plain(struct db *db, int which)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &outbox_sql, which, &st);
	return err ? err : db_run(st);
}

static enum jal_err received(struct db *db, const char *remote, int64_t seq)
{
	struct db_st *st = NULL;
	int64_t dev = 0;
	enum jal_err err = own_dev(db, &dev);
	if (!err)
		err = db_use(db, &outbox_sql, REMOTE_RECEIVED, &st);
	if (err)
		return err;
	db_bind_text(st, 1, remote);
	db_bind_i64(st, 2, seq);
	err = db_run(st);
	if (!err && db_changes(db) == 0)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = db_use(db, &outbox_sql, RECEIVED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, seq);
	db_bind_i64(st, 2, dev);
	err = db_run(st);
	if (!err)
		err = listing_count_unsent(db);
	if (!err)
		err = run_plain(db, DROP_FILES);
	return err ? err : run_plain(db, DROP_BYTES);
}

enum jal_err outbox_received(struct db *db, const char *remote, uint64_t seq)
{
	bool own = false;
	if (seq > INT64_MAX)
		return JAL_ERR_INVALID;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, received(db, remote, (int64_t)seq));
}

enum jal_err outbox_forget(struct db *db)
{
	bool own = false;
	enum jal_err err = db_enter(db, &own);
	if (err)
		return err;
	for (int which = FORGET_SEALED; !err && which <= FORGET_PROOFS; which++)
		err = run_plain(db, which);
	return db_leave(db, own, err);
}
