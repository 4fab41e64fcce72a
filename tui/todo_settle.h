/*
 * What settles a line of the list of what is to be done: the screen that Enter
 * opens on it, and the gestures that settle it from the line itself. Draws nothing.
 */
#ifndef TUI_TODO_SETTLE_H
#define TUI_TODO_SETTLE_H

#include <stdbool.h>

#include "core/todo.h"
#include "tui/app.h"
#include "tui/desk.h"

/* Opens the screen that settles it, on the record it is about. The texts of r are not read. */
void todo_settle_open(struct desk *d, struct app *app, const struct todo_row *r);
/* The same from the file's summary, where what the summary itself would settle is settled by a note. False:
 * what there is to do is done on the summary, nothing was opened. */
bool todo_settle_open_in_file(struct desk *d, struct app *app, const struct todo_row *r);

/* Does one of k, w, Space, x on the line. False: not one of those, or not of this line. */
bool todo_settle_run(struct desk *d, struct app *app, const struct todo_row *r, enum action_id action);
/* Why that can't be done on it: translated, without a full stop; NULL when it can. */
const char *todo_settle_why_not(const struct todo_row *r, enum action_id action);

#endif
