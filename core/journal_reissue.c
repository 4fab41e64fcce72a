/*
 * In a restored vault: what the former device wrote and its chain lacks becomes
 * this device's own (protocol.md §5). Which chain that is, sync/ has verified.
 */
#include <stdlib.h>

#include "core/grow.h"
#include "core/journal_inside.h"

enum { LACKING, UNSEALED, DROP, DROP_AGAIN, RESET, COUNT };
/* In no lot of the verified chain of device ?2, which is ?1 here. */
#define IN_NO_LOT                                                                                      \
	"NOT EXISTS (SELECT 1 FROM j_lot l JOIN o_hash h ON h.device = ?2 AND h.seq = l.seq"           \
	" AND h.hash = l.hash WHERE l.dev = ?1"                                                        \
	" AND (l.lot = o.lot OR l.lot IN (SELECT a.lot FROM j_again a WHERE a.oid = o.oid)))"
#define ROWS "SELECT o.oid, o.rid, o.cid, o.number, o.body FROM j_op o WHERE o.dev = ?1 AND "
#define ORDER " ORDER BY o.cid, o.number, o.oid"
static const char *const text[COUNT] = {
	[LACKING] = ROWS IN_NO_LOT ORDER,
	[UNSEALED] = ROWS "o.lot IS NULL" ORDER,
	[DROP] = "DELETE FROM j_op WHERE oid = ?1",
	[DROP_AGAIN] = "DELETE FROM j_again WHERE oid = ?1",
	/* The last number is that of the operations, which are dropped. */
	[RESET] = "UPDATE j_own SET sealed = 0, received = 0, unsent = 0 WHERE dev = ?1",
};
const struct db_sql journal_reissue_sql = { "journal_reissue", COUNT, text };

/* An operation on its way from one name to another. */
struct moved {
	int64_t oid, rid, cid;
	struct op_name from, to;
	struct journal_place at;
	struct op op;
	const uint8_t *body;	/* in the arena */
	bool dropped;
};

struct reissue {
	struct journal *j;
	struct moved *list;
	size_t count, cap;
	struct jal_id device;	/* of the rows being read */
	size_t moves;		/* carries, which are not made again */
	struct arena arena;
};

static void free_all(struct reissue *r)
{
	for (size_t i = 0; i < r->count; i++)
		op_free(&r->list[i].op);
	free(r->list);
	arena_free(&r->arena);
}

static enum jal_err add(struct reissue *r, struct db_st *st)
{
	struct moved *more = grow_array(r->list, r->count, &r->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	r->list = more;
	struct moved *m = &r->list[r->count];
	*m = (struct moved){ .oid = db_col_i64(st, 0), .rid = db_col_i64(st, 1), .cid = db_col_i64(st, 2), .op = OP_INIT };
	m->from = (struct op_name){ .device = r->device, .number = (uint64_t)db_col_i64(st, 3) };
	const void *body = db_col_blob(st, 4);
	const size_t n = db_col_len(st, 4);
	m->body = arena_copy(&r->arena, body, n);
	if (!m->body)
		return JAL_ERR_NOMEM;
	m->op.merge.encoded_len = n;
	r->count++;
	return JAL_OK;
}

static enum jal_err read_rows(struct reissue *r, int which, int64_t dev, const struct jal_id *device)
{
	struct db_st *st = NULL;
	bool row = false;
	r->device = *device;
	enum jal_err err = db_use(r->j->db, &journal_reissue_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, dev);
	if (which == LACKING)
		db_bind_id(st, 2, device);
	while (!(err = db_step(st, &row)) && row) {
		err = add(r, st);
		if (err)
			break;
	}
	db_done(st);
	return err;
}

static enum jal_err decode(struct reissue *r)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < r->count; i++) {
		struct moved *m = &r->list[i];
		const size_t n = m->op.merge.encoded_len;
		err = journal_place_of(r->j->db, m->rid, &m->at);
		if (err)
			break;
		m->from.caseload = m->at.caseload;
		err = op_read(&m->at.caseload, &m->from.device, m->body, n, &m->op);
		m->from.nonce = m->op.merge.name.nonce;
	}
	return err;
}

/* A move that nobody heard of is taken back: its carries go, and `home` with them. */
static void drop_moves(struct reissue *r)
{
	const uint32_t home = model_field(FIELD_dossier_home)->wire, dossier = model_entity(ENTITY_dossier)->wire;
	for (size_t i = 0; i < r->count; i++) {
		struct moved *m = &r->list[i];
		const struct merge_op *op = &m->op.merge;
		m->dropped = op->carry ||
			     (m->at.entity == dossier && op->write_count == 1 && op->writes[0].key.field == home);
		r->moves += op->carry ? 1 : 0;
	}
}

/* The numbers that journal_put_own will give, in the order of the list; and other nonces, as for any
 * write that is made. */
static void number(struct reissue *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct moved *m = &r->list[i];
		uint64_t next = 1;
		if (m->dropped)
			continue;
		for (size_t k = i; k > 0 && next == 1; k--)
			if (r->list[k - 1].cid == m->cid && !r->list[k - 1].dropped)
				next = r->list[k - 1].to.number + 1;
		m->to = (struct op_name){ m->from.caseload, r->j->device, next, nonce_draw(&r->j->nonces) };
		m->op.merge.name.nonce = m->to.nonce;
	}
}

static int by_from(const void *pa, const void *pb)
{
	const struct moved *const *a = pa, *const *b = pb;
	return merge_name_compare(&(*a)->from, &(*b)->from);
}

static const struct moved *find(const struct moved **sorted, size_t n, const struct op_name *name)
{
	size_t low = 0, high = n;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		const int c = merge_name_compare(&sorted[mid]->from, name);
		if (c == 0)
			return sorted[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* The same writes, naming what they named by its new name; what was dropped is named no more. */
static enum jal_err rename_writes(struct moved *m, const struct moved **sorted, size_t n)
{
	struct op *op = &m->op;
	struct merge_write *writes = arena_array(&op->arena, op->merge.write_count, sizeof(*writes));
	if (!writes)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < op->merge.write_count; i++) {
		writes[i] = op->merge.writes[i];
		struct op_name *names = arena_array(&op->arena, writes[i].replaces_count, sizeof(*names));
		size_t kept = 0;
		if (!names)
			return JAL_ERR_NOMEM;
		for (size_t k = 0; k < writes[i].replaces_count; k++) {
			const struct moved *other = find(sorted, n, &writes[i].replaces[k]);
			if (other && other->dropped)
				continue;
			names[kept++] = other ? other->to : writes[i].replaces[k];
		}
		op_names_sort(names, kept, &m->from.caseload);
		writes[i].replaces = names;
		writes[i].replaces_count = kept;
	}
	op->merge.writes = writes;
	return JAL_OK;
}

static enum jal_err run(struct db *db, int which, int64_t a)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_reissue_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, a);
	return db_run(st);
}

static enum jal_err write_again(struct reissue *r, struct diag *diag)
{
	const struct moved **sorted = calloc(r->count, sizeof(*sorted));
	enum jal_err err = sorted ? JAL_OK : JAL_ERR_NOMEM;
	for (size_t i = 0; !err && i < r->count; i++)
		sorted[i] = &r->list[i];
	if (!err)
		qsort(sorted, r->count, sizeof(*sorted), by_from);
	for (size_t i = 0; !err && i < r->count; i++) {
		struct moved *m = &r->list[i];
		err = run(r->j->db, DROP, m->oid);
		if (!err)
			err = run(r->j->db, DROP_AGAIN, m->oid);
		if (!err && !m->dropped)
			err = rename_writes(m, sorted, r->count);
	}
	for (size_t i = 0; !err && i < r->count; i++)
		if (!r->list[i].dropped)
			err = journal_put_own(r->j, &r->list[i].at.caseload, 0, &r->list[i].op, false, diag);
	/* What the dropped rows had done to their records goes with them. */
	for (size_t i = 0; !err && i < r->count; i++) {
		if (i > 0 && r->list[i - 1].rid == r->list[i].rid)
			continue;
		err = journal_merge_again(r->j->db, &r->list[i].at);
		if (!err)
			err = journal_touch(r->j, &r->list[i].at, 0);
	}
	free(sorted);
	return err;
}

static enum jal_err reissue(struct reissue *r, const struct jal_id *former, struct diag *diag)
{
	int64_t dev = 0;
	enum jal_err err = journal_dev(r->j->db, former, false, &dev);
	if (err == JAL_ERR_NOT_FOUND)
		return JAL_OK;
	if (!err)
		err = read_rows(r, LACKING, dev, former);
	if (err || r->count == 0)
		return err;
	/* What was written since may name it: it comes after, with new numbers too, since none of it is sealed. */
	err = read_rows(r, UNSEALED, r->j->dev, &r->j->device);
	if (!err)
		err = decode(r);
	if (err)
		return err;
	drop_moves(r);
	number(r);
	err = run(r->j->db, RESET, r->j->dev);
	if (!err)
		err = listing_disown(r->j->db);
	return err ? err : write_again(r, diag);
}

enum jal_err journal_reissue(struct journal *j, const struct jal_id *former, size_t *operations, size_t *moves,
	struct diag *diag)
{
	struct reissue r = { .j = j };
	enum jal_err err = journal_enter(j, true);
	if (err)
		return db_explain(j->db, err, diag);
	j->undoing = true;
	/* The last operations may be dropped, their stamps are not to be given again. */
	j->heard = true;
	err = reissue(&r, former, diag);
	if (!err)
		err = journal_leave(j);
	else
		journal_cancel(j);
	if (!err) {
		journal_free_saves(j);
		*operations = r.count;
		*moves = r.moves;
	}
	free_all(&r);
	return err ? db_explain(j->db, err, diag) : JAL_OK;
}
