/*
 * A recovery code is shown, once, to be written on paper; the vault is made, or
 * takes it, when that is ticked.
 */
#ifndef TUI_SCR_CODE_H
#define TUI_SCR_CODE_H

#include "core/secret.h"
#include "tui/host.h"
#include "tui/screen.h"

/* First run, step 3: makes the vault with both, which are taken over. NULL when
 * out of memory. */
struct screen *scr_code_new(struct host *h, struct secret *fresh, struct secret *code);
/* For an open vault: a new code takes the place of the old one; typed is the
 * passphrase, taken over. */
struct screen *scr_code_change(struct host *h, struct secret *typed, struct secret *code);

#endif
