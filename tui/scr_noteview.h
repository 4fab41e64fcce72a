/*
 * One note, read: what it says, who wrote it, for whom it is, and what it said
 * before each change. From here it is changed, an earlier text comes back, or it
 * is taken out of the file.
 */
#ifndef TUI_SCR_NOTEVIEW_H
#define TUI_SCR_NOTEVIEW_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* desk must outlive it. NULL when out of memory. */
struct screen *scr_noteview_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *note);

#endif
