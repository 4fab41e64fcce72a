/*
 * The grid of cells. Pure memory.
 */
#include "tui/canvas.h"

#include <stdlib.h>
#include <string.h>

#define CANVAS_SIDE_MAX 1000

static const struct cell blank = { .text = " ", .n = 1, .width = 1 };

static struct cell *cell_at(struct canvas *c, int row, int col)
{
	return &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
}

static bool drawable(const struct canvas *c, int row, int col)
{
	return row >= c->clip.row && row < c->clip.row + c->clip.rows && col >= c->clip.col &&
		col < c->clip.col + c->clip.cols;
}

JAL_MUST static enum jal_err new_cells(int rows, int cols, struct cell **out)
{
	struct cell *cells = NULL;

	if (rows < 1 || cols < 1)
		return JAL_ERR_INVALID;
	if (rows > CANVAS_SIDE_MAX || cols > CANVAS_SIDE_MAX)
		return JAL_ERR_LIMIT;
	cells = calloc((size_t)rows * (size_t)cols, sizeof(*cells));
	if (cells == NULL)
		return JAL_ERR_NOMEM;
	*out = cells;
	return JAL_OK;
}

static void free_cells(struct canvas *c)
{
	if (c->cells != NULL)
		explicit_bzero(c->cells, (size_t)c->rows * (size_t)c->cols * sizeof(*c->cells));
	free(c->cells);
	c->cells = NULL;
}

enum jal_err canvas_new(int rows, int cols, struct canvas **out)
{
	struct canvas *c = calloc(1, sizeof(*c));
	enum jal_err err = JAL_OK;

	if (c == NULL)
		return JAL_ERR_NOMEM;
	err = canvas_resize(c, rows, cols);
	if (err != JAL_OK) {
		free(c);
		return err;
	}
	*out = c;
	return JAL_OK;
}

void canvas_free(struct canvas *c)
{
	if (c == NULL)
		return;
	free_cells(c);
	free(c);
}

enum jal_err canvas_resize(struct canvas *c, int rows, int cols)
{
	struct cell *cells = NULL;
	enum jal_err err = new_cells(rows, cols, &cells);

	if (err != JAL_OK)
		return err;
	free_cells(c);
	c->cells = cells;
	c->rows = rows;
	c->cols = cols;
	canvas_clear(c);
	return JAL_OK;
}

void canvas_clear(struct canvas *c)
{
	size_t n = (size_t)c->rows * (size_t)c->cols;

	for (size_t i = 0; i < n; i++)
		c->cells[i] = blank;
	c->clip = (struct rect){ 0, 0, c->rows, c->cols };
	c->cursor_row = c->rows - 1;
	c->cursor_hidden = false;
	c->cursor_col = c->cols - 1;
}

static int min_int(int a, int b)
{
	return a < b ? a : b;
}

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

struct rect canvas_clip(struct canvas *c, struct rect r)
{
	struct rect before = c->clip;
	int row = max_int(r.row, before.row);
	int col = max_int(r.col, before.col);
	int bottom = min_int(r.row + r.rows, before.row + before.rows);
	int right = min_int(r.col + r.cols, before.col + before.cols);

	c->clip = (struct rect){ row, col, max_int(bottom - row, 0), max_int(right - col, 0) };
	return before;
}

void canvas_unclip(struct canvas *c, struct rect before)
{
	c->clip = before;
}

/* Half of a wide character can't stay: what is left of one becomes a space. */
static void break_wide(struct canvas *c, int row, int col)
{
	struct cell *here = cell_at(c, row, col);

	if (here->width == 0 && col > 0) {
		struct cell *left = cell_at(c, row, col - 1);
		uint16_t style = left->style;

		*left = blank;
		left->style = style;
		here->width = 1;
	}
	if (here->width == 2 && col + 1 < c->cols) {
		struct cell *right = cell_at(c, row, col + 1);
		uint16_t style = right->style;

		*right = blank;
		right->style = style;
	}
}

static void put_glyph(struct canvas *c, int row, int col, unsigned style, const struct glyph *g)
{
	struct cell *cell = NULL;

	if (!drawable(c, row, col) || (g->width == 2 && !drawable(c, row, col + 1)))
		return;
	break_wide(c, row, col);
	if (g->width == 2)
		break_wide(c, row, col + 1);
	cell = cell_at(c, row, col);
	*cell = (struct cell){ .n = g->n, .width = (uint8_t)g->width, .style = (uint16_t)style };
	memcpy(cell->text, g->text, g->n);
	if (g->width == 2)
		*cell_at(c, row, col + 1) = (struct cell){ .n = 0, .width = 0, .style = (uint16_t)style };
}

static int put_plain(struct canvas *c, int row, int col, unsigned style, const char *text, size_t n)
{
	struct glyph g;
	int used = 0;

	while (glyph_next(text, n, &g)) {
		if (g.width > 0)
			put_glyph(c, row, col + used, style, &g);
		used += g.width;
		text += g.len;
		n -= g.len;
	}
	return used;
}

int canvas_put_n(struct canvas *c, int row, int col, int width, unsigned style, const char *text, size_t n)
{
	size_t fits = 0;
	int used = 0;

	if (width <= 0 || n == 0)
		return 0;
	fits = glyph_fit(text, n, width, &used);
	if (fits == n)
		return put_plain(c, row, col, style, text, n);
	fits = glyph_fit(text, n, width - 1, &used);
	used = put_plain(c, row, col, style, text, fits);
	return used + put_plain(c, row, col + used, style, "…", strlen("…"));
}

int canvas_put(struct canvas *c, int row, int col, int width, unsigned style, const char *text)
{
	return canvas_put_n(c, row, col, width, style, text, strlen(text));
}

int canvas_put_right(struct canvas *c, int row, int col, int width, unsigned style, const char *text)
{
	int columns = glyph_columns(text, strlen(text));

	if (columns >= width)
		return canvas_put(c, row, col, width, style, text);
	return canvas_put(c, row, col + width - columns, columns, style, text);
}

int canvas_paragraph(struct canvas *c, struct rect r, unsigned style, const char *text)
{
	size_t n = strlen(text);
	int row = 0;

	for (; row < r.rows && n > 0; row++) {
		size_t shown = 0;
		size_t next = glyph_wrap(text, n, r.cols, &shown);

		canvas_put_n(c, r.row + row, r.col, r.cols, style, text, row == r.rows - 1 ? n : shown);
		text += next;
		n -= next;
	}
	return row;
}

void canvas_fill(struct canvas *c, struct rect r, unsigned style)
{
	struct glyph space = { .len = 1, .width = 1, .n = 1, .text = " " };

	for (int row = r.row; row < r.row + r.rows; row++)
		for (int col = r.col; col < r.col + r.cols; col++)
			put_glyph(c, row, col, style, &space);
}

void canvas_rule(struct canvas *c, int row, int col, int width, unsigned style, const char *glyph)
{
	struct glyph g;

	if (!glyph_next(glyph, strlen(glyph), &g) || g.width != 1)
		return;
	for (int i = 0; i < width; i++)
		put_glyph(c, row, col + i, style, &g);
}

void canvas_restyle(struct canvas *c, struct rect r, unsigned style)
{
	for (int row = r.row; row < r.row + r.rows; row++) {
		for (int col = r.col; col < r.col + r.cols; col++) {
			struct cell *cell = NULL;

			if (!drawable(c, row, col))
				continue;
			cell = cell_at(c, row, col);
			if (STYLE_ROLE(style) != ROLE_NORMAL)
				cell->style = (uint16_t)((cell->style & ~0xffu) | (style & 0xffu));
			cell->style = (uint16_t)(cell->style | (style & ~0xffu));
		}
	}
}

/* What stands in the place of U+2500 and on: the code point's last two bytes in UTF-8. */
static char plain_of(const struct cell *cell)
{
	uint8_t second = 0;
	uint8_t third = 0;

	if (cell->n != 3 || (uint8_t)cell->text[0] != 0xe2)
		return '\0';
	second = (uint8_t)cell->text[1];
	third = (uint8_t)cell->text[2];
	if (second == 0x94 && third == 0x80)
		return '-';
	if (second == 0x94 && third == 0x82)
		return '|';
	if (second == 0x94 || second == 0x95)
		return '+';
	/* Full and shaded blocks. */
	if (second == 0x96 && third == 0x88)
		return '#';
	if (second == 0x96 && third >= 0x91 && third <= 0x93)
		return '.';
	return '\0';
}

void canvas_plain(struct canvas *c)
{
	for (size_t i = 0; i < (size_t)c->rows * (size_t)c->cols; i++) {
		char plain = plain_of(&c->cells[i]);

		if (plain == '\0')
			continue;
		memset(c->cells[i].text, 0, sizeof(c->cells[i].text));
		c->cells[i].text[0] = plain;
		c->cells[i].n = 1;
	}
}

void canvas_cursor(struct canvas *c, int row, int col)
{
	c->cursor_row = max_int(0, min_int(row, c->rows - 1));
	c->cursor_col = max_int(0, min_int(col, c->cols - 1));
}

const struct cell *canvas_at(const struct canvas *c, int row, int col)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return NULL;
	return &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
}

static enum jal_err dump_row(const struct canvas *c, int row, struct buf *out)
{
	int last = 0;

	for (int col = 0; col < c->cols; col++) {
		const struct cell *cell = canvas_at(c, row, col);

		if (cell != NULL && !(cell->n == 1 && cell->text[0] == ' '))
			last = col + 1;
	}
	for (int col = 0; col < last; col++) {
		const struct cell *cell = canvas_at(c, row, col);
		enum jal_err err = buf_put(out, cell->text, cell->n);

		if (err != JAL_OK)
			return err;
	}
	return JAL_OK;
}

enum jal_err canvas_dump(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++) {
		enum jal_err err = dump_row(c, row, out);

		if (err == JAL_OK)
			err = buf_putc(out, '\n');
		if (err != JAL_OK)
			return err;
	}
	return JAL_OK;
}
