/*
 * The exchange with the territory while it runs and afterwards: five named
 * steps, how far, what came of it. Leaving the screen lets it go on.
 */
#ifndef TUI_SCR_SYNC_H
#define TUI_SCR_SYNC_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_sync_new(struct host *h);

#endif
