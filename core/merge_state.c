/* Memory of a record's state, and its local form in the vault. Decides nothing about values. */
#include "core/merge_state.h"

#include <stdlib.h>
#include <string.h>


#define FORM 2

enum jal_err merge_state_new(struct merge_state **out)
{
	struct merge_state *s = calloc(1, sizeof(*s));
	if (!s)
		return JAL_ERR_NOMEM;
	*out = s;
	return JAL_OK;
}

void merge_state_free(struct merge_state *state)
{
	if (!state)
		return;
	arena_free(&state->arena);
	free(state);
}

static enum jal_err copy_key(struct arena *arena, const struct merge_key *from, struct merge_key *to)
{
	*to = *from;
	if (!from->element)
		return JAL_OK;
	to->element = arena_copy(arena, from->element, from->element_len);
	return to->element ? JAL_OK : JAL_ERR_NOMEM;
}

enum jal_err merge_copy_gone(struct arena *arena, const struct merge_gone *from, struct merge_gone *to)
{
	to->name = from->name;
	return copy_key(arena, &from->key, &to->key);
}

enum jal_err merge_copy_write(struct arena *arena, const struct merge_write *from, struct merge_write *to)
{
	*to = *from;
	const enum jal_err err = copy_key(arena, &from->key, &to->key);
	if (err)
		return err;
	uint8_t *value = arena_copy(arena, from->value, from->value_len);
	struct op_name *replaces = arena_array(arena, from->replaces_count, sizeof(*replaces));
	if (!value || !replaces)
		return JAL_ERR_NOMEM;
	if (from->replaces_count)
		memcpy(replaces, from->replaces, from->replaces_count * sizeof(*replaces));
	to->value = value;
	to->replaces = replaces;
	return JAL_OK;
}

size_t merge_live_count(const struct merge_state *state)
{
	return state->live_count;
}

const struct merge_write *merge_live(const struct merge_state *state, size_t i)
{
	return &state->live[i];
}

size_t merge_context_count(const struct merge_state *state)
{
	return state->context_count;
}

const struct merge_context *merge_context(const struct merge_state *state, size_t i)
{
	return &state->context[i];
}

size_t merge_gone_count(const struct merge_state *state)
{
	return state->gone_count;
}

const struct merge_gone *merge_gone(const struct merge_state *state, size_t i)
{
	return &state->gone[i];
}

/* ---- the local form ----
 *
 * FORM, ids and names (each once, ascending), then live writes, context and
 * gone, each with its count first. Numbers are in base 128, the low digits
 * first, but for nonces, of 8 bytes; an id is its place among the ids, a name
 * its place among the names. */

struct writer {
	struct buf *out;
	struct jal_id *ids;
	size_t id_count;
	struct op_name *names;
	size_t name_count;
	enum jal_err err;
};

static void put_number(struct writer *w, uint64_t n)
{
	uint8_t digits[10] = { 0 };
	size_t len = 0;
	do {
		digits[len] = (uint8_t)(n & 127U);
		n >>= 7;
		if (n)
			digits[len] |= 128U;
		len++;
	} while (n);
	if (!w->err)
		w->err = buf_put(w->out, digits, len);
}

static void put_bytes(struct writer *w, const void *bytes, size_t n)
{
	put_number(w, n);
	if (!w->err)
		w->err = buf_put(w->out, bytes, n);
}

static int by_id(const void *a, const void *b)
{
	return id_compare(a, b);
}

static int by_name(const void *a, const void *b)
{
	return merge_name_compare(a, b);
}

/* Sorted, each once; how many are left. */
static size_t once(void *array, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	uint8_t *items = array;
	size_t n = 0;
	if (count)
		qsort(array, count, size, compare);
	for (size_t i = 0; i < count; i++) {
		if (n && compare(items + (n - 1) * size, items + i * size) == 0)
			continue;
		if (n != i)
			memcpy(items + n * size, items + i * size, size);
		n++;
	}
	return n;
}

/* The ids and names of a state, so that each is written once. */
static enum jal_err collect(struct writer *w, const struct merge_state *s)
{
	size_t names = s->live_count + s->gone_count;
	for (size_t i = 0; i < s->live_count; i++)
		names += s->live[i].replaces_count;
	const size_t ids = 2 * (names + s->context_count);
	/* One more: a state without any is no want of memory. */
	w->names = malloc((names + 1) * sizeof(*w->names));
	w->ids = malloc((ids + 1) * sizeof(*w->ids));
	if (!w->names || !w->ids)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < s->live_count; i++) {
		w->names[w->name_count++] = s->live[i].name;
		for (size_t k = 0; k < s->live[i].replaces_count; k++)
			w->names[w->name_count++] = s->live[i].replaces[k];
	}
	for (size_t i = 0; i < s->gone_count; i++)
		w->names[w->name_count++] = s->gone[i].name;
	w->name_count = once(w->names, w->name_count, sizeof(*w->names), by_name);
	for (size_t i = 0; i < w->name_count; i++) {
		w->ids[w->id_count++] = w->names[i].caseload;
		w->ids[w->id_count++] = w->names[i].device;
	}
	for (size_t i = 0; i < s->context_count; i++) {
		w->ids[w->id_count++] = s->context[i].caseload;
		w->ids[w->id_count++] = s->context[i].device;
	}
	w->id_count = once(w->ids, w->id_count, sizeof(*w->ids), by_id);
	return JAL_OK;
}

static void put_id(struct writer *w, const struct jal_id *id)
{
	const struct jal_id *there = bsearch(id, w->ids, w->id_count, sizeof(*w->ids), by_id);
	put_number(w, there ? (size_t)(there - w->ids) : w->id_count);
}

static void put_name(struct writer *w, const struct op_name *name)
{
	const struct op_name *there = bsearch(name, w->names, w->name_count, sizeof(*w->names), by_name);
	put_number(w, there ? (size_t)(there - w->names) : w->name_count);
}

/* 0 for a register, else the element's length + 1. */
static void put_key(struct writer *w, const struct merge_key *key)
{
	put_number(w, key->field);
	put_number(w, key->element ? key->element_len + 1 : 0);
	if (key->element && !w->err)
		w->err = buf_put(w->out, key->element, key->element_len);
}

enum jal_err merge_state_encode(const struct merge_state *s, struct buf *out)
{
	const size_t start = out->len;
	struct writer w = { .out = out };

	w.err = collect(&w, s);
	put_number(&w, FORM);
	put_number(&w, w.id_count);
	for (size_t i = 0; i < w.id_count && !w.err; i++)
		w.err = buf_put(out, w.ids[i].b, ID_BYTES);
	put_number(&w, w.name_count);
	for (size_t i = 0; i < w.name_count && !w.err; i++) {
		put_id(&w, &w.names[i].caseload);
		put_id(&w, &w.names[i].device);
		put_number(&w, w.names[i].number);
		if (!w.err)
			w.err = buf_put_u64(out, w.names[i].nonce);
	}
	put_number(&w, s->live_count);
	for (size_t i = 0; i < s->live_count && !w.err; i++) {
		const struct merge_write *live = &s->live[i];
		put_key(&w, &live->key);
		put_name(&w, &live->name);
		put_number(&w, live->stamp);
		put_bytes(&w, live->value, live->value_len);
		put_number(&w, live->replaces_count);
		for (size_t k = 0; k < live->replaces_count; k++)
			put_name(&w, &live->replaces[k]);
	}
	put_number(&w, s->context_count);
	for (size_t i = 0; i < s->context_count && !w.err; i++) {
		put_id(&w, &s->context[i].caseload);
		put_id(&w, &s->context[i].device);
		put_number(&w, s->context[i].number);
	}
	put_number(&w, s->gone_count);
	for (size_t i = 0; i < s->gone_count && !w.err; i++) {
		put_name(&w, &s->gone[i].name);
		put_key(&w, &s->gone[i].key);
	}
	free(w.ids);
	free(w.names);
	if (w.err)
		out->len = start;
	return w.err;
}

struct reader {
	const uint8_t *p, *end;
	const uint8_t *ids;
	size_t id_count;
	const struct op_name *names;
	size_t name_count;
	bool bad;
};

static uint64_t get_number(struct reader *r)
{
	uint64_t n = 0;
	for (unsigned shift = 0; r->p < r->end; shift += 7) {
		const uint8_t byte = *r->p++;
		if (shift == 63 && byte > 1)
			break;
		n |= (uint64_t)(byte & 127U) << shift;
		if (byte < 128)
			return n;
	}
	r->bad = true;
	return 0;
}

/* A count of items of at least `least` bytes each. */
static size_t get_count(struct reader *r, size_t least)
{
	const uint64_t n = get_number(r);
	if (n <= (size_t)(r->end - r->p) / least)
		return (size_t)n;
	r->bad = true;
	return 0;
}

static const uint8_t *get_bytes(struct reader *r, size_t n)
{
	if (n > (size_t)(r->end - r->p)) {
		r->bad = true;
		return r->p;
	}
	const uint8_t *p = r->p;
	r->p += n;
	return p;
}

static struct jal_id get_id(struct reader *r)
{
	struct jal_id id = ID_ZERO;
	const uint64_t place = get_number(r);
	if (place < r->id_count)
		memcpy(id.b, r->ids + place * ID_BYTES, ID_BYTES);
	else
		r->bad = true;
	return id;
}

static uint64_t get_nonce(struct reader *r)
{
	uint64_t nonce = 0;
	const uint8_t *p = get_bytes(r, sizeof(nonce));
	for (size_t i = 0; i < sizeof(nonce) && !r->bad; i++)
		nonce = nonce << 8 | p[i];
	return nonce;
}

static struct op_name get_name(struct reader *r)
{
	const uint64_t place = get_number(r);
	if (place < r->name_count)
		return r->names[place];
	r->bad = true;
	return (struct op_name){ .number = 0 };
}

static struct merge_key get_key(struct reader *r)
{
	struct merge_key key = { .field = 0 };
	const uint64_t field = get_number(r);
	if (field > UINT32_MAX)
		r->bad = true;
	key.field = (uint32_t)field;
	const uint64_t len = get_number(r);
	if (len > (size_t)(r->end - r->p) + 1) {
		r->bad = true;
	} else if (len) {
		key.element_len = (size_t)len - 1;
		key.element = (const char *)get_bytes(r, key.element_len);
	}
	return key;
}

static enum jal_err decode(struct merge_state *s, struct reader *r)
{
	if (get_number(r) != FORM)
		return JAL_ERR_CORRUPT;
	r->id_count = get_count(r, ID_BYTES);
	r->ids = get_bytes(r, r->id_count * ID_BYTES);
	r->name_count = get_count(r, 11);
	struct op_name *names = arena_array(&s->arena, r->name_count, sizeof(*names));
	if (!names)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < r->name_count; i++) {
		names[i].caseload = get_id(r);
		names[i].device = get_id(r);
		names[i].number = get_number(r);
		names[i].nonce = get_nonce(r);
		if (i > 0 && merge_name_compare(&names[i - 1], &names[i]) >= 0)
			r->bad = true;
	}
	r->names = names;

	s->live_count = s->live_cap = get_count(r, 6);
	s->live = arena_array(&s->arena, s->live_count, sizeof(*s->live));
	if (!s->live)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < s->live_count && !r->bad; i++) {
		struct merge_write *live = &s->live[i];
		live->key = get_key(r);
		live->name = get_name(r);
		live->stamp = get_number(r);
		live->value_len = get_count(r, 1);
		live->value = get_bytes(r, live->value_len);
		live->replaces_count = get_count(r, 1);
		struct op_name *replaces = arena_array(&s->arena, live->replaces_count, sizeof(*replaces));
		if (!replaces)
			return JAL_ERR_NOMEM;
		for (size_t k = 0; k < live->replaces_count; k++)
			replaces[k] = get_name(r);
		live->replaces = replaces;
		if (i > 0 && merge_live_compare(&s->live[i - 1], live) >= 0)
			r->bad = true;
	}
	s->context_count = s->context_cap = get_count(r, 3);
	s->context = arena_array(&s->arena, s->context_count, sizeof(*s->context));
	if (!s->context)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < s->context_count; i++) {
		s->context[i].caseload = get_id(r);
		s->context[i].device = get_id(r);
		s->context[i].number = get_number(r);
		if (i > 0 && merge_context_compare(&s->context[i - 1], &s->context[i]) >= 0)
			r->bad = true;
	}
	s->gone_count = s->gone_cap = get_count(r, 3);
	s->gone = arena_array(&s->arena, s->gone_count, sizeof(*s->gone));
	if (!s->gone)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < s->gone_count; i++) {
		s->gone[i].name = get_name(r);
		s->gone[i].key = get_key(r);
		if (i > 0 && merge_gone_compare(&s->gone[i - 1], &s->gone[i]) >= 0)
			r->bad = true;
	}
	return r->bad || r->p != r->end ? JAL_ERR_CORRUPT : JAL_OK;
}

enum jal_err merge_state_decode(const uint8_t *bytes, size_t n, struct merge_state **out)
{
	struct merge_state *s = NULL;
	enum jal_err err = merge_state_new(&s);
	if (err)
		return err;
	const uint8_t *copy = arena_copy(&s->arena, bytes, n);
	struct reader r = { .p = copy, .end = copy ? copy + n : NULL };
	err = copy ? decode(s, &r) : JAL_ERR_NOMEM;
	if (err) {
		merge_state_free(s);
		return err;
	}
	*out = s;
	return JAL_OK;
}
