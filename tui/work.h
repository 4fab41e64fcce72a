/*
 * What every working screen does alike: undo, discreet mode, and the gestures on
 * the current person (note, appointment, action, changing the file). A screen
 * hands an action here that it does not take itself.
 */
#ifndef TUI_WORK_H
#define TUI_WORK_H

#include <stdbool.h>

#include "tui/app.h"
#include "tui/desk.h"
#include "tui/file.h"

/* person: the one in question, or NULL. False: not one of those actions. */
bool work_run(struct desk *d, struct app *app, const struct file_ref *person, enum action_id action);

/* Says on row 22 that it is saved, here and not sent yet. */
void work_say_saved(const struct desk *d, struct app *app);
/* Says what went wrong, if nothing was said yet; for errors of core. */
void work_say_error(struct app *app, enum jal_err err, struct diag *why);
/* Pushes a screen; what went wrong is said. */
void work_push(struct app *app, struct screen *s);

/* Writes, says it, and tells all screens. False when it was not written. */
bool work_write(struct desk *d, struct app *app, struct edit *const *edits, size_t count, const char *said);

/* Appends "note sur LEFÈVRE Hélène": what is saved and whom it is about. what is
 * translated, with one %s for the name. */
JAL_MUST enum jal_err work_said(const struct desk *d, const struct file_ref *ref, const char *what, struct buf *out);

#endif
