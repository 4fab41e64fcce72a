/* What comes from the territory; cuts, forks and adoptions. Verifies no signature: sync/ has. */
#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/hlc.h"
#include "core/journal_inside.h"
#include "core/roster.h"

/* As many records are compared one by one, so that each is merged once. */
#define LOOK_BACK_MAX 4096
/* So many operations on one record in an envelope are merged together. */
#define OFTEN 8

enum {
	LOT,
	LOT_MAKE,
	SAME_NAME,
	RIVAL,
	IN_LOT,
	AGAIN,
	BEST_SEQ,
	SEQ,
	STAMP,
	WITHDRAW,
	RESTORE,
	RESTORE_LOT,
	CASELOADS,
	CHANGED,
	COUNT
};
/* The lowest seq of the accepted lots that hold an operation o, else -1. */
#define LOWEST                                                                                        \
	"coalesce(min((SELECT l.seq FROM j_lot l WHERE l.lot = o.lot AND l.accepted = 1),"             \
	" coalesce((SELECT min(l.seq) FROM j_again a JOIN j_lot l ON l.lot = a.lot WHERE a.oid = o.oid" \
	" AND l.accepted = 1), 9223372036854775807)),"                                                 \
	" (SELECT min(l.seq) FROM j_again a JOIN j_lot l ON l.lot = a.lot WHERE a.oid = o.oid"          \
	" AND l.accepted = 1), -1)"
static const char *const text[COUNT] = {
	[LOT] = "SELECT lot, accepted FROM j_lot WHERE dev = ?1 AND seq = ?2 AND hash = ?3",
	[LOT_MAKE] = "INSERT INTO j_lot (dev, seq, hash, charter, supervisor, accepted) VALUES (?1, ?2, ?3, ?4, ?5, 1)",
	[SAME_NAME] = "SELECT oid, rid, lot, seq, body FROM j_op WHERE cid = ?1 AND dev = ?2 AND number = ?3",
	[RIVAL] = "UPDATE j_op SET rival = 1 WHERE cid = ?1 AND dev = ?2 AND number = ?3",
	[IN_LOT] = "UPDATE j_op SET lot = ?2 WHERE oid = ?1",
	[AGAIN] = "INSERT OR IGNORE INTO j_again (oid, lot) VALUES (?1, ?2)",
	[BEST_SEQ] = "SELECT " LOWEST " FROM j_op o WHERE o.oid = ?1",
	[SEQ] = "UPDATE j_op SET seq = ?2 WHERE oid = ?1",
	[STAMP] = "UPDATE j_device SET stamp = max(stamp, ?2) WHERE dev = ?1",
	[WITHDRAW] = "UPDATE j_lot SET accepted = 0 WHERE dev = ?1 AND seq >= ?2 AND seq <= ?3",
	[RESTORE] = "UPDATE j_lot SET accepted = 1 WHERE dev = ?1 AND seq >= ?2 AND seq <= ?3",
	[RESTORE_LOT] = "UPDATE j_lot SET accepted = 1 WHERE dev = ?1 AND seq = ?2 AND hash = ?3",
	[CASELOADS] = "SELECT cid FROM j_caseload",
	[CHANGED] = "SELECT o.oid, o.rid, o.number, o.rival, " LOWEST " AS lowest FROM j_op o"
		    " WHERE o.cid = ?1 AND o.dev = ?2 AND o.lot IS NOT NULL AND lowest <> o.seq",
};
const struct db_sql journal_receive_sql = { "journal_receive", COUNT, text };

/* Records to be merged again, each once. */
struct rids {
	int64_t *list;
	size_t count, cap;
};

/* ---- one envelope, decoded ---- */

struct envelope {
	const struct journal_lot *lot;
	struct jal_id caseload;
	struct op ops[OP_LOT_MAX];
	struct op_span spans[OP_LOT_MAX];
	size_t count;
	int64_t cid, dev, lot_row;
	bool accepted;
	size_t applied;
	struct rids often;	/* records merged once, at the end */
};

static void free_envelope(struct envelope *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->count; i++)
		op_free(&e->ops[i]);
	free(e->often.list);
	free(e);
}

static enum jal_err decode(struct envelope *e, const struct op_place *place, const uint8_t *plain, size_t n,
	struct diag *diag)
{
	size_t count = 0;
	enum jal_err err = op_split(plain, n, e->spans, &count, diag);
	for (size_t i = 0; !err && i < count; i++) {
		err = op_decode(&e->caseload, &e->lot->device, e->spans[i].p, e->spans[i].n, &e->ops[i], diag);
		if (err)
			break;
		e->count++;
		e->ops[i].merge.seq = e->lot->seq;
		if (i > 0 && e->ops[i].merge.name.number <= e->ops[i - 1].merge.name.number)
			err = diag_set(diag, JAL_ERR_INVALID, N_("Les numéros des opérations d’un envoi ne montent pas."));
		else
			err = op_check(&e->ops[i], place, diag);
	}
	/* Whatever the reason, the envelope is void. */
	return err && err != JAL_ERR_NOMEM ? JAL_ERR_INVALID : err;
}

/* ---- rows ---- */

static enum jal_err find_lot(struct db *db, struct envelope *e)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_receive_sql, LOT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, e->dev);
	db_bind_i64(st, 2, (int64_t)e->lot->seq);
	db_bind_hash(st, 3, &e->lot->hash);
	err = db_step(st, &row);
	if (!err && row) {
		e->lot_row = db_col_i64(st, 0);
		e->accepted = db_col_bool(st, 1);
	}
	db_done(st);
	if (err || row)
		return err;
	err = db_use(db, &journal_receive_sql, LOT_MAKE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, e->dev);
	db_bind_i64(st, 2, (int64_t)e->lot->seq);
	db_bind_hash(st, 3, &e->lot->hash);
	db_bind_i64(st, 4, (int64_t)e->lot->charter);
	db_bind_bool(st, 5, e->lot->supervisor);
	err = db_run(st);
	if (!err) {
		e->lot_row = db_last_rowid(db);
		e->accepted = true;
	}
	return err;
}

/* A statement with up to three whole numbers, of which nobody reads a row. */
static enum jal_err run(struct db *db, int which, int64_t a, int64_t b, int64_t c)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_receive_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, a);
	db_bind_i64(st, 2, b);
	if (which == RIVAL || which == WITHDRAW || which == RESTORE)
		db_bind_i64(st, 3, c);
	return db_run(st);
}

static enum jal_err best_seq(struct db *db, int64_t oid, int64_t *seq)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_receive_sql, BEST_SEQ, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, oid);
	err = db_step(st, &row);
	if (!err && row)
		*seq = db_col_i64(st, 0);
	db_done(st);
	return err;
}

/* ---- merging again ---- */

static enum jal_err push_rid(struct rids *r, int64_t rid)
{
	int64_t *more = grow_array(r->list, r->count, &r->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->list = more;
	r->list[r->count++] = rid;
	return JAL_OK;
}

static enum jal_err add_rid(struct rids *r, int64_t rid)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i] == rid)
			return JAL_OK;
	return push_rid(r, rid);
}

static enum jal_err merge_rids(struct journal *j, const struct rids *r)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < r->count; i++) {
		struct journal_place at = { .rid = 0 };
		err = journal_place_of(j->db, r->list[i], &at);
		if (!err)
			err = journal_merge_again(j->db, &at);
		if (!err)
			err = journal_touch(j, &at, 0);
	}
	return err;
}

/* ---- one operation ---- */

/* What the journal has under the operation's name. */
struct found {
	bool same;		/* this very content */
	int64_t oid, rid, lot, seq;
	bool unsealed;
	struct rids rivals;	/* records of other contents */
};

static enum jal_err look(struct db *db, const struct envelope *e, size_t i, struct found *f)
{
	const struct merge_op *op = &e->ops[i].merge;
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_receive_sql, SAME_NAME, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, e->cid);
	db_bind_i64(st, 2, e->dev);
	db_bind_i64(st, 3, (int64_t)op->name.number);
	while (!(err = db_step(st, &row)) && row) {
		const void *body = db_col_blob(st, 4);
		if (body && db_col_len(st, 4) == op->encoded_len && memcmp(body, op->encoded, op->encoded_len) == 0) {
			f->same = true;
			f->oid = db_col_i64(st, 0);
			f->rid = db_col_i64(st, 1);
			f->unsealed = db_col_null(st, 2);
			f->lot = db_col_i64(st, 2);
			f->seq = db_col_null(st, 3) ? INT64_MAX : db_col_i64(st, 3);
			continue;
		}
		err = add_rid(&f->rivals, db_col_i64(st, 1));
		if (err)
			break;
	}
	db_done(st);
	return err;
}

/* The same operation in one more lot. */
static enum jal_err again(struct journal *j, struct envelope *e, const struct found *f)
{
	int64_t seq = -1;
	if (!f->unsealed && f->lot == e->lot_row)
		return JAL_OK;
	enum jal_err err = run(j->db, f->unsealed ? IN_LOT : AGAIN, f->oid, e->lot_row, 0);
	if (!err)
		err = best_seq(j->db, f->oid, &seq);
	if (err || seq == f->seq)
		return err;
	err = run(j->db, SEQ, f->oid, seq, 0);
	if (err)
		return err;
	/* Only whether it counts, and who among rivals does, depends on the seq. */
	struct rids rids = { .list = NULL };
	err = add_rid(&rids, f->rid);
	for (size_t i = 0; !err && i < f->rivals.count; i++)
		err = add_rid(&rids, f->rivals.list[i]);
	if (!err && (f->seq == -1) != (seq == -1))
		e->applied++;
	if (!err && ((f->seq == -1) != (seq == -1) || f->rivals.count))
		err = merge_rids(j, &rids);
	free(rids.list);
	return err;
}

/* Whether the envelope writes a record over and over, as no person does: merging it each time would cost as
 * much as everything on it, each time, and a member in bad hands can put much on one. */
static bool is_often(const struct envelope *e, const struct op *op)
{
	size_t n = 0;
	for (size_t i = 0; i < e->count && n <= OFTEN; i++)
		n += id_equal(&e->ops[i].record, &op->record) && e->ops[i].entity == op->entity;
	return n > OFTEN;
}

static enum jal_err apply_new(struct journal *j, struct envelope *e, size_t i, struct found *f)
{
	const struct op *op = &e->ops[i];
	struct journal_place at = { .caseload = e->caseload, .cid = e->cid, .dossier = op->dossier,
		.has_dossier = op->has_dossier, .entity = op->entity, .id = op->record };
	int64_t oid = 0;
	bool made = false;
	const uint64_t own = e->dev == j->dev ? op->merge.name.number : 0;
	enum jal_err err = journal_fid(j->db, at.cid, at.has_dossier ? &at.dossier : NULL, &made, &at.fid);
	if (!err)
		err = journal_rid(j->db, at.fid, at.entity, &at.id, &made, &at.rid);
	if (!err)
		err = journal_put_op(j->db, &at, e->dev, op->merge.name.number, op->merge.stamp, e->lot_row,
			e->accepted ? (int64_t)e->lot->seq : -1, op->merge.encoded, op->merge.encoded_len, &oid);
	if (err)
		return err;
	if (f->rivals.count) {
		err = run(j->db, RIVAL, e->cid, e->dev, (int64_t)op->merge.name.number);
		if (!err)
			err = add_rid(&f->rivals, at.rid);
		if (!err)
			err = merge_rids(j, &f->rivals);
	} else if (e->accepted && is_often(e, op)) {
		err = add_rid(&e->often, at.rid);
	} else if (e->accepted) {
		err = journal_merge_op(j->db, &at, &op->merge, made);
	}
	if (!err && e->accepted) {
		e->applied++;
		j->stamp = hlc_seen(j->stamp, op->merge.stamp, j->now_ms);
		at.made = made && !f->rivals.count && !op->merge.carry;
		err = journal_touch(j, &at, own);
	}
	return err;
}

static enum jal_err receive_all(struct journal *j, struct envelope *e)
{
	uint64_t stamp = 0;
	enum jal_err err = journal_cid(j->db, &e->caseload, true, &e->cid);
	if (!err)
		err = journal_dev(j->db, &e->lot->device, true, &e->dev);
	if (!err)
		err = find_lot(j->db, e);
	for (size_t i = 0; !err && i < e->count; i++) {
		struct found f = { .same = false };
		err = look(j->db, e, i, &f);
		if (!err)
			err = f.same ? again(j, e, &f) : apply_new(j, e, i, &f);
		free(f.rivals.list);
		if (e->ops[i].merge.stamp > stamp)
			stamp = e->ops[i].merge.stamp;
	}
	if (!err)
		err = merge_rids(j, &e->often);
	return err ? err : run(j->db, STAMP, e->dev, (int64_t)stamp, 0);
}

enum jal_err journal_receive(struct journal *j, const struct journal_lot *lot, const struct jal_id *caseload,
	const uint8_t *plain, size_t n, size_t *applied, struct diag *diag)
{
	struct roster_territory territory = { .charter = 0 };
	if (j->begun || lot->seq == 0 || lot->seq > INT64_MAX)
		return JAL_ERR_INVALID;
	enum jal_err err = roster_territory(j->db, &territory);
	if (err)
		return db_explain(j->db, err, diag);
	struct envelope *e = calloc(1, sizeof(*e));
	if (!e)
		return JAL_ERR_NOMEM;
	e->lot = lot;
	e->caseload = *caseload;
	const struct op_place place = { .common = id_equal(caseload, &territory.common), .supervisor = lot->supervisor };
	err = decode(e, &place, plain, n, diag);
	if (err)
		goto out;
	err = journal_enter(j, false);
	if (!err) {
		err = receive_all(j, e);
		if (!err)
			err = journal_leave(j);
		else
			journal_cancel(j);
	}
	if (err)
		err = db_explain(j->db, err, diag);
	else
		*applied = e->applied;
out:
	free_envelope(e);
	return err;
}

/* ---- cuts and adoptions ---- */

struct changed {
	int64_t oid, seq, cid, number;
	bool rival;
};

struct changes {
	struct changed *list;
	size_t count, cap;
	struct rids rids;
};

static enum jal_err add_change(struct changes *c, const struct changed *one, int64_t rid)
{
	struct changed *more = grow_array(c->list, c->count, &c->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	c->list = more;
	c->list[c->count++] = *one;
	/* Operations come by record mostly; of a long list, the few that are there twice are merged twice. */
	if (c->rids.count && c->rids.list[c->rids.count - 1] == rid)
		return JAL_OK;
	return c->rids.count < LOOK_BACK_MAX ? add_rid(&c->rids, rid) : push_rid(&c->rids, rid);
}

static enum jal_err find_changes(struct db *db, int64_t cid, int64_t dev, struct changes *c)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_receive_sql, CHANGED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, dev);
	while (!(err = db_step(st, &row)) && row) {
		const struct changed one = { .oid = db_col_i64(st, 0), .seq = db_col_i64(st, 4), .cid = cid,
			.number = db_col_i64(st, 2), .rival = db_col_bool(st, 3) };
		err = add_change(c, &one, db_col_i64(st, 1));
		if (err)
			break;
	}
	db_done(st);
	return err;
}

/* Records where another content of the same name may now count. */
static enum jal_err add_rivals(struct db *db, const struct changed *one, int64_t dev, struct rids *rids)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_receive_sql, SAME_NAME, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, one->cid);
	db_bind_i64(st, 2, dev);
	db_bind_i64(st, 3, one->number);
	while (!(err = db_step(st, &row)) && row) {
		err = add_rid(rids, db_col_i64(st, 1));
		if (err)
			break;
	}
	db_done(st);
	return err;
}

static enum jal_err all_cids(struct db *db, int64_t **cids, size_t *count)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_receive_sql, CASELOADS, &st);
	return err ? err : db_list(st, cids, count);
}

static enum jal_err restore_lot(struct db *db, int64_t dev, uint64_t seq, const struct jal_hash *hash)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_receive_sql, RESTORE_LOT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, dev);
	db_bind_i64(st, 2, seq > INT64_MAX ? INT64_MAX : (int64_t)seq);
	db_bind_hash(st, 3, hash);
	return db_run(st);
}

/* hash: of the one lot meant, NULL for all from … to. */
static enum jal_err accept_again(struct journal *j, int which, const struct jal_id *device, uint64_t from, uint64_t to,
	const struct jal_hash *hash, size_t *operations)
{
	struct changes c = { .list = NULL };
	int64_t *cids = NULL, dev = 0;
	size_t caseloads = 0;
	enum jal_err err = journal_dev(j->db, device, false, &dev);
	/* Nothing of that device ever came. */
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	err = hash ? restore_lot(j->db, dev, from, hash) :
		     run(j->db, which, dev, from > INT64_MAX ? INT64_MAX : (int64_t)from,
			     to > INT64_MAX ? INT64_MAX : (int64_t)to);
	if (!err)
		err = all_cids(j->db, &cids, &caseloads);
	for (size_t i = 0; !err && i < caseloads; i++)
		err = find_changes(j->db, cids[i], dev, &c);
	for (size_t i = 0; !err && i < c.count; i++) {
		err = run(j->db, SEQ, c.list[i].oid, c.list[i].seq, 0);
		if (!err && c.list[i].rival)
			err = add_rivals(j->db, &c.list[i], dev, &c.rids);
	}
	if (!err)
		err = merge_rids(j, &c.rids);
	if (!err)
		*operations = c.count;
	free(c.list);
	free(c.rids.list);
	free(cids);
	return err;
}

static enum jal_err change_acceptance(struct journal *j, int which, const struct jal_id *device, uint64_t from,
	uint64_t to, const struct jal_hash *hash, size_t *operations, struct diag *diag)
{
	size_t n = 0;
	enum jal_err err = journal_enter(j, false);
	if (!err) {
		err = accept_again(j, which, device, from, to, hash, &n);
		if (!err)
			err = journal_leave(j);
		else
			journal_cancel(j);
	}
	if (err)
		return db_explain(j->db, err, diag);
	*operations = n;
	return JAL_OK;
}

enum jal_err journal_withdraw(struct journal *j, const struct jal_id *device, uint64_t from, size_t *operations,
	struct diag *diag)
{
	return change_acceptance(j, WITHDRAW, device, from, INT64_MAX, NULL, operations, diag);
}

enum jal_err journal_restore(struct journal *j, const struct jal_id *device, uint64_t from, uint64_t to,
	size_t *operations, struct diag *diag)
{
	return change_acceptance(j, RESTORE, device, from, to, NULL, operations, diag);
}

enum jal_err journal_restore_lot(struct journal *j, const struct jal_id *device, uint64_t seq,
	const struct jal_hash *hash, size_t *operations, struct diag *diag)
{
	return change_acceptance(j, RESTORE_LOT, device, seq, seq, hash, operations, diag);
}
