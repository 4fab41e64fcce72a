/*
 * Every action that can be searched with a word, with its key, and why one is
 * not to be had: F9. Made from the key table; framed, over the screen it was
 * asked from.
 */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include "tui/app.h"

/* The actions of `from`, which stays below it. NULL when out of memory. */
struct screen *palette_new(struct app *app, const struct screen *from);

#endif
