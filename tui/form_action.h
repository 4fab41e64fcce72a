/*
 * The form of an action.
 */
#ifndef TUI_FORM_ACTION_H
#define TUI_FORM_ACTION_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/scr_form.h"

/* id NULL: a new one. sink as in scr_form_new. NULL when out of memory. */
struct screen *form_action_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct scr_form_sink *sink);

/* A new one under that goal; NULL: under none. */
struct screen *form_action_under(struct desk *desk, const struct file_ref *ref, const struct jal_id *goal);

#endif
