/* What a handle keeps of a file, and whether that is still so. Knows nothing of tables. */
#include "core/db_inside.h"

/* Pages kept by each handle: a list is then searched and sorted without deciphering it again. A part of a large file,
 * the larger one for the handle that someone waits for, so that a hundred thousand dossiers stay under 64 MiB with a
 * worker at work. */
#define CACHE_KIB 8192
#define CACHE_KIB_FIRST 28672
#define CACHE_KIB_OTHER 12288
#define CACHE_PART_FIRST 40
#define CACHE_PART 64
#define PAGE_KIB 4

enum { DATA_VERSION, PAGES, COUNT };
static const char *const text[COUNT] = {
	[DATA_VERSION] = "PRAGMA data_version",
	[PAGES] = "PRAGMA page_count",
};
static const struct db_sql db_cache_sql = { "db_cache", COUNT, text };

static enum jal_err number(struct db *db, int which, uint64_t *out)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &db_cache_sql, which, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && row)
		*out = (uint64_t)db_col_i64(st, 0);
	db_done(st);
	return err;
}

enum jal_err db_version(struct db *db, uint64_t *out)
{
	uint64_t others = 0;
	const enum jal_err err = number(db, DATA_VERSION, &others);
	if (!err)
		*out = others << 40 ^ (uint64_t)sqlite3_total_changes64(db_sqlite(db));
	return err;
}

static int usual_kib(struct db *db)
{
	uint64_t pages = 0;
	if (number(db, PAGES, &pages) != JAL_OK)
		return CACHE_KIB;
	const uint64_t part = pages * PAGE_KIB / (db->first ? CACHE_PART_FIRST : CACHE_PART);
	const uint64_t most = db->first ? CACHE_KIB_FIRST : CACHE_KIB_OTHER;
	return part < CACHE_KIB ? CACHE_KIB : part > most ? (int)most : (int)part;
}

void db_cache(struct db *db, int kib)
{
	char sql[48] = "";
	(void)sqlite3_snprintf((int)sizeof(sql), sql, "PRAGMA cache_size = -%d", kib > 0 ? kib : usual_kib(db));
	/* Only speed depends on it. */
	(void)sqlite3_exec(db_sqlite(db), sql, NULL, NULL, NULL);
	if (kib <= 0)
		(void)sqlite3_db_release_memory(db_sqlite(db));
}
