/* Epoch keys: what is derived from them, and the records that carry them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sync/epoch.h"
#include "sync/keyrec.h"
#include "tests/support/actors.h"

static struct actor ref, other;
static uint8_t key_bytes[32];
static const struct secret key = { key_bytes, 32 };
static struct jal_id territory, caseload;
static struct jal_hash commitment;

static struct keyrec record(void)
{
	struct keyrec r = { .epoch = 0 };
	assert_int_equal(keyrec_seal(&territory, &caseload, 2, &ref.device, ref.box_public, &key, &r), JAL_OK);
	return r;
}

static enum jal_err try_open(const struct keyrec *r, const struct jal_id *where, const struct secret *box,
			     const struct jal_hash *expected)
{
	struct secret out = SECRET_INIT;
	struct diag d = DIAG_INIT;
	const enum jal_err err = keyrec_open(r, where, box, expected, &out, &d);
	if (err) {
		assert_null(out.p);
		assert_non_null(d.text);
	} else {
		assert_int_equal(out.n, 32);
		assert_memory_equal(out.p, key_bytes, 32);
	}
	secret_free(&out);
	return err;
}

static void epoch_keys__differ__by_what_they_are_for(void **state)
{
	(void)state;
	struct secret lot = SECRET_INIT, st = SECRET_INIT, again = SECRET_INIT;
	assert_int_equal(epoch_lot_key(&key, &lot), JAL_OK);
	assert_int_equal(epoch_lot_key(&key, &again), JAL_OK);
	assert_int_equal(epoch_state_key(&key, &st), JAL_OK);
	assert_memory_equal(lot.p, again.p, 32);
	assert_memory_not_equal(lot.p, st.p, 32);
	assert_memory_not_equal(lot.p, key_bytes, 32);

	/* Keyed BLAKE2b of nothing, with the zero-padded personal. */
	uint8_t expected[32] = { 0 };
	static const uint8_t personal[16] = "jalon-lot-v1";
	assert_int_equal(crypto_generichash_blake2b_salt_personal(expected, 32, NULL, 0, key_bytes, 32, NULL, personal), 0);
	assert_memory_equal(lot.p, expected, 32);
	struct secret half = key, none = SECRET_INIT;
	half.n = 31;
	assert_int_equal(epoch_lot_key(&half, &none), JAL_ERR_INVALID);
	assert_null(none.p);
	secret_free(&lot);
	secret_free(&st);
	secret_free(&again);
}

static void epoch_commitment__depends__on_each_of_its_parts(void **state)
{
	(void)state;
	struct jal_hash h = { { 0 } };
	assert_int_equal(epoch_commitment(&key, &territory, &caseload, 2, &h), JAL_OK);
	assert_true(hash_equal(&h, &commitment));
	assert_int_equal(epoch_commitment(&key, &territory, &caseload, 3, &h), JAL_OK);
	assert_false(hash_equal(&h, &commitment));
	assert_int_equal(epoch_commitment(&key, &caseload, &territory, 2, &h), JAL_OK);
	assert_false(hash_equal(&h, &commitment));
	struct secret k = { other.box_bytes, 32 };
	assert_int_equal(epoch_commitment(&k, &territory, &caseload, 2, &h), JAL_OK);
	assert_false(hash_equal(&h, &commitment));
}

static void keyrec_open__gives__the_key_to_its_device(void **state)
{
	(void)state;
	const struct keyrec r = record();
	assert_int_equal(try_open(&r, &territory, &ref.box, &commitment), JAL_OK);
}

static void keyrec_open__refuses__another_box_territory_commitment(void **state)
{
	(void)state;
	const struct keyrec r = record();
	assert_int_equal(try_open(&r, &territory, &other.box, &commitment), JAL_ERR_WRONG_KEY);
	assert_int_equal(try_open(&r, &caseload, &ref.box, &commitment), JAL_ERR_VERIFY);
	struct jal_hash h = commitment;
	h.b[31] ^= 0x80;
	assert_int_equal(try_open(&r, &territory, &ref.box, &h), JAL_ERR_VERIFY);
}

static void keyrec_open__refuses__each_flipped_bit(void **state)
{
	(void)state;
	struct keyrec_list one = { NULL, 1 }, back = KEYREC_LIST_INIT;
	struct keyrec r = record();
	struct buf file = BUF_INIT;
	one.records = &r;
	assert_int_equal(keyrec_list_encode(&one, &file), JAL_OK);
	assert_int_equal(file.len, 12 + KEYREC_BYTES);
	for (size_t bit = 0; bit < 8 * file.len; bit++) {
		file.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		const enum jal_err err = keyrec_list_parse(file.data, file.len, &back, NULL);
		if (err)
			assert_int_equal(err, JAL_ERR_SYNTAX);
		else
			assert_int_not_equal(try_open(&back.records[0], &territory, &ref.box, &commitment), JAL_OK);
		keyrec_list_free(&back);
		file.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	buf_free(&file);
}

/* Someone seals the right key with one of the other 60 bytes changed. */
static void keyrec_open__compares__every_sealed_byte(void **state)
{
	(void)state;
	struct buf plain = BUF_INIT;
	assert_int_equal(keyrec_plain(&territory, &caseload, 2, &ref.device, &key, &plain), JAL_OK);
	assert_int_equal(plain.len, KEYREC_PLAIN_BYTES);
	for (size_t i = 0; i < plain.len; i++) {
		struct keyrec r = record();
		plain.data[i] ^= 1;
		assert_int_equal(crypto_box_seal(r.sealed, plain.data, plain.len, ref.box_public), 0);
		assert_int_equal(try_open(&r, &territory, &ref.box, &commitment), JAL_ERR_VERIFY);
		plain.data[i] ^= 1;
	}
	/* A right record under the name of another device or epoch. */
	struct keyrec r = record();
	r.device = other.device;
	assert_int_equal(try_open(&r, &territory, &ref.box, &commitment), JAL_ERR_VERIFY);
	r = record();
	r.epoch = 3;
	assert_int_equal(try_open(&r, &territory, &ref.box, &commitment), JAL_ERR_VERIFY);
	buf_free(&plain);
}

static void keyrec_seal__refuses__what_nobody_could_open(void **state)
{
	(void)state;
	struct keyrec r = { .epoch = 77 };
	const uint8_t zero[32] = { 0 }, one[32] = { 1 };
	struct secret half = key;
	half.n = 31;
	assert_int_equal(keyrec_seal(&territory, &caseload, 0, &ref.device, ref.box_public, &key, &r), JAL_ERR_INVALID);
	assert_int_equal(keyrec_seal(&territory, &caseload, 2, &ref.device, zero, &key, &r), JAL_ERR_INVALID);
	assert_int_equal(keyrec_seal(&territory, &caseload, 2, &ref.device, one, &key, &r), JAL_ERR_INVALID);
	assert_int_equal(keyrec_seal(&territory, &caseload, 2, &ref.device, ref.box_public, &half, &r), JAL_ERR_INVALID);
	assert_int_equal(r.epoch, 77);
}

/* Six records in the file's order: two caseloads, two epochs, devices ascending. */
static void fill(struct keyrec *r)
{
	for (size_t i = 0; i < 6; i++) {
		r[i] = record();
		memset(r[i].caseload.b, i < 3 ? 1 : 2, ID_BYTES);
		r[i].epoch = i % 3 == 0 ? 1 : 256;
		memset(r[i].device.b, i % 3 == 2 ? 9 : 5, ID_BYTES);
	}
}

static void keyrec_list__reads__what_it_writes(void **state)
{
	(void)state;
	struct keyrec r[6];
	struct keyrec_list list = { r, 6 }, back = KEYREC_LIST_INIT;
	struct buf file = BUF_INIT, again = BUF_INIT;
	fill(r);
	assert_int_equal(keyrec_list_encode(&list, &file), JAL_OK);
	assert_int_equal(keyrec_list_parse(file.data, file.len, &back, NULL), JAL_OK);
	assert_int_equal(back.n, 6);
	assert_int_equal(keyrec_list_encode(&back, &again), JAL_OK);
	assert_memory_equal(again.data, file.data, file.len);
	keyrec_list_free(&back);
	buf_free(&file);
	buf_free(&again);
}

static void keyrec_list__refuses__unsorted_doubled_empty_cut_and_trailing(void **state)
{
	(void)state;
	struct keyrec r[6], swap;
	struct keyrec_list list = { r, 6 }, back = KEYREC_LIST_INIT;
	struct buf file = BUF_INIT, bad = BUF_INIT;
	struct diag d = DIAG_INIT;
	fill(r);
	assert_int_equal(keyrec_list_encode(&list, &file), JAL_OK);
	for (size_t i = 0; i + 1 < 6; i++) {
		swap = r[i];
		r[i] = r[i + 1];
		r[i + 1] = swap;
		assert_int_equal(keyrec_list_encode(&list, &bad), JAL_ERR_INVALID);
		fill(r);
		/* The same in the bytes. */
		buf_clear(&bad);
		assert_int_equal(buf_put(&bad, file.data, file.len), JAL_OK);
		memcpy(bad.data + 12 + i * KEYREC_BYTES, file.data + 12 + (i + 1) * KEYREC_BYTES, KEYREC_BYTES);
		assert_int_equal(keyrec_list_parse(bad.data, bad.len, &back, &d), JAL_ERR_SYNTAX);
		buf_clear(&bad);
	}
	list.n = 0;
	assert_int_equal(keyrec_list_encode(&list, &bad), JAL_ERR_INVALID);
	assert_int_equal(keyrec_list_parse("JLNKEYS1\0\0\0\0", 12, &back, &d), JAL_ERR_SYNTAX);
	for (size_t n = 0; n < file.len; n++)
		assert_int_equal(keyrec_list_parse(file.data, n, &back, &d), JAL_ERR_SYNTAX);
	assert_int_equal(buf_putc(&file, 0), JAL_OK);
	assert_int_equal(keyrec_list_parse(file.data, file.len, &back, &d), JAL_ERR_SYNTAX);
	assert_null(back.records);
	assert_non_null(d.text);
	buf_free(&file);
	buf_free(&bad);
}

static int start(void **state)
{
	(void)state;
	if (secret_start() != JAL_OK)
		return -1;
	actors_make(3, &ref);
	actors_make(4, &other);
	actors_bytes("epoch", 1, key_bytes);
	territory = actors_id("territory", 1);
	caseload = actors_id("caseload", 1);
	return epoch_commitment(&key, &territory, &caseload, 2, &commitment) == JAL_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(epoch_keys__differ__by_what_they_are_for),
		cmocka_unit_test(epoch_commitment__depends__on_each_of_its_parts),
		cmocka_unit_test(keyrec_open__gives__the_key_to_its_device),
		cmocka_unit_test(keyrec_open__refuses__another_box_territory_commitment),
		cmocka_unit_test(keyrec_open__refuses__each_flipped_bit),
		cmocka_unit_test(keyrec_open__compares__every_sealed_byte),
		cmocka_unit_test(keyrec_seal__refuses__what_nobody_could_open),
		cmocka_unit_test(keyrec_list__reads__what_it_writes),
		cmocka_unit_test(keyrec_list__refuses__unsorted_doubled_empty_cut_and_trailing),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
