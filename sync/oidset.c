/* A hash table of object names. Knows nothing of the objects. */
#include "sync/oidset.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(((struct oidset *)0)->key) == crypto_shorthash_KEYBYTES, "the key is siphash's");

static size_t place(const struct oidset *set, const struct oid *oid)
{
	uint8_t h[crypto_shorthash_BYTES] = { 0 };
	uint64_t n = 0;
	(void)crypto_shorthash(h, oid->b, OID_BYTES, set->key);
	memcpy(&n, h, sizeof(n));
	size_t i = (size_t)n & (set->cap - 1);
	while (set->slots[i].mark && !oid_equal(&set->slots[i].oid, oid))
		i = (i + 1) & (set->cap - 1);
	return i;
}

static enum jal_err grow(struct oidset *set)
{
	struct oidset bigger = { .cap = set->cap ? set->cap * 2 : 64 };
	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		return JAL_ERR_NOMEM;
	if (set->cap)
		memcpy(bigger.key, set->key, sizeof(bigger.key));
	else
		randombytes_buf(bigger.key, sizeof(bigger.key));
	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i].mark)
			bigger.slots[place(&bigger, &set->slots[i].oid)] = set->slots[i];
	bigger.count = set->count;
	free(set->slots);
	*set = bigger;
	return JAL_OK;
}

enum jal_err oidset_put(struct oidset *set, const struct oid *oid, uint8_t mark)
{
	if (!mark)
		return JAL_ERR_INVALID;
	if (set->count >= set->cap / 4 * 3) {
		const enum jal_err err = grow(set);
		if (err)
			return err;
	}
	struct oidset_slot *slot = &set->slots[place(set, oid)];
	if (!slot->mark)
		set->count++;
	slot->oid = *oid;
	slot->mark = mark;
	return JAL_OK;
}

uint8_t oidset_get(const struct oidset *set, const struct oid *oid)
{
	return set->cap ? set->slots[place(set, oid)].mark : 0;
}

void oidset_free(struct oidset *set)
{
	free(set->slots);
	*set = OIDSET_INIT;
}
