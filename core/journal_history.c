/* Who wrote what, when, over what: read from the operations, newest first. */
#include <stdlib.h>

#include "core/cbor.h"
#include "core/grow.h"
#include "core/journal_inside.h"
#include "core/value.h"

enum { FOLDER_OPS, RECORD_OPS, PROVED, LAST, COUNT };
static const char *const text[COUNT] = {
	/* What documents hold is told by the documents. */
	[FOLDER_OPS] = ("SELECT o.oid, o.rid, o.stamp FROM j_record r CROSS JOIN j_op o ON o.rid = r.rid"
		       " WHERE r.fid = ?1 AND r.entity <> 29 AND (o.seq IS NULL OR o.seq >= 0)"),
	[RECORD_OPS] = "SELECT oid, rid, stamp FROM j_op WHERE rid = ?1 AND (seq IS NULL OR seq >= 0)",
	/* Own operations up to which number were proved received; no row for other devices. */
	[PROVED] = "SELECT w.received FROM j_own w JOIN j_device d ON d.dev = w.dev WHERE w.cid = ?1 AND d.id = ?2",
	[LAST] = "SELECT max(oid) FROM j_op",
};
const struct db_sql journal_history_sql = { "journal_history", COUNT, text };
_Static_assert(MODEL_WIRE_content == 29, "as FOLDER_OPS has it");

/* One operation, or one that a carry kept, in the order of stamps. */
struct line {
	int64_t oid, rid;
	uint64_t stamp;
};

struct lines {
	struct line *list;
	size_t count, cap;
};

static int newest_first(const void *pa, const void *pb)
{
	const struct line *a = pa;
	const struct line *b = pb;
	if (a->stamp != b->stamp)
		return a->stamp > b->stamp ? -1 : 1;
	return a->oid > b->oid ? -1 : a->oid < b->oid;
}

/* Of a folder or of a record. */
static enum jal_err read_lines(struct db *db, int which, int64_t of, struct lines *l)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &journal_history_sql, which, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, of);
	while (!(err = db_step(st, &row)) && row) {
		struct line *more = grow_array(l->list, l->count, &l->cap, sizeof(*more));
		if (!more) {
			err = JAL_ERR_NOMEM;
			break;
		}
		l->list = more;
		l->list[l->count++] = (struct line){ db_col_i64(st, 0), db_col_i64(st, 1), (uint64_t)db_col_i64(st, 2) };
	}
	db_done(st);
	if (l->count)
		qsort(l->list, l->count, sizeof(*l->list), newest_first);
	return err;
}

/* The record that is being told. */
struct telling {
	struct db *db;
	struct jal_id device;	/* this vault's */
	struct journal_place at;
	struct journal_ops ops;
	struct merge_state *state;
	const struct model_entity *entity;	/* NULL when not known here */
	struct arena arena;			/* texts of the event being told */
	size_t limit, told;
	enum jal_err (*each)(void *ctx, const struct journal_event *e);
	void *ctx;
};

static void forget_record(struct telling *t)
{
	journal_free_ops(&t->ops);
	merge_state_free(t->state);
	t->state = NULL;
}

static enum jal_err turn_to(struct telling *t, int64_t rid)
{
	if (t->state && t->at.rid == rid)
		return JAL_OK;
	forget_record(t);
	enum jal_err err = journal_place_of(t->db, rid, &t->at);
	if (!err)
		err = journal_read_ops(t->db, &t->at, &t->ops);
	if (!err)
		err = journal_state(t->db, &t->at, &t->state);
	t->entity = err ? NULL : model_entity_by_wire(t->at.entity);
	return err;
}

/* As a value with a NUL-terminated text; empty when it does not fit the field. */
static enum jal_err tell_value(struct telling *t, const struct model_field *field, const struct merge_write *w,
	struct value *out)
{
	struct value v = VALUE_INIT;
	const enum jal_err err = value_decode(field, w->value, w->value_len, &v);
	if (err)
		return err == JAL_ERR_NOMEM ? err : JAL_OK;
	if (v.kind == VALUE_TEXT) {
		v.text = arena_copy(&t->arena, v.text, v.text_len);
		if (!v.text)
			return JAL_ERR_NOMEM;
	}
	*out = v;
	return JAL_OK;
}

/* Of the writes that w names, the one that was shown; for elements, present if any was. */
static enum jal_err tell_before(struct telling *t, const struct model_field *field, const struct merge_write *w,
	struct value *out)
{
	const struct merge_write *shown = NULL;
	bool present = false;
	for (size_t i = 0; i < w->replaces_count; i++) {
		const struct merge_write *f = journal_find_write(&t->ops, &w->replaces[i], &w->key);
		if (!f)
			continue;
		present = present || cbor_is_true(f->value, f->value_len);
		if (!shown || f->stamp > shown->stamp ||
			(f->stamp == shown->stamp && merge_name_compare(&f->name, &shown->name) > 0))
			shown = f;
	}
	if (!shown)
		return JAL_OK;
	if (w->key.element) {
		*out = value_flag(present);
		return JAL_OK;
	}
	return tell_value(t, field, shown, out);
}

static bool is_live(const struct telling *t, const struct merge_write *w)
{
	size_t first = 0;
	const size_t n = merge_heads(t->state, &w->key, &first);
	for (size_t i = 0; i < n; i++)
		if (merge_name_compare(&merge_live(t->state, first + i)->name, &w->name) == 0)
			return true;
	return false;
}

/* What others wrote was received; what this vault wrote is sent once it is proved. */
static enum jal_err was_sent(struct telling *t, const struct merge_write *w, bool *sent)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(t->db, &journal_history_sql, PROVED, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, t->at.cid);
	db_bind_id(st, 2, &w->name.device);
	err = db_step(st, &row);
	if (!err)
		*sent = !row || w->name.number <= (uint64_t)db_col_i64(st, 0);
	db_done(st);
	return err;
}

static enum jal_err tell(struct telling *t, const struct merge_write *w, int64_t oid, bool carried)
{
	const struct model_field *field = t->entity ? model_field_by_wire(t->entity->id, w->key.field) : NULL;
	if (!field || (field->type == FIELD_TYPE_set) != (w->key.element != NULL))
		return JAL_OK;
	struct journal_event e = { .stamp = w->stamp, .device = w->name.device, .entity = t->entity->id,
		.record = t->at.id, .field = field->id, .before = VALUE_INIT, .after = VALUE_INIT,
		.live = is_live(t, w), .carried = carried, .own = id_equal(&w->name.device, &t->device),
		.arrival = oid };
	enum jal_err err = tell_before(t, field, w, &e.before);
	if (!err)
		err = tell_value(t, field, w, &e.after);
	if (!err && w->key.element) {
		e.element = arena_copy(&t->arena, w->key.element, w->key.element_len);
		if (!e.element)
			err = JAL_ERR_NOMEM;
	}
	if (!err)
		err = was_sent(t, w, &e.sent);
	if (!err)
		err = t->each(t->ctx, &e);
	t->told++;
	arena_free(&t->arena);
	return err;
}

static bool enough(const struct telling *t)
{
	return t->limit && t->told >= t->limit;
}

/* The own operation of a kept write is told by itself. */
static bool is_own(const struct telling *t, const struct op_name *name)
{
	for (size_t i = 0; i < t->ops.count; i++) {
		const struct merge_op *op = &t->ops.list[i].op.merge;
		if (!op->carry && merge_identity_compare(&op->name, name) == 0)
			return true;
	}
	return false;
}

/* Only the first carry that brought a write tells it. */
static bool told_by_earlier(const struct telling *t, size_t carry, const struct merge_write *w)
{
	for (size_t i = 0; i < carry; i++) {
		const struct merge_op *op = &t->ops.list[i].op.merge;
		for (size_t k = 0; op->carry && k < op->write_count; k++)
			if (merge_identity_compare(&op->writes[k].name, &w->name) == 0 &&
				merge_key_compare(&op->writes[k].key, &w->key) == 0)
				return true;
	}
	return false;
}

static enum jal_err tell_line(struct telling *t, const struct line *l)
{
	enum jal_err err = turn_to(t, l->rid);
	for (size_t i = 0; !err && i < t->ops.count; i++) {
		const struct merge_op *op = &t->ops.list[i].op.merge;
		if (t->ops.list[i].oid != l->oid)
			continue;
		for (size_t k = 0; !err && k < op->write_count && !enough(t); k++) {
			if (op->carry && (is_own(t, &op->writes[k].name) || told_by_earlier(t, i, &op->writes[k])))
				continue;
			err = tell(t, &op->writes[k], l->oid, op->carry);
		}
	}
	return err;
}

/* which: what `of` is. In one view: each statement alone would lock and unlock the file. */
static enum jal_err tell_all(struct telling *t, int which, int64_t of)
{
	struct lines lines = { .list = NULL };
	bool own = false;
	enum jal_err err = db_read_enter(t->db, &own);
	if (!err)
		err = read_lines(t->db, which, of, &lines);
	for (size_t i = 0; !err && i < lines.count && !enough(t); i++)
		err = tell_line(t, &lines.list[i]);
	db_read_leave(t->db, own);
	forget_record(t);
	arena_free(&t->arena);
	free(lines.list);
	return err;
}

static enum jal_err find_folder(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier, int64_t *fid)
{
	struct jal_id final = ID_ZERO;
	int64_t cid = 0;
	enum jal_err err = journal_final_caseload(j->db, caseload, &final);
	if (!err)
		err = journal_cid(j->db, &final, false, &cid);
	return err ? err : journal_fid(j->db, cid, dossier, NULL, fid);
}

enum jal_err journal_history(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
	size_t limit, enum jal_err (*each)(void *ctx, const struct journal_event *e), void *ctx)
{
	struct telling t = { .db = j->db, .device = j->device, .limit = limit, .each = each, .ctx = ctx };
	int64_t fid = 0;
	const enum jal_err err = find_folder(j, caseload, dossier, &fid);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	return tell_all(&t, FOLDER_OPS, fid);
}

enum jal_err journal_history_of(struct journal *j, const struct record *r,
	enum jal_err (*each)(void *ctx, const struct journal_event *e), void *ctx)
{
	struct telling t = { .db = j->db, .device = j->device, .each = each, .ctx = ctx };
	int64_t fid = 0, rid = 0;
	enum jal_err err = find_folder(j, record_caseload(r), record_dossier(r), &fid);
	if (!err)
		err = journal_rid(j->db, fid, model_entity(record_entity(r))->wire, record_id(r), NULL, &rid);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	return tell_all(&t, RECORD_OPS, rid);
}

enum jal_err journal_arrivals(struct journal *j, int64_t *out)
{
	struct db_st *st = NULL;
	bool row = false;
	int64_t last = 0;
	enum jal_err err = db_use(j->db, &journal_history_sql, LAST, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && row)
		last = db_col_i64(st, 0);
	db_done(st);
	if (!err)
		*out = last;
	return err;
}
