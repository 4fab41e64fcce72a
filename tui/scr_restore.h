/*
 * The first run from a backup: its file and the passphrase it had then.
 */
#ifndef TUI_SCR_RESTORE_H
#define TUI_SCR_RESTORE_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_restore_new(struct host *h);

#endif
