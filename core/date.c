/* The calendar: arithmetic and the forms that have no room for doubt. */
#include "core/date.h"

#define DAYS_1970 719162	/* from 0001-01-01 to 1970-01-01 */

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days before the month in a year that is not a leap year. */
static const int days_before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

/* Of a day that exists. */
static int32_t days_of(int year, int month, int day)
{
	const int y = year - 1;
	return y * 365 + y / 4 - y / 100 + y / 400 + days_before[month - 1] + (month > 2 && is_leap(year) ? 1 : 0) + day - 1 -
	       DAYS_1970;
}

enum jal_err date_from_ymd(int year, int month, int day, int32_t *out)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return JAL_ERR_INVALID;
	*out = days_of(year, month, day);
	return JAL_OK;
}

struct date_ymd date_to_ymd(int32_t date)
{
	int left = date + DAYS_1970;
	int year = 1 + 400 * (left / 146097);
	left %= 146097;
	/* The last century of four and the last year of four have a day more. */
	const int century = left / 36524 < 3 ? left / 36524 : 3;
	left -= century * 36524;
	year += 100 * century + 4 * (left / 1461);
	left %= 1461;
	const int rest = left / 365 < 3 ? left / 365 : 3;
	left -= rest * 365;
	year += rest;
	int month = 1;
	while (left >= month_days(year, month)) {
		left -= month_days(year, month);
		month++;
	}
	return (struct date_ymd){ year, month, left + 1 };
}

int date_weekday(int32_t date)
{
	/* 0001-01-01 was a Monday. */
	return (date + DAYS_1970) % 7 + 1;
}

int32_t date_monday(int32_t date)
{
	return date - (date_weekday(date) - 1);
}

int date_iso_week(int32_t date, int *year)
{
	/* A week is of the year that its Thursday is in. */
	const int32_t thursday = date_add_days(date, 4 - date_weekday(date));
	const struct date_ymd ymd = date_to_ymd(thursday);
	int32_t first = thursday;
	*year = ymd.year;
	if (date_from_ymd(ymd.year, 1, 1, &first))
		return 1;
	return (thursday - first) / 7 + 1;
}

int32_t date_add_months(int32_t date, int n)
{
	const struct date_ymd d = date_to_ymd(date);
	const int64_t months = (int64_t)d.year * 12 + d.month - 1 + n;
	if (months < 12)
		return DATE_MIN;
	if (months >= INT64_C(10000) * 12)
		return DATE_MAX;
	const int year = (int)(months / 12);
	const int month = (int)(months % 12) + 1;
	const int last = month_days(year, month);
	return days_of(year, month, d.day < last ? d.day : last);
}

int32_t date_add_days(int32_t date, int64_t n)
{
	if (n > (int64_t)DATE_MAX - date)
		return DATE_MAX;
	if (n < (int64_t)DATE_MIN - date)
		return DATE_MIN;
	return date + (int32_t)n;
}

int date_age(int32_t born, int32_t on)
{
	if (on <= born)
		return 0;
	const struct date_ymd b = date_to_ymd(born);
	const struct date_ymd d = date_to_ymd(on);
	const bool before_birthday = d.month < b.month || (d.month == b.month && d.day < b.day);
	return d.year - b.year - (before_birthday ? 1 : 0);
}

int32_t date_of_time(int64_t time)
{
	const int64_t day = time / DATE_MINUTES_PER_DAY;
	return (int32_t)(time % DATE_MINUTES_PER_DAY < 0 ? day - 1 : day);
}

int date_minutes_of_time(int64_t time)
{
	return (int)(time - (int64_t)date_of_time(time) * DATE_MINUTES_PER_DAY);
}

int64_t date_with_minutes(int32_t date, int minutes)
{
	return (int64_t)date * DATE_MINUTES_PER_DAY + minutes;
}

/* ---- ISO 8601 ---- */

/* Fixed width, written by hand: exports do this a million times. */
static char *digits(char *at, int n, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		at[i] = (char)('0' + n % 10);
		n /= 10;
	}
	return at + width;
}

const char *date_iso(int32_t date, char out[DATE_ISO_MAX])
{
	const struct date_ymd d = date_to_ymd(date);
	char *p = digits(out, d.year, 4);
	*p++ = '-';
	p = digits(p, d.month, 2);
	*p++ = '-';
	*digits(p, d.day, 2) = 0;
	return out;
}

const char *date_iso_time(int64_t time, char out[DATE_ISO_MAX])
{
	const int minutes = date_minutes_of_time(time);
	(void)date_iso(date_of_time(time), out);
	out[10] = 'T';
	*digits(out + 11, minutes / 60, 2) = ':';
	*digits(out + 14, minutes % 60, 2) = 0;
	return out;
}

/* Exactly width digits; -1 when there is something else. */
static int number(const char *s, int width)
{
	int n = 0;
	for (int i = 0; i < width; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + (s[i] - '0');
	}
	return n;
}

enum jal_err date_parse_iso(const char *s, size_t n, int32_t *out)
{
	if (n != 10 || s[4] != '-' || s[7] != '-')
		return JAL_ERR_SYNTAX;
	const int year = number(s, 4), month = number(s + 5, 2), day = number(s + 8, 2);
	if (year < 0 || month < 0 || day < 0)
		return JAL_ERR_SYNTAX;
	return date_from_ymd(year, month, day, out);
}

enum jal_err date_parse_iso_time(const char *s, size_t n, int64_t *out)
{
	if (n != 16 || s[10] != 'T' || s[13] != ':')
		return JAL_ERR_SYNTAX;
	const int hours = number(s + 11, 2), minutes = number(s + 14, 2);
	if (hours < 0 || minutes < 0)
		return JAL_ERR_SYNTAX;
	int32_t date = 0;
	const enum jal_err err = date_parse_iso(s, 10, &date);
	if (err)
		return err;
	if (hours > 23 || minutes > 59)
		return JAL_ERR_INVALID;
	*out = date_with_minutes(date, hours * 60 + minutes);
	return JAL_OK;
}

/* ---- what screens show ---- */

const char *date_shown(int32_t date, char out[DATE_SHOWN_MAX])
{
	const struct date_ymd d = date_to_ymd(date);
	char *p = digits(out, d.day, 2);
	*p++ = '/';
	p = digits(p, d.month, 2);
	*p++ = '/';
	*digits(p, d.year, 4) = 0;
	return out;
}

const char *date_shown_day(int32_t date, char out[DATE_SHOWN_MAX])
{
	(void)date_shown(date, out);
	out[5] = 0;
	return out;
}

const char *date_shown_month(int32_t date, char out[DATE_SHOWN_MAX])
{
	const struct date_ymd d = date_to_ymd(date);
	char *p = digits(out, d.month, 2);
	*p++ = '/';
	*digits(p, d.year, 4) = 0;
	return out;
}

const char *date_shown_minutes(int minutes, bool two_digits, char separator, char out[DATE_SHOWN_MAX])
{
	const int hours = minutes / 60 % 24;
	char *p = digits(out, hours, two_digits || hours > 9 ? 2 : 1);
	*p++ = separator;
	*digits(p, minutes % 60, 2) = 0;
	return out;
}

const char *date_weekday_short(int weekday)
{
	static const char *const names[7] = { N_("lun."), N_("mar."), N_("mer."), N_("jeu."), N_("ven."), N_("sam."),
		N_("dim.") };
	return names[(weekday + 6) % 7];
}

const char *date_month_short(int month)
{
	static const char *const names[12] = { N_("janv."), N_("févr."), N_("mars"), N_("avr."), N_("mai"), N_("juin"),
		N_("juil."), N_("août"), N_("sept."), N_("oct."), N_("nov."), N_("déc.") };
	return names[(month + 11) % 12];
}

const char *date_weekday_long(int weekday)
{
	static const char *const names[7] = { N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"),
		N_("samedi"), N_("dimanche") };
	return names[(weekday + 6) % 7];
}

const char *date_month_long(int month)
{
	static const char *const names[12] = { N_("janvier"), N_("février"), N_("mars"), N_("avril"), N_("mai"), N_("juin"),
		N_("juillet"), N_("août"), N_("septembre"), N_("octobre"), N_("novembre"), N_("décembre") };
	return names[(month + 11) % 12];
}
