/* Reading operations, strictly. Knows nothing of what their values mean. */
#include "core/op.h"

#include <string.h>

#include "core/cbor.h"

enum { KIND_WRITE = 0, KIND_CARRY = 1 };
#define WRITE_ITEMS 8
#define CARRY_ITEMS 9

struct decoder {
	struct op *op;
	struct cbor_in in;
	const uint8_t *bytes;
	struct diag *why;
	struct merge_write *writes;
	size_t count, cap;
	size_t names;	/* so far, over all writes */
};

static enum jal_err refuse(const struct decoder *d, const char *text)
{
	return diag_set(d->why, JAL_ERR_INVALID, text);
}

/* The CBOR reader's own refusals: not the one encoding there is. */
static enum jal_err syntax(const struct decoder *d, enum jal_err err)
{
	if (err == JAL_ERR_NOMEM)
		return err;
	return diag_set(d->why, JAL_ERR_INVALID,
		N_("Une opération n’est pas écrite dans la forme prévue (octet %1)."),
		diag_num((long long)cbor_offset(&d->in)));
}

static enum jal_err read_number(struct decoder *d, uint64_t most, uint64_t *out)
{
	uint64_t n = 0;
	const enum jal_err err = cbor_read_uint(&d->in, &n);
	if (err)
		return syntax(d, err);
	if (n == 0 || n > most)
		return refuse(d, N_("Un nombre d’une opération est hors limites."));
	*out = n;
	return JAL_OK;
}

static enum jal_err read_id(struct decoder *d, struct jal_id *out)
{
	const enum jal_err err = cbor_read_fixed(&d->in, out->b, ID_BYTES);
	return err ? syntax(d, err) : JAL_OK;
}

static enum jal_err read_array(struct decoder *d, size_t most, size_t *out)
{
	uint64_t n = 0;
	const enum jal_err err = cbor_read_array(&d->in, &n);
	if (err)
		return syntax(d, err);
	if (n > most)
		return refuse(d, N_("Une liste d’une opération est trop longue."));
	*out = (size_t)n;
	return JAL_OK;
}

/* Whether the item from `at` to here comes after the one in *before, bytewise; remembers it. */
static bool ascends(struct decoder *d, size_t at, struct op_span *before)
{
	const struct op_span item = { d->bytes + at, cbor_offset(&d->in) - at };
	bool after = true;
	if (before->p) {
		const size_t common = item.n < before->n ? item.n : before->n;
		const int order = memcmp(before->p, item.p, common);
		after = order < 0 || (order == 0 && before->n < item.n);
	}
	*before = item;
	return after;
}

static enum jal_err read_names(struct decoder *d, struct merge_write *w)
{
	size_t n = 0;
	enum jal_err err = read_array(d, OP_WRITES_MAX, &n);
	if (err)
		return err;
	d->names += n;
	if (d->names > OP_ITEMS_MAX)
		return refuse(d, N_("Une liste d’une opération est trop longue."));
	struct op_name *names = arena_array(&d->op->arena, n, sizeof(*names));
	if (!names)
		return JAL_ERR_NOMEM;
	struct op_span before = { NULL, 0 };
	for (size_t i = 0; i < n; i++) {
		const size_t at = cbor_offset(&d->in);
		size_t parts = 0;
		if ((err = read_array(d, 4, &parts)))
			return err;
		if (parts < 3)
			return refuse(d, N_("Un nom d’écriture est incomplet."));
		names[i].caseload = d->op->merge.name.caseload;
		if (parts == 4 && (err = read_id(d, &names[i].caseload)))
			return err;
		if (parts == 4 && id_equal(&names[i].caseload, &d->op->merge.name.caseload))
			return refuse(d, N_("Un nom d’écriture n’a pas sa forme courte."));
		if ((err = read_id(d, &names[i].device)) || (err = read_number(d, INT64_MAX, &names[i].number)) ||
			(err = read_number(d, INT64_MAX, &names[i].nonce)))
			return err;
		if (!ascends(d, at, &before))
			return refuse(d, N_("Les noms d’une écriture ne sont pas en ordre."));
		if (names[i].number >= w->name.number && id_equal(&names[i].device, &w->name.device) &&
			id_equal(&names[i].caseload, &w->name.caseload))
			return refuse(d, N_("Une écriture nomme une écriture qui n’existait pas."));
	}
	w->replaces = names;
	w->replaces_count = n;
	return JAL_OK;
}

static enum jal_err add_write(struct decoder *d, const struct merge_write *w)
{
	if (d->count == (d->op->merge.carry ? OP_ITEMS_MAX : OP_WRITES_MAX))
		return refuse(d, N_("Une liste d’une opération est trop longue."));
	if (d->count == d->cap) {
		const size_t cap = d->cap ? d->cap * 2 : 8;
		struct merge_write *writes = arena_array(&d->op->arena, cap, sizeof(*writes));
		if (!writes)
			return JAL_ERR_NOMEM;
		if (d->count)
			memcpy(writes, d->writes, d->count * sizeof(*writes));
		d->writes = writes;
		d->cap = cap;
	}
	d->writes[d->count++] = *w;
	return JAL_OK;
}

/* How deep a whole item's arrays and maps lie in each other. */
static unsigned value_depth(const struct cbor_span *item)
{
	struct cbor_in in;
	unsigned depth = 0, deepest = 0;
	uint64_t left[CBOR_DEPTH + 1] = { 1 };
	cbor_read_begin(&in, item->p, item->n);
	while (cbor_peek(&in) != CBOR_KIND_END) {
		const enum cbor_kind kind = cbor_peek(&in);
		uint64_t n = 0;
		left[depth]--;
		enum jal_err err = JAL_OK;
		if (kind == CBOR_KIND_ARRAY || kind == CBOR_KIND_MAP) {
			err = kind == CBOR_KIND_ARRAY ? cbor_read_array(&in, &n) : cbor_read_map(&in, &n);
			if (!err && depth + 1 > deepest)
				deepest = depth + 1;
			if (!err && n)
				left[++depth] = kind == CBOR_KIND_MAP ? 2 * n : n;
		} else {
			err = cbor_skip(&in, NULL);
		}
		if (err)
			return CBOR_DEPTH + 1;
		while (depth > 0 && left[depth] == 0)
			depth--;
	}
	return deepest;
}

static enum jal_err read_register(struct decoder *d, struct merge_write *w)
{
	struct cbor_span value = { NULL, 0 };
	size_t parts = 0;
	enum jal_err err = read_array(d, 2, &parts);
	if (err)
		return err;
	if (parts != 2)
		return refuse(d, N_("Une écriture est incomplète."));
	err = cbor_skip(&d->in, &value);
	if (err)
		return syntax(d, err);
	if (value_depth(&value) > OP_VALUE_DEPTH)
		return refuse(d, N_("Une valeur est trop imbriquée."));
	w->value = value.p;
	w->value_len = value.n;
	err = read_names(d, w);
	return err ? err : add_write(d, w);
}

/* Without NUL, so that elements can be C strings inside the program. */
static bool element_fits(const struct merge_key *key)
{
	return key->element_len > 0 && key->element_len <= OP_ELEMENT_MAX &&
	       !memchr(key->element, 0, key->element_len);
}

static enum jal_err read_elements(struct decoder *d, struct merge_write *w)
{
	uint64_t n = 0;
	enum jal_err err = cbor_read_map(&d->in, &n);
	if (err)
		return syntax(d, err);
	if (n == 0 || n > OP_WRITES_MAX)
		return refuse(d, N_("Une liste d’une opération est vide ou trop longue."));
	for (uint64_t i = 0; i < n; i++) {
		size_t parts = 0;
		bool present = false;
		err = cbor_read_text(&d->in, &w->key.element, &w->key.element_len);
		if (err)
			return syntax(d, err);
		if (!element_fits(&w->key))
			return refuse(d, N_("Un élément d’une liste est vide, trop long ou mal formé."));
		if ((err = read_array(d, 2, &parts)))
			return err;
		if (parts != 2)
			return refuse(d, N_("Une écriture est incomplète."));
		const size_t at = cbor_offset(&d->in);
		err = cbor_read_bool(&d->in, &present);
		if (err)
			return syntax(d, err);
		w->value = d->bytes + at;
		w->value_len = 1;
		if ((err = read_names(d, w)) || (err = add_write(d, w)))
			return err;
	}
	return JAL_OK;
}

/* The map of fields; name and stamp are those of the operation or of the kept one. */
static enum jal_err read_fields(struct decoder *d, const struct op_name *name, uint64_t stamp)
{
	uint64_t n = 0;
	enum jal_err err = cbor_read_map(&d->in, &n);
	if (err)
		return syntax(d, err);
	if (n == 0 || n > OP_WRITES_MAX)
		return refuse(d, N_("Une liste d’une opération est vide ou trop longue."));
	for (uint64_t i = 0; i < n; i++) {
		struct merge_write w = { .name = *name, .stamp = stamp };
		uint64_t field = 0;
		if ((err = read_number(d, UINT32_MAX, &field)))
			return err;
		w.key.field = (uint32_t)field;
		err = cbor_peek(&d->in) == CBOR_KIND_MAP ? read_elements(d, &w) : read_register(d, &w);
		if (err)
			return err;
	}
	return JAL_OK;
}

/* ---- carries ---- */

static enum jal_err read_context(struct decoder *d)
{
	size_t n = 0;
	enum jal_err err = read_array(d, OP_ITEMS_MAX, &n);
	if (err)
		return err;
	struct merge_context *context = arena_array(&d->op->arena, n, sizeof(*context));
	if (!context)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		size_t parts = 0;
		if ((err = read_array(d, 3, &parts)))
			return err;
		if (parts != 3)
			return refuse(d, N_("Le contexte d’un transfert est mal formé."));
		if ((err = read_id(d, &context[i].caseload)) || (err = read_id(d, &context[i].device)) ||
			(err = read_number(d, INT64_MAX, &context[i].number)))
			return err;
		if (i == 0)
			continue;
		int order = id_compare(&context[i - 1].caseload, &context[i].caseload);
		if (order == 0)
			order = id_compare(&context[i - 1].device, &context[i].device);
		if (order >= 0)
			return refuse(d, N_("Le contexte d’un transfert est mal formé."));
	}
	d->op->merge.context = context;
	d->op->merge.context_count = n;
	return JAL_OK;
}

static bool in_context(const struct merge_op *op, const struct op_name *name)
{
	for (size_t i = 0; i < op->context_count; i++)
		if (name->number <= op->context[i].number && id_equal(&op->context[i].device, &name->device) &&
			id_equal(&op->context[i].caseload, &name->caseload))
			return true;
	return false;
}

static enum jal_err read_kept(struct decoder *d)
{
	size_t n = 0;
	enum jal_err err = read_array(d, OP_ITEMS_MAX, &n);
	struct op_name before = { .number = 0 };
	for (size_t i = 0; !err && i < n; i++) {
		struct op_name name = { .number = 0 };
		uint64_t stamp = 0;
		size_t parts = 0;
		if ((err = read_array(d, 6, &parts)))
			return err;
		if (parts != 6)
			return refuse(d, N_("Un transfert garde une écriture mal formée."));
		if ((err = read_id(d, &name.caseload)) || (err = read_id(d, &name.device)) ||
			(err = read_number(d, INT64_MAX, &name.number)) ||
			(err = read_number(d, INT64_MAX, &stamp)) || (err = read_number(d, INT64_MAX, &name.nonce)) ||
			(err = read_fields(d, &name, stamp)))
			return err;
		if ((i > 0 && merge_identity_compare(&before, &name) >= 0) || !in_context(&d->op->merge, &name))
			return refuse(d, N_("Un transfert garde une écriture mal formée."));
		before = name;
	}
	return err;
}

static enum jal_err read_gone(struct decoder *d)
{
	size_t n = 0;
	enum jal_err err = read_array(d, OP_ITEMS_MAX, &n);
	if (err)
		return err;
	struct merge_gone *gone = arena_array(&d->op->arena, n, sizeof(*gone));
	if (!gone)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct merge_key *key = &gone[i].key;
		uint64_t field = 0;
		size_t parts = 0;
		if ((err = read_array(d, 6, &parts)))
			return err;
		if (parts < 5)
			return refuse(d, N_("Un transfert nomme mal ce qui est remplacé."));
		if ((err = read_id(d, &gone[i].name.caseload)) || (err = read_id(d, &gone[i].name.device)) ||
			(err = read_number(d, INT64_MAX, &gone[i].name.number)) ||
			(err = read_number(d, INT64_MAX, &gone[i].name.nonce)) ||
			(err = read_number(d, UINT32_MAX, &field)))
			return err;
		key->field = (uint32_t)field;
		if (parts == 6) {
			err = cbor_read_text(&d->in, &key->element, &key->element_len);
			if (err)
				return syntax(d, err);
			if (!element_fits(key))
				return refuse(d, N_("Un élément d’une liste est vide, trop long ou mal formé."));
		}
		if ((i > 0 && op_gone_compare(&gone[i - 1], &gone[i]) >= 0) ||
			in_context(&d->op->merge, &gone[i].name))
			return refuse(d, N_("Un transfert nomme mal ce qui est remplacé."));
	}
	d->op->merge.gone = gone;
	d->op->merge.gone_count = n;
	return JAL_OK;
}

/* ---- one operation ---- */

static enum jal_err read_dossier(struct decoder *d)
{
	if (cbor_peek(&d->in) == CBOR_KIND_NULL) {
		const enum jal_err err = cbor_read_null(&d->in);
		return err ? syntax(d, err) : JAL_OK;
	}
	d->op->has_dossier = true;
	return read_id(d, &d->op->dossier);
}

static enum jal_err read_op(struct decoder *d)
{
	struct op *op = d->op;
	uint64_t kind = 0, entity = 0;
	size_t items = 0;
	enum jal_err err = read_array(d, CARRY_ITEMS, &items);
	if (err)
		return err;
	err = cbor_read_uint(&d->in, &kind);
	if (err)
		return syntax(d, err);
	if (kind > KIND_CARRY || items != (kind == KIND_CARRY ? CARRY_ITEMS : WRITE_ITEMS))
		return refuse(d, N_("Une opération est d’un genre inconnu."));
	op->merge.carry = kind == KIND_CARRY;
	if ((err = read_number(d, INT64_MAX, &op->merge.name.number)) ||
		(err = read_number(d, INT64_MAX, &op->merge.stamp)) ||
		(!op->merge.carry && (err = read_number(d, INT64_MAX, &op->merge.name.nonce))) ||
		(err = read_dossier(d)) ||
		(err = read_number(d, UINT32_MAX, &entity)) || (err = read_id(d, &op->record)))
		return err;
	op->entity = (uint32_t)entity;
	if (!op->merge.carry)
		err = read_fields(d, &op->merge.name, op->merge.stamp);
	else if (!op->has_dossier)
		return refuse(d, N_("Un transfert ne dit pas de quel dossier il s’agit."));
	else if (!(err = read_context(d)) && !(err = read_kept(d)))
		err = read_gone(d);
	if (err)
		return err;
	err = cbor_end(&d->in);
	if (err)
		return syntax(d, err);
	op->merge.writes = d->writes;
	op->merge.write_count = d->count;
	return JAL_OK;
}

static enum jal_err decode(const struct jal_id *caseload, const struct jal_id *device, const uint8_t *bytes, size_t n,
	struct op *op, struct diag *why)
{
	struct decoder d = { .op = op, .bytes = bytes, .why = why };
	op->merge.name.caseload = *caseload;
	op->merge.name.device = *device;
	op->merge.encoded = bytes;
	op->merge.encoded_len = n;
	if (n > OP_BYTES_MAX)
		return refuse(&d, N_("Une opération est trop longue."));
	cbor_read_begin(&d.in, bytes, n);
	return read_op(&d);
}

enum jal_err op_decode(const struct jal_id *caseload, const struct jal_id *device, const uint8_t *bytes, size_t n,
	struct op *out, struct diag *why)
{
	struct op op = OP_INIT;
	struct buf again = BUF_INIT;
	enum jal_err err = JAL_ERR_NOMEM;

	const uint8_t *copy = arena_copy(&op.arena, bytes, n);
	if (!copy)
		goto out;
	err = decode(caseload, device, copy, n, &op, why);
	if (err)
		goto out;
	err = op_encode(&op, &again);
	if (err == JAL_ERR_NOMEM)
		goto out;
	if (err || again.len != n || memcmp(again.data, bytes, n) != 0) {
		err = diag_set(why, JAL_ERR_INVALID,
			N_("Une opération n’est pas écrite dans la forme prévue (octet %1)."), diag_num(0));
		goto out;
	}
	*out = op;
	op = OP_INIT;
out:
	buf_free(&again);
	op_free(&op);
	return err;
}

enum jal_err op_read(const struct jal_id *caseload, const struct jal_id *device, const uint8_t *bytes, size_t n,
	struct op *out)
{
	struct op op = OP_INIT;
	const enum jal_err err = decode(caseload, device, bytes, n, &op, NULL);
	if (err) {
		op_free(&op);
		return err == JAL_ERR_NOMEM ? err : JAL_ERR_CORRUPT;
	}
	*out = op;
	return JAL_OK;
}

void op_free(struct op *op)
{
	if (!op)
		return;
	arena_free(&op->arena);
	*op = OP_INIT;
}

enum jal_err op_split(const uint8_t *plain, size_t n, struct op_span *spans, size_t *count, struct diag *why)
{
	/* The head is read here, so that depth counts within each operation. */
	size_t head = 1, items = 0;
	if (n >= 1 && plain[0] >= 0x80 && plain[0] <= 0x97) {
		items = plain[0] & 31U;
	} else if (n >= 2 && plain[0] == 0x98 && plain[1] >= 24) {
		items = plain[1];
		head = 2;
	} else if (n >= 3 && plain[0] == 0x99 && plain[1] != 0) {
		items = (size_t)plain[1] << 8 | plain[2];
		head = 3;
	}
	if (items == 0 || items > OP_LOT_MAX)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Un envoi n’est pas une liste de 1 à %1 opérations."), diag_num(OP_LOT_MAX));
	size_t at = head;
	for (size_t i = 0; i < items; i++) {
		struct cbor_in in;
		struct cbor_span span = { NULL, 0 };
		cbor_read_begin(&in, plain + at, n - at);
		const enum jal_err err = cbor_skip(&in, &span);
		if (err == JAL_ERR_NOMEM)
			return err;
		if (err)
			return diag_set(why, JAL_ERR_INVALID,
				N_("Une opération n’est pas écrite dans la forme prévue (octet %1)."),
				diag_num((long long)(at + cbor_offset(&in))));
		spans[i] = (struct op_span){ span.p, span.n };
		at += span.n;
	}
	if (at != n)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Une opération n’est pas écrite dans la forme prévue (octet %1)."), diag_num((long long)at));
	*count = items;
	return JAL_OK;
}

enum jal_err op_join(size_t count, struct buf *out)
{
	if (count == 0 || count > OP_LOT_MAX)
		return JAL_ERR_LIMIT;
	if (count < 24)
		return buf_putc(out, (uint8_t)(0x80U | count));
	const uint8_t small[2] = { 0x98, (uint8_t)count };
	const uint8_t large[3] = { 0x99, (uint8_t)(count >> 8), (uint8_t)count };
	return count < 256 ? buf_put(out, small, sizeof(small)) : buf_put(out, large, sizeof(large));
}
