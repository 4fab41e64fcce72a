/*
 * The passphrase is forgotten: the recovery code opens the vault, and a new
 * passphrase takes the place of the old one.
 */
#ifndef TUI_SCR_RECOVER_H
#define TUI_SCR_RECOVER_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_recover_new(struct host *h);

#endif
