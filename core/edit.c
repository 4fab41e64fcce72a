/* Wanted changes, and over which displayed heads. Knows no database. */
#include "core/edit.h"

#include <stdlib.h>
#include <string.h>

#include "core/edit_inside.h"
#include "core/text.h"

enum jal_err edit_inside_new(enum entity entity, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *id, struct merge_state *state, bool creates, struct edit **out)
{
	struct edit *e = calloc(1, sizeof(*e));
	if (!e) {
		merge_state_free(state);
		return JAL_ERR_NOMEM;
	}
	const enum jal_err err = record_new(entity, caseload, dossier, id, state, &e->displayed);
	if (err) {
		free(e);
		return err;
	}
	e->creates = creates;
	*out = e;
	return JAL_OK;
}

enum jal_err edit_create_as(enum entity entity, const struct jal_id *caseload, const struct jal_id *dossier,
	const struct jal_id *id, struct edit **out)
{
	const bool in_dossier = model_entity(entity)->home == HOME_dossier;
	if (entity == ENTITY_dossier && !dossier)
		dossier = id;
	if (in_dossier != (dossier != NULL) || (entity == ENTITY_dossier && !id_equal(dossier, id)))
		return JAL_ERR_INVALID;
	struct merge_state *nothing = NULL;
	const enum jal_err err = merge_state_new(&nothing);
	if (err)
		return err;
	return edit_inside_new(entity, caseload, dossier, id, nothing, true, out);
}

enum jal_err edit_create(enum entity entity, const struct jal_id *caseload, const struct jal_id *dossier,
	struct edit **out)
{
	const struct jal_id id = id_random();
	return edit_create_as(entity, caseload, dossier, entity == ENTITY_dossier && dossier ? dossier : &id, out);
}

enum jal_err edit_of(const struct record *displayed, struct edit **out)
{
	struct buf bytes = BUF_INIT;
	struct merge_state *copy = NULL;
	enum jal_err err = merge_state_encode(record_state(displayed), &bytes);
	if (!err)
		err = merge_state_decode(bytes.data, bytes.len, &copy);
	buf_free(&bytes);
	if (err)
		return err;
	return edit_inside_new(record_entity(displayed), record_caseload(displayed), record_dossier(displayed),
		record_id(displayed), copy, false, out);
}

void edit_free(struct edit *e)
{
	if (!e)
		return;
	record_free(e->displayed);
	arena_free(&e->arena);
	free(e);
}

enum entity edit_entity(const struct edit *e)
{
	return record_entity(e->displayed);
}

const struct jal_id *edit_record(const struct edit *e)
{
	return record_id(e->displayed);
}

const struct jal_id *edit_dossier(const struct edit *e)
{
	return record_dossier(e->displayed);
}

const struct jal_id *edit_caseload(const struct edit *e)
{
	return record_caseload(e->displayed);
}

bool edit_creates(const struct edit *e)
{
	return e->creates;
}

const struct record *edit_displayed(const struct edit *e)
{
	return e->displayed;
}

/* ---- changes ---- */

static struct change *find(const struct edit *e, enum field field, const char *element)
{
	for (size_t i = 0; i < e->count; i++) {
		struct change *c = &e->changes[i];
		if (c->field == field && (!element || strcmp(c->element, element) == 0))
			return c;
	}
	return NULL;
}

static void take_back(struct edit *e, struct change *c)
{
	if (c)
		*c = e->changes[--e->count];
}

/* The change of that field or element, made if there is none. */
static enum jal_err place(struct edit *e, enum field field, const char *element, struct change **out)
{
	struct change *c = find(e, field, element);
	if (!c) {
		if (e->count == e->cap) {
			const size_t cap = e->cap ? e->cap * 2 : 16;
			struct change *changes = arena_array(&e->arena, cap, sizeof(*changes));
			if (!changes)
				return JAL_ERR_NOMEM;
			if (e->count)
				memcpy(changes, e->changes, e->count * sizeof(*changes));
			e->changes = changes;
			e->cap = cap;
		}
		c = &e->changes[e->count];
		*c = (struct change){ .field = field };
		if (element) {
			c->element = arena_copy(&e->arena, element, strlen(element));
			if (!c->element)
				return JAL_ERR_NOMEM;
		}
		e->count++;
	}
	*out = c;
	return JAL_OK;
}

static bool own_field(const struct edit *e, enum field field)
{
	return field >= model_entity(edit_entity(e))->first && field < model_end(edit_entity(e));
}

/* The elements of a set go through edit_element. */
static bool fits(enum field field, const struct value *v)
{
	return model_field(field)->type != FIELD_TYPE_set && value_fits(model_field(field), v->kind);
}

/* Puts the value into the change, encoded and decoded as the others will get it. */
static enum jal_err put_value(struct edit *e, enum field field, const struct value *v, bool decides)
{
	struct buf cbor = BUF_INIT;
	struct change *c = NULL;
	struct value kept = VALUE_INIT;
	enum jal_err err = value_encode(v, &cbor);
	if (err)
		goto out;
	const uint8_t *bytes = arena_copy(&e->arena, cbor.data, cbor.len);
	if (!bytes) {
		err = JAL_ERR_NOMEM;
		goto out;
	}
	err = value_decode(model_field(field), bytes, cbor.len, &kept);
	if (err)
		goto out;
	if (kept.kind == VALUE_TEXT) {
		kept.text = arena_copy(&e->arena, kept.text, kept.text_len);
		if (!kept.text) {
			err = JAL_ERR_NOMEM;
			goto out;
		}
	}
	err = place(e, field, NULL, &c);
	if (err)
		goto out;
	c->value = kept;
	c->cbor = bytes;
	c->cbor_len = cbor.len;
	c->decides = decides;
out:
	buf_free(&cbor);
	return err == JAL_OK || err == JAL_ERR_NOMEM ? err : JAL_ERR_INVALID;
}

enum jal_err edit_set(struct edit *e, enum field field, const struct value *v)
{
	if (!own_field(e, field) || !fits(field, v))
		return JAL_ERR_INVALID;
	if (value_equal(v, record_value(e->displayed, field))) {
		take_back(e, find(e, field, NULL));
		return JAL_OK;
	}
	return put_value(e, field, v, false);
}

enum jal_err edit_set_text(struct edit *e, enum field field, const char *text)
{
	const struct value v = value_text(text);
	return edit_set(e, field, &v);
}

enum jal_err edit_set_number(struct edit *e, enum field field, int64_t number)
{
	const struct value v = value_number(number);
	return edit_set(e, field, &v);
}

enum jal_err edit_set_flag(struct edit *e, enum field field, bool yes)
{
	const struct value v = value_flag(yes);
	return edit_set(e, field, &v);
}

enum jal_err edit_set_id(struct edit *e, enum field field, const struct jal_id *id)
{
	const struct value v = value_id(id);
	return edit_set(e, field, &v);
}

enum jal_err edit_decide(struct edit *e, enum field field, const struct value *v)
{
	if (!own_field(e, field) || !fits(field, v))
		return JAL_ERR_INVALID;
	return put_value(e, field, v, true);
}

static bool displayed_element(const struct edit *e, enum field field, const char *element)
{
	const struct record_set *set = record_elements(e->displayed, field);
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->elements[i], element) == 0)
			return true;
	return false;
}

enum jal_err edit_element(struct edit *e, enum field field, const char *element, bool present)
{
	const size_t len = strlen(element);
	if (!own_field(e, field) || model_field(field)->type != FIELD_TYPE_set || len == 0 || len > OP_ELEMENT_MAX)
		return JAL_ERR_INVALID;
	enum jal_err err = text_check_nfc(element, len);
	if (err)
		return err == JAL_ERR_NOMEM ? err : JAL_ERR_INVALID;
	if (displayed_element(e, field, element) == present) {
		take_back(e, find(e, field, element));
		return JAL_OK;
	}
	struct change *c = NULL;
	err = place(e, field, element, &c);
	if (!err)
		c->present = present;
	return err;
}

bool edit_changed(const struct edit *e, enum field field)
{
	return find(e, field, NULL) != NULL;
}

bool edit_empty(const struct edit *e)
{
	return e->count == 0;
}

const struct value *edit_value(const struct edit *e, enum field field)
{
	const struct change *c = find(e, field, NULL);
	return c && !c->element ? &c->value : record_value(e->displayed, field);
}

const char *edit_element_touched(const struct edit *e, enum field field, size_t i)
{
	for (size_t k = 0; k < e->count; k++)
		if (e->changes[k].field == field && e->changes[k].element && i-- == 0)
			return e->changes[k].element;
	return NULL;
}

bool edit_has_element(const struct edit *e, enum field field, const char *element)
{
	const struct change *c = find(e, field, element);
	return c ? c->present : displayed_element(e, field, element);
}
