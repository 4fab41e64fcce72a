/* The compiled catalogue: found texts, plurals, and files that are not what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/fsio.h"
#include "tui/catalogue.h"
#include "tui/i18n.h"

static char built[1024];
static char other[1024];

static int find_built(void **state)
{
	(void)state;
	(void)snprintf(built, sizeof(built), "%s/en/LC_MESSAGES/jalon.mo", getenv("JALON_LOCALEDIR"));
	(void)snprintf(other, sizeof(other), "%s/other.mo", getenv("TMPDIR"));
	return 0;
}

static void catalogue_find__finds__texts_and_both_forms(void **state)
{
	(void)state;
	struct catalogue c = CATALOGUE_INIT;
	assert_int_equal(catalogue_load(built, &c), JAL_OK);
	assert_string_equal(catalogue_find(&c, "Annuler", 0), "Undo");
	assert_string_equal(catalogue_find(&c, "%zu mot ", 0), "%zu word ");
	assert_string_equal(catalogue_find(&c, "%zu mot ", 1), "%zu words ");
	assert_null(catalogue_find(&c, "ce que personne n’a écrit", 0));
	assert_null(catalogue_find(&c, "~", 0));
	catalogue_free(&c);
	assert_null(catalogue_find(&c, "Annuler", 0));
}

static void catalogue_load__refuses__what_is_no_catalogue(void **state)
{
	(void)state;
	static const unsigned char big_endian[20] = { 0x95, 0x04, 0x12, 0xDE };
	static const unsigned char far_table[20] = { 0xDE, 0x12, 0x04, 0x95, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 20 };
	static const unsigned char many[20] = { 0xDE, 0x12, 0x04, 0x95, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 20, 0, 0, 0, 20 };
	struct catalogue c = CATALOGUE_INIT;
	const struct {
		const void *data;
		size_t n;
	} bad[] = { { "", 0 }, { "msgid", 5 }, { big_endian, 20 }, { far_table, 20 }, { many, 20 } };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(fsio_replace(other, bad[i].data, bad[i].n, NULL), JAL_OK);
		assert_int_equal(catalogue_load(other, &c), JAL_ERR_SYNTAX);
	}
	assert_int_equal(catalogue_load("/nowhere/at/all.mo", &c), JAL_ERR_NOT_FOUND);
	assert_int_equal(c.bytes.len, 0);
}

/* Cut anywhere, a text is the right one or missing. */
static void catalogue_find__stays__inside_a_cut_file(void **state)
{
	(void)state;
	struct buf whole = BUF_INIT;
	assert_int_equal(fsio_read(built, 16 << 20, &whole, NULL), JAL_OK);
	for (size_t n = 0; n < whole.len; n += 1 + whole.len / 97) {
		struct catalogue c = CATALOGUE_INIT;
		assert_int_equal(fsio_replace(other, whole.data, n, NULL), JAL_OK);
		if (catalogue_load(other, &c))
			continue;
		const char *found = catalogue_find(&c, "Annuler", 0);
		if (found)
			assert_string_equal(found, "Undo");
		catalogue_free(&c);
	}
	buf_free(&whole);
}

/* Whatever locales the machine has: the language is ours to choose. */
static void i18n__speaks__both_languages_without_any_locale(void **state)
{
	(void)state;
	assert_int_equal(setenv("LC_ALL", "C", 1), 0);
	i18n_start("fr");
	assert_string_equal(i18n_lang(), "fr");
	assert_string_equal(_("Annuler"), "Annuler");
	assert_string_equal(P_("%zu mot ", "%zu mots ", 0), "%zu mot ");
	assert_string_equal(P_("%zu mot ", "%zu mots ", 2), "%zu mots ");
	i18n_start("en");
	assert_string_equal(i18n_lang(), "en");
	assert_string_equal(_("Annuler"), "Undo");
	assert_string_equal(_(""), "");
	assert_string_equal(P_("%zu mot ", "%zu mots ", 0), "%zu words ");
	assert_string_equal(P_("%zu mot ", "%zu mots ", 1), "%zu word ");
	i18n_start("fr");
	assert_string_equal(_("Annuler"), "Annuler");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalogue_find__finds__texts_and_both_forms),
		cmocka_unit_test(catalogue_load__refuses__what_is_no_catalogue),
		cmocka_unit_test(catalogue_find__stays__inside_a_cut_file),
		cmocka_unit_test(i18n__speaks__both_languages_without_any_locale),
	};
	return cmocka_run_group_tests_name("catalogue", tests, find_built, NULL);
}
