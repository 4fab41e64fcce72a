/*
 * The form of a barrier: its level, and of its theme the situations and sub-themes.
 */
#ifndef TUI_FORM_BARRIER_H
#define TUI_FORM_BARRIER_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* id NULL: a new one, of that theme (a code; NULL: to be chosen). NULL when out of
 * memory. */
struct screen *form_barrier_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const char *theme);

#endif
