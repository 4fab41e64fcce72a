/*
 * One value of one field, in memory, and its three outside forms: CBOR on the
 * wire, plain text of commands and files, JSON. What a value may be is
 * core/check's to say.
 */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"
#include "core/model.h"

enum value_kind {
	VALUE_EMPTY,	/* never set, or cleared; CBOR null */
	VALUE_TEXT,	/* text, long_text, code, one element of a set */
	VALUE_NUMBER,	/* date, time, integer, money */
	VALUE_FLAG,
	VALUE_ID,	/* ref */
	VALUE_HASH,
};

/* Borrows its text from whoever made it. */
struct value {
	enum value_kind kind;
	int64_t number;		/* VALUE_NUMBER; VALUE_FLAG: 0 or 1 */
	const char *text;	/* VALUE_TEXT; NUL-terminated when made by jalon itself */
	size_t text_len;
	struct jal_id id;
	struct jal_hash hash;
};

#define VALUE_INIT ((struct value){ .kind = VALUE_EMPTY })

struct value value_text(const char *text);
struct value value_number(int64_t number);
struct value value_flag(bool yes);
struct value value_id(const struct jal_id *id);

bool value_equal(const struct value *a, const struct value *b);

/* To and from one CBOR item. Decoding checks the item against the field's type
 * and lengths (content checks of protocol.md §3): JAL_ERR_INVALID. The text is
 * borrowed from the bytes. */
JAL_MUST enum jal_err value_encode(const struct value *v, struct buf *out);
JAL_MUST enum jal_err value_decode(const struct model_field *field, const uint8_t *cbor, size_t n, struct value *out);

/* The stable plain form: codes as in the model, dates ISO (`2026-11-24`,
 * `2026-11-24T09:30`), money with two decimals and a dot, flags true/false, ids
 * in hex. Appends nothing for an empty value. */
JAL_MUST enum jal_err value_plain(const struct model_field *field, const struct value *v, struct buf *out);

#endif
