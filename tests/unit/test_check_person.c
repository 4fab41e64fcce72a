/* Rules for names, births and the numbers that offices give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reads.h"

static void check_read__takes__names_as_people_write_them(void **state)
{
	(void)state;
	reads_as(FIELD_person_birth_name, "  LEFÈVRE-LE GOFF  ", "LEFÈVRE-LE GOFF");
	reads_as(FIELD_person_birth_name, "D’Alméida", "D’Alméida");
	reads_as(FIELD_person_birth_name, "O'Brien", "O'Brien");
	reads_as(FIELD_person_first_name, "Jean   Marc", "Jean Marc");
	reads_as(FIELD_person_birth_name, "Nguyễn", "Nguyễn");
	/* A decomposed accent becomes one character. */
	reads_as(FIELD_person_first_name, "Zoe\xCC\x81", "Zoé");
	reads_as(FIELD_person_birth_name, "", "");
	reads_as(FIELD_person_birth_name, "   ", "");
}

static void check_read__warns__of_a_digit_in_a_name(void **state)
{
	(void)state;
	reads_with_warning(FIELD_person_birth_name, "Dup0nt", "Dup0nt", "chiffre");
	reads_with_warning(FIELD_person_first_name, "Anne@", "Anne@", "signe");
}

static void check_read__refuses__a_name_without_letter(void **state)
{
	(void)state;
	reads_not(FIELD_person_birth_name, "---", "lettre");
	reads_not(FIELD_person_birth_name, "123", "lettre");
}

static void check_read__refuses__a_text_that_is_not_utf8(void **state)
{
	(void)state;
	reads_not(FIELD_person_birth_name, "Lef\xE8vre", "UTF-8");
}

static void check_read__drops__what_would_turn_the_line_round(void **state)
{
	(void)state;
	reads_as(FIELD_person_birth_name, "Martin\xE2\x80\xAE", "Martin");
	reads_with_warning(FIELD_person_birth_name, "Mar\x1B[31mtin", "Mar[31mtin", "signe");
}

static void check_read__takes__the_dates_of_birth_of_the_living(void **state)
{
	(void)state;
	reads_as(FIELD_person_birth_date, "17/05/1992", "1992-05-17");
	reads_as(FIELD_person_birth_date, "1992-05-17", "1992-05-17");
	reads_as(FIELD_person_birth_date, "170592", "1992-05-17");
	reads_as(FIELD_person_birth_date, "24/11/2010", "2010-11-24");
	reads_as(FIELD_person_birth_date, "24/11/1926", "1926-11-24");
}

static void check_read__doubts__a_child_and_a_centenarian(void **state)
{
	(void)state;
	reads_with_warning(FIELD_person_birth_date, "25/11/2010", "2010-11-25", "16 ans");
	reads_with_warning(FIELD_person_birth_date, "24/11/1925", "1925-11-24", "100 ans");
	reads_with_warning(FIELD_person_birth_date, "24/11/1896", "1896-11-24", "100 ans");
	reads_with_warning(FIELD_person_birth_date, "24/11/2026", "2026-11-24", "16 ans");
}

static void check_read__refuses__births_that_cannot_be(void **state)
{
	(void)state;
	reads_not(FIELD_person_birth_date, "25/11/2026", "futur");
	reads_not(FIELD_person_birth_date, "24/11/1895", "130");
	reads_not(FIELD_person_birth_date, "31/02/1990", "");
	reads_not(FIELD_note_date, "25/11/2026", "futur");
}

static void check_read__takes__a_nir_with_and_without_key(void **state)
{
	(void)state;
	reads_as(FIELD_person_nir, "185077505612323", "1850775056123");
	reads_as(FIELD_person_nir, "1 85 07 75 056 123 23", "1850775056123");
	reads_as(FIELD_person_nir, "1.85.07.75.056.123", "1850775056123");
	reads_as(FIELD_person_nir, "255081416802538", "2550814168025");
	reads_as(FIELD_person_nir, "192102A13112357", "192102A131123");
	reads_as(FIELD_person_nir, "1 92 10 2a 131 123 57", "192102A131123");
	reads_as(FIELD_person_nir, "2\xC2\xA0""55\xE2\x80\xAF""08 14 168 025 38", "2550814168025");
	reads_as(FIELD_person_nir, "1850775056123", "1850775056123");
}

static void check_read__takes__the_months_of_a_nir_that_say_unknown(void **state)
{
	(void)state;
	reads_as(FIELD_person_nir, "1852075056123", "1852075056123");
	reads_as(FIELD_person_nir, "1854275056123", "1854275056123");
	reads_as(FIELD_person_nir, "1855075056123", "1855075056123");
	reads_as(FIELD_person_nir, "1859975056123", "1859975056123");
	reads_not(FIELD_person_nir, "1850075056123", "mois");
	reads_not(FIELD_person_nir, "1851375056123", "mois");
	reads_not(FIELD_person_nir, "1851975056123", "mois");
	reads_not(FIELD_person_nir, "1854375056123", "mois");
	reads_not(FIELD_person_nir, "1854975056123", "mois");
	reads_not(FIELD_person_nir, "200000000000094", "mois");
}

static void check_read__refuses__a_nir_whose_key_is_wrong(void **state)
{
	(void)state;
	reads_not(FIELD_person_nir, "185077505612324", "clé");
	/* The key of the same digits were the department not Corsican. */
	reads_not(FIELD_person_nir, "192102A13112318", "clé");
	reads_not(FIELD_person_nir, "192102B13112357", "clé");
}

static void check_read__refuses__a_nir_of_another_shape(void **state)
{
	(void)state;
	reads_not(FIELD_person_nir, "12345678901234", "14");
	reads_not(FIELD_person_nir, "185077505612", "12");
	reads_not(FIELD_person_nir, "5850775056123", "commence");
	reads_not(FIELD_person_nir, "0850775056123", "commence");
	reads_not(FIELD_person_nir, "18507A5056123", "chiffres");
	/* Corsica's letters stand at the department's place only. */
	reads_not(FIELD_person_nir, "185072A75056B", "chiffres");
	reads_not(FIELD_person_nir, "185073A056123", "chiffres");
	reads_not(FIELD_person_nir, "1,85078E+14", "tableur");
	reads_not(FIELD_person_nir, "185077505612323185077505612323185077505612323", "15");
}

static void check_read__warns__of_a_provisional_nir(void **state)
{
	(void)state;
	reads_with_warning(FIELD_person_nir, "3850775056123", "3850775056123", "provisoire");
	reads_with_warning(FIELD_person_nir, "4850775056123", "4850775056123", "provisoire");
	reads_with_warning(FIELD_person_nir, "7850775056123", "7850775056123", "provisoire");
	reads_with_warning(FIELD_person_nir, "8850775056123", "8850775056123", "provisoire");
}

static void check_read__takes__caf_and_msa_numbers(void **state)
{
	(void)state;
	reads_as(FIELD_person_caf_number, "2055990", "2055990");
	reads_as(FIELD_person_caf_number, "CAF 2055990", "2055990");
	reads_as(FIELD_person_caf_number, "000000002055990", "2055990");
	reads_as(FIELD_person_caf_number, "0000000000055990", "0055990");
	reads_as(FIELD_person_caf_number, "1850775056123", "1850775056123");
	reads_as(FIELD_person_caf_number, "192102A13112357", "192102A13112357");
	reads_with_warning(FIELD_person_caf_number, "2055990 B", "2055990", "lettre");
}

static void check_read__gives_back__the_zeros_a_spreadsheet_ate(void **state)
{
	(void)state;
	reads_proposal(FIELD_person_caf_number, "205599", "0205599");
	reads_proposal(FIELD_person_caf_number, "5990", "0005990");
	reads_proposal(FIELD_person_france_travail_id, "1234567", "01234567");
	reads_proposal(FIELD_person_france_travail_id, "1234567890", "01234567890");
	reads_proposal(FIELD_person_phone, "612345678", "0612345678");
	reads_proposal(FIELD_person_postcode, "1000", "01000");
	reads_proposal(FIELD_person_insee, "1053", "01053");
	reads_proposal(FIELD_employer_siret, "3003013300018", "03003013300018");
}

static void check_read__refuses__other_caf_numbers(void **state)
{
	(void)state;
	reads_not(FIELD_person_caf_number, "123", "7 chiffres");
	reads_not(FIELD_person_caf_number, "12345678", "ici 8");
	reads_not(FIELD_person_caf_number, "1234567890123456", "ici 16");
	reads_not(FIELD_person_caf_number, "20X5990", "chiffres");
	reads_not(FIELD_person_caf_number, "CAF", "chiffres");
	reads_not(FIELD_person_caf_number, "2,05599E+6", "tableur");
}

static void check_read__takes__france_travail_ids(void **state)
{
	(void)state;
	reads_as(FIELD_person_france_travail_id, "3000023L", "3000023L");
	reads_as(FIELD_person_france_travail_id, "3000023l", "3000023L");
	reads_as(FIELD_person_france_travail_id, "30000234", "30000234");
	reads_as(FIELD_person_france_travail_id, "12345678901", "12345678901");
	reads_not(FIELD_person_france_travail_id, "300000L", "ici 6");
	reads_not(FIELD_person_france_travail_id, "123456789", "7 chiffres");
	reads_not(FIELD_person_france_travail_id, "ABCDEFGH", "7 chiffres");
	reads_not(FIELD_person_france_travail_id, "300002345L", "7 chiffres");
	reads_not(FIELD_person_france_travail_id, "123456", "7 chiffres");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_read__takes__names_as_people_write_them),
		cmocka_unit_test(check_read__warns__of_a_digit_in_a_name),
		cmocka_unit_test(check_read__refuses__a_name_without_letter),
		cmocka_unit_test(check_read__refuses__a_text_that_is_not_utf8),
		cmocka_unit_test(check_read__drops__what_would_turn_the_line_round),
		cmocka_unit_test(check_read__takes__the_dates_of_birth_of_the_living),
		cmocka_unit_test(check_read__doubts__a_child_and_a_centenarian),
		cmocka_unit_test(check_read__refuses__births_that_cannot_be),
		cmocka_unit_test(check_read__takes__a_nir_with_and_without_key),
		cmocka_unit_test(check_read__takes__the_months_of_a_nir_that_say_unknown),
		cmocka_unit_test(check_read__refuses__a_nir_whose_key_is_wrong),
		cmocka_unit_test(check_read__refuses__a_nir_of_another_shape),
		cmocka_unit_test(check_read__warns__of_a_provisional_nir),
		cmocka_unit_test(check_read__takes__caf_and_msa_numbers),
		cmocka_unit_test(check_read__gives_back__the_zeros_a_spreadsheet_ate),
		cmocka_unit_test(check_read__refuses__other_caf_numbers),
		cmocka_unit_test(check_read__takes__france_travail_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
