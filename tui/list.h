/*
 * Lists: columns, scrolling, sorting, live search, one current line that stays
 * on the same record whatever happens to the others. Asks its rows of a model
 * (callbacks) and draws only those that are seen. Knows no data.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"
#include "tui/canvas.h"
#include "tui/editor.h"
#include "tui/layout.h"
#include "tui/tell.h"

struct list_column {
	const char *title;	/* N_() */
	struct layout_column place;
	bool right;		/* figures */
};

/* Where rows come from; ctx is what list_init was given. Row numbers are the model's,
 * from 0 to count - 1. What may be NULL says so. */
struct list_model {
	size_t (*count)(void *ctx);
	/* What a row is, so that the current line finds it again. */
	struct jal_id (*id)(void *ctx, size_t row);
	/* Appends the cell's text; *style is ROLE_NORMAL at first. */
	void (*cell)(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style);
	/* NULL, or: a title over the rows that follow; its text is cell 0, and where
	 * cells flow the others too. The current line never stops there. */
	bool (*heading)(void *ctx, size_t row);
	/* NULL: the model's order. As strcmp; sort is the list's. */
	int (*compare)(void *ctx, size_t a, size_t b, int sort);
	/* NULL: no search. Whether a row answers what is searched; key is its
	 * text_fold. */
	bool (*match)(void *ctx, size_t row, const char *key, size_t n);
	/* NULL, or instead of match and compare: writes at most room rows, in
	 * order, that answer query (as typed); returns how many. */
	size_t (*find)(void *ctx, const char *query, int sort, size_t *rows, size_t room);
	/* NULL, or for rows too many to be walked: answers query; returns how many
	 * rows there are then, 0 … n - 1 in order. Then place is needed, and count,
	 * heading, compare, match and find are not asked. */
	size_t (*ask)(void *ctx, const char *query, int sort);
	/* The row of a record in the last answer, or LIST_NONE. */
	size_t (*place)(void *ctx, const struct jal_id *id);
	/* NULL, or what to say when no row is left: sentences, with \n between. */
	const char *(*empty)(void *ctx, const char *query);
};

struct list {
	const struct list_model *model;
	void *ctx;
	const struct list_column *columns;
	size_t n_columns;
	size_t *rows;		/* the model's numbers of those shown, in order; NULL: 0, 1, 2 … */
	size_t n;		/* how many, headings counted */
	size_t at;		/* the current one, an index into rows */
	size_t top;		/* the first one seen */
	int height;		/* lines seen when it was drawn last */
	struct rect drawn;	/* where they were */
	int sort;
	struct jal_id anchor;	/* what the user last chose */
	bool searching;		/* keys go to the search field */
	bool narrowed;		/* what is shown answers a search */
	size_t before;		/* top, before it was narrowed */
	struct editor search;
	bool plain;		/* no line of titles */
	bool labels;		/* cell 0 says what the others are, for list_tell */
	bool flows;		/* a long text goes on where the cells after it are empty */
};

#define LIST_NONE ((size_t)-1)

/* model, ctx and columns are the caller's and must outlive the list. Empty
 * until list_load. */
JAL_MUST enum jal_err list_init(struct list *l, const struct list_model *model, void *ctx,
	const struct list_column *columns, size_t n_columns);
void list_free(struct list *l);

/* Asks the model again: after a change of data, of its filter, of the sort. The
 * current line stays on its record; when that is gone, at the same height. */
JAL_MUST enum jal_err list_load(struct list *l);

/* The model's row that is current, or LIST_NONE. */
size_t list_current(const struct list *l);
/* The lines that are seen: *first, as many as *n, at the height drawn last. */
void list_seen(const struct list *l, size_t *first, size_t *n);
/* Makes a record current if it is shown. */
bool list_select(struct list *l, const struct jal_id *id);
/* Rows shown, headings not counted. */
size_t list_count(const struct list *l);

/* ↑ ↓ PgUp PgDn Home End, and all that is typed while searching (Esc empties
 * the field, then leaves it; Enter is left to the screen). Outside the field Esc
 * empties it when something is in it. False when the key is not for the list. */
bool list_key(struct list *l, const struct key *key);
/* A paste into the search field; false when it is not open. */
bool list_paste(struct list *l, const char *bytes, size_t n);
void list_search(struct list *l);
/* Leaves the search field; what was found stays, on that record. */
void list_leave_search(struct list *l, const struct jal_id *chosen);

/* A click on the screen: makes the line there the current one; *again: it was so
 * already. False when there is no line. */
bool list_click(struct list *l, int row, int col, bool *again);

/* Draws titles, a rule and rows in r; the cursor goes to the current line, or
 * stays in the search field while searching. */
void list_draw(struct list *l, struct canvas *c, struct rect r);
/* Draws "label field" in r, one row. */
void list_draw_search(struct list *l, struct canvas *c, struct rect r, const char *label);

/* ---- linear mode (tell.h) ---- */

/* Tells what is searched and TELL_WINDOW lines, each "number. cell ; title : cell". */
void list_tell(struct list *l, struct tell *t);
/* The line told under that number becomes current. */
bool list_choose(struct list *l, size_t number);
/* Searches for that, in the place of what was searched. False when nothing is searched now. */
bool list_answer(struct list *l, const char *line);

#endif
