/* Edits that go together, and who frees them. */
#include "core/edit_list.h"

#include <stdlib.h>

#include "core/grow.h"

void edit_list_free(struct edit_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		edit_free(l->list[i]);
	free(l->list);
	*l = EDIT_LIST_INIT;
}

enum jal_err edit_list_add(struct edit_list *l, struct edit *e)
{
	struct edit **more = grow_array(l->list, l->n, &l->cap, sizeof(*more));
	if (!more) {
		edit_free(e);
		return JAL_ERR_NOMEM;
	}
	l->list = more;
	l->list[l->n++] = e;
	return JAL_OK;
}

struct edit *edit_list_of(const struct edit_list *l, const struct jal_id *record)
{
	for (size_t i = 0; i < l->n; i++)
		if (id_equal(edit_record(l->list[i]), record))
			return l->list[i];
	return NULL;
}

enum jal_err edit_list_behind(struct edit *first, const struct edit_list *l, struct edit ***out)
{
	struct edit **all = calloc(l->n + 1, sizeof(*all));
	if (!all)
		return JAL_ERR_NOMEM;
	all[0] = first;
	for (size_t i = 0; i < l->n; i++)
		all[i + 1] = l->list[i];
	*out = all;
	return JAL_OK;
}
