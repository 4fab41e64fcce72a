/*
 * File `heads`: the tips that a supervisor's commit settles, or, with a
 * snapshot, all of them (protocol.md §3, §5).
 */
#ifndef SYNC_HEADS_H
#define SYNC_HEADS_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"

/* As many as there may be references. */
#define HEADS_MAX 4096

struct heads_tip {
	struct jal_id device;
	uint64_t seq;		/* from 1 */
	struct jal_hash hash;
};

struct heads {
	struct heads_tip *tips;	/* owned, sorted by device */
	size_t n;
};

#define HEADS_INIT ((struct heads){ NULL, 0 })

/* Appends the file. JAL_ERR_INVALID when tips are unsorted, twice, over
 * HEADS_MAX, or of seq 0. */
JAL_MUST enum jal_err heads_encode(const struct heads *heads, struct buf *out);

/* JAL_ERR_SYNTAX, with the reason in d, for anything but the bytes that
 * heads_encode() gives. The caller frees out. */
JAL_MUST enum jal_err heads_parse(const void *file, size_t n, struct heads *out, struct diag *d);

/* The tip of a device, or NULL. */
const struct heads_tip *heads_find(const struct heads *heads, const struct jal_id *device);

void heads_free(struct heads *heads);

#endif
