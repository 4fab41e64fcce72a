/*
 * Searching in notes while typing: in those of one person, or in all. A
 * confidential note only says that it has the words; Enter opens it.
 */
#ifndef TUI_SCR_FIND_H
#define TUI_SCR_FIND_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* ref: whose notes; NULL: all of them. typed: what is searched at first; NULL.
 * desk must outlive it. NULL when out of memory. */
struct screen *scr_find_new(struct desk *desk, const struct file_ref *ref, const char *typed);

#endif
