/* Dates and times as files hold them and as people type them. */
#include "core/date.h"

#include <string.h>

#include "core/text.h"

struct scan {
	const char *p, *end;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Up to 8 digits; how many in *width. */
static bool take_number(struct scan *in, int *value, int *width)
{
	int n = 0, w = 0;
	while (in->p < in->end && is_digit(*in->p)) {
		if (++w > 8)
			return false;
		n = n * 10 + (*in->p++ - '0');
	}
	*value = n;
	*width = w;
	return w > 0;
}

static bool take_one_of(struct scan *in, const char *set, char *which)
{
	if (in->p == in->end || *in->p == 0 || !strchr(set, *in->p))
		return false;
	*which = *in->p++;
	return true;
}

static void skip_spaces(struct scan *in)
{
	const char *p = in->p;
	(void)text_trim(&p, (size_t)(in->end - in->p));
	in->p = p;
}

static bool at_end(const struct scan *in)
{
	return in->p == in->end;
}

/* ---- reasons ---- */

static enum jal_err not_understood(struct diag *why)
{
	return diag_set(why, JAL_ERR_INVALID, N_("Cette date n’est pas comprise. Écrivez-la comme 24/11/2026."));
}

static enum jal_err time_not_understood(struct diag *why)
{
	return diag_set(why, JAL_ERR_INVALID, N_("Cette heure n’est pas comprise. Écrivez-la comme 9h30 ou 930."));
}

static enum jal_err from_ymd(int year, int month, int day, int32_t *out, struct diag *why)
{
	if (date_from_ymd(year, month, day, out) == JAL_OK)
		return JAL_OK;
	return diag_set(why, JAL_ERR_INVALID, N_("Ce jour n’existe pas dans le calendrier."));
}

/* ---- dates in digits ---- */

/* The century is the one that puts the year from 89 before to 10 after this one. */
static int whole_year(int two_digits, int32_t today)
{
	const int last = date_to_ymd(today).year + 10;
	return last - (last - two_digits % 100) % 100;
}

/* A day without its year: the nearest to today; 29 February only where it exists. */
static enum jal_err nearest(int day, int month, int32_t today, int32_t *out, struct diag *why)
{
	const int year = date_to_ymd(today).year;
	bool found = false;
	int32_t best = 0;
	for (int y = year - 1; y <= year + 1; y++) {
		int32_t d = 0;
		if (date_from_ymd(y, month, day, &d) != JAL_OK)
			continue;
		const int32_t far = d < today ? today - d : d - today;
		const int32_t best_far = best < today ? today - best : best - today;
		if (!found || far <= best_far)
			best = d;
		found = true;
	}
	if (!found)
		return diag_set(why, JAL_ERR_INVALID, N_("Ce jour n’existe pas dans le calendrier."));
	*out = best;
	return JAL_OK;
}

/* Day, month and year with the same sign between them. today is NULL when
 * nothing may be guessed. Leaves the rest of the text to the caller. */
static enum jal_err separated(struct scan *in, const int32_t *today, int32_t *out, struct diag *why)
{
	int n[3] = { 0 }, w[3] = { 0 };
	char sign = 0, again = 0;
	if (!take_number(in, &n[0], &w[0]) || !take_one_of(in, today ? "/-. " : "/-.", &sign) ||
	    !take_number(in, &n[1], &w[1]) || w[1] > 2)
		return not_understood(why);
	if (today && at_end(in) && w[0] <= 2)
		return nearest(n[0], n[1], *today, out, why);
	if (!take_one_of(in, "/-. ", &again) || again != sign || !take_number(in, &n[2], &w[2]))
		return not_understood(why);
	if (w[0] == 4 && w[2] <= 2 && (sign == '-' || sign == '/'))
		return from_ymd(n[0], n[1], n[2], out, why);
	if (w[0] <= 2 && w[2] == 4)
		return from_ymd(n[2], n[1], n[0], out, why);
	if (w[0] <= 2 && w[2] == 2) {
		if (today)
			return from_ymd(whole_year(n[2], *today), n[1], n[0], out, why);
		return diag_set(why, JAL_ERR_INVALID, N_("L’année de cette date doit avoir quatre chiffres."));
	}
	return not_understood(why);
}

/* The time of day after a date, which the date leaves out: nothing, or a whole
 * one. In another time zone the day might be another, unless it is midnight's
 * (some programs write dates so). */
static enum jal_err pass_time(struct scan *in, struct diag *why)
{
	int h = 0, m = 0, s = 0, fraction = 0, width = 0;
	char c = 0;
	if (at_end(in))
		return JAL_OK;
	if (!take_one_of(in, "T ", &c))
		return not_understood(why);
	while (!at_end(in) && *in->p == ' ')
		in->p++;
	if (!take_number(in, &h, &width) || width > 2 || !take_one_of(in, ":", &c) || !take_number(in, &m, &width) || width != 2)
		return not_understood(why);
	if (take_one_of(in, ":", &c)) {
		if (!take_number(in, &s, &width) || width != 2)
			return not_understood(why);
		if (take_one_of(in, ".,", &c)) {
			const char *from = in->p;
			while (!at_end(in) && is_digit(*in->p))
				fraction |= *in->p++ != '0';
			if (in->p == from)
				return not_understood(why);
		}
	}
	if (h > 23 || m > 59 || s > 59)
		return not_understood(why);
	if (at_end(in))
		return JAL_OK;
	if (take_one_of(in, "+-", &c)) {
		int zone = 0;
		if (!take_number(in, &zone, &width) || (width != 2 && width != 4))
			return not_understood(why);
		if (width == 2 && take_one_of(in, ":", &c) && (!take_number(in, &zone, &width) || width != 2))
			return not_understood(why);
	} else if (!take_one_of(in, "Z", &c)) {
		return not_understood(why);
	}
	if (!at_end(in))
		return not_understood(why);
	if (h || m || s || fraction)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Cette date porte une heure d’un autre fuseau : le jour en est incertain. Écrivez-la comme 24/11/2026."));
	return JAL_OK;
}

static enum jal_err serial(int n, int32_t *out, struct diag *why)
{
	/* Serial 1 is 1900-01-01, but 60 is a 29 February 1900 that never was:
	 * from 61 on, which all of five digits are, day 0 is 1899-12-30. */
	int32_t zero = 0;
	const enum jal_err err = from_ymd(1899, 12, 30, &zero, why);
	if (!err)
		*out = zero + n;
	return err;
}

enum jal_err date_parse_import(const char *s, size_t n, int32_t *out, struct diag *why)
{
	if (text_absent(s, n))
		return JAL_ERR_NOT_FOUND;
	n = text_trim(&s, n);
	struct scan in = { s, s + n };
	int number = 0, width = 0;
	if (take_number(&in, &number, &width) && width == 5) {
		/* A fraction is the time of day. */
		char c = 0;
		if (at_end(&in))
			return serial(number, out, why);
		if (take_one_of(&in, ".,", &c)) {
			while (!at_end(&in) && is_digit(*in.p))
				in.p++;
			return at_end(&in) ? serial(number, out, why) : not_understood(why);
		}
	}
	in.p = s;
	int32_t date = 0;
	enum jal_err err = separated(&in, NULL, &date, why);
	if (!err)
		err = pass_time(&in, why);
	if (!err)
		*out = date;
	return err;
}

/* ---- dates in words ---- */

enum word {
	WORD_DAYS,	/* value: days from today */
	WORD_WEEKDAY,	/* value: 1 Monday … 7 Sunday */
};

/* As text_fold leaves them. The first three letters of each are its own. */
static const struct {
	const char *word;
	enum word kind;
	int value;
} words[] = {
	{ "aujourd hui", WORD_DAYS, 0 }, { "today", WORD_DAYS, 0 }, { "tod", WORD_DAYS, 0 },
	{ "demain", WORD_DAYS, 1 }, { "tomorrow", WORD_DAYS, 1 },
	{ "hier", WORD_DAYS, -1 }, { "yesterday", WORD_DAYS, -1 },
	{ "apres demain", WORD_DAYS, 2 }, { "avant hier", WORD_DAYS, -2 },
	{ "lundi", WORD_WEEKDAY, 1 }, { "monday", WORD_WEEKDAY, 1 },
	{ "mardi", WORD_WEEKDAY, 2 }, { "tuesday", WORD_WEEKDAY, 2 },
	{ "mercredi", WORD_WEEKDAY, 3 }, { "wednesday", WORD_WEEKDAY, 3 },
	{ "jeudi", WORD_WEEKDAY, 4 }, { "thursday", WORD_WEEKDAY, 4 },
	{ "vendredi", WORD_WEEKDAY, 5 }, { "friday", WORD_WEEKDAY, 5 },
	{ "samedi", WORD_WEEKDAY, 6 }, { "saturday", WORD_WEEKDAY, 6 },
	{ "dimanche", WORD_WEEKDAY, 7 }, { "sunday", WORD_WEEKDAY, 7 },
};

static enum jal_err from_word(const char *s, size_t n, int32_t today, int32_t *out, struct diag *why)
{
	struct buf key = BUF_INIT;
	enum jal_err err = text_fold(s, n, &key);
	if (err == JAL_ERR_NOMEM)
		return err;
	/* "lun." is "lun". */
	if (!err && key.len && key.data[key.len - 1] == '.')
		key.len--;
	if (err || key.len < 3) {
		err = not_understood(why);
		goto out;
	}
	err = JAL_ERR_INVALID;
	for (size_t i = 0; err && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) < key.len || memcmp(words[i].word, key.data, key.len) != 0)
			continue;
		int days = words[i].value;
		if (words[i].kind == WORD_WEEKDAY)
			days = (words[i].value - date_weekday(today) + 6) % 7 + 1;
		*out = date_add_days(today, days);
		err = JAL_OK;
	}
	if (err)
		err = not_understood(why);
out:
	buf_free(&key);
	return err;
}

/* +7, -2, +3s, +2m, +1a. */
static enum jal_err from_step(struct scan *in, int32_t today, int32_t *out, struct diag *why)
{
	const int sign = *in->p++ == '-' ? -1 : 1;
	int n = 0, width = 0;
	char unit = 'j';
	skip_spaces(in);
	if (!take_number(in, &n, &width) || width > 4)
		return not_understood(why);
	skip_spaces(in);
	if (!at_end(in) && !take_one_of(in, "jJdDsSwWmMaAyY", &unit))
		return not_understood(why);
	if (!at_end(in))
		return not_understood(why);
	switch (unit | 0x20) {
	case 's':
	case 'w':
		*out = date_add_days(today, sign * 7 * n);
		break;
	case 'm':
		*out = date_add_months(today, sign * n);
		break;
	case 'a':
	case 'y':
		*out = date_add_months(today, sign * 12 * n);
		break;
	default:
		*out = date_add_days(today, sign * n);
		break;
	}
	return JAL_OK;
}

/* Digits alone, day first. */
static enum jal_err from_digits(int n, int width, int32_t today, int32_t *out, struct diag *why)
{
	switch (width) {
	case 4:
		return nearest(n / 100, n % 100, today, out, why);
	case 6:
		return from_ymd(whole_year(n % 100, today), n / 100 % 100, n / 10000, out, why);
	case 8:
		return from_ymd(n % 10000, n / 10000 % 100, n / 1000000, out, why);
	default:
		return not_understood(why);
	}
}

enum jal_err date_parse_form(const char *s, size_t n, int32_t today, int32_t *out, struct diag *why)
{
	n = text_trim(&s, n);
	if (n == 0)
		return JAL_ERR_NOT_FOUND;
	struct scan in = { s, s + n };
	if (*s == '+' || *s == '-')
		return from_step(&in, today, out, why);
	if (!is_digit(*s))
		return from_word(s, n, today, out, why);
	int number = 0, width = 0;
	if (take_number(&in, &number, &width) && at_end(&in))
		return from_digits(number, width, today, out, why);
	in.p = s;
	int32_t date = 0;
	enum jal_err err = separated(&in, &today, &date, why);
	if (!err)
		err = pass_time(&in, why);
	if (!err)
		*out = date;
	return err;
}

/* ---- times of day ---- */

enum jal_err date_parse_minutes(const char *s, size_t n, int *out, struct diag *why)
{
	n = text_trim(&s, n);
	if (n == 0)
		return JAL_ERR_NOT_FOUND;
	struct scan in = { s, s + n };
	int h = 0, m = 0, width = 0;
	char c = 0;
	if (!take_number(&in, &h, &width) || width > 4)
		return time_not_understood(why);
	if (width > 2) {
		m = h % 100;
		h /= 100;
	} else if (!at_end(&in)) {
		skip_spaces(&in);
		if (!take_one_of(&in, "hH:.", &c))
			return time_not_understood(why);
		skip_spaces(&in);
		/* "9h" is whole, "9:" is not. */
		const bool whole = at_end(&in) && (c == 'h' || c == 'H');
		if (!whole && (!take_number(&in, &m, &width) || width != 2))
			return time_not_understood(why);
	}
	if (!at_end(&in))
		return time_not_understood(why);
	if (h > 23 || m > 59)
		return diag_set(why, JAL_ERR_INVALID, N_("Une heure va de 0h00 à 23h59."));
	*out = h * 60 + m;
	return JAL_OK;
}
