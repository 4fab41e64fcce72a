/*
 * A database handle: SQLCipher with its settings checked, statements prepared
 * once and cached, transactions, and one fair write turn between the handles of
 * a vault. Knows nothing of tables.
 *
 * A handle belongs to one thread. A module that runs SQL puts whole statements
 * in a table at its top:
 *
 *	enum { GET, PUT, COUNT };
 *	static const char *const text[COUNT] = {
 *		[GET] = "SELECT value FROM meta WHERE name = ?1",
 *		[PUT] = "INSERT …",
 *	};
 *	const struct db_sql meta_sql = { "meta", COUNT, text };
 *
 * and runs them so (bind errors are kept and returned by the next step):
 *
 *	struct db_st *st = NULL;
 *	enum jal_err err = db_use(db, &meta_sql, GET, &st);
 *	if (err)
 *		return err;
 *	db_bind_text(st, 1, name);
 *	bool row = false;
 *	err = db_step(st, &row);
 *	if (!err && row)
 *		value = db_col_i64(st, 0);
 *	db_done(st);
 */
#ifndef CORE_DB_H
#define CORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/secret.h"
#include "core/turn.h"

#define DB_KEY_BYTES 32

struct db;
struct db_st;
struct sqlite3;

/* The statements of one module. Static, or at least as long-lived as the handle. */
struct db_sql {
	const char *name;		/* the module's, for error details */
	int count;
	const char *const *text;	/* `count` whole statements, one each */
};

struct db_options {
	const char *path;
	const struct secret *key;	/* DB_KEY_BYTES, given raw to SQLCipher; only read during the call */
	struct turn *turn;		/* shared by all handles of this file; outlives them */
	bool first;			/* the screen's handle: its writes go before the others' */
	bool create;			/* the file is there and empty: make the database */
	bool read_only;			/* a copy to be looked at: nothing is written, also beside it */
};

/*
 * Opens and reads once. Every setting that safety rests on is set, read back,
 * and the handle refused if one does not hold (JAL_ERR_INVALID).
 * JAL_ERR_CORRUPT: the key does not open the file's first page, or the file is
 * shorter than it says, or empty (code tells SQLITE_NOTADB from SQLITE_CORRUPT).
 * JAL_ERR_IO, JAL_ERR_NOMEM, JAL_ERR_BUSY. code (may be NULL) gets SQLite's
 * extended result code on failure.
 */
JAL_MUST enum jal_err db_open(const struct db_options *options, struct db **out, int *code);

/* Rolls back what was not committed, closes, frees; SQLCipher wipes its key.
 * NULL is fine. The last handle of a file also folds the WAL back into it. */
void db_close(struct db *db);

/* Closing will then leave file and WAL as they are, for someone else to look at. */
void db_leave_log(struct db *db);

/* ---- statements ---- */

/* The statement, ready to be bound: prepared on first use and kept. Borrowed
 * until db_done. Using it again before that gives another copy, so recursion
 * works. A statement that writes is refused outside db_begin … db_commit
 * (JAL_ERR_INVALID): there is no autocommit. */
JAL_MUST enum jal_err db_use(struct db *db, const struct db_sql *sql, int which, struct db_st **out);

/* at counts from 1. Text and bytes are not copied: they live until db_done.
 * NULL text, blob or id binds SQL's NULL; an empty blob is not NULL. */
void db_bind_i64(struct db_st *st, int at, int64_t value);
void db_bind_bool(struct db_st *st, int at, bool value);
void db_bind_text(struct db_st *st, int at, const char *text);
void db_bind_textn(struct db_st *st, int at, const char *text, size_t n);
void db_bind_blob(struct db_st *st, int at, const void *data, size_t n);
void db_bind_id(struct db_st *st, int at, const struct jal_id *id);
void db_bind_hash(struct db_st *st, int at, const struct jal_hash *hash);

/* One step; row tells whether there is a row (false: finished). An error of a
 * bind is returned here. */
JAL_MUST enum jal_err db_step(struct db_st *st, bool *row);
/* To the end, then db_done, also on error: for statements whose rows nobody reads. */
JAL_MUST enum jal_err db_run(struct db_st *st);
/* Resets and clears the bindings, so that the values may go. NULL is fine. */
void db_done(struct db_st *st);
/* Resets but keeps the statement in hand and its bindings, to bind some anew and
 * step again (a loop of inserts). */
void db_again(struct db_st *st);

/* All rows, each read into size zeroed bytes; then the statement is done with, also
 * on error: for those who ask the database anew at every row. On success the
 * caller frees list (NULL when there is no row). */
JAL_MUST enum jal_err db_rows(struct db_st *st, size_t size, enum jal_err (*read)(struct db_st *st, void *row),
	void **list, size_t *count);

/* Columns count from 0. Text and bytes are borrowed until the next step or
 * db_done; NULL for SQL's NULL. Text is NUL-terminated; db_col_len is its length
 * in bytes, to be asked after the text. */
bool db_col_null(struct db_st *st, int col);
int64_t db_col_i64(struct db_st *st, int col);
bool db_col_bool(struct db_st *st, int col);
const char *db_col_text(struct db_st *st, int col);
const void *db_col_blob(struct db_st *st, int col);
size_t db_col_len(struct db_st *st, int col);
/* JAL_ERR_CORRUPT when the column is not 16 (32) bytes; NULL gives ID_ZERO. */
JAL_MUST enum jal_err db_col_id(struct db_st *st, int col, struct jal_id *out);
JAL_MUST enum jal_err db_col_hash(struct db_st *st, int col, struct jal_hash *out);

/* For statements whose one column is a whole number, none NULL: all of them, in
 * order, and db_done, also on error. The caller frees out; NULL when there is none. */
JAL_MUST enum jal_err db_list(struct db_st *st, int64_t **out, size_t *count);

/* Rows changed by the last insert, update or delete; the last rowid inserted. */
int64_t db_changes(const struct db *db);
int64_t db_last_rowid(const struct db *db);

/* For schema and upgrades only: one or more statements made from the model,
 * never from what someone typed. Inside a transaction. */
JAL_MUST enum jal_err db_exec(struct db *db, const char *sql);

/* ---- transactions ---- */

/* Waits for the write turn, then BEGIN IMMEDIATE. JAL_ERR_INVALID when this
 * handle is already in a transaction or a statement is in use. */
JAL_MUST enum jal_err db_begin(struct db *db);
/* On disk when it returns JAL_OK. On error everything was rolled back. Gives the
 * turn back in both cases. */
JAL_MUST enum jal_err db_commit(struct db *db);
/* Fine when there is no transaction. Resets statements left in use. */
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* For functions that may be called inside someone's transaction or not:
 * db_enter begins one only if there is none and tells so in own; db_leave commits
 * or (err ≠ JAL_OK) rolls back only what db_enter began, and returns the first
 * error. */
JAL_MUST enum jal_err db_enter(struct db *db, bool *own);
JAL_MUST enum jal_err db_leave(struct db *db, bool own, enum jal_err err);

/* Another number after each change that this handle sees in the database, its own
 * or another's: what was worked out from the data can be kept until then. */
JAL_MUST enum jal_err db_version(struct db *db, uint64_t *out);

/* How many KiB of pages a handle may keep (0: as after opening). A long
 * transaction that writes all over the file is faster with more; what is too much
 * then is given back at once. */
void db_cache(struct db *db, int kib);

/* The same for functions that may be called within someone's view, transaction or
 * statement: own tells whether one was begun, which db_read_leave ends. Without
 * it each statement of many locks and unlocks the file. */
JAL_MUST enum jal_err db_read_enter(struct db *db, bool *own);
void db_read_leave(struct db *db, bool own);

/* Folds the WAL into the file and empties it. Not inside a transaction.
 * JAL_ERR_BUSY when another handle is reading: nothing is lost, try later. */
JAL_MUST enum jal_err db_checkpoint(struct db *db);

/* ---- detail ---- */

/* SQLite's extended code of the last failure on this handle; 0 if none. */
int db_code(const struct db *db);
/* Fills diag with a sentence for err, which a call on db returned: full disk,
 * damaged file, or the general one with SQLite's code. Never a bound value. */
JAL_MUST enum jal_err db_explain(const struct db *db, enum jal_err err, struct diag *diag);

/* SQLite's own handle, for functions and tokenizers that core registers. Never
 * used to run statements. */
struct sqlite3 *db_sqlite(struct db *db);

#endif
