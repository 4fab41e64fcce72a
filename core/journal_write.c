/* What is typed and imported: one operation an edit, one transaction a save. */
#include <stdlib.h>

#include "core/contract.h"
#include "core/grow.h"
#include "core/hlc.h"
#include "core/journal_inside.h"
#include "core/keyring.h"
#include "core/listing.h"
#include "core/meta.h"
#include "core/roster.h"

#define META_STAMP "journal.stamp"
/* From this many dossiers on, a save may be most of the list. */
#define BULK 1000
/* A transaction on so many dossiers is long, and gets a page cache of so many KiB. */
#define LONG 100
#define ROOMY 49152

enum { LAST_STAMP, OWN, OWN_MAKE, RECEIVED, UNSENT, COUNT };
static const char *const text[COUNT] = {
	[LAST_STAMP] = "SELECT dev, stamp FROM j_op ORDER BY oid DESC LIMIT 1",
	/* Where the operations end, their counters stand: keeping them elsewhere too would be a page more each save. */
	[OWN] = ("SELECT coalesce((SELECT max(o.number) FROM j_op o WHERE o.cid = ?1 AND o.dev = ?2), 0) + 1, w.received"
		 " FROM j_own w WHERE w.cid = ?1 AND w.dev = ?2"),
	[OWN_MAKE] = "INSERT INTO j_own (cid, dev) VALUES (?1, ?2)",
	[RECEIVED] = "SELECT received FROM j_own WHERE cid = ?1 AND dev = ?2",
	[UNSENT] = "UPDATE j_own SET unsent = unsent + ?3 WHERE cid = ?1 AND dev = ?2",
};
const struct db_sql journal_write_sql = { "journal_write", COUNT, text };

/* ---- transactions ---- */

/* The last operation's when it was written here, and else what was kept as it came. */
static enum jal_err read_stamp(struct journal *j)
{
	struct db_st *st = NULL;
	int64_t kept = 0;
	bool row = false;
	enum jal_err err = meta_i64(j->db, META_STAMP, &kept);
	if (!err || err == JAL_ERR_NOT_FOUND)
		err = db_use(j->db, &journal_write_sql, LAST_STAMP, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	j->stamp = (uint64_t)kept;
	if (!err && row) {
		const uint64_t last = (uint64_t)db_col_i64(st, 1);
		j->stamp = db_col_i64(st, 0) == j->dev ? last : hlc_seen(j->stamp, last, j->now_ms);
	}
	db_done(st);
	return err;
}

static enum jal_err read_writer(struct journal *j)
{
	struct keyring_device device = { .id = ID_ZERO };
	enum jal_err err = keyring_device(j->db, &device);
	if (!err)
		err = journal_dev(j->db, &device.id, true, &j->dev);
	if (!err) {
		j->device = device.id;
		j->owner.member = device.member;
	}
	return err;
}

enum jal_err journal_enter(struct journal *j, bool writes)
{
	struct roster_territory territory = { .charter = 0 };
	if (j->begun)
		return JAL_ERR_INVALID;
	enum jal_err err = db_begin(j->db);
	if (err)
		return err;
	j->begun = true;
	j->now_ms = clock_now(j->clock);
	j->heard = !writes;
	err = roster_territory(j->db, &territory);
	if (!err) {
		j->common = territory.common;
		j->supervisor = territory.supervisor;
		j->owner = (struct listing_owner){ .home = territory.home_caseload };
		err = read_writer(j);
		/* A vault without keys of its own can receive. */
		if (err == JAL_ERR_NOT_FOUND && !writes) {
			j->device = ID_ZERO;
			j->dev = 0;
			err = JAL_OK;
		}
	}
	if (!err)
		err = read_stamp(j);
	if (err)
		journal_cancel(j);
	return err;
}

/* Back to what reading needs. */
static void forget(struct journal *j)
{
	j->begun = false;
	j->undoing = false;
	j->own_count = 0;
	j->touched_count = 0;
	j->writing.count = 0;
	j->last.fid = 0;
	if (j->roomy)
		db_cache(j->db, 0);
	j->roomy = false;
}

void journal_cancel(struct journal *j)
{
	if (!j->begun)
		return;
	db_rollback(j->db);
	forget(j);
}

static enum jal_err add_unsent(struct journal *j, int64_t cid, int64_t lines)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(j->db, &journal_write_sql, UNSENT, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, j->dev);
	db_bind_i64(st, 3, lines);
	return db_run(st);
}

/* A caseload in which this transaction has not written itself: no row when it never did. */
static enum jal_err read_received(struct journal *j, int64_t cid, uint64_t *received)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(j->db, &journal_write_sql, RECEIVED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, cid);
	db_bind_i64(st, 2, j->dev);
	err = db_step(st, &row);
	*received = !err && row ? (uint64_t)db_col_i64(st, 0) : 0;
	db_done(st);
	return err;
}

/* A line that came to have something unsent, or lost it, is counted. */
static enum jal_err count_unsent(struct journal *j, const struct listing_own *own)
{
	struct journal_own *known = NULL;
	uint64_t received = 0;
	if (own->before == own->after)
		return JAL_OK;
	for (size_t i = 0; i < j->own_count && !known; i++)
		if (j->owns[i].cid == own->cid)
			known = &j->owns[i];
	if (!known) {
		const enum jal_err err = read_received(j, own->cid, &received);
		if (err)
			return err;
	}
	const uint64_t upto = known ? known->received : received;
	const int64_t lines = (int64_t)(own->after > upto) - (int64_t)(own->before > upto);
	if (known)
		known->unsent += lines;
	return known || !lines ? JAL_OK : add_unsent(j, own->cid, lines);
}

static enum jal_err keep_counters(struct journal *j)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < j->own_count; i++)
		if (j->owns[i].unsent)
			err = add_unsent(j, j->owns[i].cid, j->owns[i].unsent);
	return err || !j->heard ? err : meta_put_i64(j->db, META_STAMP, (int64_t)j->stamp);
}

static int by_fid(const void *pa, const void *pb)
{
	const struct listing_change *a = pa;
	const struct listing_change *b = pb;
	return a->fid < b->fid ? -1 : a->fid > b->fid;
}

/* Each folder once, with all that is known of it. */
static void fold_touched(struct journal *j)
{
	size_t n = 0;
	if (j->touched_count)
		qsort(j->touched, j->touched_count, sizeof(*j->touched), by_fid);
	for (size_t i = 0; i < j->touched_count; i++) {
		const struct listing_change *c = &j->touched[i];
		struct listing_change *last = n ? &j->touched[n - 1] : NULL;
		if (!last || last->fid != c->fid) {
			j->touched[n++] = *c;
			continue;
		}
		last->own = c->own > last->own ? c->own : last->own;
		last->fresh = last->fresh || c->fresh;
		last->kinds |= c->kinds;
		last->only = 0;
	}
	j->touched_count = n;
}

static enum jal_err update_list(struct journal *j)
{
	size_t there = 0;
	enum jal_err err = JAL_OK;
	fold_touched(j);
	if (j->touched_count == 0)
		return JAL_OK;
	err = journal_mark_touched(j);
	/* Rings of dossiers touch more folders. */
	fold_touched(j);
	/* A setting of the territory may be among what was written. */
	if (!err)
		err = listing_apply_thresholds(j->db, &j->owner.thresholds);
	/* Most of the list is new: its indexes are made at the end. */
	bool bulk = false;
	if (!err && j->touched_count >= BULK) {
		err = listing_count(j->db, &there);
		bulk = !err && j->touched_count > there / 2;
	}
	if (!err && bulk)
		err = listing_bulk_begin(j->db);
	for (size_t i = 0; !err && i < j->touched_count; i++) {
		struct listing_own own = { .cid = 0 };
		err = listing_update(j->db, &j->owner, &j->touched[i], &own);
		if (!err)
			err = count_unsent(j, &own);
	}
	if (!err && bulk)
		err = listing_bulk_end(j->db);
	return err;
}

enum jal_err journal_leave(struct journal *j)
{
	enum jal_err err = update_list(j);
	if (!err)
		err = keep_counters(j);
	if (err) {
		journal_cancel(j);
		return err;
	}
	err = db_commit(j->db);
	if (!err && !j->undoing)
		journal_keep_save(j);
	/* Also after a failed commit, which rolled back. */
	forget(j);
	return err;
}

enum jal_err journal_touch(struct journal *j, const struct journal_place *at, uint64_t own)
{
	const uint32_t kind = at->entity < 32 ? 1U << at->entity : 0;
	struct listing_change *last = j->touched_count ? &j->touched[j->touched_count - 1] : NULL;
	if (last && last->fid == at->fid) {
		last->own = own > last->own ? own : last->own;
		last->kinds |= kind;
		last->only = 0;
		return JAL_OK;
	}
	struct listing_change *more = grow_array(j->touched, j->touched_count, &j->touched_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	j->touched = more;
	/* Rows come in the order of random ids: a page is written many times before it goes to the disk. */
	if (j->touched_count == LONG && !j->roomy) {
		db_cache(j->db, ROOMY);
		j->roomy = true;
	}
	j->touched[j->touched_count++] =
		(struct listing_change){ .fid = at->fid, .own = own, .fresh = at->fresh, .kinds = kind,
			.only = at->made ? at->rid : 0 };
	return JAL_OK;
}

/* ---- one operation ---- */

static enum jal_err make_own(struct journal *j, const struct journal_own *own)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(j->db, &journal_write_sql, OWN_MAKE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, own->cid);
	db_bind_i64(st, 2, j->dev);
	return db_run(st);
}

static enum jal_err open_own(struct journal *j, const struct jal_id *given, struct journal_own *own, struct diag *diag)
{
	enum roster_right right = ROSTER_NONE;
	struct db_st *st = NULL;
	bool row = false;
	own->given = *given;
	own->next = 1;
	enum jal_err err = journal_final_caseload(j->db, given, &own->id);
	if (!err)
		err = roster_right(j->db, &own->id, &right);
	if (err)
		return err;
	if (right != ROSTER_WRITE)
		return diag_set(diag, JAL_ERR_DENIED,
			N_("Vous ne pouvez pas écrire dans ce portefeuille. Rien n’a été enregistré."));
	err = journal_cid(j->db, &own->id, true, &own->cid);
	if (!err)
		err = db_use(j->db, &journal_write_sql, OWN, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, own->cid);
	db_bind_i64(st, 2, j->dev);
	err = db_step(st, &row);
	if (!err && row) {
		own->next = (uint64_t)db_col_i64(st, 0);
		own->received = (uint64_t)db_col_i64(st, 1);
	}
	db_done(st);
	return err || row ? err : make_own(j, own);
}

static enum jal_err find_own(struct journal *j, const struct jal_id *given, struct journal_own **out, struct diag *diag)
{
	for (size_t i = 0; i < j->own_count; i++) {
		if (id_equal(&j->owns[i].given, given)) {
			*out = &j->owns[i];
			return JAL_OK;
		}
	}
	struct journal_own own = { .cid = 0 };
	enum jal_err err = open_own(j, given, &own, diag);
	if (err)
		return err;
	/* One counter a caseload, however it is named. */
	for (size_t i = 0; i < j->own_count; i++) {
		if (j->owns[i].cid == own.cid) {
			*out = &j->owns[i];
			return JAL_OK;
		}
	}
	struct journal_own *more = grow_array(j->owns, j->own_count, &j->own_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	j->owns = more;
	j->owns[j->own_count] = own;
	*out = &j->owns[j->own_count++];
	return JAL_OK;
}

/* An edit made before the caseload had its final id names heads by the
 * provisional one, which no operation's bytes contain. */
static enum jal_err rename_heads(struct op *op, const struct jal_id *given, const struct jal_id *final)
{
	struct merge_write *writes = arena_array(&op->arena, op->merge.write_count, sizeof(*writes));
	if (!writes)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < op->merge.write_count; i++) {
		writes[i] = op->merge.writes[i];
		const size_t n = writes[i].replaces_count;
		struct op_name *names = arena_array(&op->arena, n, sizeof(*names));
		if (!names)
			return JAL_ERR_NOMEM;
		for (size_t k = 0; k < n; k++) {
			names[k] = writes[i].replaces[k];
			if (id_equal(&names[k].caseload, given))
				names[k].caseload = *final;
		}
		op_names_sort(names, n, final);
		writes[i].replaces = names;
	}
	op->merge.writes = writes;
	return JAL_OK;
}

/* The folder, which is often the one written last. */
static enum jal_err find_folder(struct journal *j, struct journal_place *at)
{
	if (j->last.fid && j->last.cid == at->cid && j->last.has_dossier == at->has_dossier &&
		id_equal(&j->last.dossier, &at->dossier)) {
		at->fid = j->last.fid;
		at->fresh = j->last.fresh;
		return JAL_OK;
	}
	const enum jal_err err = journal_fid(j->db, at->cid, at->has_dossier ? &at->dossier : NULL, &at->fresh, &at->fid);
	if (!err)
		j->last = *at;
	return err;
}

static enum jal_err store(struct journal *j, struct journal_own *own, const struct op *op, bool creates,
	struct diag *diag)
{
	struct journal_place at = { .caseload = own->id, .cid = own->cid, .dossier = op->dossier,
		.has_dossier = op->has_dossier, .entity = op->entity, .id = op->record };
	struct buf body = BUF_INIT;
	int64_t oid = 0;
	bool made = false;
	enum jal_err err = op_encode(op, &body);
	if (err == JAL_ERR_LIMIT)
		err = diag_set(diag, err, N_("Cet enregistrement est trop long. Rien n’a été enregistré."));
	if (!err)
		err = find_folder(j, &at);
	if (!err && creates)
		err = journal_make_rid(j->db, at.fid, at.entity, &at.id, &at.rid);
	else if (!err)
		err = journal_rid(j->db, at.fid, at.entity, &at.id, &made, &at.rid);
	if (!err)
		err = journal_put_op(j->db, &at, j->dev, op->merge.name.number, op->merge.stamp, 0, 0, body.data,
			body.len, &oid);
	if (!err)
		err = journal_merge_op(j->db, &at, &op->merge, made || creates);
	at.made = (made || creates) && !op->merge.carry;
	if (!err)
		err = journal_touch(j, &at, op->merge.name.number);
	if (!err)
		err = journal_note_op(&j->writing, oid);
	if (!err) {
		j->stamp = op->merge.stamp;
		own->next++;
	}
	buf_free(&body);
	return err;
}

static uint64_t latest_replaced(const struct journal *j)
{
	return hlc_of_ms(j->now_ms + HLC_AHEAD_MS) | 0xffff;
}

/* A write's writes have its own name and stamp; what a carry keeps has others. */
static enum jal_err sign_writes(struct op *op)
{
	struct merge_write *writes = arena_array(&op->arena, op->merge.write_count, sizeof(*writes));
	if (!writes)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < op->merge.write_count; i++) {
		writes[i] = op->merge.writes[i];
		writes[i].name = op->merge.name;
		writes[i].stamp = op->merge.stamp;
	}
	op->merge.writes = writes;
	return JAL_OK;
}

enum jal_err journal_put_own(struct journal *j, const struct jal_id *caseload, uint64_t replaced, struct op *op,
	bool creates, struct diag *diag)
{
	struct journal_own *own = NULL;
	enum jal_err err = find_own(j, caseload, &own, diag);
	if (err)
		return err;
	const uint64_t nonce = op->merge.name.nonce;
	op->merge.name = (struct op_name){ own->id, j->device, own->next, 0 };
	/* What a carry keeps has names of its own. */
	if (!op->merge.carry)
		op->merge.name.nonce = nonce ? nonce : nonce_draw(&j->nonces);
	op->merge.stamp = hlc_next(j->stamp, replaced, j->now_ms);
	op->merge.seq = MERGE_UNSEALED;
	if (!op->merge.carry && (err = sign_writes(op)))
		return err;
	const struct op_place place = { .common = id_equal(&own->id, &j->common), .supervisor = j->supervisor };
	if (!id_equal(caseload, &own->id))
		err = rename_heads(op, caseload, &own->id);
	if (!err)
		err = op_check(op, &place, diag);
	return err ? err : store(j, own, op, creates, diag);
}

static enum jal_err put_one(struct journal *j, const struct edit *edit, struct diag *diag)
{
	struct op op = OP_INIT;
	/* The name and stamp are given by journal_put_own; here any do, but no nonce. */
	const struct op_name unnamed = { *edit_caseload(edit), j->device, INT64_MAX, 0 };
	enum jal_err err = edit_operation(edit, &unnamed, 1, &op);
	if (!err)
		err = journal_put_own(j, edit_caseload(edit), edit_replaced_stamp(edit, latest_replaced(j)), &op,
			edit_creates(edit), diag);
	op_free(&op);
	return err;
}

/* What must go with an edit goes in the same save, and is undone with it. */
static enum jal_err put_what_follows(struct journal *j, const struct edit *edit, struct diag *diag)
{
	struct edit_list more = EDIT_LIST_INIT;
	enum jal_err err = contract_follow(j, edit, j->clock, &more);
	for (size_t i = 0; !err && i < more.n; i++)
		err = put_one(j, more.list[i], diag);
	edit_list_free(&more);
	/* The edit itself is written: nobody may go on as if nothing had been. */
	return err == JAL_ERR_INVALID || err == JAL_ERR_DENIED || err == JAL_ERR_LIMIT ? JAL_ERR_CORRUPT : err;
}

enum jal_err journal_put_edit(struct journal *j, const struct edit *edit, struct diag *diag)
{
	if (edit_empty(edit))
		return JAL_OK;
	const enum jal_err err = put_one(j, edit, diag);
	return err ? err : put_what_follows(j, edit, diag);
}

/* ---- what others call ---- */

enum jal_err journal_begin(struct journal *j, struct diag *diag)
{
	const enum jal_err err = journal_enter(j, true);
	return err ? db_explain(j->db, err, diag) : JAL_OK;
}

enum jal_err journal_put(struct journal *j, const struct edit *edit, struct diag *diag)
{
	if (!j->begun)
		return JAL_ERR_INVALID;
	const enum jal_err err = journal_put_edit(j, edit, diag);
	return err ? db_explain(j->db, err, diag) : JAL_OK;
}

enum jal_err journal_commit(struct journal *j, struct diag *diag)
{
	if (!j->begun)
		return JAL_ERR_INVALID;
	const enum jal_err err = journal_leave(j);
	return err ? db_explain(j->db, err, diag) : JAL_OK;
}

void journal_abort(struct journal *j)
{
	journal_cancel(j);
}

enum jal_err journal_write(struct journal *j, struct edit *const *edits, size_t count, struct diag *diag)
{
	bool any = false;
	for (size_t i = 0; i < count; i++)
		any = any || !edit_empty(edits[i]);
	if (!any)
		return JAL_OK;
	enum jal_err err = journal_begin(j, diag);
	for (size_t i = 0; !err && i < count; i++)
		err = journal_put(j, edits[i], diag);
	if (!err)
		return journal_commit(j, diag);
	journal_cancel(j);
	return err;
}
