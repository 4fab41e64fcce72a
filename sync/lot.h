/*
 * File `lot`: one envelope per caseload, sorted by caseload, nothing between or
 * after (protocol.md §4). Reads without any key.
 */
#ifndef SYNC_LOT_H
#define SYNC_LOT_H

#include "sync/commit.h"
#include "sync/envelope.h"

struct lot {
	struct envelope *envelopes;	/* owned; their ciphertexts are borrowed from the file */
	size_t n;			/* at least 1 */
};

#define LOT_INIT ((struct lot){ NULL, 0 })

/* Reads the file, which must outlive the lot. JAL_ERR_LIMIT over COMMIT_FILE_MAX;
 * JAL_ERR_SYNTAX, with the reason in d. The caller frees out. */
JAL_MUST enum jal_err lot_parse(const void *file, size_t n, struct lot *out, struct diag *d);

/* The envelope of a caseload, or NULL. */
const struct envelope *lot_find(const struct lot *lot, const struct jal_id *caseload);

void lot_free(struct lot *lot);

/* What goes into one envelope; everything borrowed. */
struct lot_part {
	struct jal_id caseload;
	uint32_t epoch;
	const struct secret *epoch_key;
	const uint8_t *nonce;	/* NULL: random, as always outside of test vectors */
	const void *plain;
	size_t n;
};

/* Seals the parts in the order of their caseloads, whatever the order given, and
 * appends the file. JAL_ERR_INVALID for no part or a caseload twice;
 * JAL_ERR_LIMIT when a part or the file is too large. */
JAL_MUST enum jal_err lot_seal(const struct envelope_place *place, const struct lot_part *parts, size_t n,
			       struct buf *out);

#endif
