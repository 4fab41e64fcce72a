/*
 * One index of every code, label and alias by its folded key, made at the first
 * look-up. It keeps hashes and pointers to the static texts, not the keys:
 * a hit is folded again and compared.
 */
#include "core/alias.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

struct alias {
	enum vocab vocab;
	const char *found;	/* as another system writes it */
	const char *code;
};

#define ALIAS(vocab, found, code) { VOCAB_##vocab, found, code },
static const struct alias aliases[] = {
#include "core/alias.def"
};
#undef ALIAS

#define SLOTS 8192U	/* at most half of them are used */

struct slot {
	uint64_t hash;
	enum vocab vocab;
	const char *text;	/* NULL: free */
	const struct vocab_code *code;
};

struct index {
	size_t used;
	struct slot slots[SLOTS];
};

static _Atomic(struct index *) shared;

/* The key of a text: folded, with spaces for underscores and dots, so that
 * `rsa_clot` and "RSA clot" are one. */
static enum jal_err make_key(const char *text, size_t len, struct buf *key)
{
	struct buf spaced = BUF_INIT;
	enum jal_err err = buf_put(&spaced, text, len);
	for (size_t i = 0; !err && i < spaced.len; i++)
		if (spaced.data[i] == '_' || spaced.data[i] == '.')
			spaced.data[i] = ' ';
	if (!err)
		err = text_fold((const char *)spaced.data, spaced.len, key);
	buf_free(&spaced);
	return err;
}

static uint64_t hash(enum vocab vocab, const struct buf *key)
{
	uint64_t h = UINT64_C(14695981039346656037) ^ (uint64_t)vocab;
	for (size_t i = 0; i < key->len; i++)
		h = (h ^ key->data[i]) * UINT64_C(1099511628211);
	return h ^ h >> 29;
}

/* The first to claim a key keeps it: codes before labels before aliases. */
static enum jal_err put(struct index *index, enum vocab vocab, const char *text, const struct vocab_code *code)
{
	struct buf key = BUF_INIT;
	enum jal_err err = make_key(text, strlen(text), &key);
	if (!err && index->used >= SLOTS / 2)
		err = JAL_ERR_LIMIT;
	if (!err) {
		const uint64_t h = hash(vocab, &key);
		size_t at = h % SLOTS;
		while (index->slots[at].text && index->slots[at].hash != h)
			at = (at + 1) % SLOTS;
		if (!index->slots[at].text) {
			index->slots[at] = (struct slot){ h, vocab, text, code };
			index->used++;
		}
	}
	buf_free(&key);
	return err;
}

static enum jal_err index_fill(struct index *index)
{
	for (unsigned v = 0; v < VOCAB_COUNT; v++) {
		size_t count = 0;
		const struct vocab_code *codes = vocab_codes((enum vocab)v, &count);
		for (unsigned labels = 0; labels < 2; labels++) {
			for (size_t i = 0; i < count; i++) {
				const char *text = labels ? codes[i].label : codes[i].code;
				enum jal_err err = put(index, (enum vocab)v, text, &codes[i]);
				if (err)
					return err;
			}
		}
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		const struct vocab_code *code = vocab_find(aliases[i].vocab, aliases[i].code);
		enum jal_err err = code ? put(index, aliases[i].vocab, aliases[i].found, code) : JAL_ERR_INVALID;
		if (err)
			return err;
	}
	return JAL_OK;
}

/* Two threads may make it at once; one of them is kept. */
static enum jal_err index_get(const struct index **out)
{
	struct index *index = atomic_load(&shared);
	if (!index) {
		index = calloc(1, sizeof(*index));
		if (!index)
			return JAL_ERR_NOMEM;
		enum jal_err err = index_fill(index);
		if (err) {
			free(index);
			return err;
		}
		struct index *other = NULL;
		if (!atomic_compare_exchange_strong(&shared, &other, index)) {
			free(index);
			index = other;
		}
	}
	*out = index;
	return JAL_OK;
}

static enum jal_err same_key(const char *text, const struct buf *key, bool *same)
{
	struct buf mine = BUF_INIT;
	enum jal_err err = make_key(text, strlen(text), &mine);
	if (!err)
		*same = mine.len == key->len && memcmp(mine.data, key->data, key->len) == 0;
	buf_free(&mine);
	return err;
}

enum jal_err alias_find(enum vocab vocab, const char *text, size_t len, const struct vocab_code **out)
{
	const struct index *index = NULL;
	struct buf key = BUF_INIT;
	bool same = false;
	enum jal_err err = index_get(&index);
	if (!err)
		err = make_key(text, len, &key);
	if (err)
		goto out;
	err = JAL_ERR_NOT_FOUND;
	if (key.len == 0)
		goto out;
	const uint64_t h = hash(vocab, &key);
	for (size_t at = h % SLOTS; index->slots[at].text; at = (at + 1) % SLOTS) {
		const struct slot *slot = &index->slots[at];
		if (slot->hash != h || slot->vocab != vocab)
			continue;
		err = same_key(slot->text, &key, &same);
		if (!err && same)
			*out = slot->code;
		else if (!err)
			err = JAL_ERR_NOT_FOUND;
		break;
	}
out:
	buf_free(&key);
	return err;
}
