/*
 * The test vectors of docs/protocol.md, made in memory: the same bytes in every
 * run. What lies in tests/vectors/ is compared with them.
 */
#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include "core/buf.h"

#define VECTORS_MAX 160

struct vector {
	char name[64];
	struct buf bytes;
};

struct vectors {
	struct vector file[VECTORS_MAX];
	size_t n;
	struct buf index;	/* index.txt: one check a line */
};

void vectors_make(struct vectors *v);
void vectors_free(struct vectors *v);

/* A file by name; the test fails when there is none. */
const struct buf *vectors_find(const struct vectors *v, const char *name);

/* Adds a file. */
struct vector *vectors_put(struct vectors *v, const char *name, const void *bytes, size_t n);

#endif
