/*
 * The form of a goal.
 */
#ifndef TUI_FORM_GOAL_H
#define TUI_FORM_GOAL_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* id NULL: a new one, under the contract (NULL: under none). NULL when out of memory. */
struct screen *form_goal_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *contract);

#endif
