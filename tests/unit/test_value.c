/* Values in memory, on the wire and in plain text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/value.h"

static void wire(const struct value *v, const char *hex)
{
	struct buf b = BUF_INIT;
	struct buf text = BUF_INIT;
	assert_int_equal(value_encode(v, &b), JAL_OK);
	assert_int_equal(buf_put_hex(&text, b.data, b.len), JAL_OK);
	assert_string_equal(buf_str(&text), hex);
	buf_free(&b);
	buf_free(&text);
}

static void plain(enum field field, const struct value *v, const char *expected)
{
	struct buf b = BUF_INIT;
	assert_int_equal(value_plain(model_field(field), v, &b), JAL_OK);
	assert_string_equal(buf_str(&b), expected);
	buf_free(&b);
}

static const struct jal_id an_id = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 } };

static void value_encode__writes__the_shortest_form(void **state)
{
	(void)state;
	const struct value empty = VALUE_INIT;
	const struct value text = value_text("é");
	const struct value number = value_number(-1);
	const struct value yes = value_flag(true);
	const struct value id = value_id(&an_id);
	wire(&empty, "f6");
	wire(&text, "62c3a9");
	wire(&number, "20");
	wire(&yes, "f5");
	wire(&id, "50000102030405060708090a0b0c0d0e0f");
}

static void value_text__is__empty_without_a_text(void **state)
{
	(void)state;
	assert_int_equal(value_text(NULL).kind, VALUE_EMPTY);
	assert_int_equal(value_text("").kind, VALUE_EMPTY);
}

static void round_trip(enum field field, const struct value *v)
{
	struct buf b = BUF_INIT;
	struct value back = VALUE_INIT;
	assert_int_equal(value_encode(v, &b), JAL_OK);
	assert_int_equal(value_decode(model_field(field), b.data, b.len, &back), JAL_OK);
	assert_true(value_equal(v, &back));
	buf_free(&b);
}

static void value_decode__gives_back__what_was_encoded(void **state)
{
	(void)state;
	const struct value text = value_text("Hélène");
	const struct value date = value_number(20781);
	const struct value before = value_number(-5000);
	const struct value money = value_number(119000);
	const struct value no = value_flag(false);
	const struct value id = value_id(&an_id);
	const struct jal_hash h = hash_b2("x", 1);
	const struct value hash = value_hash(&h);
	const struct value empty = VALUE_INIT;
	const struct value newer = value_text("a_code_of_tomorrow");
	round_trip(FIELD_person_first_name, &text);
	round_trip(FIELD_note_text, &text);
	round_trip(FIELD_person_birth_date, &date);
	round_trip(FIELD_person_birth_date, &before);
	round_trip(FIELD_income_monthly, &money);
	round_trip(FIELD_person_rqth, &no);
	round_trip(FIELD_person_tags, &no);
	round_trip(FIELD_dossier_lead, &id);
	round_trip(FIELD_contract_printed, &hash);
	round_trip(FIELD_person_first_name, &empty);
	/* Acceptance must not depend on how new the program is. */
	round_trip(FIELD_note_channel, &newer);
}

static void refused(enum field field, const char *bytes, size_t n)
{
	struct value v = value_number(7);
	assert_int_equal(value_decode(model_field(field), (const uint8_t *)bytes, n, &v), JAL_ERR_INVALID);
	assert_int_equal(v.number, 7);
}

static void value_decode__refuses__another_type(void **state)
{
	(void)state;
	refused(FIELD_person_first_name, "\x01", 1);
	refused(FIELD_person_first_name, "\x41\x61", 2);
	refused(FIELD_person_birth_date, "\x61\x31", 2);
	refused(FIELD_person_rqth, "\x01", 1);
	refused(FIELD_person_tags, "\xF6", 1);
	refused(FIELD_dossier_lead, "\x41\x00", 2);
	refused(FIELD_contract_printed, "\x50\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F", 17);
	refused(FIELD_person_birth_date, "\xF9\x3C\x00", 3);
}

static void value_decode__refuses__bytes_that_are_not_one_item(void **state)
{
	(void)state;
	refused(FIELD_person_first_name, "", 0);
	refused(FIELD_person_first_name, "\x62\x61", 2);
	refused(FIELD_person_first_name, "\x61\x61\x61", 3);
	refused(FIELD_person_first_name, "\x78\x01\x61", 3);
	refused(FIELD_person_first_name, "\x61\xE9", 2);
	refused(FIELD_person_first_name, "\x63" "e\xCC\x81", 4);
	refused(FIELD_person_birth_date, "\x18\x01", 2);
}

static void value_decode__refuses__texts_empty_too_long_or_with_nul(void **state)
{
	(void)state;
	static char big[40000];
	refused(FIELD_person_first_name, "\x60", 1);
	refused(FIELD_person_first_name, "\x62" "a\0", 3);
	memset(big, 'a', sizeof(big));
	memcpy(big, "\x79\x04\x01", 3);
	refused(FIELD_person_first_name, big, 3 + 1025);
	memcpy(big, "\x79\x80\x01", 3);
	refused(FIELD_note_text, big, 3 + 32769);
	memcpy(big, "\x79\x80\x00", 3);
	struct value v = VALUE_INIT;
	assert_int_equal(value_decode(model_field(FIELD_note_text), (const uint8_t *)big, 3 + 32768, &v), JAL_OK);
}

static void value_decode__refuses__numbers_out_of_range(void **state)
{
	(void)state;
	/* 2932897 is the day after 9999-12-31; 2^53 and beyond are no money. */
	refused(FIELD_person_birth_date, "\x1A\x00\x2C\xC0\xA1", 5);
	refused(FIELD_income_monthly, "\x1B\x00\x20\x00\x00\x00\x00\x00\x00", 9);
	refused(FIELD_income_monthly, "\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9);
	refused(FIELD_income_monthly, "\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9);
}

static void value_plain__writes__the_stable_form(void **state)
{
	(void)state;
	const struct value date = value_number(20781);
	const struct value time = value_number(INT64_C(20781) * 1440 + 570);
	const struct value money = value_number(119050);
	const struct value debt = value_number(-50);
	const struct value yes = value_flag(true);
	const struct value id = value_id(&an_id);
	const struct value empty = VALUE_INIT;
	plain(FIELD_note_date, &date, "2026-11-24");
	plain(FIELD_appointment_starts, &time, "2026-11-24T09:30");
	plain(FIELD_income_monthly, &money, "1190.50");
	plain(FIELD_income_monthly, &debt, "-0.50");
	plain(FIELD_person_rqth, &yes, "true");
	plain(FIELD_dossier_lead, &id, "000102030405060708090a0b0c0d0e0f");
	plain(FIELD_person_city, &empty, "");
	plain(FIELD_person_mobility_km, &debt, "-50");
}

static void value_owned_add__keeps__each_element_once(void **state)
{
	(void)state;
	struct value_owned set = VALUE_OWNED_INIT;
	assert_int_equal(value_owned_add(&set, "alpha", 5), JAL_OK);
	assert_int_equal(value_owned_add(&set, "alpha", 5), JAL_OK);
	assert_int_equal(value_owned_add(&set, "alphabet", 5), JAL_OK);
	assert_int_equal(value_owned_add(&set, "beta", 4), JAL_OK);
	assert_int_equal(set.element_count, 2);
	assert_string_equal(set.elements[1], "beta");
	value_owned_free(&set);
	assert_int_equal(set.element_count, 0);
	value_owned_free(&set);
	value_owned_free(NULL);
}

static void value_fits__follows__the_field_s_type(void **state)
{
	(void)state;
	assert_true(value_fits(model_field(FIELD_person_city), VALUE_EMPTY));
	assert_true(value_fits(model_field(FIELD_person_city), VALUE_TEXT));
	assert_false(value_fits(model_field(FIELD_person_city), VALUE_NUMBER));
	assert_true(value_fits(model_field(FIELD_person_tags), VALUE_FLAG));
	assert_false(value_fits(model_field(FIELD_person_tags), VALUE_TEXT));
	assert_false(value_fits(model_field(FIELD_dossier_lead), VALUE_HASH));
}

static void value_equal__tells__kinds_and_contents_apart(void **state)
{
	(void)state;
	const struct value one = value_number(1);
	const struct value yes = value_flag(true);
	const struct value a = value_text("a");
	const struct value b = value_text("b");
	const struct value ab = value_text("ab");
	assert_false(value_equal(&one, &yes));
	assert_false(value_equal(&a, &b));
	assert_false(value_equal(&a, &ab));
	assert_true(value_equal(&a, &a));
}

static void value_is__compares__the_whole_text_of_a_text(void **state)
{
	(void)state;
	const struct value code = value_text("signed"), number = value_number(3), empty = VALUE_INIT;
	struct value cut = value_text("signed_on");
	assert_true(value_is(&code, "signed"));
	assert_false(value_is(&code, "sign"));
	assert_false(value_is(&code, "signed_on"));
	assert_false(value_is(&number, "3"));
	assert_false(value_is(&empty, ""));
	/* Read values are not NUL-terminated. */
	cut.text_len = 6;
	assert_true(value_is(&cut, "signed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_encode__writes__the_shortest_form),
		cmocka_unit_test(value_text__is__empty_without_a_text),
		cmocka_unit_test(value_decode__gives_back__what_was_encoded),
		cmocka_unit_test(value_decode__refuses__another_type),
		cmocka_unit_test(value_decode__refuses__bytes_that_are_not_one_item),
		cmocka_unit_test(value_decode__refuses__texts_empty_too_long_or_with_nul),
		cmocka_unit_test(value_decode__refuses__numbers_out_of_range),
		cmocka_unit_test(value_plain__writes__the_stable_form),
		cmocka_unit_test(value_owned_add__keeps__each_element_once),
		cmocka_unit_test(value_fits__follows__the_field_s_type),
		cmocka_unit_test(value_is__compares__the_whole_text_of_a_text),
		cmocka_unit_test(value_equal__tells__kinds_and_contents_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
