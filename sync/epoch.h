/*
 * What is derived from an epoch key, the 32 random bytes that one caseload uses
 * for one epoch (protocol.md §4, §6, §7). Knows BLAKE2b and nothing of files.
 */
#ifndef SYNC_EPOCH_H
#define SYNC_EPOCH_H

#include <stdint.h>

#include "core/error.h"
#include "core/id.h"
#include "core/secret.h"

#define EPOCH_KEY_BYTES 32

/* The key of a lot's envelopes, personal "jalon-lot-v1". JAL_ERR_INVALID unless
 * epoch_key holds EPOCH_KEY_BYTES. The caller frees out. */
JAL_MUST enum jal_err epoch_lot_key(const struct secret *epoch_key, struct secret *out);

/* The key of a snapshot's chunks, personal "jalon-state-v1". */
JAL_MUST enum jal_err epoch_state_key(const struct secret *epoch_key, struct secret *out);

/* What the charter publishes of an epoch key, so that all hold the same one:
 * keyed over territory, caseload and u32 epoch, personal "jalon-commit-v1". */
JAL_MUST enum jal_err epoch_commitment(const struct secret *epoch_key, const struct jal_id *territory,
				       const struct jal_id *caseload, uint32_t epoch, struct jal_hash *out);

#endif
