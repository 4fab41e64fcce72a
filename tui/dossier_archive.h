/*
 * A dossier that leaves the list of those in hand, or comes back to it: one write,
 * undone like any other. Knows no screen.
 */
#ifndef TUI_DOSSIER_ARCHIVE_H
#define TUI_DOSSIER_ARCHIVE_H

#include <stdbool.h>

#include "tui/app.h"
#include "tui/desk.h"
#include "tui/file.h"

/* Writes, and says what came of it. */
void dossier_archive_set(struct desk *d, struct app *app, const struct file_ref *ref, bool archived);

#endif
