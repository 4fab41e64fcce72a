/* What a handle keeps of a file, and whether that is still so. Knows nothing of tables. */
#include <sqlite3.h>

#include "core/db.h"

/* Pages kept by each handle: a large list is then searched without deciphering it again. */
#define CACHE_KIB 8192

enum { DATA_VERSION, COUNT };
static const char *const text[COUNT] = {
	[DATA_VERSION] = "PRAGMA data_version",
};
static const struct db_sql db_cache_sql = { "db_cache", COUNT, text };

enum jal_err db_version(struct db *db, uint64_t *out)
{
	struct db_st *st = NULL;
	bool row = false;
	uint64_t others = 0;
	enum jal_err err = db_use(db, &db_cache_sql, DATA_VERSION, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && row)
		others = (uint64_t)db_col_i64(st, 0);
	db_done(st);
	if (!err)
		*out = others << 40 ^ (uint64_t)sqlite3_total_changes64(db_sqlite(db));
	return err;
}

void db_cache(struct db *db, int kib)
{
	char sql[48] = "";
	(void)sqlite3_snprintf((int)sizeof(sql), sql, "PRAGMA cache_size = -%d", kib > 0 ? kib : CACHE_KIB);
	/* Only speed depends on it. */
	(void)sqlite3_exec(db_sqlite(db), sql, NULL, NULL, NULL);
	if (kib <= 0)
		(void)sqlite3_db_release_memory(db_sqlite(db));
}
