/* The list of dossiers, a window at a time. Reads; writes nothing. */
#include "core/caseload.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload_inside.h"
#include "core/grow.h"
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
	COUNT = BEFORE + CASELOAD_SORT_COUNT
};
/* ?1 archived ?2 cid or 0 ?3 mine ?4 conflicts ?5 unsent ?6 own dev. The index of each order holds
 * all of these but what is unsent. */
#define FILTER                                                                                        \
	" WHERE archived = ?1 AND (?2 = 0 OR cid = ?2) AND (?3 = 0 OR mine = 1) AND (?4 = 0 OR conflict = 1)" \
	" AND (?5 = 0 OR own > coalesce((SELECT w.received FROM j_own w WHERE w.cid = list_row.cid"     \
	" AND w.dev = ?6), 0))"
#define ORDERED(sort, name, columns)                                                                  \
	[WINDOW + (sort)] = "SELECT fid FROM list_row INDEXED BY list_row_" name FILTER                 \
			    " ORDER BY " columns ", fid LIMIT ?7 OFFSET ?8",                           \
	[BEFORE + (sort)] = "SELECT count(*) FROM list_row INDEXED BY list_row_" name FILTER            \
			    " AND (" columns ", fid) < (SELECT " columns ", fid FROM list_row WHERE fid = ?7)"
static const char *const text[COUNT] = {
	[ALL_COUNT] = "SELECT count(*) FROM list_row INDEXED BY list_row_counts" FILTER,
	[PASSES] = "SELECT 1 FROM list_row" FILTER " AND fid = ?7",
	[FID] = "SELECT f.fid FROM j_folder f JOIN list_row l ON l.fid = f.fid WHERE f.id = ?1",
	ORDERED(CASELOAD_BY_URGENCY, "urgency", "urgency, sort_key"),
	ORDERED(CASELOAD_BY_NAME, "name", "sort_key"),
	ORDERED(CASELOAD_BY_LAST_CONTACT, "last_contact", "last_contact, sort_key"),
	ORDERED(CASELOAD_BY_CONTRACT_END, "contract_end", "contract_end, sort_key"),
	ORDERED(CASELOAD_BY_TOWN, "town", "town_key, sort_key"),
};
const struct db_sql caseload_sql = { "caseload", COUNT, text };

/* A set of places in the order; one bit each. */
struct marks {
	uint64_t *bits;
	size_t words, count;
};

/* The whole list in its order, with the filter of one query: 12 bytes a dossier.
 * Made at the first word that is searched, and kept until the data or the query
 * change: then a search costs what it finds, wherever in the order that lies. */
struct order {
	bool valid;
	struct caseload_query q;
	uint64_t version;
	int64_t *fids;		/* by place */
	size_t count, cap;
	uint32_t *places;	/* by fid: place + 1; 0: not in it */
	size_t place_count;
};

struct caseload_view {
	struct db *db;
	int32_t today;
	struct caseload_query q;	/* text is not kept */
	struct buf any, exact;		/* the question; empty: none */
	int64_t cid, dev;
	bool nowhere;			/* a caseload that is not held, text that is none */
	bool ordered;			/* without words: the order was good when it was asked */
	size_t count;
	struct order order;
	struct marks first, rest;	/* the answer: those ranked first, the others */
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
	free(v->first.bits);
	free(v->rest.bits);
	v->first = v->rest = (struct marks){ NULL, 0, 0 };
	v->nowhere = false;
	v->ordered = false;
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
	free(v->order.fids);
	free(v->order.places);
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

/* ---- the order ---- */

static bool same_order(const struct caseload_query *a, const struct caseload_query *b)
{
	return a->sort == b->sort && a->archived == b->archived && a->mine == b->mine && a->conflicts == b->conflicts &&
	       a->unsent == b->unsent && id_equal(&a->caseload, &b->caseload);
}

static enum jal_err add_fid(struct order *o, int64_t fid)
{
	int64_t *more = grow_array(o->fids, o->count, &o->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	o->fids = more;
	o->fids[o->count++] = fid;
	return JAL_OK;
}

static enum jal_err read_order(struct caseload_view *v)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(v->db, &caseload_sql, WINDOW + (int)v->q.sort, &st);
	if (err)
		return err;
	bind_filter(v, st);
	db_bind_i64(st, 7, -1);
	db_bind_i64(st, 8, 0);
	v->order.count = 0;
	while (!(err = db_step(st, &row)) && row) {
		err = add_fid(&v->order, db_col_i64(st, 0));
		if (err)
			break;
	}
	db_done(st);
	return err;
}

static enum jal_err place_all(struct order *o)
{
	int64_t most = 0;
	for (size_t i = 0; i < o->count; i++)
		most = o->fids[i] > most ? o->fids[i] : most;
	free(o->places);
	o->place_count = (size_t)most + 1;
	o->places = calloc(o->place_count, sizeof(*o->places));
	if (!o->places)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < o->count; i++)
		o->places[o->fids[i]] = (uint32_t)i + 1;
	return JAL_OK;
}

/* Whether the order is that of this query and of the data as they are. */
static enum jal_err check_order(struct caseload_view *v, uint64_t *version, bool *good)
{
	const struct order *o = &v->order;
	const enum jal_err err = db_version(v->db, version);
	*good = !err && o->valid && o->version == *version && same_order(&o->q, &v->q);
	return err;
}

static enum jal_err make_order(struct caseload_view *v)
{
	struct order *o = &v->order;
	uint64_t version = 0;
	bool good = false;
	enum jal_err err = check_order(v, &version, &good);
	if (err || good)
		return err;
	o->valid = false;
	err = read_order(v);
	if (!err)
		err = place_all(o);
	if (err)
		return err;
	o->q = v->q;
	o->version = version;
	o->valid = true;
	return JAL_OK;
}

/* ---- answering a question ---- */

static enum jal_err mark(const struct order *o, const int64_t *fids, size_t n, struct marks *m)
{
	m->words = o->count / 64 + 1;
	m->count = 0;
	m->bits = calloc(m->words, sizeof(*m->bits));
	if (!m->bits)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const uint32_t place = (uint64_t)fids[i] < o->place_count ? o->places[fids[i]] : 0;
		if (place == 0)
			continue;
		m->bits[(place - 1) / 64] |= UINT64_C(1) << (place - 1) % 64;
		m->count++;
	}
	return JAL_OK;
}

/* What is ranked first is left out of the rest. */
static void subtract(struct marks *rest, const struct marks *first)
{
	rest->count = 0;
	for (size_t i = 0; i < rest->words; i++) {
		rest->bits[i] &= ~first->bits[i];
		rest->count += (size_t)__builtin_popcountll(rest->bits[i]);
	}
}

/* The place of the n-th mark (from 0), which there is. */
static size_t nth(const struct marks *m, size_t n)
{
	size_t i = 0;
	for (; i < m->words; i++) {
		const size_t here = (size_t)__builtin_popcountll(m->bits[i]);
		if (n < here)
			break;
		n -= here;
	}
	uint64_t bits = m->bits[i];
	while (n-- > 0)
		bits &= bits - 1;
	return i * 64 + (size_t)__builtin_ctzll(bits);
}

/* How many marks there are before a place. */
static size_t before(const struct marks *m, size_t place)
{
	size_t n = 0;
	for (size_t i = 0; i < place / 64; i++)
		n += (size_t)__builtin_popcountll(m->bits[i]);
	return n + (size_t)__builtin_popcountll(m->bits[place / 64] & ((UINT64_C(1) << place % 64) - 1));
}

static bool is_marked(const struct marks *m, size_t place)
{
	return (m->bits[place / 64] >> place % 64 & 1U) != 0;
}

static int64_t answer_fid(const struct caseload_view *v, size_t i)
{
	return v->order.fids[i < v->first.count ? nth(&v->first, i) : nth(&v->rest, i - v->first.count)];
}

static enum jal_err answer(struct caseload_view *v)
{
	int64_t *fids = NULL, *first = NULL;
	size_t n = 0, first_n = 0;
	enum jal_err err = make_order(v);
	if (!err)
		err = search_run(v->db, buf_str(&v->any), v->q.archived, &fids, &n);
	if (!err)
		err = search_run(v->db, buf_str(&v->exact), v->q.archived, &first, &first_n);
	if (!err)
		err = mark(&v->order, first, first_n, &v->first);
	if (!err)
		err = mark(&v->order, fids, n, &v->rest);
	if (!err) {
		subtract(&v->rest, &v->first);
		v->count = v->first.count + v->rest.count;
	}
	free(fids);
	free(first);
	return err;
}

/* Without words: from the order while it is good, else the database counts. */
static enum jal_err answer_all(struct caseload_view *v)
{
	uint64_t version = 0;
	const enum jal_err err = check_order(v, &version, &v->ordered);
	if (err)
		return err;
	v->count = v->order.count;
	return v->ordered ? JAL_OK : count_all(v);
}

static enum jal_err find(struct caseload_view *v, const struct caseload_query *q, size_t *count)
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
		err = v->any.len ? answer(v) : answer_all(v);
	if (!err)
		*count = v->count;
	return err;
}

enum jal_err caseload_prepare(struct caseload_view *v)
{
	return v->nowhere ? JAL_OK : make_order(v);
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

static enum jal_err window(struct caseload_view *v, size_t first, size_t n, const struct caseload_row **rows,
	size_t *count)
{
	if (first >= v->count || v->nowhere)
		n = 0;
	else if (n > v->count - first)
		n = v->count - first;
	if (n == 0)
		return read_rows(v, NULL, 0, rows, count);
	int64_t *fids = malloc(n * sizeof(*fids));
	size_t got = 0;
	if (!fids)
		return JAL_ERR_NOMEM;
	enum jal_err err = JAL_OK;
	if (v->any.len) {
		for (; got < n; got++)
			fids[got] = answer_fid(v, first + got);
	} else if (v->ordered) {
		for (; got < n; got++)
			fids[got] = v->order.fids[first + got];
	} else {
		err = window_fids(v, first, n, fids, &got);
	}
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

static enum jal_err place_found(const struct caseload_view *v, int64_t fid, size_t *at)
{
	const uint32_t place = (uint64_t)fid < v->order.place_count ? v->order.places[fid] : 0;
	if (place == 0)
		return JAL_ERR_NOT_FOUND;
	if (is_marked(&v->first, place - 1))
		*at = before(&v->first, place - 1);
	else if (is_marked(&v->rest, place - 1))
		*at = v->first.count + before(&v->rest, place - 1);
	else
		return JAL_ERR_NOT_FOUND;
	return JAL_OK;
}

static enum jal_err place_ordered(const struct caseload_view *v, int64_t fid, size_t *at)
{
	const uint32_t place = (uint64_t)fid < v->order.place_count ? v->order.places[fid] : 0;
	if (place == 0)
		return JAL_ERR_NOT_FOUND;
	*at = place - 1;
	return JAL_OK;
}

static enum jal_err place(struct caseload_view *v, const struct jal_id *dossier, size_t *at)
{
	struct db_st *st = NULL;
	int64_t fid = 0, n = 0;
	bool yes = false;
	enum jal_err err = v->nowhere ? JAL_ERR_NOT_FOUND : find_fid(v->db, dossier, &fid);
	if (err)
		return err;
	if (v->any.len)
		return place_found(v, fid, at);
	if (v->ordered)
		return place_ordered(v, fid, at);
	err = passes(v, fid, &yes);
	if (!err && !yes)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = db_use(v->db, &caseload_sql, BEFORE + (int)v->q.sort, &st);
	if (err)
		return err;
	bind_filter(v, st);
	db_bind_i64(st, 7, fid);
	err = one_number(st, &yes, &n);
	if (!err)
		*at = (size_t)n;
	return err;
}

static enum jal_err archived_too(struct caseload_view *v, size_t *count)
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
	free(other.order.fids);
	free(other.order.places);
	return err;
}

static enum jal_err one_row(struct caseload_view *v, const struct jal_id *dossier, const struct caseload_row **row)
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

/* ---- what others call: each a view of its own, so that the file is locked once ---- */

enum jal_err caseload_find(struct caseload_view *v, const struct caseload_query *q, size_t *count)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = find(v, q, count);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err caseload_window(struct caseload_view *v, size_t first, size_t n, const struct caseload_row **rows,
	size_t *count)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = window(v, first, n, rows, count);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err caseload_place(struct caseload_view *v, const struct jal_id *dossier, size_t *at)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = place(v, dossier, at);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err caseload_archived_too(struct caseload_view *v, size_t *count)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = archived_too(v, count);
	db_read_leave(v->db, own);
	return err;
}

enum jal_err caseload_row(struct caseload_view *v, const struct jal_id *dossier, const struct caseload_row **row)
{
	bool own = false;
	enum jal_err err = db_read_enter(v->db, &own);
	if (!err)
		err = one_row(v, dossier, row);
	db_read_leave(v->db, own);
	return err;
}
