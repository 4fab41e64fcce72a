/*
 * Pages of A4 paper: margins, what stands at the top and bottom of each, and rows
 * of cells that go from one page to the next by lines. Knows cairo and pango, and
 * nothing of the blocks that become rows.
 */
#ifndef PRINT_SHEET_H
#define PRINT_SHEET_H

#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/paper.h"

#define SHEET_WIDTH 595.276	/* A4, in points */
#define SHEET_HEIGHT 841.890
#define SHEET_SIDE 51.0		/* margins */
#define SHEET_TOP 54.0
#define SHEET_BOTTOM 68.0
#define SHEET_INNER (SHEET_WIDTH - 2 * SHEET_SIDE)
#define SHEET_CELLS PAPER_COLUMNS
#define SHEET_PAGES_MAX 2000

struct sheet_cell {
	PangoLayout *layout;	/* sheet_layout; sheet_row lets go of it */
	double x;		/* from the left margin */
	double grey;		/* 0 black */
	const char *tag;	/* what it is, for readers that speak: "P", "TH", "TD", "Lbl", … */
};

struct sheet {
	const struct paper *paper;
	cairo_t *cr;
	cairo_surface_t *surface;
	double body;		/* the size of most of the text, in points */
	bool drawing;		/* else only counting pages */
	unsigned page, pages;
	double y;		/* where the next row begins, from the top of the page */
	bool fresh;		/* nothing on this page yet */
	/* NULL. What is repeated at the top of a page that a row comes to. */
	void (*again)(struct sheet *s, void *ctx);
	void *again_ctx;
	enum jal_err err;	/* sticks */
};

/* Appends the file; *pages gets their number. fill puts all the rows: it is called
 * twice, since each page says how many there are. JAL_ERR_LIMIT past
 * SHEET_PAGES_MAX. */
JAL_MUST enum jal_err sheet_print(const struct paper *p, void (*fill)(struct sheet *s), struct buf *out,
				  unsigned *pages);

/* A text laid out in a width; size in points. */
PangoLayout *sheet_layout(const struct sheet *s, const char *text, double width, double size, bool bold);
double sheet_height(PangoLayout *layout);

/* A new page, unless nothing stands on this one. */
void sheet_turn(struct sheet *s);
/* A new page unless that height is left. */
void sheet_need(struct sheet *s, double height);

/* One row of n cells, space before and after it; it goes on over pages when it must,
 * and is then a row of its own on each. tag: what holds the cells ("TR", "LI"); NULL:
 * nothing does. rule: a line below it. */
void sheet_row(struct sheet *s, const char *tag, struct sheet_cell *cells, size_t n, double before, double after,
	       bool rule);

/* A structure element of the PDF (ISO 32000-1, 14.8.4) that holds what is drawn until
 * it is ended. One that holds text itself is ended on its page. */
void sheet_begin(struct sheet *s, const char *tag);
void sheet_end(struct sheet *s, const char *tag);

#endif
