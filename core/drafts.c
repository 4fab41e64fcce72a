/* Drafts in the vault. Knows nothing of forms. */
#include "core/drafts.h"

enum { SAVE, LOAD, LIST, HOW_MANY, DELETE, COUNT };
static const char *const text[COUNT] = {
	[SAVE] = ("INSERT INTO draft (kind, dossier, record, updated, body) VALUES (?1, ?2, ?3, ?4, ?5) "
		  "ON CONFLICT (kind, dossier, record) DO UPDATE SET updated = excluded.updated, body = excluded.body"),
	[LOAD] = "SELECT body, updated FROM draft WHERE kind = ?1 AND dossier = ?2 AND record = ?3",
	[LIST] = "SELECT kind, dossier, record, updated, length(body) FROM draft ORDER BY updated DESC, kind, dossier, record",
	[HOW_MANY] = "SELECT count(*) FROM draft",
	[DELETE] = "DELETE FROM draft WHERE kind = ?1 AND dossier = ?2 AND record = ?3",
};
const struct db_sql drafts_sql = { "drafts", COUNT, text };

enum jal_err drafts_create(struct db *db)
{
	return db_exec(db, "CREATE TABLE draft (kind TEXT NOT NULL, dossier BLOB NOT NULL, record BLOB NOT NULL, "
			   "updated INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, dossier, record)) STRICT");
}

static enum jal_err use_key(struct db *db, int which, const struct drafts_key *key, struct db_st **out)
{
	const enum jal_err err = db_use(db, &drafts_sql, which, out);
	if (err)
		return err;
	db_bind_text(*out, 1, key->kind);
	db_bind_id(*out, 2, &key->dossier);
	db_bind_id(*out, 3, &key->record);
	return JAL_OK;
}

enum jal_err drafts_save(struct db *db, const struct drafts_key *key, const void *body, size_t n, int64_t now_ms)
{
	struct db_st *st = NULL;
	bool own = false;
	enum jal_err err = db_enter(db, &own);
	if (err)
		return err;
	err = use_key(db, SAVE, key, &st);
	if (!err) {
		db_bind_i64(st, 4, now_ms);
		db_bind_blob(st, 5, body ? body : "", n);
		err = db_run(st);
	}
	return db_leave(db, own, err);
}

enum jal_err drafts_load(struct db *db, const struct drafts_key *key, struct buf *body, int64_t *updated)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = use_key(db, LOAD, key, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err) {
		const void *data = db_col_blob(st, 0);
		err = buf_put(body, data, db_col_len(st, 0));
	}
	if (!err && updated)
		*updated = db_col_i64(st, 1);
	db_done(st);
	return err;
}

enum jal_err drafts_list(struct db *db, enum jal_err (*each)(void *ctx, const struct drafts_item *item), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &drafts_sql, LIST, &st);
	if (err)
		return err;
	while (!(err = db_step(st, &row)) && row) {
		struct drafts_item item = { .updated = db_col_i64(st, 3), .size = (size_t)db_col_i64(st, 4) };
		item.key.kind = db_col_text(st, 0);
		if ((err = db_col_id(st, 1, &item.key.dossier)) || (err = db_col_id(st, 2, &item.key.record)))
			break;
		if (!item.key.kind) {
			err = JAL_ERR_NOMEM;
			break;
		}
		if ((err = each(ctx, &item)))
			break;
	}
	db_done(st);
	return err;
}

enum jal_err drafts_count(struct db *db, int64_t *out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &drafts_sql, HOW_MANY, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err)
		*out = db_col_i64(st, 0);
	db_done(st);
	return err;
}

static enum jal_err run_in_transaction(struct db *db, int which, const struct drafts_key *key)
{
	struct db_st *st = NULL;
	bool own = false;
	enum jal_err err = db_enter(db, &own);
	if (err)
		return err;
	if (which == DELETE) {
		err = use_key(db, DELETE, key, &st);
	} else {
		err = db_use(db, &drafts_sql, which, &st);
		if (!err)
			db_bind_id(st, 1, &key->dossier);
	}
	if (!err)
		err = db_run(st);
	return db_leave(db, own, err);
}

enum jal_err drafts_delete(struct db *db, const struct drafts_key *key)
{
	return run_in_transaction(db, DELETE, key);
}
