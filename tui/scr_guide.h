/*
 * The guide, to read: up and down, from chapter to chapter, searched. Knows
 * nothing of the vault, so that it can be read before one is open.
 */
#ifndef TUI_SCR_GUIDE_H
#define TUI_SCR_GUIDE_H

#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_guide_new(void);

#endif
