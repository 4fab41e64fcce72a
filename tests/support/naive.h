/*
 * A second, naive reading of the merge rules (protocol.md §4), to judge the real
 * one by: straight from the sentences, with no care for time. It can also be
 * asked what a wrong reading would give, to show that tests would notice.
 */
#ifndef TESTS_SUPPORT_NAIVE_H
#define TESTS_SUPPORT_NAIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/merge.h"

enum naive_rules {
	NAIVE_RIGHT,
	NAIVE_FLAT,		/* contexts of carries reach across caseloads */
	NAIVE_NOGONE,		/* carries forget the names of writes that had not come */
	NAIVE_NOCONTEXT,	/* carries account for nothing */
	NAIVE_REVIVED,		/* a write that comes after its replacement lives */
	NAIVE_NUMBERS,		/* a name's nonce counts for nothing: who has not read a write replaces it */
};

/* The same operation; and the same name, nonce included. */
bool naive_same_identity(const struct op_name *a, const struct op_name *b);
bool naive_same_name(const struct op_name *a, const struct op_name *b);
bool naive_same_key(const struct merge_key *a, const struct merge_key *b);

/* Whether this write of that operation is the content that counts under its identity. */
bool naive_counts(const struct merge_op *const *ops, size_t n, const struct merge_op *op, const struct merge_write *w);

/* Whether something replaces the write, or accounts for it and drops it. */
bool naive_dead(enum naive_rules rules, const struct merge_op *const *ops, size_t n, const struct merge_write *w);

/* How many writes live, each once; with state given, whether they are exactly its live ones. */
size_t naive_live(enum naive_rules rules, const struct merge_op *const *ops, size_t n,
		  const struct merge_state *state, bool *same);

#endif
