/* Reading values by type: numbers, money, flags, codes, sets, dates, references. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reads.h"

static void from(enum check_source source, enum field field, const char *text, const char *plain)
{
	const struct read r = reads(field, text, source);
	if (r.err || strcmp(r.plain, plain) != 0)
		fail_msg("%s \"%s\": %s \"%s\" \"%s\"", model_field(field)->name, text, jal_err_name(r.err), r.plain, r.say);
}

static void check_read__takes__whole_numbers_with_their_unit(void **state)
{
	(void)state;
	reads_as(FIELD_person_mobility_km, "30", "30");
	reads_as(FIELD_person_mobility_km, " 30 km ", "30");
	reads_as(FIELD_person_mobility_km, "30,0", "30");
	reads_as(FIELD_contract_weekly_hours, "15h", "15");
	reads_as(FIELD_programme_target_value, "1 234", "1234");
	reads_as(FIELD_programme_target_value, "1\xE2\x80\xAF""234", "1234");
	reads_as(FIELD_breach_share, "50 %", "50");
	reads_not(FIELD_person_mobility_km, "30,5", "entier");
	reads_not(FIELD_person_mobility_km, "trente", "entier");
	reads_not(FIELD_person_mobility_km, "km", "entier");
	reads_not(FIELD_person_mobility_km, "99999999999999999999999", "entier");
}

static void check_read__holds__numbers_to_their_range(void **state)
{
	(void)state;
	reads_as(FIELD_contract_weekly_hours, "0", "0");
	reads_as(FIELD_contract_weekly_hours, "48", "48");
	reads_not(FIELD_contract_weekly_hours, "49", "entre 0 et 48");
	reads_not(FIELD_contract_weekly_hours, "-1", "entre 0 et 48");
	reads_as(FIELD_immersion_days, "30", "30");
	reads_not(FIELD_immersion_days, "31", "entre 1 et 30");
	reads_not(FIELD_immersion_days, "0", "entre 1 et 30");
	reads_not(FIELD_breach_share, "101", "entre 0 et 100");
	reads_not(FIELD_attachment_size, "4194305", "4194304");
}

static void check_read__takes__money_in_euros(void **state)
{
	(void)state;
	reads_as(FIELD_income_monthly, "1190", "1190.00");
	reads_as(FIELD_income_monthly, "1 190,50 €", "1190.50");
	reads_as(FIELD_income_monthly, "1190.5", "1190.50");
	reads_as(FIELD_income_monthly, "1\xC2\xA0""190\xC2\xA0€", "1190.00");
	reads_as(FIELD_income_monthly, "0,01", "0.01");
	/* A point before three digits groups them, or not: it is not guessed. */
	reads_not(FIELD_income_monthly, "1.190", "montant");
	reads_not(FIELD_income_monthly, "1,190.50", "montant");
	reads_not(FIELD_income_monthly, "12 euros", "montant");
	reads_not(FIELD_income_monthly, "-5", "entre 0 et 1000000000");
	reads_not(FIELD_income_monthly, "€", "montant");
}

static void check_read__takes__yes_and_no_in_their_ways(void **state)
{
	(void)state;
	const char *const yes[] = { "oui", "OUI", "o", "O", "Oui ", "yes", "y", "true", "vrai", "1", "x" };
	const char *const no[] = { "non", "Non", "n", "no", "false", "FAUX", "0" };
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		reads_as(FIELD_person_rqth, yes[i], "true");
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		reads_as(FIELD_person_rqth, no[i], "false");
	reads_not(FIELD_person_rqth, "peut-être", "oui");
	reads_not(FIELD_person_rqth, "2", "oui");
}

static void check_read__finds__codes_by_code_label_and_alias(void **state)
{
	(void)state;
	reads_as(FIELD_person_work_situation, "job_seeking", "job_seeking");
	reads_as(FIELD_person_work_situation, "recherche_emploi", "job_seeking");
	reads_as(FIELD_person_work_situation, "iae", "employed_iae");
	reads_as(FIELD_person_work_situation, "en recherche d'emploi", "job_seeking");
	reads_as(FIELD_person_rsa_right, "rsa_droit_ouvert_et_suspendu", "open_suspended");
	reads_as(FIELD_person_rsa_right, "DROIT OUVERT ET VERSABLE", "open_paid");
	reads_as(FIELD_person_education, "nv4", "NV4");
	reads_as(FIELD_person_civility, "Madame", "mrs");
	reads_as(FIELD_barrier_theme, "difficulte_financiere", "difficultes-financieres");
	reads_as(FIELD_barrier_theme, "Mobilité", "mobilite");
	reads_as(FIELD_note_channel, "Visite à domicile", "home_visit");
	reads_not(FIELD_person_work_situation, "astronaute", "liste");
	reads_not(FIELD_note_channel, "home\x01visit", "liste");
}

static void check_read__reads__sets_as_lists(void **state)
{
	(void)state;
	reads_as(FIELD_note_topics, "mobilite; Santé | logement", "mobilite|sante|logement-hebergement");
	reads_as(FIELD_note_topics, "mobilite, sante", "mobilite|sante");
	/* A label that holds commas itself. */
	reads_as(FIELD_note_topics, "Lecture, écriture, calcul", "lecture-ecriture-calcul");
	reads_as(FIELD_note_topics, "Lecture, écriture, calcul; Mobilité", "lecture-ecriture-calcul|mobilite");
	reads_as(FIELD_note_topics, "mobilite; mobilite;;", "mobilite");
	reads_as(FIELD_person_other_rights, "are|prime_activite", "are|activity_bonus");
	reads_as(FIELD_person_tags, "jeune, prioritaire ; jeune", "jeune|prioritaire");
	reads_as(FIELD_person_tags, " ; ", "");
	/* One wrong element refuses the whole, so that nothing is lost unseen. */
	reads_not(FIELD_note_topics, "mobilite; lune", "liste");
	reads_not(FIELD_note_topics, "mobilite, lune", "liste");
}

static void check_read__reads__relative_dates_in_forms_only(void **state)
{
	(void)state;
	reads_as(FIELD_action_due, "+7", "2026-12-01");
	reads_as(FIELD_action_due, "dem", "2026-11-25");
	reads_as(FIELD_action_due, "27/11", "2026-11-27");
	from(CHECK_FROM_IMPORT, FIELD_action_due, "27/11/2026", "2026-11-27");
	from(CHECK_FROM_IMPORT, FIELD_action_due, "27-11-2026", "2026-11-27");
	from(CHECK_FROM_IMPORT, FIELD_action_due, "2026-11-27 00:00:00.0", "2026-11-27");
	from(CHECK_FROM_IMPORT, FIELD_action_due, "46353", "2026-11-27");
	from(CHECK_FROM_EXACT, FIELD_action_due, "2026-11-27", "2026-11-27");
	assert_int_equal(reads(FIELD_action_due, "+7", CHECK_FROM_IMPORT).err, JAL_ERR_INVALID);
	assert_int_equal(reads(FIELD_action_due, "27/11/26", CHECK_FROM_IMPORT).err, JAL_ERR_INVALID);
	assert_int_equal(reads(FIELD_action_due, "27/11/2026", CHECK_FROM_EXACT).err, JAL_ERR_INVALID);
	assert_int_equal(reads(FIELD_action_due, "2026-02-31", CHECK_FROM_EXACT).err, JAL_ERR_INVALID);
	assert_int_equal(reads(FIELD_action_due, "31/02/2026", CHECK_FROM_IMPORT).err, JAL_ERR_INVALID);
}

static void check_read__reads__dates_with_a_time(void **state)
{
	(void)state;
	reads_as(FIELD_appointment_starts, "2026-11-25T09:30", "2026-11-25T09:30");
	reads_as(FIELD_appointment_starts, "25/11/2026 9h30", "2026-11-25T09:30");
	reads_as(FIELD_appointment_starts, "+1 930", "2026-11-25T09:30");
	reads_as(FIELD_appointment_starts, "mer 14h", "2026-11-25T14:00");
	reads_as(FIELD_appointment_starts, "25/11/2026 9 h 30", "2026-11-25T09:30");
	from(CHECK_FROM_IMPORT, FIELD_appointment_starts, "2026-11-25 09:30:00.0", "2026-11-25T09:30");
	from(CHECK_FROM_IMPORT, FIELD_appointment_starts, "25/11/2026 09:30", "2026-11-25T09:30");
	from(CHECK_FROM_EXACT, FIELD_appointment_starts, "2026-11-25T09:30", "2026-11-25T09:30");
	reads_not(FIELD_appointment_starts, "25/11/2026", "heure");
	reads_not(FIELD_appointment_starts, "25/11/2026 25h", "");
	reads_not(FIELD_appointment_starts, "32/11/2026 9h", "");
	assert_int_equal(reads(FIELD_appointment_starts, "25/11/2026 9h30", CHECK_FROM_EXACT).err, JAL_ERR_INVALID);
}

static void check_read__says__nothing_of_nothing(void **state)
{
	(void)state;
	from(CHECK_FROM_IMPORT, FIELD_person_birth_name, "NULL", "");
	from(CHECK_FROM_IMPORT, FIELD_person_birth_date, "N/A", "");
	from(CHECK_FROM_IMPORT, FIELD_person_email, "-", "");
	from(CHECK_FROM_IMPORT, FIELD_person_other_rights, "", "");
	from(CHECK_FROM_FORM, FIELD_person_birth_date, "-", "");
	from(CHECK_FROM_FORM, FIELD_note_text, "-", "-");
	from(CHECK_FROM_EXACT, FIELD_person_birth_date, "", "");
	assert_int_equal(reads(FIELD_person_birth_date, "NULL", CHECK_FROM_EXACT).err, JAL_ERR_INVALID);
}

static void check_read__takes__ids_and_hashes_whole(void **state)
{
	(void)state;
	reads_as(FIELD_dossier_lead, "00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff");
	reads_not(FIELD_dossier_lead, "00112233", "32");
	reads_not(FIELD_dossier_lead, "00112233445566778899AABBCCDDEEFF", "32");
	reads_not(FIELD_contract_printed, "00112233445566778899aabbccddeeff", "64");
}

static void check_read__refuses__texts_beyond_their_length(void **state)
{
	(void)state;
	static char text[40000];
	memset(text, 'a', 1024);
	const struct check_context context = { .today = READS_TODAY };
	struct check_result result = CHECK_RESULT_INIT;
	struct value_owned v = VALUE_OWNED_INIT;
	assert_int_equal(check_read(FIELD_person_address, text, 1024, CHECK_FROM_FORM, &context, &v, &result), JAL_OK);
	text[1024] = 'a';
	assert_int_equal(check_read(FIELD_person_address, text, 1025, CHECK_FROM_FORM, &context, &v, &result), JAL_ERR_INVALID);
	memset(text, 'a', sizeof(text));
	assert_int_equal(check_read(FIELD_note_text, text, 32768, CHECK_FROM_FORM, &context, &v, &result), JAL_OK);
	assert_int_equal(check_read(FIELD_note_text, text, 32769, CHECK_FROM_FORM, &context, &v, &result), JAL_ERR_INVALID);
	/* What was read last is still there. */
	assert_int_equal(v.v.text_len, 32768);
	value_owned_free(&v);
}

static void check_read__keeps__the_lines_of_a_note(void **state)
{
	(void)state;
	reads_as(FIELD_note_text, "Une ligne\r\net une autre\n\n", "Une ligne\net une autre");
	reads_as(FIELD_person_address, "12 rue de l’Étang\nbât. C", "12 rue de l’Étang bât. C");
}

static const char *in_english(const char *text)
{
	return strcmp(text, "Téléphone") == 0 ? "Phone" : text;
}

static void check_explain__puts__the_label_before_the_sentence(void **state)
{
	(void)state;
	const struct read r = reads(FIELD_person_phone, "06 12 34 56 7", CHECK_FROM_FORM);
	struct buf b = BUF_INIT;
	assert_int_equal(check_explain(FIELD_person_phone, &r.result.say, NULL, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "Téléphone\xC2\xA0: il manque 1 chiffre (9 sur 10).");
	buf_clear(&b);
	assert_int_equal(check_explain(FIELD_person_phone, &r.result.say, in_english, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "Phone\xC2\xA0: il manque 1 chiffre (9 sur 10).");
	buf_free(&b);
}

static void check_rules__fit__the_types_of_their_fields(void **state)
{
	(void)state;
	/* A rule on a field of another type would never be asked. */
	for (enum field f = (enum field)0; f < FIELD_COUNT; f++) {
		const struct model_field *field = model_field(f);
		const bool text = field->type == FIELD_TYPE_text || field->type == FIELD_TYPE_long_text ||
				  (field->type == FIELD_TYPE_set && field->vocab == VOCAB_free);
		const bool number = field->type == FIELD_TYPE_integer || field->type == FIELD_TYPE_money;
		bool fits = field->check == CHECK_none;
#define CHECK(name)
#define TEXT_RULE(file, name) fits = fits || (text && field->check == CHECK_##name);
#define DATE_RULE(file, name) fits = fits || (field->type == FIELD_TYPE_date && field->check == CHECK_##name);
#define RANGE(name, ...) fits = fits || (number && field->check == CHECK_##name);
#include "core/check.def"
#undef CHECK
#undef TEXT_RULE
#undef DATE_RULE
#undef RANGE
		if (!fits)
			fail_msg("%s.%s has a rule for another type", model_entity(field->entity)->name, field->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_read__takes__whole_numbers_with_their_unit),
		cmocka_unit_test(check_read__holds__numbers_to_their_range),
		cmocka_unit_test(check_read__takes__money_in_euros),
		cmocka_unit_test(check_read__takes__yes_and_no_in_their_ways),
		cmocka_unit_test(check_read__finds__codes_by_code_label_and_alias),
		cmocka_unit_test(check_read__reads__sets_as_lists),
		cmocka_unit_test(check_read__reads__relative_dates_in_forms_only),
		cmocka_unit_test(check_read__reads__dates_with_a_time),
		cmocka_unit_test(check_read__says__nothing_of_nothing),
		cmocka_unit_test(check_read__takes__ids_and_hashes_whole),
		cmocka_unit_test(check_read__refuses__texts_beyond_their_length),
		cmocka_unit_test(check_read__keeps__the_lines_of_a_note),
		cmocka_unit_test(check_explain__puts__the_label_before_the_sentence),
		cmocka_unit_test(check_rules__fit__the_types_of_their_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
