/*
 * The merge rules of protocol.md §4, as a pure function: from the set of
 * accepted operations on one record of one caseload to the record's state. No
 * database, no clock, no order of arrival. Everything that decides which value
 * counts is in merge.c and nowhere else.
 */
#ifndef CORE_MERGE_H
#define CORE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"

/* The identity of an operation, and so of the writes in it: numbers count from
 * 1 within one device and caseload. */
struct op_name {
	struct jal_id caseload;	/* where it was written first; a carry keeps it */
	struct jal_id device;
	uint64_t number;
};

/* A key within a record: a field by its wire number, and for a set one element. */
struct merge_key {
	uint32_t field;
	const char *element;	/* NULL for a register; borrowed */
	size_t element_len;
};

/* One write of one field (or one element of a set). */
struct merge_write {
	struct op_name name;
	uint64_t stamp;		/* 48 bits of milliseconds, 16 of counter */
	struct merge_key key;
	const uint8_t *value;	/* one CBOR item; for an element true or false; borrowed */
	size_t value_len;
	const struct op_name *replaces;	/* the names it was written over; borrowed */
	size_t replaces_count;
};

/* Where an operation came from, for the order between two contents under one
 * identity: the device's own lot before a carry, the first in its chain before a
 * later one, the smaller encoding between carries. */
struct merge_source {
	bool carried;
	uint64_t seq;		/* of the lot within its chain; UINT64_MAX when not sealed yet */
};

struct merge_gone {
	struct op_name name;
	struct merge_key key;
};

struct merge_context {
	struct jal_id caseload;
	struct jal_id device;
	uint64_t number;
};

/* One operation on the record: a write (`writes` share one name) or a carry. */
struct merge_op {
	bool carry;
	struct op_name name;
	uint64_t stamp;
	struct merge_source source;
	const uint8_t *encoded;	/* the operation's own CBOR, for ties; borrowed */
	size_t encoded_len;
	const struct merge_write *writes;	/* a carry's `kept` */
	size_t write_count;
	const struct merge_context *context;	/* carries only */
	size_t context_count;
	const struct merge_gone *gone;		/* carries only */
	size_t gone_count;
};

/* The state of one record: its live writes sorted by (field, element, stamp
 * descending, device, number), what is remembered of replaced writes that are
 * not held, and the contexts of carries. Owns everything; opaque. */
struct merge_state;

/* From nothing, from the whole set in any order with any repetition. */
JAL_MUST enum jal_err merge_all(const struct merge_op *const *ops, size_t count, struct merge_state **out);

/* One more write operation onto a state, equal to merge_all of the larger set.
 * JAL_ERR_WAITING when that shortcut is not allowed (the record has carries, or
 * the same identity may be there with other content): then call merge_all. */
JAL_MUST enum jal_err merge_add(struct merge_state *state, const struct merge_op *op);

JAL_MUST enum jal_err merge_state_new(struct merge_state **out);
void merge_state_free(struct merge_state *state);

/* The local form kept in the vault (not a wire format). */
JAL_MUST enum jal_err merge_state_encode(const struct merge_state *state, struct buf *out);
JAL_MUST enum jal_err merge_state_decode(const uint8_t *bytes, size_t n, struct merge_state **out);

size_t merge_live_count(const struct merge_state *state);
const struct merge_write *merge_live(const struct merge_state *state, size_t i);

/* The heads of one register: first and count within the live writes. The first
 * is the one shown. Several distinct values among them: a conflict. */
size_t merge_heads(const struct merge_state *state, const struct merge_key *key, size_t *first);
bool merge_conflict(const struct merge_state *state, const struct merge_key *key);

#endif
