/* Edits as drafts: the vault's local form, with the heads that were displayed. */
#include <string.h>

#include "core/cbor.h"
#include "core/edit_inside.h"

/* [FORM, entity, caseload, dossier|null, record, creates, state, [change …]]
 * change: [field, element|null, decides, present, value's CBOR|null], texts as bytes. */
#define FORM 1
#define ITEMS 8
#define CHANGE_ITEMS 5

enum jal_err edit_encode(const struct edit *e, struct buf *out)
{
	struct buf state = BUF_INIT;
	struct cbor_out w;
	enum jal_err err = merge_state_encode(record_state(e->displayed), &state);
	if (err)
		goto out;
	cbor_write_begin(&w, out);
	cbor_write_array(&w, ITEMS);
	cbor_write_uint(&w, FORM);
	cbor_write_uint(&w, model_entity(edit_entity(e))->wire);
	cbor_write_bytes(&w, edit_caseload(e)->b, ID_BYTES);
	if (edit_dossier(e))
		cbor_write_bytes(&w, edit_dossier(e)->b, ID_BYTES);
	else
		cbor_write_null(&w);
	cbor_write_bytes(&w, edit_record(e)->b, ID_BYTES);
	cbor_write_bool(&w, e->creates);
	cbor_write_bytes(&w, state.data, state.len);
	cbor_write_array(&w, e->count);
	for (size_t i = 0; i < e->count; i++) {
		const struct change *c = &e->changes[i];
		cbor_write_array(&w, CHANGE_ITEMS);
		cbor_write_uint(&w, model_field(c->field)->wire);
		if (c->element)
			cbor_write_bytes(&w, c->element, strlen(c->element));
		else
			cbor_write_null(&w);
		cbor_write_bool(&w, c->decides);
		cbor_write_bool(&w, c->present);
		if (c->element)
			cbor_write_null(&w);
		else
			cbor_write_bytes(&w, c->cbor, c->cbor_len);
	}
	err = cbor_write_end(&w);
out:
	buf_free(&state);
	return err;
}

static enum jal_err read_value(struct edit *e, struct cbor_in *in, const struct model_field *field, bool decides)
{
	const uint8_t *cbor = NULL;
	size_t n = 0;
	struct value v = VALUE_INIT;
	enum jal_err err = cbor_read_bytes(in, &cbor, &n);
	if (!err)
		err = value_decode(field, cbor, n, &v);
	if (err)
		return err;
	return decides ? edit_decide(e, field->id, &v) : edit_set(e, field->id, &v);
}

static enum jal_err read_change(struct edit *e, struct cbor_in *in)
{
	uint64_t parts = 0, wire = 0;
	bool decides = false, present = false;
	const uint8_t *element = NULL;
	size_t n = 0;
	enum jal_err err = cbor_read_array(in, &parts);
	if (!err && parts != CHANGE_ITEMS)
		err = JAL_ERR_CORRUPT;
	if (!err)
		err = cbor_read_uint(in, &wire);
	if (err)
		return err;
	const bool set = cbor_peek(in) != CBOR_KIND_NULL;
	err = set ? cbor_read_bytes(in, &element, &n) : cbor_read_null(in);
	if (!err)
		err = cbor_read_bool(in, &decides);
	if (!err)
		err = cbor_read_bool(in, &present);
	if (err)
		return err;
	const struct model_field *field = model_field_by_wire(edit_entity(e), wire);
	if (!field || n > OP_ELEMENT_MAX)
		return JAL_ERR_CORRUPT;
	if (!set)
		return read_value(e, in, field, decides);
	char text[OP_ELEMENT_MAX + 1] = { 0 };
	memcpy(text, element, n);
	err = cbor_read_null(in);
	if (!err)
		err = edit_element(e, field->id, text, present);
	return err;
}

static enum jal_err read_edit(struct cbor_in *in, struct edit **out)
{
	uint64_t items = 0, form = 0, wire = 0, changes = 0;
	struct jal_id caseload = ID_ZERO, dossier = ID_ZERO, id = ID_ZERO;
	const uint8_t *bytes = NULL;
	size_t n = 0;
	bool creates = false, in_dossier = false;
	struct merge_state *state = NULL;
	enum jal_err err = cbor_read_array(in, &items);
	if (!err && items != ITEMS)
		err = JAL_ERR_CORRUPT;
	if (!err)
		err = cbor_read_uint(in, &form);
	if (!err && form != FORM)
		err = JAL_ERR_CORRUPT;
	if (!err)
		err = cbor_read_uint(in, &wire);
	if (!err)
		err = cbor_read_fixed(in, caseload.b, ID_BYTES);
	if (!err) {
		in_dossier = cbor_peek(in) != CBOR_KIND_NULL;
		err = in_dossier ? cbor_read_fixed(in, dossier.b, ID_BYTES) : cbor_read_null(in);
	}
	if (!err)
		err = cbor_read_fixed(in, id.b, ID_BYTES);
	if (!err)
		err = cbor_read_bool(in, &creates);
	if (!err)
		err = cbor_read_bytes(in, &bytes, &n);
	if (err)
		return err;
	const struct model_entity *entity = model_entity_by_wire(wire);
	if (!entity)
		return JAL_ERR_CORRUPT;
	err = merge_state_decode(bytes, n, &state);
	if (!err)
		err = edit_inside_new(entity->id, &caseload, in_dossier ? &dossier : NULL, &id, state, creates, out);
	if (!err)
		err = cbor_read_array(in, &changes);
	for (uint64_t i = 0; !err && i < changes; i++)
		err = read_change(*out, in);
	return err ? err : cbor_end(in);
}

enum jal_err edit_decode(const uint8_t *bytes, size_t n, struct edit **out)
{
	struct edit *e = NULL;
	struct cbor_in in;
	cbor_read_begin(&in, bytes, n);
	const enum jal_err err = read_edit(&in, &e);
	if (err) {
		edit_free(e);
		return err == JAL_ERR_NOMEM ? err : JAL_ERR_CORRUPT;
	}
	*out = e;
	return JAL_OK;
}
