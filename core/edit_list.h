/*
 * Edits that go together: made one by one, written in one transaction
 * (journal_write), given up as one. Knows nothing of what they are about.
 */
#ifndef CORE_EDIT_LIST_H
#define CORE_EDIT_LIST_H

#include <stddef.h>

#include "core/edit.h"
#include "core/error.h"

struct edit_list {
	struct edit **list;	/* for journal_write */
	size_t n, cap;
};
#define EDIT_LIST_INIT ((struct edit_list){ NULL, 0, 0 })

/* Frees the edits too; l is EDIT_LIST_INIT then. */
void edit_list_free(struct edit_list *l);
/* Takes e over, also when it fails. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err edit_list_add(struct edit_list *l, struct edit *e);
/* The edit of that record that is in the list; NULL. Borrowed. */
struct edit *edit_list_of(const struct edit_list *l, const struct jal_id *record);
/* An array of l->n + 1: first, then those of the list, all of which stay whose they are.
 * The caller frees the array with free(). JAL_ERR_NOMEM. */
JAL_MUST enum jal_err edit_list_behind(struct edit *first, const struct edit_list *l, struct edit ***out);

#endif
