/*
 * Reading bytes and lines strictly, from the front, without ever passing the
 * end. Knows nothing of what they mean. Every function consumes what it reads
 * when it returns true, and consumes nothing and leaves its outs alone when it
 * returns false.
 */
#ifndef SYNC_WIRE_H
#define SYNC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/id.h"

/* What is left to read; borrowed. */
struct wire {
	const uint8_t *p;
	size_t n;
};

/* Numbers written in decimal stay below this, so that they fit a signed 64-bit column. */
#define WIRE_DECIMAL_MAX ((uint64_t)INT64_MAX)

/* To be read from its beginning; the bytes are borrowed. */
struct wire wire_of(const void *bytes, size_t n);

/* n bytes as they stand, borrowed. */
JAL_MUST bool wire_take(struct wire *w, size_t n, const uint8_t **out);
JAL_MUST bool wire_copy(struct wire *w, void *out, size_t n);
/* Exactly these n bytes. */
JAL_MUST bool wire_expect(struct wire *w, const void *bytes, size_t n);
/* Big-endian. */
JAL_MUST bool wire_u32(struct wire *w, uint32_t *out);
JAL_MUST bool wire_u64(struct wire *w, uint64_t *out);
JAL_MUST bool wire_id(struct wire *w, struct jal_id *out);
JAL_MUST bool wire_hash(struct wire *w, struct jal_hash *out);

/* The bytes up to the next line feed, which must be there and is consumed but
 * not part of the line. */
JAL_MUST bool wire_line(struct wire *w, struct wire *line);
/* Exactly this text. */
JAL_MUST bool wire_text(struct wire *w, const char *text);
/* Decimal digits without a leading zero, at most WIRE_DECIMAL_MAX. */
JAL_MUST bool wire_decimal(struct wire *w, uint64_t *out);
/* 2 * n lower-case hex digits. */
JAL_MUST bool wire_hex(struct wire *w, void *out, size_t n);
JAL_MUST bool wire_hex_id(struct wire *w, struct jal_id *out);
/* "b2:" and 64 lower-case hex digits. */
JAL_MUST bool wire_b2(struct wire *w, struct jal_hash *out);

#endif
