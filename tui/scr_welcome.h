/*
 * The first run, step 1 of 4: join, found, try or restore; and whether this
 * terminal shows accents and sends function keys.
 */
#ifndef TUI_SCR_WELCOME_H
#define TUI_SCR_WELCOME_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_welcome_new(struct host *h);

#endif
