/* Operations read back from the journal, one record's at a time, for merging, undoing and history. */
#include <stdlib.h>

#include "core/grow.h"
#include "core/journal_inside.h"

enum { OPS, BEST, COUNT };
static const char *const text[COUNT] = {
	[OPS] = "SELECT o.oid, d.id, o.body, o.seq, o.dev, o.number, o.rival FROM j_op o JOIN j_device d ON d.dev = o.dev"
		" WHERE o.rid = ?1 AND (o.seq IS NULL OR o.seq >= 0) ORDER BY o.oid",
	/* Of several contents under one name: the lowest seq, then the smaller bytes. */
	[BEST] = "SELECT oid FROM j_op WHERE cid = ?1 AND dev = ?2 AND number = ?3 AND (seq IS NULL OR seq >= 0)"
		 " ORDER BY seq IS NULL, seq, body LIMIT 1",
};
const struct db_sql journal_read_sql = { "journal_read", COUNT, text };

/* Whether this operation's content is the one that counts under its name, among
 * all records: a name that was used twice is in the first lot that has it. */
static enum jal_err is_best(struct db *db, int64_t cid, int64_t dev, int64_t number, int64_t oid, bool *best)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_read_sql, BEST, &st);
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

static enum jal_err add(struct db *db, struct journal_ops *ops, const struct journal_place *at, struct db_st *st)
{
	struct jal_id device = ID_ZERO;
	bool best = true;
	if (db_col_bool(st, 6)) {
		const enum jal_err rival = is_best(db, at->cid, db_col_i64(st, 4), db_col_i64(st, 5), db_col_i64(st, 0), &best);
		if (rival || !best)
			return rival;
	}
	struct journal_read_op *more = grow_array(ops->list, ops->count, &ops->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	ops->list = more;
	struct journal_read_op *one = &ops->list[ops->count];
	const enum jal_err err = db_col_id(st, 1, &device);
	if (err)
		return err;
	const void *body = db_col_blob(st, 2);
	const size_t n = db_col_len(st, 2);
	const uint8_t *bytes = arena_copy(&ops->arena, body, n);
	if (!bytes)
		return JAL_ERR_NOMEM;
	const enum jal_err bad = op_read(&at->caseload, &device, bytes, n, &one->op);
	if (bad)
		return bad;
	one->oid = db_col_i64(st, 0);
	one->op.merge.seq = db_col_null(st, 3) ? MERGE_UNSEALED : (uint64_t)db_col_i64(st, 3);
	ops->count++;
	return JAL_OK;
}

enum jal_err journal_read_ops(struct db *db, const struct journal_place *at, struct journal_ops *out)
{
	struct db_st *st = NULL;
	bool row = false;
	*out = JOURNAL_OPS_INIT;
	enum jal_err err = db_use(db, &journal_read_sql, OPS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, at->rid);
	while (!(err = db_step(st, &row)) && row) {
		err = add(db, out, at, st);
		if (err)
			break;
	}
	db_done(st);
	if (err)
		journal_free_ops(out);
	return err;
}

void journal_free_ops(struct journal_ops *ops)
{
	for (size_t i = 0; i < ops->count; i++)
		op_free(&ops->list[i].op);
	free(ops->list);
	arena_free(&ops->arena);
	*ops = JOURNAL_OPS_INIT;
}

const struct merge_write *journal_find_write(const struct journal_ops *ops, const struct op_name *name,
	const struct merge_key *key)
{
	const struct merge_write *carried = NULL;
	for (size_t i = 0; i < ops->count; i++) {
		const struct merge_op *op = &ops->list[i].op.merge;
		if (!op->carry && merge_name_compare(&op->name, name) != 0)
			continue;
		for (size_t k = 0; k < op->write_count; k++) {
			const struct merge_write *w = &op->writes[k];
			if (merge_name_compare(&w->name, name) != 0 || merge_key_compare(&w->key, key) != 0)
				continue;
			if (!op->carry)
				return w;
			carried = w;
		}
	}
	return carried;
}
