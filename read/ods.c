/* content.xml, read twice: which sheets there are, then the rows of one. */
#include "read/ods.h"

#include <stdlib.h>
#include <string.h>

#include "read/number.h"

#define CONTENT "content.xml"
#define AT_EVERY ((uint64_t)1 << 20)	/* bytes between two tellings */
#define STYLES_MAX 4096
#define STYLE_NAME_MAX 64

struct ods_sheet {
	char name[FOREIGN_NAME_MAX + 1];
	bool hidden;
};

/* A column in which the cell above goes on downwards. */
struct going_down {
	uint32_t left;		/* rows to come */
	enum table_kind kind;
	struct buf text;
};

struct ods {
	struct out *out;
	uint64_t size, told;
	/* The sheets. */
	struct ods_sheet *sheets;	/* FOREIGN_SHEETS_MAX */
	size_t sheet_count;
	char (*hiding)[STYLE_NAME_MAX];	/* styles of sheets that are not shown */
	size_t hiding_count;
	char style[STYLE_NAME_MAX];
	/* The rows of the one chosen. */
	size_t chosen, sheet;		/* sheets begun so far */
	unsigned inside;		/* tables open: one within a cell is not read */
	uint32_t row, row_again, column, cell_again, down;
	bool in_row, in_cell, covered, has_value, number, formula;
	unsigned paragraph, note, paragraphs;
	struct buf value;		/* what an attribute says */
	struct buf text;		/* what is shown */
	struct going_down *goes;	/* FOREIGN_CELLS_MAX */
};

static bool go_on(void *ctx, uint64_t done)
{
	struct ods *s = ctx;
	if (done - s->told >= AT_EVERY) {
		s->told = done;
		out_at(s->out, done, s->size > done ? s->size : done);
	}
	return !out_failed(s->out);
}

static bool go_on_quietly(void *ctx, uint64_t done)
{
	(void)done;
	return !out_failed(((const struct ods *)ctx)->out);
}

static void keep(struct ods *s, enum jal_err err)
{
	if (err)
		out_fail(s->out, FOREIGN_FAILED);
}

/* ---- which sheets there are ---- */

static bool hides(const struct ods *s, const char *style)
{
	for (size_t i = 0; style && i < s->hiding_count; i++)
		if (strcmp(s->hiding[i], style) == 0)
			return true;
	return false;
}

static void start_looking(void *ctx, const char *name, const char **atts)
{
	struct ods *s = ctx;
	if (strcmp(name, "style") == 0) {
		const char *style = xml_att(atts, "name");
		memset(s->style, 0, sizeof(s->style));
		if (style && strlen(style) < STYLE_NAME_MAX)
			memcpy(s->style, style, strlen(style));
	} else if (strcmp(name, "table-properties") == 0) {
		const char *shown = xml_att(atts, "display");
		if (*s->style && shown && strcmp(shown, "false") == 0 && s->hiding_count < STYLES_MAX)
			memcpy(s->hiding[s->hiding_count++], s->style, STYLE_NAME_MAX);
	} else if (strcmp(name, "table") == 0 && s->inside++ == 0 && s->sheet_count < FOREIGN_SHEETS_MAX) {
		struct ods_sheet *one = &s->sheets[s->sheet_count++];
		const char *label = xml_att(atts, "name");
		memcpy(one->name, label ? label : "", label ? strnlen(label, FOREIGN_NAME_MAX) : 0);
		one->hidden = hides(s, xml_att(atts, "style-name"));
	}
}

static void end_looking(void *ctx, const char *name)
{
	struct ods *s = ctx;
	if (strcmp(name, "table") == 0)
		s->inside--;
}

/* ---- cells ---- */

static bool chosen(const struct ods *s)
{
	return s->inside == 1 && s->sheet == s->chosen + 1;
}

/* A day comes as 2026-11-24 or 2026-11-24T09:30:00. */
static void take_value(struct ods *s, const char **atts)
{
	const char *type = xml_att(atts, "value-type"), *value = NULL;
	if (!type)
		return;
	s->number = strcmp(type, "float") == 0 || strcmp(type, "percentage") == 0 || strcmp(type, "currency") == 0;
	if (s->number)
		value = xml_att(atts, "value");
	else if (strcmp(type, "date") == 0)
		value = xml_att(atts, "date-value");
	else if (strcmp(type, "boolean") == 0) {
		value = xml_att(atts, "boolean-value");
		value = value && strcmp(value, "true") == 0 ? "oui" : "non";
	} else if (strcmp(type, "string") == 0)
		value = xml_att(atts, "string-value");
	s->has_value = value && *value;
	if (!s->has_value)
		return;
	const char *t = strcmp(type, "date") == 0 ? strchr(value, 'T') : NULL;
	const size_t n = t ? (size_t)(t - value) : strlen(value);
	keep(s, buf_put(&s->value, value, n));
	if (t && strncmp(t, "T00:00:00", 9) != 0) {
		keep(s, buf_putc(&s->value, ' '));
		keep(s, buf_put(&s->value, t + 1, strnlen(t + 1, 5)));
	}
}

static void start_cell(struct ods *s, const char **atts, bool covered)
{
	s->in_cell = true;
	s->covered = covered;
	s->cell_again = (uint32_t)xml_att_number(atts, "number-columns-repeated", 1, FOREIGN_ROWS_MAX);
	s->down = (uint32_t)xml_att_number(atts, "number-rows-spanned", 1, FOREIGN_ROWS_MAX);
	s->formula = xml_att(atts, "formula") != NULL;
	s->has_value = s->number = false;
	s->paragraph = s->note = s->paragraphs = 0;
	buf_clear(&s->value);
	buf_clear(&s->text);
	take_value(s, atts);
}

/* Whether the text shown is the number with zeros before it, perhaps in groups: « 01000 », « 06 12 34 56 78 ». A number
 * that is shown otherwise (1,85E+14, 12 %) is taken as it is stored. */
static bool has_zeros(const struct ods *s)
{
	char digits[NUMBER_SHOWN_MAX];
	size_t n = 0;
	const char *text = buf_str(&s->text);
	for (; *text && n < sizeof(digits) - 1; text++) {
		if (*text >= '0' && *text <= '9')
			digits[n++] = *text;
		else if (*text != ' ' && *text != '-' && *text != '.')
			return false;
	}
	digits[n] = 0;
	return n > 1 && digits[0] == '0' && strtod(digits, NULL) == strtod(buf_str(&s->value), NULL);
}

/* Calc writes what a faulty formula shows, « #N/D » or « Err:502 », as the text of a cell of type string or float. */
static enum table_kind kind_of(const struct ods *s)
{
	const char *text = buf_str(&s->text);
	const bool number = s->number && s->has_value && !has_zeros(s);
	if (!s->formula)
		return number ? TABLE_NUMBER : TABLE_TEXT;
	if (strncmp(text, "#", 1) == 0 || strncmp(text, "Err:", 4) == 0)
		return TABLE_ERROR;
	return s->text.len == 0 && !s->has_value ? TABLE_FORMULA : number ? TABLE_NUMBER : TABLE_TEXT;
}

/* The value as it is told: s->value or s->text. */
static const struct buf *shown_of(struct ods *s)
{
	char shown[NUMBER_SHOWN_MAX];
	size_t n = 0;
	if (!s->has_value || (s->number && has_zeros(s)))
		return &s->text;
	if (s->number && number_show(buf_str(&s->value), (struct number_format){ 0 }, false, shown, &n)) {
		buf_clear(&s->value);
		keep(s, buf_put(&s->value, shown, n));
	}
	return &s->value;
}

static void from_above(struct ods *s)
{
	struct going_down *g = &s->goes[s->column];
	if (g->left > 0)
		out_cell(s->out, s->column, g->kind, buf_str(&g->text), g->text.len);
}

static void end_cell(struct ods *s)
{
	const enum table_kind kind = s->covered ? TABLE_TEXT : kind_of(s);
	const struct buf nothing = BUF_INIT, *shown = kind == TABLE_FORMULA || kind == TABLE_ERROR ? &nothing : shown_of(s);
	const bool empty = s->covered || (shown->len == 0 && kind <= TABLE_NUMBER);
	s->in_cell = false;
	for (uint32_t i = 0; i < s->cell_again && s->column < FOREIGN_CELLS_MAX; i++, s->column++) {
		struct going_down *g = &s->goes[s->column];
		if (s->covered) {
			from_above(s);
			continue;
		}
		g->left = 0;
		if (!empty)
			out_cell(s->out, s->column, kind, buf_str(shown), shown->len);
		if (!empty && s->down > 1) {
			buf_clear(&g->text);
			keep(s, buf_put(&g->text, buf_str(shown), shown->len));
			g->kind = kind;
			/* This row counts too. */
			g->left = s->down;
		}
	}
	/* Further to the right than any table goes: refused, if anything stands there. */
	if (s->column >= FOREIGN_CELLS_MAX && !empty)
		out_cell(s->out, s->column, kind, buf_str(shown), shown->len);
}

static void start_row(struct ods *s, const char **atts)
{
	s->row_again = (uint32_t)xml_att_number(atts, "number-rows-repeated", 1, FOREIGN_ROWS_MAX);
	s->in_row = true;
	s->column = 0;
	out_row(s->out, s->row + 1);
}

static void end_row(struct ods *s)
{
	s->in_row = false;
	if (s->row > FOREIGN_ROWS_MAX - s->row_again) {
		/* Most files end with as many empty rows as are left. */
		if (s->out->filled > 0 || s->out->refused)
			out_fail(s->out, FOREIGN_LIMIT);
		return;
	}
	for (uint32_t i = 0; i < s->row_again && !out_failed(s->out); i++)
		out_row_again(s->out, ++s->row);
	for (size_t i = 0; i < FOREIGN_CELLS_MAX; i++)
		s->goes[i].left -= s->goes[i].left < s->row_again ? s->goes[i].left : s->row_again;
}

/* ---- what is read ---- */

static void on_start(void *ctx, const char *name, const char **atts)
{
	struct ods *s = ctx;
	if (strcmp(name, "table") == 0) {
		if (s->inside++ == 0)
			s->sheet++;
		return;
	}
	if (!chosen(s) || out_failed(s->out))
		return;
	if (strcmp(name, "table-row") == 0)
		start_row(s, atts);
	else if (!s->in_row)
		return;
	else if (!s->in_cell && strcmp(name, "table-cell") == 0)
		start_cell(s, atts, false);
	else if (!s->in_cell && strcmp(name, "covered-table-cell") == 0)
		start_cell(s, atts, true);
	else if (!s->in_cell)
		return;
	else if (strcmp(name, "annotation") == 0)
		s->note++;
	else if (s->note)
		return;
	else if (strcmp(name, "p") == 0) {
		if (s->paragraph++ == 0 && s->paragraphs++ > 0)
			keep(s, buf_putc(&s->text, '\n'));
	} else if (strcmp(name, "line-break") == 0)
		keep(s, buf_putc(&s->text, '\n'));
	else if (strcmp(name, "tab") == 0)
		keep(s, buf_putc(&s->text, '\t'));
	else if (strcmp(name, "s") == 0)
		for (unsigned long n = xml_att_number(atts, "c", 1, 256); n > 0 && s->text.len <= FOREIGN_CELL_MAX; n--)
			keep(s, buf_putc(&s->text, ' '));
}

static void on_end(void *ctx, const char *name)
{
	struct ods *s = ctx;
	if (strcmp(name, "table") == 0) {
		s->inside--;
		return;
	}
	if (!chosen(s) || out_failed(s->out) || !s->in_row)
		return;
	if (strcmp(name, "table-row") == 0)
		end_row(s);
	else if (s->in_cell && (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0))
		end_cell(s);
	else if (strcmp(name, "annotation") == 0 && s->note > 0)
		s->note--;
	else if (strcmp(name, "p") == 0 && s->note == 0 && s->paragraph > 0)
		s->paragraph--;
}

static void on_text(void *ctx, const char *text, size_t n)
{
	struct ods *s = ctx;
	if (!s->in_cell || s->note || s->paragraph == 0 || s->text.len > FOREIGN_CELL_MAX)
		return;
	/* One byte more than a cell may have is enough to refuse the row. */
	const size_t left = FOREIGN_CELL_MAX + 1 - s->text.len;
	keep(s, buf_put(&s->text, text, n < left ? n : left));
}

static enum foreign_end choose(struct ods *s, long wanted)
{
	s->chosen = s->sheet_count;
	for (size_t i = 0; i < s->sheet_count && s->chosen == s->sheet_count; i++)
		if (wanted < 0 ? !s->sheets[i].hidden : i == (size_t)wanted)
			s->chosen = i;
	if (s->chosen == s->sheet_count)
		return FOREIGN_NO_SHEET;
	for (size_t i = 0; i < s->sheet_count; i++)
		out_sheet(s->out, i == s->chosen ? FOREIGN_TAKEN : s->sheets[i].hidden ? FOREIGN_HIDDEN : FOREIGN_SHOWN,
			s->sheets[i].name, strlen(s->sheets[i].name));
	return FOREIGN_DONE;
}

static enum foreign_end read_twice(struct pack *p, struct ods *s, long wanted)
{
	enum foreign_end end = pack_xml(p, CONTENT, &(struct xml_handlers){ start_looking, end_looking, NULL, s },
		go_on_quietly, s);
	if (!end)
		end = choose(s, wanted);
	if (end)
		return end;
	s->inside = 0;
	s->size = pack_size(p, CONTENT);
	return pack_xml(p, CONTENT, &(struct xml_handlers){ on_start, on_end, on_text, s }, go_on, s);
}

enum foreign_end ods_read(struct pack *p, long wanted, struct out *o)
{
	struct ods s = { .out = o };
	s.sheets = calloc(FOREIGN_SHEETS_MAX, sizeof(*s.sheets));
	s.hiding = calloc(STYLES_MAX, sizeof(*s.hiding));
	s.goes = calloc(FOREIGN_CELLS_MAX, sizeof(*s.goes));
	const enum foreign_end end = s.sheets && s.hiding && s.goes ? read_twice(p, &s, wanted) : FOREIGN_FAILED;
	for (size_t i = 0; s.goes && i < FOREIGN_CELLS_MAX; i++)
		buf_free(&s.goes[i].text);
	free(s.sheets);
	free(s.hiding);
	free(s.goes);
	buf_free(&s.value);
	buf_free(&s.text);
	return end;
}
