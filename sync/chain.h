/*
 * Walking a chain of commits back from its tip to where it is known, without
 * believing anything on the way: the first parent is the commit before, but for
 * a commit that says it is its device's first. Judges nothing else.
 */
#ifndef SYNC_CHAIN_H
#define SYNC_CHAIN_H

#include "core/id.h"
#include "sync/repo.h"

/* No chain is longer (compaction keeps them far shorter). */
#define CHAIN_MAX ((size_t)1 << 20)

struct chain {
	struct oid *oids;	/* owned; not known yet, the oldest first */
	size_t n, cap;
	bool met;		/* the walk ended at a known commit: base */
	struct oid base;
	struct jal_hash base_hash;
};

#define CHAIN_INIT ((struct chain){ .n = 0 })

/* Is the commit known? raw are its bytes, hash their b2. Sets *yes. */
typedef enum jal_err (*chain_known)(void *ctx, const struct oid *oid, const struct jal_hash *hash, const struct buf *raw,
				    bool *yes);

/* Walks from tip until known() says yes or a commit has no parent (or cannot be
 * read: then it is the oldest one in the list). max: bytes of a commit.
 * JAL_ERR_LIMIT past CHAIN_MAX. The caller frees out. */
JAL_MUST enum jal_err chain_walk(struct repo *repo, const struct oid *tip, size_t max, chain_known known, void *ctx,
				 struct chain *out, struct diag *diag);
void chain_free(struct chain *c);

#endif
