/*
 * Random stories (story.h) of up to five vaults with partial readers. At the end
 * everything is delivered, and the invariants of protocol.md §9 that the journal
 * answers for must hold (1, 2, 5, 10). The same stories are then told with a rule
 * broken: they must notice. The rules come from protocol.md §4, the idea from its
 * quick model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/op.h"
#include "core/settle.h"
#include "tests/property/story.h"

/* ---- what must hold at the end ---- */

static bool accepted(const struct story *w, const struct story_envelope *e)
{
	return e->from != w->victim || e->lot.seq <= w->cut;
}

/* Every operation of one caseload on one record, decoded; accepted ones, or all that were sent. */
struct told {
	struct op *ops;
	const struct merge_op **list;
	size_t count;
};

static void tell(const struct story *w, int caseload, const struct jal_id *record, bool all, struct told *t)
{
	t->ops = calloc(w->sent * 8 + 1, sizeof(*t->ops));
	t->list = calloc(w->sent * 8 + 1, sizeof(const struct merge_op *));
	assert_true(t->ops && t->list);
	for (size_t i = 0; i < w->sent; i++) {
		const struct story_envelope *e = &w->list[i];
		struct op_span spans[OP_LOT_MAX];
		size_t n = 0;
		if (e->caseload != caseload || !(all || accepted(w, e)))
			continue;
		assert_int_equal(op_split(e->plain.data, e->plain.len, spans, &n, NULL), JAL_OK);
		for (size_t k = 0; k < n; k++) {
			struct op *op = &t->ops[t->count];
			assert_true(t->count < w->sent * 8);
			assert_int_equal(op_decode(&story_caseloads[caseload], &e->lot.device, spans[k].p, spans[k].n, op, NULL), JAL_OK);
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

static enum naive_rules rules_of(enum story_telling how)
{
	switch (how) {
	case FLAT:
		return NAIVE_FLAT;
	case NOCONTEXT:
		return NAIVE_NOCONTEXT;
	case NUMBERS:
		return NAIVE_NUMBERS;
	case RIGHT:
	case SAVETIME:
	case ARRIVAL:
		break;
	}
	return NAIVE_RIGHT;
}

/* The vault's state of a record against the naive reading of all that was sent. */
static void check_rules(struct story *w, int i, int caseload, int record, const struct told *t)
{
	struct record *r = NULL;
	bool same = false;
	const enum jal_err err = journal_load(w->box[i].journal, &story_caseloads[caseload], story_records[record].entity,
		story_dossier_of(record), &story_records[record].id, &r);
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
static void check_dropped(struct story *w, struct told told[CASELOADS], struct told sent[CASELOADS])
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

static enum jal_err add_conflict(void *ctx, const struct settle_item *c)
{
	return buf_printf(ctx, "%d %d %02x%02x %d\n", (int)c->kind, (int)c->entity, c->dossier.b[0], c->record.b[0], (int)c->field);
}

static void check_equal(struct story *w, int caseload)
{
	struct jal_hash first = { { 0 } }, other = { { 0 } };
	struct buf conflicts = BUF_INIT, others = BUF_INIT;
	int reference = -1;
	for (int i = 0; i < w->count; i++) {
		if (!story_reads[i][caseload])
			continue;
		buf_clear(&others);
		assert_int_equal(journal_digest(w->box[i].journal, &story_caseloads[caseload], &other), JAL_OK);
		assert_int_equal(settle_each(w->box[i].journal, &story_caseloads[caseload], NULL, add_conflict, &others), JAL_OK);
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
static void check_kept(struct story *w, int i)
{
	for (int c = 0; c < CASELOADS; c++) {
		struct jal_hash before = { { 0 } }, after = { { 0 } };
		if (!story_reads[i][c])
			continue;
		assert_int_equal(journal_digest(w->box[i].journal, &story_caseloads[c], &before), JAL_OK);
		assert_int_equal(db_begin(w->box[i].db), JAL_OK);
		assert_int_equal(db_exec(w->box[i].db, "UPDATE j_record SET state = NULL"), JAL_OK);
		assert_int_equal(journal_digest(w->box[i].journal, &story_caseloads[c], &after), JAL_OK);
		db_rollback(w->box[i].db);
		if (!hash_equal(&before, &after))
			w->faults |= FORGOTTEN;
	}
}

static void finish(struct story *w)
{
	for (int i = 0; i < w->count; i++) {
		story_close_form(&w->form[i]);
		story_seal(w, i);
	}
	for (int i = 0; i < w->count; i++) {
		/* Everything, in any order, half of it twice. */
		for (size_t n = 0; n < w->sent + w->sent / 2; n++)
			story_deliver(w, i, &w->list[n < w->sent ? (n * 7919 + (size_t)i) % w->sent : rng_below(&w->r, w->sent)]);
		for (size_t n = 0; n < w->sent; n++)
			story_deliver(w, i, &w->list[n]);
		/* Also what the victim itself sealed after it had heard of it. */
		if (w->victim >= 0)
			story_learn_cut(w, i);
	}
	for (int c = 0; c < CASELOADS; c++)
		check_equal(w, c);
	for (int record = 0; record < RECORDS; record++) {
		struct told told[CASELOADS] = { { .count = 0 } }, sent[CASELOADS] = { { .count = 0 } };
		for (int c = 0; c < CASELOADS; c++) {
			tell(w, c, &story_records[record].id, false, &told[c]);
			tell(w, c, &story_records[record].id, true, &sent[c]);
			for (int i = 0; i < w->count; i++)
				if (story_reads[i][c])
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

static unsigned play(size_t seed, enum story_telling how)
{
	struct story w = { .r = { seed * 2654435761U + 1 }, .how = how, .victim = -1 };
	w.dense = seed % 3 == 0;
	w.count = w.dense ? BOXES : 3 + (int)rng_below(&w.r, 3);
	for (int i = 0; i < w.count; i++) {
		struct jal_id mine[2];
		size_t n = 0;
		for (int c = X; c <= Y; c++)
			if (story_reads[i][c])
				mine[n++] = story_caseloads[c];
		corebox_open(&w.box[i]);
		corebox_place(&w.box[i], &story_caseloads[COMMON], mine, n, i >= 3);
	}
	/* Something to begin with, that everybody knows. */
	for (int i = 0; w.dense && i < 2; i++) {
		story_open_form(&w, i);
		story_save_form(&w, i);
		story_seal(&w, i);
		for (int to = 0; w.sent && to < w.count; to++)
			story_deliver(&w, to, &w.list[w.sent - 1]);
	}
	for (size_t n = 20 + rng_below(&w.r, w.dense ? 120 : 60); n > 0; n--)
		story_step(&w);
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
		enum story_telling how;
		unsigned fault;
	} broken[] = { { SAVETIME, UNSEEN }, { ARRIVAL, DIVERGED }, { FLAT, RULES },
		{ NOCONTEXT, RULES }, { NUMBERS, RULES } };
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
