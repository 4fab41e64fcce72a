/* Statements: prepared once and kept, bound, stepped, read. Opens nothing and begins no transaction. */
#include <stdlib.h>
#include <string.h>

#include "core/db_inside.h"
#include "core/grow.h"
#include "core/sqlerr.h"

enum jal_err db_fail(struct db *db, int code)
{
	db->code = code;
	return sqlerr_of(code);
}

static enum jal_err table_of(struct db *db, const struct db_sql *sql, struct db_table **out)
{
	for (size_t i = 0; i < db->table_count; i++) {
		if (db->tables[i].sql == sql) {
			*out = &db->tables[i];
			return JAL_OK;
		}
	}
	struct db_table *tables = realloc(db->tables, (db->table_count + 1) * sizeof(*tables));
	if (!tables)
		return db_fail(db, SQLITE_NOMEM);
	db->tables = tables;
	struct db_st *st = calloc((size_t)sql->count, sizeof(*st));
	if (!st)
		return db_fail(db, SQLITE_NOMEM);
	for (int i = 0; i < sql->count; i++)
		st[i].db = db;
	tables[db->table_count] = (struct db_table){ sql, st };
	*out = &tables[db->table_count++];
	return JAL_OK;
}

static enum jal_err prepare(struct db *db, const char *text, unsigned flags, sqlite3_stmt **out)
{
	const char *rest = NULL;
	const int rc = sqlite3_prepare_v3(db->h, text, -1, flags, out, &rest);
	if (rc != SQLITE_OK)
		return db_fail(db, rc);
	/* A second statement in one text would never run. */
	if (!*out || (rest && *rest)) {
		(void)sqlite3_finalize(*out);
		*out = NULL;
		return db_fail(db, SQLITE_MISUSE);
	}
	return JAL_OK;
}

static enum jal_err spare_copy(struct db *db, const char *text, struct db_st **out)
{
	struct db_st *st = calloc(1, sizeof(*st));
	if (!st)
		return db_fail(db, SQLITE_NOMEM);
	const enum jal_err err = prepare(db, text, 0, &st->st);
	if (err) {
		free(st);
		return err;
	}
	st->db = db;
	st->spare = true;
	st->next = db->spares;
	db->spares = st;
	*out = st;
	return JAL_OK;
}

enum jal_err db_take(struct db *db, const struct db_sql *sql, int which, struct db_st **out)
{
	struct db_table *table = NULL;
	if (which < 0 || which >= sql->count)
		return db_fail(db, SQLITE_MISUSE);
	enum jal_err err = table_of(db, sql, &table);
	if (err)
		return err;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): db_fail never says JAL_OK */
	struct db_st *st = &table->st[which];
	if (st->busy)
		err = spare_copy(db, sql->text[which], &st);
	else if (!st->st)
		err = prepare(db, sql->text[which], SQLITE_PREPARE_PERSISTENT, &st->st);
	if (err)
		return err;
	st->bind_rc = SQLITE_OK;
	st->busy = true;
	db->in_use++;
	*out = st;
	return JAL_OK;
}

enum jal_err db_use(struct db *db, const struct db_sql *sql, int which, struct db_st **out)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_take(db, sql, which, &st);
	if (err)
		return err;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): db_fail never says JAL_OK */
	if (db->transaction != DB_WRITING && !sqlite3_stmt_readonly(st->st)) {
		db_done(st);
		return db_fail(db, SQLITE_MISUSE);
	}
	*out = st;
	return JAL_OK;
}

static void bound(struct db_st *st, int rc)
{
	if (rc != SQLITE_OK && st->bind_rc == SQLITE_OK)
		st->bind_rc = rc;
}

void db_bind_i64(struct db_st *st, int at, int64_t value)
{
	bound(st, sqlite3_bind_int64(st->st, at, value));
}

void db_bind_bool(struct db_st *st, int at, bool value)
{
	bound(st, sqlite3_bind_int(st->st, at, value));
}

void db_bind_text(struct db_st *st, int at, const char *text)
{
	bound(st, sqlite3_bind_text(st->st, at, text, -1, SQLITE_STATIC));
}

void db_bind_textn(struct db_st *st, int at, const char *text, size_t n)
{
	bound(st, sqlite3_bind_text64(st->st, at, text, n, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob(struct db_st *st, int at, const void *data, size_t n)
{
	bound(st, sqlite3_bind_blob64(st->st, at, data, n, SQLITE_STATIC));
}

void db_bind_id(struct db_st *st, int at, const struct jal_id *id)
{
	db_bind_blob(st, at, id ? id->b : NULL, ID_BYTES);
}

void db_bind_hash(struct db_st *st, int at, const struct jal_hash *hash)
{
	db_bind_blob(st, at, hash ? hash->b : NULL, HASH_BYTES);
}

enum jal_err db_step(struct db_st *st, bool *row)
{
	if (st->bind_rc != SQLITE_OK)
		return db_fail(st->db, st->bind_rc);
	const int rc = sqlite3_step(st->st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return db_fail(st->db, rc);
	*row = rc == SQLITE_ROW;
	return JAL_OK;
}

enum jal_err db_run(struct db_st *st)
{
	bool row = true;
	enum jal_err err = JAL_OK;
	while (!err && row)
		err = db_step(st, &row);
	db_done(st);
	return err;
}

enum jal_err db_rows(struct db_st *st, size_t size, enum jal_err (*read)(struct db_st *st, void *row), void **list,
	size_t *count)
{
	uint8_t *rows = NULL;
	size_t n = 0, cap = 0;
	bool row = false;
	enum jal_err err = JAL_OK;
	while (!(err = db_step(st, &row)) && row) {
		uint8_t *more = grow_array(rows, n, &cap, size);
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		rows = more;
		memset(rows + n * size, 0, size);
		err = read(st, rows + n++ * size);
		if (err)
			break;
	}
	db_done(st);
	if (err) {
		free(rows);
		return err;
	}
	*list = rows;
	*count = n;
	return JAL_OK;
}

void db_done(struct db_st *st)
{
	if (!st || !st->busy) /* NOLINT(clang-analyzer-unix.Malloc): see db_reset_statements */
		return;
	st->busy = false;
	st->db->in_use--;
	if (!st->spare) {
		(void)sqlite3_reset(st->st);
		(void)sqlite3_clear_bindings(st->st);
		return;
	}
	struct db_st **link = &st->db->spares;
	while (*link != st)
		link = &(*link)->next;
	*link = st->next;
	(void)sqlite3_finalize(st->st);
	free(st);
}

void db_reset_statements(struct db *db)
{
	for (size_t i = 0; i < db->table_count; i++)
		for (int j = 0; j < db->tables[i].sql->count; j++)
			db_done(&db->tables[i].st[j]);
	/* db_done takes the spare it frees off the list, which the analyzer does not follow. */
	while (db->spares)
		db_done(db->spares); /* NOLINT(clang-analyzer-unix.Malloc) */
}

void db_forget_statements(struct db *db)
{
	for (size_t i = 0; i < db->table_count; i++) {
		for (int j = 0; j < db->tables[i].sql->count; j++)
			(void)sqlite3_finalize(db->tables[i].st[j].st);
		free(db->tables[i].st);
	}
	while (db->spares) {
		struct db_st *next = db->spares->next;
		(void)sqlite3_finalize(db->spares->st);
		free(db->spares);
		db->spares = next;
	}
	free(db->tables);
	db->tables = NULL;
	db->table_count = 0;
}

void db_again(struct db_st *st)
{
	(void)sqlite3_reset(st->st);
}

bool db_col_null(struct db_st *st, int col)
{
	return sqlite3_column_type(st->st, col) == SQLITE_NULL;
}

int64_t db_col_i64(struct db_st *st, int col)
{
	return sqlite3_column_int64(st->st, col);
}

bool db_col_bool(struct db_st *st, int col)
{
	return sqlite3_column_int64(st->st, col) != 0;
}

const char *db_col_text(struct db_st *st, int col)
{
	return (const char *)sqlite3_column_text(st->st, col);
}

const void *db_col_blob(struct db_st *st, int col)
{
	return sqlite3_column_blob(st->st, col);
}

size_t db_col_len(struct db_st *st, int col)
{
	return (size_t)sqlite3_column_bytes(st->st, col);
}

static enum jal_err fixed(struct db_st *st, int col, void *out, size_t n)
{
	if (db_col_null(st, col)) {
		memset(out, 0, n);
		return JAL_OK;
	}
	const void *data = sqlite3_column_blob(st->st, col);
	if (!data || db_col_len(st, col) != n)
		return db_fail(st->db, SQLITE_CORRUPT);
	memcpy(out, data, n);
	return JAL_OK;
}

enum jal_err db_col_id(struct db_st *st, int col, struct jal_id *out)
{
	return fixed(st, col, out->b, ID_BYTES);
}

enum jal_err db_col_hash(struct db_st *st, int col, struct jal_hash *out)
{
	return fixed(st, col, out->b, HASH_BYTES);
}

enum jal_err db_list(struct db_st *st, int64_t **out, size_t *count)
{
	int64_t *list = NULL;
	size_t n = 0, cap = 0;
	bool row = false;
	enum jal_err err = JAL_OK;
	while (!(err = db_step(st, &row)) && row) {
		int64_t *more = grow_array(list, n, &cap, sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		list = more;
		list[n++] = db_col_i64(st, 0);
	}
	db_done(st);
	if (err) {
		free(list);
		return err;
	}
	*out = list;
	*count = n;
	return JAL_OK;
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t db_last_rowid(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}

enum jal_err db_exec(struct db *db, const char *sql)
{
	if (db->transaction != DB_WRITING)
		return db_fail(db, SQLITE_MISUSE);
	const int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? JAL_OK : db_fail(db, rc);
}
