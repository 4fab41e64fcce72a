/* Recovery codes, and the list that they are made of. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/recovery.h"
#include "core/wordlist.h"

static void wordlist__has__2048_words_that_four_letters_tell_apart(void **state)
{
	(void)state;
	assert_int_equal(wordlist_recovery_count, WORDLIST_RECOVERY);
	for (size_t i = 0; i < wordlist_recovery_count; i++) {
		const char *word = wordlist_recovery[i];
		assert_in_range(strlen(word), 3, 8);
		for (const char *c = word; *c; c++)
			assert_true(*c >= 'a' && *c <= 'z');
		if (i > 0) {
			assert_true(strcmp(wordlist_recovery[i - 1], word) < 0);
			assert_true(strncmp(wordlist_recovery[i - 1], word, 4) != 0);
		}
	}
}

static void wordlist__has__common_phrases_longest_first(void **state)
{
	(void)state;
	assert_true(wordlist_common_count > 300);
	for (size_t i = 0; i < wordlist_common_count; i++) {
		const char *phrase = wordlist_common[i];
		assert_true(strlen(phrase) >= 4);
		for (const char *c = phrase; *c; c++)
			assert_true((*c >= 'a' && *c <= 'z') || isdigit((unsigned char)*c));
		if (i > 0)
			assert_true(strlen(wordlist_common[i - 1]) >= strlen(phrase));
	}
}

static void recovery_make__gives__8_words_that_parse_to_themselves(void **state)
{
	(void)state;
	struct secret first = SECRET_INIT;
	for (int i = 0; i < 200; i++) {
		struct secret code = SECRET_INIT, again = SECRET_INIT;
		assert_int_equal(recovery_make(&code), JAL_OK);
		size_t spaces = 0;
		for (size_t k = 0; k < code.n; k++)
			spaces += code.p[k] == ' ';
		assert_int_equal(spaces, RECOVERY_WORDS - 1);
		assert_int_equal(recovery_parse((const char *)code.p, code.n, &again, NULL), JAL_OK);
		assert_true(secret_equal(&code, &again));
		secret_free(&again);
		if (i == 0) {
			first = code;
		} else {
			assert_false(secret_equal(&code, &first));
			secret_free(&code);
		}
	}
	secret_free(&first);
}

static void recovery_parse__tolerates__how_people_type(void **state)
{
	(void)state;
	struct secret code = SECRET_INIT, got = SECRET_INIT;
	char typed[400] = { 0 };
	assert_int_equal(recovery_make(&code), JAL_OK);
	size_t n = 0;
	typed[n++] = ' ';
	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] == ' ') {
			memcpy(typed + n, ",\n  -", 5);
			n += 5;
		} else if (code.p[i] == 'e') {
			/* é, in two characters */
			memcpy(typed + n, "E\xcc\x81", 3);
			n += 3;
		} else {
			typed[n++] = (char)toupper(code.p[i]);
		}
	}
	typed[n++] = '.';
	assert_int_equal(recovery_parse(typed, n, &got, NULL), JAL_OK);
	assert_true(secret_equal(&code, &got));
	secret_free(&got);

	/* Only the first four letters of each word, then anything. */
	size_t letters = 0;
	n = 0;
	for (size_t i = 0; i < code.n; i++) {
		letters = code.p[i] == ' ' ? 0 : letters + 1;
		if (letters <= 4)
			typed[n++] = (char)code.p[i];
	}
	assert_int_equal(recovery_parse(typed, n, &got, NULL), JAL_OK);
	assert_true(secret_equal(&code, &got));
	secret_free(&got);
	secret_free(&code);
}

static void said(const struct diag *why, const char *expected)
{
	struct buf text = BUF_INIT;
	assert_int_equal(diag_render(why, NULL, &text), JAL_OK);
	if (!strstr(buf_str(&text), expected))
		fail_msg("« %s » is not in « %s »", expected, buf_str(&text));
	buf_free(&text);
}

static void recovery_parse__refuses__with_the_place_of_the_fault(void **state)
{
	(void)state;
	struct diag why = DIAG_INIT;
	struct secret got = SECRET_INIT;
	const struct {
		const char *typed;
		const char *sentence;
	} cases[] = {
		{ "", "8 mots" },
		{ "abeille abeille", "il y en a 2" },
		{ "abeille abeille zzzz abeille abeille abeille abeille abeille", "n° 3" },
		{ "abei abei abe abei abei abei abei abei", "n° 3" },
		{ "abeille abeille abeille abeille abeille abeille abeille abeille abeille", "il y en a 9" },
		{ "1 2 3 4 5 6 7 8", "il y en a 0" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(recovery_parse(cases[i].typed, strlen(cases[i].typed), &got, &why), JAL_ERR_INVALID);
		said(&why, cases[i].sentence);
		assert_null(got.p);
	}
	char longest[2000];
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(recovery_parse(longest, sizeof(longest), &got, &why), JAL_ERR_LIMIT);
}

/* 4 bits check: of all codes that differ in one word, 1 in 16 passes. */
static void recovery_parse__finds__most_wrong_words(void **state)
{
	(void)state;
	struct secret code = SECRET_INIT;
	int passed = 0;
	assert_int_equal(recovery_make(&code), JAL_OK);
	const uint8_t *end = memchr(code.p, ' ', code.n);
	assert_non_null(end);
	for (size_t i = 0; i < WORDLIST_RECOVERY; i++) {
		char typed[400];
		struct secret got = SECRET_INIT;
		struct diag why = DIAG_INIT;
		const int n = snprintf(typed, sizeof(typed), "%s%.*s", wordlist_recovery[i], (int)(code.n - (size_t)(end - code.p)),
			(const char *)end);
		const enum jal_err err = recovery_parse(typed, (size_t)n, &got, &why);
		if (err) {
			assert_int_equal(err, JAL_ERR_INVALID);
			said(&why, "l’un d’eux est faux");
		} else {
			passed++;
		}
		secret_free(&got);
	}
	assert_in_range(passed, 1, 250);
	secret_free(&code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wordlist__has__2048_words_that_four_letters_tell_apart),
		cmocka_unit_test(wordlist__has__common_phrases_longest_first),
		cmocka_unit_test(recovery_make__gives__8_words_that_parse_to_themselves),
		cmocka_unit_test(recovery_parse__tolerates__how_people_type),
		cmocka_unit_test(recovery_parse__refuses__with_the_place_of_the_fault),
		cmocka_unit_test(recovery_parse__finds__most_wrong_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
