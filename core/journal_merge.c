/* From a record's operations to its state, and to its row in the tables. The rules are core/merge's. */
#include <stdlib.h>

#include "core/journal_inside.h"
#include "core/notefind.h"
#include "core/projection.h"
#include "core/settle.h"

enum { STATE, KEEP, FORGET, RECORDS, COUNT };
static const char *const text[COUNT] = {
	[STATE] = "SELECT state FROM j_record WHERE rid = ?1",
	/* What it is marked with because of other records stays until they are looked at (journal_marks.c). */
	[KEEP] = "UPDATE j_record SET state = ?2, conflict = (conflict & 4) | ?3 WHERE rid = ?1",
	[FORGET] = "UPDATE j_record SET state = NULL WHERE fid IN (SELECT fid FROM j_folder WHERE cid = ?1)",
	[RECORDS] = "SELECT rid FROM j_record WHERE entity = ?1 AND rid > ?2 ORDER BY rid LIMIT 256",
};
const struct db_sql journal_merge_sql = { "journal_merge", COUNT, text };

static enum jal_err merge_operations(struct db *db, const struct journal_place *at, struct merge_state **out,
	size_t *count)
{
	struct journal_ops ops = JOURNAL_OPS_INIT;
	enum jal_err err = journal_read_ops(db, at, &ops);
	const struct merge_op **list = !err && ops.count ? calloc(ops.count, sizeof(*list)) : NULL;
	if (!err && ops.count && !list)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < ops.count; i++)
		list[i] = &ops.list[i].op.merge;
	if (!err)
		err = merge_all(list, ops.count, out);
	if (!err)
		*count = ops.count;
	free(list);
	journal_free_ops(&ops);
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

static enum jal_err keep_state(struct db *db, int64_t rid, const struct merge_state *state, unsigned marks)
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
		db_bind_i64(st, 3, marks);
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
		const enum jal_err err = fresh ? JAL_OK : keep_state(db, at->rid, keep ? state : NULL, 0);
		merge_state_free(state);
		return err;
	}
	struct record *r = NULL;
	enum jal_err err = record_new(entity->id, &at->caseload, at->has_dossier ? &at->dossier : NULL, &at->id, state, &r);
	if (err)
		return err;
	/* A new record's row says just that: nothing kept, nothing to settle. */
	const unsigned marks = settle_marks(r);
	if (!fresh || marks)
		err = keep_state(db, at->rid, keep ? record_state(r) : NULL, marks);
	if (!err && entity->id == ENTITY_note)
		err = notefind_put(db, at->rid, r, fresh);
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
