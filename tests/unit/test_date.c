/* Civil dates: the calendar, what files hold, what people type, what screens show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/date.h"

static int32_t day(int y, int m, int d)
{
	int32_t out = 0;
	if (date_from_ymd(y, m, d, &out) != JAL_OK)
		fail_msg("%d-%d-%d", y, m, d);
	return out;
}

/* ---- the calendar ---- */

static void date_from_ymd__agrees__with_the_system_calendar(void **state)
{
	(void)state;
	/* Every seventh day of the whole range; timegm and gmtime_r are the judge. */
	for (int32_t d = DATE_MIN; d <= DATE_MAX; d += 7) {
		const struct date_ymd ymd = date_to_ymd(d);
		struct tm tm = { 0 };
		const time_t t = (time_t)d * 86400;
		assert_non_null(gmtime_r(&t, &tm));
		if (ymd.year != tm.tm_year + 1900 || ymd.month != tm.tm_mon + 1 || ymd.day != tm.tm_mday ||
		    date_weekday(d) != (tm.tm_wday + 6) % 7 + 1 || day(ymd.year, ymd.month, ymd.day) != d)
			fail_msg("day %d", (int)d);
	}
	assert_int_equal(day(1, 1, 1), DATE_MIN);
	assert_int_equal(day(9999, 12, 31), DATE_MAX);
	assert_int_equal(day(1970, 1, 1), 0);
}

static void date_from_ymd__refuses__days_that_do_not_exist(void **state)
{
	(void)state;
	static const int bad[][3] = { { 2026, 2, 29 }, { 1900, 2, 29 }, { 2026, 4, 31 }, { 2026, 13, 1 }, { 2026, 0, 1 },
		{ 2026, 1, 0 }, { 2026, 1, 32 }, { 0, 1, 1 }, { 10000, 1, 1 }, { 2026, -1, 1 } };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int32_t out = 42;
		assert_int_equal(date_from_ymd(bad[i][0], bad[i][1], bad[i][2], &out), JAL_ERR_INVALID);
		assert_int_equal(out, 42);
	}
	assert_int_equal(day(2000, 2, 29), 11016);
}

static void date_add_months__keeps__the_day_or_the_last_one(void **state)
{
	(void)state;
	assert_int_equal(date_add_months(day(2026, 1, 31), 1), day(2026, 2, 28));
	assert_int_equal(date_add_months(day(2024, 1, 31), 1), day(2024, 2, 29));
	assert_int_equal(date_add_months(day(2026, 11, 24), 2), day(2027, 1, 24));
	assert_int_equal(date_add_months(day(2026, 1, 31), -2), day(2025, 11, 30));
	assert_int_equal(date_add_months(day(2026, 12, 31), 24), day(2028, 12, 31));
	assert_int_equal(date_add_months(day(9999, 1, 1), 12), DATE_MAX);
	assert_int_equal(date_add_months(day(1, 1, 1), -1), DATE_MIN);
	assert_int_equal(date_add_days(DATE_MAX, 1), DATE_MAX);
	assert_int_equal(date_add_days(DATE_MIN, INT64_MIN), DATE_MIN);
	assert_int_equal(date_add_days(0, 1), 1);
}

static void date_age__counts__whole_years(void **state)
{
	(void)state;
	assert_int_equal(date_age(day(1992, 5, 17), day(2026, 11, 24)), 34);
	assert_int_equal(date_age(day(1992, 11, 24), day(2026, 11, 24)), 34);
	assert_int_equal(date_age(day(1992, 11, 25), day(2026, 11, 24)), 33);
	assert_int_equal(date_age(day(2004, 2, 29), day(2026, 2, 28)), 21);
	assert_int_equal(date_age(day(2004, 2, 29), day(2026, 3, 1)), 22);
	assert_int_equal(date_age(day(2026, 11, 24), day(2026, 11, 24)), 0);
	assert_int_equal(date_age(day(2027, 11, 24), day(2026, 11, 24)), 0);
}

static void date_of_time__splits__also_before_1970(void **state)
{
	(void)state;
	assert_int_equal(date_of_time(-1), -1);
	assert_int_equal(date_minutes_of_time(-1), 1439);
	assert_int_equal(date_of_time(1440), 1);
	assert_int_equal(date_minutes_of_time(date_with_minutes(day(2026, 11, 24), 570)), 570);
	assert_int_equal(date_of_time(date_with_minutes(day(1901, 1, 1), 1439)), day(1901, 1, 1));
}

/* ---- ISO ---- */

static void date_iso__writes__what_it_reads(void **state)
{
	(void)state;
	char out[DATE_ISO_MAX];
	int32_t d = 0;
	int64_t t = 0;
	assert_string_equal(date_iso(day(2026, 11, 24), out), "2026-11-24");
	assert_string_equal(date_iso(DATE_MIN, out), "0001-01-01");
	assert_string_equal(date_iso_time(date_with_minutes(day(2026, 11, 24), 570), out), "2026-11-24T09:30");
	assert_int_equal(date_parse_iso("2026-11-24", 10, &d), JAL_OK);
	assert_int_equal(d, day(2026, 11, 24));
	assert_int_equal(date_parse_iso_time("2026-11-24T09:30", 16, &t), JAL_OK);
	assert_true(t == date_with_minutes(d, 570));
}

static void date_parse_iso__refuses__anything_else(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "2026-11-2", "2026-11-244", "2026/11/24", "2026-1a-24", " 2026-11-2", "-026-11-24",
		"2026-11-24T09:30" };
	int32_t d = 42;
	int64_t t = 42;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(date_parse_iso(bad[i], strlen(bad[i]), &d), JAL_ERR_SYNTAX);
	assert_int_equal(date_parse_iso("2026-02-30", 10, &d), JAL_ERR_INVALID);
	assert_int_equal(d, 42);
	assert_int_equal(date_parse_iso_time("2026-11-24 09:30", 16, &t), JAL_ERR_SYNTAX);
	assert_int_equal(date_parse_iso_time("2026-11-24T24:00", 16, &t), JAL_ERR_INVALID);
	assert_int_equal(date_parse_iso_time("2026-11-24T09:60", 16, &t), JAL_ERR_INVALID);
	assert_int_equal(date_parse_iso_time("2026-11-31T09:00", 16, &t), JAL_ERR_INVALID);
	assert_int_equal(date_parse_iso_time("2026-11-24T9:300", 16, &t), JAL_ERR_SYNTAX);
	assert_true(t == 42);
}

/* ---- files ---- */

static void date_parse_import__reads__every_form_of_the_domain(void **state)
{
	(void)state;
	static const char *const good[] = { "2026-11-24", "24/11/2026", "24-11-2026", "24.11.2026", "2026/11/24",
		" 24/11/2026 ", "\u00A024/11/2026\n", "2026-11-24T00:00:00", "2026-11-24 00:00:00.0", "2026-11-24 23:59:59",
		"2026-11-24T09:30", "24/11/2026 09:30", "24/11/2026 9:30:00", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00.000+01:00",
		"2026-11-24T00:00:00+0100", "46350", "46350.75", "46350,5" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int32_t d = 0;
		if (date_parse_import(good[i], strlen(good[i]), &d, NULL) != JAL_OK || d != day(2026, 11, 24))
			fail_msg("%s", good[i]);
	}
	int32_t d = 0;
	assert_int_equal(date_parse_import("1/2/1998", 8, &d, NULL), JAL_OK);
	assert_int_equal(d, day(1998, 2, 1));
	/* Known serials: LibreOffice and Excel say so. */
	assert_int_equal(date_parse_import("36526", 5, &d, NULL), JAL_OK);
	assert_int_equal(d, day(2000, 1, 1));
	assert_int_equal(date_parse_import("10000", 5, &d, NULL), JAL_OK);
	assert_int_equal(d, day(1927, 5, 18));
}

static void date_parse_import__finds__nothing_in_an_empty_cell(void **state)
{
	(void)state;
	static const char *const none[] = { "", " ", "NULL", "null", "N/A", "n/a", "#N/A", "-", " - ", "—", "\xC2\xA0" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		int32_t d = 42;
		if (date_parse_import(none[i], strlen(none[i]), &d, NULL) != JAL_ERR_NOT_FOUND || d != 42)
			fail_msg("%s", none[i]);
	}
}

static void date_parse_import__refuses__with_a_reason(void **state)
{
	(void)state;
	static const char *const bad[] = { "31/02/2026", "2026-02-31", "24/11/26", "24/11", "24/11-2026", "1998", "123456", "4635",
		"20261124", "24112026", "11/24/2026", "00/11/2026", "24/00/2026", "24/11/0000", "0000-00-00", "demain", "24/11/2026x",
		"24/11/2026 25:00", "24/11/2026 09", "24/11/2026T", "2026-11-24T23:00:00Z", "2026-11-24T00:00:00.5Z",
		"2026-11-24T00:00:00 CET", "2026-11-24T00:00:00+1", "+7", "24 11 2026", "24//11/2026", "/", "99999999999999", "46350.x",
		"24/011/2026", "2026.11.24", "24/11/20261", "\xFF" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int32_t d = 42;
		struct diag why = DIAG_INIT;
		const enum jal_err err = date_parse_import(bad[i], strlen(bad[i]), &d, &why);
		if (err != JAL_ERR_INVALID || d != 42 || !why.text)
			fail_msg("%s", bad[i]);
	}
}

/* ---- people ---- */

static void date_parse_form__understands__what_referents_type(void **state)
{
	(void)state;
	const int32_t today = day(2026, 11, 24);	/* a Tuesday */
	static const struct {
		const char *typed;
		int y, m, d;
	} rows[] = {
		{ "24/11/2026", 2026, 11, 24 }, { "2026-11-24", 2026, 11, 24 }, { "1/12", 2026, 12, 1 }, { "01122026", 2026, 12, 1 },
		{ "241126", 2026, 11, 24 }, { "2411", 2026, 11, 24 }, { "24/11/26", 2026, 11, 24 }, { "24.11", 2026, 11, 24 },
		{ "24-11", 2026, 11, 24 }, { "24 11", 2026, 11, 24 }, { "24 11 2026", 2026, 11, 24 },
		{ "17/05/92", 1992, 5, 17 }, { "170592", 1992, 5, 17 }, { "1/1/36", 2036, 1, 1 }, { "1/1/37", 1937, 1, 1 },
		{ "1/1/00", 2000, 1, 1 },
		/* the nearest year */
		{ "5/1", 2027, 1, 5 }, { "20/12", 2026, 12, 20 }, { "20/11", 2026, 11, 20 }, { "1/6", 2026, 6, 1 }, { "20/5", 2027, 5, 20 },
		{ "auj", 2026, 11, 24 }, { "aujourd'hui", 2026, 11, 24 }, { "Aujourd’hui", 2026, 11, 24 }, { "tod", 2026, 11, 24 },
		{ "today", 2026, 11, 24 }, { "dem", 2026, 11, 25 }, { "DEMAIN", 2026, 11, 25 }, { "tom", 2026, 11, 25 },
		{ "tomorrow", 2026, 11, 25 }, { "hier", 2026, 11, 23 }, { "yest", 2026, 11, 23 }, { "après-demain", 2026, 11, 26 },
		{ "avant-hier", 2026, 11, 22 },
		{ "lun", 2026, 11, 30 }, { "mar", 2026, 12, 1 }, { "mer", 2026, 11, 25 }, { "jeu", 2026, 11, 26 }, { "ven", 2026, 11, 27 },
		{ "sam", 2026, 11, 28 }, { "dim", 2026, 11, 29 }, { "ven.", 2026, 11, 27 }, { "vendredi", 2026, 11, 27 },
		{ "mon", 2026, 11, 30 }, { "tue", 2026, 12, 1 }, { "wed", 2026, 11, 25 }, { "thu", 2026, 11, 26 }, { "fri", 2026, 11, 27 },
		{ "sat", 2026, 11, 28 }, { "sunday", 2026, 11, 29 },
		{ "+7", 2026, 12, 1 }, { "+7j", 2026, 12, 1 }, { "+7d", 2026, 12, 1 }, { "-2", 2026, 11, 22 }, { "+0", 2026, 11, 24 },
		{ "+3s", 2026, 12, 15 }, { "+3 S", 2026, 12, 15 }, { "+3w", 2026, 12, 15 }, { "+2m", 2027, 1, 24 }, { "-1m", 2026, 10, 24 },
		{ "+1a", 2027, 11, 24 }, { "+1y", 2027, 11, 24 }, { "  dem  ", 2026, 11, 25 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t d = 0;
		char got[DATE_ISO_MAX];
		if (date_parse_form(rows[i].typed, strlen(rows[i].typed), today, &d, NULL) != JAL_OK ||
		    d != day(rows[i].y, rows[i].m, rows[i].d))
			fail_msg("%s gives %s", rows[i].typed, date_iso(d, got));
	}
}

static void date_parse_form__refuses__what_it_would_have_to_guess(void **state)
{
	(void)state;
	static const char *const bad[] = { "31/02", "3102", "31/02/2026", "310226", "x", "de", "xyz", "marz", "24/", "/11", "24/11/",
		"24/11/202", "24/11/2", "1", "12", "123", "12345", "46350", "1234567", "123456789", "+", "+x", "+3k", "+3ss", "+12345", "--2",
		"32/1", "0/1", "1/13", "24/11/26/1", "24/11.26", "aujx", "+7 jours", "\xFF\xFF\xFF", "é" };
	const int32_t today = day(2026, 11, 24);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int32_t d = 42;
		struct diag why = DIAG_INIT;
		if (date_parse_form(bad[i], strlen(bad[i]), today, &d, &why) != JAL_ERR_INVALID || d != 42 || !why.text)
			fail_msg("%s", bad[i]);
	}
	int32_t d = 42;
	assert_int_equal(date_parse_form("  ", 2, today, &d, NULL), JAL_ERR_NOT_FOUND);
	assert_int_equal(d, 42);
}

static void date_parse_form__finds__29_february_where_it_is(void **state)
{
	(void)state;
	int32_t d = 0;
	assert_int_equal(date_parse_form("29/2", 4, day(2027, 11, 24), &d, NULL), JAL_OK);
	assert_int_equal(d, day(2028, 2, 29));
	assert_int_equal(date_parse_form("29/2", 4, day(2026, 11, 24), &d, NULL), JAL_ERR_INVALID);
}

static void date_parse_minutes__understands__short_times(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		int minutes;
	} rows[] = {
		{ "930", 570 }, { "0930", 570 }, { "9h30", 570 }, { "9H30", 570 }, { "9:30", 570 }, { "09:30", 570 }, { "9.30", 570 },
		{ "9 h 30", 570 }, { " 9h30 ", 570 }, { "14h", 840 }, { "14", 840 }, { "9", 540 }, { "0", 0 }, { "0h00", 0 },
		{ "2359", 1439 }, { "23h59", 1439 }, { "100", 60 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int m = -1;
		if (date_parse_minutes(rows[i].typed, strlen(rows[i].typed), &m, NULL) != JAL_OK || m != rows[i].minutes)
			fail_msg("%s gives %d", rows[i].typed, m);
	}
	static const char *const bad[] = { "24h", "2400", "960", "9h60", "9h3", "9h300", "9:", "14:", "h30", "x", "9h30x", "12345", "9-30",
		"-9", "9h 30 0" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int m = 42;
		struct diag why = DIAG_INIT;
		if (date_parse_minutes(bad[i], strlen(bad[i]), &m, &why) != JAL_ERR_INVALID || m != 42 || !why.text)
			fail_msg("%s", bad[i]);
	}
	int m = 42;
	assert_int_equal(date_parse_minutes("", 0, &m, NULL), JAL_ERR_NOT_FOUND);
}

/* ---- screens ---- */

static void date_shown__writes__as_the_screens_do(void **state)
{
	(void)state;
	char out[DATE_SHOWN_MAX];
	const int32_t d = day(2026, 11, 4);
	assert_string_equal(date_shown(d, out), "04/11/2026");
	assert_string_equal(date_shown_day(d, out), "04/11");
	assert_string_equal(date_shown_month(d, out), "11/2026");
	assert_string_equal(date_shown_minutes(570, false, 'h', out), "9h30");
	assert_string_equal(date_shown_minutes(511, true, 'h', out), "08h31");
	assert_string_equal(date_shown_minutes(0, false, 'h', out), "0h00");
	assert_string_equal(date_shown_minutes(840, false, ':', out), "14:00");
	assert_string_equal(date_weekday_short(date_weekday(day(2026, 11, 24))), "mar.");
	assert_string_equal(date_month_short(9), "sept.");
}

/* ---- the clock ---- */

static int64_t fixed_now(void *ctx)
{
	return *(int64_t *)ctx;
}

static int fixed_offset(void *ctx, int64_t at_ms)
{
	(void)ctx;
	(void)at_ms;
	return 60;
}

static void clock_today__is__the_local_civil_date(void **state)
{
	(void)state;
	int64_t now = (int64_t)day(2026, 11, 24) * 86400000 - 3600000;	/* 23:00 UTC the day before */
	const struct jal_clock clock = { fixed_now, fixed_offset, &now };
	assert_int_equal(clock_today(&clock), day(2026, 11, 24));
	assert_true(clock_civil_minutes(&clock) == date_with_minutes(day(2026, 11, 24), 0));
	now -= 1;
	assert_int_equal(clock_today(&clock), day(2026, 11, 23));
	now = -1;	/* before 1970 */
	assert_true(clock_civil_minutes(&clock) == 59);
}

static void clock_system__knows__summer_time(void **state)
{
	(void)state;
	const struct jal_clock *clock = clock_system();
	assert_true(clock_now(clock) > (int64_t)day(2024, 1, 1) * 86400000);
	/* The test runner sets TZ=Europe/Paris; elsewhere any whole number of quarters will do. */
	const int winter = clock->offset_min(clock->ctx, (int64_t)day(2026, 1, 15) * 86400000);
	const int summer = clock->offset_min(clock->ctx, (int64_t)day(2026, 7, 15) * 86400000);
	assert_int_equal(winter % 15, 0);
	if (winter == 60)
		assert_int_equal(summer, 120);
}

static void date_iso_week__gives__the_week_of_its_thursday(void **state)
{
	static const struct { int y, m, d, week, year; } cases[] = {
		{ 2026, 11, 24, 48, 2026 }, { 2026, 1, 1, 1, 2026 }, { 2027, 1, 3, 53, 2026 }, { 2027, 1, 4, 1, 2027 },
		{ 2024, 12, 30, 1, 2025 }, { 2020, 12, 31, 53, 2020 }, { 2023, 1, 1, 52, 2022 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int year = 0;
		assert_int_equal(date_iso_week(day(cases[i].y, cases[i].m, cases[i].d), &year), cases[i].week);
		assert_int_equal(year, cases[i].year);
	}
}

static void date_monday__is__the_first_day_of_that_week(void **state)
{
	(void)state;
	assert_int_equal(date_monday(day(2026, 11, 23)), day(2026, 11, 23));
	assert_int_equal(date_monday(day(2026, 11, 24)), day(2026, 11, 23));
	assert_int_equal(date_monday(day(2026, 11, 29)), day(2026, 11, 23));
	assert_int_equal(date_monday(day(1969, 12, 31)), day(1969, 12, 29));
	assert_int_equal(date_monday(DATE_MIN), DATE_MIN);
	for (int32_t d = DATE_MAX - 20; d <= DATE_MAX; d++) {
		assert_int_equal(date_weekday(date_monday(d)), 1);
		assert_in_range(d - date_monday(d), 0, 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date_monday__is__the_first_day_of_that_week),
		cmocka_unit_test(date_iso_week__gives__the_week_of_its_thursday),
		cmocka_unit_test(date_from_ymd__agrees__with_the_system_calendar),
		cmocka_unit_test(date_from_ymd__refuses__days_that_do_not_exist),
		cmocka_unit_test(date_add_months__keeps__the_day_or_the_last_one),
		cmocka_unit_test(date_age__counts__whole_years),
		cmocka_unit_test(date_of_time__splits__also_before_1970),
		cmocka_unit_test(date_iso__writes__what_it_reads),
		cmocka_unit_test(date_parse_iso__refuses__anything_else),
		cmocka_unit_test(date_parse_import__reads__every_form_of_the_domain),
		cmocka_unit_test(date_parse_import__finds__nothing_in_an_empty_cell),
		cmocka_unit_test(date_parse_import__refuses__with_a_reason),
		cmocka_unit_test(date_parse_form__understands__what_referents_type),
		cmocka_unit_test(date_parse_form__refuses__what_it_would_have_to_guess),
		cmocka_unit_test(date_parse_form__finds__29_february_where_it_is),
		cmocka_unit_test(date_parse_minutes__understands__short_times),
		cmocka_unit_test(date_shown__writes__as_the_screens_do),
		cmocka_unit_test(clock_today__is__the_local_civil_date),
		cmocka_unit_test(clock_system__knows__summer_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
