/*
 * One value of one field, in memory, and two of its outside forms: CBOR on the
 * wire, and the stable plain text of commands and files. What a value may be is
 * core/check's to say; how people see it, core/format's.
 */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"
#include "core/model.h"

/* Lengths in bytes. A code and one element of a set are as long as a text. */
#define VALUE_TEXT_MAX 1024
#define VALUE_LONG_TEXT_MAX 32768
#define VALUE_BYTES_MAX ((size_t)4 << 20)
/* Whole numbers and cents lie between plus and minus this. */
#define VALUE_NUMBER_MAX INT64_C(1000000000000000)

enum value_kind {
	VALUE_EMPTY,	/* never set, or cleared; CBOR null */
	VALUE_TEXT,	/* text, long_text, code, one element of a set */
	VALUE_NUMBER,	/* date, time, integer, money */
	VALUE_FLAG,
	VALUE_ID,	/* ref */
	VALUE_HASH,
	VALUE_BYTES,	/* bytes */
};

/* Borrows its text from whoever made it. */
struct value {
	enum value_kind kind;
	int64_t number;		/* VALUE_NUMBER; VALUE_FLAG: 0 or 1 */
	const char *text;	/* VALUE_TEXT; NUL-terminated when made by jalon itself; holds no NUL */
	size_t text_len;
	const uint8_t *bytes;	/* VALUE_BYTES; 1 to VALUE_BYTES_MAX of them */
	size_t bytes_len;
	struct jal_id id;
	struct jal_hash hash;
};

#define VALUE_INIT ((struct value){ .kind = VALUE_EMPTY })

/* NULL and "" give an empty value. */
struct value value_text(const char *text);
struct value value_number(int64_t number);
struct value value_flag(bool yes);
struct value value_id(const struct jal_id *id);
struct value value_hash(const struct jal_hash *hash);
/* Borrowed; n = 0 gives an empty value. */
struct value value_bytes(const uint8_t *bytes, size_t n);

bool value_equal(const struct value *a, const struct value *b);
/* Whether it is a text, or a code, and exactly that. */
bool value_is(const struct value *v, const char *text);

/* A value with its own text; or, of a set, the elements that were read. */
struct value_owned {
	struct value v;		/* VALUE_EMPTY for a set */
	char *text;		/* what v.text points to; NULL when not a text */
	char **elements;	/* of a set; each one once, in the order read */
	size_t element_count;
};

#define VALUE_OWNED_INIT ((struct value_owned){ .v = { .kind = VALUE_EMPTY } })

/* Copies len bytes; out becomes a text, or empty when len is 0. What out held is freed. */
JAL_MUST enum jal_err value_owned_text(const char *text, size_t len, struct value_owned *out);
/* Adds one element unless it is there. */
JAL_MUST enum jal_err value_owned_add(struct value_owned *set, const char *element, size_t len);
/* Wipes, frees, leaves VALUE_OWNED_INIT. NULL is fine. */
void value_owned_free(struct value_owned *v);

/* Whether a value of this kind fits the field's type; for a set, a flag (is the
 * element present?). VALUE_EMPTY always does. */
bool value_fits(const struct model_field *field, enum value_kind kind);

/* Appends one CBOR item. */
JAL_MUST enum jal_err value_encode(const struct value *v, struct buf *out);
/* Reads one CBOR item and checks it against the field's type and lengths (the
 * content checks of protocol.md §3); for a set, the boolean of one element.
 * JAL_ERR_INVALID for anything else: another type, an empty or too long text, a
 * NUL in it, a number out of range. Codes are not looked up, since a newer
 * program may know more. The text is borrowed from the bytes and NOT
 * NUL-terminated. */
JAL_MUST enum jal_err value_decode(const struct model_field *field, const uint8_t *cbor, size_t n, struct value *out);

/* The stable plain form: codes as in the model, dates ISO (`2026-11-24`,
 * `2026-11-24T09:30`), money with two decimals and a dot, flags true/false, ids
 * in hex, a blob as the hash of its bytes. Appends nothing for an empty value. */
JAL_MUST enum jal_err value_plain(const struct model_field *field, const struct value *v, struct buf *out);

#endif
