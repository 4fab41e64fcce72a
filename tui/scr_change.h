/*
 * Changing what opens the vault while it is open: the passphrase, the recovery
 * code. Both ask for the present passphrase.
 */
#ifndef TUI_SCR_CHANGE_H
#define TUI_SCR_CHANGE_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_change_phrase_new(struct host *h);
struct screen *scr_change_code_new(struct host *h);

#endif
