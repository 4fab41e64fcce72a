/*
 * The list of dossiers, where a session begins: live search, sort, filters, a
 * preview where there is room. What it costs follows the lines that are seen.
 */
#ifndef TUI_SCR_CASELOAD_H
#define TUI_SCR_CASELOAD_H

#include "tui/desk.h"
#include "tui/screen.h"

/* desk must outlive it. NULL when out of memory. */
struct screen *scr_caseload_new(struct desk *desk);

#endif
