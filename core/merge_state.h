/*
 * The inside of a merge_state, shared by merge.c (the rules), merge_add.c (the
 * fast path) and merge_state.c (memory and the vault's local form). Nobody else
 * includes it.
 */
#ifndef CORE_MERGE_STATE_H
#define CORE_MERGE_STATE_H

#include "core/arena.h"
#include "core/merge.h"

struct merge_state {
	struct arena arena;
	struct merge_write *live;	/* merge_live_compare */
	size_t live_count, live_cap;
	struct merge_context *context;	/* merge_context_compare */
	size_t context_count, context_cap;
	struct merge_gone *gone;	/* merge_gone_compare */
	size_t gone_count, gone_cap;
};

/* The orders of the three lists, for bsearch: negative, 0, positive. */
int merge_live_compare(const struct merge_write *a, const struct merge_write *b);
int merge_gone_compare(const struct merge_gone *a, const struct merge_gone *b);
int merge_context_compare(const struct merge_context *a, const struct merge_context *b);

/* The number accounted for of that name's caseload and device; 0 when none. */
uint64_t merge_context_number(const struct merge_context *context, size_t count, const struct op_name *name);

/* Deep copies into an arena. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err merge_copy_write(struct arena *arena, const struct merge_write *from, struct merge_write *to);
JAL_MUST enum jal_err merge_copy_gone(struct arena *arena, const struct merge_gone *from, struct merge_gone *to);

#endif
