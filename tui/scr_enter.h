/*
 * The first run, step 4: names, and for a new territory where to synchronise.
 * Kept in the vault while it is typed, so that stopping midway resumes here.
 */
#ifndef TUI_SCR_ENTER_H
#define TUI_SCR_ENTER_H

#include "tui/host.h"
#include "tui/screen.h"

/* Founds or joins, as the vault's first steps say. NULL when out of memory. */
struct screen *scr_enter_new(struct host *h);

#endif
