/*
 * Deciding between values entered differently in two places: only what differs,
 * the value before, each side by person and date. What is decided here can be
 * taken back with Ctrl+Z.
 */
#ifndef TUI_SCR_CONFLICT_H
#define TUI_SCR_CONFLICT_H

#include "tui/desk.h"
#include "tui/screen.h"

/* desk must outlive it. NULL when out of memory. */
struct screen *scr_conflict_new(struct desk *desk);

#endif
