/*
 * Chains of commits in a jalon repository, made up: a file, a tree, a commit
 * whose bytes are a function of a few numbers. Nothing in them verifies.
 */
#ifndef TESTS_SUPPORT_HISTORY_H
#define TESTS_SUPPORT_HISTORY_H

#include "sync/repo.h"

/* Writes a file of `bytes` pseudo-random bytes (chosen by seed), a tree that
 * holds it as "lot", and a commit of that tree with the parent (NULL for none).
 * Fails the test when something is refused. */
struct oid history_commit(struct repo *repo, const struct oid *parent, unsigned seed, size_t bytes);

/* n commits, each on the one before. Returns the last. */
struct oid history_chain(struct repo *repo, const struct oid *parent, unsigned seed, size_t n, size_t bytes);

/* The commit's bytes for a tree and up to two parents. */
void history_text(const struct oid *tree, const struct oid *parent, const struct oid *other, unsigned seed,
		  struct buf *out);

#endif
