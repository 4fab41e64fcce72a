/*
 * The marks of records that contradict others, kept when one of them changes. Which
 * rule says so is core/settle's; a record's own marks are journal_merge.c's.
 */
#include <stdlib.h>

#include "core/grow.h"
#include "core/journal_inside.h"
#include "core/model.h"
#include "core/settle.h"

enum { MARKED, SET, CLEAR, TWINS, PERIODS, CONTRACTS, IMMERSIONS, DOSSIER, RINGED, DOSSIER_RECORD, FOLDERS, COUNT };
/* Signatures of folder ?1 whose document is cancelled, each with its document. */
#define SIGNED(table, wire)                                                                                  \
	"SELECT s.rid, d.rid FROM j_record d CROSS JOIN \"" table "\" t ON t.rid = d.rid AND t.status = 'cancelled'" \
	" CROSS JOIN j_record s ON s.fid = d.fid AND s.entity = 16 CROSS JOIN signature g ON g.rid = s.rid"   \
	" AND g.document = d.id WHERE d.fid = ?1 AND d.entity = " wire
static const char *const text[COUNT] = {
	[MARKED] = "SELECT rid FROM j_record INDEXED BY j_record_conflict WHERE conflict > 0 AND fid = ?1 AND entity = ?2"
		   " AND conflict & 4",
	[SET] = "UPDATE j_record SET conflict = conflict | 4 WHERE rid = ?1",
	[CLEAR] = "UPDATE j_record SET conflict = conflict & 3 WHERE rid = ?1",
	[TWINS] = "WITH b AS MATERIALIZED (SELECT r.rid, t.theme FROM j_record r CROSS JOIN barrier t ON t.rid = r.rid"
		  " WHERE r.fid = ?1 AND r.entity = 9 AND t.archived IS NOT 1 AND t.theme IS NOT NULL)"
		  " SELECT rid FROM b WHERE theme IN (SELECT theme FROM b GROUP BY theme HAVING count(*) > 1)",
	[PERIODS] = "SELECT r.rid, r.id, t.starts, t.ends FROM j_record r CROSS JOIN orientation t ON t.rid = r.rid"
		    " WHERE r.fid = ?1 AND r.entity = 5 AND t.archived IS NOT 1 AND t.starts IS NOT NULL",
	[CONTRACTS] = SIGNED("contract", "12"),
	[IMMERSIONS] = SIGNED("immersion", "20"),
	[DOSSIER] = "SELECT f.cid, f.id, r.conflict & 4, t.same_as FROM j_folder f"
		    " JOIN j_record r ON r.fid = f.fid AND r.entity = 1 AND r.id = f.id LEFT JOIN dossier t ON t.rid = r.rid"
		    " WHERE f.fid = ?1",
	[RINGED] = "SELECT f.fid FROM j_record r INDEXED BY j_record_conflict CROSS JOIN j_folder f ON f.fid = r.fid"
		   " WHERE r.conflict > 0 AND r.entity = 1 AND r.conflict & 4 AND f.cid = ?1",
	[DOSSIER_RECORD] = "SELECT rid FROM j_record WHERE fid = ?1 AND entity = 1",
	[FOLDERS] = "SELECT fid FROM j_folder",
};
const struct db_sql journal_marks_sql = { "journal_marks", COUNT, text };

/* The statements above name entities by their numbers, and marks. */
_Static_assert(MODEL_WIRE_dossier == 1 && MODEL_WIRE_orientation == 5 && MODEL_WIRE_contract == 12 &&
		       MODEL_WIRE_barrier == 9 && MODEL_WIRE_signature == 16 && MODEL_WIRE_immersion == 20,
	"core/journal_marks.c");
_Static_assert(SETTLE_MARK_VALUES == 1 && SETTLE_MARK_FIELDS == 2 && SETTLE_MARK_OTHERS == 4, "core/journal_marks.c");

/* ---- rows ---- */

static enum jal_err run(struct db *db, int which, int64_t rid)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_marks_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	return db_run(st);
}

static enum jal_err list(struct db *db, int which, int64_t of, int64_t second, int64_t **out, size_t *count)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_marks_sql, which, &st);
	if (err)
		return err;
	if (which != FOLDERS)
		db_bind_i64(st, 1, of);
	if (which == MARKED)
		db_bind_i64(st, 2, second);
	return db_list(st, out, count);
}

static int by_rid(const void *pa, const void *pb)
{
	const int64_t a = *(const int64_t *)pa;
	const int64_t b = *(const int64_t *)pb;
	return a < b ? -1 : a > b;
}

static void sort(int64_t *rids, size_t count)
{
	if (count)
		qsort(rids, count, sizeof(*rids), by_rid);
}

/* Of a sorted list: a member in bad hands can make it long. */
static bool holds(const int64_t *rids, size_t count, int64_t rid)
{
	return count && bsearch(&rid, rids, count, sizeof(*rids), by_rid);
}

/* Marks exactly these records, which it sorts, among those of an entity in a folder. */
static enum jal_err mark(struct db *db, int64_t fid, uint32_t entity, bool fresh, int64_t *rids, size_t count)
{
	int64_t *before = NULL;
	size_t n = 0;
	enum jal_err err = fresh ? JAL_OK : list(db, MARKED, fid, entity, &before, &n);
	sort(rids, count);
	sort(before, n);
	for (size_t i = 0; !err && i < n; i++)
		if (!holds(rids, count, before[i]))
			err = run(db, CLEAR, before[i]);
	for (size_t i = 0; !err && i < count; i++)
		if (!holds(before, n, rids[i]))
			err = run(db, SET, rids[i]);
	free(before);
	return err;
}

/* ---- orientations ---- */

static enum jal_err read_periods(struct db *db, int64_t fid, struct settle_period **out, size_t *count)
{
	struct db_st *st = NULL;
	struct settle_period *periods = NULL;
	size_t n = 0, cap = 0;
	bool row = false;
	enum jal_err err = db_use(db, &journal_marks_sql, PERIODS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	while (!(err = db_step(st, &row)) && row) {
		struct settle_period *more = grow_array(periods, n, &cap, sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		periods = more;
		periods[n] = (struct settle_period){ .rid = db_col_i64(st, 0),
			.days = { (int32_t)db_col_i64(st, 2), db_col_null(st, 3) ? INT32_MAX : (int32_t)db_col_i64(st, 3) } };
		err = db_col_id(st, 1, &periods[n++].id);
		if (err)
			break;
	}
	db_done(st);
	if (err) {
		free(periods);
		return err;
	}
	*out = periods;
	*count = n;
	return JAL_OK;
}

static enum jal_err mark_orientations(struct db *db, int64_t fid, bool fresh)
{
	struct settle_period *periods = NULL;
	size_t count = 0, n = 0;
	enum jal_err err = read_periods(db, fid, &periods, &count);
	if (err)
		return err;
	settle_overlaps(periods, count);
	int64_t *rids = count ? malloc(count * sizeof(*rids)) : NULL;
	if (count && !rids)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < count; i++)
		if (periods[i].any)
			rids[n++] = periods[i].rid;
	if (!err)
		err = mark(db, fid, MODEL_WIRE_orientation, fresh, rids, n);
	free(rids);
	free(periods);
	return err;
}

/* ---- barriers ---- */

static enum jal_err mark_barriers(struct db *db, int64_t fid, bool fresh)
{
	int64_t *rids = NULL;
	size_t n = 0;
	enum jal_err err = list(db, TWINS, fid, 0, &rids, &n);
	if (!err)
		err = mark(db, fid, MODEL_WIRE_barrier, fresh, rids, n);
	free(rids);
	return err;
}

/* ---- signatures ---- */

static enum jal_err read_record(struct db *db, int64_t rid, struct record **out)
{
	struct journal_place at = { .rid = rid };
	struct merge_state *state = NULL;
	enum jal_err err = journal_place_of(db, rid, &at);
	if (!err)
		err = journal_state(db, &at, &state);
	return err ? err : record_new(model_entity_by_wire(at.entity)->id, &at.caseload, &at.dossier, &at.id, state, out);
}

static enum jal_err compare_signed(struct db *db, int64_t signature, int64_t document, bool *after)
{
	struct record *s = NULL, *d = NULL;
	enum jal_err err = read_record(db, signature, &s);
	if (!err)
		err = read_record(db, document, &d);
	if (!err)
		*after = settle_signed_after(s, d);
	record_free(s);
	record_free(d);
	return err;
}

struct pairs {
	int64_t (*list)[2];
	size_t count, cap;
};

static enum jal_err read_signed(struct db *db, int which, int64_t fid, struct pairs *p)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_marks_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	while (!(err = db_step(st, &row)) && row) {
		int64_t(*more)[2] = grow_array(p->list, p->count, &p->cap, sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		p->list = more;
		p->list[p->count][0] = db_col_i64(st, 0);
		p->list[p->count++][1] = db_col_i64(st, 1);
	}
	db_done(st);
	return err;
}

static enum jal_err mark_signatures(struct db *db, int64_t fid, bool fresh)
{
	struct pairs p = { .list = NULL };
	size_t n = 0;
	enum jal_err err = read_signed(db, CONTRACTS, fid, &p);
	if (!err)
		err = read_signed(db, IMMERSIONS, fid, &p);
	int64_t *rids = !err && p.count ? malloc(p.count * sizeof(*rids)) : NULL;
	if (!err && p.count && !rids)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < p.count; i++) {
		bool after = false;
		err = compare_signed(db, p.list[i][0], p.list[i][1], &after);
		if (!err && after)
			rids[n++] = p.list[i][0];
	}
	if (!err)
		err = mark(db, fid, MODEL_WIRE_signature, fresh, rids, n);
	free(rids);
	free(p.list);
	return err;
}

/* ---- dossiers in a ring ---- */

/* Its line in the list is to be made again: who is kept may be another one now. */
static enum jal_err touch(struct journal *j, int64_t fid)
{
	if (!j)
		return JAL_OK;
	struct listing_change *more = grow_array(j->touched, j->touched_count, &j->touched_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	j->touched = more;
	j->touched[j->touched_count++] = (struct listing_change){ .fid = fid, .kinds = 1U << MODEL_WIRE_dossier };
	return JAL_OK;
}

struct dossier {
	bool there, marked, united;
	int64_t cid;
	struct jal_id id;
};

static enum jal_err read_dossier(struct db *db, int64_t fid, struct dossier *d)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_marks_sql, DOSSIER, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	err = db_step(st, &row);
	if (!err && row) {
		*d = (struct dossier){ .there = true, .marked = db_col_bool(st, 2), .united = !db_col_null(st, 3),
			.cid = db_col_i64(st, 0) };
		err = db_col_id(st, 1, &d->id);
	}
	db_done(st);
	return err;
}

static enum jal_err mark_dossier(struct journal *j, struct db *db, int64_t fid, bool closed)
{
	int64_t *rids = NULL;
	size_t n = 0;
	enum jal_err err = list(db, DOSSIER_RECORD, fid, 0, &rids, &n);
	if (!err)
		err = mark(db, fid, MODEL_WIRE_dossier, false, rids, closed ? n : 0);
	free(rids);
	return err ? err : touch(j, fid);
}

/* Those that were in a ring with this one, or may have been. */
static enum jal_err unmark_former(struct journal *j, struct db *db, int64_t cid)
{
	int64_t *fids = NULL;
	size_t n = 0;
	enum jal_err err = list(db, RINGED, cid, 0, &fids, &n);
	for (size_t i = 0; !err && i < n; i++) {
		struct dossier d = { .there = false };
		struct settle_ring ring = { .closed = false };
		err = read_dossier(db, fids[i], &d);
		if (!err)
			err = settle_ring(db, cid, &d.id, &ring);
		if (!err && !ring.closed)
			err = mark_dossier(j, db, fids[i], false);
	}
	free(fids);
	return err;
}

/* Caseloads where a dossier that was in a ring has changed: looked at once for all that change together. */
struct broken {
	int64_t *cids;
	size_t count, cap;
};

static enum jal_err add_broken(struct broken *b, int64_t cid)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->cids[i] == cid)
			return JAL_OK;
	int64_t *more = grow_array(b->cids, b->count, &b->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	b->cids = more;
	b->cids[b->count++] = cid;
	return JAL_OK;
}

static enum jal_err unmark_broken(struct journal *j, struct db *db, struct broken *b, enum jal_err err)
{
	for (size_t i = 0; !err && i < b->count; i++)
		err = unmark_former(j, db, b->cids[i]);
	free(b->cids);
	return err;
}

static enum jal_err mark_ring(struct journal *j, struct db *db, int64_t fid, struct broken *broken)
{
	struct dossier d = { .there = false };
	struct settle_ring ring = { .closed = false };
	enum jal_err err = read_dossier(db, fid, &d);
	if (err || !d.there)
		return err;
	if (d.united)
		err = settle_ring(db, d.cid, &d.id, &ring);
	if (!err && d.marked)
		err = add_broken(broken, d.cid);
	for (size_t i = 0; !err && ring.closed && i < ring.count; i++)
		err = mark_dossier(j, db, ring.fid[i], true);
	return err;
}

/* ---- all of a folder ---- */

static bool has(const struct listing_change *c, unsigned wire)
{
	return c->kinds == 0 || (c->kinds >> wire & 1U) != 0;
}

static enum jal_err mark_folder(struct journal *j, struct db *db, const struct listing_change *c, struct broken *broken)
{
	enum jal_err err = JAL_OK;
	if (has(c, MODEL_WIRE_orientation))
		err = mark_orientations(db, c->fid, c->fresh);
	if (!err && has(c, MODEL_WIRE_barrier))
		err = mark_barriers(db, c->fid, c->fresh);
	if (!err && (has(c, MODEL_WIRE_signature) || has(c, MODEL_WIRE_contract) || has(c, MODEL_WIRE_immersion)))
		err = mark_signatures(db, c->fid, c->fresh);
	return err || !has(c, MODEL_WIRE_dossier) ? err : mark_ring(j, db, c->fid, broken);
}

enum jal_err journal_mark_touched(struct journal *j)
{
	/* What is touched by this itself has its marks already. */
	const size_t count = j->touched_count;
	struct broken broken = { .cids = NULL };
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < count; i++) {
		const struct listing_change c = j->touched[i];
		err = mark_folder(j, j->db, &c, &broken);
	}
	return unmark_broken(j, j->db, &broken, err);
}

enum jal_err journal_mark_again(struct db *db)
{
	int64_t *fids = NULL;
	size_t n = 0;
	struct broken broken = { .cids = NULL };
	enum jal_err err = JAL_OK;
	for (enum entity e = 0; !err && e < ENTITY_COUNT; e++)
		err = journal_project_again(db, e);
	if (!err)
		err = list(db, FOLDERS, 0, 0, &fids, &n);
	for (size_t i = 0; !err && i < n; i++) {
		const struct listing_change c = { .fid = fids[i] };
		err = mark_folder(NULL, db, &c, &broken);
	}
	free(fids);
	return unmark_broken(NULL, db, &broken, err);
}
