/* SQLCipher handles, their settings, statements and transactions. Knows nothing of tables. */
#include "core/db.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sqlerr.h"
#include "core/wipe.h"

/* Decided by measure: see docs/performance.md. SQLCipher does not store it, so it is always said. */
#define PAGE_SIZE "4096"
/* Only checkpoints and the closing of another handle ever make us wait; writers queue in core/turn. */
#define BUSY_MS 5000

struct db_st {
	sqlite3_stmt *st;
	struct db *db;
	struct db_st *next;	/* spare copies only */
	int bind_rc;
	bool busy;
	bool spare;
};

struct table {
	const struct db_sql *sql;
	struct db_st *st;	/* sql->count of them */
};

enum transaction { NONE, READING, WRITING };

struct db {
	sqlite3 *h;
	struct turn *turn;
	struct table *tables;
	struct db_st *spares;
	size_t table_count;
	unsigned in_use;
	int code;
	bool first;
	enum transaction transaction;
};

enum { BEGIN, BEGIN_READ, COMMIT, ROLLBACK, OWN_COUNT };
static const char *const own_text[OWN_COUNT] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[BEGIN_READ] = "BEGIN",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
};
static const struct db_sql own_sql = { "db", OWN_COUNT, own_text };

/* Each is set, then read back. Those that concern the cipher come before the first read of the file. */
static const struct setting {
	const char *set;
	const char *get;
	const char *want;
} before_key[] = {
	{ "PRAGMA cipher_log_level = NONE", "PRAGMA cipher_log_level", "NONE" },
}, after_key[] = {
	/* Again: the first key after a start, or after all handles were closed, sets it back. */
	{ "PRAGMA cipher_log_level = NONE", "PRAGMA cipher_log_level", "NONE" },
	{ "PRAGMA cipher_compatibility = 4", NULL, NULL },
	{ "PRAGMA cipher_page_size = " PAGE_SIZE, "PRAGMA cipher_page_size", PAGE_SIZE },
	{ "PRAGMA cipher_memory_security = OFF", "PRAGMA cipher_memory_security", "0" },
	{ "PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2" },
	{ "PRAGMA mmap_size = 0", "PRAGMA mmap_size", "0" },
	{ "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0" },
	{ "PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1" },
	{ "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1" },
	{ "PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1" },
}, after_read[] = {
	{ "PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal" },
	{ "PRAGMA synchronous = FULL", "PRAGMA synchronous", "2" },
	/* After a large import the WAL's file goes back to this size (bytes). */
	{ "PRAGMA journal_size_limit = 8388608", "PRAGMA journal_size_limit", "8388608" },
};

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static enum jal_err fail(struct db *db, int code)
{
	db->code = code;
	return sqlerr_of(code);
}

/* ---- opening ---- */

/* Runs a pragma; *same tells whether it gave a value, and that value is `want` (NULL: no matter). */
static int pragma(struct db *db, const char *sql, const char *want, bool *same)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &st, NULL);
	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(st);
	const char *got = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
	*same = got && (!want || strcmp(got, want) == 0);
	while (rc == SQLITE_ROW)
		rc = sqlite3_step(st);
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum jal_err apply(struct db *db, const struct setting *settings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool same = false;
		int rc = pragma(db, settings[i].set, NULL, &same);
		if (rc != SQLITE_OK)
			return fail(db, rc);
		if (!settings[i].get)
			continue;
		rc = pragma(db, settings[i].get, settings[i].want, &same);
		if (rc != SQLITE_OK)
			return fail(db, rc);
		if (!same)
			return fail(db, SQLITE_MISUSE);
	}
	return JAL_OK;
}

/* Switches that have no pragma. */
static enum jal_err harden(struct db *db)
{
	static const struct {
		int what;
		int value;
	} switches[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },	 { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },	 { SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(switches); i++) {
		int now = -1;
		const int rc = sqlite3_db_config(db->h, switches[i].what, switches[i].value, &now);
		if (rc != SQLITE_OK)
			return fail(db, rc);
		if (now != switches[i].value)
			return fail(db, SQLITE_MISUSE);
	}
	return JAL_OK;
}

/* The raw key as SQLCipher takes it: x'64 hex digits', so that it derives nothing from a passphrase. */
static enum jal_err give_key(struct db *db, const struct secret *key)
{
	if (key->n != DB_KEY_BYTES)
		return JAL_ERR_INVALID;
	const size_t digits = 2 * DB_KEY_BYTES;
	struct secret text = SECRET_INIT;
	const enum jal_err err = secret_new(digits + 4, &text);
	if (err)
		return err;
	text.p[0] = 'x';
	text.p[1] = '\'';
	(void)sodium_bin2hex((char *)text.p + 2, digits + 1, key->p, key->n);
	text.p[2 + digits] = '\'';
	const int rc = sqlite3_key_v2(db->h, "main", text.p, (int)digits + 3);
	secret_free(&text);
	return rc == SQLITE_OK ? JAL_OK : fail(db, rc);
}

static enum jal_err open_steps(struct db *db, const struct db_options *options)
{
	enum jal_err err = JAL_OK;
	bool any = false;

	const int mode = options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(options->path, &db->h, mode | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return fail(db, rc);
	(void)sqlite3_extended_result_codes(db->h, 1);
	(void)sqlite3_busy_timeout(db->h, BUSY_MS);
	/* A library without the cipher would write everything in clear and say nothing. */
	rc = pragma(db, "PRAGMA cipher_version", NULL, &any);
	if (rc != SQLITE_OK || !any)
		return fail(db, rc != SQLITE_OK ? rc : SQLITE_MISUSE);
	if ((err = apply(db, before_key, COUNT_OF(before_key))) ||
		(err = give_key(db, options->key)) || (err = apply(db, after_key, COUNT_OF(after_key))) ||
		(err = harden(db)))
		return err;
	rc = pragma(db, "SELECT count(*) FROM sqlite_schema", "0", &any);
	if (rc != SQLITE_OK)
		return fail(db, rc);
	/* SQLite takes a file that was emptied for a new database. */
	if (any != options->create)
		return options->create ? JAL_ERR_EXISTS : fail(db, SQLITE_CORRUPT);
	return options->read_only ? JAL_OK : apply(db, after_read, COUNT_OF(after_read));
}

enum jal_err db_open(const struct db_options *options, struct db **out, int *code)
{
	enum jal_err err = wipe_install();
	if (err) {
		if (code)
			*code = SQLITE_MISUSE;
		return err;
	}
	struct db *db = calloc(1, sizeof(*db));
	if (!db) {
		if (code)
			*code = SQLITE_NOMEM;
		return JAL_ERR_NOMEM;
	}
	db->turn = options->turn;
	db->first = options->first;
	err = open_steps(db, options);
	if (err) {
		if (code)
			*code = db->code;
		db_close(db);
		return err;
	}
	db_cache(db, 0);
	*out = db;
	return JAL_OK;
}

void db_leave_log(struct db *db)
{
	(void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_rollback(db);
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
	(void)sqlite3_close(db->h);
	free(db);
}

/* ---- statements ---- */

static enum jal_err table_of(struct db *db, const struct db_sql *sql, struct table **out)
{
	for (size_t i = 0; i < db->table_count; i++) {
		if (db->tables[i].sql == sql) {
			*out = &db->tables[i];
			return JAL_OK;
		}
	}
	struct table *tables = realloc(db->tables, (db->table_count + 1) * sizeof(*tables));
	if (!tables)
		return fail(db, SQLITE_NOMEM);
	db->tables = tables;
	struct db_st *st = calloc((size_t)sql->count, sizeof(*st));
	if (!st)
		return fail(db, SQLITE_NOMEM);
	for (int i = 0; i < sql->count; i++)
		st[i].db = db;
	tables[db->table_count] = (struct table){ sql, st };
	*out = &tables[db->table_count++];
	return JAL_OK;
}

static enum jal_err prepare(struct db *db, const char *text, unsigned flags, sqlite3_stmt **out)
{
	const char *rest = NULL;
	const int rc = sqlite3_prepare_v3(db->h, text, -1, flags, out, &rest);
	if (rc != SQLITE_OK)
		return fail(db, rc);
	/* A second statement in one text would never run. */
	if (!*out || (rest && *rest)) {
		(void)sqlite3_finalize(*out);
		*out = NULL;
		return fail(db, SQLITE_MISUSE);
	}
	return JAL_OK;
}

static enum jal_err spare_copy(struct db *db, const char *text, struct db_st **out)
{
	struct db_st *st = calloc(1, sizeof(*st));
	if (!st)
		return fail(db, SQLITE_NOMEM);
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

static enum jal_err use(struct db *db, const struct db_sql *sql, int which, struct db_st **out)
{
	struct table *table = NULL;
	if (which < 0 || which >= sql->count)
		return fail(db, SQLITE_MISUSE);
	enum jal_err err = table_of(db, sql, &table);
	if (err)
		return err;
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
	const enum jal_err err = use(db, sql, which, &st);
	if (err)
		return err;
	if (db->transaction != WRITING && !sqlite3_stmt_readonly(st->st)) {
		db_done(st);
		return fail(db, SQLITE_MISUSE);
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

void db_bind_null(struct db_st *st, int at)
{
	bound(st, sqlite3_bind_null(st->st, at));
}

enum jal_err db_step(struct db_st *st, bool *row)
{
	if (st->bind_rc != SQLITE_OK)
		return fail(st->db, st->bind_rc);
	const int rc = sqlite3_step(st->st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return fail(st->db, rc);
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

void db_done(struct db_st *st)
{
	if (!st || !st->busy) /* NOLINT(clang-analyzer-unix.Malloc): see undo */
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
		return fail(st->db, SQLITE_CORRUPT);
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
	if (db->transaction != WRITING)
		return fail(db, SQLITE_MISUSE);
	const int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? JAL_OK : fail(db, rc);
}

/* ---- transactions ---- */

static enum jal_err run_own(struct db *db, int which)
{
	struct db_st *st = NULL;
	const enum jal_err err = use(db, &own_sql, which, &st);
	return err ? err : db_run(st);
}

enum jal_err db_begin(struct db *db)
{
	if (db->transaction != NONE || db->in_use > 0)
		return fail(db, SQLITE_MISUSE);
	turn_take(db->turn, db->first);
	const enum jal_err err = run_own(db, BEGIN);
	if (err) {
		turn_give(db->turn);
		return err;
	}
	db->transaction = WRITING;
	return JAL_OK;
}

/* A full disk or a lost file makes SQLite roll back by itself. */
static void undo(struct db *db)
{
	const int code = db->code;
	for (size_t i = 0; i < db->table_count; i++) {
		for (int j = 0; j < db->tables[i].sql->count; j++)
			db_done(&db->tables[i].st[j]);
	}
	/* db_done takes the spare it frees off the list, which the analyzer does not follow. */
	while (db->spares)
		db_done(db->spares); /* NOLINT(clang-analyzer-unix.Malloc) */
	if (!sqlite3_get_autocommit(db->h) && run_own(db, ROLLBACK) != JAL_OK)
		(void)sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	db->code = code;
}

enum jal_err db_commit(struct db *db)
{
	if (db->transaction != WRITING)
		return fail(db, SQLITE_MISUSE);
	const enum jal_err err = run_own(db, COMMIT);
	if (err)
		undo(db);
	db->transaction = NONE;
	turn_give(db->turn);
	return err;
}

void db_rollback(struct db *db)
{
	if (db->transaction == NONE)
		return;
	undo(db);
	if (db->transaction == WRITING)
		turn_give(db->turn);
	db->transaction = NONE;
}

bool db_in_transaction(const struct db *db)
{
	return db->transaction == WRITING;
}

enum jal_err db_enter(struct db *db, bool *own)
{
	if (db->transaction == WRITING) {
		*own = false;
		return JAL_OK;
	}
	const enum jal_err err = db_begin(db);
	if (!err)
		*own = true;
	return err;
}

enum jal_err db_leave(struct db *db, bool own, enum jal_err err)
{
	if (!own)
		return err;
	if (!err)
		return db_commit(db);
	db_rollback(db);
	return err;
}

bool db_wanted(const struct db *db)
{
	return turn_wanted(db->turn);
}

enum jal_err db_read_begin(struct db *db)
{
	if (db->transaction != NONE)
		return fail(db, SQLITE_MISUSE);
	const enum jal_err err = run_own(db, BEGIN_READ);
	if (!err)
		db->transaction = READING;
	return err;
}

void db_read_end(struct db *db)
{
	if (db->transaction == READING)
		db_rollback(db);
}

enum jal_err db_checkpoint(struct db *db)
{
	if (db->transaction != NONE)
		return fail(db, SQLITE_MISUSE);
	turn_take(db->turn, db->first);
	const int rc = sqlite3_wal_checkpoint_v2(db->h, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	turn_give(db->turn);
	return rc == SQLITE_OK ? JAL_OK : fail(db, rc);
}

void db_interrupt(struct db *db)
{
	sqlite3_interrupt(db->h);
}

/* ---- detail ---- */

int db_code(const struct db *db)
{
	return db->code;
}

enum jal_err db_explain(const struct db *db, enum jal_err err, struct diag *diag)
{
	return sqlerr_explain(db->code, err, diag);
}

struct sqlite3 *db_sqlite(struct db *db)
{
	return db->h;
}
