/* The orders that the database keeps: how many lines there are, which ones stand where, where one stands. */
#include "core/caseload_inside.h"

enum {
	ALL_COUNT,
	PASSES,
	/* One a sort, in the order of enum caseload_sort. */
	WINDOW,
	BACK = WINDOW + CASELOAD_SORT_COUNT,
	ONWARD = BACK + CASELOAD_SORT_COUNT,
	BACKWARD = ONWARD + CASELOAD_SORT_COUNT,
	BEFORE = BACKWARD + CASELOAD_SORT_COUNT,
	AFTER = BEFORE + CASELOAD_SORT_COUNT,
	LATE = AFTER + CASELOAD_SORT_COUNT,
	PER_ORDER = LATE + CASELOAD_SORT_COUNT,
	/* The same again with a filter, which each line would pay for. */
	FILTERED = PER_ORDER - WINDOW,
	COUNT = PER_ORDER + FILTERED
};
/* ?1 archived ?2 cid or 0 ?3 mine ?4 conflicts ?5 unsent ?6 own dev. The index of each order holds
 * all of these but what is unsent. LINES: by the number of the folder. */
#define LINES "list_row NOT INDEXED WHERE archived = ?1"
#define FILTER                                                                                           \
	" AND (?2 = 0 OR cid = ?2) AND (?3 = 0 OR mine = 1) AND (?4 = 0 OR conflict = 1)"              \
	" AND (?5 = 0 OR own > coalesce((SELECT w.received FROM j_own w WHERE w.cid = list_row.cid"     \
	" AND w.dev = ?6), 0))"
#define BY(name) "list_row INDEXED BY list_row_" name " WHERE archived = ?1"
/* The dossier ?7 in that order. */
#define KEY(columns) "(SELECT " columns ", fid FROM list_row WHERE fid = ?7)"
/* Lines here and there, all over the table: where about a dossier stands among them, it stands among all. */
#define SAMPLE                                                                                           \
	" AND fid IN (WITH RECURSIVE some (n, fid) AS (SELECT 1, (SELECT max(fid) FROM list_row) / 32"  \
	" UNION ALL SELECT n + 1, (SELECT max(fid) FROM list_row) * (2 * n + 1) / 32 FROM some WHERE n < 16)" \
	" SELECT fid FROM some)"
#define ONE(sort, more, name, columns, backwards, filter)                                               \
	[WINDOW + (more) + (sort)] = "SELECT fid FROM " BY(name) filter " ORDER BY " columns             \
				     ", fid LIMIT ?7 OFFSET ?8",                                         \
	[BACK + (more) + (sort)] = "SELECT fid FROM " BY(name) filter " ORDER BY " backwards             \
				   ", fid DESC LIMIT ?7 OFFSET ?8",                                      \
	[ONWARD + (more) + (sort)] = "SELECT fid FROM " BY(name) filter " AND (" columns ", fid) >= " KEY(columns) \
				     " ORDER BY " columns ", fid LIMIT ?8 OFFSET ?9",                     \
	[BACKWARD + (more) + (sort)] = "SELECT fid FROM " BY(name) filter " AND (" columns ", fid) < " KEY(columns) \
				       " ORDER BY " backwards ", fid DESC LIMIT ?8 OFFSET ?9",          \
	[BEFORE + (more) + (sort)] = "SELECT count(*) FROM " BY(name) filter " AND (" columns ", fid) < " KEY(columns), \
	[AFTER + (more) + (sort)] = "SELECT count(*) FROM " BY(name) filter " AND (" columns ", fid) > " KEY(columns), \
	[LATE + (more) + (sort)] = "SELECT 2 * sum((" columns ", fid) < " KEY(columns) ") > count(*) FROM " LINES filter SAMPLE
#define ORDERED(sort, name, columns, backwards)                                                         \
	ONE(sort, 0, name, columns, backwards, ""), ONE(sort, FILTERED, name, columns, backwards, FILTER)
static const char *const text[COUNT] = {
	[ALL_COUNT] = "SELECT count(*) FROM " BY("counts") FILTER,
	[PASSES] = "SELECT 1 FROM " LINES FILTER " AND fid = ?7",
	ORDERED(CASELOAD_BY_URGENCY, "urgency", "urgency, sort_key", "urgency DESC, sort_key DESC"),
	ORDERED(CASELOAD_BY_NAME, "name", "sort_key", "sort_key DESC"),
	ORDERED(CASELOAD_BY_LAST_CONTACT, "last_contact", "last_contact, sort_key", "last_contact DESC, sort_key DESC"),
	ORDERED(CASELOAD_BY_CONTRACT_END, "contract_end", "contract_end, sort_key", "contract_end DESC, sort_key DESC"),
	ORDERED(CASELOAD_BY_TOWN, "town", "town_key, sort_key", "town_key DESC, sort_key DESC"),
};
const struct db_sql caseload_order_sql = { "caseload_order", COUNT, text };

static enum jal_err use(struct db *db, const struct caseload_filter *f, int which, struct db_st **out)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &caseload_order_sql, which, &st);
	if (err)
		return err;
	db_bind_bool(st, 1, f->q->archived);
	db_bind_i64(st, 2, f->cid);
	db_bind_bool(st, 3, f->q->mine);
	db_bind_bool(st, 4, f->q->conflicts);
	db_bind_bool(st, 5, f->q->unsent);
	db_bind_i64(st, 6, f->dev);
	*out = st;
	return JAL_OK;
}

/* A statement of the query's order. */
static enum jal_err use_order(struct db *db, const struct caseload_filter *f, int which, struct db_st **out)
{
	const bool filtered = f->q->mine || f->q->conflicts || f->q->unsent || f->cid != 0;
	return use(db, f, which + (int)f->q->sort + (filtered ? FILTERED : 0), out);
}

/* The one number that a statement gives; st was bound. */
static enum jal_err one_number(struct db_st *st, bool *there, int64_t *out)
{
	bool row = false;
	const enum jal_err err = db_step(st, &row);
	if (!err && row)
		*out = db_col_i64(st, 0);
	*there = row;
	db_done(st);
	return err;
}

enum jal_err caseload_order_count(struct db *db, const struct caseload_filter *f, size_t *count)
{
	struct db_st *st = NULL;
	int64_t n = 0;
	bool there = false;
	enum jal_err err = use(db, f, ALL_COUNT, &st);
	if (err)
		return err;
	err = one_number(st, &there, &n);
	if (!err)
		*count = (size_t)n;
	return err;
}

enum jal_err caseload_order_all(struct db *db, const struct caseload_filter *f, int64_t **fids, size_t *count)
{
	struct db_st *st = NULL;
	const enum jal_err err = use_order(db, f, WINDOW, &st);
	if (err)
		return err;
	db_bind_i64(st, 7, -1);
	db_bind_i64(st, 8, 0);
	return db_list(st, fids, count);
}

static enum jal_err take(struct db_st *st, size_t n, int64_t *fids, size_t *count)
{
	bool row = false;
	size_t got = 0;
	enum jal_err err = JAL_OK;
	while (got < n && !(err = db_step(st, &row)) && row)
		fids[got++] = db_col_i64(st, 0);
	db_done(st);
	*count = got;
	return err;
}

static void turn(int64_t *fids, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		const int64_t other = fids[n - 1 - i];
		fids[n - 1 - i] = fids[i];
		fids[i] = other;
	}
}

static enum jal_err from_an_end(struct db *db, const struct caseload_filter *f, size_t all, size_t first, size_t n,
	int64_t *fids, size_t *count)
{
	const bool back = first > all / 2;
	struct db_st *st = NULL;
	enum jal_err err = use_order(db, f, back ? BACK : WINDOW, &st);
	if (err)
		return err;
	db_bind_i64(st, 7, (int64_t)n);
	db_bind_i64(st, 8, (int64_t)(back ? all - first - n : first));
	err = take(st, n, fids, count);
	if (back)
		turn(fids, *count);
	return err;
}

/* n lines from a line on, or before it, with some passed over. */
static enum jal_err from_line(struct db *db, const struct caseload_filter *f, int which, int64_t fid, size_t skip, size_t n,
	int64_t *fids, size_t *count)
{
	struct db_st *st = NULL;
	enum jal_err err = use_order(db, f, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 7, fid);
	db_bind_i64(st, 8, (int64_t)n);
	db_bind_i64(st, 9, (int64_t)skip);
	err = take(st, n, fids, count);
	if (which == BACKWARD)
		turn(fids, *count);
	return err;
}

static enum jal_err around(struct db *db, const struct caseload_filter *f, const struct caseload_line *near, size_t first,
	size_t n, int64_t *fids, size_t *count)
{
	size_t before = 0, after = 0;
	if (first >= near->at)
		return from_line(db, f, ONWARD, near->fid, first - near->at, n, fids, count);
	const size_t want = near->at - first < n ? near->at - first : n;
	enum jal_err err = from_line(db, f, BACKWARD, near->fid, near->at - first - want, want, fids, &before);
	if (!err && n > want)
		err = from_line(db, f, ONWARD, near->fid, 0, n - want, fids + before, &after);
	*count = before + after;
	return err;
}

enum jal_err caseload_order_window(struct db *db, const struct caseload_filter *f, const struct caseload_line *near,
	size_t all, size_t first, size_t n, int64_t *fids, size_t *count)
{
	/* From where it is nearest, since what lies before is passed over line by line. */
	const size_t end = first < all / 2 ? first : all - first;
	const size_t there = !near ? SIZE_MAX : first > near->at ? first - near->at : near->at - first;
	return there < end ? around(db, f, near, first, n, fids, count) : from_an_end(db, f, all, first, n, fids, count);
}

static enum jal_err passes(struct db *db, const struct caseload_filter *f, int64_t fid, bool *yes)
{
	struct db_st *st = NULL;
	int64_t one = 0;
	const enum jal_err err = use(db, f, PASSES, &st);
	if (err)
		return err;
	db_bind_i64(st, 7, fid);
	return one_number(st, yes, &one);
}

/* The number that a statement of the order gives for a dossier. */
static enum jal_err order_number(struct db *db, const struct caseload_filter *f, int which, int64_t fid, int64_t *n)
{
	struct db_st *st = NULL;
	bool there = false;
	const enum jal_err err = use_order(db, f, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 7, fid);
	return one_number(st, &there, n);
}

enum jal_err caseload_order_place(struct db *db, const struct caseload_filter *f, size_t all, int64_t fid, size_t *at)
{
	int64_t n = 0, late = 0;
	bool yes = false;
	enum jal_err err = passes(db, f, fid, &yes);
	if (!err && !yes)
		err = JAL_ERR_NOT_FOUND;
	/* Counted from the nearer end, as far as a few lines tell which one that is. */
	if (!err)
		err = order_number(db, f, LATE, fid, &late);
	if (!err)
		err = order_number(db, f, late ? AFTER : BEFORE, fid, &n);
	if (err)
		return err;
	/* Another handle may have taken lines out since they were counted. */
	if (late && (size_t)n >= all)
		return JAL_ERR_NOT_FOUND;
	*at = late ? all - 1 - (size_t)n : (size_t)n;
	return JAL_OK;
}
