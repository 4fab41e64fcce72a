/* Open addressing; at most seven of ten places are taken. */
#include "core/import_index.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define FIRST_CAP ((size_t)1024)
/* Longer keys are hashed once more. */
#define SHORT_KEY 512

_Static_assert(sizeof(((struct import_index *)0)->secret) == crypto_shorthash_KEYBYTES, "the secret is the hash's key");
_Static_assert(sizeof(uint64_t) == crypto_shorthash_BYTES, "a key is a hash");

void import_index_start(struct import_index *ix)
{
	*ix = (struct import_index){ .cap = 0 };
	randombytes_buf(ix->secret, sizeof(ix->secret));
}

void import_index_free(struct import_index *ix)
{
	free(ix->keys);
	free(ix->values);
	sodium_memzero(ix->secret, sizeof(ix->secret));
	*ix = (struct import_index){ .cap = 0 };
}

uint64_t import_index_key(const struct import_index *ix, char kind, const void *bytes, size_t n)
{
	uint8_t text[SHORT_KEY + 1];
	uint64_t key = 0;
	text[0] = (uint8_t)kind;
	if (n > SHORT_KEY) {
		(void)crypto_generichash(text + 1, crypto_generichash_BYTES, bytes, n, ix->secret, sizeof(ix->secret));
		n = crypto_generichash_BYTES;
	} else if (n) {
		memcpy(text + 1, bytes, n);
	}
	(void)crypto_shorthash((uint8_t *)&key, text, n + 1, ix->secret);
	sodium_memzero(text, n + 1);
	return key ? key : 1;
}

static void place(struct import_index *ix, uint64_t key, uint32_t value)
{
	size_t at = (size_t)key & (ix->cap - 1);
	while (ix->keys[at])
		at = (at + 1) & (ix->cap - 1);
	ix->keys[at] = key;
	ix->values[at] = value;
}

static enum jal_err grow(struct import_index *ix)
{
	struct import_index old = *ix;
	ix->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	ix->keys = calloc(ix->cap, sizeof(*ix->keys));
	ix->values = calloc(ix->cap, sizeof(*ix->values));
	if (!ix->keys || !ix->values) {
		free(ix->keys);
		free(ix->values);
		*ix = old;
		return JAL_ERR_NOMEM;
	}
	for (size_t i = 0; i < old.cap; i++)
		if (old.keys[i])
			place(ix, old.keys[i], old.values[i]);
	free(old.keys);
	free(old.values);
	return JAL_OK;
}

enum jal_err import_index_put(struct import_index *ix, uint64_t key, uint32_t value)
{
	size_t at = 0, same = 0;
	uint32_t there = 0;
	while (import_index_next(ix, key, &at, &there))
		if (there == value || ++same == IMPORT_INDEX_SAME)
			return JAL_OK;
	if (10 * (ix->count + 1) > 7 * ix->cap) {
		const enum jal_err err = grow(ix);
		if (err)
			return err;
	}
	place(ix, key, value);
	ix->count++;
	return JAL_OK;
}

bool import_index_next(const struct import_index *ix, uint64_t key, size_t *at, uint32_t *value)
{
	/* *at counts the places looked at, from the key's own. */
	for (; *at < ix->cap; (*at)++) {
		const size_t slot = ((size_t)key + *at) & (ix->cap - 1);
		if (ix->keys[slot] == 0)
			return false;
		if (ix->keys[slot] == key) {
			*value = ix->values[slot];
			(*at)++;
			return true;
		}
	}
	return false;
}
