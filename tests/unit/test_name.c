/* Names on screen, their order, ages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/name.h"

static void shows(enum jal_err (*form)(const char *, const char *, struct buf *), const char *family, const char *first,
		  const char *expected)
{
	struct buf b = BUF_INIT;
	assert_int_equal(form(family, first, &b), JAL_OK);
	assert_string_equal(buf_str(&b), expected);
	buf_free(&b);
}

static void name_list__writes__capitals_that_keep_their_accents(void **state)
{
	(void)state;
	shows(name_list, "Lefèvre", "Hélène", "LEFÈVRE Hélène");
	shows(name_list, "d’Alméida", "Léa", "D’ALMÉIDA Léa");
	shows(name_list, "Lœuillet-Ménard", "Jean-Marc", "LŒUILLET-MÉNARD Jean-Marc");
	shows(name_list, "Groß", "Ana", "GROSS Ana");
	shows(name_list, NULL, "Léa", "Léa");
	shows(name_list, "Noël", NULL, "NOËL");
	shows(name_list, "", "", "");
}

static void name_family__prefers__the_usage_name(void **state)
{
	(void)state;
	assert_string_equal(name_family("Martin", "Lefèvre"), "Martin");
	assert_string_equal(name_family("", "Lefèvre"), "Lefèvre");
	assert_string_equal(name_family(NULL, NULL), "");
}

static void name_initials__says__no_name(void **state)
{
	(void)state;
	shows(name_initials, "Lefèvre", "Hélène", "H. L.");
	shows(name_initials, "écuyer", "Zoé", "Z. É.");
	shows(name_initials, "Lefèvre", NULL, "L.");
	shows(name_initials, NULL, NULL, "");
}

static int order(const char *family_a, const char *first_a, const char *family_b, const char *first_b)
{
	struct buf a = BUF_INIT;
	struct buf b = BUF_INIT;
	assert_int_equal(name_sort_key(family_a, first_a, &a), JAL_OK);
	assert_int_equal(name_sort_key(family_b, first_b, &b), JAL_OK);
	const int found = strcmp(buf_str(&a), buf_str(&b));
	buf_free(&a);
	buf_free(&b);
	return found;
}

static void name_sort_key__orders__as_a_french_list_does(void **state)
{
	(void)state;
	assert_true(order("Lefèvre", "Hélène", "LEFEVRE", "Marc") < 0);
	assert_int_equal(order("LEFÈVRE", "Zoé", "lefevre", "ZOE"), 0);
	assert_true(order("Le", "Zoé", "Le Goff", "Anne") < 0);
	assert_int_equal(order("Le-Goff", "Anne", "Le Goff", "Anne"), 0);
	assert_int_equal(order("D’Alméida", "L", "D'Almeida", "L"), 0);
	assert_true(order("Émile", "A", "Fabre", "A") < 0);
}

static void name_sort_key__refuses__bytes_that_are_not_utf8(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	assert_int_equal(name_sort_key("Lef\xE8vre", "A", &b), JAL_ERR_SYNTAX);
	buf_free(&b);
}

static void name_age__counts__whole_years(void **state)
{
	(void)state;
	/* Born on 1992-11-24 and 25, on 2026-11-24. */
	assert_int_equal(name_age(8363, 20781), 34);
	assert_int_equal(name_age(8364, 20781), 33);
	assert_int_equal(name_age(INT32_MIN, 20781), -1);
	assert_int_equal(name_age(20782, 20781), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_list__writes__capitals_that_keep_their_accents),
		cmocka_unit_test(name_family__prefers__the_usage_name),
		cmocka_unit_test(name_initials__says__no_name),
		cmocka_unit_test(name_sort_key__orders__as_a_french_list_does),
		cmocka_unit_test(name_sort_key__refuses__bytes_that_are_not_utf8),
		cmocka_unit_test(name_age__counts__whole_years),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
