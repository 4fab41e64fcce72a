/*
 * A backup into one file, still encrypted, verified by opening it.
 */
#ifndef TUI_SCR_BACKUP_H
#define TUI_SCR_BACKUP_H

#include "tui/host.h"
#include "tui/screen.h"

/* NULL when out of memory. */
struct screen *scr_backup_new(struct host *h);

#endif
