/* Tables for spreadsheets: cells quoted where needed, formulas made harmless. */
#include "core/csv.h"

#include <string.h>

void csv_write_begin(struct csv_out *out, struct buf *buf)
{
	*out = (struct csv_out){ .buf = buf };
	out->err = buf_puts(buf, "\xEF\xBB\xBF");
}

/* Whether a spreadsheet would compute it. */
static bool is_formula(const char *s, size_t n)
{
	if (n == 0 || !memchr("=@+-\t\r", s[0], 6))
		return false;
	if (s[0] != '+' && s[0] != '-')
		return true;
	/* A number or a phone is left alone: nothing in it can be run. */
	bool digit = false;
	for (size_t i = 1; i < n; i++) {
		if (!memchr("0123456789 .,", s[i], 13))
			return true;
		digit = digit || (s[i] >= '0' && s[i] <= '9');
	}
	return n > 1 && !digit;
}

static bool needs_quotes(const char *s, size_t n)
{
	if (n == 0)
		return false;
	if (s[0] == ' ' || s[n - 1] == ' ')
		return true;
	for (size_t i = 0; i < n; i++)
		if (memchr(";\t\"\r\n", s[i], 5))
			return true;
	return false;
}

static void put(struct csv_out *out, const char *s, size_t n)
{
	if (!out->err)
		out->err = buf_put(out->buf, s, n);
}

void csv_write_cell(struct csv_out *out, const char *s, size_t n)
{
	const bool formula = is_formula(s, n);
	const bool quotes = needs_quotes(s, n);
	if (out->in_row)
		put(out, ";", 1);
	out->in_row = true;
	if (quotes)
		put(out, "\"", 1);
	if (formula)
		put(out, "'", 1);
	for (size_t i = 0; quotes && i < n;) {
		const char *q = memchr(s + i, '"', n - i);
		const size_t run = q ? (size_t)(q - s) + 1 - i : n - i;
		put(out, s + i, run);
		if (q)
			put(out, "\"", 1);
		i += run;
	}
	if (!quotes)
		put(out, s, n);
	if (quotes)
		put(out, "\"", 1);
}

void csv_write_row(struct csv_out *out)
{
	put(out, "\r\n", 2);
	out->in_row = false;
}

enum jal_err csv_write_end(struct csv_out *out)
{
	return out->err;
}
