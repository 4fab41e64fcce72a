/* From an edit to its one operation: which displayed heads each write names (protocol.md §4). */
#include <stdlib.h>
#include <string.h>

#include "core/cbor.h"
#include "core/edit_inside.h"

static struct merge_key key_of(const struct change *c)
{
	struct merge_key key = { .field = model_field(c->field)->wire, .element = c->element };
	if (c->element)
		key.element_len = strlen(c->element);
	return key;
}

/* A save names the displayed heads that carry the value shown; a decision, and a
 * change of a set's element, all displayed ones. */
static bool names_head(const struct change *c, const struct merge_write *shown, const struct merge_write *head)
{
	return c->decides || c->element || merge_value_compare(shown, head) == 0;
}

uint64_t edit_replaced_stamp(const struct edit *e, uint64_t limit)
{
	const struct merge_state *state = record_state(e->displayed);
	uint64_t greatest = 0;
	for (size_t i = 0; i < e->count; i++) {
		const struct merge_key key = key_of(&e->changes[i]);
		size_t first = 0;
		const size_t n = merge_heads(state, &key, &first);
		for (size_t k = 0; k < n; k++) {
			const struct merge_write *head = merge_live(state, first + k);
			if (names_head(&e->changes[i], merge_live(state, first), head) && head->stamp <= limit &&
				head->stamp > greatest)
				greatest = head->stamp;
		}
	}
	return greatest;
}

static int by_key(const void *pa, const void *pb)
{
	const struct merge_write *a = pa;
	const struct merge_write *b = pb;
	return merge_key_compare(&a->key, &b->key);
}

/* room: how many more names the operation can hold. Of more heads than that, which only someone in bad hands
 * makes, the first ones are named, which are shown first; the rest stays to be settled, by saving again. */
static enum jal_err fill(struct arena *arena, const struct edit *e, const struct change *c, size_t *room,
	struct merge_write *w)
{
	const struct merge_state *state = record_state(e->displayed);
	size_t first = 0;

	w->key = key_of(c);
	w->value = c->element ? (c->present ? cbor_true : cbor_false) : arena_copy(arena, c->cbor, c->cbor_len);
	w->value_len = c->element ? 1 : c->cbor_len;
	if (c->element)
		w->key.element = arena_copy(arena, c->element, w->key.element_len);
	const size_t heads = merge_heads(state, &w->key, &first);
	struct op_name *names = arena_array(arena, heads, sizeof(*names));
	if (!w->value || !names || (c->element && !w->key.element))
		return JAL_ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < heads && n < OP_WRITES_MAX && n < *room; i++) {
		const struct merge_write *head = merge_live(state, first + i);
		if (names_head(c, merge_live(state, first), head))
			names[n++] = head->name;
	}
	*room -= n;
	op_names_sort(names, n, edit_caseload(e));
	w->replaces = names;
	w->replaces_count = n;
	return JAL_OK;
}

enum jal_err edit_operation(const struct edit *e, const struct op_name *name, uint64_t stamp, struct op *out)
{
	struct op op = OP_INIT;
	enum jal_err err = JAL_OK;
	size_t room = OP_ITEMS_MAX;

	if (e->count == 0)
		return JAL_ERR_INVALID;
	struct merge_write *writes = arena_array(&op.arena, e->count, sizeof(*writes));
	if (!writes)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < e->count; i++) {
		writes[i].name = *name;
		writes[i].stamp = stamp;
		err = fill(&op.arena, e, &e->changes[i], &room, &writes[i]);
		if (err) {
			op_free(&op);
			return err;
		}
	}
	qsort(writes, e->count, sizeof(*writes), by_key);
	op.merge.name = *name;
	op.merge.stamp = stamp;
	op.merge.seq = MERGE_UNSEALED;
	op.merge.writes = writes;
	op.merge.write_count = e->count;
	op.entity = model_entity(edit_entity(e))->wire;
	op.record = *edit_record(e);
	if (edit_dossier(e)) {
		op.has_dossier = true;
		op.dossier = *edit_dossier(e);
	}
	*out = op;
	return JAL_OK;
}
