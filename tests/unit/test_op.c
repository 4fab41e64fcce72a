/* Operations: one encoding each, every other one refused; the content checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/model.h"
#include "core/op.h"
#include "core/value.h"
#include "tests/support/rng.h"

/* The ids of these tests, as they stand in CBOR: 16 equal bytes. */
#define ID(c) "50" c c c c c c c c c c c c c c c c

static const struct jal_id here = { { 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
	0xaa, 0xaa, 0xaa } };
static const struct jal_id self = { { 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb,
	0xbb, 0xbb, 0xbb } };

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t n = 0;
	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		unsigned byte = 0;
		for (int i = 0; i < 2; i++, hex++)
			byte = byte << 4 | (unsigned)(*hex <= '9' ? *hex - '0' : *hex - 'a' + 10);
		hex--;
		out[n++] = (uint8_t)byte;
	}
	return n;
}

static enum jal_err decode(const char *hex)
{
	uint8_t bytes[4096];
	struct op op = OP_INIT;
	struct diag why = DIAG_INIT;
	const enum jal_err err = op_decode(&here, &self, bytes, from_hex(hex, bytes), &op, &why);
	if (err)
		assert_non_null(why.text);
	op_free(&op);
	return err;
}

/* [0, 7, 256, 5, dossier, 2 (person), record, {2: ["A", [[device, 3, 500]]]}] */
#define HEAD "88 00 07 190100 05 " ID("d1") " 02 " ID("e1")
#define NONCE " 1901f4"
#define WRITE HEAD " a1 02 82 6141 81 83 " ID("cc") " 03" NONCE

static void op_decode__reads__a_write(void **state)
{
	(void)state;
	uint8_t bytes[4096];
	const size_t n = from_hex(WRITE, bytes);
	struct op op = OP_INIT;
	assert_int_equal(op_decode(&here, &self, bytes, n, &op, NULL), JAL_OK);
	assert_false(op.merge.carry);
	assert_int_equal(op.merge.name.number, 7);
	assert_true(id_equal(&op.merge.name.device, &self));
	assert_int_equal(op.merge.stamp, 256);
	assert_int_equal(op.merge.name.nonce, 5);
	assert_true(op.has_dossier);
	assert_int_equal(op.dossier.b[0], 0xd1);
	assert_int_equal(op.entity, 2);
	assert_int_equal(op.record.b[15], 0xe1);
	assert_int_equal(op.merge.write_count, 1);
	const struct merge_write *w = &op.merge.writes[0];
	assert_int_equal(w->key.field, 2);
	assert_null(w->key.element);
	assert_int_equal(w->value_len, 2);
	assert_int_equal(w->replaces_count, 1);
	assert_true(id_equal(&w->replaces[0].caseload, &here));
	assert_int_equal(w->replaces[0].number, 3);
	assert_int_equal(w->replaces[0].nonce, 500);
	assert_int_equal(w->name.nonce, 5);
	assert_int_equal(w->stamp, 256);
	op_free(&op);
	assert_int_equal(op_read(&here, &self, bytes, n, &op), JAL_OK);
	op_free(&op);
}

static void op_decode__reads__elements_long_names_and_no_dossier(void **state)
{
	(void)state;
	assert_int_equal(decode("88 00 01 01 1b7fffffffffffffff f6 18 28 " ID("e1") " a2"
				" 01 82 6141 82 83 " ID("cc") " 03 01 84 " ID("ab") ID("cc") " 01 1b7fffffffffffffff"
				" 05 a2 6161 82 f5 80 626161 82 f4 80"),
		JAL_OK);
}

static void op_decode__reads__a_carry_with_the_deepest_names_there_are(void **state)
{
	(void)state;
	assert_int_equal(decode("89 01 07 01 " ID("d1") " 02 " ID("e1")
				" 82 83 " ID("ab") ID("01") " 05 83 " ID("ab") ID("02") " 09"
				" 81 86 " ID("ab") ID("01") " 05 01" NONCE " a1 06 a1 6161 82 f5 81 84 " ID("ab") ID("02") " 02" NONCE
				" 82 85 " ID("ab") ID("03") " 01" NONCE " 02 86 " ID("ab") ID("02") " 0a" NONCE " 06 6161"),
		JAL_OK);
}

/* Guesses void nothing: they name nothing, each is kept. */
static void op_decode__reads__several_nonces_for_one_identity(void **state)
{
	(void)state;
	assert_int_equal(decode(HEAD " a1 02 82 6141 83 83 " ID("cc") " 03 01 83 " ID("cc") " 03 1864 83 " ID("cc") " 03 1901f4"),
		JAL_OK);
	assert_int_equal(decode("89 01 07 01 " ID("d1") " 02 " ID("e1")
				" 80 80 82 85 " ID("ab") ID("01") " 05 01 02 85 " ID("ab") ID("01") " 05 02 02"),
		JAL_OK);
}

static void op_encode__refuses__what_has_no_nonce(void **state)
{
	(void)state;
	static const uint64_t none[] = { 0, (uint64_t)1 << 63, UINT64_MAX };
	static const uint8_t word[] = { 0x61, 'A' };
	struct op_name name = { here, { { 1 } }, 3, 4 };
	struct merge_write w = { .name = { here, self, 7, 5 }, .stamp = 1, .key = { .field = 2 }, .value = word,
		.value_len = 2, .replaces = &name, .replaces_count = 1 };
	struct op op = OP_INIT;
	struct buf out = BUF_INIT;
	op.merge = (struct merge_op){ .name = w.name, .stamp = 1, .writes = &w, .write_count = 1 };
	op.entity = 40;
	assert_int_equal(op_encode(&op, &out), JAL_OK);
	buf_clear(&out);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		op.merge.name.nonce = none[i];
		assert_int_equal(op_encode(&op, &out), JAL_ERR_INVALID);
		op.merge.name.nonce = 5;
		name.nonce = none[i];
		assert_int_equal(op_encode(&op, &out), JAL_ERR_INVALID);
		name.nonce = 4;
	}
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

static void op_decode__refuses__every_malformed_operation(void **state)
{
	(void)state;
	static const char *const bad[] = {
		/* not the array of an operation */
		"", "00", "80", "f6", "87 00 07 01 05 f6 02 " ID("e1"), "a0",
		"87 00 07 01 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",			/* without a nonce */
		"88 02 07 01 05 f6 02 " ID("e1") " a1 02 82 6141 80",			/* kind 2 */
		"89 00 07 01 05 " ID("d1") " 02 " ID("e1") " 80 80",			/* kind 0, nine items */
		WRITE " 00",								/* something after it */
		/* numbers */
		"88 00 00 190100 05 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",		/* number 0 */
		"88 00 1b8000000000000000 01 05 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 1807 01 05 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",		/* overlong */
		"88 00 07 00 05 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",		/* stamp 0 */
		"88 00 07 1bffffffffffffffff 05 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 20 01 05 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",		/* negative */
		"88 00 07 01 05 " ID("d1") " 00 " ID("e1") " a1 02 82 6141 80",		/* entity 0 */
		"88 00 07 01 05 " ID("d1") " 1b0000000100000000 " ID("e1") " a1 02 82 6141 80",
		/* nonces */
		"88 00 07 01 00 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 07 01 1b8000000000000000 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 07 01 1805 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",	/* overlong */
		"88 00 07 01 20 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",		/* negative */
		"88 00 07 01 f6 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 07 01 4105 " ID("d1") " 02 " ID("e1") " a1 02 82 6141 80",
		/* ids */
		"88 00 07 01 05 4100 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 07 01 05 f5 02 " ID("e1") " a1 02 82 6141 80",
		"88 00 07 01 05 " ID("d1") " 02 f6 a1 02 82 6141 80",
		/* fields */
		HEAD " a0", HEAD " 80", HEAD " a1 00 82 6141 80", HEAD " a1 1b0000000100000000 82 6141 80",
		HEAD " a1 6132 82 6141 80",						/* a text key */
		HEAD " a2 03 82 6141 80 02 82 6141 80",					/* unsorted */
		HEAD " a2 02 82 6141 80 02 82 6142 80",					/* twice */
		HEAD " bf 02 82 6141 80 ff",						/* indefinite */
		HEAD " a1 02 6141", HEAD " a1 02 81 6141", HEAD " a1 02 83 6141 80 80",
		HEAD " a1 02 82 6141 f6", HEAD " a1 02 82 f93c00 80", HEAD " a1 02 82 c101 80",
		HEAD " a1 02 82 f7 80", HEAD " a1 02 82 61ff 80", HEAD " a1 02 82 6365cc81 80",	/* not UTF-8, not NFC */
		HEAD " a1 02 82 818181 01 80",						/* a value too deep */
		/* elements */
		HEAD " a1 06 a0", HEAD " a1 06 a1 60 82 f5 80", HEAD " a1 06 a1 6161 82 01 80",
		HEAD " a1 06 a1 6161 82 f6 80", HEAD " a1 06 a1 6161 f5", HEAD " a1 06 a1 6161 83 f5 80 80",
		HEAD " a1 06 a2 626161 82 f5 80 6161 82 f5 80", HEAD " a1 06 a2 6161 82 f5 80 6161 82 f5 80",
		HEAD " a1 06 a1 6100 82 f5 80", HEAD " a1 06 a1 01 82 f5 80",
		/* names */
		HEAD " a1 02 82 6141 81 81 " ID("cc"), HEAD " a1 02 82 6141 81 82 " ID("cc") " 03",
		HEAD " a1 02 82 6141 81 83 " ID("cc") " 00 01", HEAD " a1 02 82 6141 81 83 " ID("cc") " 03 00",
		HEAD " a1 02 82 6141 81 83 " ID("cc") " 03 1b8000000000000000",
		HEAD " a1 02 82 6141 81 83 " ID("cc") " 03 1801", HEAD " a1 02 82 6141 81 83 " ID("cc") " 03 f6",
		HEAD " a1 02 82 6141 81 83 " ID("ab") ID("cc") " 03",			/* no nonce in the long form */
		HEAD " a1 02 82 6141 81 84 " ID("aa") ID("cc") " 03 01",		/* not in short form */
		HEAD " a1 02 82 6141 82 83 " ID("cc") " 04 01 83 " ID("cc") " 03 01",	/* unsorted */
		HEAD " a1 02 82 6141 82 83 " ID("cc") " 03 02 83 " ID("cc") " 03 01",	/* by the nonce too */
		HEAD " a1 02 82 6141 82 83 " ID("cc") " 03 01 83 " ID("cc") " 03 01",	/* twice */
		HEAD " a1 02 82 6141 82 84 " ID("ab") ID("cc") " 01 01 83 " ID("cc") " 03 01",	/* long before short */
		HEAD " a1 02 82 6141 81 83 " ID("bb") " 07 05",				/* itself */
		HEAD " a1 02 82 6141 81 83 " ID("bb") " 07 06",				/* itself, by a false name */
		HEAD " a1 02 82 6141 81 83 " ID("bb") " 08 01",				/* its own future */
		HEAD " a1 02 82 6141 81 85 " ID("ab") ID("cc") " 01 01 01",
		/* carries */
		"89 01 07 01 f6 02 " ID("e1") " 80 80 80",				/* no dossier */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 82 " ID("ab") ID("01") " 80 80",
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 82 83 " ID("ab") ID("01") " 05 83 " ID("ab") ID("01")
			" 06 80 80",							/* one device twice */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 82 83 " ID("ab") ID("02") " 05 83 " ID("ab") ID("01")
			" 06 80 80",							/* unsorted */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 80 81 86 " ID("ab") ID("01") " 05 01 01 a1 02 82 6141 80"
			" 80",								/* kept outside its context */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 83 " ID("ab") ID("01") " 05 81 86 " ID("ab") ID("01")
			" 06 01 01 a1 02 82 6141 80 80",
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 83 " ID("ab") ID("01") " 05 82 86 " ID("ab") ID("01")
			" 05 01 01 a1 02 82 6141 80 86 " ID("ab") ID("01") " 04 01 01 a1 02 82 6141 80 80",
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 83 " ID("ab") ID("01") " 05 82 86 " ID("ab") ID("01")
			" 05 01 01 a1 02 82 6141 80 86 " ID("ab") ID("01") " 05 01 02 a1 03 82 6141 80 80",	/* two nonces */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 83 " ID("ab") ID("01") " 05 81 85 " ID("ab") ID("01")
			" 05 01 a1 02 82 6141 80 80",					/* kept without a nonce */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 83 " ID("ab") ID("01") " 05 81 86 " ID("ab") ID("01")
			" 05 01 00 a1 02 82 6141 80 80",
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 81 83 " ID("ab") ID("01") " 05 80 81 85 " ID("ab") ID("01")
			" 05 01 02",							/* gone within the context */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 80 80 82 85 " ID("ab") ID("02") " 05 01 02 85 " ID("ab")
			ID("01") " 05 01 02",
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 80 80 82 85 " ID("ab") ID("01") " 05 02 02 85 " ID("ab")
			ID("01") " 05 01 02",						/* by the nonce too */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 80 80 82 86 " ID("ab") ID("01") " 05 01 02 6161 85 " ID("ab")
			ID("02") " 05 01 02",
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 80 80 81 84 " ID("ab") ID("01") " 05 02",	/* no nonce */
		"89 01 07 01 " ID("d1") " 02 " ID("e1") " 80 80 81 85 " ID("ab") ID("01") " 05 00 02",
		"8a 01 07 01 05 " ID("d1") " 02 " ID("e1") " 80 80 80",			/* a carry has none */
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (decode(bad[i]) != JAL_ERR_INVALID)
			fail_msg("accepted: %s", bad[i]);
	}
}

static void op_decode__refuses__every_cut_and_survives_every_changed_byte(void **state)
{
	(void)state;
	static const char *const good[] = { WRITE,
		"89 01 07 01 " ID("d1") " 02 " ID("e1")
		" 82 83 " ID("ab") ID("01") " 05 83 " ID("ab") ID("02") " 09"
		" 81 86 " ID("ab") ID("01") " 05 01" NONCE " a1 06 a1 6161 82 f5 81 84 " ID("ab") ID("02") " 02" NONCE
		" 82 85 " ID("ab") ID("03") " 01" NONCE " 02 86 " ID("ab") ID("02") " 0a" NONCE " 06 6161" };
	struct rng r = { 4 };
	struct buf again = BUF_INIT;
	for (size_t g = 0; g < 2; g++) {
		uint8_t bytes[4096];
		struct op op = OP_INIT;
		const size_t n = from_hex(good[g], bytes);
		assert_int_equal(op_decode(&here, &self, bytes, n, &op, NULL), JAL_OK);
		op_free(&op);
		for (size_t cut = 0; cut < n; cut++)
			assert_int_equal(op_decode(&here, &self, bytes, cut, &op, NULL), JAL_ERR_INVALID);
		for (size_t i = 0; i < 4000; i++) {
			const size_t at = rng_below(&r, n);
			const uint8_t before = bytes[at];
			bytes[at] = (uint8_t)rng_next(&r);
			if (op_decode(&here, &self, bytes, n, &op, NULL) == JAL_OK) {
				/* Whatever is accepted has exactly one encoding. */
				buf_clear(&again);
				assert_int_equal(op_encode(&op, &again), JAL_OK);
				assert_int_equal(again.len, n);
				assert_memory_equal(again.data, bytes, n);
				op_free(&op);
			}
			bytes[at] = before;
		}
	}
	buf_free(&again);
}

static void op_split__cuts__a_lot_and_refuses_others(void **state)
{
	(void)state;
	struct op_span spans[OP_LOT_MAX];
	uint8_t bytes[4096];
	size_t count = 0;
	size_t n = from_hex("82 8101 820203", bytes);
	assert_int_equal(op_split(bytes, n, spans, &count, NULL), JAL_OK);
	assert_int_equal(count, 2);
	assert_ptr_equal(spans[1].p, bytes + 3);
	assert_int_equal(spans[1].n, 3);
	static const char *const bad[] = { "", "80", "00", "a0", "82 8101", "81 8101 00", "9801 8101", "990001 8101",
		"9f 8101 ff", "81 1817", "81 f93c00", "9b00000000000000018101" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct diag why = DIAG_INIT;
		n = from_hex(bad[i], bytes);
		assert_int_equal(op_split(bytes, n, spans, &count, &why), JAL_ERR_INVALID);
		assert_non_null(why.text);
	}
}

static void op_join__and_op_split__agree_for_every_count(void **state)
{
	(void)state;
	struct op_span spans[OP_LOT_MAX];
	struct buf b = BUF_INIT;
	for (size_t n = 1; n <= OP_LOT_MAX; n++) {
		size_t count = 0;
		buf_clear(&b);
		assert_int_equal(op_join(n, &b), JAL_OK);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(buf_putc(&b, 0x01), JAL_OK);
		assert_int_equal(op_split(b.data, b.len, spans, &count, NULL), JAL_OK);
		assert_int_equal(count, n);
	}
	assert_int_equal(op_join(OP_LOT_MAX + 1, &b), JAL_ERR_LIMIT);
	assert_int_equal(op_join(0, &b), JAL_ERR_LIMIT);
	buf_clear(&b);
	/* One more than a lot holds. */
	assert_int_equal(buf_put(&b, "\x99\x01\x01", 3), JAL_OK);
	for (size_t i = 0; i < OP_LOT_MAX + 1; i++)
		assert_int_equal(buf_putc(&b, 0x01), JAL_OK);
	size_t count = 0;
	assert_int_equal(op_split(b.data, b.len, spans, &count, NULL), JAL_ERR_INVALID);
	buf_free(&b);
}

/* ---- content checks ---- */

static const struct op_place referent = { false, false };
static const struct op_place supervisor = { false, true };
static const struct op_place common = { true, false };
static const struct op_place desk = { true, true };

static enum jal_err check(uint64_t entity, bool in_dossier, uint64_t field, const char *value,
	const struct op_place *place)
{
	uint8_t cbor[64];
	struct merge_write w = { .name = { here, self, 1, 5 }, .stamp = 1, .key = { .field = (uint32_t)field } };
	w.value = cbor;
	w.value_len = from_hex(value, cbor);
	struct op op = OP_INIT;
	op.merge.name = w.name;
	op.merge.writes = &w;
	op.merge.write_count = 1;
	op.entity = (uint32_t)entity;
	op.has_dossier = in_dossier;
	struct diag why = DIAG_INIT;
	const enum jal_err err = op_check(&op, place, &why);
	if (err)
		assert_non_null(why.text);
	return err;
}

static uint32_t wire_of(enum field f)
{
	return model_field(f)->wire;
}

static void op_check__accepts__what_fits_and_what_is_not_known(void **state)
{
	(void)state;
	const uint32_t person = model_entity(ENTITY_person)->wire;
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_name), "6141", &referent), JAL_OK);
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_name), "f6", &referent), JAL_OK);
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_date), "3863", &referent), JAL_OK);
	assert_int_equal(check(person, true, 4000000, "820102", &referent), JAL_OK);
	assert_int_equal(check(4000000, true, 1, "6141", &referent), JAL_OK);
	assert_int_equal(check(4000000, false, 1, "6141", &common), JAL_OK);
}

static void op_check__refuses__wrong_types(void **state)
{
	(void)state;
	const uint32_t person = model_entity(ENTITY_person)->wire;
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_name), "01", &referent), JAL_ERR_INVALID);
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_name), "60", &referent), JAL_ERR_INVALID);
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_date), "6141", &referent), JAL_ERR_INVALID);
	/* A set's field written as a register. */
	assert_int_equal(check(model_entity(ENTITY_note)->wire, true, wire_of(FIELD_note_topics), "6141", &referent),
		JAL_ERR_INVALID);
}

static void op_check__refuses__records_in_the_wrong_caseload(void **state)
{
	(void)state;
	const uint32_t person = model_entity(ENTITY_person)->wire;
	const uint32_t employer = model_entity(ENTITY_employer)->wire;
	assert_int_equal(check(person, true, wire_of(FIELD_person_birth_name), "6141", &desk), JAL_ERR_INVALID);
	assert_int_equal(check(person, false, wire_of(FIELD_person_birth_name), "6141", &referent), JAL_ERR_INVALID);
	assert_int_equal(check(employer, false, wire_of(FIELD_employer_name), "6141", &supervisor), JAL_ERR_INVALID);
	assert_int_equal(check(employer, true, wire_of(FIELD_employer_name), "6141", &common), JAL_ERR_INVALID);
	assert_int_equal(check(employer, false, wire_of(FIELD_employer_name), "6141", &common), JAL_OK);
	assert_int_equal(check(4000000, false, 1, "6141", &referent), JAL_ERR_INVALID);
	assert_int_equal(check(4000000, true, 1, "6141", &common), JAL_ERR_INVALID);
}

static void op_check__keeps__to_supervisors_what_is_theirs(void **state)
{
	(void)state;
	const uint32_t dossier = model_entity(ENTITY_dossier)->wire;
	const uint32_t setting = model_entity(ENTITY_setting)->wire;
	static const char id[] = ID("e1");
	assert_int_equal(check(dossier, true, wire_of(FIELD_dossier_home), id, &referent), JAL_ERR_DENIED);
	assert_int_equal(check(dossier, true, wire_of(FIELD_dossier_home), id, &supervisor), JAL_OK);
	assert_int_equal(check(setting, false, 4000000, "6141", &common), JAL_ERR_DENIED);
	assert_int_equal(check(setting, false, 4000000, "6141", &desk), JAL_OK);

	struct op carry = OP_INIT;
	carry.merge.carry = true;
	carry.has_dossier = true;
	carry.entity = 4000000;
	struct diag why = DIAG_INIT;
	assert_int_equal(op_check(&carry, &referent, &why), JAL_ERR_DENIED);
	assert_int_equal(op_check(&carry, &supervisor, &why), JAL_OK);
}

static void op_check__refuses__a_dossier_that_is_not_itself(void **state)
{
	(void)state;
	struct op op = OP_INIT;
	op.has_dossier = true;
	op.dossier = here;
	op.record = self;
	op.entity = model_entity(ENTITY_dossier)->wire;
	struct diag why = DIAG_INIT;
	assert_int_equal(op_check(&op, &supervisor, &why), JAL_ERR_INVALID);
	op.record = here;
	assert_int_equal(op_check(&op, &supervisor, &why), JAL_OK);
}

/* What could not be read again must not be written: it would spoil the journal that it stands in. */
static void op_encode__refuses__more_than_reading_takes(void **state)
{
	(void)state;
	static struct op_name names[OP_WRITES_MAX + 1];
	static struct merge_write writes[OP_ITEMS_MAX / OP_WRITES_MAX + 1];
	struct buf out = BUF_INIT;
	struct op op = OP_INIT;
	for (size_t i = 0; i <= OP_WRITES_MAX; i++)
		names[i] = (struct op_name){ here, self, i + 1, 7 };
	const size_t count = sizeof(writes) / sizeof(*writes);
	for (size_t i = 0; i < count; i++)
		writes[i] = (struct merge_write){ .key = { .field = (uint32_t)i + 2 }, .value = (const uint8_t *)"\x61" "A",
			.value_len = 2, .replaces = names, .replaces_count = OP_WRITES_MAX };
	op.merge = (struct merge_op){ .name = { here, { { 1 } }, 1, 5 }, .stamp = 1, .writes = writes, .write_count = 1 };
	op.has_dossier = true;
	op.entity = model_entity(ENTITY_person)->wire;
	assert_int_equal(op_encode(&op, &out), JAL_OK);
	writes[0].replaces_count = OP_WRITES_MAX + 1;
	assert_int_equal(op_encode(&op, &out), JAL_ERR_LIMIT);
	writes[0].replaces_count = OP_WRITES_MAX;
	op.merge.write_count = count - 1;
	buf_clear(&out);
	assert_int_equal(op_encode(&op, &out), JAL_OK);
	struct op again = OP_INIT;
	assert_int_equal(op_decode(&here, &op.merge.name.device, out.data, out.len, &again, NULL), JAL_OK);
	op_free(&again);
	op.merge.write_count = count;
	assert_int_equal(op_encode(&op, &out), JAL_ERR_LIMIT);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(op_decode__reads__a_write),
		cmocka_unit_test(op_decode__reads__elements_long_names_and_no_dossier),
		cmocka_unit_test(op_decode__reads__a_carry_with_the_deepest_names_there_are),
		cmocka_unit_test(op_decode__reads__several_nonces_for_one_identity),
		cmocka_unit_test(op_encode__refuses__more_than_reading_takes),
		cmocka_unit_test(op_encode__refuses__what_has_no_nonce),
		cmocka_unit_test(op_decode__refuses__every_malformed_operation),
		cmocka_unit_test(op_decode__refuses__every_cut_and_survives_every_changed_byte),
		cmocka_unit_test(op_split__cuts__a_lot_and_refuses_others),
		cmocka_unit_test(op_join__and_op_split__agree_for_every_count),
		cmocka_unit_test(op_check__accepts__what_fits_and_what_is_not_known),
		cmocka_unit_test(op_check__refuses__wrong_types),
		cmocka_unit_test(op_check__refuses__records_in_the_wrong_caseload),
		cmocka_unit_test(op_check__keeps__to_supervisors_what_is_theirs),
		cmocka_unit_test(op_check__refuses__a_dossier_that_is_not_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
