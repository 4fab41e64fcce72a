/*
 * The quick note: one key away, the caret ready, nothing to choose before typing.
 * What follows from it (actions, appointments) is made when it is saved; as the
 * report of an appointment it also says that the appointment took place.
 */
#ifndef TUI_SCR_NOTE_H
#define TUI_SCR_NOTE_H

#include "core/buf.h"
#include "core/error.h"
#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* appointment: whose report it is; NULL: none. A note that was being typed on
 * that person (or that report) comes back. NULL when out of memory. */
struct screen *scr_note_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *appointment);

/* A note that is there, to be changed: its earlier text is kept. */
struct screen *scr_note_change(struct desk *desk, const struct file_ref *ref, const struct jal_id *note);

/* Appends the first line of the note that was being typed on a person and was
 * not saved. JAL_ERR_NOT_FOUND when there is none. */
JAL_MUST enum jal_err scr_note_draft(const struct desk *desk, const struct file_ref *ref, struct buf *out);

#endif
