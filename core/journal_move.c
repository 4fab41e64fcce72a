/* Moving a dossier to another caseload: one carry a record, then `home` on both sides (protocol.md §4). */
#include <stdlib.h>
#include <string.h>

#include "core/journal_inside.h"
#include "core/outbox.h"
#include "core/standing.h"

enum { RECORDS, COUNT };
static const char *const text[COUNT] = {
	[RECORDS] = "SELECT rid FROM j_record WHERE fid = ?1 ORDER BY entity, id",
};
const struct db_sql journal_move_sql = { "journal_move", COUNT, text };

static int by_identity(const void *pa, const void *pb)
{
	const struct merge_write *a = pa;
	const struct merge_write *b = pb;
	const int order = merge_identity_compare(&a->name, &b->name);
	return order ? order : merge_key_compare(&a->key, &b->key);
}

static int by_gone(const void *a, const void *b)
{
	return op_gone_compare(a, b);
}

/* The carry of a record's state. What it points to is borrowed from state, or in op's arena. */
/* Room in a carry for all but the values kept. */
#define CARRY_ROOM ((size_t)64 << 10)

/* Whether the values that count together are more than an operation holds: a blob that was written twice, which nobody
 * does who uses this program. Then only the one that is shown is carried, so that no dossier can be held fast by it. */
static bool is_too_much(const struct merge_state *state)
{
	size_t sum = 0;
	for (size_t i = 0; i < merge_live_count(state); i++)
		sum += merge_live(state, i)->value_len;
	return sum > OP_BYTES_MAX - CARRY_ROOM;
}

/* Heads of one field follow each other, the one shown first. */
static bool is_behind(const struct merge_state *state, size_t i)
{
	return i > 0 && merge_key_compare(&merge_live(state, i)->key, &merge_live(state, i - 1)->key) == 0;
}

static enum jal_err make_carry(const struct journal_place *at, const struct merge_state *state, const struct jal_id *to,
	struct op *op)
{
	const size_t live = merge_live_count(state), context = merge_context_count(state), gone = merge_gone_count(state);
	struct merge_write *kept = arena_array(&op->arena, live, sizeof(*kept));
	struct merge_context *contexts = arena_array(&op->arena, context, sizeof(*contexts));
	struct merge_gone *gones = arena_array(&op->arena, gone, sizeof(*gones));
	if (!kept || !contexts || !gones)
		return JAL_ERR_NOMEM;
	const bool too_much = is_too_much(state);
	size_t n = 0;
	for (size_t i = 0; i < live; i++) {
		if (too_much && is_behind(state, i))
			continue;
		struct merge_write *w = &kept[n++];
		*w = *merge_live(state, i);
		struct op_name *names = arena_array(&op->arena, w->replaces_count, sizeof(*names));
		if (!names)
			return JAL_ERR_NOMEM;
		for (size_t k = 0; k < w->replaces_count; k++)
			names[k] = w->replaces[k];
		/* The short form is another one there. */
		op_names_sort(names, w->replaces_count, to);
		w->replaces = names;
	}
	if (n)
		qsort(kept, n, sizeof(*kept), by_identity);
	for (size_t i = 0; i < context; i++)
		contexts[i] = *merge_context(state, i);
	for (size_t i = 0; i < gone; i++)
		gones[i] = *merge_gone(state, i);
	if (gone)
		qsort(gones, gone, sizeof(*gones), by_gone);
	op->merge.carry = true;
	op->merge.writes = kept;
	op->merge.write_count = n;
	op->merge.context = contexts;
	op->merge.context_count = context;
	op->merge.gone = gones;
	op->merge.gone_count = gone;
	op->has_dossier = at->has_dossier;
	op->dossier = at->dossier;
	op->entity = at->entity;
	op->record = at->id;
	return JAL_OK;
}

static enum jal_err carry_record(struct journal *j, int64_t rid, const struct jal_id *to, struct diag *diag)
{
	struct journal_place at = { .rid = rid };
	struct merge_state *state = NULL;
	struct op op = OP_INIT;
	enum jal_err err = journal_place_of(j->db, rid, &at);
	if (!err)
		err = journal_state(j->db, &at, &state);
	/* Nothing accepted: nothing to carry. */
	if (!err && merge_context_count(state) > 0) {
		err = make_carry(&at, state, to, &op);
		if (!err)
			err = journal_put_own(j, to, 0, &op, false, diag);
	}
	op_free(&op);
	merge_state_free(state);
	return err;
}

static enum jal_err read_rids(struct db *db, int64_t fid, int64_t **rids, size_t *count)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &journal_move_sql, RECORDS, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, fid);
	return db_list(st, rids, count);
}

/* `home` as it is displayed there becomes the destination. */
static enum jal_err set_home(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *to, struct diag *diag)
{
	struct edit *e = NULL;
	const struct value home = value_id(to);
	enum jal_err err = journal_edit(j, caseload, ENTITY_dossier, dossier, dossier, &e);
	if (err == JAL_ERR_NOT_FOUND)
		err = edit_create_as(ENTITY_dossier, caseload, dossier, dossier, &e);
	if (!err)
		err = edit_decide(e, FIELD_dossier_home, &home);
	if (!err)
		err = journal_put_edit(j, e, diag);
	edit_free(e);
	return err;
}

/* A carry accounts for each device's operations up to the last one that is here: an earlier one
 * that is still closed would die of it, unread and unnamed. */
static enum jal_err check_complete(struct journal *j, const struct jal_id *from, struct diag *diag)
{
	bool waits = false;
	enum jal_err err = outbox_any_waiting(j->db, from, &waits);
	if (!err && !waits)
		err = standing_passed(j->db, from, &waits);
	if (err || !waits)
		return err;
	return diag_set(diag, JAL_ERR_WAITING,
		N_("Des envois de ce portefeuille attendent encore leur clé sur ce poste. Rien n’a été changé. Synchronisez, puis "
		   "transférez ce dossier."));
}

static enum jal_err move(struct journal *j, const struct jal_id *dossier, const struct jal_id *from,
	const struct jal_id *to, struct diag *diag)
{
	int64_t *rids = NULL, cid = 0, fid = 0;
	size_t count = 0;
	enum jal_err err = check_complete(j, from, diag);
	if (err)
		return err;
	err = journal_cid(j->db, from, false, &cid);
	if (!err)
		err = journal_fid(j->db, cid, dossier, NULL, &fid);
	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(diag, err, N_("Ce dossier n’est pas dans ce portefeuille. Rien n’a été changé."));
	if (!err)
		err = read_rids(j->db, fid, &rids, &count);
	for (size_t i = 0; !err && i < count; i++)
		err = carry_record(j, rids[i], to, diag);
	if (!err)
		err = set_home(j, to, dossier, to, diag);
	if (!err)
		err = set_home(j, from, dossier, to, diag);
	free(rids);
	return err;
}

enum jal_err journal_move(struct journal *j, const struct jal_id *dossier, const struct jal_id *from,
	const struct jal_id *to, struct diag *diag)
{
	if (id_equal(from, to))
		return JAL_ERR_INVALID;
	enum jal_err err = journal_enter(j, true);
	if (err)
		return db_explain(j->db, err, diag);
	/* Taken back by moving it again, not by undoing writes. */
	j->undoing = true;
	err = move(j, dossier, from, to, diag);
	if (!err)
		err = journal_leave(j);
	else
		journal_cancel(j);
	return err ? db_explain(j->db, err, diag) : JAL_OK;
}
