/*
 * The picture of one screen: a grid of cells that screens draw on and that
 * term.c paints. Pure memory, so that everything drawn can be tested without
 * a terminal. Knows no curses, no keys, no data.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "tui/glyph.h"

/* What a piece of text is; theme.c says how it looks. */
enum role {
	ROLE_NORMAL = 0,
	ROLE_TITLE,	/* row 1 */
	ROLE_HEADING,	/* column titles, group headings */
	ROLE_KEY,	/* a key's name in the footer and in help */
	ROLE_CURRENT,	/* the line or field that has the focus */
	ROLE_LATE,	/* "!" */
	ROLE_SOON,	/* "*" */
	ROLE_WATCH,	/* "." */
	ROLE_DONE,
	ROLE_ERROR,
	ROLE_WARNING,
	ROLE_FIELD,	/* where text is typed */
	ROLE_FRAME,	/* rules and borders */
	ROLE_COUNT
};

/* A style is a role, with these added when the place asks for more. */
#define ATTR_BOLD 0x100u
#define ATTR_REVERSE 0x200u
#define ATTR_UNDERLINE 0x400u
#define STYLE_ROLE(style) ((enum role)((style) & 0xffu))

struct cell {
	char text[GLYPH_BYTES];	/* n bytes of UTF-8, not NUL-terminated */
	uint8_t n;
	uint8_t width;		/* 1 or 2; 0 for the right half of a wide one */
	uint16_t style;
};

struct rect {
	int row, col, rows, cols;
};

struct canvas {
	int rows, cols;
	struct cell *cells;	/* rows × cols */
	struct rect clip;	/* nothing is drawn outside */
	int cursor_row, cursor_col;	/* where the hardware cursor ends */
	bool cursor_hidden;
};

/* At least 1 × 1; sizes past 1,000 are refused with JAL_ERR_LIMIT. */
JAL_MUST enum jal_err canvas_new(int rows, int cols, struct canvas **out);
/* Wipes what was drawn. */
void canvas_free(struct canvas *c);
/* Another size, everything blank; on error it is as it was. */
JAL_MUST enum jal_err canvas_resize(struct canvas *c, int rows, int cols);

/* Blank, no clipping, cursor at the end of the last row. */
void canvas_clear(struct canvas *c);

/* Draws inside r only (cut to what was allowed); gives back what was allowed,
 * for canvas_unclip. */
struct rect canvas_clip(struct canvas *c, struct rect r);
void canvas_unclip(struct canvas *c, struct rect before);

/* Text from row, col in at most width columns; what does not fit ends in "…".
 * Returns the columns used. Places are the canvas's own, from 0. */
int canvas_put(struct canvas *c, int row, int col, int width, unsigned style, const char *text);
/* n bytes of it. */
int canvas_put_n(struct canvas *c, int row, int col, int width, unsigned style, const char *text, size_t n);
/* Ends at col + width. */
int canvas_put_right(struct canvas *c, int row, int col, int width, unsigned style, const char *text);
/* A text wrapped at words in r; what has no room at its end is cut by "…".
 * Returns the rows used. */
int canvas_paragraph(struct canvas *c, struct rect r, unsigned style, const char *text);
/* Spaces; also what puts a style under a whole row. */
void canvas_fill(struct canvas *c, struct rect r, unsigned style);
/* One character repeated. */
void canvas_rule(struct canvas *c, int row, int col, int width, unsigned style, const char *glyph);
/* Adds to the style of what is drawn there already; a role of 0 keeps each
 * cell's. */
void canvas_restyle(struct canvas *c, struct rect r, unsigned style);

/* Where the terminal's cursor stands; brought inside the canvas. */
void canvas_cursor(struct canvas *c, int row, int col);
/* Rules, borders and bars become plain characters, for terminals and fonts without them. */
void canvas_plain(struct canvas *c);

/* NULL outside. */
const struct cell *canvas_at(const struct canvas *c, int row, int col);

/* One line a row, spaces at the end left out. */
JAL_MUST enum jal_err canvas_dump(const struct canvas *c, struct buf *out);

#endif
