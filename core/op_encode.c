/* Writing operations in their one encoding. Knows nothing of what their values mean. */
#include "core/cbor.h"
#include "core/op.h"

void op_names_sort(struct op_name *names, size_t count, const struct jal_id *caseload)
{
	/* An insertion sort: a field rarely has more than two heads. */
	for (size_t i = 1; i < count; i++) {
		const struct op_name moving = names[i];
		size_t at = i;
		for (; at > 0 && merge_name_compare_encoded(&names[at - 1], &moving, caseload) > 0; at--)
			names[at] = names[at - 1];
		names[at] = moving;
	}
}

int op_gone_compare(const struct merge_gone *a, const struct merge_gone *b)
{
	if (!a->key.element != !b->key.element)
		return a->key.element ? 1 : -1;
	const int order = merge_name_compare(&a->name, &b->name);
	return order ? order : merge_key_compare(&a->key, &b->key);
}

static void put_id(struct cbor_out *out, const struct jal_id *id)
{
	cbor_write_bytes(out, id->b, ID_BYTES);
}

/* False when a name has no nonce. */
static bool put_nonce(struct cbor_out *out, const struct op_name *name)
{
	cbor_write_uint(out, name->nonce);
	return name->nonce > 0 && name->nonce <= INT64_MAX;
}

static bool put_names(struct cbor_out *out, const struct merge_write *w, const struct jal_id *here)
{
	bool fits = true;
	cbor_write_array(out, w->replaces_count);
	for (size_t i = 0; i < w->replaces_count; i++) {
		const struct op_name *name = &w->replaces[i];
		const bool local = id_equal(&name->caseload, here);
		cbor_write_array(out, local ? 3 : 4);
		if (!local)
			put_id(out, &name->caseload);
		put_id(out, &name->device);
		cbor_write_uint(out, name->number);
		fits = put_nonce(out, name) && fits;
	}
	return fits;
}

static bool put_write(struct cbor_out *out, const struct merge_write *w, const struct jal_id *here)
{
	cbor_write_array(out, 2);
	cbor_write_raw(out, w->value, w->value_len);
	return put_names(out, w, here);
}

static size_t same_field(const struct merge_write *writes, size_t count)
{
	size_t n = 1;
	while (n < count && writes[n].key.field == writes[0].key.field)
		n++;
	return n;
}

/* False when a field is both a register and a set, or a name has no nonce. */
static bool put_fields(struct cbor_out *out, const struct merge_write *writes, size_t count,
	const struct jal_id *here)
{
	size_t fields = 0;
	for (size_t i = 0; i < count; i += same_field(writes + i, count - i))
		fields++;
	cbor_write_map(out, fields);
	for (size_t i = 0; i < count;) {
		const size_t n = same_field(writes + i, count - i);
		cbor_write_uint(out, writes[i].key.field);
		if (!writes[i].key.element) {
			if (n != 1 || !put_write(out, &writes[i], here))
				return false;
		} else {
			cbor_write_map(out, n);
			for (size_t k = i; k < i + n; k++) {
				cbor_write_text(out, writes[k].key.element, writes[k].key.element_len);
				if (!put_write(out, &writes[k], here))
					return false;
			}
		}
		i += n;
	}
	return true;
}

static size_t same_identity(const struct merge_write *writes, size_t count)
{
	size_t n = 1;
	while (n < count && merge_identity_compare(&writes[n].name, &writes[0].name) == 0)
		n++;
	return n;
}

static bool put_carry(struct cbor_out *out, const struct merge_op *op)
{
	const struct jal_id *here = &op->name.caseload;
	cbor_write_array(out, op->context_count);
	for (size_t i = 0; i < op->context_count; i++) {
		cbor_write_array(out, 3);
		put_id(out, &op->context[i].caseload);
		put_id(out, &op->context[i].device);
		cbor_write_uint(out, op->context[i].number);
	}
	size_t kept = 0;
	for (size_t i = 0; i < op->write_count; i += same_identity(op->writes + i, op->write_count - i))
		kept++;
	cbor_write_array(out, kept);
	for (size_t i = 0; i < op->write_count;) {
		const struct merge_write *w = &op->writes[i];
		const size_t n = same_identity(w, op->write_count - i);
		cbor_write_array(out, 6);
		put_id(out, &w->name.caseload);
		put_id(out, &w->name.device);
		cbor_write_uint(out, w->name.number);
		cbor_write_uint(out, w->stamp);
		if (!put_nonce(out, &w->name) || !put_fields(out, w, n, here))
			return false;
		i += n;
	}
	cbor_write_array(out, op->gone_count);
	for (size_t i = 0; i < op->gone_count; i++) {
		const struct merge_gone *g = &op->gone[i];
		cbor_write_array(out, g->key.element ? 6 : 5);
		put_id(out, &g->name.caseload);
		put_id(out, &g->name.device);
		cbor_write_uint(out, g->name.number);
		if (!put_nonce(out, &g->name))
			return false;
		cbor_write_uint(out, g->key.field);
		if (g->key.element)
			cbor_write_text(out, g->key.element, g->key.element_len);
	}
	return true;
}

/* The limits that reading has: what goes beyond them must not come into a journal. */
static bool within_limits(const struct merge_op *m)
{
	size_t names = 0;
	if (m->write_count > (m->carry ? OP_ITEMS_MAX : OP_WRITES_MAX) || m->context_count > OP_ITEMS_MAX ||
		m->gone_count > OP_ITEMS_MAX)
		return false;
	for (size_t i = 0; i < m->write_count; i++) {
		names += m->writes[i].replaces_count;
		if (m->writes[i].replaces_count > OP_WRITES_MAX || names > OP_ITEMS_MAX)
			return false;
	}
	return true;
}

enum jal_err op_encode(const struct op *op, struct buf *buf)
{
	const struct merge_op *m = &op->merge;
	const size_t start = buf->len;
	struct cbor_out out;
	bool fits = true;

	if (!m->carry && m->write_count == 0)
		return JAL_ERR_INVALID;
	if (!within_limits(m))
		return JAL_ERR_LIMIT;
	cbor_write_begin(&out, buf);
	cbor_write_array(&out, m->carry ? 9 : 8);
	cbor_write_uint(&out, m->carry ? 1 : 0);
	cbor_write_uint(&out, m->name.number);
	cbor_write_uint(&out, m->stamp);
	if (!m->carry)
		fits = put_nonce(&out, &m->name);
	if (op->has_dossier)
		put_id(&out, &op->dossier);
	else
		cbor_write_null(&out);
	cbor_write_uint(&out, op->entity);
	put_id(&out, &op->record);
	if (m->carry)
		fits = put_carry(&out, m);
	else
		fits = put_fields(&out, m->writes, m->write_count, &m->name.caseload) && fits;
	enum jal_err err = cbor_write_end(&out);
	if (!fits)
		err = JAL_ERR_INVALID;
	if (!err && buf->len - start > OP_BYTES_MAX)
		err = JAL_ERR_LIMIT;
	if (err)
		buf->len = start;
	return err;
}
