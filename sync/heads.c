/* The file of tips. */
#include "sync/heads.h"

#include <stdlib.h>

#include "sync/wire.h"

#define MAGIC "JLNHEAD1"
#define MAGIC_BYTES 8
#define TIP_BYTES (ID_BYTES + 8 + HASH_BYTES)

static bool in_order(const struct heads *heads, size_t i)
{
	const struct heads_tip *t = &heads->tips[i];
	return t->seq >= 1 && t->seq <= WIRE_DECIMAL_MAX &&
	       (i == 0 || id_compare(&heads->tips[i - 1].device, &t->device) < 0);
}

enum jal_err heads_encode(const struct heads *heads, struct buf *out)
{
	if (heads->n > HEADS_MAX)
		return JAL_ERR_INVALID;
	for (size_t i = 0; i < heads->n; i++) {
		if (!in_order(heads, i))
			return JAL_ERR_INVALID;
	}
	enum jal_err err = buf_reserve(out, MAGIC_BYTES + 4 + heads->n * TIP_BYTES);
	if (!err)
		err = buf_put(out, MAGIC, MAGIC_BYTES);
	if (!err)
		err = buf_put_u32(out, (uint32_t)heads->n);
	for (size_t i = 0; !err && i < heads->n; i++) {
		err = buf_put(out, heads->tips[i].device.b, ID_BYTES);
		if (!err)
			err = buf_put_u64(out, heads->tips[i].seq);
		if (!err)
			err = buf_put(out, heads->tips[i].hash.b, HASH_BYTES);
	}
	return err;
}

enum jal_err heads_parse(const void *file, size_t n, struct heads *out, struct diag *d)
{
	struct wire w = wire_of(file, n);
	struct heads heads = HEADS_INIT;
	uint32_t count = 0;
	if (!wire_expect(&w, MAGIC, MAGIC_BYTES) || !wire_u32(&w, &count) || count > HEADS_MAX ||
	    w.n != (size_t)count * TIP_BYTES)
		return diag_set(d, JAL_ERR_SYNTAX, N_("Le fichier heads n’a pas la forme ou la longueur attendue."));
	heads.tips = calloc(count ? count : 1, sizeof(*heads.tips));
	if (!heads.tips)
		return JAL_ERR_NOMEM;
	for (; heads.n < count; heads.n++) {
		struct heads_tip *t = &heads.tips[heads.n];
		if (!wire_id(&w, &t->device) || !wire_u64(&w, &t->seq) || !wire_hash(&w, &t->hash) ||
		    !in_order(&heads, heads.n)) {
			heads_free(&heads);
			return diag_set(d, JAL_ERR_SYNTAX,
				N_("Le fichier heads n’est pas trié, ou un poste y est deux fois."));
		}
	}
	*out = heads;
	return JAL_OK;
}

const struct heads_tip *heads_find(const struct heads *heads, const struct jal_id *device)
{
	size_t low = 0, high = heads->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = id_compare(&heads->tips[middle].device, device);
		if (order == 0)
			return &heads->tips[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void heads_free(struct heads *heads)
{
	if (!heads)
		return;
	free(heads->tips);
	*heads = HEADS_INIT;
}
