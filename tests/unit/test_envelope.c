/* Envelopes and the file `lot`: bound to their place, padded in one way, sorted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sync/epoch.h"
#include "sync/lot.h"
#include "tests/support/actors.h"

static uint8_t key_bytes[32], other_bytes[32], nonce[32];
static const struct secret key = { key_bytes, 32 }, other_key = { other_bytes, 32 };
static struct envelope_place place;
static struct jal_id caseload, second;
static const char plain[] = "des opérations";

static enum jal_err seal(const void *bytes, size_t n, struct buf *out)
{
	return envelope_seal(&place, &caseload, 3, &key, nonce, bytes, n, out);
}

static enum jal_err open_with(const struct envelope_place *at, const struct buf *file, const struct secret *k)
{
	struct wire w = wire_of(file->data, file->len);
	struct envelope e = { .n = 0 };
	struct buf out = BUF_INIT;
	struct diag d = DIAG_INIT;
	enum jal_err err = envelope_parse(&w, &e, &d);
	if (!err)
		err = envelope_open(at, &e, k, &out, &d);
	if (err) {
		assert_non_null(d.text);
		assert_int_equal(out.len, 0);
	}
	buf_free(&out);
	return err;
}

static void envelope_padded__gives__the_documented_sizes(void **state)
{
	(void)state;
	static const size_t cases[][2] = {
		{ 0, 1024 },	  { 1, 1024 },	    { 1023, 1024 },   { 1024, 2048 },	 { 2047, 2048 },
		{ 2048, 4096 },	  { 32767, 32768 }, { 32768, 65536 }, { 65535, 65536 },	 { 65536, 131072 },
		{ 131071, 131072 }, { 131072, 196608 }, { 4194304, 4259840 }, { 4259839, 4259840 }, { 4259840, 0 },
		{ SIZE_MAX, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(envelope_padded(cases[i][0]), cases[i][1]);
	assert_int_equal(envelope_padded(ENVELOPE_SEVERAL_MAX), ENVELOPE_STEP);
}

static void envelope_open__gives__what_was_sealed(void **state)
{
	(void)state;
	static uint8_t large[200000];
	static const size_t sizes[] = { 0, 1, 14, 1023, 1024, 65535, 65536, sizeof(large) };
	randombytes_buf_deterministic(large, sizeof(large), key_bytes);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		/* Bytes that look like padding at the end stay. */
		if (sizes[i] > 1)
			large[sizes[i] - 1] = (uint8_t)(i % 2 ? 0x80 : 0);
		struct buf file = BUF_INIT, out = BUF_INIT;
		struct envelope e = { .n = 0 };
		assert_int_equal(seal(large, sizes[i], &file), JAL_OK);
		assert_int_equal(file.len, ENVELOPE_HEADER_BYTES + envelope_padded(sizes[i]) + ENVELOPE_TAG_BYTES);
		struct wire w = wire_of(file.data, file.len);
		assert_int_equal(envelope_parse(&w, &e, NULL), JAL_OK);
		assert_int_equal(w.n, 0);
		assert_true(id_equal(&e.caseload, &caseload));
		assert_int_equal(e.epoch, 3);
		assert_int_equal(envelope_open(&place, &e, &key, &out, NULL), JAL_OK);
		assert_int_equal(out.len, sizes[i]);
		if (sizes[i])
			assert_memory_equal(out.data, large, sizes[i]);
		buf_free(&file);
		buf_free(&out);
	}
}

static void envelope_seal__takes__another_nonce_each_time(void **state)
{
	(void)state;
	struct buf a = BUF_INIT, b = BUF_INIT;
	assert_int_equal(envelope_seal(&place, &caseload, 3, &key, NULL, plain, 3, &a), JAL_OK);
	assert_int_equal(envelope_seal(&place, &caseload, 3, &key, NULL, plain, 3, &b), JAL_OK);
	assert_int_equal(a.len, b.len);
	assert_memory_not_equal(a.data + 24, b.data + 24, ENVELOPE_NONCE_BYTES);
	assert_memory_not_equal(a.data + ENVELOPE_HEADER_BYTES, b.data + ENVELOPE_HEADER_BYTES, 64);
	buf_free(&a);
	buf_free(&b);
}

static void envelope_seal__refuses__no_epoch_bad_key_too_much(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct secret half = key;
	half.n = 16;
	uint8_t *huge = calloc(1, ENVELOPE_PADDED_MAX);
	assert_non_null(huge);
	assert_int_equal(envelope_seal(&place, &caseload, 0, &key, nonce, plain, 3, &out), JAL_ERR_INVALID);
	assert_int_equal(envelope_seal(&place, &caseload, 3, &half, nonce, plain, 3, &out), JAL_ERR_INVALID);
	assert_int_equal(envelope_seal(&place, &caseload, 3, &key, nonce, huge, ENVELOPE_PADDED_MAX, &out), JAL_ERR_LIMIT);
	assert_int_equal(out.len, 0);
	assert_int_equal(envelope_seal(&place, &caseload, 3, &key, nonce, huge, ENVELOPE_PADDED_MAX - 1, &out), JAL_OK);
	assert_true(out.len <= COMMIT_FILE_MAX);
	free(huge);
	buf_free(&out);
}

/* The associated data, spelled out byte by byte. */
static void envelope_associated__is__the_136_documented_bytes(void **state)
{
	(void)state;
	uint8_t got[ENVELOPE_ASSOCIATED_BYTES] = { 0 }, expected[ENVELOPE_ASSOCIATED_BYTES] = { 0 };
	struct envelope_place p = { .seq = 0x0102030405060708, .charter = 0x1112131415161718 };
	struct jal_id c = ID_ZERO;
	memset(p.territory.b, 0xA1, ID_BYTES);
	memset(p.device.b, 0xA2, ID_BYTES);
	memset(p.prev.b, 0xA3, HASH_BYTES);
	memset(p.charter_hash.b, 0xA4, HASH_BYTES);
	memset(c.b, 0xA5, ID_BYTES);
	memcpy(expected, "JLE1", 4);
	memset(expected + 4, 0xA1, 16);
	memset(expected + 20, 0xA2, 16);
	memcpy(expected + 36, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
	memset(expected + 44, 0xA3, 32);
	memcpy(expected + 76, "\x11\x12\x13\x14\x15\x16\x17\x18", 8);
	memset(expected + 84, 0xA4, 32);
	memset(expected + 116, 0xA5, 16);
	memcpy(expected + 132, "\x21\x22\x23\x24", 4);
	assert_int_equal(envelope_associated(&p, &c, 0x21222324, got), JAL_OK);
	assert_memory_equal(got, expected, sizeof(got));
}

static void envelope_open__refuses__another_place_or_key(void **state)
{
	(void)state;
	struct buf file = BUF_INIT;
	assert_int_equal(seal(plain, sizeof(plain), &file), JAL_OK);
	assert_int_equal(open_with(&place, &file, &key), JAL_OK);
	assert_int_equal(open_with(&place, &file, &other_key), JAL_ERR_VERIFY);
	struct envelope_place p = place;
	p.territory.b[0] ^= 1;
	assert_int_equal(open_with(&p, &file, &key), JAL_ERR_VERIFY);
	p = place;
	p.device.b[0] ^= 1;
	assert_int_equal(open_with(&p, &file, &key), JAL_ERR_VERIFY);
	p = place;
	p.seq++;
	assert_int_equal(open_with(&p, &file, &key), JAL_ERR_VERIFY);
	p = place;
	p.prev.b[0] ^= 1;
	assert_int_equal(open_with(&p, &file, &key), JAL_ERR_VERIFY);
	p = place;
	p.charter++;
	assert_int_equal(open_with(&p, &file, &key), JAL_ERR_VERIFY);
	p = place;
	p.charter_hash.b[31] ^= 1;
	assert_int_equal(open_with(&p, &file, &key), JAL_ERR_VERIFY);
	buf_free(&file);
}

static void envelope__refuses__each_flipped_bit(void **state)
{
	(void)state;
	struct buf file = BUF_INIT;
	assert_int_equal(seal(plain, sizeof(plain), &file), JAL_OK);
	for (size_t bit = 0; bit < 8 * file.len; bit++) {
		file.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		const enum jal_err err = open_with(&place, &file, &key);
		assert_true(err == JAL_ERR_SYNTAX || err == JAL_ERR_VERIFY);
		file.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	buf_free(&file);
}

/* Encrypts bytes that are not padded as they should be. */
static enum jal_err open_padded(const uint8_t *bytes, size_t n)
{
	struct buf file = BUF_INIT;
	struct secret k = SECRET_INIT;
	uint8_t associated[ENVELOPE_ASSOCIATED_BYTES] = { 0 };
	assert_int_equal(seal(bytes, n / 2, &file), JAL_OK);
	assert_int_equal(file.len, ENVELOPE_HEADER_BYTES + n + ENVELOPE_TAG_BYTES);
	assert_int_equal(envelope_associated(&place, &caseload, 3, associated), JAL_OK);
	assert_int_equal(epoch_lot_key(&key, &k), JAL_OK);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(file.data + ENVELOPE_HEADER_BYTES, NULL, bytes, n, associated,
							 sizeof(associated), NULL, nonce, k.p);
	const enum jal_err err = open_with(&place, &file, &key);
	secret_free(&k);
	buf_free(&file);
	return err;
}

static void envelope_open__refuses__padding_that_is_not_the_least(void **state)
{
	(void)state;
	uint8_t bytes[2048] = { 0 };
	assert_int_equal(open_padded(bytes, 1024), JAL_ERR_SYNTAX);
	bytes[100] = 0x80;
	assert_int_equal(open_padded(bytes, 1024), JAL_OK);
	bytes[101] = 0x01;
	assert_int_equal(open_padded(bytes, 1024), JAL_ERR_SYNTAX);
	bytes[101] = 0;
	assert_int_equal(open_padded(bytes, 2048), JAL_ERR_SYNTAX);
	bytes[1023] = 0x80;
	assert_int_equal(open_padded(bytes, 2048), JAL_ERR_SYNTAX);
	bytes[1024] = 0x80;
	assert_int_equal(open_padded(bytes, 2048), JAL_OK);
}

static void envelope_parse__refuses__sizes_that_padding_does_not_give(void **state)
{
	(void)state;
	struct buf file = BUF_INIT;
	assert_int_equal(seal(plain, 3, &file), JAL_OK);
	static const uint32_t sizes[] = { 0, 15, 16, 17, 1023 + 16, 1025 + 16, 1024, 3072 + 16, 65537 + 16, 4259840 + 65536 + 16,
					  UINT32_MAX };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (int k = 0; k < 4; k++)
			file.data[48 + k] = (uint8_t)(sizes[i] >> (24 - 8 * k));
		assert_int_equal(open_with(&place, &file, &key), JAL_ERR_SYNTAX);
	}
	buf_free(&file);
}

static struct lot_part parts(bool reversed, int i)
{
	const struct jal_id a = id_compare(&caseload, &second) < 0 ? caseload : second;
	const struct jal_id b = id_equal(&a, &caseload) ? second : caseload;
	const bool first = (i == 0) != reversed;
	return (struct lot_part){ first ? a : b, first ? 1 : 2, &key, nonce, first ? "a" : "bb", first ? 1 : 2 };
}

static void lot_seal__sorts__and_lot_parse_reads_without_keys(void **state)
{
	(void)state;
	struct buf x = BUF_INIT, y = BUF_INIT, out = BUF_INIT;
	const struct lot_part straight[] = { parts(false, 0), parts(false, 1) };
	const struct lot_part reversed[] = { parts(true, 0), parts(true, 1) };
	struct lot lot = LOT_INIT;
	assert_int_equal(lot_seal(&place, straight, 2, &x), JAL_OK);
	assert_int_equal(lot_seal(&place, reversed, 2, &y), JAL_OK);
	assert_int_equal(x.len, y.len);
	assert_memory_equal(x.data, y.data, x.len);
	assert_int_equal(lot_parse(x.data, x.len, &lot, NULL), JAL_OK);
	assert_int_equal(lot.n, 2);
	assert_true(id_compare(&lot.envelopes[0].caseload, &lot.envelopes[1].caseload) < 0);
	assert_int_equal(envelope_open(&place, lot_find(&lot, &straight[1].caseload), &key, &out, NULL), JAL_OK);
	assert_int_equal(out.len, 2);
	assert_null(lot_find(&lot, &place.device));
	lot_free(&lot);
	buf_free(&x);
	buf_free(&y);
	buf_free(&out);
}

static void lot_parse__refuses__unsorted_doubled_empty_trailing_and_cut(void **state)
{
	(void)state;
	struct buf file = BUF_INIT, other = BUF_INIT;
	const struct lot_part two[] = { parts(false, 0), parts(false, 1) };
	const struct lot_part same[] = { two[0], two[0] };
	struct lot lot = LOT_INIT;
	struct diag d = DIAG_INIT;
	assert_int_equal(lot_seal(&place, two, 2, &file), JAL_OK);
	assert_int_equal(lot_seal(&place, same, 2, &other), JAL_ERR_INVALID);
	assert_int_equal(lot_seal(&place, two, 0, &other), JAL_ERR_INVALID);
	assert_int_equal(lot_parse("", 0, &lot, &d), JAL_ERR_SYNTAX);
	const size_t half = file.len / 2;
	assert_int_equal(buf_put(&other, file.data + half, half), JAL_OK);
	assert_int_equal(buf_put(&other, file.data, half), JAL_OK);
	assert_int_equal(lot_parse(other.data, other.len, &lot, &d), JAL_ERR_SYNTAX);
	buf_clear(&other);
	assert_int_equal(buf_put(&other, file.data, half), JAL_OK);
	assert_int_equal(buf_put(&other, file.data, half), JAL_OK);
	assert_int_equal(lot_parse(other.data, other.len, &lot, &d), JAL_ERR_SYNTAX);
	for (size_t n = 1; n < file.len; n++) {
		if (n == half)
			continue;
		assert_int_equal(lot_parse(file.data, n, &lot, &d), JAL_ERR_SYNTAX);
	}
	assert_int_equal(buf_putc(&file, 0), JAL_OK);
	assert_int_equal(lot_parse(file.data, file.len, &lot, &d), JAL_ERR_SYNTAX);
	assert_non_null(d.text);
	assert_null(lot.envelopes);
	buf_free(&file);
	buf_free(&other);
}

static void lot__refuses__more_than_a_file_may_hold(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	uint8_t *huge = calloc(1, COMMIT_FILE_MAX + 1);
	struct lot lot = LOT_INIT;
	assert_non_null(huge);
	struct lot_part two[] = { parts(false, 0), parts(false, 1) };
	two[0].plain = two[1].plain = huge;
	two[0].n = two[1].n = (size_t)3 << 20;
	assert_int_equal(lot_seal(&place, two, 2, &out), JAL_ERR_LIMIT);
	assert_int_equal(out.len, 0);
	assert_int_equal(lot_parse(huge, COMMIT_FILE_MAX + 1, &lot, NULL), JAL_ERR_LIMIT);
	free(huge);
	buf_free(&out);
}

static int start(void **state)
{
	(void)state;
	if (secret_start() != JAL_OK)
		return -1;
	actors_bytes("epoch", 1, key_bytes);
	actors_bytes("epoch", 2, other_bytes);
	actors_bytes("nonce", 1, nonce);
	caseload = actors_id("caseload", 1);
	second = actors_id("caseload", 2);
	place.territory = actors_id("territory", 1);
	place.device = actors_id("device", 1);
	place.seq = 7;
	actors_bytes("prev", 1, place.prev.b);
	place.charter = 3;
	actors_bytes("charter", 1, place.charter_hash.b);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(envelope_padded__gives__the_documented_sizes),
		cmocka_unit_test(envelope_open__gives__what_was_sealed),
		cmocka_unit_test(envelope_seal__takes__another_nonce_each_time),
		cmocka_unit_test(envelope_seal__refuses__no_epoch_bad_key_too_much),
		cmocka_unit_test(envelope_associated__is__the_136_documented_bytes),
		cmocka_unit_test(envelope_open__refuses__another_place_or_key),
		cmocka_unit_test(envelope__refuses__each_flipped_bit),
		cmocka_unit_test(envelope_open__refuses__padding_that_is_not_the_least),
		cmocka_unit_test(envelope_parse__refuses__sizes_that_padding_does_not_give),
		cmocka_unit_test(lot_seal__sorts__and_lot_parse_reads_without_keys),
		cmocka_unit_test(lot_parse__refuses__unsorted_doubled_empty_trailing_and_cut),
		cmocka_unit_test(lot__refuses__more_than_a_file_may_hold),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
