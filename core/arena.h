/*
 * Many small pieces of memory that go together: taken one by one, wiped and
 * freed all at once. Knows nothing of what lies in it.
 */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <stddef.h>

#include "core/error.h"

struct arena_block;

/* Zero-initialise with ARENA_INIT. */
struct arena {
	struct arena_block *last;
	size_t used;	/* of the last block */
};

#define ARENA_INIT ((struct arena){ NULL, 0 })

/* count pieces of size bytes, zeroed, aligned for any type, that live until
 * arena_free; NULL when that overflows or memory is out. Both may be 0. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A copy, with a NUL just past it that is not counted. */
void *arena_copy(struct arena *a, const void *bytes, size_t n);

/* Wipes and frees all, leaves ARENA_INIT. */
void arena_free(struct arena *a);

#endif
