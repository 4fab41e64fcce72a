/*
 * Where things stand on a screen of any size: the frame of ui.md §2, and how
 * columns share a width. Pure arithmetic.
 */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"

enum layout_mode {
	LAYOUT_FULL,	/* 80 × 24 and more */
	LAYOUT_COMPACT,	/* 60 to 79 columns, or 18 to 23 rows */
	LAYOUT_NARROW,	/* one column: 40 to 59 columns, or 12 to 17 rows */
	LAYOUT_TINY,	/* less: one sentence, everything typed is kept */
};

struct layout {
	enum layout_mode mode;
	int rows, cols;
	struct rect title;	/* 1 row */
	struct rect body;
	struct rect message;	/* 1 row */
	struct rect footer;	/* 2 rows, 1 in narrow mode */
};

/* The parts of a screen of that size. */
struct layout layout_for(int rows, int cols);

/* The part of r below its first n rows. */
struct rect layout_below(struct rect r, int n);
/* A rectangle of that size in the middle of r, cut to it. */
struct rect layout_middle(struct rect r, int rows, int cols);

struct layout_column {
	int width;	/* columns it needs; text longer than that ends in "…" */
	int weight;	/* its share of what is left over; 0: stays as it is */
	int drop;	/* left out first when room is short, highest first; 0: never */
	int from;	/* shown only when the whole width is at least this */
};

#define LAYOUT_COLUMNS 16

/* Shares width among n (≤ LAYOUT_COLUMNS) columns with one space between; out
 * gets each one's width, 0 for those left out. When even those that are never
 * dropped do not fit, the last ones are cut. */
void layout_share(const struct layout_column *columns, size_t n, int width, int *out);

#endif
