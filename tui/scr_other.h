/*
 * One field's value, typed: neither of the two that differ.
 */
#ifndef TUI_SCR_OTHER_H
#define TUI_SCR_OTHER_H

#include "core/record.h"
#include "core/value.h"
#include "tui/desk.h"
#include "tui/screen.h"

/* take is called with what was typed (borrowed for the call) after the screen
 * closed; ctx is the screen below. Copies of the record what it needs. NULL when
 * out of memory. */
struct screen *scr_other_new(struct desk *desk, const struct record *record, enum field field,
	void (*take)(void *ctx, const struct value *v), void *ctx);

#endif
