/*
 * A table from texts to small numbers, several numbers a text: who or what is
 * known under a key. It keeps keyed hashes and no text, so that 100,000 people
 * take a few megabytes that say nothing.
 */
#ifndef CORE_IMPORT_INDEX_H
#define CORE_IMPORT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct import_index {
	uint64_t *keys;		/* 0: free */
	uint32_t *values;
	size_t cap, count;
	uint8_t secret[16];
};

/* Empty, with a random secret. import_index_free afterwards. */
void import_index_start(struct import_index *ix);
void import_index_free(struct import_index *ix);

/* The key of n bytes under a letter that says what they are; never 0. */
uint64_t import_index_key(const struct import_index *ix, char kind, const void *bytes, size_t n);

/* A key that more have than this tells nobody apart. */
#define IMPORT_INDEX_SAME 64

/* Adds value under key, unless that pair is there, or IMPORT_INDEX_SAME are. */
JAL_MUST enum jal_err import_index_put(struct import_index *ix, uint64_t key, uint32_t value);
/* The values under key, one a call; *at is 0 at first. false after the last. */
bool import_index_next(const struct import_index *ix, uint64_t key, size_t *at, uint32_t *value);

#endif
