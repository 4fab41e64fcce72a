/*
 * Random stories of up to five vaults with partial readers: forms opened and
 * saved later, decisions, undo, crashes, drafts, losses, repetitions, any order
 * of delivery, moves between caseloads, a cut. At the end everything is delivered,
 * and the invariants of protocol.md §9 that the journal answers for must hold
 * (1, 2, 5, 10). The same stories are then told with a rule broken: they must
 * notice. The rules come from protocol.md §4, the idea from its quick model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/op.h"
#include "core/outbox.h"
#include "tests/support/corebox.h"
#include "tests/support/naive.h"
#include "tests/support/rng.h"

enum { X, Y, COMMON, CASELOADS };
enum { BOXES = 5 };

/* How the story is told. */
enum telling {
	RIGHT,
	SAVETIME,	/* a save names the heads of its own moment */
	ARRIVAL,	/* what was applied before a cut was heard of stays */
	FLAT,		/* judged by a wrong reading: contexts reach across caseloads */
	NOCONTEXT,	/* carries account for nothing */
};

enum fault { DIVERGED = 1, CONFLICTS = 2, RULES = 4, DROPPED = 8, UNSEEN = 16, FORGOTTEN = 32 };

static const struct jal_id caseloads[CASELOADS] = { { { 201 } }, { { 202 } }, { { 200 } } };
static const struct jal_id dossier = { { 5 } };
static const bool reads[BOXES][CASELOADS] = {
	{ true, false, true }, { false, true, true }, { true, true, true }, { true, true, true }, { true, true, true }
};

struct envelope {
	int from;
	int caseload;
	struct journal_lot lot;
	struct buf plain;
};

struct form {
	struct edit *edit;
	int caseload, record;
	bool decide;
	struct merge_gone seen[64];	/* names and keys displayed when it opened */
	size_t seen_count;
	char element[2];
};

struct world {
	struct rng r;
	enum telling how;
	bool dense;		/* all on one field of one record, with many moves */
	int count;
	struct corebox box[BOXES];
	struct form form[BOXES];
	struct envelope *list;
	size_t sent, cap;
	int victim;		/* whose chain was cut; -1: nobody's */
	uint64_t cut;
	bool knows[BOXES];
	unsigned faults;
};

/* The records that everybody writes on. */
static const struct {
	enum entity entity;
	struct jal_id id;
	enum field text, other, set;
} records[] = {
	{ ENTITY_person, { { 6 } }, FIELD_person_birth_name, FIELD_person_first_name, FIELD_person_tags },
	{ ENTITY_note, { { 7 } }, FIELD_note_text, FIELD_note_author, FIELD_note_topics },
	{ ENTITY_employer, { { 8 } }, FIELD_employer_name, FIELD_employer_sector, FIELD_COUNT },
};
enum { RECORDS = 3, EMPLOYER = 2 };

static const struct jal_id *dossier_of(int record)
{
	return record == EMPLOYER ? NULL : &dossier;
}

static void learn_cut(struct world *w, int i)
{
	size_t n = 0;
	w->knows[i] = true;
	if (w->how != ARRIVAL)
		assert_int_equal(journal_withdraw(w->box[i].journal, &w->box[w->victim].device.id, w->cut + 1, &n, NULL),
			JAL_OK);
}

static void deliver(struct world *w, int to, const struct envelope *e)
{
	size_t applied = 0;
	struct diag diag = DIAG_INIT;
	if (!reads[to][e->caseload])
		return;
	/* sync/ applies nothing beyond a cut that it knows. */
	if (w->knows[to] && e->from == w->victim && e->lot.seq > w->cut)
		return;
	const enum jal_err err = journal_receive(w->box[to].journal, &e->lot, &caseloads[e->caseload], e->plain.data,
		e->plain.len, &applied, &diag);
	if (err)
		fail_msg("journal_receive: %s: %s", jal_err_name(err), diag.text ? diag.text : "");
}

static void seal(struct world *w, int i)
{
	struct corebox *b = &w->box[i];
	struct outbox_batch batch[CASELOADS];
	const struct outbox_batch *list[CASELOADS];
	struct outbox_sealed sealed = { .generation = 0 };
	struct jal_hash last = { { 0 } };
	uint32_t generation = 0;
	size_t n = 0;
	assert_int_equal(outbox_last(b->db, &sealed.seq, &last, &generation), JAL_OK);
	sealed.seq++;
	memset(sealed.hash.b, (int)sealed.seq, HASH_BYTES);
	sealed.hash.b[0] = (uint8_t)i;
	for (int c = 0; c < CASELOADS; c++) {
		const enum jal_err err = outbox_batch(b->db, &caseloads[c], 65536, &batch[n]);
		assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND);
		if (err)
			continue;
		if (w->sent == w->cap) {
			w->cap = w->cap ? w->cap * 2 : 64;
			w->list = realloc(w->list, w->cap * sizeof(*w->list));
			assert_non_null(w->list);
		}
		w->list[w->sent++] = (struct envelope){ .from = i, .caseload = c,
			.lot = { .device = b->device.id, .seq = sealed.seq, .hash = sealed.hash, .charter = 1,
				.supervisor = i >= 3 } };
		w->list[w->sent - 1].plain = BUF_INIT;
		assert_int_equal(buf_put(&w->list[w->sent - 1].plain, batch[n].plain.data, batch[n].plain.len), JAL_OK);
		list[n] = &batch[n];
		n++;
	}
	if (n)
		assert_int_equal(outbox_seal(b->db, &sealed, list, n, NULL), JAL_OK);
	for (size_t k = 0; k < n; k++)
		outbox_batch_free(&batch[k]);
}

/* ---- forms ---- */

static void close_form(struct form *f)
{
	edit_free(f->edit);
	f->edit = NULL;
}

static void display(struct form *f, const struct record *r)
{
	const struct merge_state *s = record_state(r);
	f->seen_count = 0;
	for (size_t i = 0; i < merge_live_count(s) && f->seen_count < 64; i++) {
		const struct merge_write *live = merge_live(s, i);
		f->seen[f->seen_count++] = (struct merge_gone){ live->name,
			{ live->key.field, live->key.element ? (*live->key.element == 'a' ? "a" : "b") : NULL,
				live->key.element_len } };
	}
}

static void open_form(struct world *w, int i)
{
	struct form *f = &w->form[i];
	struct record *r = NULL;
	close_form(f);
	f->record = w->dense ? 0 : (int)rng_below(&w->r, RECORDS);
	f->caseload = f->record == EMPLOYER ? COMMON : (int)rng_below(&w->r, 2);
	if (!reads[i][f->caseload])
		f->caseload = X + Y - f->caseload;
	f->decide = rng_chance(&w->r, 25);
	(void)snprintf(f->element, sizeof(f->element), "%s", rng_chance(&w->r, 50) ? "a" : "b");
	const enum jal_err err = journal_load(w->box[i].journal, &caseloads[f->caseload], records[f->record].entity,
		dossier_of(f->record), &records[f->record].id, &r);
	if (err == JAL_ERR_NOT_FOUND) {
		f->seen_count = 0;
		assert_int_equal(edit_create_as(records[f->record].entity, &caseloads[f->caseload],
					 dossier_of(f->record), &records[f->record].id, &f->edit),
			JAL_OK);
		return;
	}
	assert_int_equal(err, JAL_OK);
	display(f, r);
	assert_int_equal(edit_of(r, &f->edit), JAL_OK);
	record_free(r);
}

static void change(struct world *w, struct form *f)
{
	char text[16] = "";
	(void)snprintf(text, sizeof(text), "v%u", (unsigned)rng_below(&w->r, 1000000));
	const struct value typed = value_text(rng_chance(&w->r, 90) ? text : "same"), none = VALUE_INIT;
	const struct value *v = rng_chance(&w->r, 8) ? &none : &typed;
	const enum field text_field = w->dense || rng_chance(&w->r, 60) ? records[f->record].text : records[f->record].other;
	if (records[f->record].set != FIELD_COUNT && rng_chance(&w->r, w->dense ? 10 : 35))
		assert_int_equal(edit_element(f->edit, records[f->record].set, f->element, rng_chance(&w->r, 60)), JAL_OK);
	else if (f->decide)
		assert_int_equal(edit_decide(f->edit, text_field, v), JAL_OK);
	else
		assert_int_equal(edit_set(f->edit, text_field, v), JAL_OK);
}

/* The heads that this device just wrote name only what was displayed. */
static void check_seen(struct world *w, int i, const struct form *f)
{
	struct record *r = NULL;
	uint64_t newest = 0;
	if (journal_load(w->box[i].journal, &caseloads[f->caseload], records[f->record].entity, dossier_of(f->record),
		    &records[f->record].id, &r) != JAL_OK)
		return;
	const struct merge_state *s = record_state(r);
	for (size_t k = 0; k < merge_live_count(s); k++)
		if (id_equal(&merge_live(s, k)->name.device, &w->box[i].device.id) && merge_live(s, k)->name.number > newest)
			newest = merge_live(s, k)->name.number;
	for (size_t k = 0; k < merge_live_count(s); k++) {
		const struct merge_write *live = merge_live(s, k);
		if (live->name.number != newest || !id_equal(&live->name.device, &w->box[i].device.id) ||
			!id_equal(&live->name.caseload, &caseloads[f->caseload]))
			continue;
		for (size_t n = 0; n < live->replaces_count; n++) {
			bool seen = false;
			for (size_t d = 0; d < f->seen_count && !seen; d++)
				seen = naive_same_name(&f->seen[d].name, &live->replaces[n]) &&
				       naive_same_key(&f->seen[d].key, &live->key);
			if (!seen)
				w->faults |= UNSEEN;
		}
	}
	record_free(r);
}

static void save_form(struct world *w, int i)
{
	struct form *f = &w->form[i];
	struct record *now = NULL;
	struct diag diag = DIAG_INIT;
	if (!f->edit)
		return;
	/* The broken rule: the form is forgotten and made again from what is there now. */
	if (w->how == SAVETIME && journal_load(w->box[i].journal, &caseloads[f->caseload], records[f->record].entity,
					  dossier_of(f->record), &records[f->record].id, &now) == JAL_OK) {
		close_form(f);
		assert_int_equal(edit_of(now, &f->edit), JAL_OK);
		record_free(now);
		f->decide = true;
	}
	change(w, f);
	struct edit *const list[] = { f->edit };
	const enum jal_err err = journal_write(w->box[i].journal, list, 1, &diag);
	/* Created meanwhile by someone else: the person opens it again. */
	if (err && !(err == JAL_ERR_EXISTS && edit_creates(f->edit)))
		fail_msg("journal_write: %s: %s", jal_err_name(err), diag.text ? diag.text : "");
	if (!err && !edit_empty(f->edit))
		check_seen(w, i, f);
	close_form(f);
}

/* The battery dies: between two steps of a save, with the form as a draft or not. */
static void crash(struct world *w, int i)
{
	struct form *f = &w->form[i];
	struct buf draft = BUF_INIT;
	struct diag diag = DIAG_INIT;
	if (f->edit && rng_chance(&w->r, 60)) {
		change(w, f);
		assert_int_equal(edit_encode(f->edit, &draft), JAL_OK);
		assert_int_equal(journal_begin(w->box[i].journal, &diag), JAL_OK);
		if (rng_chance(&w->r, 60)) {
			const enum jal_err err = journal_put(w->box[i].journal, f->edit, &diag);
			assert_true(err == JAL_OK || err == JAL_ERR_EXISTS);
		}
	}
	corebox_reopen(&w->box[i]);
	close_form(f);
	if (draft.len)
		assert_int_equal(edit_decode(draft.data, draft.len, &f->edit), JAL_OK);
	buf_free(&draft);
}

static void undo(struct world *w, int i)
{
	struct diag diag = DIAG_INIT;
	const enum jal_err err = journal_undo(w->box[i].journal, &diag);
	assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND || err == JAL_ERR_EXISTS);
}

static void move(struct world *w, int i)
{
	struct diag diag = DIAG_INIT;
	const int from = (int)rng_below(&w->r, 2);
	const enum jal_err err = journal_move(w->box[i].journal, &dossier, &caseloads[from], &caseloads[X + Y - from], &diag);
	assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND);
}

static void cut(struct world *w)
{
	struct jal_hash hash = { { 0 } };
	uint64_t last = 0;
	uint32_t generation = 0;
	if (w->victim >= 0)
		return;
	w->victim = (int)rng_below(&w->r, 3);
	assert_int_equal(outbox_last(w->box[w->victim].db, &last, &hash, &generation), JAL_OK);
	w->cut = rng_below(&w->r, (size_t)last + 1);
}

static void step(struct world *w)
{
	const int i = (int)rng_below(&w->r, (size_t)w->count);
	size_t what = rng_below(&w->r, 100);
	if (w->dense && rng_chance(&w->r, 45))
		what = i >= 3 && rng_chance(&w->r, 45) ? 92 : rng_chance(&w->r, 60) ? 74 : 73;
	w->box[i].now_ms += (int64_t)rng_below(&w->r, 4000) - 500;
	if (what < 30)
		open_form(w, i);
	else if (what < 58)
		save_form(w, i);
	else if (what < 62)
		undo(w, i);
	else if (what < 65)
		crash(w, i);
	else if (what < 74)
		seal(w, i);
	else if (what < 92)
		for (size_t n = rng_below(&w->r, 5); w->sent && n > 0; n--)
			deliver(w, i, &w->list[w->sent - 1 - rng_below(&w->r, w->sent < 12 ? w->sent : 12)]);
	else if (what < 96 && i >= 3)
		move(w, i);
	else if (what < 97)
		cut(w);
	else if (w->victim >= 0 && !w->knows[i])
		learn_cut(w, i);
}

/* ---- what must hold at the end ---- */

static bool accepted(const struct world *w, const struct envelope *e)
{
	return e->from != w->victim || e->lot.seq <= w->cut;
}

/* Every operation of one caseload on one record, decoded; accepted ones, or all that were sent. */
struct told {
	struct op *ops;
	const struct merge_op **list;
	size_t count;
};

static void tell(const struct world *w, int caseload, const struct jal_id *record, bool all, struct told *t)
{
	t->ops = calloc(w->sent * 8 + 1, sizeof(*t->ops));
	t->list = calloc(w->sent * 8 + 1, sizeof(const struct merge_op *));
	assert_true(t->ops && t->list);
	for (size_t i = 0; i < w->sent; i++) {
		const struct envelope *e = &w->list[i];
		struct op_span spans[OP_LOT_MAX];
		size_t n = 0;
		if (e->caseload != caseload || !(all || accepted(w, e)))
			continue;
		assert_int_equal(op_split(e->plain.data, e->plain.len, spans, &n, NULL), JAL_OK);
		for (size_t k = 0; k < n; k++) {
			struct op *op = &t->ops[t->count];
			assert_true(t->count < w->sent * 8);
			assert_int_equal(op_decode(&caseloads[caseload], &e->lot.device, spans[k].p, spans[k].n, op, NULL), JAL_OK);
			op->merge.seq = e->lot.seq;
			if (!id_equal(&op->record, record)) {
				op_free(op);
				continue;
			}
			t->list[t->count++] = &op->merge;
		}
	}
}

static void forget(struct told *t)
{
	for (size_t i = 0; i < t->count; i++)
		op_free(&t->ops[i]);
	free(t->ops);
	free(t->list);
	*t = (struct told){ .count = 0 };
}

static enum naive_rules rules_of(enum telling how)
{
	switch (how) {
	case FLAT:
		return NAIVE_FLAT;
	case NOCONTEXT:
		return NAIVE_NOCONTEXT;
	case RIGHT:
	case SAVETIME:
	case ARRIVAL:
		break;
	}
	return NAIVE_RIGHT;
}

/* The vault's state of a record against the naive reading of all that was sent. */
static void check_rules(struct world *w, int i, int caseload, int record, const struct told *t)
{
	struct record *r = NULL;
	bool same = false;
	const enum jal_err err = journal_load(w->box[i].journal, &caseloads[caseload], records[record].entity,
		dossier_of(record), &records[record].id, &r);
	if (err == JAL_ERR_NOT_FOUND) {
		if (naive_live(rules_of(w->how), t->list, t->count, NULL, NULL) != 0)
			w->faults |= RULES;
		return;
	}
	assert_int_equal(err, JAL_OK);
	(void)naive_live(rules_of(w->how), t->list, t->count, record_state(r), &same);
	if (!same)
		w->faults |= RULES;
	record_free(r);
}

static bool is_named(const struct told *t, const struct merge_write *write)
{
	for (size_t i = 0; i < t->count; i++)
		for (size_t k = 0; k < t->list[i]->write_count; k++)
			for (size_t n = 0; n < t->list[i]->writes[k].replaces_count; n++)
				if (naive_same_key(&t->list[i]->writes[k].key, &write->key) &&
					naive_same_name(&t->list[i]->writes[k].replaces[n], &write->name))
					return true;
	return false;
}

/* Invariant 2: what was typed is a head where it was typed, or some write names it: also one beyond the
 * cut, which a supervisor had carried on from before hearing of it. */
static void check_dropped(struct world *w, struct told told[CASELOADS], struct told sent[CASELOADS])
{
	for (int c = 0; c < CASELOADS; c++) {
		struct merge_state *s = NULL;
		assert_int_equal(merge_all(told[c].list, told[c].count, &s), JAL_OK);
		for (size_t i = 0; i < told[c].count; i++) {
			const struct merge_op *op = told[c].list[i];
			for (size_t k = 0; !op->carry && k < op->write_count; k++) {
				size_t first = 0;
				const size_t n = merge_heads(s, &op->writes[k].key, &first);
				bool there = false;
				for (size_t h = 0; h < n && !there; h++)
					there = naive_same_name(&merge_live(s, first + h)->name, &op->name);
				for (int d = 0; d < CASELOADS && !there; d++)
					there = is_named(&sent[d], &op->writes[k]);
				if (!there)
					w->faults |= DROPPED;
			}
		}
		merge_state_free(s);
	}
}

static enum jal_err add_conflict(void *ctx, const struct journal_conflict *c)
{
	return buf_printf(ctx, "%d %02x%02x %d\n", (int)c->entity, c->dossier.b[0], c->record.b[0], (int)c->field);
}

static void check_equal(struct world *w, int caseload)
{
	struct jal_hash first = { { 0 } }, other = { { 0 } };
	struct buf conflicts = BUF_INIT, others = BUF_INIT;
	int reference = -1;
	for (int i = 0; i < w->count; i++) {
		if (!reads[i][caseload])
			continue;
		buf_clear(&others);
		assert_int_equal(journal_digest(w->box[i].journal, &caseloads[caseload], &other), JAL_OK);
		assert_int_equal(journal_conflicts(w->box[i].journal, &caseloads[caseload], add_conflict, &others), JAL_OK);
		if (reference < 0) {
			reference = i;
			first = other;
			assert_int_equal(buf_put(&conflicts, others.data, others.len), JAL_OK);
			continue;
		}
		if (!hash_equal(&first, &other))
			w->faults |= DIVERGED;
		if (strcmp(buf_str(&conflicts), buf_str(&others)) != 0)
			w->faults |= CONFLICTS;
	}
	buf_free(&conflicts);
	buf_free(&others);
}

/* What was kept of a state along the way is what its operations give. */
static void check_kept(struct world *w, int i)
{
	for (int c = 0; c < CASELOADS; c++) {
		struct jal_hash before = { { 0 } }, after = { { 0 } };
		if (!reads[i][c])
			continue;
		assert_int_equal(journal_digest(w->box[i].journal, &caseloads[c], &before), JAL_OK);
		assert_int_equal(db_begin(w->box[i].db), JAL_OK);
		assert_int_equal(db_exec(w->box[i].db, "UPDATE j_record SET state = NULL"), JAL_OK);
		assert_int_equal(journal_digest(w->box[i].journal, &caseloads[c], &after), JAL_OK);
		db_rollback(w->box[i].db);
		if (!hash_equal(&before, &after))
			w->faults |= FORGOTTEN;
	}
}

static void finish(struct world *w)
{
	for (int i = 0; i < w->count; i++) {
		close_form(&w->form[i]);
		seal(w, i);
	}
	for (int i = 0; i < w->count; i++) {
		/* Everything, in any order, half of it twice. */
		for (size_t n = 0; n < w->sent + w->sent / 2; n++)
			deliver(w, i, &w->list[n < w->sent ? (n * 7919 + (size_t)i) % w->sent : rng_below(&w->r, w->sent)]);
		for (size_t n = 0; n < w->sent; n++)
			deliver(w, i, &w->list[n]);
		/* Also what the victim itself sealed after it had heard of it. */
		if (w->victim >= 0)
			learn_cut(w, i);
	}
	for (int c = 0; c < CASELOADS; c++)
		check_equal(w, c);
	for (int record = 0; record < RECORDS; record++) {
		struct told told[CASELOADS] = { { .count = 0 } }, sent[CASELOADS] = { { .count = 0 } };
		for (int c = 0; c < CASELOADS; c++) {
			tell(w, c, &records[record].id, false, &told[c]);
			tell(w, c, &records[record].id, true, &sent[c]);
			for (int i = 0; i < w->count; i++)
				if (reads[i][c])
					check_rules(w, i, c, record, &told[c]);
		}
		check_dropped(w, told, sent);
		for (int c = 0; c < CASELOADS; c++) {
			forget(&told[c]);
			forget(&sent[c]);
		}
	}
	check_kept(w, (int)rng_below(&w->r, (size_t)w->count));
}

static unsigned play(size_t seed, enum telling how)
{
	struct world w = { .r = { seed * 2654435761U + 1 }, .how = how, .victim = -1 };
	w.dense = seed % 3 == 0;
	w.count = w.dense ? BOXES : 3 + (int)rng_below(&w.r, 3);
	for (int i = 0; i < w.count; i++) {
		struct jal_id mine[2];
		size_t n = 0;
		for (int c = X; c <= Y; c++)
			if (reads[i][c])
				mine[n++] = caseloads[c];
		corebox_open(&w.box[i]);
		corebox_place(&w.box[i], &caseloads[COMMON], mine, n, i >= 3);
	}
	/* Something to begin with, that everybody knows. */
	for (int i = 0; w.dense && i < 2; i++) {
		open_form(&w, i);
		save_form(&w, i);
		seal(&w, i);
		for (int to = 0; w.sent && to < w.count; to++)
			deliver(&w, to, &w.list[w.sent - 1]);
	}
	for (size_t n = 20 + rng_below(&w.r, w.dense ? 120 : 60); n > 0; n--)
		step(&w);
	finish(&w);
	for (int i = 0; i < w.count; i++)
		corebox_close(&w.box[i]);
	for (size_t i = 0; i < w.sent; i++)
		buf_free(&w.list[i].plain);
	free(w.list);
	return w.faults;
}

static void vaults__converge__whatever_happens(void **state)
{
	(void)state;
	const size_t seeds = rng_seeds(300);
	for (size_t seed = 1; seed <= seeds; seed++) {
		const unsigned faults = play(seed, RIGHT);
		if (faults)
			fail_msg("seed %zu: faults %#x", seed, faults);
	}
}

/* A story that notices nothing proves nothing: each broken rule must show, as the fault it is. */
static void stories__notice__a_broken_rule(void **state)
{
	(void)state;
	static const struct {
		enum telling how;
		unsigned fault;
	} broken[] = { { SAVETIME, UNSEEN }, { ARRIVAL, DIVERGED }, { FLAT, RULES },
		{ NOCONTEXT, RULES } };
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		size_t seed = 1;
		while (seed <= 400 && !(play(seed, broken[i].how) & broken[i].fault))
			seed++;
		if (seed > 400)
			fail_msg("telling %d went unnoticed", (int)broken[i].how);
		print_message("telling %d noticed at seed %zu\n", (int)broken[i].how, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vaults__converge__whatever_happens),
		cmocka_unit_test(stories__notice__a_broken_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
