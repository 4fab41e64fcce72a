/* Blocks of memory, wiped when freed. Knows nothing of what lies in them. */
#include "core/arena.h"

#include <sodium.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)1024)
#define LARGEST_BLOCK ((size_t)256 << 10)

struct arena_block {
	struct arena_block *before;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

static size_t aligned(size_t n)
{
	const size_t a = alignof(max_align_t);
	return (n + a - 1) / a * a;
}

static void *take(struct arena *a, size_t n)
{
	if (n > SIZE_MAX / 4)
		return NULL;
	const size_t need = aligned(n ? n : 1);
	if (!a->last || a->last->size - a->used < need) {
		size_t size = a->last ? a->last->size * 2 : FIRST_BLOCK;
		if (size > LARGEST_BLOCK)
			size = LARGEST_BLOCK;
		if (size < need)
			size = need;
		struct arena_block *block = calloc(1, sizeof(*block) + size);
		if (!block)
			return NULL;
		block->before = a->last;
		block->size = size;
		a->last = block;
		a->used = 0;
	}
	void *p = a->last->data + a->used;
	a->used += need;
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return take(a, count * size);
}

void *arena_copy(struct arena *a, const void *bytes, size_t n)
{
	if (n == SIZE_MAX)
		return NULL;
	unsigned char *p = take(a, n + 1);
	if (p && n)
		memcpy(p, bytes, n);
	return p;
}

void arena_free(struct arena *a)
{
	while (a->last) {
		struct arena_block *before = a->last->before;
		sodium_memzero(a->last->data, a->last->size);
		free(a->last);
		a->last = before;
	}
	a->used = 0;
}
