/*
 * What was being typed and was not saved: each draft can be taken up again, or
 * dropped for good.
 */
#ifndef TUI_SCR_DRAFTS_H
#define TUI_SCR_DRAFTS_H

#include "tui/desk.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_drafts_new(struct desk *desk);

#endif
