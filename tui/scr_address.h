/*
 * Where to synchronise, asked for when it is not known yet.
 */
#ifndef TUI_SCR_ADDRESS_H
#define TUI_SCR_ADDRESS_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_address_new(struct host *h);

#endif
