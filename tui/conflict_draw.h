/*
 * How what is to be settled looks: two values with their sides, a contradiction with
 * its two rows. Chooses nothing.
 */
#ifndef TUI_CONFLICT_DRAW_H
#define TUI_CONFLICT_DRAW_H

#include <stddef.h>

#include "tui/canvas.h"
#include "tui/conflict.h"
#include "tui/contradiction.h"
#include "tui/layout.h"
#include "tui/tell.h"

/* The field and the side under the cursor. */
struct conflict_place {
	size_t field, side;
};

/* Below its head line. *top is the first field shown; it follows the cursor. */
void conflict_draw(const struct conflict *c, const struct conflict_place *at, size_t *top, struct canvas *canvas,
	struct rect r);

/* The whole of it; row: the one under the cursor. */
void conflict_draw_contradiction(const struct contradiction *c, size_t row, struct canvas *canvas, struct rect r);

/* Linear mode: the same, each side and row under a number, from 1 on. */
void conflict_draw_tell(const struct conflict *c, const struct conflict_place *at, struct tell *t);
void conflict_draw_tell_contradiction(const struct contradiction *c, size_t row, struct tell *t);

#endif
