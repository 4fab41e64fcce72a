/* The bytes of vault.slots, what they refuse, and what opens them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/slots.h"

static struct slots two;	/* made once: each slot costs an Argon2id */
static struct secret key, phrase, code;

static int make_two(void **state)
{
	(void)state;
	const struct jal_id vault = { "0123456789abcdef" };
	assert_int_equal(secret_random(SLOTS_KEY_BYTES, &key), JAL_OK);
	assert_int_equal(slots_passphrase("la phrase", 9, &phrase), JAL_OK);
	assert_int_equal(slots_passphrase("le code", 7, &code), JAL_OK);
	slots_init(&two, &vault, 2);
	assert_int_equal(slots_seal(&two, 0, SLOTS_PASSPHRASE, slots_floor(), &phrase, &key), JAL_OK);
	assert_int_equal(slots_seal(&two, 1, SLOTS_RECOVERY, slots_floor(), &code, &key), JAL_OK);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	secret_free(&key);
	secret_free(&phrase);
	secret_free(&code);
	return 0;
}

static void bytes_of(const struct slots *s, struct buf *out)
{
	assert_int_equal(slots_write(s, out), JAL_OK);
}

static enum jal_err read_changed(size_t at, const void *put, size_t n, struct diag *why)
{
	struct buf b = BUF_INIT;
	struct slots got;
	bytes_of(&two, &b);
	memcpy(b.data + at, put, n);
	const enum jal_err err = slots_read(b.data, b.len, &got, why);
	buf_free(&b);
	return err;
}

static void slots_write__gives__the_published_bytes(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct slots again;
	bytes_of(&two, &b);
	assert_int_equal(b.len, 28 + 2 * 104);
	assert_memory_equal(b.data, "JALONSL10123456789abcdef\0\0\0\2", 28);
	assert_memory_equal(b.data + 28, "\1\0\0\0\0\0\0\2\0\0\0\0\4\0\0\0", 16);
	assert_memory_equal(b.data + 28 + 104, "\2\0\0\0\0\0\0\2\0\0\0\0\4\0\0\0", 16);
	assert_int_equal(slots_read(b.data, b.len, &again, NULL), JAL_OK);
	assert_int_equal(again.count, 2);
	assert_memory_equal(again.slot, two.slot, sizeof(two.slot));
	buf_free(&b);
}

static void slots_open__gives__the_key_to_each_kind(void **state)
{
	(void)state;
	struct secret got = SECRET_INIT;
	unsigned at = 9;
	assert_int_equal(slots_open(&two, SLOTS_PASSPHRASE, &phrase, &got, &at), JAL_OK);
	assert_true(secret_equal(&got, &key));
	assert_int_equal(at, 0);
	secret_free(&got);
	assert_int_equal(slots_open(&two, SLOTS_RECOVERY, &code, &got, &at), JAL_OK);
	assert_true(secret_equal(&got, &key));
	assert_int_equal(at, 1);
	secret_free(&got);
	/* The same words under the other kind are nothing. */
	assert_int_equal(slots_open(&two, SLOTS_RECOVERY, &phrase, &got, NULL), JAL_ERR_WRONG_KEY);
	assert_null(got.p);
	assert_int_equal(slots_find(&two, SLOTS_RECOVERY), 1);
}

static void slots_open__returns__not_found_without_such_a_slot(void **state)
{
	(void)state;
	struct slots one = two;
	struct secret got = SECRET_INIT;
	one.count = 1;
	assert_int_equal(slots_open(&one, SLOTS_RECOVERY, &code, &got, NULL), JAL_ERR_NOT_FOUND);
	assert_int_equal(slots_find(&one, SLOTS_RECOVERY), 1);
}

/* One byte of each part: header (vault id), kind's neighbour excluded (refused when read), passes, salt, nonce, box, tag. */
static void slots_open__returns__wrong_key_for_any_changed_part(void **state)
{
	(void)state;
	static const size_t places[] = { 8, 28 + 7, 28 + 20, 28 + 40, 28 + 60, 28 + 103 };
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct buf b = BUF_INIT;
		struct slots changed;
		struct secret got = SECRET_INIT;
		bytes_of(&two, &b);
		b.data[places[i]] ^= 1;
		assert_int_equal(slots_read(b.data, b.len, &changed, NULL), JAL_OK);
		assert_int_equal(slots_open(&changed, SLOTS_PASSPHRASE, &phrase, &got, NULL), JAL_ERR_WRONG_KEY);
		assert_null(got.p);
		buf_free(&b);
	}
}

static void slots_open__returns__wrong_key_when_the_count_changed(void **state)
{
	(void)state;
	struct slots one = two;
	struct secret got = SECRET_INIT;
	one.count = 1;
	assert_int_equal(slots_open(&one, SLOTS_PASSPHRASE, &phrase, &got, NULL), JAL_ERR_WRONG_KEY);
}

static void slots_read__refuses__costs_out_of_bounds_before_any_work(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	struct buf said = BUF_INIT;
	/* 4 TiB */
	assert_int_equal(read_changed(28 + 8, "\0\0\4\0\0\0\0\0", 8, &why), JAL_ERR_CORRUPT);
	assert_int_equal(diag_render(&why, NULL, &said), JAL_OK);
	assert_non_null(strstr(buf_str(&said), "4194304"));
	buf_free(&said);
	assert_int_equal(read_changed(28 + 8, "\0\0\0\0\4\0\0\0", 8, NULL), JAL_OK);
	assert_int_equal(read_changed(28 + 8, "\0\0\0\0\3\377\377\377", 8, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28 + 8, "\0\0\0\0\100\0\0\0", 8, NULL), JAL_OK);
	assert_int_equal(read_changed(28 + 8, "\0\0\0\0\100\0\0\1", 8, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28 + 8, "\377\377\377\377\377\377\377\377", 8, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28 + 4, "\0\0\0\1", 4, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28 + 4, "\0\0\0\12", 4, NULL), JAL_OK);
	assert_int_equal(read_changed(28 + 4, "\0\0\0\13", 4, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28 + 4, "\377\377\377\377", 4, NULL), JAL_ERR_CORRUPT);
}

static void slots_read__refuses__what_the_format_does_not_know(void **state)
{
	(void)state;
	assert_int_equal(read_changed(0, "JALONSL2", 8, NULL), JAL_ERR_NEWER);
	assert_int_equal(read_changed(0, "JALONSL0", 8, NULL), JAL_ERR_SYNTAX);
	assert_int_equal(read_changed(0, "\211PNG\r\n\32\n", 8, NULL), JAL_ERR_SYNTAX);
	assert_int_equal(read_changed(28, "\3", 1, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28, "\0", 1, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(28 + 3, "\1", 1, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(24, "\0\0\0\0", 4, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(24, "\0\0\0\5", 4, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(24, "\0\0\0\3", 4, NULL), JAL_ERR_CORRUPT);
	assert_int_equal(read_changed(24, "\0\0\0\1", 4, NULL), JAL_ERR_CORRUPT);
}

static void slots_read__refuses__every_other_length(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct slots got;
	bytes_of(&two, &b);
	const size_t whole = b.len;
	for (size_t n = 0; n < whole; n++) {
		const enum jal_err err = slots_read(b.data, n, &got, NULL);
		assert_int_equal(err, n == 0 ? JAL_ERR_SYNTAX : JAL_ERR_CORRUPT);
	}
	assert_int_equal(buf_putc(&b, 0), JAL_OK);
	assert_int_equal(slots_read(b.data, b.len, &got, NULL), JAL_ERR_CORRUPT);
	buf_free(&b);
}

static void slots_seal__refuses__what_could_not_be_read_again(void **state)
{
	(void)state;
	struct slots s = two;
	struct secret empty = SECRET_INIT, short_key = { key.p, 16 };
	const struct slots_cost cheap = { 1, SLOTS_MEMORY_MIN }, small = { 2, SLOTS_MEMORY_MIN - 1 },
				large = { 2, (uint64_t)1 << 42 };
	assert_int_equal(slots_seal(&s, 0, SLOTS_PASSPHRASE, cheap, &phrase, &key), JAL_ERR_INVALID);
	assert_int_equal(slots_seal(&s, 0, SLOTS_PASSPHRASE, small, &phrase, &key), JAL_ERR_INVALID);
	assert_int_equal(slots_seal(&s, 0, SLOTS_PASSPHRASE, large, &phrase, &key), JAL_ERR_INVALID);
	assert_int_equal(slots_seal(&s, 2, SLOTS_PASSPHRASE, slots_floor(), &phrase, &key), JAL_ERR_INVALID);
	assert_int_equal(slots_seal(&s, 0, SLOTS_PASSPHRASE, slots_floor(), &empty, &key), JAL_ERR_INVALID);
	assert_int_equal(slots_seal(&s, 0, SLOTS_PASSPHRASE, slots_floor(), &phrase, &short_key), JAL_ERR_INVALID);
	assert_memory_equal(&s, &two, sizeof(s));
}

static void slots_passphrase__normalises__and_refuses_what_is_no_text(void **state)
{
	(void)state;
	struct secret a = SECRET_INIT, b = SECRET_INIT;
	char longest[1025];
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(slots_passphrase("e\xcc\x81t\xc3\xa9", 6, &a), JAL_OK);
	assert_int_equal(slots_passphrase("\xc3\xa9te\xcc\x81", 6, &b), JAL_OK);
	assert_true(secret_equal(&a, &b));
	assert_int_equal(a.n, 5);
	secret_free(&a);
	secret_free(&b);
	assert_int_equal(slots_passphrase("", 0, &a), JAL_ERR_INVALID);
	assert_int_equal(slots_passphrase("\xc3", 1, &a), JAL_ERR_INVALID);
	assert_int_equal(slots_passphrase("\xed\xa0\x80", 3, &a), JAL_ERR_INVALID);
	assert_int_equal(slots_passphrase(longest, 1025, &a), JAL_ERR_LIMIT);
	assert_int_equal(slots_passphrase(longest, 1024, &a), JAL_OK);
	secret_free(&a);
}

static void slots_calibrate__stays__within_bounds(void **state)
{
	(void)state;
	const struct slots_cost cost = slots_calibrate();
	assert_in_range(cost.passes, SLOTS_PASSES_MIN, SLOTS_PASSES_MAX);
	assert_true(cost.memory >= SLOTS_MEMORY_MIN);
	assert_true(cost.memory <= (uint64_t)256 << 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_write__gives__the_published_bytes),
		cmocka_unit_test(slots_open__gives__the_key_to_each_kind),
		cmocka_unit_test(slots_open__returns__not_found_without_such_a_slot),
		cmocka_unit_test(slots_open__returns__wrong_key_for_any_changed_part),
		cmocka_unit_test(slots_open__returns__wrong_key_when_the_count_changed),
		cmocka_unit_test(slots_read__refuses__costs_out_of_bounds_before_any_work),
		cmocka_unit_test(slots_read__refuses__what_the_format_does_not_know),
		cmocka_unit_test(slots_read__refuses__every_other_length),
		cmocka_unit_test(slots_seal__refuses__what_could_not_be_read_again),
		cmocka_unit_test(slots_passphrase__normalises__and_refuses_what_is_no_text),
		cmocka_unit_test(slots_calibrate__stays__within_bounds),
	};
	return cmocka_run_group_tests(tests, make_two, forget);
}
