/* Arrays that grow. Knows nothing of what lies in them. */
#include "core/grow.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST 16

void *grow_array(void *items, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return items;
	if (*cap > SIZE_MAX / 2 / size)
		return NULL;
	const size_t more = *cap ? 2 * *cap : FIRST;
	/* Not realloc: it may leave what was there behind. */
	void *moved = malloc(more * size);
	if (!moved)
		return NULL;
	if (items) {
		memcpy(moved, items, count * size);
		sodium_memzero(items, count * size);
		free(items);
	}
	*cap = more;
	return moved;
}
