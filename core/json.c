/* JSON out: structure and escaping, nothing about what is written. */
#include "core/json.h"

#include <inttypes.h>
#include <string.h>
#include <unistr.h>

struct json json_start(struct buf *out)
{
	return (struct json){ .out = out };
}

static void put(struct json *j, const char *text, size_t n)
{
	if (!j->err)
		j->err = buf_put(j->out, text, n);
}

/* The comma and the line break before a value or key, as far as needed. */
static void lead(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->filled[j->depth])
		put(j, ",", 1);
	j->filled[j->depth] = true;
}

static void open_level(struct json *j, const char *bracket)
{
	lead(j);
	put(j, bracket, 1);
	if (j->depth >= JSON_DEPTH_MAX) {
		if (!j->err)
			j->err = JAL_ERR_LIMIT;
		return;
	}
	j->filled[++j->depth] = false;
}

static void close_level(struct json *j, const char *bracket)
{
	if (j->depth == 0 || j->after_key) {
		if (!j->err)
			j->err = JAL_ERR_INVALID;
		return;
	}
	j->depth--;
	put(j, bracket, 1);
}

void json_object(struct json *j)
{
	open_level(j, "{");
}

void json_object_end(struct json *j)
{
	close_level(j, "}");
}

void json_array(struct json *j)
{
	open_level(j, "[");
}

void json_array_end(struct json *j)
{
	close_level(j, "]");
}

static void quoted(struct json *j, const char *text, size_t n)
{
	if (u8_check((const uint8_t *)text, n)) {
		if (!j->err)
			j->err = JAL_ERR_SYNTAX;
		return;
	}
	put(j, "\"", 1);
	size_t start = 0;
	for (size_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			continue;
		put(j, text + start, i - start);
		start = i + 1;
		if (c == '"' || c == '\\') {
			put(j, "\\", 1);
			put(j, text + i, 1);
		} else if (c == '\n') {
			put(j, "\\n", 2);
		} else if (c == '\t') {
			put(j, "\\t", 2);
		} else if (!j->err) {
			j->err = buf_printf(j->out, "\\u%04x", c);
		}
	}
	put(j, text + start, n - start);
	put(j, "\"", 1);
}

void json_key(struct json *j, const char *key)
{
	lead(j);
	quoted(j, key, strlen(key));
	put(j, ":", 1);
	j->after_key = true;
}

void json_text_n(struct json *j, const char *text, size_t n)
{
	if (!text) {
		json_null(j);
		return;
	}
	lead(j);
	quoted(j, text, n);
}

void json_text(struct json *j, const char *text)
{
	json_text_n(j, text, text ? strlen(text) : 0);
}

void json_int(struct json *j, int64_t n)
{
	lead(j);
	if (!j->err)
		j->err = buf_printf(j->out, "%" PRId64, n);
}

void json_uint(struct json *j, uint64_t n)
{
	lead(j);
	if (!j->err)
		j->err = buf_printf(j->out, "%" PRIu64, n);
}

void json_bool(struct json *j, bool yes)
{
	lead(j);
	put(j, yes ? "true" : "false", yes ? 4 : 5);
}

void json_null(struct json *j)
{
	lead(j);
	put(j, "null", 4);
}

void json_pair(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

void json_pair_int(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	json_int(j, n);
}

void json_pair_uint(struct json *j, const char *key, uint64_t n)
{
	json_key(j, key);
	json_uint(j, n);
}

void json_pair_bool(struct json *j, const char *key, bool yes)
{
	json_key(j, key);
	json_bool(j, yes);
}

enum jal_err json_end(struct json *j)
{
	if (!j->err && (j->depth != 0 || j->after_key))
		j->err = JAL_ERR_INVALID;
	return j->err;
}
