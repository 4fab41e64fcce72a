/*
 * The message of a device commit, "jalon-lot v1": what a device says about its
 * lot, every field present, in one order (protocol.md §3). Knows the text only;
 * whether what it says is true is judged elsewhere.
 */
#ifndef SYNC_MESSAGE_H
#define SYNC_MESSAGE_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"

#define MESSAGE_SEEN_MAX 32
#define MESSAGE_BOX_BYTES 32

/* A b2, or none. */
struct message_hash {
	bool present;
	struct jal_hash hash;	/* zeros when absent */
};

/* A chain of which the writer opened an envelope since its previous commit. */
struct message_seen {
	struct jal_id device;
	uint64_t seq;
	struct jal_hash hash;
};

struct message {
	struct jal_id territory;
	struct jal_id device;
	uint64_t seq;			/* from 1 */
	struct message_hash prev;	/* none exactly when seq is 1 */
	uint64_t charter;
	struct jal_hash charter_hash;
	uint8_t box[MESSAGE_BOX_BYTES];	/* X25519 */
	struct message_hash lot, heads, keys, state;	/* b2 of the files of that name */
	struct message_seen seen[MESSAGE_SEEN_MAX];
	size_t n_seen;
};

/* Appends the message. JAL_ERR_INVALID, with the reason in d, when the fields
 * break a rule: seq 0, prev present or absent at the wrong seq, state without
 * heads, seen lines unsorted, twice, of the writer itself or over 32. */
JAL_MUST enum jal_err message_encode(const struct message *m, struct buf *out, struct diag *d);

/* Reads it. JAL_ERR_SYNTAX, with the reason in d, unless message_encode() of
 * the result gives the same bytes. */
JAL_MUST enum jal_err message_parse(const void *text, size_t n, struct message *out, struct diag *d);

#endif
