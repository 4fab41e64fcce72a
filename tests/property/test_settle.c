/*
 * Random stories of three vaults that write what each may write: periods, stages,
 * signatures, orientations, unions of dossiers; with undo, losses, repetitions, any
 * order of delivery and lots taken out and put back. Once everything is delivered,
 * all list the same things to settle; a naive look at all pairs of records finds the
 * same; the lines of the list agree; and marking again changes neither them nor the
 * digest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/journal_inside.h"
#include "core/settle.h"
#include "tests/support/people.h"
#include "tests/support/rng.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */
enum { BOXES = 3, DOSSIERS = 5, STEPS = 140, RECORDS_MAX = 512 };

struct world {
	struct rng r;
	struct corebox box[BOXES];
	struct sent *lots;
	size_t sent, cap;
	int from[1024];
};

/* ---- what happens ---- */

struct any {
	struct record *r;
	size_t skip;
};

static enum jal_err take_one(void *ctx, struct record *r)
{
	struct any *any = ctx;
	if (any->r || any->skip-- > 0)
		record_free(r);
	else
		any->r = r;
	return JAL_OK;
}

static struct record *some_record(struct world *w, struct corebox *b, enum entity entity, const struct jal_id *dossier)
{
	struct any any = { .skip = rng_below(&w->r, 3) };
	assert_int_equal(journal_each(b->journal, &b->caseload, entity, dossier, take_one, &any), JAL_OK);
	return any.r;
}

static void set_day(struct world *w, struct edit *e, enum field starts, enum field ends)
{
	const int64_t day = TODAY - 100 + (int64_t)rng_below(&w->r, 90);
	if (rng_chance(&w->r, 60))
		assert_int_equal(edit_set_number(e, starts, day), JAL_OK);
	if (rng_chance(&w->r, 60))
		assert_int_equal(edit_set_number(e, ends, day + 20 + (int64_t)rng_below(&w->r, 60)), JAL_OK);
}

static void fill(struct world *w, struct corebox *b, struct edit *e)
{
	static const char *const states[] = { "to_sign", "signed", "cancelled" };
	struct record *document = NULL;
	switch ((unsigned)edit_entity(e)) {
	case ENTITY_contract:
		set_day(w, e, FIELD_contract_starts, FIELD_contract_ends);
		if (rng_chance(&w->r, 40))
			set_text(e, FIELD_contract_status, states[rng_below(&w->r, 3)]);
		break;
	case ENTITY_orientation:
		set_day(w, e, FIELD_orientation_starts, FIELD_orientation_ends);
		break;
	case ENTITY_signature:
		document = some_record(w, b, ENTITY_contract, edit_dossier(e));
		if (document)
			assert_int_equal(edit_set_id(e, FIELD_signature_document, record_id(document)), JAL_OK);
		assert_int_equal(edit_set_number(e, FIELD_signature_signed_on, TODAY - (int64_t)rng_below(&w->r, 9)), JAL_OK);
		record_free(document);
		break;
	default: {
		const struct jal_id other = id_of(1 + (unsigned)rng_below(&w->r, DOSSIERS));
		const struct value v = rng_chance(&w->r, 70) ? value_id(&other) : VALUE_INIT;
		assert_int_equal(edit_set(e, FIELD_dossier_same_as, &v), JAL_OK);
	}
	}
	if (rng_chance(&w->r, 8))
		assert_int_equal(edit_set_flag(e, model_archived(edit_entity(e)), rng_chance(&w->r, 60)), JAL_OK);
}

static void write_some(struct world *w, struct corebox *b)
{
	static const enum entity kinds[] = { ENTITY_contract, ENTITY_orientation, ENTITY_signature, ENTITY_dossier };
	const enum entity entity = kinds[rng_below(&w->r, 4)];
	const struct jal_id dossier = id_of(1 + (unsigned)rng_below(&w->r, DOSSIERS));
	struct record *r = some_record(w, b, entity, &dossier);
	struct edit *e = NULL;
	enum jal_err err = JAL_OK;
	if (r && (entity == ENTITY_dossier || rng_chance(&w->r, 70)))
		err = edit_of(r, &e);
	else if (entity == ENTITY_dossier)
		err = edit_create_as(entity, &b->caseload, &dossier, &dossier, &e);
	else
		err = edit_create(entity, &b->caseload, &dossier, &e);
	assert_int_equal(err, JAL_OK);
	record_free(r);
	fill(w, b, e);
	err = write_one(b, e);
	/* A dossier that came to be blank by an undo is there all the same. */
	assert_true(err == JAL_OK || (err == JAL_ERR_EXISTS && entity == ENTITY_dossier));
	edit_free(e);
}

static void seal_some(struct world *w, int i)
{
	struct outbox_batch batch;
	if (outbox_batch(w->box[i].db, &w->box[i].caseload, 65536, &batch) != JAL_OK)
		return;
	outbox_batch_free(&batch);
	assert_true(w->sent < sizeof(w->from) / sizeof(w->from[0]));
	if (w->sent == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 64;
		w->lots = realloc(w->lots, w->cap * sizeof(*w->lots));
		assert_non_null(w->lots);
	}
	w->from[w->sent] = i;
	w->lots[w->sent++] = seal(&w->box[i]);
}

/* A chain is cut, and adopted again: at the end it counts everywhere. */
static void cut_and_adopt(struct world *w, int i)
{
	struct corebox *b = &w->box[i];
	const struct jal_id *device = &w->box[rng_below(&w->r, BOXES)].device.id;
	const uint64_t from = 1 + rng_below(&w->r, 4);
	struct diag diag = DIAG_INIT;
	size_t n = 0;
	assert_int_equal(journal_withdraw(b->journal, device, from, &n, &diag), JAL_OK);
	if (rng_chance(&w->r, 50))
		write_some(w, b);
	assert_int_equal(journal_restore(b->journal, device, from, 1000, &n, &diag), JAL_OK);
}

static void step(struct world *w)
{
	const int i = (int)rng_below(&w->r, BOXES);
	const size_t what = rng_below(&w->r, 100);
	struct diag diag = DIAG_INIT;
	w->box[i].now_ms += (int64_t)rng_below(&w->r, 4000) - 500;
	if (what < 55)
		write_some(w, &w->box[i]);
	else if (what < 61)
		assert_int_not_equal(journal_undo(w->box[i].journal, &diag), JAL_ERR_CORRUPT);
	else if (what < 75)
		seal_some(w, i);
	else if (what < 97 && w->sent)
		(void)receive(&w->box[i], &w->lots[rng_below(&w->r, w->sent)]);
	else
		cut_and_adopt(w, i);
}

/* ---- what must hold at the end ---- */

static enum jal_err write_item(void *ctx, const struct settle_item *i)
{
	char record[ID_HEX + 1], other[ID_HEX + 1];
	return buf_printf(ctx, "%d %s %d %d %s\n", (int)i->kind, id_hex(&i->record, record), (int)i->field,
		(int)i->against, id_hex(&i->other, other));
}

static void list(struct corebox *b, struct buf *out)
{
	buf_clear(out);
	assert_int_equal(settle_each(b->journal, &b->caseload, NULL, write_item, out), JAL_OK);
}

struct records {
	struct record *list[RECORDS_MAX];
	size_t count;
};

static enum jal_err keep(void *ctx, struct record *r)
{
	struct records *all = ctx;
	assert_true(all->count < RECORDS_MAX);
	all->list[all->count++] = r;
	return JAL_OK;
}

static bool archived(const struct record *r)
{
	return record_value(r, model_archived(record_entity(r)))->number == 1;
}

static bool contradicts(const struct record *a, const struct record *b)
{
	if (a == b || archived(a) || archived(b) || record_entity(a) != ENTITY_orientation ||
		record_entity(b) != ENTITY_orientation || !id_equal(record_dossier(a), record_dossier(b)))
		return false;
	const int32_t s = record_get(a, orientation_starts), t = record_get(b, orientation_starts);
	const int32_t e = record_get(a, orientation_ends), f = record_get(b, orientation_ends);
	const int32_t x = e == RECORD_NO_DATE ? INT32_MAX : e, y = f == RECORD_NO_DATE ? INT32_MAX : f;
	return s != RECORD_NO_DATE && t != RECORD_NO_DATE && s <= x && t <= y && s <= y && t <= x;
}

static bool signed_late(const struct records *all, const struct record *s)
{
	const struct jal_id *document = record_entity(s) == ENTITY_signature ? record_get(s, signature_document) : NULL;
	for (size_t i = 0; document && i < all->count; i++)
		if (id_equal(record_id(all->list[i]), document) && record_entity(all->list[i]) == ENTITY_contract &&
			id_equal(record_dossier(all->list[i]), record_dossier(s)))
			return settle_signed_after(s, all->list[i]);
	return false;
}

static const struct record *dossier_of(const struct records *all, const struct jal_id *id)
{
	for (size_t i = 0; i < all->count; i++)
		if (record_entity(all->list[i]) == ENTITY_dossier && id_equal(record_id(all->list[i]), id))
			return all->list[i];
	return NULL;
}

static bool in_ring(const struct records *all, const struct record *d)
{
	const struct jal_id *next = record_entity(d) == ENTITY_dossier ? record_get(d, dossier_same_as) : NULL;
	for (int i = 0; next && i < DOSSIERS; i++) {
		if (id_equal(next, record_id(d)))
			return true;
		const struct record *r = dossier_of(all, next);
		next = r ? record_get(r, dossier_same_as) : NULL;
	}
	return false;
}

enum { MARK, LINES, COUNT };
static const char *const text[COUNT] = {
	[MARK] = "SELECT r.conflict FROM j_record r JOIN j_folder f ON f.fid = r.fid WHERE r.entity = ?1 AND r.id = ?2"
		 " AND f.id = ?3",
	[LINES] = "SELECT hex(f.id) || ' ' || l.conflict FROM list_row l JOIN j_folder f ON f.fid = l.fid ORDER BY f.id",
};
static const struct db_sql marks_sql = { "marks", COUNT, text };

static unsigned mark_of(struct corebox *b, const struct record *r)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(b->db, &marks_sql, MARK, &st), JAL_OK);
	db_bind_i64(st, 1, model_entity(record_entity(r))->wire);
	db_bind_id(st, 2, record_id(r));
	db_bind_id(st, 3, record_dossier(r));
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_true(row);
	const unsigned marks = (unsigned)db_col_i64(st, 0);
	db_done(st);
	return marks;
}

/* Which dossiers have a line, and which lines are marked. */
static void read_lines(struct corebox *b, struct buf *out)
{
	struct db_st *st = NULL;
	bool row = false;
	buf_clear(out);
	assert_int_equal(db_use(b->db, &marks_sql, LINES, &st), JAL_OK);
	while (db_step(st, &row) == JAL_OK && row)
		assert_int_equal(buf_printf(out, "%s\n", db_col_text(st, 0)), JAL_OK);
	db_done(st);
}

/* Every record's mark against what a look at all pairs finds; how many have one. */
static size_t check_marks(struct corebox *b)
{
	static const enum entity kinds[] = { ENTITY_contract, ENTITY_orientation, ENTITY_signature, ENTITY_dossier };
	struct records all = { .count = 0 };
	size_t marked = 0;
	for (unsigned d = 1; d <= DOSSIERS; d++) {
		const struct jal_id dossier = id_of(d);
		for (size_t k = 0; k < 4; k++)
			assert_int_equal(journal_each(b->journal, &b->caseload, kinds[k], &dossier, keep, &all), JAL_OK);
	}
	for (size_t i = 0; i < all.count; i++) {
		bool others = signed_late(&all, all.list[i]) || in_ring(&all, all.list[i]);
		for (size_t k = 0; k < all.count && !others; k++)
			others = contradicts(all.list[i], all.list[k]);
		const unsigned marks = settle_marks(all.list[i]) | (others ? SETTLE_MARK_OTHERS : 0U);
		assert_int_equal(mark_of(b, all.list[i]), marks);
		marked += others;
	}
	for (size_t i = 0; i < all.count; i++)
		record_free(all.list[i]);
	return marked;
}

static void finish(struct world *w, size_t *marked)
{
	struct buf first = BUF_INIT, other = BUF_INIT, lines = BUF_INIT, again = BUF_INIT;
	for (int i = 0; i < BOXES; i++)
		seal_some(w, i);
	for (int i = 0; i < BOXES; i++) {
		for (size_t n = 0; n < w->sent; n++)
			(void)receive(&w->box[i], &w->lots[(n * 7919 + (size_t)i) % w->sent]);
		for (size_t n = 0; n < w->sent; n++)
			(void)receive(&w->box[i], &w->lots[n]);
	}
	list(&w->box[0], &first);
	read_lines(&w->box[0], &lines);
	for (int i = 0; i < BOXES; i++) {
		struct jal_hash before = { { 0 } }, after = { { 0 } };
		struct corebox *b = &w->box[i];
		check_same_digest(&w->box[0], b);
		list(b, &other);
		assert_string_equal(buf_str(&first), buf_str(&other));
		*marked += check_marks(b);
		read_lines(b, &again);
		assert_string_equal(buf_str(&lines), buf_str(&again));
		assert_int_equal(journal_digest(b->journal, &b->caseload, &before), JAL_OK);
		assert_int_equal(db_begin(b->db), JAL_OK);
		assert_int_equal(db_exec(b->db, "UPDATE j_record SET conflict = 0"), JAL_OK);
		assert_int_equal(journal_mark_again(b->db), JAL_OK);
		assert_int_equal(listing_rebuild(b->db), JAL_OK);
		read_lines(b, &again);
		assert_string_equal(buf_str(&lines), buf_str(&again));
		list(b, &other);
		assert_string_equal(buf_str(&first), buf_str(&other));
		(void)check_marks(b);
		assert_int_equal(journal_digest(b->journal, &b->caseload, &after), JAL_OK);
		assert_true(hash_equal(&before, &after));
		db_rollback(b->db);
	}
	buf_free(&first);
	buf_free(&other);
	buf_free(&lines);
	buf_free(&again);
}

static size_t play(size_t seed)
{
	struct world w = { .r = { seed * 2654435761U + 7 } };
	size_t marked = 0;
	for (int i = 0; i < BOXES; i++) {
		corebox_open(&w.box[i]);
		corebox_place(&w.box[i], &people_common, &people_caseload, 1, true);
	}
	for (unsigned d = 1; d <= DOSSIERS; d++) {
		const struct jal_id dossier = id_of(d);
		(void)new_person(&w.box[0], &dossier, "Dupont");
	}
	for (int n = 0; n < STEPS; n++)
		step(&w);
	finish(&w, &marked);
	for (size_t i = 0; i < w.sent; i++)
		outbox_batch_free(&w.lots[i].batch);
	free(w.lots);
	for (int i = 0; i < BOXES; i++)
		corebox_close(&w.box[i]);
	return marked;
}

static void vaults__settle__the_same(void **state)
{
	const size_t seeds = rng_seeds(60);
	size_t marked = 0;
	(void)state;
	for (size_t seed = 1; seed <= seeds; seed++) {
		const size_t some = play(seed);
		marked += some;
	}
	/* The stories have something to tell. */
	assert_true(marked > seeds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vaults__settle__the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
