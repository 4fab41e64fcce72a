/* Rules for phones, e-mail and web addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/reads.h"

static void check_read__writes__french_phones_in_e164(void **state)
{
	(void)state;
	reads_as(FIELD_person_phone, "06 12 34 56 78", "+33612345678");
	reads_as(FIELD_person_phone, "06.12.34.56.78", "+33612345678");
	reads_as(FIELD_person_phone, "06-12-34-56-78", "+33612345678");
	reads_as(FIELD_person_phone, "06/12/34/56/78", "+33612345678");
	reads_as(FIELD_person_phone, "0299000000", "+33299000000");
	reads_as(FIELD_person_phone, "+33 6 12 34 56 78", "+33612345678");
	reads_as(FIELD_person_phone, "+33 (0)6 12 34 56 78", "+33612345678");
	reads_as(FIELD_person_phone, "+33 06 12 34 56 78", "+33612345678");
	reads_as(FIELD_person_phone, "0033612345678", "+33612345678");
	reads_as(FIELD_person_phone, "33612345678", "+33612345678");
	reads_as(FIELD_person_phone, "06\xC2\xA0""12\xC2\xA0""34\xC2\xA0""56\xC2\xA0""78", "+33612345678");
}

static void check_read__writes__overseas_phones_in_e164(void **state)
{
	(void)state;
	reads_as(FIELD_person_phone, "0692 12 34 56", "+262692123456");
	reads_as(FIELD_person_phone, "0262123456", "+262262123456");
	reads_as(FIELD_person_phone, "0639123456", "+262639123456");
	reads_as(FIELD_person_phone, "0639981234", "+33639981234");
	reads_as(FIELD_person_phone, "0690123456", "+590690123456");
	reads_as(FIELD_person_phone, "0694123456", "+594694123456");
	reads_as(FIELD_person_phone, "0696123456", "+596696123456");
	reads_as(FIELD_person_phone, "0508412345", "+508412345");
	reads_as(FIELD_person_phone, "+687 25 12 34", "+687251234");
	reads_as(FIELD_person_phone, "+689 87 12 34 56", "+68987123456");
	reads_as(FIELD_person_phone, "+262 692 12 34 56", "+262692123456");
}

static void check_read__warns__of_a_foreign_phone(void **state)
{
	(void)state;
	reads_with_warning(FIELD_person_phone, "+32 470 12 34 56", "+32470123456", "étranger");
}

static void check_read__counts__the_digits_of_a_wrong_phone(void **state)
{
	(void)state;
	reads_not(FIELD_person_phone, "06 12 34 56 7", "Il manque 1 chiffre (9 sur 10).");
	reads_not(FIELD_person_phone, "071234567", "Il manque 1 chiffre (9 sur 10).");
	reads_not(FIELD_person_phone, "06 12", "Il manque 6 chiffres (4 sur 10).");
	reads_not(FIELD_person_phone, "06 12 34 56 78 9", "10 chiffres (ici 11)");
	reads_not(FIELD_person_phone, "+336123456", "9 chiffres");
	reads_not(FIELD_person_phone, "+33006123456", "9 chiffres");
	reads_not(FIELD_person_phone, "0012345678", "10 chiffres");
	reads_not(FIELD_person_phone, "+0612345678", "international");
	reads_not(FIELD_person_phone, "+1234567", "international");
	reads_not(FIELD_person_phone, "+1234567890123456", "international");
	reads_not(FIELD_person_phone, "chez sa mère", "chiffres");
	reads_not(FIELD_person_phone, "06 12 34 56 78 (mère)", "chiffres");
	reads_not(FIELD_person_phone, "1234567890123456789012345678901234567890", "chiffres");
}

static void check_read__keeps__short_numbers_to_organisations(void **state)
{
	(void)state;
	reads_as(FIELD_structure_telephone, "39 49", "3949");
	reads_not(FIELD_person_phone, "3949", "Il manque 6");
}

static void second_number(const char *text, const char *first, const char *rest)
{
	const struct check_context context = { .today = READS_TODAY };
	struct check_result result = CHECK_RESULT_INIT;
	struct value_owned v = VALUE_OWNED_INIT;
	assert_int_equal(check_read(FIELD_person_phone, text, strlen(text), CHECK_FROM_IMPORT, &context, &v, &result), JAL_OK);
	assert_string_equal(v.text, first);
	assert_int_equal(result.rest_len, strlen(rest));
	assert_memory_equal(result.rest, rest, strlen(rest));
	value_owned_free(&v);
}

static void check_read__hands_on__the_second_phone_of_a_cell(void **state)
{
	(void)state;
	second_number("0601234567, 071234567", "+33601234567", "071234567");
	second_number("0601234567;0712345678", "+33601234567", "0712345678");
	second_number("06 01 23 45 67 ou 07 12 34 56 78", "+33601234567", "07 12 34 56 78");
	second_number("0601234567\r\n0712345678", "+33601234567", "0712345678");
	second_number("06 01 23 45 67 / 07 12 34 56 78", "+33601234567", "07 12 34 56 78");
	second_number("0601234567,", "+33601234567", "");
	/* The first is found though the cell begins with the sign. */
	const struct read r = reads(FIELD_person_phone, "0601234567, 0712345678", CHECK_FROM_FORM);
	assert_int_equal(r.result.level, CHECK_FINE);
}

static void check_read__hands_on__the_second_phone_when_the_first_is_refused(void **state)
{
	(void)state;
	const struct read r = reads(FIELD_person_phone, "060123, 0712345678", CHECK_FROM_IMPORT);
	assert_int_equal(r.err, JAL_ERR_INVALID);
	assert_int_equal(r.result.rest_len, 10);
}

static void check_read__warns__of_a_phone_too_many(void **state)
{
	(void)state;
	reads_with_warning(FIELD_person_phone2, "0712345678, 0611111111", "+33712345678", "Un seul");
	reads_with_warning(FIELD_structure_telephone, "0601234567, 0712345670", "+33601234567", "Un seul");
}

static void check_read__takes__e_mail_addresses(void **state)
{
	(void)state;
	reads_as(FIELD_person_email, "charlotte@laposte.fr", "charlotte@laposte.fr");
	reads_as(FIELD_person_email, " Marie-Lou.O'Brien+rsa@Exemple.Gouv.FR ", "marie-lou.o'brien+rsa@exemple.gouv.fr");
	reads_as(FIELD_person_email, "mailto:a@b.fr", "a@b.fr");
}

static void check_read__names__what_is_wrong_with_an_e_mail(void **state)
{
	(void)state;
	reads_not(FIELD_person_email, "hélène@exemple.fr", "accent");
	reads_not(FIELD_person_email, "a@@exemple.fr", "deux signes @");
	reads_not(FIELD_person_email, "a@b@exemple.fr", "deux signes @");
	reads_not(FIELD_person_email, "exemple.fr", "manque le signe @");
	reads_not(FIELD_person_email, "a b@exemple.fr", "espace");
	reads_not(FIELD_person_email, "a@exemple", "point");
	reads_not(FIELD_person_email, "a@exemple,fr", "virgule");
	reads_not(FIELD_person_email, "@exemple.fr", "avant");
	reads_not(FIELD_person_email, "a@", "après");
	reads_not(FIELD_person_email, "a..b@exemple.fr", "Deux points");
	reads_not(FIELD_person_email, ".a@exemple.fr", "mal placé");
	reads_not(FIELD_person_email, "a@exemple.fr.", "mal placé");
	reads_not(FIELD_person_email, "a@-exemple.fr", "mal placé");
	reads_not(FIELD_person_email, "a@exemple.f", "courte");
	reads_not(FIELD_person_email, "Anne<a@exemple.fr>", "signe");
}

static void check_read__refuses__an_e_mail_of_300_characters(void **state)
{
	(void)state;
	char text[320] = "";
	memset(text, 'a', 300);
	memcpy(text + 300, "@exemple.fr", 12);
	reads_not(FIELD_person_email, text, "longue");
}

static void check_read__takes__web_addresses(void **state)
{
	(void)state;
	reads_as(FIELD_structure_site_web, "https://exemple.fr/a?b=c", "https://exemple.fr/a?b=c");
	reads_as(FIELD_structure_site_web, "http://exemple.fr", "http://exemple.fr");
	reads_as(FIELD_structure_site_web, "www.exemple.fr", "https://www.exemple.fr");
	reads_not(FIELD_structure_site_web, "monsite", "https");
	reads_not(FIELD_structure_site_web, "deux mots.fr", "https");
	reads_not(FIELD_structure_site_web, "ftp://exemple.fr", "https");
	reads_not(FIELD_structure_site_web, "javascript:alert(1)", "https");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_read__writes__french_phones_in_e164),
		cmocka_unit_test(check_read__writes__overseas_phones_in_e164),
		cmocka_unit_test(check_read__warns__of_a_foreign_phone),
		cmocka_unit_test(check_read__counts__the_digits_of_a_wrong_phone),
		cmocka_unit_test(check_read__keeps__short_numbers_to_organisations),
		cmocka_unit_test(check_read__hands_on__the_second_phone_of_a_cell),
		cmocka_unit_test(check_read__hands_on__the_second_phone_when_the_first_is_refused),
		cmocka_unit_test(check_read__warns__of_a_phone_too_many),
		cmocka_unit_test(check_read__takes__e_mail_addresses),
		cmocka_unit_test(check_read__names__what_is_wrong_with_an_e_mail),
		cmocka_unit_test(check_read__refuses__an_e_mail_of_300_characters),
		cmocka_unit_test(check_read__takes__web_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
