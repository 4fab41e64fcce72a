/* Numbers and the formats that show them. */
#include "read/number.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"

#define DIGITS_MAX 15		/* that a double keeps */
#define SECONDS_PER_DAY 86400
#define DAY_0 (-25569)		/* 1899-12-30 */
#define DAY_0_1904 (-24107)	/* 1904-01-01 */
#define FIRST_SURE 61		/* 1900-03-01: before it, days are counted with a 29 February 1900 that never was */
#define LAST 2958465		/* 9999-12-31 */

struct number_format number_builtin(unsigned long id)
{
	struct number_format f = { 0 };
	f.day = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
		id == 57 || id == 58;
	f.time = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56;
	return f;
}

/* ---- the code of a format ---- */

/* The first section's letters and places, without what is only printed: texts in quotes, what a backslash, an underscore
 * or a star comes before, and conditions, colours and languages in brackets. Elapsed time ([h]) is a time. */
static size_t bare(const char *code, char *out, size_t most, bool *elapsed)
{
	size_t n = 0;
	for (const char *p = code; *p && *p != ';' && n < most; p++) {
		if (*p == '"') {
			const char *end = strchr(p + 1, '"');
			if (!end)
				break;
			p = end;
		} else if (*p == '[') {
			const char *end = strchr(p, ']');
			if (!end)
				break;
			if (end - p <= 3 && strchr("hmsHMS", p[1]) && p[1] != ']')
				*elapsed = true;
			p = end;
		} else if (*p == '\\' || *p == '_' || *p == '*') {
			if (p[1])
				p++;
		} else {
			out[n++] = (char)tolower((unsigned char)*p);
		}
	}
	out[n] = 0;
	return n;
}

/* « 00000 », « 0# ## ## ## ## »: the places from the first zero on, where nothing else stands. */
static unsigned char places(const char *bare_code)
{
	unsigned n = 0;
	for (const char *p = bare_code; *p; p++) {
		if (*p == '0' || (*p == '#' && n > 0))
			n++;
		else if (*p != '#' && *p != ' ' && *p != '-' && *p != '(' && *p != ')')
			return 0;
	}
	return n > 1 && n <= DIGITS_MAX ? (unsigned char)n : 0;
}

struct number_format number_of_code(const char *code)
{
	char b[128];
	bool elapsed = false;
	struct number_format f = { 0 };
	(void)bare(code, b, sizeof(b) - 1, &elapsed);
	if (elapsed || strcmp(b, "general") == 0 || strcmp(b, "standard") == 0 || strchr(b, '@')) {
		f.time = elapsed;
		return f;
	}
	/* French Excel also writes j and a (jour, an). The hundredths of a second are zeros too. */
	const bool number = strpbrk(b, "0#?%") != NULL, half_days = strstr(b, "am/pm") || strstr(b, "a/p");
	f.day = strpbrk(b, "yd") != NULL || (!number && !half_days && strpbrk(b, "ja") != NULL);
	f.time = strpbrk(b, "hs") != NULL;
	/* m alone is a month. */
	if (!f.day && !f.time && !number && strchr(b, 'm'))
		f.day = true;
	if (!f.day && !f.time)
		f.digits = places(b);
	return f;
}

/* ---- the number ---- */

static bool show_time(double value, struct number_format f, bool from_1904, char *out, size_t *n)
{
	const double last = LAST - (from_1904 ? 1462 : 0);
	if (!(value >= 0) || value >= last + 1)
		return false;
	int64_t days = (int64_t)floor(value);
	int64_t seconds = (int64_t)floor((value - (double)days) * SECONDS_PER_DAY + 0.5);
	days += seconds / SECONDS_PER_DAY;
	seconds %= SECONDS_PER_DAY;
	const int hour = (int)(seconds / 3600), minute = (int)(seconds / 60 % 60);
	/* A duration above a day, or a time of day alone. */
	if (!f.day) {
		*n = (size_t)snprintf(out, NUMBER_SHOWN_MAX, "%02lld:%02d", (long long)days * 24 + hour, minute);
		return true;
	}
	if (!from_1904 && days == 0)
		return false;
	if (!from_1904 && days < FIRST_SURE - 1)
		days++;
	else if (!from_1904 && days == FIRST_SURE - 1)
		return false;
	const int64_t date = days + (from_1904 ? DAY_0_1904 : DAY_0);
	if (date < DATE_MIN || date > DATE_MAX)
		return false;
	char iso[DATE_ISO_MAX];
	(void)date_iso((int32_t)date, iso);
	*n = seconds ? (size_t)snprintf(out, NUMBER_SHOWN_MAX, "%s %02d:%02d", iso, hour, minute)
		     : (size_t)snprintf(out, NUMBER_SHOWN_MAX, "%s", iso);
	return true;
}

bool number_show(const char *text, struct number_format f, bool from_1904, char out[NUMBER_SHOWN_MAX], size_t *n)
{
	char *end = NULL;
	if (strpbrk(text, "xXnNpP") || isspace((unsigned char)*text))
		return false;
	const double value = strtod(text, &end);
	if (end == text || *end || !isfinite(value))
		return false;
	if ((f.day || f.time) && show_time(value, f, from_1904, out, n))
		return true;
	if (f.digits && value >= 0 && value < 1e15 && floor(value) == value)
		*n = (size_t)snprintf(out, NUMBER_SHOWN_MAX, "%0*.0f", f.digits, value);
	else if (fabs(value) < 1e15 && floor(value) == value)
		*n = (size_t)snprintf(out, NUMBER_SHOWN_MAX, "%.0f", value + 0.0);
	else
		*n = (size_t)snprintf(out, NUMBER_SHOWN_MAX, "%.*g", DIGITS_MAX, value);
	return true;
}
