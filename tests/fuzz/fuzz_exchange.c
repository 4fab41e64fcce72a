/* What a server answers to each side of git's protocol, the trees it sends, and addresses of remotes. */
#include <stdlib.h>
#include <string.h>

#include "sync/address.h"
#include "sync/smart.h"
#include "sync/tree.h"
#include "sync/wire.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { ".pkt", NULL };

static enum jal_err give(void *ctx, uint8_t *out, size_t n, size_t *got)
{
	struct wire *w = ctx;
	*got = n < w->n ? n : w->n;
	if (*got)
		memcpy(out, w->p, *got);
	w->p += *got;
	w->n -= *got;
	return JAL_OK;
}

static enum jal_err swallow(void *ctx, const uint8_t *bytes, size_t n)
{
	(void)ctx;
	(void)bytes;
	(void)n;
	return JAL_OK;
}

static bool keep(const char *name)
{
	return strncmp(name, "refs/heads/", 11) == 0;
}

static enum jal_err no_pack(void *ctx, struct pkt_stream *to)
{
	(void)ctx;
	(void)to;
	return JAL_OK;
}

static void talk(struct smart *s, struct wire *w)
{
	struct repo_refs refs = REPO_REFS_INIT;
	const struct oid oid = { { 0xaa } };
	struct smart_command commands[2] = { { .name = "refs/heads/charter" }, { .name = "refs/heads/charter2" } };

	if (smart_advertised(s, keep, 64, &refs) == JAL_OK)
		for (size_t i = 0; i < refs.n; i++) {
			FUZZ_CHECK(keep(refs.items[i].name));
			FUZZ_CHECK(!i || strcmp(refs.items[i - 1].name, refs.items[i].name) < 0);
		}
	repo_refs_free(&refs);
	FUZZ_CHECK(s->words_len <= sizeof(s->words));
	/* What is left is the answer to the same questions, from the same place each. */
	const struct wire rest = *w;
	(void)!smart_fetch(s, &oid, 1, &oid, 1, swallow, NULL);
	*w = rest;
	(void)!smart_push(s, commands, 2, no_pack, NULL);
	FUZZ_CHECK(s->words_len <= sizeof(s->words));
}

static void trees(const uint8_t *data, size_t size)
{
	struct tree t = TREE_INIT;
	struct buf again = BUF_INIT;
	if (tree_parse(data, size, &t) != JAL_OK)
		return;
	FUZZ_CHECK(tree_encode(t.entries, t.n, &again) == JAL_OK);
	FUZZ_CHECK(again.len == size && (!size || memcmp(again.data, data, size) == 0));
	buf_free(&again);
	tree_free(&t);
}

static void addresses(const uint8_t *data, size_t size)
{
	struct address a;
	char *text = malloc(size + 1);
	if (!text)
		return;
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	if (address_parse(text, &a, NULL) == JAL_OK) {
		FUZZ_CHECK(a.path[0] && a.shown[0]);
		FUZZ_CHECK(a.kind == ADDRESS_FOLDER || (a.host[0] && a.host[0] != '-' && a.port));
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire w = { data, size };
	struct smart *s = calloc(1, sizeof(*s));
	if (!s)
		return 0;
	s->pkt.stream = (struct pkt_stream){ .read = give, .write = swallow, .ctx = &w };
	talk(s, &w);
	free(s);
	trees(data, size);
	addresses(data, size);
	return 0;
}
