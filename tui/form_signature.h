/*
 * The form of a signature: who signed a contract, when, where and how.
 */
#ifndef TUI_FORM_SIGNATURE_H
#define TUI_FORM_SIGNATURE_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* id NULL: a new one of that contract, by whoever has not signed yet. NULL when out of
 * memory. */
struct screen *form_signature_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *contract);

#endif
