/*
 * Arrays that grow one item at a time: the same doubling everywhere, and nothing
 * left behind in memory that was given back.
 */
#ifndef CORE_GROW_H
#define CORE_GROW_H

#include <stddef.h>

/* Room for one more item of size bytes behind count ones: the array itself, or a
 * larger copy of it with *cap raised; the place it left is wiped. NULL when out of
 * memory: array and *cap are then as they were. NULL and 0 to begin with; the
 * caller frees with free(). */
void *grow_array(void *items, size_t count, size_t *cap, size_t size);

#endif
