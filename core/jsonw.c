/* JSON out: structure and escaping, nothing about what is written. */
#include "core/jsonw.h"

#include <inttypes.h>
#include <string.h>
#include <unistr.h>

#include "core/text.h"

struct jsonw jsonw_start(struct buf *out)
{
	return (struct jsonw){ .out = out };
}

static void put(struct jsonw *j, const char *text, size_t n)
{
	if (!j->err)
		j->err = buf_put(j->out, text, n);
}

/* The comma and the line break before a value or key, as far as needed. */
static void lead(struct jsonw *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->filled[j->depth])
		put(j, ",", 1);
	j->filled[j->depth] = true;
}

static void open_level(struct jsonw *j, const char *bracket)
{
	lead(j);
	put(j, bracket, 1);
	if (j->depth >= JSONW_DEPTH_MAX) {
		if (!j->err)
			j->err = JAL_ERR_LIMIT;
		return;
	}
	j->filled[++j->depth] = false;
}

static void close_level(struct jsonw *j, const char *bracket)
{
	if (j->depth == 0 || j->after_key) {
		if (!j->err)
			j->err = JAL_ERR_INVALID;
		return;
	}
	j->depth--;
	put(j, bracket, 1);
}

void jsonw_object(struct jsonw *j)
{
	open_level(j, "{");
}

void jsonw_object_end(struct jsonw *j)
{
	close_level(j, "}");
}

void jsonw_array(struct jsonw *j)
{
	open_level(j, "[");
}

void jsonw_array_end(struct jsonw *j)
{
	close_level(j, "]");
}

static void quoted(struct jsonw *j, const char *text, size_t n)
{
	if (u8_check((const uint8_t *)text, n)) {
		if (!j->err)
			j->err = JAL_ERR_SYNTAX;
		return;
	}
	put(j, "\"", 1);
	size_t start = 0, step = 1;
	for (size_t i = 0; i < n; i += step) {
		ucs4_t c = (unsigned char)text[i];
		step = 1;
		if (c >= 0x80)
			step = (size_t)u8_mbtouc_unsafe(&c, (const uint8_t *)text + i, n - i);
		/* What a terminal would obey or hide is escaped too: a reader of JSON sees no difference. */
		if (c != '"' && c != '\\' && !text_is_hidden(c))
			continue;
		put(j, text + start, i - start);
		start = i + step;
		if (c == '"' || c == '\\') {
			put(j, "\\", 1);
			put(j, text + i, 1);
		} else if (c == '\n') {
			put(j, "\\n", 2);
		} else if (c == '\t') {
			put(j, "\\t", 2);
		} else if (!j->err && c > 0xFFFF) {
			j->err = buf_printf(j->out, "\\u%04x\\u%04x", 0xD800U + ((c - 0x10000U) >> 10),
				0xDC00U + ((c - 0x10000U) & 0x3FFU));
		} else if (!j->err) {
			j->err = buf_printf(j->out, "\\u%04x", c);
		}
	}
	put(j, text + start, n - start);
	put(j, "\"", 1);
}

void jsonw_key(struct jsonw *j, const char *key)
{
	lead(j);
	quoted(j, key, strlen(key));
	put(j, ":", 1);
	j->after_key = true;
}

void jsonw_text_n(struct jsonw *j, const char *text, size_t n)
{
	if (!text) {
		jsonw_null(j);
		return;
	}
	lead(j);
	quoted(j, text, n);
}

void jsonw_text(struct jsonw *j, const char *text)
{
	jsonw_text_n(j, text, text ? strlen(text) : 0);
}

void jsonw_int(struct jsonw *j, int64_t n)
{
	lead(j);
	if (!j->err)
		j->err = buf_printf(j->out, "%" PRId64, n);
}

void jsonw_uint(struct jsonw *j, uint64_t n)
{
	lead(j);
	if (!j->err)
		j->err = buf_printf(j->out, "%" PRIu64, n);
}

void jsonw_bool(struct jsonw *j, bool yes)
{
	lead(j);
	put(j, yes ? "true" : "false", yes ? 4 : 5);
}

void jsonw_null(struct jsonw *j)
{
	lead(j);
	put(j, "null", 4);
}

void jsonw_pair(struct jsonw *j, const char *key, const char *text)
{
	jsonw_key(j, key);
	jsonw_text(j, text);
}

void jsonw_pair_uint(struct jsonw *j, const char *key, uint64_t n)
{
	jsonw_key(j, key);
	jsonw_uint(j, n);
}

void jsonw_pair_bool(struct jsonw *j, const char *key, bool yes)
{
	jsonw_key(j, key);
	jsonw_bool(j, yes);
}

enum jal_err jsonw_end(struct jsonw *j)
{
	if (!j->err && (j->depth != 0 || j->after_key))
		j->err = JAL_ERR_INVALID;
	return j->err;
}
