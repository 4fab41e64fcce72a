/* What the fields of one record say against each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/check.h"
#include "core/date.h"

#define TODAY 20781	/* 2026-11-24 */

/* A record made of the values that a test gives. */
struct made {
	struct value now[FIELD_COUNT];
	struct value before[FIELD_COUNT];
	const char *elements[4];
	size_t element_count;
	struct check_issues issues;
};

static const struct value *made_value(void *ctx, enum field field)
{
	return &((struct made *)ctx)->now[field];
}

static const struct value *made_before(void *ctx, enum field field)
{
	return &((struct made *)ctx)->before[field];
}

static bool made_has(void *ctx, enum field field, const char *element)
{
	(void)field;
	const struct made *m = ctx;
	for (size_t i = 0; i < m->element_count; i++)
		if (strcmp(m->elements[i], element) == 0)
			return true;
	return false;
}

static struct made m;

static void fresh(void)
{
	memset(&m, 0, sizeof(m));
}

static void set_date(enum field field, int year, int month, int day)
{
	int32_t date = 0;
	assert_int_equal(date_from_ymd(year, month, day, &date), JAL_OK);
	m.now[field] = value_number(date);
}

static void set_text(enum field field, const char *text)
{
	m.now[field] = value_text(text);
}

static void look(enum entity entity)
{
	const struct check_view view = { entity, made_value, made_before, made_has, &m };
	const struct check_context context = { .today = TODAY };
	check_record(&view, &context, &m.issues);
	for (size_t i = 1; i < m.issues.count; i++)
		assert_false(m.issues.item[i - 1].level == CHECK_WARNING && m.issues.item[i].level == CHECK_ERROR);
}

static const struct check_issue *issue(enum field field)
{
	for (size_t i = 0; i < m.issues.count; i++)
		if (m.issues.item[i].field == field && !m.issues.item[i].missing)
			return &m.issues.item[i];
	return NULL;
}

static void expect(enum entity entity, enum field field, enum check_level level, const char *words)
{
	look(entity);
	const struct check_issue *found = issue(field);
	if (level == CHECK_FINE) {
		if (found)
			fail_msg("unexpected: %s", found->say.text);
		return;
	}
	assert_non_null(found);
	assert_int_equal(found->level, level);
	struct buf b = BUF_INIT;
	assert_int_equal(diag_render(&found->say, NULL, &b), JAL_OK);
	if (!strstr(buf_str(&b), words))
		fail_msg("\"%s\" does not say \"%s\"", buf_str(&b), words);
	buf_free(&b);
}

static void check_record__warns__of_needed_fields_left_empty(void **state)
{
	(void)state;
	fresh();
	set_text(FIELD_person_birth_name, "Martin");
	look(ENTITY_person);
	size_t missing = 0;
	for (size_t i = 0; i < m.issues.count; i++) {
		assert_int_equal(m.issues.item[i].level, CHECK_WARNING);
		assert_int_not_equal(m.issues.item[i].field, FIELD_person_birth_name);
		missing += m.issues.item[i].missing;
	}
	assert_int_equal(missing, 3);
}

static void check_record__compares__the_nir_with_civility_and_birth(void **state)
{
	(void)state;
	fresh();
	set_text(FIELD_person_nir, "1850775056123");
	set_text(FIELD_person_civility, "mr");
	set_date(FIELD_person_birth_date, 1985, 7, 23);
	expect(ENTITY_person, FIELD_person_nir, CHECK_FINE, "");
	set_text(FIELD_person_civility, "mrs");
	expect(ENTITY_person, FIELD_person_nir, CHECK_WARNING, "civilité");
	set_text(FIELD_person_civility, "unspecified");
	expect(ENTITY_person, FIELD_person_nir, CHECK_FINE, "");
	set_date(FIELD_person_birth_date, 1986, 7, 23);
	expect(ENTITY_person, FIELD_person_nir, CHECK_WARNING, "année");
	set_date(FIELD_person_birth_date, 1985, 8, 23);
	expect(ENTITY_person, FIELD_person_nir, CHECK_WARNING, "mois");
	/* A register that did not know the month. */
	set_text(FIELD_person_nir, "1852075056123");
	expect(ENTITY_person, FIELD_person_nir, CHECK_FINE, "");
	set_text(FIELD_person_nir, "2850775056123");
	set_text(FIELD_person_civility, "mr");
	set_date(FIELD_person_birth_date, 1985, 7, 23);
	expect(ENTITY_person, FIELD_person_nir, CHECK_WARNING, "civilité");
}

static void check_record__compares__postcode_and_insee_code(void **state)
{
	(void)state;
	fresh();
	set_text(FIELD_person_postcode, "20167");
	set_text(FIELD_person_insee, "2A001");
	expect(ENTITY_person, FIELD_person_postcode, CHECK_FINE, "");
	set_text(FIELD_person_insee, "61071");
	expect(ENTITY_person, FIELD_person_postcode, CHECK_WARNING, "département");
	set_text(FIELD_person_postcode, "61120");
	expect(ENTITY_person, FIELD_person_postcode, CHECK_FINE, "");
	set_text(FIELD_person_postcode, "97411");
	set_text(FIELD_person_insee, "97209");
	expect(ENTITY_person, FIELD_person_postcode, CHECK_WARNING, "département");
	set_text(FIELD_person_insee, "2B033");
	set_text(FIELD_person_postcode, "61120");
	expect(ENTITY_person, FIELD_person_postcode, CHECK_WARNING, "département");
}

static void check_record__holds__an_orientation_to_a_week(void **state)
{
	(void)state;
	fresh();
	set_date(FIELD_orientation_starts, 2026, 11, 2);
	set_date(FIELD_orientation_ends, 2026, 11, 8);
	expect(ENTITY_orientation, FIELD_orientation_ends, CHECK_FINE, "");
	set_date(FIELD_orientation_ends, 2026, 11, 7);
	expect(ENTITY_orientation, FIELD_orientation_ends, CHECK_ERROR, "7 jours");
	set_date(FIELD_orientation_ends, 2026, 11, 1);
	expect(ENTITY_orientation, FIELD_orientation_ends, CHECK_ERROR, "avant");
}

static void check_record__holds__a_contract_to_1_to_24_months(void **state)
{
	(void)state;
	fresh();
	set_date(FIELD_contract_starts, 2026, 1, 31);
	set_date(FIELD_contract_ends, 2026, 1, 31);
	expect(ENTITY_contract, FIELD_contract_ends, CHECK_ERROR, "après avoir commencé");
	set_date(FIELD_contract_ends, 2026, 2, 26);
	expect(ENTITY_contract, FIELD_contract_ends, CHECK_ERROR, "au moins 1 mois");
	set_date(FIELD_contract_ends, 2026, 2, 27);
	expect(ENTITY_contract, FIELD_contract_ends, CHECK_FINE, "");
	set_date(FIELD_contract_ends, 2028, 1, 31);
	expect(ENTITY_contract, FIELD_contract_ends, CHECK_FINE, "");
	set_date(FIELD_contract_ends, 2028, 2, 1);
	expect(ENTITY_contract, FIELD_contract_ends, CHECK_ERROR, "24 mois");
	set_text(FIELD_contract_exemption, "full");
	expect(ENTITY_contract, FIELD_contract_exemption_reason, CHECK_WARNING, "motif");
}

static void check_record__holds__an_immersion_to_a_month(void **state)
{
	(void)state;
	fresh();
	set_date(FIELD_immersion_starts, 2026, 11, 2);
	set_date(FIELD_immersion_ends, 2026, 12, 2);
	expect(ENTITY_immersion, FIELD_immersion_ends, CHECK_FINE, "");
	set_date(FIELD_immersion_ends, 2026, 12, 3);
	expect(ENTITY_immersion, FIELD_immersion_ends, CHECK_ERROR, "1 mois");
	set_date(FIELD_immersion_ends, 2026, 11, 6);
	m.now[FIELD_immersion_days] = value_number(6);
	expect(ENTITY_immersion, FIELD_immersion_days, CHECK_ERROR, "jours");
	m.now[FIELD_immersion_days] = value_number(5);
	expect(ENTITY_immersion, FIELD_immersion_days, CHECK_FINE, "");
	set_date(FIELD_immersion_ends, 2026, 11, 1);
	expect(ENTITY_immersion, FIELD_immersion_ends, CHECK_ERROR, "avant");
}

static void check_record__refuses__steps_that_a_life_cycle_forbids(void **state)
{
	(void)state;
	fresh();
	m.before[FIELD_contract_status] = value_text("draft");
	set_text(FIELD_contract_status, "to_sign");
	expect(ENTITY_contract, FIELD_contract_status, CHECK_FINE, "");
	set_text(FIELD_contract_status, "renewed");
	expect(ENTITY_contract, FIELD_contract_status, CHECK_ERROR, "En préparation");
	fresh();
	set_text(FIELD_breach_status, "decision");
	expect(ENTITY_breach, FIELD_breach_status, CHECK_ERROR, "commence");
}

static void check_record__leaves__tous_publics_alone(void **state)
{
	(void)state;
	fresh();
	m.elements[0] = "tous-publics";
	m.element_count = 1;
	expect(ENTITY_offer, FIELD_offer_publics, CHECK_FINE, "");
	m.elements[1] = "femmes";
	m.element_count = 2;
	expect(ENTITY_offer, FIELD_offer_publics, CHECK_ERROR, "public");
}

static void check_record__notices__a_situation_of_another_theme(void **state)
{
	(void)state;
	fresh();
	set_text(FIELD_barrier_theme, "mobilite");
	m.elements[0] = "no_transport";
	m.element_count = 1;
	expect(ENTITY_barrier, FIELD_barrier_situations, CHECK_FINE, "");
	m.elements[0] = "rent_arrears";
	expect(ENTITY_barrier, FIELD_barrier_situations, CHECK_WARNING, "domaine");
}

static void check_record__refuses__attendance_of_tomorrow(void **state)
{
	(void)state;
	fresh();
	m.now[FIELD_appointment_starts] = value_number(date_with_minutes(TODAY + 1, 570));
	set_text(FIELD_appointment_status, "attended");
	expect(ENTITY_appointment, FIELD_appointment_status, CHECK_ERROR, "pas encore");
	m.now[FIELD_appointment_starts] = value_number(date_with_minutes(TODAY, 1200));
	expect(ENTITY_appointment, FIELD_appointment_status, CHECK_FINE, "");
}

static void check_record__puts__dates_in_order(void **state)
{
	(void)state;
	fresh();
	set_date(FIELD_breach_date, 2026, 11, 10);
	set_date(FIELD_breach_heard_on, 2026, 11, 9);
	expect(ENTITY_breach, FIELD_breach_heard_on, CHECK_ERROR, "Personne entendue");
	fresh();
	set_date(FIELD_enrolment_entered, 2026, 11, 10);
	set_date(FIELD_enrolment_left, 2026, 11, 9);
	expect(ENTITY_enrolment, FIELD_enrolment_left, CHECK_ERROR, "avant");
	fresh();
	set_date(FIELD_assignment_starts, 2026, 11, 10);
	set_date(FIELD_assignment_ends, 2026, 11, 10);
	expect(ENTITY_assignment, FIELD_assignment_ends, CHECK_FINE, "");
}

static void check_record__looks_at__every_entity_without_values(void **state)
{
	(void)state;
	fresh();
	for (unsigned e = 0; e < ENTITY_COUNT; e++) {
		const struct check_view view = { (enum entity)e, made_value, NULL, NULL, &m };
		const struct check_context context = { .today = TODAY };
		check_record(&view, &context, &m.issues);
		for (size_t i = 0; i < m.issues.count; i++)
			assert_true(m.issues.item[i].missing);
	}
}

static void check_record_overlap__finds__periods_that_share_a_day(void **state)
{
	(void)state;
	const struct check_period others[] = { { 10, 20 }, { 30, INT32_MAX } };
	assert_int_equal(check_record_overlap(&(struct check_period){ 21, 29 }, others, 2), 2);
	assert_int_equal(check_record_overlap(&(struct check_period){ 20, 25 }, others, 2), 0);
	assert_int_equal(check_record_overlap(&(struct check_period){ 1, 9 }, others, 2), 2);
	assert_int_equal(check_record_overlap(&(struct check_period){ 25, INT32_MAX }, others, 2), 1);
	assert_int_equal(check_record_overlap(&(struct check_period){ 40, 41 }, others, 2), 1);
	assert_int_equal(check_record_overlap(&(struct check_period){ 1, 2 }, NULL, 0), 0);
}

/* What is needed can be replaced, not emptied; what never was there is only asked for. */
static void check_record__refuses__that_what_is_needed_goes(void **state)
{
	(void)state;
	static const enum field needed[] = { FIELD_person_birth_name, FIELD_person_first_name, FIELD_person_birth_date };
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		fresh();
		m.before[needed[i]] = model_field(needed[i])->type == FIELD_TYPE_date ? value_number(8000) : value_text("Essai");
		look(ENTITY_person);
		assert_int_equal(m.issues.item[0].field, needed[i]);
		assert_int_equal(m.issues.item[0].level, CHECK_ERROR);
		assert_false(m.issues.item[0].missing);
		assert_true(check_stays(needed[i]));
	}
	fresh();
	m.before[FIELD_person_consent] = value_number(20000);
	m.before[FIELD_person_city] = value_text("Saint-Malo");
	look(ENTITY_person);
	for (size_t i = 0; i < m.issues.count; i++)
		assert_int_equal(m.issues.item[i].level, CHECK_WARNING);
	assert_false(check_stays(FIELD_person_consent));
	assert_false(check_stays(FIELD_person_city));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_record__refuses__that_what_is_needed_goes),
		cmocka_unit_test(check_record__warns__of_needed_fields_left_empty),
		cmocka_unit_test(check_record__compares__the_nir_with_civility_and_birth),
		cmocka_unit_test(check_record__compares__postcode_and_insee_code),
		cmocka_unit_test(check_record__holds__an_orientation_to_a_week),
		cmocka_unit_test(check_record__holds__a_contract_to_1_to_24_months),
		cmocka_unit_test(check_record__holds__an_immersion_to_a_month),
		cmocka_unit_test(check_record__refuses__steps_that_a_life_cycle_forbids),
		cmocka_unit_test(check_record__leaves__tous_publics_alone),
		cmocka_unit_test(check_record__notices__a_situation_of_another_theme),
		cmocka_unit_test(check_record__refuses__attendance_of_tomorrow),
		cmocka_unit_test(check_record__puts__dates_in_order),
		cmocka_unit_test(check_record__looks_at__every_entity_without_values),
		cmocka_unit_test(check_record_overlap__finds__periods_that_share_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
