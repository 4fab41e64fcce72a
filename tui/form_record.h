/*
 * The form of any record that has no form of its own: all that people fill in, in
 * the model's order. What is to be settled opens it.
 */
#ifndef TUI_FORM_RECORD_H
#define TUI_FORM_RECORD_H

#include "core/model.h"
#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* ref: its dossier and caseload; the dossier is zero for the common entities. NULL
 * when out of memory. */
struct screen *form_record_new(struct desk *desk, const struct file_ref *ref, enum entity entity,
	const struct jal_id *id);

/* What its drafts are called: this, and the entity's name; and back: ENTITY_COUNT when it is not one of them. */
#define FORM_RECORD_DRAFT "record."
const char *form_record_draft(enum entity entity);
enum entity form_record_entity(const char *draft);

#endif
