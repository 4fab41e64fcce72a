/*
 * The settings: what exists now, each changed at once and undone with Ctrl+Z.
 */
#ifndef TUI_SCR_SETTINGS_H
#define TUI_SCR_SETTINGS_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_settings_new(struct host *h);
/* Begins at the thresholds of the alerts. */
struct screen *scr_settings_new_thresholds(struct host *h);

#endif
