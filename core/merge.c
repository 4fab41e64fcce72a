/* What a set of operations comes to. No database, no clock, no order of arrival. */
#include "core/merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/cbor.h"
#include "core/merge_state.h"

/* ---- orders ---- */

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_bytes(const void *a, size_t an, const void *b, size_t bn)
{
	const size_t common = an < bn ? an : bn;
	const int order = common ? memcmp(a, b, common) : 0;
	return order ? order : compare_u64(an, bn);
}

int merge_identity_compare(const struct op_name *a, const struct op_name *b)
{
	int order = id_compare(&a->caseload, &b->caseload);
	if (!order)
		order = id_compare(&a->device, &b->device);
	return order ? order : compare_u64(a->number, b->number);
}

int merge_name_compare(const struct op_name *a, const struct op_name *b)
{
	const int order = merge_identity_compare(a, b);
	return order ? order : compare_u64(a->nonce, b->nonce);
}

int merge_name_compare_encoded(const struct op_name *a, const struct op_name *b, const struct jal_id *here)
{
	const bool a_short = id_equal(&a->caseload, here);
	const bool b_short = id_equal(&b->caseload, here);
	if (a_short != b_short)
		return a_short ? -1 : 1;
	return merge_name_compare(a, b);
}

int merge_key_compare(const struct merge_key *a, const struct merge_key *b)
{
	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (!a->element || !b->element)
		return (a->element != NULL) - (b->element != NULL);
	if (a->element_len != b->element_len)
		return a->element_len < b->element_len ? -1 : 1;
	return a->element_len ? memcmp(a->element, b->element, a->element_len) : 0;
}

int merge_value_compare(const struct merge_write *a, const struct merge_write *b)
{
	return compare_bytes(a->value, a->value_len, b->value, b->value_len);
}

int merge_live_compare(const struct merge_write *a, const struct merge_write *b)
{
	int order = merge_key_compare(&a->key, &b->key);
	if (!order)
		order = compare_u64(b->stamp, a->stamp);
	if (!order)
		order = id_compare(&b->name.device, &a->name.device);
	if (!order)
		order = compare_u64(b->name.number, a->name.number);
	return order ? order : id_compare(&b->name.caseload, &a->name.caseload);
}

int merge_gone_compare(const struct merge_gone *a, const struct merge_gone *b)
{
	const int order = merge_name_compare(&a->name, &b->name);
	return order ? order : merge_key_compare(&a->key, &b->key);
}

int merge_context_compare(const struct merge_context *a, const struct merge_context *b)
{
	const int order = id_compare(&a->caseload, &b->caseload);
	return order ? order : id_compare(&a->device, &b->device);
}

/* ---- merging the whole set ---- */

/* A write that may be held. here: the caseload being merged, whose names are short on the wire. */
struct candidate {
	const struct merge_write *write;
	const struct jal_id *here;
};

/* A carry with the identities and keys of what it keeps, in order, to be searched. */
struct carry {
	const struct merge_op *op;
	struct merge_gone *kept;
};

struct work {
	struct arena arena;
	const struct merge_op **own;	/* one content for each identity */
	size_t own_count;
	struct carry *carries;
	size_t carry_count;
	struct candidate *held;
	size_t held_count;
	struct merge_gone *replaced;
	size_t replaced_count;
	struct merge_context *context;
	size_t context_count;
};

static int by_own(const void *pa, const void *pb)
{
	const struct merge_op *a = *(const struct merge_op *const *)pa;
	const struct merge_op *b = *(const struct merge_op *const *)pb;
	int order = merge_identity_compare(&a->name, &b->name);
	if (!order)
		order = compare_u64(a->seq, b->seq);
	return order ? order : compare_bytes(a->encoded, a->encoded_len, b->encoded, b->encoded_len);
}

/* What [stamp, nonce, value, names] would compare as, bytewise, in deterministic CBOR. */
static int compare_content(const struct merge_write *a, const struct merge_write *b, const struct jal_id *here)
{
	int order = compare_u64(a->stamp, b->stamp);
	if (!order)
		order = compare_u64(a->name.nonce, b->name.nonce);
	if (!order)
		order = merge_value_compare(a, b);
	if (!order)
		order = compare_u64(a->replaces_count, b->replaces_count);
	for (size_t i = 0; !order && i < a->replaces_count; i++)
		order = merge_name_compare_encoded(&a->replaces[i], &b->replaces[i], here);
	return order;
}

static int by_candidate(const void *pa, const void *pb)
{
	const struct candidate *a = pa;
	const struct candidate *b = pb;
	int order = merge_key_compare(&a->write->key, &b->write->key);
	if (!order)
		order = merge_identity_compare(&a->write->name, &b->write->name);
	return order ? order : compare_content(a->write, b->write, a->here);
}

static int by_gone(const void *a, const void *b)
{
	return merge_gone_compare(a, b);
}

/* The greatest number of each caseload and device first. */
static int by_context(const void *pa, const void *pb)
{
	const struct merge_context *a = pa;
	const struct merge_context *b = pb;
	const int order = merge_context_compare(a, b);
	return order ? order : compare_u64(b->number, a->number);
}

static bool own_holds(const struct work *w, const struct op_name *name)
{
	size_t low = 0, high = w->own_count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = merge_identity_compare(&w->own[middle]->name, name);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool has_gone(const struct merge_gone *gone, size_t count, const struct op_name *name,
	const struct merge_key *key)
{
	const struct merge_gone wanted = { *name, *key };
	return count && bsearch(&wanted, gone, count, sizeof(*gone), by_gone);
}

/* A carry accounts for writes by their numbers, and so keeps them: whatever nonce it gives them. */
static struct op_name identity_of(const struct op_name *name)
{
	return (struct op_name){ name->caseload, name->device, name->number, 0 };
}

/* Operations by kind, one content for each identity of the devices' own. */
static enum jal_err sort_operations(struct work *w, const struct merge_op *const *ops, size_t count)
{
	w->own = arena_array(&w->arena, count, sizeof(const struct merge_op *));
	w->carries = arena_array(&w->arena, count, sizeof(*w->carries));
	if (!w->own || !w->carries)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		if (!ops[i]->carry) {
			w->own[w->own_count++] = ops[i];
			continue;
		}
		struct carry *c = &w->carries[w->carry_count++];
		c->op = ops[i];
		c->kept = arena_array(&w->arena, ops[i]->write_count, sizeof(*c->kept));
		if (!c->kept)
			return JAL_ERR_NOMEM;
		for (size_t k = 0; k < ops[i]->write_count; k++)
			c->kept[k] = (struct merge_gone){ identity_of(&ops[i]->writes[k].name), ops[i]->writes[k].key };
		if (ops[i]->write_count)
			qsort(c->kept, ops[i]->write_count, sizeof(*c->kept), by_gone);
	}
	if (w->own_count)
		qsort(w->own, w->own_count, sizeof(const struct merge_op *), by_own);
	size_t unique = 0;
	for (size_t i = 0; i < w->own_count; i++)
		if (unique == 0 || merge_identity_compare(&w->own[unique - 1]->name, &w->own[i]->name) != 0)
			w->own[unique++] = w->own[i];
	w->own_count = unique;
	return JAL_OK;
}

/* Every write of which the content is known, once. */
static enum jal_err hold_writes(struct work *w)
{
	size_t most = 0;
	for (size_t i = 0; i < w->own_count; i++)
		most += w->own[i]->write_count;
	for (size_t i = 0; i < w->carry_count; i++)
		most += w->carries[i].op->write_count;
	w->held = arena_array(&w->arena, most, sizeof(*w->held));
	if (!w->held)
		return JAL_ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < w->own_count; i++)
		for (size_t k = 0; k < w->own[i]->write_count; k++)
			w->held[n++] = (struct candidate){ &w->own[i]->writes[k], &w->own[i]->name.caseload };
	for (size_t i = 0; i < w->carry_count; i++) {
		const struct merge_op *op = w->carries[i].op;
		for (size_t k = 0; k < op->write_count; k++)
			if (!own_holds(w, &op->writes[k].name))
				w->held[n++] = (struct candidate){ &op->writes[k], &op->name.caseload };
	}
	if (n)
		qsort(w->held, n, sizeof(*w->held), by_candidate);
	for (size_t i = 0; i < n; i++) {
		const struct candidate *last = w->held_count ? &w->held[w->held_count - 1] : NULL;
		if (!last || merge_key_compare(&last->write->key, &w->held[i].write->key) != 0 ||
			merge_identity_compare(&last->write->name, &w->held[i].write->name) != 0)
			w->held[w->held_count++] = w->held[i];
	}
	return JAL_OK;
}

/* Every name that something replaces, held or not. */
static enum jal_err collect_replaced(struct work *w)
{
	size_t most = 0;
	for (size_t i = 0; i < w->held_count; i++)
		most += w->held[i].write->replaces_count;
	for (size_t i = 0; i < w->carry_count; i++)
		most += w->carries[i].op->gone_count;
	w->replaced = arena_array(&w->arena, most, sizeof(*w->replaced));
	if (!w->replaced)
		return JAL_ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < w->held_count; i++) {
		const struct merge_write *write = w->held[i].write;
		for (size_t k = 0; k < write->replaces_count; k++)
			w->replaced[n++] = (struct merge_gone){ write->replaces[k], write->key };
	}
	for (size_t i = 0; i < w->carry_count; i++)
		for (size_t k = 0; k < w->carries[i].op->gone_count; k++)
			w->replaced[n++] = w->carries[i].op->gone[k];
	if (n)
		qsort(w->replaced, n, sizeof(*w->replaced), by_gone);
	for (size_t i = 0; i < n; i++)
		if (w->replaced_count == 0 ||
			merge_gone_compare(&w->replaced[w->replaced_count - 1], &w->replaced[i]) != 0)
			w->replaced[w->replaced_count++] = w->replaced[i];
	return JAL_OK;
}

static enum jal_err collect_context(struct work *w)
{
	size_t most = w->own_count;
	for (size_t i = 0; i < w->carry_count; i++)
		most += w->carries[i].op->context_count;
	w->context = arena_array(&w->arena, most, sizeof(*w->context));
	if (!w->context)
		return JAL_ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < w->own_count; i++) {
		const struct op_name *name = &w->own[i]->name;
		w->context[n++] = (struct merge_context){ name->caseload, name->device, name->number };
	}
	for (size_t i = 0; i < w->carry_count; i++)
		for (size_t k = 0; k < w->carries[i].op->context_count; k++)
			w->context[n++] = w->carries[i].op->context[k];
	if (n)
		qsort(w->context, n, sizeof(*w->context), by_context);
	for (size_t i = 0; i < n; i++)
		if (w->context_count == 0 ||
			merge_context_compare(&w->context[w->context_count - 1], &w->context[i]) != 0)
			w->context[w->context_count++] = w->context[i];
	return JAL_OK;
}

/* Whether some carry accounts for this write and does not keep it. */
static bool covered(const struct work *w, const struct merge_write *write)
{
	const struct op_name identity = identity_of(&write->name);
	for (size_t i = 0; i < w->carry_count; i++) {
		const struct merge_op *op = w->carries[i].op;
		bool within = false;
		for (size_t k = 0; k < op->context_count && !within; k++)
			within = write->name.number <= op->context[k].number &&
				 id_equal(&write->name.device, &op->context[k].device) &&
				 id_equal(&write->name.caseload, &op->context[k].caseload);
		if (within && !has_gone(w->carries[i].kept, op->write_count, &identity, &write->key))
			return true;
	}
	return false;
}

uint64_t merge_context_number(const struct merge_context *context, size_t count, const struct op_name *name)
{
	size_t low = 0, high = count;
	const struct merge_context wanted = { name->caseload, name->device, 0 };
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = merge_context_compare(&context[middle], &wanted);
		if (order == 0)
			return context[middle].number;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

static int by_live(const void *a, const void *b)
{
	return merge_live_compare(a, b);
}

static enum jal_err build(const struct work *w, struct merge_state *s)
{
	enum jal_err err = JAL_OK;

	s->live = arena_array(&s->arena, w->held_count, sizeof(*s->live));
	s->context = arena_array(&s->arena, w->context_count, sizeof(*s->context));
	s->gone = arena_array(&s->arena, w->replaced_count, sizeof(*s->gone));
	if (!s->live || !s->context || !s->gone)
		return JAL_ERR_NOMEM;
	s->live_cap = w->held_count;
	s->context_cap = w->context_count;
	s->gone_cap = w->replaced_count;
	for (size_t i = 0; i < w->held_count; i++) {
		const struct merge_write *write = w->held[i].write;
		if (has_gone(w->replaced, w->replaced_count, &write->name, &write->key) || covered(w, write))
			continue;
		err = merge_copy_write(&s->arena, write, &s->live[s->live_count]);
		if (err)
			return err;
		s->live_count++;
	}
	if (s->live_count)
		qsort(s->live, s->live_count, sizeof(*s->live), by_live);
	if (w->context_count)
		memcpy(s->context, w->context, w->context_count * sizeof(*w->context));
	s->context_count = w->context_count;
	for (size_t i = 0; i < w->replaced_count; i++) {
		const struct merge_gone *g = &w->replaced[i];
		if (g->name.number <= merge_context_number(s->context, s->context_count, &g->name))
			continue;
		err = merge_copy_gone(&s->arena, g, &s->gone[s->gone_count]);
		if (err)
			return err;
		s->gone_count++;
	}
	return JAL_OK;
}

enum jal_err merge_all(const struct merge_op *const *ops, size_t count, struct merge_state **out)
{
	struct work w = { .arena = ARENA_INIT };
	struct merge_state *s = NULL;
	enum jal_err err = merge_state_new(&s);
	if (err)
		goto out;
	if ((err = sort_operations(&w, ops, count)) || (err = hold_writes(&w)) || (err = collect_replaced(&w)) ||
		(err = collect_context(&w)))
		goto out;
	err = build(&w, s);
	if (err)
		goto out;
	*out = s;
	s = NULL;
out:
	merge_state_free(s);
	arena_free(&w.arena);
	return err;
}

/* ---- what a state says ---- */

size_t merge_heads(const struct merge_state *state, const struct merge_key *key, size_t *first)
{
	size_t low = 0, high = state->live_count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (merge_key_compare(&state->live[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	size_t n = 0;
	while (low + n < state->live_count && merge_key_compare(&state->live[low + n].key, key) == 0)
		n++;
	*first = low;
	return n;
}

bool merge_conflict(const struct merge_state *state, const struct merge_key *key)
{
	size_t first = 0;
	const size_t n = merge_heads(state, key, &first);
	if (key->element)
		return false;
	for (size_t i = 1; i < n; i++)
		if (merge_value_compare(&state->live[first], &state->live[first + i]) != 0)
			return true;
	return false;
}

bool merge_present(const struct merge_state *state, const struct merge_key *key)
{
	size_t first = 0;
	const size_t n = merge_heads(state, key, &first);
	for (size_t i = 0; i < n; i++) {
		const struct merge_write *w = &state->live[first + i];
		if (cbor_is_true(w->value, w->value_len))
			return true;
	}
	return false;
}
