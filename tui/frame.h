/*
 * What surrounds each screen (ui.md §2): row 1, the message, the footer; and
 * the sentence that stands for all of it where there is no room. Pure drawing.
 */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include <stdbool.h>

#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/layout.h"

struct frame {
	const char *title;	/* after the program's name */
	const char *status;	/* before the time; "" when there is none */
	const char *time;
	const char *message;	/* "" when there is none */
	unsigned message_style;
	const struct action_table *actions;
	enum screen_id screen;
	bool typing;
	unsigned have;	/* NEED_…: what there is */
};

/* Draws them around l->body; a message that needs more than a row covers the
 * body's last ones. */
void frame_draw(struct canvas *c, const struct layout *l, const struct frame *f);

/* The whole of a screen that is too small. */
void frame_draw_tiny(struct canvas *c);

#endif
