/* Rules for organisations and jobs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reads.h"

static void check_read__takes__sirets_that_add_up(void **state)
{
	(void)state;
	reads_as(FIELD_employer_siret, "13003013300016", "13003013300016");
	reads_as(FIELD_employer_siret, "130 030 133 00016", "13003013300016");
	reads_as(FIELD_structure_siret, "22930008201453", "22930008201453");
	reads_not(FIELD_employer_siret, "13003013300017", "faux");
	reads_not(FIELD_employer_siret, "1300301330001", "ici 13");
	reads_not(FIELD_employer_siret, "130030133", "SIREN");
	reads_not(FIELD_employer_siret, "1300301330001X", "chiffres");
	reads_not(FIELD_employer_siret, "1,3003E+13", "tableur");
}

static void check_read__takes__la_poste_s_own_offices(void **state)
{
	(void)state;
	/* The head office passes Luhn; an office's digits add up to a multiple of 5. */
	reads_as(FIELD_employer_siret, "35600000000048", "35600000000048");
	reads_as(FIELD_employer_siret, "35600000000001", "35600000000001");
	reads_not(FIELD_employer_siret, "35600000000002", "faux");
}

static void check_read__takes__naf_codes(void **state)
{
	(void)state;
	reads_as(FIELD_employer_naf, "88.10A", "8810A");
	reads_as(FIELD_employer_naf, "8810a", "8810A");
	reads_not(FIELD_employer_naf, "8810", "NAF");
	reads_not(FIELD_employer_naf, "A8810", "NAF");
}

static void check_read__finds__a_rome_code_alone_or_in_a_label(void **state)
{
	(void)state;
	reads_as(FIELD_immersion_rome, "N1104", "N1104");
	reads_as(FIELD_immersion_rome, "n1104", "N1104");
	reads_as(FIELD_person_target_jobs, "Pontier élingueur / Pontière élingueuse (N1104)", "N1104");
	reads_as(FIELD_person_target_jobs, "Polyculture, élevage (A1416); Pontier (N1104), n1104", "A1416|N1104");
	reads_with_warning(FIELD_immersion_rome, "A9999", "A9999", "répertoire");
	reads_not(FIELD_immersion_rome, "Z1104", "ROME");
	reads_not(FIELD_immersion_rome, "N110", "ROME");
	reads_not(FIELD_immersion_rome, "N11045", "ROME");
	reads_not(FIELD_immersion_rome, "XN1104", "ROME");
	reads_not(FIELD_person_target_jobs, "Boulanger", "ROME");
}

static void check_read__holds__to_data_inclusion_s_lengths(void **state)
{
	(void)state;
	char text[400] = "";
	reads_as(FIELD_structure_nom, "CAF", "CAF");
	reads_not(FIELD_structure_nom, "éé", "au moins 3");
	for (int i = 0; i < 151; i++)
		memcpy(text + 2 * i, "é", 2);
	reads_not(FIELD_structure_nom, text, "150 caractères (ici 151)");
	text[300] = 0;
	reads_as(FIELD_structure_nom, text, text);
	reads_not(FIELD_offer_description, "abcd", "au moins 5");
	reads_as(FIELD_offer_description, "Deux\nlignes", "Deux\nlignes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_read__takes__sirets_that_add_up),
		cmocka_unit_test(check_read__takes__la_poste_s_own_offices),
		cmocka_unit_test(check_read__takes__naf_codes),
		cmocka_unit_test(check_read__finds__a_rome_code_alone_or_in_a_label),
		cmocka_unit_test(check_read__holds__to_data_inclusion_s_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
