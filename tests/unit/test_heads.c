/* The files `heads` and `state`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sync/heads.h"
#include "sync/snapshot.h"

static void fill(struct heads_tip *tips, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		memset(&tips[i], 0, sizeof(tips[i]));
		tips[i].device.b[0] = (uint8_t)(i + 1);
		tips[i].seq = i + 1;
		memset(tips[i].hash.b, (int)i, HASH_BYTES);
	}
}

static void heads__reads__what_it_writes(void **state)
{
	(void)state;
	struct heads_tip tips[5];
	fill(tips, 5);
	for (size_t n = 0; n <= 5; n++) {
		const struct heads heads = { tips, n };
		struct heads back = HEADS_INIT;
		struct buf file = BUF_INIT, again = BUF_INIT;
		assert_int_equal(heads_encode(&heads, &file), JAL_OK);
		assert_int_equal(file.len, 12 + 56 * n);
		assert_int_equal(heads_parse(file.data, file.len, &back, NULL), JAL_OK);
		assert_int_equal(back.n, n);
		assert_int_equal(heads_encode(&back, &again), JAL_OK);
		assert_memory_equal(again.data, file.data, file.len);
		for (size_t i = 0; i < 5; i++) {
			const struct heads_tip *t = heads_find(&back, &tips[i].device);
			assert_int_equal(t != NULL, i < n);
			if (t)
				assert_int_equal(t->seq, i + 1);
		}
		heads_free(&back);
		buf_free(&file);
		buf_free(&again);
	}
}

static void heads__refuses__unsorted_doubled_seq_0_cut_and_trailing(void **state)
{
	(void)state;
	struct heads_tip tips[3];
	struct heads heads = { tips, 3 }, back = HEADS_INIT;
	struct buf file = BUF_INIT, bad = BUF_INIT;
	struct diag d = DIAG_INIT;
	fill(tips, 3);
	assert_int_equal(heads_encode(&heads, &file), JAL_OK);
	for (size_t n = 0; n < file.len; n++)
		assert_int_equal(heads_parse(file.data, n, &back, &d), JAL_ERR_SYNTAX);
	/* A count larger than what follows, without reserving for it. */
	assert_int_equal(heads_parse("JLNHEAD1\xff\xff\xff\xff", 12, &back, &d), JAL_ERR_SYNTAX);
	assert_int_equal(heads_parse("JLNHEAD1\0\0\x10\x01", 12, &back, &d), JAL_ERR_SYNTAX);
	assert_int_equal(heads_parse("JLNHEAD2\0\0\0\0", 12, &back, &d), JAL_ERR_SYNTAX);

	static const size_t device[] = { 12, 12 + 56, 12 + 112 };
	for (size_t i = 0; i < 2; i++) {
		buf_clear(&bad);
		assert_int_equal(buf_put(&bad, file.data, file.len), JAL_OK);
		bad.data[device[i]] = 3;
		assert_int_equal(heads_parse(bad.data, bad.len, &back, &d), JAL_ERR_SYNTAX);
	}
	buf_clear(&bad);
	assert_int_equal(buf_put(&bad, file.data, file.len), JAL_OK);
	memset(bad.data + device[1] + 16, 0, 8);
	assert_int_equal(heads_parse(bad.data, bad.len, &back, &d), JAL_ERR_SYNTAX);
	memset(bad.data + device[1] + 16, 0xff, 8);
	assert_int_equal(heads_parse(bad.data, bad.len, &back, &d), JAL_ERR_SYNTAX);
	assert_int_equal(buf_putc(&file, 0), JAL_OK);
	assert_int_equal(heads_parse(file.data, file.len, &back, &d), JAL_ERR_SYNTAX);
	assert_non_null(d.text);
	assert_null(back.tips);

	buf_clear(&bad);
	tips[1].device = tips[0].device;
	assert_int_equal(heads_encode(&heads, &bad), JAL_ERR_INVALID);
	fill(tips, 3);
	tips[2].seq = 0;
	assert_int_equal(heads_encode(&heads, &bad), JAL_ERR_INVALID);
	heads.n = HEADS_MAX + 1;
	assert_int_equal(heads_encode(&heads, &bad), JAL_ERR_INVALID);
	assert_int_equal(bad.len, 0);
	buf_free(&file);
	buf_free(&bad);
}

static void snapshot__reads__what_it_writes_and_nothing_else(void **state)
{
	(void)state;
	struct jal_hash parts[3];
	struct snapshot s = SNAPSHOT_INIT, back = SNAPSHOT_INIT;
	struct buf file = BUF_INIT, again = BUF_INIT;
	struct diag d = DIAG_INIT;
	memset(parts, 7, sizeof(parts));
	memset(s.caseload.b, 1, ID_BYTES);
	memset(s.header, 2, sizeof(s.header));
	s.epoch = 4;
	s.parts = parts;
	s.n = 3;
	assert_int_equal(snapshot_encode(&s, &file), JAL_OK);
	assert_int_equal(file.len, 8 + 16 + 4 + 24 + 4 + 3 * 32);
	assert_int_equal(snapshot_parse(file.data, file.len, &back, NULL), JAL_OK);
	assert_int_equal(back.n, 3);
	assert_int_equal(back.epoch, 4);
	assert_int_equal(snapshot_encode(&back, &again), JAL_OK);
	assert_memory_equal(again.data, file.data, file.len);
	snapshot_free(&back);
	for (size_t n = 0; n < file.len; n++)
		assert_int_equal(snapshot_parse(file.data, n, &back, &d), JAL_ERR_SYNTAX);
	assert_int_equal(buf_putc(&again, 0), JAL_OK);
	assert_int_equal(snapshot_parse(again.data, again.len, &back, &d), JAL_ERR_SYNTAX);
	file.data[27] = 0;
	assert_int_equal(snapshot_parse(file.data, file.len, &back, &d), JAL_ERR_SYNTAX);
	assert_null(back.parts);
	s.epoch = 0;
	assert_int_equal(snapshot_encode(&s, &file), JAL_ERR_INVALID);
	s.epoch = 1;
	s.n = 0;
	assert_int_equal(snapshot_encode(&s, &file), JAL_ERR_INVALID);
	s.n = SNAPSHOT_PARTS_MAX + 1;
	assert_int_equal(snapshot_encode(&s, &file), JAL_ERR_INVALID);
	buf_free(&file);
	buf_free(&again);
}

static void snapshot_associated__is__the_52_documented_bytes(void **state)
{
	(void)state;
	struct jal_id t = ID_ZERO, c = ID_ZERO;
	uint8_t got[SNAPSHOT_ASSOCIATED_BYTES] = { 0 }, expected[SNAPSHOT_ASSOCIATED_BYTES] = { 0 };
	memset(t.b, 0xA1, ID_BYTES);
	memset(c.b, 0xA2, ID_BYTES);
	memcpy(expected, "JLNSTAT1", 8);
	memset(expected + 8, 0xA1, 16);
	memset(expected + 24, 0xA2, 16);
	memcpy(expected + 40, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", 12);
	assert_int_equal(snapshot_associated(&t, &c, 0x01020304, 0x05060708090a0b0c, got), JAL_OK);
	assert_memory_equal(got, expected, sizeof(got));
}

static void snapshot_part_name__counts__in_four_digits(void **state)
{
	(void)state;
	char name[SNAPSHOT_NAME_BYTES] = "";
	assert_string_equal(snapshot_part_name(0, name), "state.0000");
	assert_string_equal(snapshot_part_name(7, name), "state.0007");
	assert_string_equal(snapshot_part_name(1234, name), "state.1234");
	assert_string_equal(snapshot_part_name(9999, name), "state.9999");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads__reads__what_it_writes),
		cmocka_unit_test(heads__refuses__unsorted_doubled_seq_0_cut_and_trailing),
		cmocka_unit_test(snapshot__reads__what_it_writes_and_nothing_else),
		cmocka_unit_test(snapshot_associated__is__the_52_documented_bytes),
		cmocka_unit_test(snapshot_part_name__counts__in_four_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
