/*
 * Finds out what a table file is: its encoding as far as the first bytes tell,
 * its quote and its separator. The separator is the one by which the first
 * lines fall into the same number of cells, and more than one.
 */
#include "core/csv_look.h"

#include <string.h>
#include <strings.h>
#include <unistr.h>

#define LOOK_ROWS 20

/* In the order of preference when nothing tells: the French spreadsheets' first. */
static const char separators[] = { ';', ',', '\t', '|' };

static bool begins(const uint8_t *p, size_t n, const char *with, size_t len)
{
	return n >= len && memcmp(p, with, len) == 0;
}

static enum jal_err not_a_table(const uint8_t *p, size_t n, struct diag *why)
{
	if (begins(p, n, "\xFF\xFE", 2) || begins(p, n, "\xFE\xFF", 2))
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce fichier est en UTF-16, que jalon ne lit pas. Enregistrez-le en « CSV UTF-8 », puis recommencez. Rien n’a été changé."));
	if (begins(p, n, "PK\x03\x04", 4))
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce fichier est un classeur ou une archive, pas un CSV. Rien n’a été changé."));
	/* A workbook of before 2007, or one under a password. */
	if (begins(p, n, "\xD0\xCF\x11\xE0", 4))
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce fichier est un classeur protégé par un mot de passe, ou d’un format ancien (.xls). Ouvrez-le dans un tableur et enregistrez-le sans mot de passe en .xlsx, .ods ou « CSV UTF-8 », puis recommencez. Rien n’a été changé."));
	if (begins(p, n, "%PDF", 4))
		return diag_set(why, JAL_ERR_SYNTAX, N_("Ce fichier est un PDF, pas un CSV. Rien n’a été changé."));
	return JAL_OK;
}

/* Cells in the row at p; *rest is what follows it. A quote left open takes all. */
static unsigned count_cells(const uint8_t *p, const uint8_t *end, char separator, char quote, const uint8_t **rest)
{
	unsigned cells = 1;
	bool quoted = false, start = true;
	for (; p < end; p++) {
		const char c = (char)*p;
		if (quoted) {
			quoted = c != quote;
			continue;
		}
		if (c == '\n' || c == '\r')
			break;
		if (c == separator)
			cells++;
		/* After a closing quote, a quote stands for one in the text. */
		if (c == quote && (start || p[-1] == (uint8_t)quote))
			quoted = true;
		start = c == separator;
	}
	while (p < end && (*p == '\n' || *p == '\r'))
		p++;
	*rest = p;
	return cells;
}

/* The better, the more rows have as many cells as the first, then the more cells. */
static unsigned agreement(const uint8_t *p, size_t n, bool whole, char separator, char quote)
{
	const uint8_t *end = p + n;
	const unsigned first = count_cells(p, end, separator, quote, &p);
	unsigned same = 1;
	if (first < 2)
		return 0;
	for (int row = 1; row < LOOK_ROWS && p < end; row++) {
		const unsigned cells = count_cells(p, end, separator, quote, &p);
		/* The last row of a beginning may be cut. */
		if (p == end && !whole)
			break;
		same += cells == first;
	}
	return same * CSV_ROW_CELLS + (first < CSV_ROW_CELLS ? first : CSV_ROW_CELLS - 1);
}

static char find_separator(const uint8_t *p, size_t n, bool whole, char quote)
{
	char best = separators[0];
	unsigned most = 0;
	for (size_t i = 0; i < sizeof(separators); i++) {
		const unsigned score = agreement(p, n, whole, separators[i], quote);
		if (score > most) {
			most = score;
			best = separators[i];
		}
	}
	return best;
}

/* ' only when the first line cannot be read otherwise: it begins and ends with
 * one, and another follows a separator; names hold apostrophes. */
static char find_quote(const uint8_t *p, size_t n)
{
	size_t line = 0;
	while (line < n && p[line] != '\n' && p[line] != '\r')
		line++;
	if (line < 2 || p[0] != '\'' || p[line - 1] != '\'')
		return '"';
	for (size_t i = 1; i + 1 < line; i++)
		if (p[i + 1] == '\'' && p[i - 1] == '\'' && memchr(separators, p[i], sizeof(separators)))
			return '\'';
	return '"';
}

/* By majority, so that one damaged name does not turn all the others into
 * nonsense. Windows-1252 that happens to be UTF-8 is never a French text. */
static enum csv_encoding find_encoding(const uint8_t *p, size_t n)
{
	size_t good = 0, bad = 0;
	for (size_t i = 0; i < n;) {
		if (p[i] < 0x80) {
			i++;
			continue;
		}
		ucs4_t c = 0;
		const int step = u8_mbtoucr(&c, p + i, n - i);
		if (step == -2)
			break;	/* cut at the end of what is looked at */
		if (step > 0)
			good++;
		else
			bad++;
		i += step > 0 ? (size_t)step : 1;
	}
	if (good == 0 && bad == 0)
		return CSV_ASCII_YET;
	return good > bad ? CSV_UTF8 : CSV_WINDOWS_1252;
}

enum jal_err csv_look(const uint8_t *p, size_t n, const struct csv_format *forced, struct csv_format *out, size_t *skip,
		      uint64_t *lines, struct diag *why)
{
	const enum jal_err err = not_a_table(p, n, why);
	if (err)
		return err;
	struct csv_format f = { .bom = false };
	const bool whole = n < CSV_LOOK_MAX;
	size_t at = 0;
	uint64_t passed = 0;
	if (begins(p, n, "\xEF\xBB\xBF", 3)) {
		f.bom = true;
		f.encoding = CSV_UTF8;
		at = 3;
	} else {
		f.encoding = find_encoding(p, n);
	}
	/* A line that some spreadsheets write for themselves. */
	if (n > at + 5 && strncasecmp((const char *)p + at, "sep=", 4) == 0 && memchr(separators, p[at + 4], sizeof(separators)) &&
	    (p[at + 5] == '\r' || p[at + 5] == '\n')) {
		f.separator = (char)p[at + 4];
		at += p[at + 5] == '\r' && n > at + 6 && p[at + 6] == '\n' ? 7 : 6;
		passed = 1;
	}
	f.quote = forced && forced->quote ? forced->quote : find_quote(p + at, n - at);
	if (forced && forced->separator)
		f.separator = forced->separator;
	else if (!f.separator)
		f.separator = find_separator(p + at, n - at, whole, f.quote);
	*out = f;
	*skip = at;
	*lines = passed;
	return JAL_OK;
}
