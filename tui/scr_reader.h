/*
 * A text to read in full: a note, a change, technical details. It wraps to the
 * width and scrolls; nothing in it is obeyed. Knows not where it came from.
 */
#ifndef TUI_SCR_READER_H
#define TUI_SCR_READER_H

#include "tui/screen.h"

/* Both are copied; title is what row 1 says, translated. Control characters of
 * the text are shown, not obeyed. NULL when out of memory. */
struct screen *scr_reader_new(const char *title, const char *text);

#endif
