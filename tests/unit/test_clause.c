/* Charter entries and messages: every form, and what no form is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sync/clause.h"

#define A "00112233445566778899aabbccddeeff"
#define B "101112131415161718191a1b1c1d1e1f"
#define H "abcdef00112233445566778899aabbccddeeff00112233445566778899aabbcc"

static const char *const good[] = {
	"member " A " referent",
	"member " A " supervisor",
	"promote " A,
	"device " A " " B " " H " " H,
	"caseload " A " common",
	"caseload " A " dossiers",
	"grant " A " " B " read",
	"grant " A " " B " write",
	"format 2",
	"threshold 1",
	"revoke " A " lost",
	"ungrant " A " " B,
	"demote " A,
	"cut " A " 12 b2:" H,
	"cut " A " 0 none",
	"adopt " A " 13 b2:" H,
	"epoch " A " 1 " H " none",
	"epoch " A " 4294967295 " H " " B ":9",
	"close " A " 3",
	"endorse 0",
	"endorse 9223372036854775807",
	"base 2 " B ":9",
	"join b2:" H,
};

static const char *const bad[] = {
	"",
	"member",
	"member ",
	"member " A,
	"member " A " Referent",
	"member " A " referents",
	"member " A " referent ",
	"member  " A " referent",
	"member " A "  referent",
	"member 00112233445566778899AABBCCDDEEFF referent",
	"member 0011 referent",
	" member " A " referent",
	"members " A " referent",
	"promote " A " " B,
	"device " A " " B " " H,
	"device " A " " B " " H " " H " x",
	"caseload " A " private",
	"grant " A " " B " none",
	"grant " A " " B,
	"format 0",
	"format 02",
	"format -1",
	"format 9223372036854775808",
	"threshold 0",
	"revoke " A,
	"revoke " A " Lost",
	"revoke " A " lost keys",
	"revoke " A " abcdefghijklmnopqrstuvwxyzabcdefg",
	"cut " A " 0 b2:" H,
	"cut " A " 12 none",
	"cut " A " none",
	"cut " A " 12 " H,
	"adopt " A " 0 none",
	"adopt " A " 0 b2:" H,
	"epoch " A " 0 " H " none",
	"epoch " A " 1 " H,
	"epoch " A " 1 " H " " B ":0",
	"epoch " A " 1 " H " " B,
	"epoch " A " 1 b2:" H " none",
	"close " A,
	"close " A " 0",
	"endorse",
	"endorse 00",
	"base 0 " B ":9",
	"base 2 none",
	"join " H,
	"join none",
	"jump " A,
};

static void clause_parse__reads__every_kind_and_writes_it_again(void **state)
{
	(void)state;
	bool met[CLAUSE_JOIN + 1] = { false };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct clause e = { .kind = CLAUSE_MEMBER };
		struct buf b = BUF_INIT;
		assert_int_equal(clause_parse(good[i], strlen(good[i]), &e), JAL_OK);
		assert_int_equal(clause_encode(&e, &b), JAL_OK);
		assert_int_equal(b.len, strlen(good[i]) + 1);
		assert_memory_equal(b.data, good[i], strlen(good[i]));
		assert_int_equal(b.data[b.len - 1], '\n');
		met[e.kind] = true;
		buf_free(&b);
	}
	for (size_t k = 0; k <= CLAUSE_JOIN; k++)
		assert_true(met[k]);
}

static void clause_parse__refuses__what_no_entry_looks_like(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct clause e = { .n = 77 };
		assert_int_equal(clause_parse(bad[i], strlen(bad[i]), &e), JAL_ERR_SYNTAX);
		assert_int_equal(e.n, 77);
	}
}

static void clause_parse__refuses__each_truncation(void **state)
{
	(void)state;
	struct clause e = { .n = 0 };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		/* A shorter number or word is another entry, not a broken one. */
		if (strchr("0123456789", good[i][strlen(good[i]) - 1]) || strncmp(good[i], "revoke", 6) == 0)
			continue;
		for (size_t n = 0; n < strlen(good[i]); n++)
			assert_int_equal(clause_parse(good[i], n, &e), JAL_ERR_SYNTAX);
	}
}

static void clause_encode__refuses__values_that_no_line_can_hold(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	const struct clause cases[] = {
		{ .kind = CLAUSE_FORMAT, .n = 0 },
		{ .kind = CLAUSE_FORMAT, .n = UINT64_MAX },
		{ .kind = CLAUSE_REVOKE, .word = "" },
		{ .kind = CLAUSE_REVOKE, .word = "two words" },
		{ .kind = CLAUSE_ADOPT, .seq = 0 },
		{ .kind = CLAUSE_BASE, .n = 1, .seq = 0 },
		{ .kind = (enum clause_kind)99 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		assert_int_equal(clause_encode(&cases[i], &b), JAL_ERR_INVALID);
	}
	buf_free(&b);
}

#define HEAD "jalon-charter v1\n\nterritory " A "\n"
#define ROOT HEAD "number 0\nprev none\ndevice " B "\n"
#define NEXT HEAD "number 7\nprev b2:" H "\ndevice " B "\n"

static enum jal_err parse_list(const char *text, struct clause_list *list)
{
	struct diag d = DIAG_INIT;
	const enum jal_err err = clause_list_parse(text, strlen(text), list, &d);
	if (err)
		assert_non_null(d.text);
	return err;
}

static void clause_list_parse__reads__what_clause_list_encode_writes(void **state)
{
	(void)state;
	static const char *const texts[] = { ROOT "threshold 1\n", NEXT "promote " A "\ndemote " A "\n" };
	for (size_t i = 0; i < 2; i++) {
		struct clause_list list = CLAUSE_LIST_INIT;
		struct buf b = BUF_INIT;
		assert_int_equal(parse_list(texts[i], &list), JAL_OK);
		assert_int_equal(list.n_entries, i + 1);
		assert_int_equal(list.number, i * 7);
		assert_int_equal(clause_list_encode(&list, &b), JAL_OK);
		assert_string_equal(buf_str(&b), texts[i]);
		buf_free(&b);
		clause_list_free(&list);
	}
}

static void clause_list_parse__refuses__other_spellings(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		ROOT,
		"jalon-charter v2\n\nterritory " A "\nnumber 0\nprev none\ndevice " B "\nthreshold 1\n",
		"jalon-charter v1\nterritory " A "\nnumber 0\nprev none\ndevice " B "\nthreshold 1\n",
		HEAD "number 0\nprev b2:" H "\ndevice " B "\nthreshold 1\n",
		HEAD "number 7\nprev none\ndevice " B "\nthreshold 1\n",
		HEAD "number 07\nprev b2:" H "\ndevice " B "\nthreshold 1\n",
		HEAD "prev none\nnumber 0\ndevice " B "\nthreshold 1\n",
		ROOT "threshold 1",
		ROOT "threshold 1\n\n",
		ROOT "\nthreshold 1\n",
		ROOT "threshold 1\nunknown " A "\n",
		ROOT "threshold 1\r\n",
		ROOT "threshold 1\n ",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct clause_list list = CLAUSE_LIST_INIT;
		assert_int_equal(parse_list(texts[i], &list), JAL_ERR_SYNTAX);
		assert_null(list.entries);
	}
}

static void clause_list_parse__takes__4096_entries_and_not_4097(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct clause_list list = CLAUSE_LIST_INIT;
	assert_int_equal(buf_puts(&b, ROOT), JAL_OK);
	for (size_t i = 0; i < CLAUSE_MAX; i++)
		assert_int_equal(buf_puts(&b, "endorse 1\n"), JAL_OK);
	assert_int_equal(clause_list_parse(b.data, b.len, &list, NULL), JAL_OK);
	assert_int_equal(list.n_entries, CLAUSE_MAX);
	clause_list_free(&list);
	assert_int_equal(buf_puts(&b, "endorse 1\n"), JAL_OK);
	assert_int_equal(clause_list_parse(b.data, b.len, &list, NULL), JAL_ERR_SYNTAX);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clause_parse__reads__every_kind_and_writes_it_again),
		cmocka_unit_test(clause_parse__refuses__what_no_entry_looks_like),
		cmocka_unit_test(clause_parse__refuses__each_truncation),
		cmocka_unit_test(clause_encode__refuses__values_that_no_line_can_hold),
		cmocka_unit_test(clause_list_parse__reads__what_clause_list_encode_writes),
		cmocka_unit_test(clause_list_parse__refuses__other_spellings),
		cmocka_unit_test(clause_list_parse__takes__4096_entries_and_not_4097),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
