/* SQLCipher handles, their settings and transactions. Statements are db_statement.c's. Knows nothing of tables. */
#include "core/db.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db_inside.h"
#include "core/sqlerr.h"
#include "core/wipe.h"

/* Decided by measure: see docs/performance.md. SQLCipher does not store it, so it is always said. */
#define PAGE_SIZE "4096"
/* Only checkpoints and the closing of another handle ever make us wait; writers queue in core/turn. */
#define BUSY_MS 5000

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
			return db_fail(db, rc);
		if (!settings[i].get)
			continue;
		rc = pragma(db, settings[i].get, settings[i].want, &same);
		if (rc != SQLITE_OK)
			return db_fail(db, rc);
		if (!same)
			return db_fail(db, SQLITE_MISUSE);
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
			return db_fail(db, rc);
		if (now != switches[i].value)
			return db_fail(db, SQLITE_MISUSE);
	}
	return JAL_OK;
}

enum jal_err db_key_text(const struct secret *key, struct secret *out)
{
	const size_t digits = 2 * DB_KEY_BYTES;
	struct secret text = SECRET_INIT;
	if (key->n != DB_KEY_BYTES)
		return JAL_ERR_INVALID;
	/* sodium_bin2hex ends its digits with a NUL, where the quote goes. */
	const enum jal_err err = secret_new(digits + 3, &text);
	if (err)
		return err;
	memcpy(text.p, "x'", 2);
	(void)sodium_bin2hex((char *)text.p + 2, digits + 1, key->p, key->n);
	text.p[2 + digits] = '\'';
	*out = text;
	return JAL_OK;
}

static enum jal_err give_key(struct db *db, const struct secret *key)
{
	struct secret text = SECRET_INIT;
	const enum jal_err err = db_key_text(key, &text);
	if (err)
		return err;
	const int rc = sqlite3_key_v2(db->h, "main", text.p, (int)text.n);
	secret_free(&text);
	return rc == SQLITE_OK ? JAL_OK : db_fail(db, rc);
}

static enum jal_err open_steps(struct db *db, const struct db_options *options)
{
	enum jal_err err = JAL_OK;
	bool any = false;

	const int mode = options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(options->path, &db->h, mode | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return db_fail(db, rc);
	(void)sqlite3_extended_result_codes(db->h, 1);
	(void)sqlite3_busy_timeout(db->h, BUSY_MS);
	/* A library without the cipher would write everything in clear and say nothing. */
	rc = pragma(db, "PRAGMA cipher_version", NULL, &any);
	if (rc != SQLITE_OK || !any)
		return db_fail(db, rc != SQLITE_OK ? rc : SQLITE_MISUSE);
	if ((err = apply(db, before_key, COUNT_OF(before_key))) ||
		(err = give_key(db, options->key)) || (err = apply(db, after_key, COUNT_OF(after_key))) ||
		(err = harden(db)))
		return err;
	rc = pragma(db, "SELECT count(*) FROM sqlite_schema", "0", &any);
	if (rc != SQLITE_OK)
		return db_fail(db, rc);
	/* SQLite takes a file that was emptied for a new database. */
	if (any != options->create)
		return options->create ? JAL_ERR_EXISTS : db_fail(db, SQLITE_CORRUPT);
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
	db_forget_statements(db);
	(void)sqlite3_close(db->h);
	free(db);
}

/* ---- transactions ---- */

static enum jal_err run_own(struct db *db, int which)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_take(db, &own_sql, which, &st);
	return err ? err : db_run(st);
}

enum jal_err db_begin(struct db *db)
{
	if (db->transaction != DB_IDLE || db->in_use > 0)
		return db_fail(db, SQLITE_MISUSE);
	turn_take(db->turn, db->first);
	const enum jal_err err = run_own(db, BEGIN);
	if (err) {
		turn_give(db->turn);
		return err;
	}
	db->transaction = DB_WRITING;
	return JAL_OK;
}

/* A full disk or a lost file makes SQLite roll back by itself. */
static void undo(struct db *db)
{
	const int code = db->code;
	db_reset_statements(db);
	if (!sqlite3_get_autocommit(db->h) && run_own(db, ROLLBACK) != JAL_OK)
		(void)sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	db->code = code;
}

enum jal_err db_commit(struct db *db)
{
	if (db->transaction != DB_WRITING)
		return db_fail(db, SQLITE_MISUSE);
	const enum jal_err err = run_own(db, COMMIT);
	if (err)
		undo(db);
	db->transaction = DB_IDLE;
	turn_give(db->turn);
	return err;
}

void db_rollback(struct db *db)
{
	if (db->transaction == DB_IDLE)
		return;
	undo(db);
	if (db->transaction == DB_WRITING)
		turn_give(db->turn);
	db->transaction = DB_IDLE;
}

bool db_in_transaction(const struct db *db)
{
	return db->transaction == DB_WRITING;
}

enum jal_err db_enter(struct db *db, bool *own)
{
	if (db->transaction == DB_WRITING) {
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

enum jal_err db_read_enter(struct db *db, bool *own)
{
	*own = false;
	if (db->transaction != DB_IDLE || db->in_use > 0)
		return JAL_OK;
	const enum jal_err err = run_own(db, BEGIN_READ);
	if (!err)
		db->transaction = DB_READING;
	*own = !err;
	return err;
}

void db_read_leave(struct db *db, bool own)
{
	if (own && db->transaction == DB_READING)
		db_rollback(db);
}

enum jal_err db_checkpoint(struct db *db)
{
	if (db->transaction != DB_IDLE)
		return db_fail(db, SQLITE_MISUSE);
	turn_take(db->turn, db->first);
	const int rc = sqlite3_wal_checkpoint_v2(db->h, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	turn_give(db->turn);
	return rc == SQLITE_OK ? JAL_OK : db_fail(db, rc);
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
