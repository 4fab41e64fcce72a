/* First parents, back from a tip. Verifies nothing. */
#include "sync/chain.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "sync/wire.h"

static enum jal_err push(struct chain *c, const struct oid *oid)
{
	if (c->n == CHAIN_MAX)
		return JAL_ERR_LIMIT;
	struct oid *more = grow_array(c->oids, c->n, &c->cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	c->oids = more;
	c->oids[c->n++] = *oid;
	return JAL_OK;
}

/* A device's first commit has no commit before: if it is a merge, its first parent is another device's. */
static bool begins_chain(const struct buf *raw)
{
	static const char first[] = "\nseq 1\nprev none\n";
	return memmem(raw->data, raw->len, first, sizeof(first) - 1) != NULL;
}

/* Leniently: what stands behind is looked at when the commit is verified. */
static bool first_parent(const struct buf *raw, struct oid *out)
{
	struct wire w = wire_of(raw->data, raw->len);
	struct oid tree = { { 0 } };
	return wire_text(&w, "tree ") && wire_hex(&w, tree.b, OID_BYTES) && wire_text(&w, "\nparent ") &&
	       wire_hex(&w, out->b, OID_BYTES) && wire_text(&w, "\n");
}

static void reverse(struct chain *c)
{
	for (size_t i = 0; i < c->n / 2; i++) {
		const struct oid oid = c->oids[i];
		c->oids[i] = c->oids[c->n - 1 - i];
		c->oids[c->n - 1 - i] = oid;
	}
}

enum jal_err chain_walk(struct repo *repo, const struct oid *tip, size_t max, chain_known known, void *ctx,
	struct chain *out, struct diag *diag)
{
	struct chain c = CHAIN_INIT;
	struct buf raw = BUF_INIT;
	struct oid at = *tip;
	enum jal_err err = JAL_OK;
	bool more = true;
	while (!err && more) {
		buf_clear(&raw);
		/* What cannot be read is for the verification to name. */
		if (repo_read(repo, &at, OID_COMMIT, max, &raw) != JAL_OK) {
			err = push(&c, &at);
			break;
		}
		const struct jal_hash hash = hash_b2(raw.data, raw.len);
		bool yes = false;
		err = known ? known(ctx, &at, &hash, &raw, &yes) : JAL_OK;
		if (!err && yes) {
			c.met = true;
			c.base = at;
			c.base_hash = hash;
			break;
		}
		if (!err)
			err = push(&c, &at);
		more = !begins_chain(&raw) && first_parent(&raw, &at);
	}
	buf_free(&raw);
	if (err) {
		chain_free(&c);
		if (err == JAL_ERR_LIMIT)
			return diag_set(diag, err, N_("L’histoire d’un poste est trop longue pour être vérifiée."));
		return err;
	}
	reverse(&c);
	*out = c;
	return JAL_OK;
}

void chain_free(struct chain *c)
{
	free(c->oids);
	*c = CHAIN_INIT;
}
