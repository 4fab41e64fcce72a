/* Whole database files: verify, copy, re-key. */
#include "core/dbfile.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/db_inside.h"
#include "core/sqlerr.h"

/* Runs one statement; rows counts what it gave, ok tells whether the only row said "ok". */
static enum jal_err run(struct db *db, const char *sql, const char *arg, uint32_t *rows, bool *ok)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db_sqlite(db), sql, -1, &st, NULL);
	if (rc == SQLITE_OK && arg)
		rc = sqlite3_bind_text(st, 1, arg, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK) {
		while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
			const char *said = (const char *)sqlite3_column_text(st, 0);
			*ok = *rows == 0 && said && strcmp(said, "ok") == 0;
			(*rows)++;
		}
	}
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? JAL_OK : sqlerr_of(rc);
}

enum jal_err dbfile_verify(struct db *db, uint32_t *bad)
{
	uint32_t rows = 0;
	bool ok = false;
	const enum jal_err err = run(db, "PRAGMA cipher_integrity_check", NULL, &rows, &ok);
	if (err)
		return err;
	if (bad)
		*bad = rows;
	return rows ? JAL_ERR_CORRUPT : JAL_OK;
}

enum jal_err dbfile_integrity(struct db *db)
{
	uint32_t rows = 0, orphans = 0;
	bool ok = false, unused = false;
	enum jal_err err = run(db, "PRAGMA integrity_check", NULL, &rows, &ok);
	if (!err && !ok)
		err = JAL_ERR_CORRUPT;
	if (!err)
		err = run(db, "PRAGMA foreign_key_check", NULL, &orphans, &unused);
	if (!err && orphans)
		err = JAL_ERR_CORRUPT;
	return err;
}

static enum jal_err sync_file(const char *path)
{
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return JAL_ERR_IO;
	const int failed = fsync(fd);
	(void)close(fd);
	return failed ? JAL_ERR_IO : JAL_OK;
}

enum jal_err dbfile_copy(struct db *db, const char *path)
{
	uint32_t rows = 0;
	bool ok = false;
	if (db_in_transaction(db))
		return JAL_ERR_INVALID;
	/* Made here so that its mode is ours; VACUUM takes an empty file. */
	const int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return JAL_ERR_IO;
	(void)close(fd);
	enum jal_err err = run(db, "VACUUM main INTO ?1", path, &rows, &ok);
	if (!err)
		err = sync_file(path);
	if (err)
		(void)unlink(path);
	return err;
}

enum jal_err dbfile_rekey(struct db *db, const struct secret *key)
{
	struct secret text = SECRET_INIT;
	const enum jal_err err = db_key_text(key, &text);
	if (err)
		return err;
	const int rc = sqlite3_rekey_v2(db_sqlite(db), "main", text.p, (int)text.n);
	secret_free(&text);
	return sqlerr_of(rc);
}
