/* Facts by name. Knows none of the names. */
#include "core/meta.h"

enum { GET, PUT, DELETE, COUNT };
static const char *const text[COUNT] = {
	[GET] = "SELECT value FROM meta WHERE name = ?1",
	[PUT] = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	[DELETE] = "DELETE FROM meta WHERE name = ?1",
};
const struct db_sql meta_sql = { "meta", COUNT, text };

enum jal_err meta_create(struct db *db)
{
	return db_exec(db, "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID");
}

/* On success the caller reads column 0 and calls db_done. */
static enum jal_err get(struct db *db, const char *name, struct db_st **out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &meta_sql, GET, &st);
	if (err)
		return err;
	db_bind_text(st, 1, name);
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (err) {
		db_done(st);
		return err;
	}
	*out = st;
	return JAL_OK;
}

enum jal_err meta_i64(struct db *db, const char *name, int64_t *out)
{
	struct db_st *st = NULL;
	const enum jal_err err = get(db, name, &st);
	if (err)
		return err;
	*out = db_col_i64(st, 0);
	db_done(st);
	return JAL_OK;
}

enum jal_err meta_id(struct db *db, const char *name, struct jal_id *out)
{
	struct db_st *st = NULL;
	enum jal_err err = get(db, name, &st);
	if (err)
		return err;
	err = db_col_id(st, 0, out);
	db_done(st);
	return err;
}

enum jal_err meta_blob(struct db *db, const char *name, struct buf *out)
{
	struct db_st *st = NULL;
	enum jal_err err = get(db, name, &st);
	if (err)
		return err;
	const void *data = db_col_blob(st, 0);
	err = buf_put(out, data, db_col_len(st, 0));
	db_done(st);
	return err;
}

static enum jal_err put(struct db *db, const char *name, struct db_st **out)
{
	const enum jal_err err = db_use(db, &meta_sql, PUT, out);
	if (!err)
		db_bind_text(*out, 1, name);
	return err;
}

enum jal_err meta_put_i64(struct db *db, const char *name, int64_t value)
{
	struct db_st *st = NULL;
	const enum jal_err err = put(db, name, &st);
	if (err)
		return err;
	db_bind_i64(st, 2, value);
	return db_run(st);
}

enum jal_err meta_put_id(struct db *db, const char *name, const struct jal_id *id)
{
	return meta_put_blob(db, name, id->b, ID_BYTES);
}

enum jal_err meta_put_blob(struct db *db, const char *name, const void *data, size_t n)
{
	struct db_st *st = NULL;
	const enum jal_err err = put(db, name, &st);
	if (err)
		return err;
	db_bind_blob(st, 2, data ? data : "", n);
	return db_run(st);
}

enum jal_err meta_delete(struct db *db, const char *name)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &meta_sql, DELETE, &st);
	if (err)
		return err;
	db_bind_text(st, 1, name);
	return db_run(st);
}
