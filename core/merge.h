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

/* The name of an operation, and so of the writes in it. Caseload, device and
 * number are its identity: numbers count from 1 within one device and caseload.
 * The nonce is what only who has read the write can know: a name with another
 * one names nothing. */
struct op_name {
	struct jal_id caseload;	/* where it was written first; a carry keeps it */
	struct jal_id device;
	uint64_t number;
	uint64_t nonce;		/* 1 to INT64_MAX (core/nonce.h); 0 for a carry, which nothing can name */
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
	const struct op_name *replaces;	/* the names it was written over, true or false; borrowed */
	size_t replaces_count;
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

/* An operation of this vault that no lot holds yet. */
#define MERGE_UNSEALED UINT64_MAX

/* One operation on the record: a write (`writes` all have its name and stamp) or
 * a carry. Everything is borrowed. */
struct merge_op {
	bool carry;
	struct op_name name;	/* its caseload is the one being merged */
	uint64_t stamp;
	uint64_t seq;		/* of the first accepted lot that holds it, within its chain */
	const uint8_t *encoded;	/* the operation's own CBOR: the last of the ties */
	size_t encoded_len;
	const struct merge_write *writes;	/* a carry's `kept`, with names and stamps of their own */
	size_t write_count;
	const struct merge_context *context;	/* carries only */
	size_t context_count;
	const struct merge_gone *gone;		/* carries only */
	size_t gone_count;
};

/* The state of one record: its live writes, sorted by key, then the one shown
 * first (stamp, device, number, caseload, all descending); its context, up to
 * which number of each caseload and device operations on it are accounted for;
 * and the names beyond that context which were replaced before they came: each
 * as it was given, so that a false one hides no true one. Owns everything;
 * opaque. A carry is made of exactly these three. */
struct merge_state;

/* From nothing, from the whole set in any order with any repetition.
 *
 * Different content under one identity: the device's own lots go before what
 * carries keep, the lower seq before the higher, the smaller encoding between
 * equals; between carries, field by field, the smaller encoding of (stamp,
 * nonce, value, names). JAL_ERR_NOMEM. */
JAL_MUST enum jal_err merge_all(const struct merge_op *const *ops, size_t count, struct merge_state **out);

/* One more write operation onto a state, equal to merge_all of the larger set.
 * JAL_ERR_WAITING, and nothing changed, when that short cut is not allowed: the
 * operation is a carry, or its number lies within the state's context (it may
 * be there, or have been covered, or be there with other content). Then call
 * merge_all. */
JAL_MUST enum jal_err merge_add(struct merge_state *state, const struct merge_op *op);

/* An empty one; the caller frees. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err merge_state_new(struct merge_state **out);
void merge_state_free(struct merge_state *state);

/* The local form kept in the vault (not a wire format). Decoding is strict:
 * JAL_ERR_CORRUPT. */
JAL_MUST enum jal_err merge_state_encode(const struct merge_state *state, struct buf *out);
JAL_MUST enum jal_err merge_state_decode(const uint8_t *bytes, size_t n, struct merge_state **out);

/* The writes that nothing replaced, by key and stamp; borrowed until the state changes. */
size_t merge_live_count(const struct merge_state *state);
const struct merge_write *merge_live(const struct merge_state *state, size_t i);
/* Sorted by caseload and device; by caseload, device, number, nonce, key. */
size_t merge_context_count(const struct merge_state *state);
const struct merge_context *merge_context(const struct merge_state *state, size_t i);
size_t merge_gone_count(const struct merge_state *state);
const struct merge_gone *merge_gone(const struct merge_state *state, size_t i);

/* The heads of one register: first and count within the live writes. The first
 * is the one shown. Several distinct values among them: a conflict. */
size_t merge_heads(const struct merge_state *state, const struct merge_key *key, size_t *first);
bool merge_conflict(const struct merge_state *state, const struct merge_key *key);
/* Sets: present if any head says so. */
bool merge_present(const struct merge_state *state, const struct merge_key *key);

/* <0, 0, >0. Identities by caseload, device, number; names by identity, then
 * nonce; keys by field, then the register itself, then elements as CBOR sorts
 * them (shorter first); values bytewise. */
int merge_identity_compare(const struct op_name *a, const struct op_name *b);
int merge_name_compare(const struct op_name *a, const struct op_name *b);
/* The order of names over their encodings: the short form, of the caseload `here`,
 * has a smaller head and comes first. */
int merge_name_compare_encoded(const struct op_name *a, const struct op_name *b, const struct jal_id *here);
int merge_key_compare(const struct merge_key *a, const struct merge_key *b);
int merge_value_compare(const struct merge_write *a, const struct merge_write *b);

#endif
