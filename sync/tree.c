/* Git tree objects of depth 1. Knows no repository. */
#include "sync/tree.h"

#include <stdlib.h>
#include <string.h>

static const char mode[] = "100644 ";
#define MODE_BYTES (sizeof(mode) - 1)

static bool name_ok(const char *name, size_t n)
{
	if (n < 1 || n > TREE_NAME_MAX || name[0] == '.')
		return false;
	for (size_t i = 0; i < n; i++)
		if (name[i] <= 0x20 || name[i] >= 0x7f || name[i] == '/')
			return false;
	return true;
}

enum jal_err tree_encode(const struct tree_entry *entries, size_t n, struct buf *out)
{
	const size_t before = out->len;
	enum jal_err err = n <= TREE_ENTRIES_MAX ? buf_reserve(out, 0) : JAL_ERR_INVALID;

	for (size_t i = 0; !err && i < n; i++) {
		const struct tree_entry *e = &entries[i];
		const size_t len = strnlen(e->name, sizeof(e->name));
		if (!name_ok(e->name, len) || (i && strcmp(entries[i - 1].name, e->name) >= 0))
			err = JAL_ERR_INVALID;
		if (!err)
			err = buf_puts(out, mode);
		if (!err)
			err = buf_put(out, e->name, len + 1);
		if (!err)
			err = buf_put(out, e->oid.b, OID_BYTES);
	}
	if (err && out->data) {
		out->len = before;
		out->data[before] = 0;
	}
	return err;
}

enum jal_err tree_parse(const void *bytes, size_t n, struct tree *out)
{
	const char *p = bytes;
	struct tree t = TREE_INIT;

	if (n > TREE_MAX)
		return JAL_ERR_LIMIT;
	/* The shortest entry has a name of one byte. */
	const size_t most = n / (MODE_BYTES + 2 + OID_BYTES);
	if (most > TREE_ENTRIES_MAX)
		return JAL_ERR_LIMIT;
	t.entries = calloc(most ? most : 1, sizeof(*t.entries));
	if (!t.entries)
		return JAL_ERR_NOMEM;

	while (n) {
		struct tree_entry *e = &t.entries[t.n];
		if (n < MODE_BYTES || memcmp(p, mode, MODE_BYTES) != 0)
			goto syntax;
		p += MODE_BYTES;
		n -= MODE_BYTES;
		const size_t len = strnlen(p, n < sizeof(e->name) ? n : sizeof(e->name));
		if (len + 1 + OID_BYTES > n || !name_ok(p, len))
			goto syntax;
		memcpy(e->name, p, len);
		memcpy(e->oid.b, p + len + 1, OID_BYTES);
		if (t.n && strcmp(t.entries[t.n - 1].name, e->name) >= 0)
			goto syntax;
		t.n++;
		p += len + 1 + OID_BYTES;
		n -= len + 1 + OID_BYTES;
	}
	*out = t;
	return JAL_OK;
syntax:
	tree_free(&t);
	return JAL_ERR_SYNTAX;
}

void tree_free(struct tree *t)
{
	free(t->entries);
	*t = TREE_INIT;
}
