/*
 * One record as it was read: for each field the value shown, the heads behind
 * it, and whether they disagree. It is a snapshot: later writes do not change
 * it, so a form that was opened on it knows what it displayed.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/id.h"
#include "core/merge.h"
#include "core/model.h"
#include "core/value.h"

struct record;

struct record_set {
	size_t count;			/* elements present, sorted */
	const char *const *elements;
};

#define RECORD_NO_DATE INT32_MIN
#define RECORD_NO_NUMBER INT64_MIN

/* Takes the state over, also when it fails. caseload is where the record lives;
 * dossier NULL for the common entities. */
JAL_MUST enum jal_err record_new(enum entity entity, const struct jal_id *caseload, const struct jal_id *dossier,
				 const struct jal_id *id, struct merge_state *state, struct record **out);
void record_free(struct record *r);

/* What it is and where it lives; borrowed from r. */
enum entity record_entity(const struct record *r);
const struct jal_id *record_id(const struct record *r);
const struct jal_id *record_caseload(const struct record *r);
const struct jal_id *record_dossier(const struct record *r);	/* NULL for the common entities */
const struct merge_state *record_state(const struct record *r);

/* The value shown; VALUE_EMPTY when never set. Not for sets. Borrowed from r. */
const struct value *record_value(const struct record *r, enum field field);
const struct record_set *record_elements(const struct record *r, enum field field);
/* The write whose value is shown, borrowed from r, and the civil day on which it was
 * made; NULL and RECORD_NO_DATE when the field was never set. Not for sets. */
const struct merge_write *record_write(const struct record *r, enum field field);
int32_t record_written_on(const struct record *r, enum field field, const struct jal_clock *clock);
bool record_conflict(const struct record *r, enum field field);
/* True when any field is in conflict. */
bool record_any_conflict(const struct record *r);
/* Nothing in it: no value, no element. What undoing a creation leaves; lists,
 * counts and searches pass over it. */
bool record_blank(const struct record *r);
/* Taken out of every list by its entity's flag (model_archived), but kept to be read. */
bool record_archived(const struct record *r);

/* Typed getters, for record_get() below. Texts are NULL, numbers RECORD_NO_…,
 * flags -1, ids NULL when empty. All borrowed from r. */
const char *record_get_text(const struct record *r, struct handle_text h);
const char *record_get_long_text(const struct record *r, struct handle_long_text h);
int32_t record_get_date(const struct record *r, struct handle_date h);
int64_t record_get_time(const struct record *r, struct handle_time h);
int64_t record_get_integer(const struct record *r, struct handle_integer h);
int64_t record_get_money(const struct record *r, struct handle_money h);
int record_get_flag(const struct record *r, struct handle_flag h);
const char *record_get_code(const struct record *r, struct handle_code h);
const struct record_set *record_get_set(const struct record *r, struct handle_set h);
const struct jal_id *record_get_ref(const struct record *r, struct handle_ref h);
const struct jal_hash *record_get_hash(const struct record *r, struct handle_hash h);
/* NULL, or a value of kind VALUE_BYTES. */
const struct value *record_get_bytes(const struct record *r, struct handle_bytes h);

/* record_get(r, person_birth_date) is an int32_t, record_get(r, note_text) a
 * const char *: the handle's type chooses. */
#define record_get(r, handle)                                      \
	_Generic((handle),                                         \
		 struct handle_text: record_get_text,              \
		 struct handle_long_text: record_get_long_text,    \
		 struct handle_date: record_get_date,              \
		 struct handle_time: record_get_time,              \
		 struct handle_integer: record_get_integer,        \
		 struct handle_money: record_get_money,            \
		 struct handle_flag: record_get_flag,              \
		 struct handle_code: record_get_code,              \
		 struct handle_set: record_get_set,                \
		 struct handle_ref: record_get_ref,                \
		 struct handle_hash: record_get_hash,              \
		 struct handle_bytes: record_get_bytes)((r), (handle))

#endif
