/*
 * What someone wants to write on one record: the new values, and for each the
 * heads that were displayed when the form opened (protocol.md §4). An edit
 * becomes exactly one operation. It can be kept as a draft and comes back whole.
 */
#ifndef CORE_EDIT_H
#define CORE_EDIT_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"
#include "core/op.h"
#include "core/record.h"

struct edit;

/* A record that does not exist yet, with a random id. caseload: where it will
 * live; dossier: NULL for the common entities and for a new dossier itself
 * (whose own id is then its dossier). */
JAL_MUST enum jal_err edit_create(enum entity entity, const struct jal_id *caseload, const struct jal_id *dossier,
				  struct edit **out);
/* The same with an id chosen elsewhere: a member's, a caseload's, or one that
 * several dossiers share (a household's). Must not exist yet. */
JAL_MUST enum jal_err edit_create_as(enum entity entity, const struct jal_id *caseload,
				     const struct jal_id *dossier, const struct jal_id *id, struct edit **out);
/* Changes to a record as it was displayed; copies what it needs. */
JAL_MUST enum jal_err edit_of(const struct record *displayed, struct edit **out);
void edit_free(struct edit *e);

/* What is edited and where it lives; borrowed from e. */
enum entity edit_entity(const struct edit *e);
const struct jal_id *edit_record(const struct edit *e);
const struct jal_id *edit_dossier(const struct edit *e);	/* NULL for the common entities */
const struct jal_id *edit_caseload(const struct edit *e);
bool edit_creates(const struct edit *e);

/* Sets a field (copies the value). A value equal to the one displayed takes the
 * change back. The write will name the displayed heads that carry the value
 * shown. JAL_ERR_INVALID, and nothing changed, when the value does not fit the
 * field's type (kind, length, NFC) or the field is not of this entity. */
JAL_MUST enum jal_err edit_set(struct edit *e, enum field field, const struct value *v);
/* The same, of the value made of that; NULL or "" clears. */
JAL_MUST enum jal_err edit_set_text(struct edit *e, enum field field, const char *text);
JAL_MUST enum jal_err edit_set_number(struct edit *e, enum field field, int64_t number);
JAL_MUST enum jal_err edit_set_flag(struct edit *e, enum field field, bool yes);
JAL_MUST enum jal_err edit_set_id(struct edit *e, enum field field, const struct jal_id *id);
/* Puts one element of a set in or out: in or out as displayed takes the change
 * back. The write will name the displayed heads of that element. 1 to
 * OP_ELEMENT_MAX bytes of NFC text, else JAL_ERR_INVALID. */
JAL_MUST enum jal_err edit_element(struct edit *e, enum field field, const char *element, bool present);
/* Settles a conflict: as edit_set, but the write names every displayed head of
 * the field, whatever its value, and is made even when the value is the one shown. */
JAL_MUST enum jal_err edit_decide(struct edit *e, enum field field, const struct value *v);

/* Whether a field would be written; whether none would. A value typed back as it was
 * displayed is no change. */
bool edit_changed(const struct edit *e, enum field field);
bool edit_empty(const struct edit *e);
/* The new value if changed, else the displayed one; VALUE_EMPTY otherwise. Borrowed. */
const struct value *edit_value(const struct edit *e, enum field field);
bool edit_has_element(const struct edit *e, enum field field, const char *element);
/* The element of the set that was put in or out i-th, counting from 0; NULL past
 * the last. Borrowed; putting it back as displayed takes it off this count. */
const char *edit_element_touched(const struct edit *e, enum field field, size_t i);

/* The one operation that this edit is, under that name (its caseload is the
 * edit's) and with that stamp. What out points to lies in its own arena; the
 * edit may go. JAL_ERR_INVALID for an empty edit. */
JAL_MUST enum jal_err edit_operation(const struct edit *e, const struct op_name *name, uint64_t stamp,
				     struct op *out);
/* The greatest stamp among the writes that it names, of those that are not above
 * limit; 0 when there is none. */
uint64_t edit_replaced_stamp(const struct edit *e, uint64_t limit);
/* The record as it was displayed; without values for a new one. Borrowed. */
const struct record *edit_displayed(const struct edit *e);

/* For drafts: the vault's local form. JAL_ERR_CORRUPT. */
JAL_MUST enum jal_err edit_encode(const struct edit *e, struct buf *out);
JAL_MUST enum jal_err edit_decode(const uint8_t *bytes, size_t n, struct edit **out);

#endif
