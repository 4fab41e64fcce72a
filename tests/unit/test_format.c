/* How values are shown to people, in French and in English. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/format.h"

static const char *to_english(const char *text)
{
	static const char *const words[][2] = {
		{ "Visite à domicile", "Home visit" }, { "mar.", "Tue" }, { "oui", "yes" }, { "mardi", "Tuesday" },
		{ "jeudi", "Thursday" }, { "janvier", "January" }, { "mars", "March" }, { "novembre", "November" },
		{ "décembre", "December" },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i][0]) == 0)
			return words[i][1];
	return text;
}

static const struct format french = { NULL, false };
static const struct format english = { to_english, true };

static void shows(const struct format *f, enum field field, const struct value *v, const char *expected)
{
	struct buf b = BUF_INIT;
	assert_int_equal(format_value(f, model_field(field), v, &b), JAL_OK);
	assert_string_equal(buf_str(&b), expected);
	buf_free(&b);
}

static void shows_text(enum field field, const char *text, const char *expected)
{
	const struct value v = value_text(text);
	shows(&french, field, &v, expected);
}

static void masks(enum field field, const char *text, const char *expected)
{
	const struct value v = value_text(text);
	struct buf b = BUF_INIT;
	assert_int_equal(format_masked(&french, model_field(field), &v, &b), JAL_OK);
	assert_string_equal(buf_str(&b), expected);
	buf_free(&b);
}

static void format_value__groups__phones_by_pairs(void **state)
{
	(void)state;
	shows_text(FIELD_person_phone, "+33612345678", "06 12 34 56 78");
	shows_text(FIELD_person_phone, "+262692123456", "0692 12 34 56");
	shows_text(FIELD_person_phone, "+508412345", "0508 41 23 45");
	shows_text(FIELD_person_phone, "+687251234", "+687 25 12 34");
	shows_text(FIELD_person_phone, "+68987123456", "+689 87 12 34 56");
	shows_text(FIELD_person_phone, "+32470123456", "+32470123456");
	shows_text(FIELD_structure_telephone, "3949", "3949");
	/* What another program may have written. */
	shows_text(FIELD_person_phone, "+33", "+33");
	shows_text(FIELD_person_phone, "+336123456789012345678901234567890", "+336123456789012345678901234567890");
}

static void format_value__shows__numbers_of_offices_in_groups(void **state)
{
	(void)state;
	shows_text(FIELD_person_nir, "1850775056123", "1 85 07 75 056 123");
	shows_text(FIELD_person_nir, "192102A131123", "1 92 10 2A 131 123");
	shows_text(FIELD_employer_siret, "13003013300016", "130 030 133 00016");
	shows_text(FIELD_immersion_rome, "N1104", "N1104 Manoeuvre et conduite d’engins lourds de manutention");
	shows_text(FIELD_immersion_rome, "A9999", "A9999");
}

static void format_masked__hides__what_is_sensitive(void **state)
{
	(void)state;
	masks(FIELD_person_nir, "1850775056123", "1 85 07 •• ••• •••");
	masks(FIELD_person_caf_number, "2055990", "•••••90");
	masks(FIELD_person_france_travail_id, "3000023L", "••••••3L");
	masks(FIELD_person_caf_number, "123", "•••");
	masks(FIELD_contract_exemption_reason, "health", "•••");
	masks(FIELD_person_city, "Camembert", "Camembert");
	masks(FIELD_person_nir, "", "");
}

static void format_value__shows__money_and_numbers(void **state)
{
	(void)state;
	const struct value round = value_number(119000);
	const struct value cents = value_number(119050);
	const struct value debt = value_number(-5);
	const struct value large = value_number(1234567);
	shows(&french, FIELD_income_monthly, &round, "1\xC2\xA0""190\xC2\xA0€");
	shows(&french, FIELD_income_monthly, &cents, "1\xC2\xA0""190,50\xC2\xA0€");
	shows(&french, FIELD_income_monthly, &debt, "-0,05\xC2\xA0€");
	shows(&english, FIELD_income_monthly, &cents, "€1,190.50");
	shows(&french, FIELD_programme_target_value, &large, "1\xC2\xA0""234\xC2\xA0""567");
	shows(&english, FIELD_programme_target_value, &large, "1,234,567");
}

static void format_number__shows__the_least_number(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	assert_int_equal(format_number(&english, INT64_MIN, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "-9,223,372,036,854,775,808");
	buf_free(&b);
}

static void format_value__shows__dates_day_first(void **state)
{
	(void)state;
	const struct value date = value_number(20781);
	const struct value time = value_number(INT64_C(20781) * 1440 + 570);
	shows(&french, FIELD_note_date, &date, "24/11/2026");
	shows(&french, FIELD_appointment_starts, &time, "mar. 24/11/2026 9h30");
	shows(&english, FIELD_appointment_starts, &time, "Tue 24/11/2026 9:30");
	struct buf b = BUF_INIT;
	assert_int_equal(format_day(&french, 20781, false, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "mar. 24/11");
	buf_free(&b);
}

static void format_long_day__writes__as_a_letter_does(void **state)
{
	(void)state;
	static const struct {
		int32_t date;
		bool weekday;
		const char *french, *english;
	} rows[] = {
		{ 20781, true, "mardi 24\u00a0novembre 2026", "Tuesday 24\u00a0November 2026" },
		{ 20788, false, "1er\u00a0décembre 2026", "1\u00a0December 2026" },
		{ 20515, false, "3\u00a0mars 2026", "3\u00a0March 2026" },
		{ 0, true, "jeudi 1er\u00a0janvier 1970", "Thursday 1\u00a0January 1970" },
	};
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		assert_int_equal(format_long_day(&french, rows[i].date, rows[i].weekday, &b), JAL_OK);
		assert_string_equal(buf_str(&b), rows[i].french);
		buf_clear(&b);
		assert_int_equal(format_long_day(&english, rows[i].date, rows[i].weekday, &b), JAL_OK);
		assert_string_equal(buf_str(&b), rows[i].english);
	}
	buf_clear(&b);
	assert_int_equal(format_long_time(&french, INT64_C(20781) * 1440 + 570, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "mardi 24\u00a0novembre 2026 à\u00a09\u00a0h\u00a030");
	buf_clear(&b);
	assert_int_equal(format_long_time(&french, INT64_C(20781) * 1440 + 840, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "mardi 24\u00a0novembre 2026 à\u00a014\u00a0h");
	buf_clear(&b);
	assert_int_equal(format_long_time(&english, INT64_C(20781) * 1440 + 545, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "Tuesday 24\u00a0November 2026 at 9:05");
	buf_free(&b);
}

static void format_value__translates__labels_and_answers(void **state)
{
	(void)state;
	const struct value code = value_text("home_visit");
	const struct value newer = value_text("by_dove");
	const struct value yes = value_flag(true);
	const struct value no = value_flag(false);
	shows(&french, FIELD_note_channel, &code, "Visite à domicile");
	shows(&english, FIELD_note_channel, &code, "Home visit");
	shows(&french, FIELD_note_channel, &newer, "by_dove");
	shows(&english, FIELD_person_rqth, &yes, "yes");
	shows(&french, FIELD_person_rqth, &no, "non");
}

static void format_value__makes__foreign_text_inert(void **state)
{
	(void)state;
	shows_text(FIELD_person_city, "Paris\x1B[2J", "Paris^[[2J");
	shows_text(FIELD_note_channel, "a\x07", "a^G");
	shows_text(FIELD_note_text, "deux\nlignes", "deux\nlignes");
	shows_text(FIELD_person_phone, "06\x1B[2J", "06^[[2J");
}

static void format_elements__joins__labels(void **state)
{
	(void)state;
	const char *const themes[] = { "mobilite", "sante" };
	const char *const jobs[] = { "N1104", "A1416" };
	struct buf b = BUF_INIT;
	assert_int_equal(format_elements(&french, model_field(FIELD_note_topics), themes, 2, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "Mobilité, Santé");
	buf_clear(&b);
	assert_int_equal(format_elements(&french, model_field(FIELD_person_target_jobs), jobs, 2, &b), JAL_OK);
	assert_non_null(strstr(buf_str(&b), ", A1416 Polyculture, élevage"));
	buf_clear(&b);
	assert_int_equal(format_elements(&french, model_field(FIELD_note_topics), NULL, 0, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(format_value__groups__phones_by_pairs),
		cmocka_unit_test(format_value__shows__numbers_of_offices_in_groups),
		cmocka_unit_test(format_masked__hides__what_is_sensitive),
		cmocka_unit_test(format_value__shows__money_and_numbers),
		cmocka_unit_test(format_number__shows__the_least_number),
		cmocka_unit_test(format_value__shows__dates_day_first),
		cmocka_unit_test(format_long_day__writes__as_a_letter_does),
		cmocka_unit_test(format_value__translates__labels_and_answers),
		cmocka_unit_test(format_value__makes__foreign_text_inert),
		cmocka_unit_test(format_elements__joins__labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
