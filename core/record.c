/* A record as it was read. Decides nothing: which value is shown is merge.c's. */
#include "core/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

struct slot {
	struct value value;
	struct record_set set;
	bool conflict;
};

struct record {
	enum entity entity;
	struct jal_id caseload;
	struct jal_id dossier;
	bool has_dossier;
	struct jal_id id;
	struct merge_state *state;
	struct slot *slots;	/* one a field of the entity, in the model's order */
	struct arena arena;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* n live writes of one set field, from first on. */
static enum jal_err fill_set(struct record *r, struct slot *slot, size_t first, size_t n)
{
	const char **elements = arena_array(&r->arena, n, sizeof(*elements));
	if (!elements)
		return JAL_ERR_NOMEM;
	size_t count = 0;
	for (size_t i = 0; i < n;) {
		const struct merge_key *key = &merge_live(r->state, first + i)->key;
		size_t at = 0;
		const size_t heads = merge_heads(r->state, key, &at);
		if (key->element && merge_present(r->state, key)) {
			elements[count] = arena_copy(&r->arena, key->element, key->element_len);
			if (!elements[count])
				return JAL_ERR_NOMEM;
			count++;
		}
		i += heads;
	}
	if (count)
		qsort(elements, count, sizeof(*elements), by_text);
	slot->set.count = count;
	slot->set.elements = elements;
	return JAL_OK;
}

/* The shown head of a register. What does not fit the field's type (it came when
 * the field was not known here) shows as empty, and stays in the state. */
static enum jal_err fill_value(struct record *r, struct slot *slot, const struct model_field *field, size_t first)
{
	const struct merge_write *w = merge_live(r->state, first);
	if (w->key.element)
		return JAL_OK;
	struct value v = VALUE_INIT;
	const enum jal_err err = value_decode(field, w->value, w->value_len, &v);
	if (err == JAL_ERR_NOMEM)
		return err;
	if (err)
		return JAL_OK;
	if (v.kind == VALUE_TEXT) {
		v.text = arena_copy(&r->arena, v.text, v.text_len);
		if (!v.text)
			return JAL_ERR_NOMEM;
	}
	slot->value = v;
	slot->conflict = merge_conflict(r->state, &w->key);
	return JAL_OK;
}

static enum jal_err fill(struct record *r)
{
	const enum field first_field = model_entity(r->entity)->first;
	const size_t count = (size_t)(model_end(r->entity) - first_field);
	r->slots = arena_array(&r->arena, count, sizeof(*r->slots));
	if (!r->slots)
		return JAL_ERR_NOMEM;
	const size_t live = merge_live_count(r->state);
	for (size_t at = 0; at < live;) {
		size_t n = 1;
		const uint32_t wire = merge_live(r->state, at)->key.field;
		while (at + n < live && merge_live(r->state, at + n)->key.field == wire)
			n++;
		const struct model_field *field = model_field_by_wire(r->entity, wire);
		if (field) {
			struct slot *slot = &r->slots[field->id - first_field];
			const enum jal_err err = field->type == FIELD_TYPE_set ? fill_set(r, slot, at, n)
									       : fill_value(r, slot, field, at);
			if (err)
				return err;
		}
		at += n;
	}
	return JAL_OK;
}

enum jal_err record_new(enum entity entity, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *id, struct merge_state *state, struct record **out)
{
	struct record *r = calloc(1, sizeof(*r));
	if (!r) {
		merge_state_free(state);
		return JAL_ERR_NOMEM;
	}
	r->entity = entity;
	r->caseload = *caseload;
	r->has_dossier = dossier != NULL;
	r->dossier = dossier ? *dossier : ID_ZERO;
	r->id = *id;
	r->state = state;
	const enum jal_err err = fill(r);
	if (err) {
		record_free(r);
		return err;
	}
	*out = r;
	return JAL_OK;
}

void record_free(struct record *r)
{
	if (!r)
		return;
	merge_state_free(r->state);
	arena_free(&r->arena);
	free(r);
}

enum entity record_entity(const struct record *r)
{
	return r->entity;
}

const struct jal_id *record_id(const struct record *r)
{
	return &r->id;
}

const struct jal_id *record_caseload(const struct record *r)
{
	return &r->caseload;
}

const struct jal_id *record_dossier(const struct record *r)
{
	return r->has_dossier ? &r->dossier : NULL;
}

const struct merge_state *record_state(const struct record *r)
{
	return r->state;
}

static const struct slot *slot_of(const struct record *r, enum field field)
{
	static const struct slot empty = { .value = { .kind = VALUE_EMPTY } };
	const enum field first = model_entity(r->entity)->first;
	if (field < first || field >= model_end(r->entity))
		return &empty;
	return &r->slots[field - first];
}

const struct value *record_value(const struct record *r, enum field field)
{
	return &slot_of(r, field)->value;
}

const struct record_set *record_elements(const struct record *r, enum field field)
{
	return &slot_of(r, field)->set;
}

const struct merge_write *record_write(const struct record *r, enum field field)
{
	const struct merge_key key = { .field = model_field(field)->wire };
	size_t first = 0;
	return merge_heads(r->state, &key, &first) > 0 ? merge_live(r->state, first) : NULL;
}

int32_t record_written_on(const struct record *r, enum field field, const struct jal_clock *clock)
{
	const struct merge_write *w = record_write(r, field);
	return w ? clock_day_of_stamp(clock, w->stamp) : RECORD_NO_DATE;
}

bool record_conflict(const struct record *r, enum field field)
{
	return slot_of(r, field)->conflict;
}

bool record_any_conflict(const struct record *r)
{
	for (enum field f = model_entity(r->entity)->first; f < model_end(r->entity); f++)
		if (slot_of(r, f)->conflict)
			return true;
	return false;
}

bool record_blank(const struct record *r)
{
	for (enum field f = model_entity(r->entity)->first; f < model_end(r->entity); f++)
		if (slot_of(r, f)->value.kind != VALUE_EMPTY || slot_of(r, f)->set.count || slot_of(r, f)->conflict)
			return false;
	return true;
}

bool record_archived(const struct record *r)
{
	return record_value(r, model_archived(r->entity))->number == 1;
}

/* ---- typed getters ---- */

static const char *get_text(const struct record *r, enum field field)
{
	const struct value *v = record_value(r, field);
	return v->kind == VALUE_TEXT ? v->text : NULL;
}

static int64_t get_number(const struct record *r, enum field field)
{
	const struct value *v = record_value(r, field);
	return v->kind == VALUE_NUMBER ? v->number : RECORD_NO_NUMBER;
}

const char *record_get_text(const struct record *r, struct handle_text h)
{
	return get_text(r, h.field);
}

const char *record_get_long_text(const struct record *r, struct handle_long_text h)
{
	return get_text(r, h.field);
}

int32_t record_get_date(const struct record *r, struct handle_date h)
{
	const int64_t n = get_number(r, h.field);
	return n > INT32_MIN && n <= INT32_MAX ? (int32_t)n : RECORD_NO_DATE;
}

int64_t record_get_time(const struct record *r, struct handle_time h)
{
	return get_number(r, h.field);
}

int64_t record_get_integer(const struct record *r, struct handle_integer h)
{
	return get_number(r, h.field);
}

int64_t record_get_money(const struct record *r, struct handle_money h)
{
	return get_number(r, h.field);
}

int record_get_flag(const struct record *r, struct handle_flag h)
{
	const struct value *v = record_value(r, h.field);
	return v->kind == VALUE_FLAG ? v->number != 0 : -1;
}

const char *record_get_code(const struct record *r, struct handle_code h)
{
	return get_text(r, h.field);
}

const struct record_set *record_get_set(const struct record *r, struct handle_set h)
{
	return record_elements(r, h.field);
}

const struct jal_id *record_get_ref(const struct record *r, struct handle_ref h)
{
	const struct value *v = record_value(r, h.field);
	return v->kind == VALUE_ID ? &v->id : NULL;
}

const struct jal_hash *record_get_hash(const struct record *r, struct handle_hash h)
{
	const struct value *v = record_value(r, h.field);
	return v->kind == VALUE_HASH ? &v->hash : NULL;
}

const struct value *record_get_bytes(const struct record *r, struct handle_bytes h)
{
	const struct value *v = record_value(r, h.field);
	return v->kind == VALUE_BYTES ? v : NULL;
}
