/* Rows of a sheet. */
#include "read/xlsx.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "read/book.h"

#define MERGED_MAX 65536
#define AT_EVERY ((uint64_t)1 << 20)	/* bytes between two tellings */

enum cell_type { NUMBER, SHARED, TEXT, TRUTH, FAULT };

/* Cells merged downwards: the first of them has the value. */
struct merged {
	uint32_t column, from, to;	/* rows from 1 */
	bool held;
	enum table_kind kind;
	struct buf text;
};

struct sheet {
	struct out *out;
	struct book book;
	uint64_t size, told;
	struct merged *merged;		/* by column, then row */
	size_t merged_count, merged_room;
	uint32_t row, column;		/* in hand: from 1, from 0 */
	bool in_row;
	enum cell_type type;
	unsigned long style;
	bool in_value, in_text, formula;
	unsigned phonetic;
	struct buf value, shown;
};

/* « BC12 »: its column from 0 and row from 1. False when it is none. */
static bool place_of(const char *s, uint32_t *column, uint32_t *row)
{
	uint32_t c = 0, r = 0;
	for (; isupper((unsigned char)*s) && c < 20000; s++)
		c = c * 26 + (uint32_t)(*s - 'A' + 1);
	for (; isdigit((unsigned char)*s) && r < FOREIGN_ROWS_MAX; s++)
		r = r * 10 + (uint32_t)(*s - '0');
	if (c == 0 || c > 16384 || r == 0 || r > FOREIGN_ROWS_MAX)
		return false;
	*column = c - 1;
	*row = r;
	return *s == 0 || *s == ':';
}

static bool go_on(void *ctx, uint64_t done)
{
	struct sheet *s = ctx;
	if (done - s->told >= AT_EVERY) {
		s->told = done;
		out_at(s->out, done, s->size > done ? s->size : done);
	}
	return !out_failed(s->out);
}

/* ---- merged cells, which stand after the rows ---- */

static void on_merged(void *ctx, const char *name, const char **atts)
{
	struct sheet *s = ctx;
	const char *ref = strcmp(name, "mergeCell") == 0 ? xml_att(atts, "ref") : NULL, *to = ref ? strchr(ref, ':') : NULL;
	struct merged m = { 0 };
	uint32_t column = 0;
	if (!to || !place_of(ref, &m.column, &m.from) || !place_of(to + 1, &column, &m.to) || m.to <= m.from ||
	    m.column >= FOREIGN_CELLS_MAX)
		return;
	if (s->merged_count == s->merged_room) {
		const size_t room = s->merged_room ? s->merged_room * 2 : 64;
		struct merged *more = room <= MERGED_MAX ? realloc(s->merged, room * sizeof(*more)) : NULL;
		if (!more) {
			out_fail(s->out, room <= MERGED_MAX ? FOREIGN_FAILED : FOREIGN_LIMIT);
			return;
		}
		s->merged = more;
		s->merged_room = room;
	}
	s->merged[s->merged_count++] = m;
}

static void nothing(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

static int by_place(const void *left, const void *right)
{
	const struct merged *a = left, *b = right;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* The cells in which this one is, if it is merged downwards; they may overlap in a file made on purpose: one of them. */
static struct merged *merged_at(struct sheet *s, uint32_t column, uint32_t row)
{
	size_t low = 0, high = s->merged_count;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		const struct merged *m = &s->merged[mid];
		if (m->column < column || (m->column == column && m->from <= row))
			low = mid + 1;
		else
			high = mid;
	}
	struct merged *m = low > 0 ? &s->merged[low - 1] : NULL;
	return m && m->column == column && row <= m->to ? m : NULL;
}

/* ---- rows and cells ---- */

static void tell(struct sheet *s, uint32_t column, enum table_kind kind, const char *text, size_t n)
{
	struct merged *m = merged_at(s, column, s->row);
	if (m && m->from == s->row && !m->held) {
		if (buf_put(&m->text, text, n))
			out_fail(s->out, FOREIGN_FAILED);
		m->held = true;
		m->kind = kind;
	}
	out_cell(s->out, column, kind, text, n);
}

/* What the columns up to this one have from above. */
static void fill(struct sheet *s, uint32_t upto)
{
	for (; s->column < upto && s->column < FOREIGN_CELLS_MAX; s->column++) {
		const struct merged *m = merged_at(s, s->column, s->row);
		if (m && m->held && m->from < s->row)
			out_cell(s->out, s->column, m->kind, buf_str(&m->text), m->text.len);
	}
}

static uint32_t last_merged(const struct sheet *s)
{
	return s->merged_count ? s->merged[s->merged_count - 1].column + 1 : 0;
}

static void start_row(struct sheet *s, const char **atts)
{
	const unsigned long row = xml_att_number(atts, "r", s->row + 1, FOREIGN_ROWS_MAX);
	/* Rows ascend; a file that goes back says one thing twice. */
	if (row <= s->row) {
		out_fail(s->out, FOREIGN_SYNTAX);
		return;
	}
	s->row = (uint32_t)row;
	s->column = 0;
	s->in_row = true;
	out_row(s->out, s->row);
}

static void start_cell(struct sheet *s, const char **atts)
{
	const char *ref = xml_att(atts, "r"), *type = xml_att(atts, "t");
	uint32_t column = s->column, row = s->row;
	if (ref && (!place_of(ref, &column, &row) || row != s->row || column < s->column)) {
		out_fail(s->out, FOREIGN_SYNTAX);
		return;
	}
	fill(s, column);
	s->column = column;
	s->type = !type || !strcmp(type, "n") ? NUMBER : !strcmp(type, "s") ? SHARED : !strcmp(type, "b") ? TRUTH
		: !strcmp(type, "e") ? FAULT : TEXT;
	s->style = xml_att_number(atts, "s", 0, BOOK_STYLES_MAX);
	s->formula = s->in_value = s->in_text = false;
	s->phonetic = 0;
	buf_clear(&s->value);
}

static void end_number(struct sheet *s)
{
	const struct number_format plain = { 0 };
	const struct number_format f = s->style < s->book.style_count ? s->book.styles[s->style] : plain;
	char shown[NUMBER_SHOWN_MAX];
	size_t n = 0;
	if (number_show(buf_str(&s->value), f, s->book.from_1904, shown, &n))
		tell(s, s->column, strspn(shown, "0123456789") == n ? TABLE_NUMBER : TABLE_TEXT, shown, n);
	else
		tell(s, s->column, TABLE_TEXT, buf_str(&s->value), s->value.len);
}

static void end_shared(struct sheet *s)
{
	char *end = NULL;
	const char *value = buf_str(&s->value);
	const unsigned long i = isdigit((unsigned char)*value) ? strtoul(value, &end, 10) : s->book.text_count;
	if (i >= s->book.text_count || *end) {
		out_fail(s->out, FOREIGN_SYNTAX);
		return;
	}
	tell(s, s->column, TABLE_TEXT, s->book.texts[i], s->book.lengths[i]);
}

static void end_text(struct sheet *s)
{
	buf_clear(&s->shown);
	const enum foreign_end end = book_text(&s->shown, buf_str(&s->value), s->value.len);
	if (end)
		out_fail(s->out, end);
	tell(s, s->column, TABLE_TEXT, buf_str(&s->shown), s->shown.len);
}

static void end_cell(struct sheet *s)
{
	const bool empty = s->value.len == 0;
	const struct merged *m = merged_at(s, s->column, s->row);
	/* Those below the first of merged cells are there, for their border, and empty. */
	if (m && m->from < s->row) {
		fill(s, s->column + 1);
		return;
	}
	if (empty && s->formula && s->type != TEXT)
		tell(s, s->column, TABLE_FORMULA, "", 0);
	else if (empty)
		tell(s, s->column, TABLE_TEXT, "", 0);
	else if (s->type == FAULT)
		tell(s, s->column, TABLE_ERROR, "", 0);
	else if (s->type == SHARED)
		end_shared(s);
	else if (s->type == TEXT)
		end_text(s);
	else if (s->type == TRUTH)
		tell(s, s->column, TABLE_TEXT, *buf_str(&s->value) == '1' ? "oui" : "non", 3);
	else
		end_number(s);
	s->column++;
}

static void on_start(void *ctx, const char *name, const char **atts)
{
	struct sheet *s = ctx;
	if (out_failed(s->out))
		return;
	if (strcmp(name, "row") == 0)
		start_row(s, atts);
	else if (!s->in_row)
		return;
	else if (strcmp(name, "c") == 0)
		start_cell(s, atts);
	else if (strcmp(name, "v") == 0)
		s->in_value = true;
	else if (strcmp(name, "f") == 0)
		s->formula = true;
	else if (strcmp(name, "rPh") == 0)
		s->phonetic++;
	else if (strcmp(name, "t") == 0)
		s->in_text = s->phonetic == 0;
}

static void on_end(void *ctx, const char *name)
{
	struct sheet *s = ctx;
	if (out_failed(s->out) || !s->in_row)
		return;
	if (strcmp(name, "row") == 0) {
		fill(s, last_merged(s));
		out_row_end(s->out);
		s->in_row = false;
	} else if (strcmp(name, "c") == 0) {
		end_cell(s);
	} else if (strcmp(name, "v") == 0) {
		s->in_value = false;
	} else if (strcmp(name, "rPh") == 0 && s->phonetic > 0) {
		s->phonetic--;
	} else if (strcmp(name, "t") == 0) {
		s->in_text = false;
	}
}

static void on_text(void *ctx, const char *text, size_t n)
{
	struct sheet *s = ctx;
	if (!s->in_value && !s->in_text)
		return;
	/* One byte more than a cell may have is enough to refuse the row. */
	const size_t left = FOREIGN_CELL_MAX + 1 - s->value.len;
	if (buf_put(&s->value, text, n < left ? n : left))
		out_fail(s->out, FOREIGN_FAILED);
}

/* ---- the sheet ---- */

static enum foreign_end choose(const struct book *b, long wanted, struct out *o, size_t *chosen)
{
	*chosen = b->sheet_count;
	for (size_t i = 0; i < b->sheet_count && *chosen == b->sheet_count; i++)
		if (*b->sheets[i].path && (wanted < 0 ? !b->sheets[i].hidden : i == (size_t)wanted))
			*chosen = i;
	if (*chosen == b->sheet_count)
		return FOREIGN_NO_SHEET;
	for (size_t i = 0; i < b->sheet_count; i++)
		out_sheet(o, i == *chosen ? FOREIGN_TAKEN : b->sheets[i].hidden ? FOREIGN_HIDDEN : FOREIGN_SHOWN,
			b->sheets[i].name, strlen(b->sheets[i].name));
	return FOREIGN_DONE;
}

enum foreign_end xlsx_read(struct pack *p, long wanted, struct out *o)
{
	struct sheet s = { .out = o };
	size_t chosen = 0;
	enum foreign_end end = book_read(p, &s.book);
	if (!end)
		end = choose(&s.book, wanted, o, &chosen);
	const char *path = end ? "" : s.book.sheets[chosen].path;
	if (!end)
		end = pack_xml(p, path, &(struct xml_handlers){ on_merged, nothing, NULL, &s }, NULL, NULL);
	if (!end && s.merged_count)
		qsort(s.merged, s.merged_count, sizeof(*s.merged), by_place);
	if (!end) {
		s.size = pack_size(p, path);
		end = pack_xml(p, path, &(struct xml_handlers){ on_start, on_end, on_text, &s }, go_on, &s);
	}
	for (size_t i = 0; i < s.merged_count; i++)
		buf_free(&s.merged[i].text);
	free(s.merged);
	buf_free(&s.value);
	buf_free(&s.shown);
	book_free(&s.book);
	return end;
}
