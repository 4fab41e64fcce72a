/*
 * Writes JSON (RFC 8259, UTF-8): what commands print and exports hold. The order
 * is the caller's, so that output is stable. Reading JSON is jansson's.
 *
 * Errors stick: the first one (out of memory, too large, text that is not
 * UTF-8) is kept, later calls do nothing, and jsonw_end tells it.
 */
#ifndef CORE_JSONW_H
#define CORE_JSONW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"

#define JSONW_DEPTH_MAX 16

struct jsonw {
	struct buf *out;
	enum jal_err err;
	unsigned depth;
	bool filled[JSONW_DEPTH_MAX + 1];	/* something stands at this level already */
	bool after_key;
};

/* Appends to out, which must outlive the writer. */
struct jsonw jsonw_start(struct buf *out);

/* Opens and closes; each that was opened is to be closed. What fails sticks. */
void jsonw_object(struct jsonw *j);
void jsonw_object_end(struct jsonw *j);
void jsonw_array(struct jsonw *j);
void jsonw_array_end(struct jsonw *j);
/* In an object, before each value. */
void jsonw_key(struct jsonw *j, const char *key);

/* NULL is written as null. */
void jsonw_text(struct jsonw *j, const char *text);
void jsonw_text_n(struct jsonw *j, const char *text, size_t n);
void jsonw_int(struct jsonw *j, int64_t n);
void jsonw_uint(struct jsonw *j, uint64_t n);
void jsonw_bool(struct jsonw *j, bool yes);
void jsonw_null(struct jsonw *j);

/* A key with its value. */
void jsonw_pair(struct jsonw *j, const char *key, const char *text);
void jsonw_pair_uint(struct jsonw *j, const char *key, uint64_t n);
void jsonw_pair_bool(struct jsonw *j, const char *key, bool yes);

/* JAL_OK when all was written and every object and array is closed. */
JAL_MUST enum jal_err jsonw_end(struct jsonw *j);

#endif
