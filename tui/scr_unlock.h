/*
 * The passphrase: at the start, and after a lock, when nothing is said about
 * whose vault it is or what is in it.
 */
#ifndef TUI_SCR_UNLOCK_H
#define TUI_SCR_UNLOCK_H

#include <stdbool.h>

#include "tui/host.h"
#include "tui/screen.h"

/* locked: after a lock. NULL when out of memory. */
struct screen *scr_unlock_new(struct host *h, bool locked);

#endif
