/*
 * What came in from elsewhere under someone who is typing: which fields of the
 * record that a form displays, or what of the dossier that a note is about, with
 * who wrote it, in words. Nothing that is typed or displayed changes by it. Knows
 * no screen.
 */
#ifndef TUI_UNDER_H
#define TUI_UNDER_H

#include <stdint.h>

#include "core/buf.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/record.h"
#include "tui/desk.h"
#include "tui/file.h"

/* The record as it is now against what the edit displays. Appends to notice a few
 * words for one row, to sentence all of it, with the value that came when it is
 * one and may be shown; both translated, and nothing when no field changed. */
JAL_MUST enum jal_err under_form(const struct desk *d, const struct edit *displayed, const struct record *now,
	struct buf *notice, struct buf *sentence);

/* The same for all of a dossier since that many operations had come in
 * (journal_arrivals). What this device wrote is not told. */
JAL_MUST enum jal_err under_note(const struct desk *d, const struct file_ref *ref, int64_t since, struct buf *notice,
	struct buf *sentence);

#endif
