/*
 * Git tree objects of the only shape the territory has: depth 1, mode 100644
 * (protocol.md §2). Knows no repository and not which files may be there.
 */
#ifndef SYNC_TREE_H
#define SYNC_TREE_H

#include "core/buf.h"
#include "sync/oid.h"

/* heads, keys, lot, state and state.0000 to state.9999. */
#define TREE_ENTRIES_MAX 10016
#define TREE_NAME_MAX	 31
/* Bytes of a whole tree object. */
#define TREE_MAX ((size_t)512 << 10)

struct tree_entry {
	char name[TREE_NAME_MAX + 1];
	struct oid oid;
};

struct tree {
	struct tree_entry *entries;	/* owned; sorted by name */
	size_t n;
};

#define TREE_INIT ((struct tree){ .n = 0 })

/* Appends the object's bytes. The entries must be sorted by name, without
 * doubles; names are 1 to TREE_NAME_MAX printable ASCII bytes without '/' and
 * do not begin with '.'. JAL_ERR_INVALID. */
JAL_MUST enum jal_err tree_encode(const struct tree_entry *entries, size_t n, struct buf *out);

/* Reads a whole object. JAL_ERR_SYNTAX unless tree_encode() of the result gives
 * the same bytes: a folder, a link, another mode is refused. JAL_ERR_LIMIT for
 * more entries. On success the caller frees out. */
JAL_MUST enum jal_err tree_parse(const void *bytes, size_t n, struct tree *out);

void tree_free(struct tree *t);

#endif
