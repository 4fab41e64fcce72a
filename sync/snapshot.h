/*
 * File `state`, the head of a snapshot, and what binds its chunks to it
 * (protocol.md §3, §7). The format only: no snapshot is written or read yet.
 */
#ifndef SYNC_SNAPSHOT_H
#define SYNC_SNAPSHOT_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"

#define SNAPSHOT_HEADER_BYTES 24
#define SNAPSHOT_ASSOCIATED_BYTES 52
#define SNAPSHOT_PART_MAX ((size_t)4 << 20)
#define SNAPSHOT_CHUNK ((size_t)64 << 10)
/* state.0000 to state.9999 */
#define SNAPSHOT_PARTS_MAX 10000
#define SNAPSHOT_NAME_BYTES sizeof("state.0000")

struct snapshot {
	struct jal_id caseload;
	uint32_t epoch;			/* from 1 */
	uint8_t header[SNAPSHOT_HEADER_BYTES];	/* of the secretstream */
	struct jal_hash *parts;		/* owned: b2 of state.0000 … */
	size_t n;			/* at least 1 */
};

#define SNAPSHOT_INIT ((struct snapshot){ .n = 0 })

/* Appends the file. JAL_ERR_INVALID for epoch 0 or a count out of bounds. */
JAL_MUST enum jal_err snapshot_encode(const struct snapshot *s, struct buf *out);

/* JAL_ERR_SYNTAX, with the reason in d, for anything but what
 * snapshot_encode() gives. The caller frees out. */
JAL_MUST enum jal_err snapshot_parse(const void *file, size_t n, struct snapshot *out, struct diag *d);

void snapshot_free(struct snapshot *s);

/* The data authenticated with chunk number `chunk`, from 0. */
JAL_MUST enum jal_err snapshot_associated(const struct jal_id *territory, const struct jal_id *caseload,
					  uint32_t epoch, uint64_t chunk, uint8_t out[SNAPSHOT_ASSOCIATED_BYTES]);

/* "state.0000" …; i below SNAPSHOT_PARTS_MAX. Returns out. */
const char *snapshot_part_name(size_t i, char out[SNAPSHOT_NAME_BYTES]);

#endif
