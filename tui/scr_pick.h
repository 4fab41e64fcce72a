/*
 * A few choices over the screen that asks: the picker of forms (tui/picker.h) as
 * a screen of its own.
 */
#ifndef TUI_SCR_PICK_H
#define TUI_SCR_PICK_H

#include "tui/app.h"
#include "tui/picker.h"

/* title: translated, copied. chosen: the code that is current at first. done is
 * called after this screen is closed, with the code that was chosen; never when it
 * was left. owned: given to done, and freed with the screen (NULL is fine); freed
 * here too when this returns NULL, out of memory. */
struct screen *scr_pick_new(const char *title, const struct picker_source *source, const char *chosen,
	void (*done)(void *owned, struct app *app, const char *code), void *owned);

#endif
