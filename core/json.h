/*
 * Writes JSON (RFC 8259, UTF-8): what commands print and exports hold. The order
 * is the caller's, so that output is stable. Reading JSON is jansson's.
 *
 * Errors stick: the first one (out of memory, too large, text that is not
 * UTF-8) is kept, later calls do nothing, and json_end tells it.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"

#define JSON_DEPTH_MAX 16

struct json {
	struct buf *out;
	enum jal_err err;
	unsigned depth;
	bool filled[JSON_DEPTH_MAX + 1];	/* something stands at this level already */
	bool after_key;
};

/* Appends to out, which must outlive the writer. */
struct json json_start(struct buf *out);

void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
/* In an object, before each value. */
void json_key(struct json *j, const char *key);

/* NULL is written as null. */
void json_text(struct json *j, const char *text);
void json_text_n(struct json *j, const char *text, size_t n);
void json_int(struct json *j, int64_t n);
void json_uint(struct json *j, uint64_t n);
void json_bool(struct json *j, bool yes);
void json_null(struct json *j);

/* A key with its value. */
void json_pair(struct json *j, const char *key, const char *text);
void json_pair_int(struct json *j, const char *key, int64_t n);
void json_pair_uint(struct json *j, const char *key, uint64_t n);
void json_pair_bool(struct json *j, const char *key, bool yes);

/* JAL_OK when all was written and every object and array is closed. */
JAL_MUST enum jal_err json_end(struct json *j);

#endif
