/*
 * Putting off what is to be done, on the screen: for how long, or to which day and
 * why; then it is written, and can be undone.
 */
#ifndef TUI_TODO_DELAY_H
#define TUI_TODO_DELAY_H

#include "core/todo.h"
#include "tui/app.h"
#include "tui/desk.h"
#include "tui/picker.h"

/* What is put off. */
struct todo_delay {
	struct desk *desk;
	struct todo_row row;	/* as todo_row_kept */
};

/* How long it can be. Static. */
struct picker_source todo_delay_choices(void);
/* Does what was chosen, by its code: writes it, and says so, or asks for a day. d must outlive what is asked. */
void todo_delay_choose(struct todo_delay *d, struct app *app, const char *code);

#endif
