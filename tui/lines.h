/*
 * A list whose lines are written once, when data is loaded: texts in cells, and
 * what each line is about. For lists of a file's size; long ones have a model of
 * their own (list.h). Knows no data.
 */
#ifndef TUI_LINES_H
#define TUI_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"
#include "tui/list.h"

#define LINES_CELLS 6

struct line {
	struct jal_id id;	/* what the current line finds again */
	int kind;		/* the screen's own */
	const void *about;	/* likewise; NULL */
	bool heading;
	unsigned style;		/* of all its cells */
	unsigned sign;		/* of cell sign_cell, instead */
	size_t sign_cell;	/* LINES_CELLS: none */
	const char *cell[LINES_CELLS];	/* in the arena; NULL: empty */
};

struct lines {
	struct list list;
	struct line *all;
	size_t n, cap;
	struct arena texts;
	const char *empty;	/* translated; what stands there when there is no line */
};

/* columns are the caller's, at most LINES_CELLS, and outlive it. */
JAL_MUST enum jal_err lines_init(struct lines *l, const struct list_column *columns, size_t n_columns);
void lines_free(struct lines *l);

/* Forgets all lines, wiped; the current one is found again by lines_show. */
void lines_clear(struct lines *l);
/* A new last line, empty, whose address holds until the next one. Lines that
 * are about nothing with an id give NULL: they get one by their place. NULL
 * when out of memory. */
struct line *lines_add(struct lines *l, const struct jal_id *id);
/* Puts a copy of the text into a cell of the last line. */
JAL_MUST enum jal_err lines_put(struct lines *l, size_t cell, const char *text);
/* A title over the lines that follow. */
JAL_MUST enum jal_err lines_heading(struct lines *l, const char *text);
/* Shows what was added. */
JAL_MUST enum jal_err lines_show(struct lines *l);

/* The current line; NULL when there is none. */
const struct line *lines_current(const struct lines *l);

#endif
