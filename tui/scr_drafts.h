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

/* What a draft's kind (core/drafts) is called, translated; "" when it is another program's. */
const char *scr_drafts_label(const char *kind);

#endif
