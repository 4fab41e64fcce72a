/*
 * Asking who: someone's file, found by the first letters of a name, a town, a
 * number. Stands over the screen that asks.
 */
#ifndef TUI_SCR_WHO_H
#define TUI_SCR_WHO_H

#include "tui/app.h"
#include "tui/desk.h"
#include "tui/file.h"

/* question: translated, in a few words, copied ("Rendez-vous avec"). done is
 * called after this screen is closed, with the one that was chosen; never when it
 * was left. ctx must outlive the screen. NULL when out of memory. */
struct screen *scr_who_new(struct desk *desk, const char *question,
	void (*done)(void *ctx, struct app *app, const struct file_ref *who), void *ctx);

#endif
