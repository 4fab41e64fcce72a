/* Taking the last save back: new operations that write the former values again. */
#include <stdlib.h>
#include <string.h>

#include "core/cbor.h"
#include "core/grow.h"
#include "core/journal_inside.h"

enum { PLACE, COUNT };
static const char *const text[COUNT] = {
	[PLACE] = "SELECT rid, number FROM j_op WHERE oid = ?1",
};
const struct db_sql journal_undo_sql = { "journal_undo", COUNT, text };


/* ---- the saves of this session ---- */

enum jal_err journal_note_op(struct journal_save *save, int64_t oid)
{
	/* Past the limit only the count matters. */
	if (save->count > JOURNAL_UNDO_MAX)
		return JAL_OK;
	int64_t *more = grow_array(save->oids, save->count, &save->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	save->oids = more;
	save->oids[save->count++] = oid;
	return JAL_OK;
}

void journal_keep_save(struct journal *j)
{
	if (j->writing.count == 0 || j->writing.count > JOURNAL_UNDO_MAX)
		return;
	struct journal_save *more = grow_array(j->saves, j->save_count, &j->save_cap, sizeof(*more));
	if (!more)
		return;
	j->saves = more;
	j->saves[j->save_count++] = j->writing;
	j->writing = (struct journal_save){ .oids = NULL };
}

void journal_free_saves(struct journal *j)
{
	for (size_t i = 0; i < j->save_count; i++)
		free(j->saves[i].oids);
	free(j->saves);
	j->saves = NULL;
	j->save_count = j->save_cap = 0;
	arena_free(&j->stand_arena);
	free(j->stands);
	j->stands = NULL;
	j->stand_count = j->stand_cap = 0;
}

/* ---- kept over a lock ---- */

struct journal_undos {
	struct journal_save *saves;
	size_t save_count, save_cap;
	struct journal_stand *stands;
	size_t stand_count, stand_cap;
};

struct journal_undos *journal_take_undos(struct journal *j)
{
	struct journal_undos *u = j->save_count ? calloc(1, sizeof(*u)) : NULL;
	size_t n = 0;
	if (!u)
		return NULL;
	/* An element is what someone typed. */
	for (size_t i = 0; i < j->stand_count; i++)
		if (!j->stands[i].key.element)
			j->stands[n++] = j->stands[i];
	*u = (struct journal_undos){ j->saves, j->save_count, j->save_cap, j->stands, n, j->stand_cap };
	j->saves = NULL;
	j->save_count = j->save_cap = 0;
	j->stands = NULL;
	j->stand_count = j->stand_cap = 0;
	arena_free(&j->stand_arena);
	return u;
}

void journal_give_undos(struct journal *j, struct journal_undos *u)
{
	if (!u)
		return;
	journal_free_saves(j);
	j->saves = u->saves;
	j->save_count = u->save_count;
	j->save_cap = u->save_cap;
	j->stands = u->stands;
	j->stand_count = u->stand_count;
	j->stand_cap = u->stand_cap;
	free(u);
}

void journal_undos_free(struct journal_undos *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < u->save_count; i++)
		free(u->saves[i].oids);
	free(u->saves);
	free(u->stands);
	free(u);
}

/* ---- writes that stand for others ----
 *
 * Undoing B, which was written over A, writes A's value again as U. Undoing A
 * afterwards must then replace U: U stands for A. */

static struct op_name standing(const struct journal *j, int64_t rid, const struct merge_key *key,
	const struct op_name *name)
{
	struct op_name now = *name;
	/* A later stand may replace an earlier one's: in order, so one pass follows the chain. */
	for (size_t i = 0; i < j->stand_count; i++) {
		const struct journal_stand *s = &j->stands[i];
		if (s->rid == rid && merge_key_compare(&s->key, key) == 0 && merge_name_compare(&s->from, &now) == 0)
			now = s->to;
	}
	return now;
}

static enum jal_err put_stand(struct journal *j, int64_t rid, const struct merge_key *key, const struct op_name *from,
	const struct op_name *to)
{
	struct journal_stand *more = grow_array(j->stands, j->stand_count, &j->stand_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	j->stands = more;
	struct journal_stand *s = &j->stands[j->stand_count];
	*s = (struct journal_stand){ .rid = rid, .key = *key, .from = *from, .to = *to };
	if (key->element) {
		s->key.element = arena_copy(&j->stand_arena, key->element, key->element_len);
		if (!s->key.element)
			return JAL_ERR_NOMEM;
	}
	j->stand_count++;
	return JAL_OK;
}

/* ---- undoing one operation ---- */

/* One of its writes: what it goes back to. */
struct back {
	const struct merge_write *write;
	struct op_name live;		/* the head to be replaced: the write, or what stands for it */
	uint64_t live_stamp;
	const struct merge_write **former;	/* distinct values, the one shown first */
	size_t former_count;
	const struct journal_ops *ops;
};

/* Shown first: the same order as among heads. */
static int by_shown(const void *pa, const void *pb)
{
	const struct merge_write *a = *(const struct merge_write *const *)pa;
	const struct merge_write *b = *(const struct merge_write *const *)pb;
	if (a->stamp != b->stamp)
		return a->stamp > b->stamp ? -1 : 1;
	return -merge_name_compare(&a->name, &b->name);
}

static enum jal_err find_former(struct arena *arena, const struct journal_ops *ops, const struct merge_write *w,
	struct back *b)
{
	b->former = arena_array(arena, w->replaces_count, sizeof(const struct merge_write *));
	if (!b->former)
		return JAL_ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < w->replaces_count; i++) {
		const struct merge_write *f = journal_find_write(ops, &w->replaces[i], &w->key);
		if (f)
			b->former[n++] = f;
	}
	if (n)
		qsort(b->former, n, sizeof(const struct merge_write *), by_shown);
	for (size_t i = 0; i < n; i++) {
		bool there = false;
		for (size_t k = 0; k < b->former_count && !there; k++)
			there = merge_value_compare(b->former[k], b->former[i]) == 0;
		if (!there)
			b->former[b->former_count++] = b->former[i];
	}
	return JAL_OK;
}

/* The head that this write, or what stands for it, still is. */
static bool find_live(const struct journal *j, int64_t rid, const struct merge_state *state, struct back *b)
{
	const struct op_name now = standing(j, rid, &b->write->key, &b->write->name);
	size_t first = 0;
	const size_t n = merge_heads(state, &b->write->key, &first);
	for (size_t i = 0; i < n; i++) {
		const struct merge_write *head = merge_live(state, first + i);
		if (merge_name_compare(&head->name, &now) == 0) {
			b->live = head->name;
			b->live_stamp = head->stamp;
			return true;
		}
	}
	return false;
}

/* The value of the round-th operation that undoes b; NULL when it has no part in it. Elements go
 * back in one: present if any former head said so. */
static const uint8_t *value_of(const struct back *b, size_t round, size_t *n)
{
	if (b->write->key.element) {
		bool present = false;
		for (size_t i = 0; i < b->former_count; i++)
			present = present || cbor_is_true(b->former[i]->value, b->former[i]->value_len);
		*n = 1;
		return round ? NULL : present ? cbor_true : cbor_false;
	}
	if (b->former_count == 0) {
		*n = sizeof(cbor_null);
		return round ? NULL : cbor_null;
	}
	if (round >= b->former_count)
		return NULL;
	*n = b->former[round]->value_len;
	return b->former[round]->value;
}

/* One operation: the round-th former value of each write, naming what it undoes. */
static enum jal_err write_round(struct journal *j, const struct journal_place *at, struct back *backs, size_t count,
	size_t round, struct diag *diag)
{
	struct op op = OP_INIT;
	uint64_t replaced = 0;
	size_t n = 0;
	enum jal_err err = JAL_OK;
	struct merge_write *w = arena_array(&op.arena, count, sizeof(*w));
	if (!w)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		const uint8_t *value = value_of(&backs[i], round, &len);
		if (!value)
			continue;
		w[n++] = (struct merge_write){ .key = backs[i].write->key, .value = value, .value_len = len,
			.replaces = &backs[i].live, .replaces_count = 1 };
		if (backs[i].live_stamp > replaced)
			replaced = backs[i].live_stamp;
	}
	op.merge.writes = w;
	op.merge.write_count = n;
	op.has_dossier = at->has_dossier;
	op.dossier = at->dossier;
	op.entity = at->entity;
	op.record = at->id;
	if (n)
		err = journal_put_own(j, &at->caseload, replaced, &op, false, diag);
	/* Each former head whose value was just written stands there again. */
	for (size_t i = 0; !err && n && i < count; i++) {
		const struct merge_write *from = backs[i].write;
		size_t len = 0;
		const uint8_t *value = value_of(&backs[i], round, &len);
		for (size_t k = 0; !err && value && k < from->replaces_count; k++) {
			const struct merge_write *f = journal_find_write(backs[i].ops, &from->replaces[k], &from->key);
			if (f && (from->key.element || (f->value_len == len && memcmp(f->value, value, len) == 0)))
				err = put_stand(j, at->rid, &from->key, &from->replaces[k], &op.merge.name);
		}
	}
	op_free(&op);
	return err;
}

static enum jal_err undo_op(struct journal *j, const struct journal_place *at, uint64_t number, bool *any,
	struct diag *diag)
{
	struct journal_ops ops = JOURNAL_OPS_INIT;
	struct merge_state *state = NULL;
	struct arena arena = ARENA_INIT;
	const struct merge_op *mine = NULL;
	size_t n = 0, rounds = 1;
	enum jal_err err = journal_read_ops(j->db, at, &ops);
	if (!err)
		err = journal_state(j->db, at, &state);
	for (size_t i = 0; !err && i < ops.count; i++) {
		const struct merge_op *op = &ops.list[i].op.merge;
		if (!op->carry && op->name.number == number && id_equal(&op->name.device, &j->device))
			mine = op;
	}
	struct back *backs = err || !mine ? NULL : arena_array(&arena, mine->write_count, sizeof(*backs));
	if (!err && mine && !backs)
		err = JAL_ERR_NOMEM;
	for (size_t i = 0; !err && mine && i < mine->write_count; i++) {
		backs[n] = (struct back){ .write = &mine->writes[i], .ops = &ops };
		if (!find_live(j, at->rid, state, &backs[n]))
			continue;
		err = find_former(&arena, &ops, &mine->writes[i], &backs[n]);
		if (backs[n].former_count > rounds && !mine->writes[i].key.element)
			rounds = backs[n].former_count;
		n++;
	}
	/* The value shown before comes last, so that it is shown again. */
	for (size_t round = rounds; !err && n && round-- > 0;)
		err = write_round(j, at, backs, n, round, diag);
	if (!err && n)
		*any = true;
	merge_state_free(state);
	journal_free_ops(&ops);
	arena_free(&arena);
	return err;
}

static enum jal_err find_op(struct journal *j, int64_t oid, struct journal_place *at, uint64_t *number)
{
	struct db_st *st = NULL;
	bool row = false;
	int64_t rid = 0;
	enum jal_err err = db_use(j->db, &journal_undo_sql, PLACE, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, oid);
	err = db_step(st, &row);
	if (!err && row) {
		rid = db_col_i64(st, 0);
		*number = (uint64_t)db_col_i64(st, 1);
	}
	db_done(st);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	return err ? err : journal_place_of(j->db, rid, at);
}

enum jal_err journal_undo(struct journal *j, struct diag *diag)
{
	bool any = false;
	if (j->begun)
		return JAL_ERR_INVALID;
	if (j->save_count == 0)
		return diag_set(diag, JAL_ERR_NOT_FOUND, N_("Il n’y a rien à annuler."));
	struct journal_save *save = &j->saves[j->save_count - 1];
	const size_t stands = j->stand_count;
	enum jal_err err = journal_enter(j, true);
	if (err)
		return db_explain(j->db, err, diag);
	j->undoing = true;
	for (size_t i = save->count; !err && i-- > 0;) {
		struct journal_place at = { .rid = 0 };
		uint64_t number = 0;
		err = find_op(j, save->oids[i], &at, &number);
		if (!err)
			err = undo_op(j, &at, number, &any, diag);
	}
	if (!err)
		err = journal_leave(j);
	else
		journal_cancel(j);
	if (err) {
		j->stand_count = stands;
		return db_explain(j->db, err, diag);
	}
	free(save->oids);
	j->save_count--;
	return any ? JAL_OK
		   : diag_set(diag, JAL_ERR_EXISTS,
			     N_("Quelqu’un a écrit par-dessus depuis : il n’y a plus rien à annuler ici. Rien n’a été changé."));
}
