/*
 * The file of one person: what one needs on a doorstep, pathway, appointments,
 * notes, history, each a tab that remembers its line. The tabs' contents are in
 * tab_*.c.
 */
#ifndef TUI_SCR_FILE_H
#define TUI_SCR_FILE_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* Opens on the summary. desk must outlive it. NULL when out of memory. */
struct screen *scr_file_new(struct desk *desk, const struct file_ref *ref);

#endif
