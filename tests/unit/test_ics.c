/* Calendars: escapes, folding, times. Other programs read them in tests/e2e/test_cli_agenda.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/ics.h"

#define NOW ((int64_t)1795516920000) /* 2026-11-24T10:42Z */

static struct buf made = BUF_INIT;

static const char *write_event(const struct ics_event *e)
{
	buf_clear(&made);
	struct ics w = ics_begin(&made, NOW);
	ics_event(&w, e);
	assert_int_equal(ics_end(&w), JAL_OK);
	return buf_str(&made);
}

static int64_t at(int year, int month, int day, int minutes)
{
	int32_t date = 0;
	assert_int_equal(date_from_ymd(year, month, day, &date), JAL_OK);
	return date_with_minutes(date, minutes);
}

static void ics_event__gives__times_of_paris_and_a_lasting_uid(void **state)
{
	(void)state;
	const struct ics_event e = { .id = { { 0xab, 0xcd } }, .starts = at(2026, 11, 25, 570), .minutes = 45, .summary = "RDV",
		.takes_time = true };
	const char *text = write_event(&e);
	assert_non_null(strstr(text, "\r\nUID:abcd0000000000000000000000000000@jalon\r\n"));
	assert_non_null(strstr(text, "\r\nDTSTAMP:20261124T104200Z\r\n"));
	assert_non_null(strstr(text, "\r\nDTSTART;TZID=Europe/Paris:20261125T093000\r\n"));
	assert_non_null(strstr(text, "\r\nDTEND;TZID=Europe/Paris:20261125T101500\r\n"));
	assert_non_null(strstr(text, "\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nCLASS:PRIVATE\r\n"));
	assert_null(strstr(text, "LOCATION"));
	assert_null(strstr(text, "DESCRIPTION"));
	assert_int_equal(strncmp(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", 30), 0);
	assert_string_equal(text + strlen(text) - 15, "END:VCALENDAR\r\n");
}

static void ics_event__ends__after_midnight(void **state)
{
	(void)state;
	const struct ics_event e = { .starts = at(2026, 12, 31, 1410), .minutes = 60, .summary = "RDV" };
	const char *text = write_event(&e);
	assert_non_null(strstr(text, "DTEND;TZID=Europe/Paris:20270101T003000\r\n"));
	assert_non_null(strstr(text, "TRANSP:TRANSPARENT\r\n"));
}

static void ics_event__tells__what_is_cancelled(void **state)
{
	(void)state;
	const struct ics_event e = { .starts = at(2026, 11, 25, 0), .minutes = 5, .summary = "RDV", .cancelled = true };
	assert_non_null(strstr(write_event(&e), "STATUS:CANCELLED\r\n"));
}

static void ics_event__escapes__what_separates(void **state)
{
	(void)state;
	const struct ics_event e = { .starts = 0, .minutes = 5, .summary = "a;b,c\\d: \"e\"", .location = "12, rue",
		.description = "un\ndeux\r\x01" };
	const char *text = write_event(&e);
	assert_non_null(strstr(text, "SUMMARY:a\\;b\\,c\\\\d: \"e\"\r\n"));
	assert_non_null(strstr(text, "LOCATION:12\\, rue\r\n"));
	/* No way to end a line early. */
	assert_non_null(strstr(text, "DESCRIPTION:un\\ndeux^M^A\r\n"));
}

/* No line is longer than 75 octets, none is cut within a character, and unfolded it is the text again. */
static void ics_event__folds__between_characters(void **state)
{
	(void)state;
	for (size_t n = 55; n < 180; n++) {
		char summary[512] = "";
		struct buf unfolded = BUF_INIT;
		for (size_t i = 0; i < n; i++)
			memcpy(summary + strlen(summary), i % 3 ? "é" : "x", i % 3 ? 3 : 2);
		const struct ics_event e = { .starts = 0, .minutes = 5, .summary = summary };
		const char *p = write_event(&e);
		while (*p) {
			const char *end = strstr(p, "\r\n");
			assert_non_null(end);
			assert_true(end - p <= 75);
			assert_true(((unsigned char)*p & 0xC0) != 0x80);
			if (*p == ' ') {
				assert_true(((unsigned char)p[1] & 0xC0) != 0x80);
				p++;
			} else {
				assert_int_equal(buf_puts(&unfolded, "|"), JAL_OK);
			}
			assert_int_equal(buf_put(&unfolded, p, (size_t)(end - p)), JAL_OK);
			p = end + 2;
		}
		char wanted[600];
		(void)snprintf(wanted, sizeof(wanted), "|SUMMARY:%s|", summary);
		assert_non_null(strstr(buf_str(&unfolded), wanted));
		buf_free(&unfolded);
	}
}

static int end(void **state)
{
	(void)state;
	buf_free(&made);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ics_event__gives__times_of_paris_and_a_lasting_uid),
		cmocka_unit_test(ics_event__ends__after_midnight),
		cmocka_unit_test(ics_event__tells__what_is_cancelled),
		cmocka_unit_test(ics_event__escapes__what_separates),
		cmocka_unit_test(ics_event__folds__between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, end);
}
