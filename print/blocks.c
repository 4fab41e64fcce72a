/* Blocks as rows. */
#include "print/blocks.h"

#include <cairo-pdf.h>
#include <string.h>

#define LABEL_WIDTH (SHEET_INNER * 0.34)
#define PAD 4.0
#define GREY 0.3
#define START 42.0		/* of what may be cut over pages, so much stays with its heading */
#define BOX_HEIGHT 70.0
#define BOXES 3
#define NO_PARENT 0

static const struct {
	double size, before, after;
} headings[] = { { 7, 0, 8 }, { 3, 14, 5 }, { 1, 9, 3 }, { 0, 6, 2 } };	/* the title, then 1 to 3; sizes above the body's */

static const char *text_of(const struct sheet *s, const struct paper_block *b, unsigned i)
{
	return paper_text_of(s->paper, b, i);
}

/* ---- one kind after the other ---- */

static void put_text(struct sheet *s, const char *text, double size, double before, double after)
{
	struct sheet_cell cell = { sheet_layout(s, text, SHEET_INNER, size, false), 0, 0, "P" };
	sheet_row(s, NULL, &cell, 1, before, after, false);
}

static double heading_height(const struct sheet *s, const struct paper_block *b, unsigned level)
{
	PangoLayout *layout = sheet_layout(s, text_of(s, b, 0), SHEET_INNER, s->body + headings[level].size, true);
	const double height = headings[level].before + sheet_height(layout) + headings[level].after;
	g_object_unref(layout);
	return height;
}

static void put_field(struct sheet *s, const struct paper_block *b)
{
	struct sheet_cell cells[] = {
		{ sheet_layout(s, text_of(s, b, 0), LABEL_WIDTH - PAD, s->body, false), 0, GREY, "Lbl" },
		{ sheet_layout(s, text_of(s, b, 1), SHEET_INNER - LABEL_WIDTH, s->body, false), LABEL_WIDTH, 0, "LBody" },
	};
	sheet_row(s, "LI", cells, 2, 1, 1.5, false);
}

static void put_check(struct sheet *s, const struct paper_block *b)
{
	const double x = 16, beside = SHEET_INNER * 0.34;
	struct sheet_cell cells[] = {
		{ sheet_layout(s, b->arg ? "☑" : "☐", x, s->body + 1, false), 0, 0, "Lbl" },
		{ sheet_layout(s, text_of(s, b, 0), SHEET_INNER - x - beside - PAD, s->body, false), x, 0, "LBody" },
		{ sheet_layout(s, text_of(s, b, 1), beside, s->body, false), SHEET_INNER - beside, GREY, "LBody" },
	};
	sheet_row(s, "LI", cells, 3, 1, 2, false);
}

/* Fields, or checks, that follow each other are one list. The first block past it. */
static size_t put_list(struct sheet *s, size_t i)
{
	const size_t n = paper_count(s->paper);
	const enum paper_kind kind = paper_block(s->paper, i)->kind;
	sheet_begin(s, "L");
	for (; i < n && paper_block(s->paper, i)->kind == kind && !s->err; i++) {
		if (kind == PAPER_FIELD)
			put_field(s, paper_block(s->paper, i));
		else
			put_check(s, paper_block(s->paper, i));
	}
	sheet_end(s, "L");
	return i;
}

/* ---- tables ---- */

struct table {
	const struct paper_block *head;
	double x[PAPER_COLUMNS + 1];
};

static void put_cells(struct sheet *s, const struct table *t, const struct paper_block *b, bool title)
{
	struct sheet_cell cells[PAPER_COLUMNS];
	for (unsigned i = 0; i < t->head->count; i++)
		cells[i] = (struct sheet_cell){
			sheet_layout(s, text_of(s, b, i), t->x[i + 1] - t->x[i] - PAD, title ? s->body - 1 : s->body, title),
			t->x[i], title ? GREY : 0, title ? "TH" : "TD" };
	sheet_row(s, "TR", cells, t->head->count, title ? 4 : 0, 5, true);
}

static void put_titles(struct sheet *s, void *ctx)
{
	const struct table *t = ctx;
	s->again = NULL;
	put_cells(s, t, t->head, true);
	s->again = put_titles;
}

static double cells_height(const struct sheet *s, const struct table *t, const struct paper_block *b)
{
	double height = 0;
	for (unsigned i = 0; i < t->head->count; i++) {
		PangoLayout *layout = sheet_layout(s, text_of(s, b, i), t->x[i + 1] - t->x[i] - PAD, s->body, false);
		const double h = sheet_height(layout);
		height = h > height ? h : height;
		g_object_unref(layout);
	}
	return height + 5;
}

static struct table table_of(const struct paper_block *head)
{
	struct table t = { .head = head };
	double sum = 0;
	for (unsigned i = 0; i < head->count; i++)
		sum += head->weight[i];
	for (unsigned i = 0; i < head->count; i++)
		t.x[i + 1] = t.x[i] + SHEET_INNER * head->weight[i] / sum;
	return t;
}

/* The first block past the table that begins at i. */
static size_t table_end(const struct sheet *s, size_t i)
{
	const size_t n = paper_count(s->paper);
	for (i++; i < n && paper_block(s->paper, i)->kind == PAPER_ROW;)
		i++;
	return i;
}

static void put_table(struct sheet *s, size_t i)
{
	struct table t = table_of(paper_block(s->paper, i));
	const size_t end = table_end(s, i);
	sheet_begin(s, "Table");
	put_titles(s, &t);
	s->again_ctx = &t;
	for (i++; i < end && !s->err; i++)
		put_cells(s, &t, paper_block(s->paper, i), false);
	s->again = NULL;
	s->again_ctx = NULL;
	sheet_end(s, "Table");
	s->y += 4;
}

/* ---- signatures ---- */

static size_t signatures(const struct sheet *s, size_t i)
{
	size_t n = 0;
	while (i + n < paper_count(s->paper) && n < BOXES && paper_block(s->paper, i + n)->kind == PAPER_SIGNATURE)
		n++;
	return n;
}

static void put_signatures(struct sheet *s, size_t first, size_t n)
{
	const double gap = 8, width = (SHEET_INNER - gap * (BOXES - 1)) / BOXES;
	sheet_need(s, BOX_HEIGHT + 6);
	const double y = s->y + 6;
	for (size_t i = 0; i < n; i++) {
		const struct paper_block *b = paper_block(s->paper, first + i);
		const double x = SHEET_SIDE + (double)i * (width + gap);
		PangoLayout *who = sheet_layout(s, text_of(s, b, 0), width - 2 * PAD, s->body - 1, true);
		PangoLayout *known = sheet_layout(s, text_of(s, b, 1), width - 2 * PAD, s->body - 1, false);
		if (s->drawing) {
			cairo_set_source_rgb(s->cr, 0.4, 0.4, 0.4);
			cairo_set_line_width(s->cr, 0.6);
			cairo_rectangle(s->cr, x, y, width, BOX_HEIGHT);
			cairo_stroke(s->cr);
			cairo_save(s->cr);
			cairo_rectangle(s->cr, x, y, width, BOX_HEIGHT);
			cairo_clip(s->cr);
			cairo_set_source_rgb(s->cr, 0, 0, 0);
			sheet_begin(s, "P");
			cairo_move_to(s->cr, x + PAD, y + PAD);
			pango_cairo_show_layout(s->cr, who);
			sheet_end(s, "P");
			sheet_begin(s, "P");
			cairo_move_to(s->cr, x + PAD, y + PAD + sheet_height(who) + 2);
			pango_cairo_show_layout(s->cr, known);
			sheet_end(s, "P");
			cairo_restore(s->cr);
		}
		g_object_unref(who);
		g_object_unref(known);
	}
	s->y = y + BOX_HEIGHT + 4;
	s->fresh = false;
}

/* ---- keeping together ---- */

/* What must be left on the page for a block to begin there. */
static double start_of(const struct sheet *s, size_t i)
{
	double need = 0;
	for (; i < paper_count(s->paper); i++) {
		const struct paper_block *b = paper_block(s->paper, i);
		if (b->kind == PAPER_HEADING) {
			need += heading_height(s, b, b->arg);
			continue;
		}
		if (b->kind == PAPER_SIGNATURE)
			need += BOX_HEIGHT + 6;
		else if (b->kind == PAPER_TABLE && i + 1 < table_end(s, i)) {
			const struct table t = table_of(b);
			const double row = cells_height(s, &t, paper_block(s->paper, i + 1));
			need += cells_height(s, &t, b) + (row < START ? row : START);
		} else if (b->kind != PAPER_BREAK)
			need += START / 2;
		break;
	}
	return need;
}

/* The reader's table of contents. */
static void put_outline(struct sheet *s, const struct paper_block *b, int parents[4])
{
	char where[64];
	if (!s->drawing || b->arg > 2)
		return;
	(void)snprintf(where, sizeof(where), "page=%u pos=[%d %d]", s->page, (int)SHEET_SIDE, (int)s->y);
	parents[b->arg] = cairo_pdf_surface_add_outline(s->surface, parents[b->arg - 1], text_of(s, b, 0), where,
							b->arg == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
	for (unsigned i = b->arg + 1; i < 4; i++)
		parents[i] = parents[b->arg];
}

/* *depth: of the heading before. Readers that speak count on it that no level is left out. */
static void put_heading(struct sheet *s, const struct paper_block *b, unsigned level, unsigned *depth)
{
	*depth = level > *depth ? *depth + 1 : level;
	static const char *const tags[] = { "H1", "H2", "H3", "H4" };
	struct sheet_cell cell = { sheet_layout(s, text_of(s, b, 0), SHEET_INNER, s->body + headings[level].size, true), 0, 0,
				   tags[*depth] };
	sheet_row(s, NULL, &cell, 1, headings[level].before, headings[level].after, level == 1);
}

void blocks_fill(struct sheet *s)
{
	const size_t n = paper_count(s->paper);
	unsigned depth = 0;
	int parents[4] = { NO_PARENT, NO_PARENT, NO_PARENT, NO_PARENT };
	for (size_t i = 0; i < n && !s->err; i++) {
		const struct paper_block *b = paper_block(s->paper, i);
		switch (b->kind) {
		case PAPER_TITLE:
			put_heading(s, b, 0, &depth);
			break;
		case PAPER_HEADING:
			sheet_need(s, start_of(s, i));
			put_outline(s, b, parents);
			put_heading(s, b, b->arg, &depth);
			break;
		case PAPER_TEXT:
			put_text(s, text_of(s, b, 0), s->body, 3, 3);
			break;
		case PAPER_SMALL:
			put_text(s, text_of(s, b, 0), s->body - 1.5, 1, 2);
			break;
		case PAPER_FIELD:
		case PAPER_CHECK:
			i = put_list(s, i) - 1;
			break;
		case PAPER_TABLE:
			sheet_need(s, start_of(s, i));
			put_table(s, i);
			i = table_end(s, i) - 1;
			break;
		case PAPER_SIGNATURE: {
			const size_t boxes = signatures(s, i);
			put_signatures(s, i, boxes);
			i += boxes - 1;
			break;
		}
		case PAPER_BREAK:
			sheet_turn(s);
			break;
		case PAPER_ROW:
		case PAPER_KINDS:
			break;
		}
	}
}
