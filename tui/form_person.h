/*
 * The form of a person: a new dossier, or the one that is there.
 */
#ifndef TUI_FORM_PERSON_H
#define TUI_FORM_PERSON_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* ref NULL: a new dossier. NULL when out of memory. */
struct screen *form_person_new(struct desk *desk, const struct file_ref *ref);

#endif
