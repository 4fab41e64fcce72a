/* One more write onto a state, the quick way. The rules are merge.c's; a property test holds the two equal. */
#include <string.h>

#include "core/merge_state.h"

/* The array itself if n more items fit, else a larger copy in the state's arena; NULL when out of memory. */
static void *roomy(struct arena *arena, void *array, size_t size, size_t count, size_t *cap, size_t n)
{
	if (*cap - count >= n)
		return array;
	const size_t want = (count + n) * 2;
	void *larger = arena_array(arena, want, size);
	if (!larger)
		return NULL;
	if (count)
		memcpy(larger, array, count * size);
	*cap = want;
	return larger;
}

static bool is_replaced_by(const struct merge_write *live, const struct merge_write *by)
{
	if (merge_key_compare(&live->key, &by->key) != 0)
		return false;
	for (size_t i = 0; i < by->replaces_count; i++)
		if (merge_name_compare(&live->name, &by->replaces[i]) == 0)
			return true;
	return false;
}

static size_t gone_place(const struct merge_state *s, const struct merge_gone *g, bool *there)
{
	size_t low = 0, high = s->gone_count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = merge_gone_compare(&s->gone[middle], g);
		if (order == 0) {
			*there = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*there = false;
	return low;
}

static void drop_replaced(struct merge_state *s, const struct merge_op *op)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->live_count; i++) {
		bool replaced = false;
		for (size_t k = 0; k < op->write_count && !replaced; k++)
			replaced = is_replaced_by(&s->live[i], &op->writes[k]);
		if (!replaced)
			s->live[kept++] = s->live[i]; /* NOLINT(clang-analyzer-core.NullDereference): counted */
	}
	s->live_count = kept;
}

static void insert_live(struct merge_state *s, const struct merge_write *w)
{
	size_t at = s->live_count;
	while (at > 0 && merge_live_compare(&s->live[at - 1], w) > 0)
		at--;
	memmove(&s->live[at + 1], &s->live[at], (s->live_count - at) * sizeof(*s->live));
	s->live[at] = *w;
	s->live_count++;
}

static void raise_context(struct merge_state *s, const struct op_name *name)
{
	const struct merge_context c = { name->caseload, name->device, name->number };
	size_t at = 0;
	while (at < s->context_count && merge_context_compare(&s->context[at], &c) < 0)
		at++;
	if (at == s->context_count || merge_context_compare(&s->context[at], &c) != 0) {
		memmove(&s->context[at + 1], &s->context[at], (s->context_count - at) * sizeof(*s->context));
		s->context_count++;
	}
	s->context[at] = c;
}

/* Names that the context now accounts for need no remembering. */
static void forget_gone(struct merge_state *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->gone_count; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): those that were counted are there */
		if (s->gone[i].name.number > merge_context_number(s->context, s->context_count, &s->gone[i].name))
			s->gone[kept++] = s->gone[i];
	s->gone_count = kept;
}

enum jal_err merge_add(struct merge_state *s, const struct merge_op *op)
{
	if (op->carry || op->name.number <= merge_context_number(s->context, s->context_count, &op->name))
		return JAL_ERR_WAITING;

	/* All memory first, so that failing leaves the state as it was. */
	size_t names = 0;
	for (size_t i = 0; i < op->write_count; i++)
		names += op->writes[i].replaces_count;
	struct merge_write *copies = arena_array(&s->arena, op->write_count, sizeof(*copies));
	if (!copies)
		return JAL_ERR_NOMEM;
	size_t live_cap = s->live_cap, gone_cap = s->gone_cap, context_cap = s->context_cap;
	struct merge_write *live =
		roomy(&s->arena, s->live, sizeof(*live), s->live_count, &live_cap, op->write_count);
	struct merge_gone *gone = roomy(&s->arena, s->gone, sizeof(*gone), s->gone_count, &gone_cap, names);
	struct merge_context *context =
		roomy(&s->arena, s->context, sizeof(*context), s->context_count, &context_cap, 1);
	if ((!live && live_cap) || (!gone && gone_cap) || !context)
		return JAL_ERR_NOMEM;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < op->write_count; i++)
		err = merge_copy_write(&s->arena, &op->writes[i], &copies[i]);
	if (err)
		return err;
	s->live = live;
	s->live_cap = live_cap;
	s->gone = gone;
	s->gone_cap = gone_cap;
	s->context = context;
	s->context_cap = context_cap;

	drop_replaced(s, op);
	for (size_t i = 0; i < op->write_count; i++) {
		bool born_replaced = false;
		const struct merge_gone self = { copies[i].name, copies[i].key };
		(void)gone_place(s, &self, &born_replaced);
		if (!born_replaced && !is_replaced_by(&copies[i], &copies[i]))
			insert_live(s, &copies[i]);
	}
	raise_context(s, &op->name);
	for (size_t i = 0; i < op->write_count; i++) {
		for (size_t k = 0; k < copies[i].replaces_count; k++) {
			const struct merge_gone g = { copies[i].replaces[k], copies[i].key };
			bool there = false;
			const size_t at = gone_place(s, &g, &there);
			if (there)
				continue;
			memmove(&s->gone[at + 1], &s->gone[at], (s->gone_count - at) * sizeof(*s->gone));
			s->gone[at] = g;
			s->gone_count++;
		}
	}
	forget_gone(s);
	return JAL_OK;
}
