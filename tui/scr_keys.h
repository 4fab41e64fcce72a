/*
 * Which function keys arrive: each is pressed and ticked. Terminals and desktops
 * keep some for themselves.
 */
#ifndef TUI_SCR_KEYS_H
#define TUI_SCR_KEYS_H

#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_keys_new(void);

#endif
