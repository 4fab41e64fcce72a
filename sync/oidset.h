/*
 * A set of object names, each with one byte of the caller's. Knows nothing of
 * the objects.
 */
#ifndef SYNC_OIDSET_H
#define SYNC_OIDSET_H

#include <stdint.h>

#include "core/error.h"
#include "sync/oid.h"

struct oidset_slot {
	struct oid oid;
	uint8_t mark;	/* 0: free */
};

struct oidset {
	struct oidset_slot *slots;
	size_t cap;	/* 0 or a power of two */
	size_t count;
	uint8_t key[16];	/* random: names come from outside and could be chosen to collide */
};

#define OIDSET_INIT ((struct oidset){ .count = 0 })

/* Sets the mark (1 to 255), adding the name when it is not there. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err oidset_put(struct oidset *set, const struct oid *oid, uint8_t mark);

/* The mark, 0 when the name is not there. */
uint8_t oidset_get(const struct oidset *set, const struct oid *oid);

void oidset_free(struct oidset *set);

#endif
