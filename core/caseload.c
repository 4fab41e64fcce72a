/* The list of dossiers, a window at a time. Reads; writes nothing. */
#include "core/caseload.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload_inside.h"
#include "core/journal_inside.h"
#include "core/keyring.h"
#include "core/listing.h"
#include "core/search.h"

enum { FID, COUNT };
static const char *const text[COUNT] = {
	[FID] = "SELECT f.fid FROM j_folder f JOIN list_row l ON l.fid = f.fid WHERE f.id = ?1",
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
	size_t count;
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
	struct {			/* how many lines pass a filter, while the data stay as they are */
		bool valid;
		struct caseload_query q;
		uint64_t version;
		size_t count;
	} counted;
	struct {			/* a line of the last window, or the one asked for, while the data stay as they are */
		bool valid;
		struct caseload_query q;
		uint64_t version;
		struct caseload_line line;
	} near;
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

static struct caseload_filter filter_of(const struct caseload_view *v)
{
	return (struct caseload_filter){ &v->q, v->cid, v->dev };
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

/* ---- the order ---- */

static bool same_filter(const struct caseload_query *a, const struct caseload_query *b)
{
	return a->archived == b->archived && a->mine == b->mine && a->conflicts == b->conflicts &&
	       a->unsent == b->unsent && id_equal(&a->caseload, &b->caseload);
}

static bool same_order(const struct caseload_query *a, const struct caseload_query *b)
{
	return a->sort == b->sort && same_filter(a, b);
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
	const struct caseload_filter filter = filter_of(v);
	int64_t *fids = NULL;
	size_t count = 0;
	o->valid = false;
	err = caseload_order_all(v->db, &filter, &fids, &count);
	if (err)
		return err;
	free(o->fids);
	o->fids = fids;
	o->count = count;
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
	if (v->ordered)
		return JAL_OK;
	v->count = v->counted.count;
	if (v->counted.valid && v->counted.version == version && same_filter(&v->counted.q, &v->q))
		return JAL_OK;
	const struct caseload_filter filter = filter_of(v);
	const enum jal_err bad = caseload_order_count(v->db, &filter, &v->count);
	v->counted.valid = !bad;
	v->counted.version = version;
	v->counted.q = v->q;
	v->counted.count = v->count;
	return bad;
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

static void keep_near(struct caseload_view *v, uint64_t version, int64_t fid, size_t at)
{
	v->near.valid = true;
	v->near.q = v->q;
	v->near.version = version;
	v->near.line = (struct caseload_line){ fid, at };
}

/* From a line that was shown a moment ago it is never far. */
static enum jal_err ordered_window(struct caseload_view *v, size_t first, size_t n, int64_t *fids, size_t *got)
{
	const struct caseload_filter filter = filter_of(v);
	uint64_t version = 0;
	enum jal_err err = db_version(v->db, &version);
	const bool near = v->near.valid && v->near.version == version && same_order(&v->near.q, &v->q);
	if (!err)
		err = caseload_order_window(v->db, &filter, near ? &v->near.line : NULL, v->count, first, n, fids, got);
	if (!err && *got > 0)
		keep_near(v, version, fids[0], first);
	return err;
}

static enum jal_err read_rows(struct caseload_view *v, const int64_t *fids, size_t n, const struct caseload_row **rows,
	size_t *count)
{
	struct thresholds t;
	size_t got = 0;
	arena_free(&v->arena);
	v->rows = arena_array(&v->arena, n, sizeof(*v->rows));
	if (!v->rows)
		return JAL_ERR_NOMEM;
	const enum jal_err bad = thresholds_read(v->db, &t, NULL);
	if (bad)
		return bad;
	for (size_t i = 0; i < n; i++) {
		const enum jal_err err = caseload_read_row(v->db, v->today, &t, v->dev, fids[i], &v->arena, &v->rows[got]);
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
		err = ordered_window(v, first, n, fids, &got);
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
	bool row = false;
	enum jal_err err = db_use(db, &caseload_sql, FID, &st);
	if (err)
		return err;
	db_bind_id(st, 1, dossier);
	err = db_step(st, &row);
	if (!err && row)
		*fid = db_col_i64(st, 0);
	db_done(st);
	return err || row ? err : JAL_ERR_NOT_FOUND;
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
	const struct caseload_filter filter = filter_of(v);
	int64_t fid = 0;
	enum jal_err err = v->nowhere ? JAL_ERR_NOT_FOUND : find_fid(v->db, dossier, &fid);
	if (err)
		return err;
	if (v->any.len)
		return place_found(v, fid, at);
	if (v->ordered)
		return place_ordered(v, fid, at);
	uint64_t version = 0;
	err = db_version(v->db, &version);
	if (!err)
		err = caseload_order_place(v->db, &filter, v->count, fid, at);
	if (!err)
		keep_near(v, version, fid, *at);
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
		err = caseload_order_count(v->db, &(struct caseload_filter){ &other.q, v->cid, v->dev }, &other.count);
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
