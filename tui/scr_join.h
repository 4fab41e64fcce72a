/*
 * Waiting to be admitted: the request to hand over, with the code to read
 * aloud; the invitation when it comes, pasted or from a file.
 */
#ifndef TUI_SCR_JOIN_H
#define TUI_SCR_JOIN_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_join_new(struct host *h);

#endif
