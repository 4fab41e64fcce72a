/*
 * How the agenda looks: the week as columns, a day or a week as lines, and the
 * few lines on what is under the cursor. Asks nothing.
 */
#ifndef TUI_AGENDA_DRAW_H
#define TUI_AGENDA_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/agenda_grid.h"
#include "tui/canvas.h"
#include "tui/tell.h"

struct agenda_look {
	const struct agenda_grid *grid;
	size_t current;		/* entry under the cursor; AGENDA_NONE: the day has none */
	int32_t day;		/* that of the cursor */
	int32_t today;
	bool discreet;
};

/* Draw in r, and put the cursor. *top is the first row or line seen, kept so that
 * the current one is. */
void agenda_draw_week(const struct agenda_look *a, struct canvas *c, struct rect r, int *top);
/* The days from first to last, with a title each when there are several. */
void agenda_draw_list(const struct agenda_look *a, int32_t first, int32_t last, struct canvas *c, struct rect r, int *top);
/* A rule, and what the signs before names say where there are some. */
void agenda_draw_signs(const struct agenda_look *a, struct canvas *c, struct rect r);
void agenda_draw_detail(const struct agenda_look *a, struct canvas *c, struct rect r);

/* Linear mode: the same days in lines; each entry's number is its place in the grid, from 1 on.
 * Free hours are told one by one when one day is. */
void agenda_draw_tell(const struct agenda_look *a, int32_t first, int32_t last, struct tell *t);

#endif
