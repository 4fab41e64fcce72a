/*
 * What is to be settled: deciding between values entered differently in two places
 * (only what differs, the value before, each side by person and date), and putting
 * right what contradicts itself. What is decided here can be taken back with Ctrl+Z.
 */
#ifndef TUI_SCR_CONFLICT_H
#define TUI_SCR_CONFLICT_H

#include "core/settle.h"
#include "tui/desk.h"
#include "tui/screen.h"

/* desk must outlive it. It begins with that one (copied; NULL: with the first of all), or
 * when it is settled with another one of its dossier. NULL when out of memory. */
struct screen *scr_conflict_new(struct desk *desk, const struct settle_item *begin);

#endif
