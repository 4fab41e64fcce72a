/* The deterministic encoding of protocol.md §4, by examples. test_cbor_judge.c has it judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/cbor.h"

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t n = 0;
	for (; hex[0] && hex[1]; hex += 2) {
		const char pair[3] = { hex[0], hex[1], 0 };
		out[n++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return n;
}

static enum jal_err skip_all(const uint8_t *bytes, size_t n)
{
	struct cbor_in in;
	cbor_read_begin(&in, bytes, n);
	const enum jal_err err = cbor_skip(&in, NULL);
	return err ? err : cbor_end(&in);
}

static enum jal_err skip_hex(const char *hex)
{
	uint8_t bytes[256];
	return skip_all(bytes, from_hex(hex, bytes));
}

static void assert_written(struct buf *b, struct cbor_out *out, const char *hex)
{
	uint8_t want[256];
	const size_t n = from_hex(hex, want);
	assert_int_equal(cbor_write_end(out), JAL_OK);
	assert_int_equal(b->len, n);
	assert_memory_equal(b->data, want, n);
	assert_int_equal(skip_all(b->data, b->len), JAL_OK);
	buf_free(b);
}

/* ---- writing ---- */

static void cbor_write_uint__takes__the_shortest_form(void **state)
{
	(void)state;
	static const struct {
		uint64_t n;
		const char *hex;
	} rows[] = {	/* RFC 8949, appendix A */
		{ 0, "00" }, { 1, "01" }, { 10, "0a" }, { 23, "17" }, { 24, "1818" }, { 25, "1819" }, { 100, "1864" },
		{ 255, "18ff" }, { 256, "190100" }, { 1000, "1903e8" }, { 65535, "19ffff" }, { 65536, "1a00010000" },
		{ 1000000, "1a000f4240" }, { UINT32_MAX, "1affffffff" }, { 4294967296, "1b0000000100000000" },
		{ 1000000000000, "1b000000e8d4a51000" }, { UINT64_MAX, "1bffffffffffffffff" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = BUF_INIT;
		struct cbor_out out;
		cbor_write_begin(&out, &b);
		cbor_write_uint(&out, rows[i].n);
		assert_written(&b, &out, rows[i].hex);

		struct cbor_in in;
		uint8_t bytes[16];
		uint64_t n = 1;
		cbor_read_begin(&in, bytes, from_hex(rows[i].hex, bytes));
		assert_int_equal(cbor_read_uint(&in, &n), JAL_OK);
		assert_int_equal(cbor_end(&in), JAL_OK);
		assert_true(n == rows[i].n);
	}
}

static void cbor_write_int__takes__both_signs(void **state)
{
	(void)state;
	static const struct {
		int64_t n;
		const char *hex;
	} rows[] = {
		{ -1, "20" }, { -10, "29" }, { -24, "37" }, { -25, "3818" }, { -100, "3863" }, { -1000, "3903e7" }, { 7, "07" },
		{ INT64_MIN, "3b7fffffffffffffff" }, { INT64_MAX, "1b7fffffffffffffff" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = BUF_INIT;
		struct cbor_out out;
		cbor_write_begin(&out, &b);
		cbor_write_int(&out, rows[i].n);
		assert_written(&b, &out, rows[i].hex);

		struct cbor_in in;
		uint8_t bytes[16];
		int64_t n = 1;
		cbor_read_begin(&in, bytes, from_hex(rows[i].hex, bytes));
		assert_int_equal(cbor_read_int(&in, &n), JAL_OK);
		assert_true(n == rows[i].n);
	}
}

static void cbor_write__writes__an_operation(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct cbor_out out;
	cbor_write_begin(&out, &b);
	cbor_write_array(&out, 6);
	cbor_write_uint(&out, 0);
	cbor_write_null(&out);
	cbor_write_bool(&out, true);
	cbor_write_bytes(&out, "\x01\x02", 2);
	cbor_write_map(&out, 2);
	cbor_write_uint(&out, 3);
	cbor_write_array(&out, 0);
	cbor_write_uint(&out, 300);
	cbor_write_array(&out, 2);
	cbor_write_text(&out, "é", 2);
	cbor_write_bool(&out, false);
	cbor_write_text(&out, "", 0);
	assert_written(&b, &out, "8600f6f5420102a2038019012c8262c3a9f460");
}

static void cbor_write__appends__after_what_is_there(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	assert_int_equal(buf_puts(&b, "before"), JAL_OK);
	struct cbor_out out;
	cbor_write_begin(&out, &b);
	cbor_write_map(&out, 2);
	cbor_write_text(&out, "b", 1);
	cbor_write_uint(&out, 1);
	cbor_write_text(&out, "aa", 2);
	cbor_write_uint(&out, 2);
	assert_int_equal(cbor_write_end(&out), JAL_OK);
	assert_int_equal(b.len, 6 + 8);
	assert_int_equal(skip_all(b.data + 6, b.len - 6), JAL_OK);
	buf_free(&b);
}

static void cbor_write_end__refuses__a_wrong_count(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct cbor_out out;
	assert_int_equal(buf_puts(&b, "kept"), JAL_OK);

	cbor_write_begin(&out, &b);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);	/* nothing */

	cbor_write_begin(&out, &b);
	cbor_write_array(&out, 2);
	cbor_write_uint(&out, 1);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);	/* too few */

	cbor_write_begin(&out, &b);
	cbor_write_array(&out, 1);
	cbor_write_uint(&out, 1);
	cbor_write_uint(&out, 1);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);	/* too many */
	assert_string_equal(buf_str(&b), "kept");
	assert_int_equal(b.len, 4);
	buf_free(&b);
}

static void cbor_write_map__refuses__keys_out_of_order(void **state)
{
	(void)state;
	static const uint64_t pairs[][2] = { { 2, 1 }, { 1, 1 }, { 24, 23 }, { 256, 255 }, { 65536, 65535 } };
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct buf b = BUF_INIT;
		struct cbor_out out;
		cbor_write_begin(&out, &b);
		cbor_write_map(&out, 2);
		cbor_write_uint(&out, pairs[i][0]);
		cbor_write_null(&out);
		cbor_write_uint(&out, pairs[i][1]);
		cbor_write_null(&out);
		assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);
		assert_int_equal(b.len, 0);
		buf_free(&b);
	}
}

static void cbor_write__refuses__what_its_own_reader_would_refuse(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct cbor_out out;

	cbor_write_begin(&out, &b);
	cbor_write_text(&out, "e\xCC\x81", 3);	/* not NFC */
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);

	cbor_write_begin(&out, &b);
	cbor_write_text(&out, "\xFF", 1);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);

	cbor_write_begin(&out, &b);
	for (int i = 0; i < CBOR_DEPTH + 1; i++)
		cbor_write_array(&out, 1);
	cbor_write_null(&out);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);

	cbor_write_begin(&out, &b);
	cbor_write_map(&out, 1);
	cbor_write_bool(&out, true);	/* not a key */
	cbor_write_null(&out);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void cbor_write_raw__carries__a_skipped_item_and_checks_it(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct cbor_out out;
	cbor_write_begin(&out, &b);
	cbor_write_array(&out, 2);
	cbor_write_raw(&out, "\xa1\x01\x82\x02\x03", 5);
	cbor_write_raw(&out, "\x05", 1);
	assert_written(&b, &out, "82a10182020305");

	static const struct {
		const char *item;
		size_t n;
	} bad[] = { { "\x18\x05", 2 }, { "\x01\x02", 2 }, { "\x82\x01", 2 }, { "", 0 }, { "\xf9\x00\x00", 3 } };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cbor_write_begin(&out, &b);
		cbor_write_raw(&out, bad[i].item, bad[i].n);
		assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);
	}

	/* Seven levels around an item of two make nine. */
	cbor_write_begin(&out, &b);
	for (int i = 0; i < 7; i++)
		cbor_write_array(&out, 1);
	cbor_write_raw(&out, "\x81\x81\x01", 3);
	assert_int_equal(cbor_write_end(&out), JAL_ERR_INVALID);
	cbor_write_begin(&out, &b);
	for (int i = 0; i < 6; i++)
		cbor_write_array(&out, 1);
	cbor_write_raw(&out, "\x81\x81\x01", 3);
	assert_written(&b, &out, "818181818181818101");
}

/* ---- reading ---- */

static void cbor_read__refuses__what_is_not_deterministic(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		/* longer than needed */
		"1800", "1817", "190017", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5800", "580161", "7800", "9800",
		"b800", "5900016161",
		/* cut short */
		"18", "19ff", "1a010203", "1b01020304050607", "41", "61", "81", "a1", "a101", "8201",
		/* trailing */
		"0000", "f600", "8000", "820102f6",
		/* counts and lengths that the bytes left cannot hold */
		"9affffffff", "baffffffff", "bbffffffffffffffff01", "9bffffffffffffffff", "5bffffffffffffffff",
		"7bffffffffffffffff", "bb800000000000000001", "a20100", "8301",
		/* indefinite lengths and a lone break */
		"5f4101ff", "7f6161ff", "9f01ff", "bf0101ff", "ff",
		/* tags, floats, simple values, undefined, reserved */
		"c000", "d8ff00", "f90000", "fa00000000", "fb0000000000000000", "e0", "f3", "f7", "f8ff", "f814", "fc", "fd", "fe",
		"1c", "1d", "1e", "1f", "3c", "5c", "7d", "9e", "bc",
		/* map keys: twice, descending, longer before shorter, of a kind that is no key */
		"a201000100", "a202000100", "a21818001700", "a219010000181800", "a2616200616100", "a262616100616200", "a18000",
		"a1a000", "a1f500", "a1f600", "a220000100", "a2616100416100",
		/* text: not UTF-8, overlong, surrogate, past U+10FFFF, cut, not NFC */
		"61ff", "62c080", "63eda080", "64f4908080", "61c3", "6365cc81", "63e28080", "63e284a6",
		/* nine levels */
		"81818181818181818100", "818181818181818181a0", "8181818181818181a10000",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (skip_hex(bad[i]) != JAL_ERR_SYNTAX)
			fail_msg("not refused: %s", bad[i]);
}

static void cbor_read__accepts__what_is_deterministic(void **state)
{
	(void)state;
	static const char *const good[] = {
		"00", "f4", "f5", "f6", "60", "40", "80", "a0", "6161", "62c3a9", "820102", "a201000200", "a21700181800",
		"a3170018180019010000", "a261620062616100", "a401002000416100616100", "a1018101", "67f09f9880c3a97a",
		/* eight levels */
		"818181818181818100", "818181818181818180", "8181818181818180", "81818181818181a100f6",
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (skip_hex(good[i]) != JAL_OK)
			fail_msg("refused: %s", good[i]);
}

static void cbor_read__gives__each_kind(void **state)
{
	(void)state;
	uint8_t bytes[64];
	struct cbor_in in;
	uint64_t n = 0;
	int64_t i = 0;
	const char *text = NULL;
	const uint8_t *data = NULL;
	size_t len = 0;
	bool flag = false;
	uint8_t fixed[3] = { 0 };
	struct cbor_span span = { NULL, 0 };

	cbor_read_begin(&in, bytes, from_hex("8905206261c3f543010203f6a10718298101420a0b", bytes));
	/* a cut letter stands in it: everything before is read, then it is refused */
	assert_int_equal(cbor_peek(&in), CBOR_KIND_ARRAY);
	assert_int_equal(cbor_read_array(&in, &n), JAL_OK);
	assert_true(n == 9);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_UINT);
	assert_int_equal(cbor_read_uint(&in, &n), JAL_OK);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_NEGATIVE);
	assert_int_equal(cbor_read_int(&in, &i), JAL_OK);
	assert_true(i == -1);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_TEXT);
	assert_int_equal(cbor_read_text(&in, &text, &len), JAL_ERR_SYNTAX);
	assert_null(text);

	cbor_read_begin(&in, bytes, from_hex("8705206362c3a9f543010203f6a10718298101", bytes));
	assert_int_equal(cbor_read_array(&in, &n), JAL_OK);
	assert_int_equal(cbor_skip(&in, NULL), JAL_OK);
	assert_int_equal(cbor_skip(&in, NULL), JAL_OK);
	assert_int_equal(cbor_read_text(&in, &text, &len), JAL_OK);
	assert_int_equal(len, 3);
	assert_memory_equal(text, "bé", 3);
	assert_ptr_equal(text, bytes + 4);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_BOOL);
	assert_int_equal(cbor_read_bool(&in, &flag), JAL_OK);
	assert_true(flag);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_BYTES);
	assert_int_equal(cbor_read_fixed(&in, fixed, 3), JAL_OK);
	assert_memory_equal(fixed, "\x01\x02\x03", 3);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_NULL);
	assert_int_equal(cbor_read_null(&in), JAL_OK);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_MAP);
	assert_int_equal(cbor_skip(&in, &span), JAL_OK);
	assert_int_equal(span.n, 4);
	assert_ptr_equal(span.p, bytes + 13);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_END);
	assert_int_equal(cbor_offset(&in), 17);
	assert_int_equal(cbor_end(&in), JAL_ERR_SYNTAX);	/* 0x8101 follows */

	cbor_read_begin(&in, "\x43\x01\x02\x03", 4);
	assert_int_equal(cbor_read_bytes(&in, &data, &len), JAL_OK);
	assert_int_equal(len, 3);
	assert_int_equal(cbor_end(&in), JAL_OK);
}

static void cbor_read__refuses__another_kind_and_stays_refused(void **state)
{
	(void)state;
	struct cbor_in in;
	uint64_t n = 77;
	int64_t i = 77;
	uint8_t fixed[2] = { 7, 7 };

	cbor_read_begin(&in, "\x82\x20\x01", 3);
	assert_int_equal(cbor_read_array(&in, &n), JAL_OK);
	n = 77;
	assert_int_equal(cbor_read_uint(&in, &n), JAL_ERR_SYNTAX);
	assert_true(n == 77);
	assert_int_equal(cbor_read_int(&in, &i), JAL_ERR_SYNTAX);	/* it stands */
	assert_true(i == 77);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_END);
	assert_int_equal(cbor_skip(&in, NULL), JAL_ERR_SYNTAX);
	assert_int_equal(cbor_end(&in), JAL_ERR_SYNTAX);

	cbor_read_begin(&in, "\x41\x01", 2);
	assert_int_equal(cbor_read_fixed(&in, fixed, 2), JAL_ERR_SYNTAX);
	assert_int_equal(fixed[0], 7);

	/* past int64 */
	cbor_read_begin(&in, "\x1b\x80\0\0\0\0\0\0\0", 9);
	assert_int_equal(cbor_read_int(&in, &i), JAL_ERR_SYNTAX);
	cbor_read_begin(&in, "\x3b\x80\0\0\0\0\0\0\0", 9);
	assert_int_equal(cbor_read_int(&in, &i), JAL_ERR_SYNTAX);
	assert_true(i == 77);

	cbor_read_begin(&in, "\xf6", 1);
	bool flag = true;
	assert_int_equal(cbor_read_bool(&in, &flag), JAL_ERR_SYNTAX);
	cbor_read_begin(&in, "\xf4", 1);
	assert_int_equal(cbor_read_null(&in), JAL_ERR_SYNTAX);
	cbor_read_begin(&in, NULL, 0);
	assert_int_equal(cbor_peek(&in), CBOR_KIND_END);
	assert_int_equal(cbor_read_null(&in), JAL_ERR_SYNTAX);
}

static void cbor_read_map__checks__keys_that_are_read_one_by_one(void **state)
{
	(void)state;
	struct cbor_in in;
	uint64_t n = 0;
	cbor_read_begin(&in, "\xa2\x02\xa1\x09\x09\x01\x00", 7);
	assert_int_equal(cbor_read_map(&in, &n), JAL_OK);
	assert_true(n == 2);
	assert_int_equal(cbor_read_uint(&in, &n), JAL_OK);
	assert_int_equal(cbor_skip(&in, NULL), JAL_OK);	/* its own keys do not count here */
	assert_int_equal(cbor_read_uint(&in, &n), JAL_ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cbor_write_uint__takes__the_shortest_form),
		cmocka_unit_test(cbor_write_int__takes__both_signs),
		cmocka_unit_test(cbor_write__writes__an_operation),
		cmocka_unit_test(cbor_write__appends__after_what_is_there),
		cmocka_unit_test(cbor_write_end__refuses__a_wrong_count),
		cmocka_unit_test(cbor_write_map__refuses__keys_out_of_order),
		cmocka_unit_test(cbor_write__refuses__what_its_own_reader_would_refuse),
		cmocka_unit_test(cbor_write_raw__carries__a_skipped_item_and_checks_it),
		cmocka_unit_test(cbor_read__refuses__what_is_not_deterministic),
		cmocka_unit_test(cbor_read__accepts__what_is_deterministic),
		cmocka_unit_test(cbor_read__gives__each_kind),
		cmocka_unit_test(cbor_read__refuses__another_kind_and_stays_refused),
		cmocka_unit_test(cbor_read_map__checks__keys_that_are_read_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
