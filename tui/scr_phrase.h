/*
 * The first run, steps 2 and 3: a passphrase, then the recovery code, after
 * which the vault is made.
 */
#ifndef TUI_SCR_PHRASE_H
#define TUI_SCR_PHRASE_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_phrase_new(struct host *h);

#endif
