/* The text of a device commit: one spelling, every other refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sync/message.h"

#define T32 "00112233445566778899aabbccddeeff"
#define D32 "101112131415161718191a1b1c1d1e1f"
#define H64 "abcdef00112233445566778899aabbccddeeff00112233445566778899aabbcc"
#define HEAD "jalon-lot v1\n\nterritory " T32 "\ndevice " D32 "\n"
#define TAIL "charter 3 b2:" H64 "\nbox " H64 "\nlot b2:" H64 "\nheads none\nkeys none\nstate none\n"
#define FIRST HEAD "seq 1\nprev none\n" TAIL
#define LATER HEAD "seq 12\nprev b2:" H64 "\n" TAIL
#define SEEN_A "seen 20000000000000000000000000000000 4 b2:" H64 "\n"
#define SEEN_B "seen 20000000000000000000000000000001 9223372036854775807 b2:" H64 "\n"

static enum jal_err parse(const char *text, struct message *m)
{
	struct diag d = DIAG_INIT;
	const enum jal_err err = message_parse(text, strlen(text), m, &d);
	if (err)
		assert_non_null(d.text);
	return err;
}

static void accept_again(const char *text)
{
	struct message m = { .n_seen = 0 };
	struct buf b = BUF_INIT;
	assert_int_equal(parse(text, &m), JAL_OK);
	assert_int_equal(message_encode(&m, &b, NULL), JAL_OK);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static void message_parse__reads__what_message_encode_writes(void **state)
{
	(void)state;
	accept_again(FIRST);
	accept_again(LATER);
	accept_again(LATER SEEN_A SEEN_B);
	accept_again(HEAD "seq 9223372036854775807\nprev b2:" H64 "\ncharter 0 b2:" H64 "\nbox " H64
			  "\nlot none\nheads b2:" H64 "\nkeys b2:" H64 "\nstate b2:" H64 "\n");
	struct message m = { .n_seen = 0 };
	assert_int_equal(parse(LATER SEEN_A SEEN_B, &m), JAL_OK);
	assert_int_equal(m.seq, 12);
	assert_true(m.prev.present);
	assert_int_equal(m.charter, 3);
	assert_true(m.lot.present);
	assert_false(m.heads.present);
	assert_int_equal(m.n_seen, 2);
	assert_int_equal(m.seen[0].seq, 4);
	assert_int_equal(m.seen[1].seq, INT64_MAX);
}

static void message_parse__refuses__other_spellings(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"jalon-lot v1\n",
		"jalon-lot v2\n\nterritory " T32 "\ndevice " D32 "\nseq 1\nprev none\n" TAIL,
		"jalon-charter v1\n\nterritory " T32 "\ndevice " D32 "\nseq 1\nprev none\n" TAIL,
		"jalon-lot v1\nterritory " T32 "\ndevice " D32 "\nseq 1\nprev none\n" TAIL,
		"jalon-lot v1\n\ndevice " D32 "\nterritory " T32 "\nseq 1\nprev none\n" TAIL,
		HEAD "seq 01\nprev none\n" TAIL,
		HEAD "seq +1\nprev none\n" TAIL,
		HEAD "seq 1 \nprev none\n" TAIL,
		HEAD "seq  1\nprev none\n" TAIL,
		HEAD "seq 1\r\nprev none\n" TAIL,
		HEAD "seq 0\nprev none\n" TAIL,
		HEAD "seq 2\nprev none\n" TAIL,
		HEAD "seq 1\nprev b2:" H64 "\n" TAIL,
		HEAD "seq 9223372036854775808\nprev b2:" H64 "\n" TAIL,
		HEAD "seq 18446744073709551617\nprev none\n" TAIL,
		HEAD "seq -1\nprev none\n" TAIL,
		HEAD "seq 1\nprev None\n" TAIL,
		HEAD "seq 1\nprev none\n\n" TAIL,
		HEAD "seq 1\nprev none\nextra x\n" TAIL,
		HEAD "prev none\nseq 1\n" TAIL,
		HEAD "seq 1\nprev none\ncharter 3 b2:ABCDEF00112233445566778899aabbccddeeff00112233445566778899aabbcc\nbox "
			H64 "\nlot none\nheads none\nkeys none\nstate none\n",
		HEAD "seq 1\nprev none\ncharter 3 " H64 "\nbox " H64 "\nlot none\nheads none\nkeys none\nstate none\n",
		HEAD "seq 1\nprev none\ncharter 3 b2:" H64 "0\nbox " H64 "\nlot none\nheads none\nkeys none\nstate none\n",
		HEAD "seq 1\nprev none\ncharter 3 b2:" H64 "\nbox " H64 "\nlot none\nheads none\nstate none\nkeys none\n",
		HEAD "seq 1\nprev none\ncharter 3 b2:" H64 "\nbox " H64 "\nlot none\nheads none\nkeys none\n",
		HEAD "seq 1\nprev none\ncharter 3 b2:" H64 "\nbox " H64 "\nlot none\nheads none\nkeys none\nstate b2:" H64 "\n",
		FIRST "\n",
		FIRST "x",
		FIRST " ",
		FIRST SEEN_A SEEN_A,
		FIRST SEEN_B SEEN_A,
		FIRST "seen " D32 " 4 b2:" H64 "\n",
		FIRST "seen 20000000000000000000000000000000 0 b2:" H64 "\n",
		FIRST "seen 20000000000000000000000000000000 4 none\n",
		FIRST "seen 20000000000000000000000000000000 4  b2:" H64 "\n",
		FIRST "seen 20000000000000000000000000000000 4 b2:" H64,
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct message m = { .seq = 77 };
		assert_int_equal(parse(bad[i], &m), JAL_ERR_SYNTAX);
		assert_int_equal(m.seq, 77);
	}
}

static void message_parse__refuses__each_truncation_and_a_nul(void **state)
{
	(void)state;
	static const char text[] = LATER;
	struct message m = { .n_seen = 0 };
	for (size_t n = 0; n < sizeof(text) - 1; n++)
		assert_int_equal(message_parse(text, n, &m, NULL), JAL_ERR_SYNTAX);
	assert_int_equal(message_parse(text, sizeof(text), &m, NULL), JAL_ERR_SYNTAX);
}

/* 32 seen lines are the most. */
static void message_parse__takes__32_seen_lines_and_not_33(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct message m = { .n_seen = 0 };
	assert_int_equal(buf_puts(&b, FIRST), JAL_OK);
	for (unsigned i = 0; i < 33; i++) {
		if (i == 32)
			assert_int_equal(message_parse(b.data, b.len, &m, NULL), JAL_OK);
		assert_int_equal(buf_printf(&b, "seen 200000000000000000000000000000%02x 4 b2:" H64 "\n", i), JAL_OK);
	}
	assert_int_equal(m.n_seen, 32);
	assert_int_equal(message_parse(b.data, b.len, &m, NULL), JAL_ERR_SYNTAX);
	buf_free(&b);
}

static void message_encode__refuses__fields_that_break_a_rule(void **state)
{
	(void)state;
	struct message good = { .n_seen = 0 };
	struct buf b = BUF_INIT;
	assert_int_equal(parse(LATER SEEN_A SEEN_B, &good), JAL_OK);
	struct message m = good;
	m.seq = 0;
	assert_int_equal(message_encode(&m, &b, NULL), JAL_ERR_INVALID);
	m = good;
	m.prev.present = false;
	assert_int_equal(message_encode(&m, &b, NULL), JAL_ERR_INVALID);
	m = good;
	m.state.present = true;
	assert_int_equal(message_encode(&m, &b, NULL), JAL_ERR_INVALID);
	m = good;
	m.seen[1] = m.seen[0];
	assert_int_equal(message_encode(&m, &b, NULL), JAL_ERR_INVALID);
	m = good;
	m.charter = UINT64_MAX;
	assert_int_equal(message_encode(&m, &b, NULL), JAL_ERR_INVALID);
	m = good;
	m.n_seen = 33;
	assert_int_equal(message_encode(&m, &b, NULL), JAL_ERR_INVALID);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_parse__reads__what_message_encode_writes),
		cmocka_unit_test(message_parse__refuses__other_spellings),
		cmocka_unit_test(message_parse__refuses__each_truncation_and_a_nul),
		cmocka_unit_test(message_parse__takes__32_seen_lines_and_not_33),
		cmocka_unit_test(message_encode__refuses__fields_that_break_a_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
