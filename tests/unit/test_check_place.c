/* Rules for postcodes, INSEE codes, areas and coordinates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reads.h"

static void check_read__takes__postcodes(void **state)
{
	(void)state;
	reads_as(FIELD_person_postcode, "61120", "61120");
	reads_as(FIELD_person_postcode, "61 120", "61120");
	reads_as(FIELD_person_postcode, "20167", "20167");
	reads_as(FIELD_person_postcode, "97411", "97411");
	reads_as(FIELD_person_postcode, "98800", "98800");
	reads_not(FIELD_person_postcode, "00100", "00");
	reads_not(FIELD_person_postcode, "611200", "ici 6");
	reads_not(FIELD_person_postcode, "612", "ici 3");
	reads_not(FIELD_person_postcode, "2A004", "chiffres");
	reads_not(FIELD_person_postcode, "F-61120", "chiffres");
}

static void check_read__takes__insee_codes(void **state)
{
	(void)state;
	reads_as(FIELD_person_insee, "61071", "61071");
	reads_as(FIELD_person_insee, "2a004", "2A004");
	reads_as(FIELD_person_insee, "2B033", "2B033");
	reads_as(FIELD_person_birth_insee, "99351", "99351");
	reads_not(FIELD_person_insee, "2C004", "INSEE");
	reads_not(FIELD_person_insee, "A2004", "INSEE");
	reads_not(FIELD_person_insee, "610711", "INSEE");
	reads_not(FIELD_person_insee, "00001", "INSEE");
}

static void check_read__takes__areas_of_eligibility(void **state)
{
	(void)state;
	reads_as(FIELD_offer_zone_eligibilite, "61071, 2A, 971, 200093201; France | 99100", "61071|2A|971|200093201|france|99100");
	reads_not(FIELD_offer_zone_eligibilite, "61071, Orne", "zone");
	reads_not(FIELD_offer_zone_eligibilite, "00", "zone");
	reads_not(FIELD_offer_zone_eligibilite, "123", "zone");
}

static void check_read__takes__decimals_with_comma_or_dot(void **state)
{
	(void)state;
	reads_as(FIELD_offer_volume_horaire_hebdomadaire, "3,5", "3.5");
	reads_as(FIELD_offer_volume_horaire_hebdomadaire, "7", "7");
	reads_not(FIELD_offer_volume_horaire_hebdomadaire, "-1", "nombre");
	reads_not(FIELD_offer_volume_horaire_hebdomadaire, "1.2.3", "nombre");
	reads_not(FIELD_offer_volume_horaire_hebdomadaire, "1e3", "nombre");
	reads_not(FIELD_offer_volume_horaire_hebdomadaire, "3.", "nombre");
	reads_not(FIELD_offer_volume_horaire_hebdomadaire, ".5", "nombre");
	reads_as(FIELD_structure_latitude, "48.8920", "48.8920");
	reads_as(FIELD_structure_longitude, "-1.9876", "-1.9876");
	reads_as(FIELD_structure_longitude, "-180", "-180");
	reads_not(FIELD_structure_latitude, "90.1", "latitude");
	reads_not(FIELD_structure_longitude, "180,01", "longitude");
	reads_not(FIELD_structure_longitude, "12345678901234567890123456", "longitude");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_read__takes__postcodes),
		cmocka_unit_test(check_read__takes__insee_codes),
		cmocka_unit_test(check_read__takes__areas_of_eligibility),
		cmocka_unit_test(check_read__takes__decimals_with_comma_or_dot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
