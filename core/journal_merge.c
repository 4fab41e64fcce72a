/* From a record's operations to its state, and to its row in the tables. The rules are core/merge's. */
#include <stdlib.h>

#include "core/journal_inside.h"
#include "core/projection.h"

enum { STATE, OPS, BEST, KEEP, FORGET, RECORDS, COUNT };
static const char *const text[COUNT] = {
	[STATE] = "SELECT state FROM j_record WHERE rid = ?1",
	[OPS] = "SELECT o.oid, d.id, o.seq, o.rival, o.body, o.dev, o.number FROM j_op o JOIN j_device d ON d.dev = o.dev"
		" WHERE o.rid = ?1 AND (o.seq IS NULL OR o.seq >= 0) ORDER BY o.oid",
	/* Of several contents under one name: the lowest seq, then the smaller bytes. */
	[BEST] = "SELECT oid FROM j_op WHERE cid = ?1 AND dev = ?2 AND number = ?3 AND (seq IS NULL OR seq >= 0)"
		 " ORDER BY seq IS NULL, seq, body LIMIT 1",
	[KEEP] = "UPDATE j_record SET state = ?2, conflict = ?3 WHERE rid = ?1",
	[FORGET] = "UPDATE j_record SET state = NULL WHERE fid IN (SELECT fid FROM j_folder WHERE cid = ?1)",
	[RECORDS] = "SELECT rid FROM j_record WHERE entity = ?1 AND rid > ?2 ORDER BY rid LIMIT 256",
};
const struct db_sql journal_merge_sql = { "journal_merge", COUNT, text };

/* The accepted operations of one record, read. */
struct operations {
	struct op *ops;
	const struct merge_op **list;
	size_t count, cap;
	struct arena arena;
};

static void free_operations(struct operations *o)
{
	for (size_t i = 0; i < o->count; i++)
		op_free(&o->ops[i]);
	free(o->ops);
	free(o->list);
	arena_free(&o->arena);
}

static enum jal_err make_room(struct operations *o)
{
	if (o->count < o->cap)
		return JAL_OK;
	const size_t cap = o->cap ? o->cap * 2 : 8;
	struct op *ops = realloc(o->ops, cap * sizeof(*ops));
	if (!ops)
		return JAL_ERR_NOMEM;
	o->ops = ops;
	const struct merge_op **list = realloc(o->list, cap * sizeof(const struct merge_op *));
	if (!list)
		return JAL_ERR_NOMEM;
	o->list = list;
	o->cap = cap;
	return JAL_OK;
}

/* Whether this operation's content is the one that counts under its name, among
 * all records: a name that was used twice is in the first lot that has it. */
static enum jal_err is_best(struct db *db, int64_t cid, int64_t dev, int64_t number, int64_t oid, bool *best)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_merge_sql, BEST, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, dev);
	db_bind_i64(st, 3, number);
	err = db_step(st, &row);
	if (!err)
		*best = row && db_col_i64(st, 0) == oid;
	db_done(st);
	return err;
}

static enum jal_err add_operation(struct db *db, const struct journal_place *at, struct db_st *st, struct operations *o)
{
	struct jal_id device = ID_ZERO;
	bool best = true;
	enum jal_err err = make_room(o);
	if (!err && db_col_bool(st, 3))
		err = is_best(db, at->cid, db_col_i64(st, 5), db_col_i64(st, 6), db_col_i64(st, 0), &best);
	if (err || !best)
		return err;
	err = db_col_id(st, 1, &device);
	if (err)
		return err;
	const void *row_bytes = db_col_blob(st, 4);
	const size_t n = db_col_len(st, 4);
	const uint8_t *bytes = arena_copy(&o->arena, row_bytes, n);
	if (!bytes)
		return JAL_ERR_NOMEM;
	struct op *op = &o->ops[o->count];
	err = op_read(&at->caseload, &device, bytes, n, op);
	if (err)
		return err;
	op->merge.seq = db_col_null(st, 2) ? MERGE_UNSEALED : (uint64_t)db_col_i64(st, 2);
	o->count++;
	return JAL_OK;
}

static enum jal_err read_operations(struct db *db, const struct journal_place *at, struct operations *o)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_merge_sql, OPS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, at->rid);
	while (!(err = db_step(st, &row)) && row) {
		err = add_operation(db, at, st, o);
		if (err)
			break;
	}
	db_done(st);
	for (size_t i = 0; i < o->count; i++)
		o->list[i] = &o->ops[i].merge;
	return err;
}

static enum jal_err merge_operations(struct db *db, const struct journal_place *at, struct merge_state **out,
	size_t *count)
{
	struct operations o = { .arena = ARENA_INIT };
	enum jal_err err = read_operations(db, at, &o);
	if (!err)
		err = merge_all(o.list, o.count, out);
	if (!err)
		*count = o.count;
	free_operations(&o);
	return err;
}

/* NULL in *out when none is kept. */
static enum jal_err kept_state(struct db *db, int64_t rid, struct merge_state **out)
{
	struct db_st *st = NULL;
	bool row = false;
	struct merge_state *state = NULL;
	enum jal_err err = db_use(db, &journal_merge_sql, STATE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, rid);
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err && !db_col_null(st, 0)) {
		const uint8_t *bytes = db_col_blob(st, 0);
		err = merge_state_decode(bytes, db_col_len(st, 0), &state);
	}
	db_done(st);
	if (!err)
		*out = state;
	return err;
}

enum jal_err journal_state(struct db *db, const struct journal_place *at, struct merge_state **out)
{
	struct merge_state *state = NULL;
	size_t count = 0;
	enum jal_err err = kept_state(db, at->rid, &state);
	if (!err && !state)
		err = merge_operations(db, at, &state, &count);
	if (!err)
		*out = state;
	return err;
}

static enum jal_err keep_state(struct db *db, int64_t rid, const struct merge_state *state, bool conflict)
{
	struct db_st *st = NULL;
	struct buf bytes = BUF_INIT;
	enum jal_err err = state ? merge_state_encode(state, &bytes) : JAL_OK;
	if (!err)
		err = db_use(db, &journal_merge_sql, KEEP, &st);
	if (!err) {
		db_bind_i64(st, 1, rid);
		if (state)
			db_bind_blob(st, 2, bytes.data, bytes.len);
		db_bind_bool(st, 3, conflict);
		err = db_run(st);
	}
	buf_free(&bytes);
	return err;
}

/* Keeps and projects. Takes state over. keep: whether writing it out pays. */
static enum jal_err settle(struct db *db, const struct journal_place *at, struct merge_state *state, bool keep,
	bool fresh)
{
	const struct model_entity *entity = model_entity_by_wire(at->entity);
	if (!entity) {
		const enum jal_err err = fresh ? JAL_OK : keep_state(db, at->rid, keep ? state : NULL, false);
		merge_state_free(state);
		return err;
	}
	struct record *r = NULL;
	enum jal_err err = record_new(entity->id, &at->caseload, at->has_dossier ? &at->dossier : NULL, &at->id, state, &r);
	if (err)
		return err;
	/* A new record's row says just that: nothing kept, no conflict. */
	if (!fresh)
		err = keep_state(db, at->rid, keep ? record_state(r) : NULL, record_any_conflict(r));
	if (!err)
		err = projection_put(db, at->rid, r);
	record_free(r);
	return err;
}

enum jal_err journal_merge_op(struct db *db, const struct journal_place *at, const struct merge_op *op, bool fresh)
{
	struct merge_state *state = NULL;
	enum jal_err err = JAL_OK;
	/* A carry may bring a conflict with it, so it goes the long way. */
	if (fresh && !op->carry) {
		err = merge_state_new(&state);
		if (!err)
			err = merge_add(state, op);
		if (err) {
			merge_state_free(state);
			return err;
		}
		return settle(db, at, state, false, true);
	}
	err = kept_state(db, at->rid, &state);
	if (err)
		return err;
	err = state ? merge_add(state, op) : JAL_ERR_WAITING;
	if (!err)
		return settle(db, at, state, true, false);
	merge_state_free(state);
	return err == JAL_ERR_WAITING ? journal_merge_again(db, at) : err;
}

enum jal_err journal_merge_again(struct db *db, const struct journal_place *at)
{
	struct merge_state *state = NULL;
	size_t count = 0;
	const enum jal_err err = merge_operations(db, at, &state, &count);
	return err ? err : settle(db, at, state, count > 1, false);
}

enum jal_err journal_forget_states(struct db *db, int64_t cid)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_merge_sql, FORGET, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	return db_run(st);
}

static enum jal_err project_one(struct db *db, int64_t rid)
{
	struct journal_place at = { .rid = rid };
	struct merge_state *state = NULL;
	enum jal_err err = journal_place_of(db, rid, &at);
	if (!err)
		err = journal_state(db, &at, &state);
	return err ? err : settle(db, &at, state, true, false);
}

enum jal_err journal_project_again(struct db *db, enum entity entity)
{
	int64_t last = 0;
	size_t n = 0;
	do {
		int64_t rids[256];
		struct db_st *st = NULL;
		bool row = false;
		n = 0;
		enum jal_err err = db_use(db, &journal_merge_sql, RECORDS, &st);
		if (err)
			return err;
		db_bind_i64(st, 1, model_entity(entity)->wire);
		db_bind_i64(st, 2, last);
		while (!(err = db_step(st, &row)) && row)
			rids[n++] = db_col_i64(st, 0);
		db_done(st);
		for (size_t i = 0; !err && i < n; i++)
			err = project_one(db, rids[i]);
		if (err)
			return err;
		if (n)
			last = rids[n - 1];
	} while (n);
	return JAL_OK;
}
