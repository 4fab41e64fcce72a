/*
 * The splitter. It works on a window of the file that holds one row whole, in
 * place: cells point into the window unless they must be unescaped or decoded.
 * Nothing in the window is changed, since a row that fails is read again line
 * by line.
 */
#include "core/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unistr.h>

#include "core/csv_look.h"

#define READ_SIZE ((size_t)256 << 10)
#define WINDOW (CSV_ROW_MAX + READ_SIZE)

struct csv_reader {
	int fd;			/* -1: bytes in memory */
	const uint8_t *bytes;	/* left to copy into the window */
	size_t bytes_left;
	uint64_t size, taken;	/* of the file; before the window */

	struct csv_format format;
	uint8_t stops[256];	/* whether a byte ends an unquoted cell */

	uint8_t *window;	/* WINDOW + 1 bytes: a line feed stands after the last */
	size_t from, end;	/* the next row begins at; data ends at */
	size_t most;		/* the greatest end so far: what is to be wiped */
	bool eof;
	uint64_t line;

	struct table_cell cells[CSV_ROW_CELLS];
	bool doubled[CSV_ROW_CELLS];	/* whether that cell holds doubled quotes */
	struct buf decoded;
};

enum fault {
	FINE,
	MORE,			/* the window ends before the row does */
	QUOTE_OPEN,
	QUOTE_TEXT,
	TOO_LONG,
	TOO_MANY,
	HAS_NUL,
	NOT_UTF8,
	NOT_1252,
};

/* One row as it lies in the window. */
struct span {
	size_t cells;
	size_t next;		/* where the row after it begins */
	uint64_t lines;		/* how many the row takes */
	bool doubled;		/* some cell holds doubled quotes */
};

static enum jal_err say(enum fault fault, struct diag *why)
{
	switch (fault) {
	case QUOTE_OPEN:
		return diag_set(why, JAL_ERR_SYNTAX, N_("Un guillemet ouvert dans cette ligne n’est jamais refermé."));
	case QUOTE_TEXT:
		return diag_set(why, JAL_ERR_SYNTAX, N_("Du texte suit un guillemet fermant dans cette ligne."));
	case TOO_LONG:
		return diag_set(why, JAL_ERR_LIMIT, N_("Cette ligne est trop longue pour être lue."));
	case TOO_MANY:
		return diag_set(why, JAL_ERR_LIMIT, N_("Cette ligne a trop de colonnes pour être lue."));
	case HAS_NUL:
		return diag_set(why, JAL_ERR_SYNTAX, N_("Cette ligne contient un octet nul : le fichier est abîmé ou n’est pas un texte."));
	case NOT_UTF8:
		return diag_set(why, JAL_ERR_SYNTAX, N_("Cette ligne n’est pas en UTF-8 comme le reste du fichier."));
	case NOT_1252:
		return diag_set(why, JAL_ERR_SYNTAX, N_("Cette ligne n’est ni en UTF-8 ni en Windows-1252."));
	case FINE:
	case MORE:
		break;
	}
	return JAL_OK;
}

/* ---- the window ---- */

/* Moves the row to the front and reads on. JAL_ERR_LIMIT: it is full. */
static enum jal_err refill(struct csv_reader *r)
{
	if (r->from) {
		memmove(r->window, r->window + r->from, r->end - r->from);
		r->taken += r->from;
		r->end -= r->from;
		r->from = 0;
	}
	size_t room = WINDOW - r->end;
	if (room == 0)
		return JAL_ERR_LIMIT;
	if (r->fd < 0) {
		if (room > r->bytes_left)
			room = r->bytes_left;
		if (room)
			memcpy(r->window + r->end, r->bytes, room);
		r->bytes += room;
		r->bytes_left -= room;
		r->end += room;
		r->eof = room == 0;
	} else {
		ssize_t got = 0;
		do {
			got = read(r->fd, r->window + r->end, room < READ_SIZE ? room : READ_SIZE);
		} while (got < 0 && errno == EINTR);
		if (got < 0)
			return JAL_ERR_IO;
		r->end += (size_t)got;
		r->eof = got == 0;
	}
	r->window[r->end] = '\n';
	if (r->end > r->most)
		r->most = r->end;
	return JAL_OK;
}

/* ---- one row ---- */

/* The byte after the line end at p: CRLF is one. *more: the window ends in the middle. */
static const uint8_t *after_line(const struct csv_reader *r, const uint8_t *p, bool *more)
{
	const uint8_t *end = r->window + r->end;
	if (*p == '\n')
		return p + 1;
	if (p + 1 == end) {
		*more = !r->eof;
		return end;
	}
	return p[1] == '\n' ? p + 2 : p + 1;
}

/* A quoted cell from its opening quote; *pp: just after its closing one. */
static enum fault quoted_cell(const struct csv_reader *r, const uint8_t **pp, struct table_cell *cell, bool *doubled,
			      uint64_t *lines)
{
	const uint8_t quote = (uint8_t)r->format.quote;
	const uint8_t *start = *pp + 1;
	const uint8_t *end = r->window + r->end;
	const uint8_t *p = start;
	uint64_t breaks = 0;
	bool more = false;
	for (;;) {
		while (p < end && *p != quote && *p != '\n' && *p != '\r')
			p++;
		if ((size_t)(p - start) > CSV_QUOTED_MAX)
			return QUOTE_OPEN;
		if (p == end)
			return r->eof ? QUOTE_OPEN : MORE;
		if (*p == quote) {
			if (p + 1 == end && !r->eof)
				return MORE;
			if (p + 1 == end || p[1] != quote)
				break;
			*doubled = true;
			p += 2;
			continue;
		}
		if (++breaks >= CSV_QUOTED_LINES)
			return QUOTE_OPEN;
		p = after_line(r, p, &more);
		if (more)
			return MORE;
	}
	*lines += breaks;
	*cell = (struct table_cell){ .s = (const char *)start, .n = (size_t)(p - start) };
	*pp = p + 1;
	return FINE;
}

static enum fault split(struct csv_reader *r, struct span *row)
{
	const uint8_t *p = r->window + r->from;
	const uint8_t *end = r->window + r->end;
	bool more = false;
	*row = (struct span){ .lines = 1 };
	for (;;) {
		if (row->cells == CSV_ROW_CELLS)
			return TOO_MANY;
		bool *doubled = &r->doubled[row->cells];
		struct table_cell *cell = &r->cells[row->cells++];
		*doubled = false;
		if (p < end && *p == (uint8_t)r->format.quote) {
			const enum fault fault = quoted_cell(r, &p, cell, doubled, &row->lines);
			if (fault)
				return fault;
			row->doubled = row->doubled || *doubled;
			if (row->lines > CSV_ROW_LINES)
				return TOO_LONG;
			while (p < end && *p == ' ')
				p++;
			if (!r->stops[*p])
				return QUOTE_TEXT;
		} else {
			const uint8_t *start = p;
			/* The line feed after the last byte stops it at the latest. */
			while (!r->stops[*p])
				p++;
			*cell = (struct table_cell){ .s = (const char *)start, .n = (size_t)(p - start) };
		}
		if (p == end) {
			if (!r->eof)
				return MORE;
			break;
		}
		if (*p == (uint8_t)r->format.separator) {
			p++;
			continue;
		}
		p = after_line(r, p, &more);
		if (more)
			return MORE;
		break;
	}
	row->next = (size_t)(p - r->window);
	return row->next - r->from > CSV_ROW_MAX ? TOO_LONG : FINE;
}

/* ---- decoding ---- */

/* U+0080 to U+009F of Windows-1252; 0: no such character. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

/* Whether the row's bytes have the file's encoding. When its beginning was all
 * ASCII, the first row with more decides. */
static enum fault check_encoding(struct csv_reader *r, size_t n)
{
	const uint8_t *p = r->window + r->from;
	uint8_t any = 0, nul = 0xFF;
	for (size_t i = 0; i < n; i++) {
		any |= p[i];
		nul = p[i] < nul ? p[i] : nul;
	}
	if (nul == 0 && n)
		return HAS_NUL;
	if (any < 0x80)
		return FINE;
	if (r->format.encoding == CSV_ASCII_YET)
		r->format.encoding = u8_check(p, n) ? CSV_WINDOWS_1252 : CSV_UTF8;
	else if (r->format.encoding == CSV_UTF8 && u8_check(p, n))
		return NOT_UTF8;
	if (r->format.encoding != CSV_WINDOWS_1252)
		return FINE;
	for (size_t i = 0; i < n; i++)
		if (p[i] >= 0x80 && p[i] < 0xA0 && !windows_1252[p[i] - 0x80])
			return NOT_1252;
	return FINE;
}

/* Writes the cell in UTF-8 to p, two quotes as one if they are doubled; returns the end. */
static uint8_t *decode_cell(const struct csv_reader *r, const struct table_cell *cell, bool doubled, uint8_t *p)
{
	const uint8_t *s = (const uint8_t *)cell->s;
	const bool latin = r->format.encoding == CSV_WINDOWS_1252;
	for (size_t i = 0; i < cell->n; i++) {
		const uint8_t c = s[i];
		if (doubled && c == (uint8_t)r->format.quote)
			i++;
		if (latin && c >= 0x80)
			p += u8_uctomb(p, c < 0xA0 ? windows_1252[c - 0x80] : c, 4);
		else
			*p++ = c;
	}
	return p;
}

static enum jal_err decode(struct csv_reader *r, const struct span *row)
{
	const bool latin = r->format.encoding == CSV_WINDOWS_1252;
	if (!row->doubled && !latin)
		return JAL_OK;
	r->decoded.len = 0;
	/* No byte of Windows-1252 becomes more than three; u8_uctomb looks for room of four. */
	const enum jal_err err = buf_reserve(&r->decoded, 3 * (row->next - r->from) + 4);
	if (err)
		return err;
	uint8_t *p = r->decoded.data;
	for (size_t i = 0; i < row->cells; i++) {
		if (!latin && !r->doubled[i])
			continue;
		uint8_t *start = p;
		p = decode_cell(r, &r->cells[i], r->doubled[i], p);
		r->cells[i] = (struct table_cell){ .s = (const char *)start, .n = (size_t)(p - start) };
	}
	return JAL_OK;
}

/* ---- rows ---- */

/* Passes the rest of the line at from, however long, without keeping it. */
static enum jal_err pass_line(struct csv_reader *r)
{
	for (;;) {
		const uint8_t *p = r->window + r->from;
		const uint8_t *end = r->window + r->end;
		while (*p != '\n' && *p != '\r')
			p++;
		bool more = false;
		if (p < end) {
			const uint8_t *next = after_line(r, p, &more);
			if (!more) {
				r->from = (size_t)(next - r->window);
				return JAL_OK;
			}
			end = p;	/* the CR stays in the window until its LF could be seen */
		}
		r->from = (size_t)(end - r->window);
		if (r->eof)
			return JAL_OK;
		const enum jal_err err = refill(r);
		if (err)
			return err;
	}
}

enum jal_err csv_next(struct csv_reader *r, struct table_row *out)
{
	struct span row = { 0 };
	enum fault fault = FINE;
	for (;;) {
		enum jal_err err = JAL_OK;
		if (r->from == r->end && r->eof)
			return JAL_ERR_NOT_FOUND;
		fault = split(r, &row);
		if (fault == MORE && r->end - r->from > CSV_ROW_MAX)
			fault = TOO_LONG;
		if (fault == MORE) {
			err = refill(r);
			if (err)
				return err;
			continue;
		}
		const bool empty = !fault && row.cells == 1 && r->cells[0].n == 0 && row.next - r->from <= 2 &&
				   r->window[r->from] != (uint8_t)r->format.quote;
		if (!empty)
			break;
		r->from = row.next;
		r->line++;
	}

	*out = (struct table_row){ .line = r->line, .reason = DIAG_INIT };
	if (fault) {
		/* Its first line alone: the rest may be rows that are right. */
		out->refused = true;
		(void)say(fault, &out->reason);
		r->line++;
		return pass_line(r);
	}
	enum jal_err err = JAL_OK;
	fault = check_encoding(r, row.next - r->from);
	if (fault) {
		out->refused = true;
		(void)say(fault, &out->reason);
	} else {
		err = decode(r, &row);
		out->cells = r->cells;
		out->count = row.cells;
	}
	r->from = row.next;
	r->line += row.lines;
	return err;
}

/* ---- opening ---- */

static enum jal_err start(struct csv_reader *r, const struct csv_format *forced, struct diag *why)
{
	size_t skip = 0;
	enum jal_err err = JAL_OK;
	r->window = malloc(WINDOW + 1);
	if (!r->window)
		return JAL_ERR_NOMEM;
	r->window[0] = '\n';
	while (!r->eof && r->end < CSV_LOOK_MAX && !err)
		err = refill(r);
	if (err == JAL_ERR_IO)
		return diag_set(why, err, N_("Le fichier n’a pas pu être lu : %1. Rien n’a été changé ; vérifiez le fichier et les droits."), strerror(errno));
	if (!err)
		err = csv_look(r->window, r->end < CSV_LOOK_MAX ? r->end : CSV_LOOK_MAX, forced, &r->format, &skip,
			&r->line, why);
	if (err)
		return err;
	r->from = skip;
	r->line++;
	r->stops[(uint8_t)'\n'] = 1;
	r->stops[(uint8_t)'\r'] = 1;
	r->stops[(uint8_t)r->format.separator] = 1;
	return JAL_OK;
}

static enum jal_err open_reader(int fd, const void *bytes, size_t n, const struct csv_format *forced, struct csv_reader **out,
				struct diag *why)
{
	struct csv_reader *r = calloc(1, sizeof(*r));
	if (!r) {
		if (fd >= 0)
			(void)close(fd);
		return JAL_ERR_NOMEM;
	}
	r->fd = fd;
	r->bytes = bytes;
	r->bytes_left = n;
	r->size = n;
	struct stat st = { 0 };
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		r->size = (uint64_t)st.st_size;
	const enum jal_err err = start(r, forced, why);
	if (err)
		csv_close(r);
	else
		*out = r;
	return err;
}

enum jal_err csv_open(const char *path, const struct csv_format *forced, struct csv_reader **out, struct diag *why)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return diag_set(why, errno == ENOENT || errno == ENOTDIR ? JAL_ERR_NOT_FOUND : JAL_ERR_IO,
			N_("« %1 » n’a pas pu être lu : %2. Rien n’a été changé ; vérifiez le fichier et les droits."), path, strerror(errno));
	return open_reader(fd, NULL, 0, forced, out, why);
}

enum jal_err csv_open_fd(int fd, const struct csv_format *forced, struct csv_reader **out, struct diag *why)
{
	return open_reader(fd, NULL, 0, forced, out, why);
}

enum jal_err csv_open_bytes(const void *bytes, size_t n, const struct csv_format *forced, struct csv_reader **out,
			    struct diag *why)
{
	return open_reader(-1, bytes, n, forced, out, why);
}

void csv_close(struct csv_reader *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		(void)close(r->fd);
	if (r->window) {
		sodium_memzero(r->window, r->most);
		free(r->window);
	}
	buf_free(&r->decoded);
	free(r);
}

const struct csv_format *csv_format(const struct csv_reader *r)
{
	return &r->format;
}

uint64_t csv_progress(const struct csv_reader *r, uint64_t *size)
{
	*size = r->size;
	return r->taken + r->from;
}
