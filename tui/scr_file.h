/*
 * The file of one person: what one needs on a doorstep, diagnosis, pathway, contract,
 * appointments, notes, history, each a tab that remembers its line. The tabs' contents are in
 * tab_*.c.
 */
#ifndef TUI_SCR_FILE_H
#define TUI_SCR_FILE_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* Opens on a tab (its screen id; the summary when it is none) and, where that tab
 * shows it, on a record; NULL: its first line. desk must outlive it. NULL when out
 * of memory. */
struct screen *scr_file_new(struct desk *desk, const struct file_ref *ref, enum screen_id tab,
	const struct jal_id *record);

#endif
