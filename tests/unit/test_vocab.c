/* Vocabularies: every code is found, labels are distinct, themes are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/alias.h"
#include "core/rome.h"
#include "core/vocab.h"

static void vocab_find__finds__every_code_in_its_own_vocabulary(void **state)
{
	(void)state;
	size_t all = 0;
	for (unsigned v = 0; v < VOCAB_COUNT; v++) {
		size_t count = 0;
		const struct vocab_code *codes = vocab_codes((enum vocab)v, &count);
		for (size_t i = 0; i < count; i++)
			assert_ptr_equal(vocab_find((enum vocab)v, codes[i].code), &codes[i]);
		all += count;
	}
	assert_true(all > 500);
	assert_null(vocab_find(VOCAB_channel, "applicant"));
	assert_null(vocab_find(VOCAB_channel, ""));
	assert_null(vocab_find(VOCAB_channel, "Entretien"));
	assert_null(vocab_find(VOCAB_none, ""));
	assert_null(vocab_find(VOCAB_free, "meeting"));
}

static void vocab_codes__has__themes_and_sub_themes_whole(void **state)
{
	(void)state;
	size_t count = 0;
	(void)vocab_codes(VOCAB_theme, &count);
	assert_int_equal(count, 16);
	const struct vocab_code *codes = vocab_codes(VOCAB_subtheme, &count);
	assert_int_equal(count, 69);
	for (size_t i = 0; i < count; i++)
		assert_non_null(vocab_theme_of(VOCAB_subtheme, codes[i].code));
	codes = vocab_codes(VOCAB_situation, &count);
	for (size_t i = 0; i < count; i++)
		assert_non_null(vocab_find(VOCAB_theme, vocab_theme_of(VOCAB_situation, codes[i].code)));
}

static void vocab_codes__have__situations_for_each_theme(void **state)
{
	(void)state;
	size_t themes = 0, situations = 0;
	const struct vocab_code *theme = vocab_codes(VOCAB_theme, &themes);
	const struct vocab_code *situation = vocab_codes(VOCAB_situation, &situations);
	for (size_t i = 0; i < themes; i++) {
		size_t n = 0;
		for (size_t k = 0; k < situations; k++)
			n += strcmp(vocab_theme_of(VOCAB_situation, situation[k].code), theme[i].code) == 0;
		if (n < 2)
			fail_msg("%s has %zu situations", theme[i].code, n);
	}
}

static void vocab_theme_of__knows__sub_themes_and_situations_only(void **state)
{
	(void)state;
	assert_string_equal(vocab_theme_of(VOCAB_subtheme, "mobilite--preparer-un-permis"), "mobilite");
	assert_string_equal(vocab_theme_of(VOCAB_situation, "rent_arrears"), "logement-hebergement");
	assert_string_equal(vocab_theme_of(VOCAB_situation, "training_not_wanted"), "se-former");
	assert_null(vocab_theme_of(VOCAB_situation, "unknown"));
	assert_null(vocab_theme_of(VOCAB_channel, "meeting"));
}

static void alias_find__finds__each_label_as_its_own_code(void **state)
{
	(void)state;
	/* Two labels of one vocabulary that people could not tell apart would be one. */
	for (unsigned v = 0; v < VOCAB_COUNT; v++) {
		size_t count = 0;
		const struct vocab_code *codes = vocab_codes((enum vocab)v, &count);
		for (size_t i = 0; i < count; i++) {
			const struct vocab_code *found = NULL;
			assert_int_equal(alias_find((enum vocab)v, codes[i].label, strlen(codes[i].label), &found), JAL_OK);
			if (found != &codes[i])
				fail_msg("%s: \"%s\" is also %s", vocab_name((enum vocab)v), codes[i].label, found->code);
		}
	}
}

static void found(enum vocab vocab, const char *text, const char *code)
{
	const struct vocab_code *c = NULL;
	assert_int_equal(alias_find(vocab, text, strlen(text), &c), JAL_OK);
	assert_string_equal(c->code, code);
}

static void alias_find__understands__what_other_systems_write(void **state)
{
	(void)state;
	found(VOCAB_rsa_right, "rsa_droit_ouvert_versable", "open_paid");
	found(VOCAB_rsa_right, "4", "open_payment_suspended");
	found(VOCAB_work_situation, "scolarisé", "pupil");
	found(VOCAB_work_situation, "cdi_temps_partiel", "permanent_part_time");
	found(VOCAB_theme, "maitrise_langue", "lecture-ecriture-calcul");
	found(VOCAB_theme, "contraintes familiales", "famille");
	found(VOCAB_theme, "MOBILITÉ", "mobilite");
	found(VOCAB_education, "3ème achevée ou Brevet", "C3A");
	found(VOCAB_civility, "Mlle", "mrs");
	found(VOCAB_household_role, "CJT", "spouse");
	found(VOCAB_civility, "M.", "mr");
}

static void alias_find__refuses__what_it_does_not_know(void **state)
{
	(void)state;
	const struct vocab_code *c = NULL;
	assert_int_equal(alias_find(VOCAB_channel, "applicant", 9, &c), JAL_ERR_NOT_FOUND);
	assert_int_equal(alias_find(VOCAB_channel, "", 0, &c), JAL_ERR_NOT_FOUND);
	assert_int_equal(alias_find(VOCAB_channel, "_", 1, &c), JAL_ERR_NOT_FOUND);
	assert_int_equal(alias_find(VOCAB_channel, "\xFF", 1, &c), JAL_ERR_SYNTAX);
	assert_int_equal(alias_find(VOCAB_free, "meeting", 7, &c), JAL_ERR_NOT_FOUND);
	assert_null(c);
}

static void rome_label__finds__jobs_by_code(void **state)
{
	(void)state;
	static const struct {
		const char *code, *label;
	} jobs[] = {
#define ROME(code, label) { code, label },
#include "core/rome.def"
#undef ROME
	};
	const size_t count = sizeof(jobs) / sizeof(jobs[0]);
	assert_true(count > 500);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(rome_label(jobs[i].code), jobs[i].label);
		assert_true(i == 0 || strcmp(jobs[i - 1].code, jobs[i].code) < 0);
	}
	assert_null(rome_label("A0000"));
	assert_null(rome_label(""));
	assert_null(rome_label("n1104"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vocab_find__finds__every_code_in_its_own_vocabulary),
		cmocka_unit_test(vocab_codes__has__themes_and_sub_themes_whole),
		cmocka_unit_test(vocab_codes__have__situations_for_each_theme),
		cmocka_unit_test(vocab_theme_of__knows__sub_themes_and_situations_only),
		cmocka_unit_test(alias_find__finds__each_label_as_its_own_code),
		cmocka_unit_test(alias_find__understands__what_other_systems_write),
		cmocka_unit_test(alias_find__refuses__what_it_does_not_know),
		cmocka_unit_test(rome_label__finds__jobs_by_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
