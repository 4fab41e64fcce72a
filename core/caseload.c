/* The list of dossiers, a window at a time. Reads; writes nothing. */
#include "core/caseload.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload_inside.h"
#include "core/journal_inside.h"
#include "core/keyring.h"
#include "core/listing.h"
#include "core/search.h"

enum {
	ALL_COUNT,
	PASSES,
	FID,
	/* One a sort, in the order of enum caseload_sort. */
	WINDOW,
	BEFORE = WINDOW + CASELOAD_SORT_COUNT,
	WALK = BEFORE + CASELOAD_SORT_COUNT,
	KEY = WALK + CASELOAD_SORT_COUNT,
	COUNT = KEY + CASELOAD_SORT_COUNT
};
/* ?1 archived ?2 cid or 0 ?3 mine ?4 conflicts ?5 unsent ?6 own dev. The index of each order holds
 * all of these but what is unsent. */
#define FILTER                                                                                        \
	" WHERE archived = ?1 AND (?2 = 0 OR cid = ?2) AND (?3 = 0 OR mine = 1) AND (?4 = 0 OR conflict = 1)" \
	" AND (?5 = 0 OR own > coalesce((SELECT w.received FROM j_own w WHERE w.cid = list_row.cid"     \
	" AND w.dev = ?6), 0))"
#define ORDERED(sort, name, columns, text1)                                                           \
	[WINDOW + (sort)] = "SELECT fid FROM list_row INDEXED BY list_row_" name FILTER                 \
			    " ORDER BY " columns ", fid LIMIT ?7 OFFSET ?8",                           \
	[BEFORE + (sort)] = "SELECT count(*) FROM list_row INDEXED BY list_row_" name FILTER            \
			    " AND (" columns ", fid) < (SELECT " columns ", fid FROM list_row WHERE fid = ?7)", \
	[WALK + (sort)] = "SELECT fid FROM list_row INDEXED BY list_row_" name " WHERE archived = ?1"   \
			  " ORDER BY " columns ", fid LIMIT ?2 OFFSET ?3",                              \
	[KEY + (sort)] = "SELECT " text1 ", sort_key FROM list_row WHERE fid = ?1"
static const char *const text[COUNT] = {
	[ALL_COUNT] = "SELECT count(*) FROM list_row INDEXED BY list_row_urgency" FILTER,
	[PASSES] = "SELECT 1 FROM list_row" FILTER " AND fid = ?7",
	[FID] = "SELECT f.fid FROM j_folder f JOIN list_row l ON l.fid = f.fid WHERE f.id = ?1",
	ORDERED(CASELOAD_BY_URGENCY, "urgency", "urgency, sort_key", "urgency, ''"),
	ORDERED(CASELOAD_BY_NAME, "name", "sort_key", "0, ''"),
	ORDERED(CASELOAD_BY_LAST_CONTACT, "last_contact", "last_contact, sort_key", "last_contact, ''"),
	ORDERED(CASELOAD_BY_CONTRACT_END, "contract_end", "contract_end, sort_key", "contract_end, ''"),
	ORDERED(CASELOAD_BY_TOWN, "town", "town_key, sort_key", "0, town_key"),
};
const struct db_sql caseload_sql = { "caseload", COUNT, text };

/* Up to this many matches are sorted one by one, each a look at a page; of more,
 * the list's index is walked in its order until the window is full, which then
 * comes soon. */
#define FEW 200
#define STEP 4096

/* A set of fids. */
struct marks {
	uint64_t *bits;
	size_t words;
};

struct caseload_view {
	struct db *db;
	int32_t today;
	struct caseload_query q;	/* text is not kept */
	struct buf any, exact;		/* the question; empty: none */
	int64_t cid, dev;
	bool nowhere;			/* a caseload that is not held */
	size_t count;

	/* Answers to a question: in order, as far as it was needed. */
	int64_t *order;
	size_t order_count, order_cap;
	struct marks all, first;	/* when walking: matches; those ranked first */
	bool walking, second;		/* second: past the ones ranked first */
	int64_t offset;

	struct caseload_row *rows;
	struct arena arena;
};

enum jal_err caseload_open(struct db *db, int32_t today, struct caseload_view **out)
{
	struct caseload_view *v = calloc(1, sizeof(*v));
	if (!v)
		return JAL_ERR_NOMEM;
	v->db = db;
	v->today = today;
	*out = v;
	return JAL_OK;
}

static void forget_answer(struct caseload_view *v)
{
	buf_clear(&v->any);
	buf_clear(&v->exact);
	free(v->all.bits);
	free(v->first.bits);
	v->all = v->first = (struct marks){ NULL, 0 };
	v->order_count = 0;
	v->walking = v->second = v->nowhere = false;
	v->offset = 0;
	v->count = 0;
	v->cid = v->dev = 0;
}

void caseload_close(struct caseload_view *v)
{
	if (!v)
		return;
	forget_answer(v);
	buf_free(&v->any);
	buf_free(&v->exact);
	free(v->order);
	arena_free(&v->arena);
	free(v);
}

/* ---- filters ---- */

static void bind_filter(const struct caseload_view *v, struct db_st *st)
{
	db_bind_bool(st, 1, v->q.archived);
	db_bind_i64(st, 2, v->cid);
	db_bind_bool(st, 3, v->q.mine);
	db_bind_bool(st, 4, v->q.conflicts);
	db_bind_bool(st, 5, v->q.unsent);
	db_bind_i64(st, 6, v->dev);
}

static bool filtered(const struct caseload_view *v)
{
	return v->cid || v->q.mine || v->q.conflicts || v->q.unsent;
}

static enum jal_err resolve(struct caseload_view *v)
{
	struct keyring_device device = { .id = ID_ZERO };
	struct jal_id final = ID_ZERO;
	enum jal_err err = JAL_OK;
	if (!id_is_zero(&v->q.caseload)) {
		err = journal_final_caseload(v->db, &v->q.caseload, &final);
		if (!err)
			err = journal_cid(v->db, &final, false, &v->cid);
		v->nowhere = err == JAL_ERR_NOT_FOUND;
		if (v->nowhere)
			return JAL_OK;
	}
	if (!err)
		err = keyring_device(v->db, &device);
	if (!err)
		err = journal_dev(v->db, &device.id, false, &v->dev);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
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

static enum jal_err passes(struct caseload_view *v, int64_t fid, bool *yes)
{
	struct db_st *st = NULL;
	int64_t one = 0;
	const enum jal_err err = db_use(v->db, &caseload_sql, PASSES, &st);
	if (err)
		return err;
	bind_filter(v, st);
	db_bind_i64(st, 7, fid);
	return one_number(st, yes, &one);
}

static enum jal_err count_all(struct caseload_view *v)
{
	struct db_st *st = NULL;
	int64_t n = 0;
	bool there = false;
	enum jal_err err = db_use(v->db, &caseload_sql, ALL_COUNT, &st);
	if (err)
		return err;
	bind_filter(v, st);
	err = one_number(st, &there, &n);
	v->count = (size_t)n;
	return err;
}

/* ---- marks ---- */

static bool marked(const struct marks *m, int64_t fid)
{
	const size_t word = (size_t)fid / 64;
	return word < m->words && (m->bits[word] >> ((size_t)fid % 64) & 1U);
}

static enum jal_err mark_all(struct marks *m, const int64_t *fids, size_t n)
{
	int64_t most = 0;
	for (size_t i = 0; i < n; i++)
		most = fids[i] > most ? fids[i] : most;
	m->words = (size_t)most / 64 + 1;
	m->bits = calloc(m->words, sizeof(*m->bits));
	if (!m->bits)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		m->bits[(size_t)fids[i] / 64] |= UINT64_C(1) << ((size_t)fids[i] % 64);
	return JAL_OK;
}

/* ---- answering a question ---- */

static enum jal_err keep(struct caseload_view *v, int64_t fid)
{
	if (v->order_count == v->order_cap) {
		const size_t cap = v->order_cap ? v->order_cap * 2 : 256;
		int64_t *more = realloc(v->order, cap * sizeof(*more));
		if (!more)
			return JAL_ERR_NOMEM;
		v->order = more;
		v->order_cap = cap;
	}
	v->order[v->order_count++] = fid;
	return JAL_OK;
}

/* A match with what it is sorted by. */
struct match {
	int64_t fid, number;
	bool later;	/* not among those ranked first */
	const char *text1, *text2;
};

static int by_order(const void *pa, const void *pb)
{
	const struct match *a = pa;
	const struct match *b = pb;
	if (a->later != b->later)
		return a->later ? 1 : -1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	int order = strcmp(a->text1, b->text1);
	if (!order)
		order = strcmp(a->text2, b->text2);
	return order ? order : a->fid < b->fid ? -1 : a->fid > b->fid;
}

static enum jal_err read_key(struct caseload_view *v, struct arena *arena, struct match *m, bool *there)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(v->db, &caseload_sql, KEY + (int)v->q.sort, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, m->fid);
	err = db_step(st, there);
	if (!err && *there) {
		m->number = db_col_i64(st, 0);
		const char *text1 = db_col_text(st, 1);
		m->text1 = arena_copy(arena, text1, db_col_len(st, 1));
		const char *text2 = db_col_text(st, 2);
		m->text2 = arena_copy(arena, text2, db_col_len(st, 2));
		if (!m->text1 || !m->text2)
			err = JAL_ERR_NOMEM;
	}
	db_done(st);
	return err;
}

static enum jal_err sort_few(struct caseload_view *v, const int64_t *fids, size_t n)
{
	struct arena arena = ARENA_INIT;
	size_t count = 0;
	enum jal_err err = JAL_OK;
	struct match *matches = arena_array(&arena, n, sizeof(*matches));
	if (!matches)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < n; i++) {
		bool there = false;
		matches[count] = (struct match){ .fid = fids[i], .later = !marked(&v->first, fids[i]) };
		err = read_key(v, &arena, &matches[count], &there);
		if (there)
			count++;
	}
	if (!err && count)
		qsort(matches, count, sizeof(*matches), by_order);
	for (size_t i = 0; !err && i < count; i++)
		err = keep(v, matches[i].fid);
	v->count = v->order_count;
	arena_free(&arena);
	return err;
}

/* Walks the list in its order until `want` matches are known. */
static enum jal_err walk(struct caseload_view *v, size_t want)
{
	while (v->walking && v->order_count < want) {
		struct db_st *st = NULL;
		bool row = false;
		int64_t seen = 0;
		enum jal_err err = db_use(v->db, &caseload_sql, WALK + (int)v->q.sort, &st);
		if (err)
			return err;
		db_bind_bool(st, 1, v->q.archived);
		db_bind_i64(st, 2, STEP);
		db_bind_i64(st, 3, v->offset);
		while (v->order_count < want && !(err = db_step(st, &row)) && row) {
			const int64_t fid = db_col_i64(st, 0);
			seen++;
			if (marked(&v->all, fid) && marked(&v->first, fid) != v->second) {
				err = keep(v, fid);
				if (err)
					break;
			}
		}
		db_done(st);
		if (err)
			return err;
		v->offset += seen;
		if (v->order_count >= want || seen == STEP)
			continue;
		/* The end: those ranked first are done, or all are. */
		v->walking = !v->second;
		v->second = true;
		v->offset = 0;
	}
	return JAL_OK;
}

static enum jal_err drop_filtered(struct caseload_view *v, int64_t *fids, size_t *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		bool yes = false;
		const enum jal_err err = passes(v, fids[i], &yes);
		if (err)
			return err;
		if (yes)
			fids[kept++] = fids[i];
	}
	*n = kept;
	return JAL_OK;
}

static enum jal_err answer(struct caseload_view *v)
{
	int64_t *fids = NULL, *first = NULL;
	size_t n = 0, first_n = 0;
	enum jal_err err = search_run(v->db, buf_str(&v->any), v->q.archived, &fids, &n);
	if (!err && filtered(v))
		err = drop_filtered(v, fids, &n);
	if (!err && n)
		err = search_run(v->db, buf_str(&v->exact), v->q.archived, &first, &first_n);
	if (!err && n)
		err = mark_all(&v->first, first, first_n);
	if (err)
		goto out;
	v->count = n;
	if (n > FEW) {
		v->walking = true;
		err = mark_all(&v->all, fids, n);
	} else if (n) {
		err = sort_few(v, fids, n);
	}
out:
	free(fids);
	free(first);
	return err;
}

enum jal_err caseload_find(struct caseload_view *v, const struct caseload_query *q, size_t *count)
{
	enum jal_err err = JAL_OK;
	forget_answer(v);
	v->q = *q;
	v->q.text = NULL;
	if ((unsigned)q->sort >= CASELOAD_SORT_COUNT)
		return JAL_ERR_INVALID;
	if (q->text)
		err = search_ask(q->text, &v->any, &v->exact);
	/* Bytes that are not text find nothing; they are no failure of the list. */
	if (err == JAL_ERR_SYNTAX) {
		v->nowhere = true;
		err = JAL_OK;
	}
	if (!err && !v->nowhere)
		err = resolve(v);
	if (!err && !v->nowhere)
		err = v->any.len ? answer(v) : count_all(v);
	if (!err)
		*count = v->count;
	return err;
}

/* ---- windows ---- */

static enum jal_err read_rows(struct caseload_view *v, const int64_t *fids, size_t n, const struct caseload_row **rows,
	size_t *count)
{
	size_t got = 0;
	arena_free(&v->arena);
	v->rows = arena_array(&v->arena, n, sizeof(*v->rows));
	if (!v->rows)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const enum jal_err err = caseload_read_row(v->db, v->today, v->dev, fids[i], &v->arena, &v->rows[got]);
		/* Gone since the answer: a hole closes. */
		if (err && err != JAL_ERR_NOT_FOUND)
			return err;
		if (!err)
			got++;
	}
	*rows = v->rows;
	*count = got;
	return JAL_OK;
}

static enum jal_err window_fids(struct caseload_view *v, size_t first, size_t n, int64_t *fids, size_t *count)
{
	struct db_st *st = NULL;
	bool row = false;
	size_t got = 0;
	enum jal_err err = db_use(v->db, &caseload_sql, WINDOW + (int)v->q.sort, &st);
	if (err)
		return err;
	bind_filter(v, st);
	db_bind_i64(st, 7, (int64_t)n);
	db_bind_i64(st, 8, (int64_t)first);
	while (got < n && !(err = db_step(st, &row)) && row)
		fids[got++] = db_col_i64(st, 0);
	db_done(st);
	*count = got;
	return err;
}

enum jal_err caseload_window(struct caseload_view *v, size_t first, size_t n, const struct caseload_row **rows,
	size_t *count)
{
	if (first >= v->count || v->nowhere)
		n = 0;
	else if (n > v->count - first)
		n = v->count - first;
	if (n == 0)
		return read_rows(v, NULL, 0, rows, count);
	if (v->any.len) {
		const enum jal_err err = walk(v, first + n);
		if (err)
			return err;
		if (first >= v->order_count)
			return read_rows(v, NULL, 0, rows, count);
		const size_t there = v->order_count - first;
		return read_rows(v, v->order + first, n < there ? n : there, rows, count);
	}
	int64_t *fids = malloc(n * sizeof(*fids));
	size_t got = 0;
	if (!fids)
		return JAL_ERR_NOMEM;
	enum jal_err err = window_fids(v, first, n, fids, &got);
	if (!err)
		err = read_rows(v, fids, got, rows, count);
	free(fids);
	return err;
}

/* ---- places ---- */

static enum jal_err find_fid(struct db *db, const struct jal_id *dossier, int64_t *fid)
{
	struct db_st *st = NULL;
	bool there = false;
	enum jal_err err = db_use(db, &caseload_sql, FID, &st);
	if (err)
		return err;
	db_bind_id(st, 1, dossier);
	err = one_number(st, &there, fid);
	return err || there ? err : JAL_ERR_NOT_FOUND;
}

static enum jal_err place_found(struct caseload_view *v, int64_t fid, size_t *at)
{
	for (size_t i = 0; i < v->count; i++) {
		const enum jal_err err = walk(v, i + 1);
		if (err)
			return err;
		if (i >= v->order_count)
			break;
		if (v->order[i] == fid) {
			*at = i;
			return JAL_OK;
		}
	}
	return JAL_ERR_NOT_FOUND;
}

enum jal_err caseload_place(struct caseload_view *v, const struct jal_id *dossier, size_t *at)
{
	struct db_st *st = NULL;
	int64_t fid = 0, before = 0;
	bool yes = false;
	enum jal_err err = v->nowhere ? JAL_ERR_NOT_FOUND : find_fid(v->db, dossier, &fid);
	if (err)
		return err;
	if (v->any.len) {
		if (v->walking && !marked(&v->all, fid))
			return JAL_ERR_NOT_FOUND;
		return place_found(v, fid, at);
	}
	err = passes(v, fid, &yes);
	if (!err && !yes)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = db_use(v->db, &caseload_sql, BEFORE + (int)v->q.sort, &st);
	if (err)
		return err;
	bind_filter(v, st);
	db_bind_i64(st, 7, fid);
	err = one_number(st, &yes, &before);
	if (!err)
		*at = (size_t)before;
	return err;
}

enum jal_err caseload_archived_too(struct caseload_view *v, size_t *count)
{
	struct caseload_view other = { .db = v->db, .today = v->today, .q = v->q, .cid = v->cid, .dev = v->dev };
	other.q.archived = true;
	if (v->nowhere) {
		*count = 0;
		return JAL_OK;
	}
	enum jal_err err = JAL_OK;
	if (v->any.len == 0) {
		err = count_all(&other);
	} else {
		err = buf_put(&other.any, v->any.data, v->any.len);
		if (!err)
			err = buf_put(&other.exact, v->exact.data, v->exact.len);
		if (!err)
			err = answer(&other);
	}
	if (!err)
		*count = other.count;
	forget_answer(&other);
	buf_free(&other.any);
	buf_free(&other.exact);
	free(other.order);
	return err;
}

enum jal_err caseload_row(struct caseload_view *v, const struct jal_id *dossier, const struct caseload_row **row)
{
	int64_t fid = 0;
	size_t n = 0;
	enum jal_err err = find_fid(v->db, dossier, &fid);
	if (!err && v->dev == 0)
		err = resolve(v);
	if (!err)
		err = read_rows(v, &fid, 1, row, &n);
	return !err && n == 0 ? JAL_ERR_NOT_FOUND : err;
}
