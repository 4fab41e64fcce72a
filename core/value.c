/* Values in memory, on the wire and in plain text. */
#include "core/value.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/cbor.h"
#include "core/date.h"

struct value value_text(const char *text)
{
	struct value v = VALUE_INIT;
	if (text && *text) {
		v.kind = VALUE_TEXT;
		v.text = text;
		v.text_len = strlen(text);
	}
	return v;
}

struct value value_number(int64_t number)
{
	struct value v = VALUE_INIT;
	v.kind = VALUE_NUMBER;
	v.number = number;
	return v;
}

struct value value_flag(bool yes)
{
	struct value v = VALUE_INIT;
	v.kind = VALUE_FLAG;
	v.number = yes;
	return v;
}

struct value value_id(const struct jal_id *id)
{
	struct value v = VALUE_INIT;
	v.kind = VALUE_ID;
	v.id = *id;
	return v;
}

struct value value_hash(const struct jal_hash *hash)
{
	struct value v = VALUE_INIT;
	v.kind = VALUE_HASH;
	v.hash = *hash;
	return v;
}

struct value value_bytes(const uint8_t *bytes, size_t n)
{
	struct value v = VALUE_INIT;
	if (n > 0) {
		v.kind = VALUE_BYTES;
		v.bytes = bytes;
		v.bytes_len = n;
	}
	return v;
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_EMPTY:
		return true;
	case VALUE_TEXT:
		return a->text_len == b->text_len && memcmp(a->text, b->text, a->text_len) == 0;
	case VALUE_NUMBER:
	case VALUE_FLAG:
		return a->number == b->number;
	case VALUE_ID:
		return id_equal(&a->id, &b->id);
	case VALUE_HASH:
		return hash_equal(&a->hash, &b->hash);
	case VALUE_BYTES:
		return a->bytes_len == b->bytes_len && memcmp(a->bytes, b->bytes, a->bytes_len) == 0;
	}
	return false;
}

bool value_is(const struct value *v, const char *text)
{
	const size_t n = strlen(text);
	return v->kind == VALUE_TEXT && v->text_len == n && memcmp(v->text, text, n) == 0;
}

static char *copy(const char *text, size_t len)
{
	char *out = malloc(len + 1);
	if (!out)
		return NULL;
	memcpy(out, text, len);
	out[len] = 0;
	return out;
}

static void wipe(char *text)
{
	if (text)
		sodium_memzero(text, strlen(text));
	free(text);
}

enum jal_err value_owned_text(const char *text, size_t len, struct value_owned *out)
{
	struct value_owned made = VALUE_OWNED_INIT;
	if (len > 0) {
		made.text = copy(text, len);
		if (!made.text)
			return JAL_ERR_NOMEM;
		made.v.kind = VALUE_TEXT;
		made.v.text = made.text;
		made.v.text_len = len;
	}
	value_owned_free(out);
	*out = made;
	return JAL_OK;
}

enum jal_err value_owned_add(struct value_owned *set, const char *element, size_t len)
{
	for (size_t i = 0; i < set->element_count; i++)
		if (strlen(set->elements[i]) == len && memcmp(set->elements[i], element, len) == 0)
			return JAL_OK;
	char **grown = realloc(set->elements, (set->element_count + 1) * sizeof(*grown));
	if (!grown)
		return JAL_ERR_NOMEM;
	set->elements = grown;
	grown[set->element_count] = copy(element, len);
	if (!grown[set->element_count])
		return JAL_ERR_NOMEM;
	set->element_count++;
	return JAL_OK;
}

void value_owned_free(struct value_owned *v)
{
	if (!v)
		return;
	wipe(v->text);
	for (size_t i = 0; i < v->element_count; i++)
		wipe(v->elements[i]);
	free(v->elements);
	*v = VALUE_OWNED_INIT;
}

bool value_fits(const struct model_field *field, enum value_kind kind)
{
	if (kind == VALUE_EMPTY)
		return true;
	switch (field->type) {
	case FIELD_TYPE_text:
	case FIELD_TYPE_long_text:
	case FIELD_TYPE_code:
		return kind == VALUE_TEXT;
	case FIELD_TYPE_date:
	case FIELD_TYPE_time:
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
		return kind == VALUE_NUMBER;
	case FIELD_TYPE_flag:
	case FIELD_TYPE_set:
		return kind == VALUE_FLAG;
	case FIELD_TYPE_ref:
		return kind == VALUE_ID;
	case FIELD_TYPE_hash:
		return kind == VALUE_HASH;
	case FIELD_TYPE_bytes:
		return kind == VALUE_BYTES;
	}
	return false;
}

enum jal_err value_encode(const struct value *v, struct buf *out)
{
	struct cbor_out cbor = { 0 };
	cbor_write_begin(&cbor, out);
	switch (v->kind) {
	case VALUE_EMPTY:
		cbor_write_null(&cbor);
		break;
	case VALUE_TEXT:
		cbor_write_text(&cbor, v->text, v->text_len);
		break;
	case VALUE_NUMBER:
		cbor_write_int(&cbor, v->number);
		break;
	case VALUE_FLAG:
		cbor_write_bool(&cbor, v->number != 0);
		break;
	case VALUE_ID:
		cbor_write_bytes(&cbor, v->id.b, ID_BYTES);
		break;
	case VALUE_HASH:
		cbor_write_bytes(&cbor, v->hash.b, HASH_BYTES);
		break;
	case VALUE_BYTES:
		cbor_write_bytes(&cbor, v->bytes, v->bytes_len);
		break;
	}
	return cbor_write_end(&cbor);
}

static enum jal_err decode_text(struct cbor_in *cbor, size_t max, struct value *out)
{
	struct value v = { .kind = VALUE_TEXT };
	enum jal_err err = cbor_read_text(cbor, &v.text, &v.text_len);
	if (err)
		return err;
	/* A cleared text is null; two ways of saying it would be two values. */
	if (v.text_len == 0 || v.text_len > max || memchr(v.text, 0, v.text_len))
		return JAL_ERR_INVALID;
	*out = v;
	return JAL_OK;
}

/* Its length is known before anything is copied. A cleared one is null. */
static enum jal_err decode_bytes(struct cbor_in *cbor, struct value *out)
{
	const uint8_t *bytes = NULL;
	size_t n = 0;
	enum jal_err err = cbor_read_bytes(cbor, &bytes, &n);
	if (err)
		return err;
	if (n == 0 || n > VALUE_BYTES_MAX)
		return JAL_ERR_INVALID;
	*out = value_bytes(bytes, n);
	return JAL_OK;
}

static enum jal_err decode_number(struct cbor_in *cbor, int64_t min, int64_t max, struct value *out)
{
	int64_t number = 0;
	enum jal_err err = cbor_read_int(cbor, &number);
	if (err)
		return err;
	if (number < min || number > max)
		return JAL_ERR_INVALID;
	*out = value_number(number);
	return JAL_OK;
}

static enum jal_err decode_typed(enum field_type type, struct cbor_in *cbor, struct value *out)
{
	const int64_t day = DATE_MINUTES_PER_DAY;
	enum jal_err err = JAL_OK;
	bool flag = false;
	struct jal_id id = ID_ZERO;
	struct jal_hash hash = { { 0 } };
	switch (type) {
	case FIELD_TYPE_text:
	case FIELD_TYPE_code:
		return decode_text(cbor, VALUE_TEXT_MAX, out);
	case FIELD_TYPE_long_text:
		return decode_text(cbor, VALUE_LONG_TEXT_MAX, out);
	case FIELD_TYPE_date:
		return decode_number(cbor, DATE_MIN, DATE_MAX, out);
	case FIELD_TYPE_time:
		return decode_number(cbor, DATE_MIN * day, DATE_MAX * day + day - 1, out);
	case FIELD_TYPE_integer:
	case FIELD_TYPE_money:
		return decode_number(cbor, -VALUE_NUMBER_MAX, VALUE_NUMBER_MAX, out);
	case FIELD_TYPE_flag:
	case FIELD_TYPE_set:
		err = cbor_read_bool(cbor, &flag);
		if (!err)
			*out = value_flag(flag);
		return err;
	case FIELD_TYPE_ref:
		err = cbor_read_fixed(cbor, id.b, ID_BYTES);
		if (!err)
			*out = value_id(&id);
		return err;
	case FIELD_TYPE_hash:
		err = cbor_read_fixed(cbor, hash.b, HASH_BYTES);
		if (!err)
			*out = value_hash(&hash);
		return err;
	case FIELD_TYPE_bytes:
		return decode_bytes(cbor, out);
	}
	return JAL_ERR_INVALID;
}

enum jal_err value_decode(const struct model_field *field, const uint8_t *bytes, size_t n, struct value *out)
{
	struct cbor_in cbor = { 0 };
	cbor_read_begin(&cbor, bytes, n);
	struct value v = VALUE_INIT;
	enum jal_err err = JAL_OK;
	if (cbor_peek(&cbor) == CBOR_KIND_NULL && field->type != FIELD_TYPE_set)
		err = cbor_read_null(&cbor);
	else
		err = decode_typed(field->type, &cbor, &v);
	if (!err)
		err = cbor_end(&cbor);
	if (err)
		return err == JAL_ERR_NOMEM ? err : JAL_ERR_INVALID;
	*out = v;
	return JAL_OK;
}

static enum jal_err plain_number(enum field_type type, int64_t number, struct buf *out)
{
	char iso[DATE_ISO_MAX] = "";
	if (type == FIELD_TYPE_date)
		return buf_puts(out, date_iso((int32_t)number, iso));
	if (type == FIELD_TYPE_time)
		return buf_puts(out, date_iso_time(number, iso));
	if (type == FIELD_TYPE_money) {
		const uint64_t cents = number < 0 ? (uint64_t)-number : (uint64_t)number;
		return buf_printf(out, "%s%llu.%02llu", number < 0 ? "-" : "", (unsigned long long)(cents / 100),
				  (unsigned long long)(cents % 100));
	}
	return buf_printf(out, "%lld", (long long)number);
}

enum jal_err value_plain(const struct model_field *field, const struct value *v, struct buf *out)
{
	struct jal_hash blob = { { 0 } };
	switch (v->kind) {
	case VALUE_EMPTY:
		return JAL_OK;
	case VALUE_TEXT:
		return buf_put(out, v->text, v->text_len);
	case VALUE_NUMBER:
		return plain_number(field->type, v->number, out);
	case VALUE_FLAG:
		return buf_puts(out, v->number ? "true" : "false");
	case VALUE_ID:
		return buf_put_hex(out, v->id.b, ID_BYTES);
	case VALUE_HASH:
		return buf_put_hex(out, v->hash.b, HASH_BYTES);
	case VALUE_BYTES:
		blob = hash_b2(v->bytes, v->bytes_len);
		return buf_put_hex(out, blob.b, HASH_BYTES);
	}
	return JAL_ERR_INVALID;
}
