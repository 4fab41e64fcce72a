/*
 * Saving a note: the note, what follows from it, and the appointment whose report
 * it is, in one transaction. Knows no screen.
 */
#ifndef TUI_NOTE_WRITE_H
#define TUI_NOTE_WRITE_H

#include <stddef.h>

#include "core/diag.h"
#include "core/drafts.h"
#include "core/error.h"
#include "tui/desk.h"
#include "tui/file.h"
#include "tui/note_draft.h"

/* The draft's note gets the text (len bytes, not empty; the draft's own is not
 * looked at), and when it is a new one its day. appointment
 * NULL: no report. The follow-ups stay the draft's, and name the note from then
 * on. key: the draft that goes with the save. On error nothing was written. */
JAL_MUST enum jal_err note_write(struct desk *desk, const struct file_ref *ref, const struct jal_id *appointment,
	struct note_draft *draft, const char *text, size_t len, const struct drafts_key *key, struct diag *why);

#endif
