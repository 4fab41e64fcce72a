/* The demonstration’s names and places: all that a form would take, none twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/check.h"
#include "core/demolist.h"
#include "core/text.h"

static const struct check_context context = { .today = 20781 };

static void taken(enum field field, const char *text)
{
	struct value_owned v = VALUE_OWNED_INIT;
	struct check_result result = CHECK_RESULT_INIT;
	assert_int_equal(check_read(field, text, strlen(text), CHECK_FROM_FORM, &context, &v, &result), JAL_OK);
	if (result.level != CHECK_FINE)
		fail_msg("\"%s\": %s", text, result.say.text);
	/* As it stands: nothing was repaired. */
	if (model_field(field)->check != CHECK_phone)
		assert_string_equal(v.text, text);
	value_owned_free(&v);
}

static void demolist_families__are__distinct_and_enough_for_60_dossiers(void **state)
{
	(void)state;
	static struct buf keys[200];
	assert_true(demolist_families_count > 60 && demolist_families_count < 200);
	for (size_t i = 0; i < demolist_families_count; i++) {
		taken(FIELD_person_birth_name, demolist_families[i]);
		assert_int_equal(text_fold(demolist_families[i], strlen(demolist_families[i]), &keys[i]), JAL_OK);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(buf_str(&keys[k]), buf_str(&keys[i]));
	}
	for (size_t i = 0; i < demolist_families_count; i++)
		buf_free(&keys[i]);
}

static void demolist_first_names__have__a_civility(void **state)
{
	(void)state;
	assert_true(demolist_first_names_count > 60);
	for (size_t i = 0; i < demolist_first_names_count; i++) {
		taken(FIELD_person_first_name, demolist_first_names[i].name);
		assert_non_null(vocab_find(VOCAB_civility, demolist_first_names[i].civility));
	}
}

static void demolist_towns__have__codes_of_one_department(void **state)
{
	(void)state;
	assert_true(demolist_towns_count >= 8);
	for (size_t i = 0; i < demolist_towns_count; i++) {
		taken(FIELD_person_city, demolist_towns[i].name);
		taken(FIELD_person_postcode, demolist_towns[i].postcode);
		taken(FIELD_person_insee, demolist_towns[i].insee);
		assert_memory_equal(demolist_towns[i].postcode, demolist_towns[i].insee, 2);
	}
	for (size_t i = 0; i < demolist_streets_count; i++)
		taken(FIELD_person_address, demolist_streets[i]);
	taken(FIELD_person_phone, DEMOLIST_PHONE "0042");
	taken(FIELD_person_email, "zoe@" DEMOLIST_DOMAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(demolist_families__are__distinct_and_enough_for_60_dossiers),
		cmocka_unit_test(demolist_first_names__have__a_civility),
		cmocka_unit_test(demolist_towns__have__codes_of_one_department),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
