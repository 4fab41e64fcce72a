/*
 * Civil dates and times of day: arithmetic, what people type, what files hold,
 * what screens show. A date is an int32_t, days since 1970-01-01 in the
 * proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31. A time is a date
 * and a time of day as the wall clock reads, an int64_t, minutes since
 * 1970-01-01 00:00; a time of day alone is minutes since midnight.
 *
 * Knows no time zone, no locale and not what day it is: today is passed in.
 */
#ifndef CORE_DATE_H
#define CORE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/diag.h"
#include "core/error.h"

#define DATE_MIN (-719162)	/* 0001-01-01 */
#define DATE_MAX 2932896	/* 9999-12-31 */
#define DATE_MINUTES_PER_DAY 1440

struct date_ymd {
	int year;
	int month;	/* 1 to 12 */
	int day;	/* 1 to 31 */
};

/* ---- arithmetic; dates given must lie in [DATE_MIN, DATE_MAX] ---- */

/* JAL_ERR_INVALID for a day that the calendar does not have. */
JAL_MUST enum jal_err date_from_ymd(int year, int month, int day, int32_t *out);
struct date_ymd date_to_ymd(int32_t date);
/* 1 Monday … 7 Sunday. */
int date_weekday(int32_t date);
/* The Monday of its week, which may be the day itself. */
int32_t date_monday(int32_t date);
/* The number of its ISO week, 1 to 53, and the year that the week belongs to. */
int date_iso_week(int32_t date, int *year);
/* The same day n months later (earlier when negative), or the last day of that
 * month when it is shorter; kept within the range. */
int32_t date_add_months(int32_t date, int n);
/* The same n days later, kept within the range. */
int32_t date_add_days(int32_t date, int64_t n);
/* Whole years from one date to another, 0 when it is not later. Who is born on
 * 29 February is a year older on 1 March of other years. */
int date_age(int32_t born, int32_t on);

/* The parts of a time. */
int32_t date_of_time(int64_t time);
int date_minutes_of_time(int64_t time);
int64_t date_with_minutes(int32_t date, int minutes);

/* ---- ISO 8601, as commands, files and JSON have it ---- */

#define DATE_ISO_MAX 17	/* "2026-11-24T09:30" and a NUL */

/* "2026-11-24". Returns out. */
const char *date_iso(int32_t date, char out[DATE_ISO_MAX]);
/* "2026-11-24T09:30". Returns out. */
const char *date_iso_time(int64_t time, char out[DATE_ISO_MAX]);
/* Exactly these forms and nothing else. JAL_ERR_SYNTAX, or JAL_ERR_INVALID for a
 * day or time that does not exist. */
JAL_MUST enum jal_err date_parse_iso(const char *s, size_t n, int32_t *out);
JAL_MUST enum jal_err date_parse_iso_time(const char *s, size_t n, int64_t *out);

/* ---- what files hold (domain.md §5) ---- */

/* A cell: yyyy-mm-dd, yyyy/mm/dd, dd/mm/yyyy, dd-mm-yyyy, dd.mm.yyyy (day and
 * month of one digit too), each also followed by a time of day, which must be
 * one and is left out; or a spreadsheet's serial number of five digits (1927 to
 * 2173: fewer would be a year). Years have four digits: two would be a guess.
 * JAL_ERR_NOT_FOUND when the cell is text_absent; JAL_ERR_INVALID with the
 * reason. */
JAL_MUST enum jal_err date_parse_import(const char *s, size_t n, int32_t *out, struct diag *why);

/* ---- what people type ---- */

/* What date_parse_import takes but serials, and, relative to today:
 *   24/11 24-11 24.11 2411       the nearest such day, before or after today
 *   24/11/26 241126              two-digit years: from 89 before to 10 after this year
 *   24/11/2026 24112026
 *   auj dem hier, après-demain avant-hier; tod tom yest
 *   lun … dim; mon … sun         the next one, never today
 *   +7 +7j -2 · +3s · +2m · +1a  days, weeks, months, years; also d w y
 * Words may be cut to three letters or more, capitals and accents do not matter.
 * JAL_ERR_NOT_FOUND when nothing was typed; JAL_ERR_INVALID with the reason. */
JAL_MUST enum jal_err date_parse_form(const char *s, size_t n, int32_t today, int32_t *out, struct diag *why);

/* A time of day: 9 14h 930 0930 9h30 9:30 09.30 "9 h 30", in minutes since
 * midnight. Errors as above. */
JAL_MUST enum jal_err date_parse_minutes(const char *s, size_t n, int *out, struct diag *why);

/* ---- what screens show: digits here, words untranslated ---- */

#define DATE_SHOWN_MAX 11

/* "24/11/2026", "24/11" and "11/2026": day first in both languages. Return out. */
const char *date_shown(int32_t date, char out[DATE_SHOWN_MAX]);
const char *date_shown_day(int32_t date, char out[DATE_SHOWN_MAX]);
const char *date_shown_month(int32_t date, char out[DATE_SHOWN_MAX]);
/* "9h30"; two_digits: "09h30". separator: 'h' in French, ':' in English. Returns out. */
const char *date_shown_minutes(int minutes, bool two_digits, char separator, char out[DATE_SHOWN_MAX]);

/* "lun.", "janv.": marked with N_(), to translate; static. weekday 1 to 7,
 * month 1 to 12. */
const char *date_weekday_short(int weekday);
const char *date_month_short(int month);
/* The same in full: "lundi", "janvier". */
const char *date_weekday_long(int weekday);
const char *date_month_long(int month);

#endif
