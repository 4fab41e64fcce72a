/*
 * CBOR (RFC 8949) as protocol.md §4 wants it: one value has one encoding, and
 * anything else is refused. A writer that can only produce deterministic
 * encoding (§4.2.1), and a strict pull reader over bytes that stay where they
 * are. Knows nothing of operations.
 *
 * What both sides hold to: shortest heads; definite lengths; map keys are
 * integers, text or byte strings, ascending and unique in the bytewise order
 * of their encodings; no floats, no tags, no simple value but false, true and
 * null; at most CBOR_DEPTH arrays and maps open at once; text is UTF-8 in NFC;
 * one item, nothing after it.
 *
 * libcbor is the judge of this in the tests, not a part of the program: all
 * that has to be enforced lies in the heads, which its callbacks do not show.
 */
#ifndef CORE_CBOR_H
#define CORE_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"

#define CBOR_DEPTH 8

/* The whole encodings of the simple values, one byte each. */
extern const uint8_t cbor_false[1], cbor_true[1], cbor_null[1];
/* Whether these bytes are cbor_true. */
bool cbor_is_true(const uint8_t *bytes, size_t n);

/* ---- writing ---- */

/* What is still open: `left` items of it are to come (twice the pairs for a
 * map), and the bytes of the last map key lie at [key, key + key_len) from the
 * buffer's or the input's first byte. */
struct cbor_level {
	uint64_t left;
	size_t key, key_len;
	bool map;
};

/* Read no field of it but through the functions below. */
struct cbor_out {
	struct buf *buf;
	size_t start;
	enum jal_err err;
	unsigned depth;
	struct cbor_level level[CBOR_DEPTH + 1];
};

/* Appends one item to buf, which must outlive it and not change meanwhile but
 * through it. */
void cbor_write_begin(struct cbor_out *out, struct buf *buf);

/* A failure sticks: what follows is ignored, and cbor_write_end tells. So the
 * calls can be written one below the other, like the value itself. A wrong
 * count, key order, depth, or text that is not NFC UTF-8 is JAL_ERR_INVALID. */
void cbor_write_uint(struct cbor_out *out, uint64_t n);
void cbor_write_int(struct cbor_out *out, int64_t n);
void cbor_write_text(struct cbor_out *out, const char *text, size_t len);
void cbor_write_bytes(struct cbor_out *out, const void *bytes, size_t len);
void cbor_write_bool(struct cbor_out *out, bool value);
void cbor_write_null(struct cbor_out *out);
/* n items must follow; for a map n pairs, keys ascending (cbor_key_text_compare). */
void cbor_write_array(struct cbor_out *out, uint64_t n);
void cbor_write_map(struct cbor_out *out, uint64_t n);
/* One whole item that is already encoded, as cbor_skip gave it: checked again. */
void cbor_write_raw(struct cbor_out *out, const void *item, size_t len);

/* JAL_OK when exactly one whole item was written; else the first failure, and
 * buf is as long as it was at the beginning. */
JAL_MUST enum jal_err cbor_write_end(struct cbor_out *out);

/* ---- reading ---- */

enum cbor_kind {
	CBOR_KIND_END,		/* no further item: all was read, or an error stands */
	CBOR_KIND_UINT,
	CBOR_KIND_NEGATIVE,
	CBOR_KIND_BYTES,
	CBOR_KIND_TEXT,
	CBOR_KIND_ARRAY,
	CBOR_KIND_MAP,
	CBOR_KIND_BOOL,
	CBOR_KIND_NULL,
	CBOR_KIND_REFUSED,	/* tag, float, other simple value, reserved */
};

/* Read no field of it but through the functions below. */
struct cbor_in {
	const uint8_t *start, *p, *end;
	enum jal_err err;
	unsigned depth;
	struct cbor_level level[CBOR_DEPTH + 1];
};

/* A borrowed run of the input. */
struct cbor_span {
	const uint8_t *p;
	size_t n;
};

/* Reads the one item in [bytes, bytes + n), which must stay while `in` is used. */
void cbor_read_begin(struct cbor_in *in, const void *bytes, size_t n);

/* Each reads the next item. JAL_ERR_SYNTAX for another kind, an encoding that
 * is not the deterministic one, or a value out of range; outs are untouched,
 * and the error stands for all later calls. An array or map is closed by
 * itself when its last item has been read: count them. Pointers given out are
 * into the input. */
JAL_MUST enum jal_err cbor_read_uint(struct cbor_in *in, uint64_t *out);
JAL_MUST enum jal_err cbor_read_int(struct cbor_in *in, int64_t *out);
JAL_MUST enum jal_err cbor_read_text(struct cbor_in *in, const char **text, size_t *len);
JAL_MUST enum jal_err cbor_read_bytes(struct cbor_in *in, const uint8_t **bytes, size_t *len);
/* A byte string of exactly n bytes, copied: ids, hashes. */
JAL_MUST enum jal_err cbor_read_fixed(struct cbor_in *in, void *out, size_t n);
JAL_MUST enum jal_err cbor_read_bool(struct cbor_in *in, bool *out);
JAL_MUST enum jal_err cbor_read_null(struct cbor_in *in);
/* The number of items that follow; of pairs for a map. Never more than there
 * are bytes left to hold them. */
JAL_MUST enum jal_err cbor_read_array(struct cbor_in *in, uint64_t *n);
JAL_MUST enum jal_err cbor_read_map(struct cbor_in *in, uint64_t *n);
/* One whole item of any kind, checked to its last byte; out (may be NULL) gets
 * its bytes, which cbor_write_raw takes and which can be read again. */
JAL_MUST enum jal_err cbor_skip(struct cbor_in *in, struct cbor_span *out);
/* JAL_OK when the one item has been read whole and nothing follows it. */
JAL_MUST enum jal_err cbor_end(struct cbor_in *in);

/* What comes next, without reading it. */
enum cbor_kind cbor_peek(const struct cbor_in *in);
/* Where reading stands, in bytes from the beginning: for error messages and spans. */
size_t cbor_offset(const struct cbor_in *in);

#endif
