/*
 * What needs attention, in sections of a fixed order: what is late, what is for
 * this week, what is to be watched. Enter opens what settles a line, and Esc comes
 * back to it.
 */
#ifndef TUI_SCR_TODO_H
#define TUI_SCR_TODO_H

#include "tui/desk.h"
#include "tui/screen.h"

/* desk must outlive it. NULL when out of memory. */
struct screen *scr_todo_new(struct desk *desk);

#endif
