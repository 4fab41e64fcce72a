/* What comes from the territory: once, in any order, whole or not at all; cuts and adoptions. */
#include "tests/support/people.h"

/* ---- receiving ---- */

static void journal_receive__applies__once_in_any_order(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent first = seal(&a);
	rename_person(&a, &dossier, &id, "Durand");
	struct sent second = seal(&a);
	assert_int_equal(receive(&b, &second), 1);
	check_name(&b, &dossier, &id, "Durand");
	assert_int_equal(receive(&b, &first), 1);
	check_name(&b, &dossier, &id, "Durand");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(receive(&b, &first), 0);
		assert_int_equal(receive(&b, &second), 0);
	}
	check_same_digest(&a, &b);
	/* One's own lots coming back change nothing. */
	assert_int_equal(receive(&a, &first), 0);
	check_same_digest(&a, &b);
	outbox_batch_free(&first.batch);
	outbox_batch_free(&second.batch);
	corebox_close(&a);
	corebox_close(&b);
}

static void journal_receive__voids__a_faulty_envelope_whole(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5), other = id_of(6);
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	(void)new_person(&a, &other, "Petit");
	struct sent s = seal(&a);
	struct record *r = NULL;
	size_t applied = 7;
	for (size_t i = 0; i < s.batch.plain.len; i++) {
		/* Cut anywhere: nothing of it is there. */
		struct diag diag = DIAG_INIT;
		assert_int_equal(journal_receive(b.journal, &s.lot, &people_caseload, s.batch.plain.data, i, &applied, &diag),
			JAL_ERR_INVALID);
		assert_non_null(diag.text);
	}
	assert_int_equal(applied, 7);
	/* In the common caseload, persons have no place. */
	assert_int_equal(journal_receive(b.journal, &s.lot, &people_common, s.batch.plain.data, s.batch.plain.len, &applied, NULL),
		JAL_ERR_INVALID);
	/* The same operation twice in one envelope. */
	struct buf twice = BUF_INIT;
	assert_int_equal(buf_putc(&twice, 0x82), JAL_OK);
	struct op_span spans[OP_LOT_MAX];
	size_t count = 0;
	assert_int_equal(op_split(s.batch.plain.data, s.batch.plain.len, spans, &count, NULL), JAL_OK);
	assert_int_equal(buf_put(&twice, spans[0].p, spans[0].n), JAL_OK);
	assert_int_equal(buf_put(&twice, spans[0].p, spans[0].n), JAL_OK);
	assert_int_equal(journal_receive(b.journal, &s.lot, &people_caseload, twice.data, twice.len, &applied, NULL),
		JAL_ERR_INVALID);
	assert_int_equal(journal_load(b.journal, &people_caseload, ENTITY_person, &dossier, &id, &r), JAL_ERR_NOT_FOUND);
	assert_int_equal(receive(&b, &s), 2);
	check_name(&b, &dossier, &id, "Dupont");
	buf_free(&twice);
	outbox_batch_free(&s.batch);
	corebox_close(&a);
	corebox_close(&b);
}

static void journal_receive__keeps__what_it_does_not_know(void **state)
{
	(void)state;
	struct corebox b;
	size_t applied = 0;
	corebox_open(&b);
	corebox_place(&b, &people_common, &people_caseload, 1, false);
	/* Entity 9999, field 1 = 7; and field 8888 of a person, a list. */
	struct op op = OP_INIT;
	struct buf plain = BUF_INIT;
	static const uint8_t seven[] = { 0x07 }, list[] = { 0x81, 0x01 };
	struct merge_write w = { .name = { people_caseload, id_of(9), 1, 5 }, .stamp = 1, .key = { .field = 1 }, .value = seven,
		.value_len = 1 };
	op.merge = (struct merge_op){ .name = w.name, .stamp = 1, .writes = &w, .write_count = 1 };
	op.has_dossier = true;
	op.dossier = id_of(5);
	op.record = id_of(6);
	op.entity = 9999;
	assert_int_equal(op_join(2, &plain), JAL_OK);
	assert_int_equal(op_encode(&op, &plain), JAL_OK);
	op.entity = model_entity(ENTITY_person)->wire;
	op.merge.name.number = w.name.number = 2;
	w.key.field = 8888;
	w.value = list;
	w.value_len = sizeof(list);
	assert_int_equal(op_encode(&op, &plain), JAL_OK);
	const struct journal_lot lot = { .device = id_of(9), .seq = 1 };
	struct jal_hash before, after;
	assert_int_equal(journal_digest(b.journal, &people_caseload, &before), JAL_OK);
	assert_int_equal(journal_receive(b.journal, &lot, &people_caseload, plain.data, plain.len, &applied, NULL), JAL_OK);
	assert_int_equal(applied, 2);
	assert_int_equal(journal_digest(b.journal, &people_caseload, &after), JAL_OK);
	assert_memory_not_equal(before.b, after.b, HASH_BYTES);
	struct record *r = NULL;
	const struct jal_id dossier = id_of(5), id = id_of(6);
	assert_int_equal(journal_load(b.journal, &people_caseload, ENTITY_person, &dossier, &id, &r), JAL_OK);
	assert_true(record_blank(r));
	assert_int_equal(merge_live_count(record_state(r)), 1);
	record_free(r);
	buf_free(&plain);
	corebox_close(&b);
}

static void journal_withdraw__takes_out__and_journal_restore__puts_back(void **state)
{
	(void)state;
	struct corebox a, b;
	struct jal_hash one, two_lots, now;
	const struct jal_id dossier = id_of(5), stranger = id_of(123);
	size_t n = 9;
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent first = seal(&a);
	(void)receive(&b, &first);
	assert_int_equal(journal_digest(b.journal, &people_caseload, &one), JAL_OK);
	rename_person(&a, &dossier, &id, "Durand");
	const struct jal_id second = new_person(&a, &dossier, "Petit");
	struct sent last = seal(&a);
	(void)receive(&b, &last);
	assert_int_equal(journal_digest(b.journal, &people_caseload, &two_lots), JAL_OK);

	assert_int_equal(journal_withdraw(b.journal, &a.device.id, 2, &n, NULL), JAL_OK);
	assert_int_equal(n, 2);
	check_name(&b, &dossier, &id, "Dupont");
	assert_int_equal(journal_digest(b.journal, &people_caseload, &now), JAL_OK);
	assert_memory_equal(now.b, one.b, HASH_BYTES);
	struct record *r = NULL;
	assert_int_equal(journal_load(b.journal, &people_caseload, ENTITY_person, &dossier, &second, &r), JAL_ERR_NOT_FOUND);
	/* It stays out when it comes again, and taking it out again changes nothing. */
	assert_int_equal(receive(&b, &last), 0);
	assert_int_equal(journal_withdraw(b.journal, &a.device.id, 2, &n, NULL), JAL_OK);
	assert_int_equal(n, 0);
	check_name(&b, &dossier, &id, "Dupont");

	assert_int_equal(journal_restore(b.journal, &a.device.id, 2, 2, &n, NULL), JAL_OK);
	assert_int_equal(n, 2);
	check_name(&b, &dossier, &id, "Durand");
	assert_int_equal(journal_digest(b.journal, &people_caseload, &now), JAL_OK);
	assert_memory_equal(now.b, two_lots.b, HASH_BYTES);
	assert_int_equal(journal_withdraw(b.journal, &stranger, 1, &n, NULL), JAL_OK);
	outbox_batch_free(&first.batch);
	outbox_batch_free(&last.batch);
	corebox_close(&a);
	corebox_close(&b);
}

/* A re-issue: the same operation in a later lot. While any lot that holds it is accepted, it counts. */
static void journal_withdraw__leaves__what_an_accepted_lot_holds_too(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	size_t n = 9;
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent s = seal(&a);
	struct sent later = s;
	later.lot.seq = 7;
	later.lot.hash.b[0] ^= 1;
	assert_int_equal(receive(&b, &later), 1);
	assert_int_equal(receive(&b, &s), 0);
	assert_int_equal(journal_withdraw(b.journal, &a.device.id, 7, &n, NULL), JAL_OK);
	check_name(&b, &dossier, &id, "Dupont");
	assert_int_equal(journal_withdraw(b.journal, &a.device.id, 1, &n, NULL), JAL_OK);
	assert_int_equal(n, 1);
	struct record *r = NULL;
	assert_int_equal(journal_load(b.journal, &people_caseload, ENTITY_person, &dossier, &id, &r), JAL_ERR_NOT_FOUND);
	assert_int_equal(journal_restore(b.journal, &a.device.id, 7, 7, &n, NULL), JAL_OK);
	check_name(&b, &dossier, &id, "Dupont");
	outbox_batch_free(&s.batch);
	corebox_close(&a);
	corebox_close(&b);
}

struct counted {
	struct jal_id id;
	size_t n;
};

static enum jal_err count_of_record(void *ctx, const struct journal_event *e)
{
	struct counted *c = ctx;
	c->n += id_equal(&e->record, &c->id);
	return JAL_OK;
}

/* Two contents under one identity, on two records: the first in the chain counts, however they come. */
static void journal_receive__resolves__one_number_used_twice(void **state)
{
	(void)state;
	struct corebox a, fork, b[2];
	const struct jal_id dossier = id_of(5);
	size_t n = 0;
	two(&a, &fork);
	two(&b[0], &b[1]);
	const struct jal_id one = new_person(&a, &dossier, "Dupont");
	struct sent first = seal(&a);
	/* Another vault pretends to be the same device. */
	const struct jal_id other = new_person(&fork, &dossier, "Imposteur");
	struct sent second = seal(&fork);
	second.lot.device = a.device.id;
	second.lot.seq = 2;
	(void)receive(&b[0], &first);
	(void)receive(&b[0], &second);
	(void)receive(&b[1], &second);
	check_name(&b[1], &dossier, &other, "Imposteur");
	(void)receive(&b[1], &first);
	struct record *r = NULL;
	for (int i = 0; i < 2; i++) {
		check_name(&b[i], &dossier, &one, "Dupont");
		assert_int_equal(journal_load(b[i].journal, &people_caseload, ENTITY_person, &dossier, &other, &r),
			JAL_ERR_NOT_FOUND);
		/* What counts nowhere is no history either. */
		struct counted seen = { other, 0 };
		assert_int_equal(journal_history(b[i].journal, &people_caseload, &dossier, 0, count_of_record, &seen), JAL_OK);
		assert_int_equal(seen.n, 0);
	}
	check_same_digest(&b[0], &b[1]);
	/* Without the first, the second counts; and back. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(journal_withdraw(b[i].journal, &a.device.id, 1, &n, NULL), JAL_OK);
		assert_int_equal(journal_restore(b[i].journal, &a.device.id, 2, 2, &n, NULL), JAL_OK);
		check_name(&b[i], &dossier, &other, "Imposteur");
		assert_int_equal(journal_restore(b[i].journal, &a.device.id, 1, 1, &n, NULL), JAL_OK);
		assert_int_equal(journal_load(b[i].journal, &people_caseload, ENTITY_person, &dossier, &other, &r),
			JAL_ERR_NOT_FOUND);
	}
	check_same_digest(&b[0], &b[1]);
	outbox_batch_free(&first.batch);
	outbox_batch_free(&second.batch);
	corebox_close(&a);
	corebox_close(&fork);
	corebox_close(&b[0]);
	corebox_close(&b[1]);
}

/* ---- digest ---- */

/* The bytes of docs/protocol.md §14, put together by hand. */
static void journal_digest__is__the_hash_of_the_documented_bytes(void **state)
{
	(void)state;
	struct corebox b;
	struct buf want = BUF_INIT, plain = BUF_INIT;
	struct jal_hash got;
	size_t applied = 0;
	static const uint8_t word[] = { 0x61, 'A' }, yes[] = { 0xf5 };
	/* The short form first, as they stand in the operation. */
	const struct op_name over[2] = { { people_caseload, { { 8 } }, 4, 600 }, { { { 1 } }, { { 8 } }, 4, 700 } };
	struct merge_write w[2] = {
		{ .name = { people_caseload, id_of(9), 3, 500 }, .stamp = 77, .key = { .field = 2 }, .value = word, .value_len = 2,
			.replaces = over, .replaces_count = 2 },
		{ .name = { people_caseload, id_of(9), 3, 500 }, .stamp = 77, .key = { 9000, "bb", 2 }, .value = yes,
			.value_len = 1 },
	};
	struct op op = OP_INIT;
	op.merge = (struct merge_op){ .name = w[0].name, .stamp = 77, .writes = w, .write_count = 2 };
	op.has_dossier = true;
	op.dossier = id_of(5);
	op.record = id_of(6);
	op.entity = 2;
	corebox_open(&b);
	corebox_place(&b, &people_common, &people_caseload, 1, false);
	assert_int_equal(op_join(1, &plain), JAL_OK);
	assert_int_equal(op_encode(&op, &plain), JAL_OK);
	const struct journal_lot lot = { .device = id_of(9), .seq = 1 };
	assert_int_equal(journal_receive(b.journal, &lot, &people_caseload, plain.data, plain.len, &applied, NULL), JAL_OK);

	assert_int_equal(buf_puts(&want, "JLDIGST1"), JAL_OK);
	assert_int_equal(buf_put(&want, people_caseload.b, 16), JAL_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(buf_put(&want, op.dossier.b, 16), JAL_OK);
		assert_int_equal(buf_put_u32(&want, 2), JAL_OK);
		assert_int_equal(buf_put(&want, op.record.b, 16), JAL_OK);
		assert_int_equal(buf_put_u32(&want, i ? 9000 : 2), JAL_OK);
		assert_int_equal(buf_put_u32(&want, i ? 2 : 0), JAL_OK);
		assert_int_equal(buf_puts(&want, i ? "bb" : ""), JAL_OK);
		assert_int_equal(buf_put(&want, people_caseload.b, 16), JAL_OK);
		assert_int_equal(buf_put(&want, id_of(9).b, 16), JAL_OK);
		assert_int_equal(buf_put_u64(&want, 3), JAL_OK);
		assert_int_equal(buf_put_u64(&want, 500), JAL_OK);
		assert_int_equal(buf_put_u64(&want, 77), JAL_OK);
		assert_int_equal(buf_put_u32(&want, i ? 1 : 2), JAL_OK);
		assert_int_equal(i ? buf_put(&want, yes, 1) : buf_put(&want, word, 2), JAL_OK);
		assert_int_equal(buf_put_u32(&want, i ? 0 : 2), JAL_OK);
		for (int k = 0; k < 2 && i == 0; k++) {
			assert_int_equal(buf_put(&want, over[k].caseload.b, 16), JAL_OK);
			assert_int_equal(buf_put(&want, over[k].device.b, 16), JAL_OK);
			assert_int_equal(buf_put_u64(&want, 4), JAL_OK);
			assert_int_equal(buf_put_u64(&want, k ? 700 : 600), JAL_OK);
		}
	}
	const struct jal_hash expected = hash_b2(want.data, want.len);
	assert_int_equal(journal_digest(b.journal, &people_caseload, &got), JAL_OK);
	assert_memory_equal(got.b, expected.b, HASH_BYTES);
	buf_free(&want);
	buf_free(&plain);
	corebox_close(&b);
}

/* Many operations on one record are merged together when they come together: nobody could tell. */
static void journal_receive__of_one_record_over_and_over__is_as_one_by_one(void **state)
{
	(void)state;
	struct corebox a, b, c;
	struct diag diag = DIAG_INIT;
	struct op_span spans[OP_LOT_MAX];
	size_t count = 0, applied = 0, one = 0;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	corebox_open(&c);
	corebox_place(&c, &people_common, &people_caseload, 1, true);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	for (int i = 0; i < 40; i++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "Nom %d", i);
		a.now_ms += 1000;
		rename_person(&a, &dossier, &id, name);
	}
	struct sent all = seal(&a);
	assert_int_equal(receive(&b, &all), 41);
	assert_int_equal(receive(&b, &all), 0);
	assert_int_equal(op_split(all.batch.plain.data, all.batch.plain.len, spans, &count, &diag), JAL_OK);
	/* The last one first. */
	for (size_t i = count; i-- > 0;) {
		struct buf plain = BUF_INIT;
		const struct journal_lot lot = { .device = a.device.id, .seq = i + 1, .charter = 1, .hash = { { (uint8_t)i, 1 } } };
		assert_int_equal(op_join(1, &plain), JAL_OK);
		assert_int_equal(buf_put(&plain, spans[i].p, spans[i].n), JAL_OK);
		assert_int_equal(journal_receive(c.journal, &lot, &people_caseload, plain.data, plain.len, &one, &diag), JAL_OK);
		applied += one;
		buf_free(&plain);
	}
	assert_int_equal(applied, 41);
	check_name(&b, &dossier, &id, "Nom 39");
	check_name(&c, &dossier, &id, "Nom 39");
	check_same_digest(&a, &b);
	check_same_digest(&a, &c);
	outbox_batch_free(&all.batch);
	corebox_close(&a);
	corebox_close(&b);
	corebox_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journal_receive__of_one_record_over_and_over__is_as_one_by_one),
		cmocka_unit_test(journal_receive__applies__once_in_any_order),
		cmocka_unit_test(journal_receive__voids__a_faulty_envelope_whole),
		cmocka_unit_test(journal_receive__keeps__what_it_does_not_know),
		cmocka_unit_test(journal_withdraw__takes_out__and_journal_restore__puts_back),
		cmocka_unit_test(journal_withdraw__leaves__what_an_accepted_lot_holds_too),
		cmocka_unit_test(journal_receive__resolves__one_number_used_twice),
		cmocka_unit_test(journal_digest__is__the_hash_of_the_documented_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
