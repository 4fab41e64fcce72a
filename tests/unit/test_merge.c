/* The merge rules: against a second, naive implementation, and the fast path against the rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/arena.h"
#include "core/cbor.h"
#include "core/merge.h"
#include "core/op.h"
#include "tests/support/naive.h"
#include "tests/support/rng.h"

#define OPS 24

static struct jal_id id_of(unsigned n)
{
	struct jal_id id = { { (uint8_t)n } };
	return id;
}

/* ---- random sets of operations on one record ---- */

struct story {
	struct arena arena;
	struct merge_op ops[OPS];
	const struct merge_op *list[OPS];
	size_t count;
};

static const uint8_t values[][1] = { { 0x01 }, { 0x02 }, { 0x03 }, { 0xf6 } };
static const uint8_t present[][1] = { { 0xf4 }, { 0xf5 } };

static void random_key(struct rng *r, struct merge_key *key)
{
	*key = (struct merge_key){ .field = 1 + (uint32_t)rng_below(r, 2) };
	if (key->field == 2) {
		key->element = rng_chance(r, 50) ? "a" : "bb";
		key->element_len = strlen(key->element);
	}
}

static struct op_name random_name(struct rng *r, uint64_t below)
{
	/* Mostly one nonce, else another: true or false, as it happens to be. */
	struct op_name name = { id_of(rng_chance(r, 80) ? 1 : 2), id_of(10 + (unsigned)rng_below(r, 3)),
		1 + rng_below(r, (size_t)below), rng_chance(r, 70) ? 7 : 8 + rng_below(r, 2) };
	return name;
}

static void random_write(struct rng *r, struct story *s, struct merge_write *w)
{
	const struct jal_id here = id_of(1);
	const bool set = w->key.element != NULL;
	w->value = set ? present[rng_below(r, 2)] : values[rng_below(r, 4)];
	w->value_len = 1;
	const size_t n = rng_below(r, 3);
	struct op_name *names = arena_array(&s->arena, n, sizeof(*names));
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		names[count] = random_name(r, 9);
		bool there = naive_same_identity(&names[count], &w->name);
		for (size_t k = 0; k < count; k++)
			there = there || naive_same_name(&names[k], &names[count]);
		count += there ? 0 : 1;
	}
	op_names_sort(names, count, &here);
	w->replaces = names;
	w->replaces_count = count;
}

static int by_identity_and_key(const void *pa, const void *pb)
{
	const struct merge_write *a = pa;
	const struct merge_write *b = pb;
	const int order = merge_identity_compare(&a->name, &b->name);
	return order ? order : merge_key_compare(&a->key, &b->key);
}

static void random_writes(struct rng *r, struct story *s, struct merge_op *op)
{
	const size_t n = 1 + rng_below(r, 3);
	struct merge_write *w = arena_array(&s->arena, n, sizeof(*w));
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		w[count].name = op->carry ? random_name(r, 8) : op->name;
		w[count].stamp = op->carry ? 1 + rng_below(r, 3) : op->stamp;
		random_key(r, &w[count].key);
		bool there = false;
		for (size_t k = 0; k < count; k++) {
			if (naive_same_identity(&w[k].name, &w[count].name)) {
				there = there || naive_same_key(&w[k].key, &w[count].key);
				w[count].name.nonce = w[k].name.nonce;
				w[count].stamp = w[k].stamp;
			}
		}
		if (there)
			continue;
		random_write(r, s, &w[count]);
		count++;
	}
	qsort(w, count, sizeof(*w), by_identity_and_key);
	op->writes = w;
	op->write_count = count;
}

static void random_carry(struct rng *r, struct story *s, struct merge_op *op)
{
	struct merge_context *context = arena_array(&s->arena, 6, sizeof(*context));
	for (unsigned c = 1; c <= 2; c++) {
		for (unsigned d = 10; d < 13; d++) {
			uint64_t most = rng_below(r, 9);
			for (size_t i = 0; i < op->write_count; i++)
				if (op->writes[i].name.caseload.b[0] == c &&
					op->writes[i].name.device.b[0] == d &&
					op->writes[i].name.number > most)
					most = op->writes[i].name.number;
			if (most)
				context[op->context_count++] = (struct merge_context){ id_of(c), id_of(d), most };
		}
	}
	op->context = context;
	struct merge_gone *gone = arena_array(&s->arena, 1, sizeof(*gone));
	gone->name = random_name(r, 12);
	random_key(r, &gone->key);
	bool within = false;
	for (size_t i = 0; i < op->context_count; i++)
		within = within || (id_equal(&context[i].caseload, &gone->name.caseload) &&
					   id_equal(&context[i].device, &gone->name.device) &&
					   gone->name.number <= context[i].number);
	op->gone = gone;
	op->gone_count = within ? 0 : 1;
}

static void tell(struct rng *r, struct story *s, bool carries)
{
	*s = (struct story){ .arena = ARENA_INIT };
	s->count = 1 + rng_below(r, OPS);
	for (size_t i = 0; i < s->count; i++) {
		struct merge_op *op = &s->ops[i];
		op->carry = carries && rng_chance(r, 15);
		op->name = (struct op_name){ id_of(1), id_of(10 + (unsigned)rng_below(r, 3)), 1 + rng_below(r, 10),
			op->carry ? 0 : rng_chance(r, 85) ? 7 : 8 };
		op->stamp = 1 + rng_below(r, 4);
		op->seq = 1 + rng_below(r, 3);
		random_writes(r, s, op);
		if (op->carry)
			random_carry(r, s, op);
		const struct op whole = { .merge = *op, .has_dossier = true, .dossier = id_of(5), .entity = 2,
			.record = id_of(6) };
		struct buf bytes = BUF_INIT;
		assert_int_equal(op_encode(&whole, &bytes), JAL_OK);
		op->encoded = arena_copy(&s->arena, bytes.data, bytes.len);
		op->encoded_len = bytes.len;
		buf_free(&bytes);
		s->list[i] = op;
	}
}

static void encoded(const struct merge_state *state, struct buf *out)
{
	buf_clear(out);
	assert_int_equal(merge_state_encode(state, out), JAL_OK);
}

static void merge_all__equals__a_naive_second_implementation(void **unused)
{
	(void)unused;
	const size_t seeds = rng_seeds(300) * 10;
	size_t live = 0;
	for (size_t seed = 1; seed <= seeds; seed++) {
		struct rng r = { seed };
		struct story s;
		tell(&r, &s, seed % 2 == 0);
		struct merge_state *state = NULL;
		assert_int_equal(merge_all(s.list, s.count, &state), JAL_OK);
		bool same = false;
		(void)naive_live(NAIVE_RIGHT, s.list, s.count, state, &same);
		assert_true(same);
		live += merge_live_count(state);
		merge_state_free(state);
		arena_free(&s.arena);
	}
	assert_true(live > seeds);
}

/* The stories of this test notice each rule that could be left out. */
static void merge_all__differs__from_every_wrong_reading(void **unused)
{
	(void)unused;
	static const enum naive_rules wrong[] = { NAIVE_FLAT, NAIVE_NOGONE, NAIVE_NOCONTEXT, NAIVE_REVIVED,
		NAIVE_NUMBERS };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		size_t differing = 0;
		for (size_t seed = 1; seed <= 300; seed++) {
			struct rng r = { seed };
			struct story s;
			bool same = true;
			tell(&r, &s, true);
			struct merge_state *state = NULL;
			assert_int_equal(merge_all(s.list, s.count, &state), JAL_OK);
			(void)naive_live(wrong[i], s.list, s.count, state, &same);
			differing += !same;
			merge_state_free(state);
			arena_free(&s.arena);
		}
		assert_true(differing > 5);
	}
}

static void merge_all__gives__the_same_state_in_any_order_with_repetitions(void **unused)
{
	(void)unused;
	struct buf first = BUF_INIT, second = BUF_INIT;
	for (size_t seed = 1; seed <= rng_seeds(300); seed++) {
		struct rng r = { seed };
		struct story s;
		tell(&r, &s, true);
		struct merge_state *state = NULL;
		assert_int_equal(merge_all(s.list, s.count, &state), JAL_OK);
		encoded(state, &first);
		merge_state_free(state);
		for (unsigned turn = 0; turn < 4; turn++) {
			const struct merge_op *mixed[OPS * 2];
			size_t n = 0;
			for (size_t i = 0; i < s.count; i++) {
				mixed[n++] = s.list[i];
				if (rng_chance(&r, 40))
					mixed[n++] = s.list[rng_below(&r, s.count)];
			}
			for (size_t i = n; i > 1; i--) {
				const size_t at = rng_below(&r, i);
				const struct merge_op *swap = mixed[i - 1];
				mixed[i - 1] = mixed[at];
				mixed[at] = swap;
			}
			assert_int_equal(merge_all(mixed, n, &state), JAL_OK);
			encoded(state, &second);
			assert_int_equal(first.len, second.len);
			assert_memory_equal(first.data, second.data, first.len);
			merge_state_free(state);
		}
		arena_free(&s.arena);
	}
	buf_free(&first);
	buf_free(&second);
}

static void merge_add__equals__merge_all_or_says_that_it_is_not_allowed(void **unused)
{
	(void)unused;
	struct buf fast = BUF_INIT, whole = BUF_INIT;
	size_t allowed = 0, refused = 0;
	for (size_t seed = 1; seed <= rng_seeds(300) * 5; seed++) {
		struct rng r = { seed };
		struct story s;
		tell(&r, &s, seed % 3 == 0);
		/* Most of the time a device's operations come in the order of their numbers. */
		if (seed % 2) {
			uint64_t last[3] = { 0 };
			for (size_t i = 0; i < s.count; i++) {
				struct merge_op *op = &s.ops[i];
				const uint64_t number = ++last[op->name.device.b[0] - 10];
				struct merge_write *w = arena_array(&s.arena, op->write_count, sizeof(*w));
				memcpy(w, op->writes, op->write_count * sizeof(*w));
				for (size_t k = 0; k < op->write_count && !op->carry; k++)
					w[k].name.number = number;
				op->writes = w;
				op->name.number = number;
			}
		}
		struct merge_state *state = NULL;
		assert_int_equal(merge_state_new(&state), JAL_OK);
		for (size_t i = 0; i < s.count; i++) {
			struct merge_state *all = NULL;
			assert_int_equal(merge_all(s.list, i + 1, &all), JAL_OK);
			const enum jal_err err = merge_add(state, s.list[i]);
			if (err == JAL_ERR_WAITING) {
				refused++;
				merge_state_free(state);
				state = all;
				continue;
			}
			assert_int_equal(err, JAL_OK);
			allowed++;
			encoded(state, &fast);
			encoded(all, &whole);
			assert_int_equal(fast.len, whole.len);
			assert_memory_equal(fast.data, whole.data, fast.len);
			merge_state_free(all);
		}
		merge_state_free(state);
		arena_free(&s.arena);
	}
	assert_true(allowed > 100 && refused > 100);
	buf_free(&fast);
	buf_free(&whole);
}

static void merge_state_decode__refuses__what_was_changed_or_cut(void **unused)
{
	(void)unused;
	struct buf bytes = BUF_INIT, again = BUF_INIT;
	for (size_t seed = 1; seed <= 60; seed++) {
		struct rng r = { seed };
		struct story s;
		tell(&r, &s, true);
		struct merge_state *state = NULL;
		assert_int_equal(merge_all(s.list, s.count, &state), JAL_OK);
		encoded(state, &bytes);
		merge_state_free(state);
		assert_int_equal(merge_state_decode(bytes.data, bytes.len, &state), JAL_OK);
		encoded(state, &again);
		assert_int_equal(bytes.len, again.len);
		assert_memory_equal(bytes.data, again.data, bytes.len);
		merge_state_free(state);
		for (size_t cut = 0; cut < bytes.len; cut++) {
			state = NULL;
			assert_int_equal(merge_state_decode(bytes.data, cut, &state), JAL_ERR_CORRUPT);
			assert_null(state);
		}
		for (size_t i = 0; i < 200; i++) {
			const size_t at = rng_below(&r, bytes.len);
			const uint8_t before = bytes.data[at];
			bytes.data[at] = (uint8_t)rng_next(&r);
			const enum jal_err err = merge_state_decode(bytes.data, bytes.len, &state);
			assert_true(err == JAL_OK || err == JAL_ERR_CORRUPT);
			if (err == JAL_OK)
				merge_state_free(state);
			bytes.data[at] = before;
		}
		arena_free(&s.arena);
	}
	buf_free(&bytes);
	buf_free(&again);
}

/* ---- the rules one by one ---- */

static const struct merge_key field1 = { .field = 1 };

static struct merge_op simple(struct merge_write *w, unsigned device, uint64_t number, uint64_t stamp,
	const uint8_t *value, const struct op_name *replaces, size_t count)
{
	*w = (struct merge_write){ .name = { id_of(1), id_of(device), number, 7 }, .stamp = stamp, .key = field1,
		.value = value, .value_len = 1, .replaces = replaces, .replaces_count = count };
	return (struct merge_op){ .name = w->name, .stamp = stamp, .seq = number, .encoded = value, .encoded_len = 1,
		.writes = w, .write_count = 1 };
}

static struct merge_state *merged(const struct merge_op *a, const struct merge_op *b, const struct merge_op *c)
{
	const struct merge_op *list[3] = { a, b, c };
	struct merge_state *state = NULL;
	assert_int_equal(merge_all(list, c ? 3 : b ? 2 : 1, &state), JAL_OK);
	return state;
}

static void merge_all__shows__the_greatest_stamp_then_device_of_a_conflict(void **unused)
{
	(void)unused;
	struct merge_write w[3];
	const struct merge_op a = simple(&w[0], 10, 1, 5, values[0], NULL, 0);
	const struct merge_op b = simple(&w[1], 11, 1, 5, values[1], NULL, 0);
	const struct merge_op c = simple(&w[2], 12, 1, 4, values[2], NULL, 0);
	struct merge_state *s = merged(&a, &b, &c);
	size_t first = 0;
	assert_int_equal(merge_heads(s, &field1, &first), 3);
	assert_true(merge_conflict(s, &field1));
	assert_int_equal(merge_live(s, first)->name.device.b[0], 11);
	assert_int_equal(merge_live(s, first + 1)->name.device.b[0], 10);
	assert_int_equal(merge_live(s, first + 2)->name.device.b[0], 12);
	merge_state_free(s);
}

static void merge_all__sees__no_conflict_between_equal_values(void **unused)
{
	(void)unused;
	struct merge_write w[2];
	const struct merge_op a = simple(&w[0], 10, 1, 5, values[0], NULL, 0);
	const struct merge_op b = simple(&w[1], 11, 1, 6, values[0], NULL, 0);
	struct merge_state *s = merged(&a, &b, NULL);
	size_t first = 0;
	assert_int_equal(merge_heads(s, &field1, &first), 2);
	assert_false(merge_conflict(s, &field1));
	merge_state_free(s);
}

static void merge_all__remembers__the_name_of_a_write_that_comes_after_its_replacement(void **unused)
{
	(void)unused;
	struct merge_write w[2];
	const struct op_name early = { id_of(1), id_of(10), 1, 7 };
	const struct merge_op late = simple(&w[0], 10, 1, 9, values[0], NULL, 0);
	const struct merge_op over = simple(&w[1], 11, 1, 2, values[1], &early, 1);
	struct merge_state *s = merged(&over, NULL, NULL);
	assert_int_equal(merge_gone_count(s), 1);
	assert_int_equal(merge_add(s, &late), JAL_OK);
	size_t first = 0;
	assert_int_equal(merge_heads(s, &field1, &first), 1);
	assert_int_equal(merge_live(s, first)->name.device.b[0], 11);
	assert_int_equal(merge_gone_count(s), 0);
	merge_state_free(s);
}

/* A name with a false nonce, before, with or after the true one. */
static void merge_all__passes__over_a_name_with_another_nonce(void **unused)
{
	(void)unused;
	struct merge_write w[3];
	const struct op_name guesses[2] = { { id_of(1), id_of(10), 1, 6 }, { id_of(1), id_of(10), 1, 8 } };
	const struct op_name all[3] = { guesses[0], { id_of(1), id_of(10), 1, 7 }, guesses[1] };
	const struct merge_op late = simple(&w[0], 10, 1, 1, values[0], NULL, 0);
	const struct merge_op rogue = simple(&w[1], 11, 1, 2, values[1], guesses, 2);
	const struct merge_op reader = simple(&w[2], 12, 1, 3, values[2], all, 3);
	size_t first = 0;
	struct merge_state *s = merged(&rogue, NULL, NULL);
	assert_int_equal(merge_gone_count(s), 2);
	assert_int_equal(merge_add(s, &late), JAL_OK);
	assert_int_equal(merge_heads(s, &field1, &first), 2);
	assert_int_equal(merge_gone_count(s), 0);
	/* The one who read it names it beside guesses. */
	assert_int_equal(merge_add(s, &reader), JAL_OK);
	assert_int_equal(merge_heads(s, &field1, &first), 2);
	assert_int_equal(merge_live(s, first)->name.device.b[0], 12);
	assert_int_equal(merge_live(s, first + 1)->name.device.b[0], 11);
	merge_state_free(s);
	/* False names take no place from the true one while the write is still to come. */
	s = merged(&rogue, &reader, NULL);
	assert_int_equal(merge_gone_count(s), 3);
	assert_int_equal(merge_add(s, &late), JAL_OK);
	assert_int_equal(merge_heads(s, &field1, &first), 2);
	assert_int_equal(merge_live(s, first)->name.device.b[0], 12);
	merge_state_free(s);
}

/* A carry that gives a write another nonce keeps it all the same, and what it says is gone is not. */
static void merge_all__keeps__by_identity_and_drops_by_name(void **unused)
{
	(void)unused;
	struct merge_write w[2];
	const struct merge_op own = simple(&w[0], 10, 1, 5, values[0], NULL, 0);
	struct merge_op carry = simple(&w[1], 10, 1, 1, values[2], NULL, 0);
	const struct merge_context context = { id_of(1), id_of(10), 1 };
	struct merge_gone gone = { { id_of(1), id_of(10), 1, 8 }, field1 };
	carry.carry = true;
	carry.name = (struct op_name){ id_of(1), id_of(20), 1, 0 };
	w[1].name.nonce = 8;
	carry.context = &context;
	carry.context_count = 1;
	size_t first = 0;
	struct merge_state *s = merged(&own, &carry, NULL);
	assert_int_equal(merge_heads(s, &field1, &first), 1);
	assert_int_equal(merge_live(s, first)->value[0], 1);
	assert_int_equal(merge_live(s, first)->name.nonce, 7);
	merge_state_free(s);
	carry.context_count = carry.write_count = 0;
	carry.gone = &gone;
	carry.gone_count = 1;
	s = merged(&own, &carry, NULL);
	assert_int_equal(merge_heads(s, &field1, &first), 1);
	merge_state_free(s);
	gone.name.nonce = 7;
	s = merged(&own, &carry, NULL);
	assert_int_equal(merge_heads(s, &field1, &first), 0);
	merge_state_free(s);
}

static void merge_all__resolves__two_contents_under_one_identity_by_the_chain(void **unused)
{
	(void)unused;
	struct merge_write w[3];
	struct merge_op first = simple(&w[0], 10, 1, 5, values[1], NULL, 0);
	struct merge_op second = simple(&w[1], 10, 1, 9, values[0], NULL, 0);
	first.seq = 3;
	second.seq = 8;
	struct merge_op carry = simple(&w[2], 10, 1, 1, values[2], NULL, 0);
	const struct merge_context context = { id_of(1), id_of(10), 1 };
	carry.carry = true;
	carry.name = (struct op_name){ id_of(1), id_of(12), 1, 0 };
	carry.context = &context;
	carry.context_count = 1;
	struct merge_state *s = merged(&second, &carry, &first);
	size_t at = 0;
	assert_int_equal(merge_heads(s, &field1, &at), 1);
	assert_int_equal(merge_live(s, at)->value[0], 2);
	merge_state_free(s);
	s = merged(&carry, NULL, NULL);
	assert_int_equal(merge_heads(s, &field1, &at), 1);
	assert_int_equal(merge_live(s, at)->value[0], 3);
	merge_state_free(s);
}

static void merge_present__says__yes_if_any_head_does(void **unused)
{
	(void)unused;
	const struct merge_key key = { 2, "a", 1 };
	struct merge_write w[2];
	struct merge_op in = simple(&w[0], 10, 1, 1, present[1], NULL, 0);
	struct merge_op taken = simple(&w[1], 11, 1, 9, present[0], NULL, 0);
	w[0].key = w[1].key = key;
	struct merge_state *s = merged(&in, &taken, NULL);
	assert_true(merge_present(s, &key));
	assert_false(merge_conflict(s, &key));
	merge_state_free(s);
	s = merged(&taken, NULL, NULL);
	assert_false(merge_present(s, &key));
	merge_state_free(s);
}

/* Invariant 10: two carries that know different things. */
static void merge_all__kills__with_a_carry_only_what_it_accounts_for_and_drops(void **unused)
{
	(void)unused;
	struct merge_write w[2], kept;
	const struct jal_id source = id_of(2);
	struct merge_op one = simple(&w[0], 10, 1, 5, values[0], NULL, 0);
	struct merge_op two = simple(&w[1], 10, 2, 6, values[1], NULL, 0);
	one.carry = two.carry = true;
	w[0].name = (struct op_name){ source, id_of(10), 1, 7 };
	w[1].name = (struct op_name){ source, id_of(11), 4, 7 };
	const struct merge_context knows_one = { source, id_of(10), 1 };
	const struct merge_context knows_both[2] = { { source, id_of(10), 1 }, { source, id_of(11), 4 } };
	one.name = (struct op_name){ id_of(1), id_of(20), 1, 0 };
	one.context = &knows_one;
	one.context_count = 1;
	two.name = (struct op_name){ id_of(1), id_of(21), 1, 0 };
	two.context = knows_both;
	two.context_count = 2;
	/* The second carrier knew that (source, 10, 1) was replaced and kept only (source, 11, 4). */
	struct merge_state *s = merged(&one, &two, NULL);
	size_t first = 0;
	assert_int_equal(merge_heads(s, &field1, &first), 1);
	assert_int_equal(merge_live(s, first)->name.number, 4);
	merge_state_free(s);
	/* A write of this caseload is none of their business. */
	struct merge_op here = simple(&kept, 10, 1, 1, values[2], NULL, 0);
	s = merged(&one, &two, &here);
	assert_int_equal(merge_heads(s, &field1, &first), 2);
	merge_state_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merge_all__equals__a_naive_second_implementation),
		cmocka_unit_test(merge_all__differs__from_every_wrong_reading),
		cmocka_unit_test(merge_all__gives__the_same_state_in_any_order_with_repetitions),
		cmocka_unit_test(merge_add__equals__merge_all_or_says_that_it_is_not_allowed),
		cmocka_unit_test(merge_state_decode__refuses__what_was_changed_or_cut),
		cmocka_unit_test(merge_all__shows__the_greatest_stamp_then_device_of_a_conflict),
		cmocka_unit_test(merge_all__sees__no_conflict_between_equal_values),
		cmocka_unit_test(merge_all__remembers__the_name_of_a_write_that_comes_after_its_replacement),
		cmocka_unit_test(merge_all__passes__over_a_name_with_another_nonce),
		cmocka_unit_test(merge_all__keeps__by_identity_and_drops_by_name),
		cmocka_unit_test(merge_all__resolves__two_contents_under_one_identity_by_the_chain),
		cmocka_unit_test(merge_present__says__yes_if_any_head_does),
		cmocka_unit_test(merge_all__kills__with_a_carry_only_what_it_accounts_for_and_drops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
