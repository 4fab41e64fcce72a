/*
 * Help on the screen it was asked from: every key, what it does, why one can't
 * be used now; its lines can be run. Made from the key table, so it never says
 * otherwise than the footer.
 */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/app.h"

/* Help on `from`, which stays below it. NULL when out of memory. */
struct screen *help_new(struct app *app, const struct screen *from);

#endif
