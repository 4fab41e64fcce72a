/* The inside of a database handle, shared by db.c, which opens it and has the transactions, db_statement.c and dbfile.c.
 * Nobody else includes it. */
#ifndef CORE_DB_INSIDE_H
#define CORE_DB_INSIDE_H

#include <sqlite3.h>

#include "core/db.h"

struct db_st {
	sqlite3_stmt *st;
	struct db *db;
	struct db_st *next;	/* spare copies only */
	int bind_rc;
	bool busy;
	bool spare;
};

struct db_table {
	const struct db_sql *sql;
	struct db_st *st;	/* sql->count of them */
};

enum db_transaction { DB_IDLE, DB_READING, DB_WRITING };

struct db {
	sqlite3 *h;
	struct turn *turn;
	struct db_table *tables;
	struct db_st *spares;
	size_t table_count;
	unsigned in_use;
	int code;
	bool first;
	enum db_transaction transaction;
};

/* Keeps SQLite's code in the handle and gives ours. */
JAL_MUST enum jal_err db_fail(struct db *db, int code);

/* The raw key as SQLCipher takes it, x'64 hex digits', so that it derives nothing from a passphrase. JAL_ERR_INVALID
 * unless key holds DB_KEY_BYTES. The caller frees out. */
JAL_MUST enum jal_err db_key_text(const struct secret *key, struct secret *out);

/* As db_use, also for what only transactions run. */
JAL_MUST enum jal_err db_take(struct db *db, const struct db_sql *sql, int which, struct db_st **out);
/* Finalises all statements. */
void db_forget_statements(struct db *db);
/* Resets all that are in use. */
void db_reset_statements(struct db *db);

#endif
