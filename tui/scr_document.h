/*
 * A document of a dossier: added from a file whose path is typed, or written out
 * into a new file, after saying what that means.
 */
#ifndef TUI_SCR_DOCUMENT_H
#define TUI_SCR_DOCUMENT_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* document: the one that is written out; NULL: one is added. desk must outlive it. NULL when
 * out of memory. */
struct screen *scr_document_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *document);

#endif
