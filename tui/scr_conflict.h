/*
 * What is to be settled: deciding between values entered differently in two places
 * (only what differs, the value before, each side by person and date), and putting
 * right what contradicts itself. What is decided here can be taken back with Ctrl+Z.
 */
#ifndef TUI_SCR_CONFLICT_H
#define TUI_SCR_CONFLICT_H

#include "tui/desk.h"
#include "tui/screen.h"

/* desk must outlive it. It begins with what is to be settled in that dossier (NULL:
 * with the first of all), and there with that record (NULL: the first). NULL when
 * out of memory. */
struct screen *scr_conflict_new(struct desk *desk, const struct jal_id *dossier, const struct jal_id *record);

#endif
