/* A spreadsheet's numbers as people see them. The days are those that Excel and Calc show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "read/number.h"

static void shows(const char *text, const char *code, bool from_1904, const char *want)
{
	char out[NUMBER_SHOWN_MAX];
	size_t n = 0;
	assert_true(number_show(text, number_of_code(code), from_1904, out, &n));
	assert_int_equal(n, strlen(out));
	assert_string_equal(out, want);
}

static void days__are_days__from_either_beginning(void **state)
{
	(void)state;
	shows("33000", "dd/mm/yyyy", false, "1990-05-07");
	shows("31538", "dd/mm/yyyy", true, "1990-05-07");
	shows("33000", "[$-40C]d mmmm yyyy;@", false, "1990-05-07");
	shows("33000.395833333336", "yyyy\\-mm\\-dd\\ hh:mm:ss.000", false, "1990-05-07 09:30");
	shows("33000", "jj/mm/aaaa", false, "1990-05-07");
	shows("1", "d/m/yy", false, "1900-01-01");
	shows("59", "d/m/yy", false, "1900-02-28");
	shows("61", "d/m/yy", false, "1900-03-01");
	shows("2958465", "mmm-yy", false, "9999-12-31");
	shows("32999.999999", "d/m/yy", false, "1990-05-07");
}

/* A day that never was, or lies outside the calendar, is the number that stands there. */
static void days__that_never_were__stay_numbers(void **state)
{
	(void)state;
	shows("60", "d/m/yy", false, "60");
	shows("0", "d/m/yy", false, "0");
	shows("-3", "d/m/yy", false, "-3");
	shows("2958466", "d/m/yy", false, "2958466");
	shows("1e300", "d/m/yy", false, "1e+300");
}

static void times__of_a_day__and_durations(void **state)
{
	(void)state;
	shows("0.395833333333333", "hh:mm", false, "09:30");
	shows("1.25", "[h]:mm", false, "30:00");
}

static void numbers__keep_their_zeros__where_a_format_shows_them(void **state)
{
	(void)state;
	shows("1000", "00000", false, "01000");
	shows("612345678", "0#\" \"##\" \"##\" \"##\" \"##", false, "0612345678");
	shows("1000", "General", false, "1000");
	shows("1000", "0", false, "1000");
	shows("1000", "# ##0.00 \"jours\"", false, "1000");
	shows("1.85057812345678E+14", "General", false, "185057812345678");
	shows("12.5", "0%", false, "12.5");
	shows("-0", "General", false, "0");
	shows("0.1", "@", false, "0.1");
}

static void what_is_no_number__is_refused(void **state)
{
	static const char *const texts[] = { "", " 1", "1 ", "0x10", "nan", "inf", "1e999", "1,5", "12a" };
	char out[NUMBER_SHOWN_MAX];
	size_t n = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(number_show(texts[i], number_of_code("General"), false, out, &n));
}

static void formats_with_a_number__are_those_of_the_standard(void **state)
{
	(void)state;
	for (unsigned long id = 0; id < 60; id++) {
		const struct number_format f = number_builtin(id);
		assert_int_equal(f.digits, 0);
		if (id == 14 || id == 22)
			assert_true(f.day);
		if (id < 14 || (id > 36 && id < 45) || id == 49)
			assert_false(f.day || f.time);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days__are_days__from_either_beginning),
		cmocka_unit_test(days__that_never_were__stay_numbers),
		cmocka_unit_test(times__of_a_day__and_durations),
		cmocka_unit_test(numbers__keep_their_zeros__where_a_format_shows_them),
		cmocka_unit_test(what_is_no_number__is_refused),
		cmocka_unit_test(formats_with_a_number__are_those_of_the_standard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
