/* Deterministic CBOR: heads, nesting, key order. Knows nothing of operations. */
#include "core/cbor.h"

#include <string.h>

#include "core/text.h"

/* The three top bits of a head (RFC 8949 §3.1). */
enum major {
	MAJOR_UINT = 0,
	MAJOR_NEGATIVE = 1,
	MAJOR_BYTES = 2,
	MAJOR_TEXT = 3,
	MAJOR_ARRAY = 4,
	MAJOR_MAP = 5,
	MAJOR_TAG = 6,
	MAJOR_SIMPLE = 7,
};

#define HEAD_MAX 9
#define SIMPLE_FALSE 20
#define SIMPLE_TRUE 21
#define SIMPLE_NULL 22

const uint8_t cbor_false[1] = { MAJOR_SIMPLE << 5 | SIMPLE_FALSE };
const uint8_t cbor_true[1] = { MAJOR_SIMPLE << 5 | SIMPLE_TRUE };
const uint8_t cbor_null[1] = { MAJOR_SIMPLE << 5 | SIMPLE_NULL };

bool cbor_is_true(const uint8_t *bytes, size_t n)
{
	return n == 1 && *bytes == *cbor_true;
}

/* The item just passed is whole: with it, so may be what contains it. Level 0
 * stands for the one item that is allowed in all, and is never left. */
static void complete(struct cbor_level *level, unsigned *depth)
{
	while (--level[*depth].left == 0 && *depth > 0)
		(*depth)--;
}

static bool at_key(const struct cbor_level *l)
{
	return l->map && l->left % 2 == 0;
}

/* Whether a key at [base + at, + n) may follow the one before it. No encoding
 * is the beginning of another, so the common length decides unless they are equal. */
static bool key_ascends(struct cbor_level *l, const uint8_t *base, size_t at, size_t n)
{
	if (l->key_len) {
		const size_t common = l->key_len < n ? l->key_len : n;
		if (memcmp(base + l->key, base + at, common) >= 0)
			return false;
	}
	l->key = at;
	l->key_len = n;
	return true;
}

/* ---- writing ---- */

static size_t put_head(uint8_t head[HEAD_MAX], enum major major, uint64_t arg)
{
	const unsigned top = (unsigned)major << 5;
	if (arg < 24) {
		head[0] = (uint8_t)(top | arg);
		return 1;
	}
	unsigned log = 0;
	while (log < 3 && arg >> (8U << log))
		log++;
	const size_t bytes = (size_t)1 << log;
	head[0] = (uint8_t)(top | (24 + log));
	for (size_t i = 0; i < bytes; i++)
		head[1 + i] = (uint8_t)(arg >> (8 * (bytes - 1 - i)));
	return 1 + bytes;
}

void cbor_write_begin(struct cbor_out *out, struct buf *buf)
{
	*out = (struct cbor_out){ .buf = buf, .start = buf->len };
	out->level[0].left = 1;
}

static void fail(struct cbor_out *out, enum jal_err err)
{
	if (!out->err)
		out->err = err;
}

/* Head and content of one item that holds no others, or the head of one that does. */
static bool put_item(struct cbor_out *out, enum major major, uint64_t arg, const void *content, size_t n)
{
	if (out->err)
		return false;
	struct cbor_level *l = &out->level[out->depth];
	if (l->left == 0 || (at_key(l) && major >= MAJOR_ARRAY)) {
		fail(out, JAL_ERR_INVALID);
		return false;
	}
	uint8_t head[HEAD_MAX] = { 0 };
	const size_t head_len = put_head(head, major, arg);
	const size_t at = out->buf->len;
	enum jal_err err = buf_put(out->buf, head, head_len);
	if (!err && n)
		err = buf_put(out->buf, content, n);
	if (!err && at_key(l) && !key_ascends(l, out->buf->data + out->start, at - out->start, head_len + n))
		err = JAL_ERR_INVALID;
	if (err)
		fail(out, err);
	return !err;
}

static void put_leaf(struct cbor_out *out, enum major major, uint64_t arg, const void *content, size_t n)
{
	if (put_item(out, major, arg, content, n))
		complete(out->level, &out->depth);
}

void cbor_write_uint(struct cbor_out *out, uint64_t n)
{
	put_leaf(out, MAJOR_UINT, n, NULL, 0);
}

void cbor_write_int(struct cbor_out *out, int64_t n)
{
	if (n >= 0)
		put_leaf(out, MAJOR_UINT, (uint64_t)n, NULL, 0);
	else
		put_leaf(out, MAJOR_NEGATIVE, (uint64_t)(-1 - n), NULL, 0);
}

void cbor_write_text(struct cbor_out *out, const char *text, size_t len)
{
	const enum jal_err err = text_check_nfc(text, len);
	if (err)
		fail(out, err == JAL_ERR_NOMEM ? err : JAL_ERR_INVALID);
	put_leaf(out, MAJOR_TEXT, len, text, len);
}

void cbor_write_bytes(struct cbor_out *out, const void *bytes, size_t len)
{
	put_leaf(out, MAJOR_BYTES, len, bytes, len);
}

void cbor_write_bool(struct cbor_out *out, bool value)
{
	put_leaf(out, MAJOR_SIMPLE, value ? SIMPLE_TRUE : SIMPLE_FALSE, NULL, 0);
}

void cbor_write_null(struct cbor_out *out)
{
	put_leaf(out, MAJOR_SIMPLE, SIMPLE_NULL, NULL, 0);
}

static void put_container(struct cbor_out *out, enum major major, uint64_t n)
{
	const bool map = major == MAJOR_MAP;
	/* A buffer could never hold more items than this. */
	if (n > BUF_MAX / 2 || (n && out->depth == CBOR_DEPTH)) {
		fail(out, JAL_ERR_INVALID);
		return;
	}
	if (!put_item(out, major, n, NULL, 0))
		return;
	if (n == 0)
		complete(out->level, &out->depth);
	else
		out->level[++out->depth] = (struct cbor_level){ .left = map ? 2 * n : n, .map = map };
}

void cbor_write_array(struct cbor_out *out, uint64_t n)
{
	put_container(out, MAJOR_ARRAY, n);
}

void cbor_write_map(struct cbor_out *out, uint64_t n)
{
	put_container(out, MAJOR_MAP, n);
}

/* How deep the deepest container in a whole, valid item lies under it. */
static unsigned depth_of(const void *item, size_t len, enum jal_err *err)
{
	struct cbor_in in;
	unsigned deepest = 0;
	cbor_read_begin(&in, item, len);
	while (cbor_peek(&in) != CBOR_KIND_END && !*err) {
		const enum cbor_kind kind = cbor_peek(&in);
		uint64_t n = 0;
		if (kind == CBOR_KIND_ARRAY)
			*err = cbor_read_array(&in, &n);
		else if (kind == CBOR_KIND_MAP)
			*err = cbor_read_map(&in, &n);
		else
			*err = cbor_skip(&in, NULL);
		if (in.depth > deepest)
			deepest = in.depth;
	}
	if (!*err)
		*err = cbor_end(&in);
	return deepest;
}

void cbor_write_raw(struct cbor_out *out, const void *item, size_t len)
{
	if (out->err)
		return;
	enum jal_err err = JAL_OK;
	const unsigned deepest = depth_of(item, len, &err);
	struct cbor_level *l = &out->level[out->depth];
	if (!err && (l->left == 0 || out->depth + deepest > CBOR_DEPTH || at_key(l)))
		err = JAL_ERR_INVALID;
	if (!err)
		err = buf_put(out->buf, item, len);
	if (err)
		fail(out, err == JAL_ERR_SYNTAX ? JAL_ERR_INVALID : err);
	else
		complete(out->level, &out->depth);
}

enum jal_err cbor_write_end(struct cbor_out *out)
{
	if (out->level[0].left)
		fail(out, JAL_ERR_INVALID);
	if (out->err)
		buf_cut(out->buf, out->start);
	return out->err;
}

/* ---- reading ---- */

struct item {
	enum major major;
	uint64_t arg;
	const uint8_t *content;	/* just after the head */
};

void cbor_read_begin(struct cbor_in *in, const void *bytes, size_t n)
{
	static const uint8_t nothing[1];
	const uint8_t *start = n ? bytes : nothing;
	*in = (struct cbor_in){ .start = start, .p = start, .end = start + n };
	in->level[0].left = 1;
}

static enum jal_err refuse(struct cbor_in *in)
{
	in->err = JAL_ERR_SYNTAX;
	return in->err;
}

/* Reads the head at in->p and checks all that a head can tell. Moves nothing. */
static enum jal_err head(struct cbor_in *in, struct item *item)
{
	if (in->err)
		return in->err;
	const size_t have = (size_t)(in->end - in->p);
	if (in->level[in->depth].left == 0 || have == 0)
		return refuse(in);
	const uint8_t *p = in->p;
	const unsigned low = *p & 31U;
	item->major = (enum major)(*p >> 5);
	p++;
	if (low < 24) {
		item->arg = low;
	} else {
		const unsigned log = low - 24;
		if (log > 3)	/* 28 to 30 are reserved, 31 is an indefinite length */
			return refuse(in);
		const size_t bytes = (size_t)1 << log;
		if (have - 1 < bytes)
			return refuse(in);
		uint64_t arg = 0;
		for (size_t i = 0; i < bytes; i++)
			arg = arg << 8 | *p++;
		/* Shortest form: the next smaller width could not have held it. */
		if (log == 0 ? arg < 24 : arg >> (4U << log) == 0)
			return refuse(in);
		item->arg = arg;
	}
	item->content = p;

	const size_t left = (size_t)(in->end - p);
	switch (item->major) {
	case MAJOR_UINT:
	case MAJOR_NEGATIVE:
		return JAL_OK;
	case MAJOR_BYTES:
	case MAJOR_TEXT:
		return item->arg <= left ? JAL_OK : refuse(in);
	case MAJOR_ARRAY:
		return item->arg <= left && !at_key(&in->level[in->depth]) ? JAL_OK : refuse(in);
	case MAJOR_MAP:
		return item->arg <= left / 2 && !at_key(&in->level[in->depth]) ? JAL_OK : refuse(in);
	case MAJOR_SIMPLE:
		/* One byte only: a float or a two-byte simple value has a longer head. */
		if (low >= SIMPLE_FALSE && low <= SIMPLE_NULL && !at_key(&in->level[in->depth]))
			return JAL_OK;
		return refuse(in);
	case MAJOR_TAG:
		break;
	}
	return refuse(in);
}

/* Passes an item without others in it, `n` bytes of content included. */
static enum jal_err pass(struct cbor_in *in, const struct item *item, size_t n)
{
	const uint8_t *next = item->content + n;
	struct cbor_level *l = &in->level[in->depth];
	if (at_key(l) && !key_ascends(l, in->start, (size_t)(in->p - in->start), (size_t)(next - in->p)))
		return refuse(in);
	in->p = next;
	complete(in->level, &in->depth);
	return JAL_OK;
}

static enum jal_err enter(struct cbor_in *in, const struct item *item)
{
	const bool map = item->major == MAJOR_MAP;
	if (item->arg && in->depth == CBOR_DEPTH)
		return refuse(in);
	in->p = item->content;
	if (item->arg == 0)
		complete(in->level, &in->depth);
	else
		in->level[++in->depth] = (struct cbor_level){ .left = map ? 2 * item->arg : item->arg, .map = map };
	return JAL_OK;
}

static enum jal_err check_text(struct cbor_in *in, const struct item *item)
{
	const enum jal_err err = text_check_nfc((const char *)item->content, (size_t)item->arg);
	if (err)
		in->err = err;
	return err;
}

enum jal_err cbor_read_uint(struct cbor_in *in, uint64_t *out)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != MAJOR_UINT)
		return refuse(in);
	err = pass(in, &item, 0);
	if (!err)
		*out = item.arg;
	return err;
}

enum jal_err cbor_read_int(struct cbor_in *in, int64_t *out)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major > MAJOR_NEGATIVE || item.arg > INT64_MAX)
		return refuse(in);
	err = pass(in, &item, 0);
	if (!err)
		*out = item.major == MAJOR_UINT ? (int64_t)item.arg : -1 - (int64_t)item.arg;
	return err;
}

enum jal_err cbor_read_text(struct cbor_in *in, const char **text, size_t *len)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != MAJOR_TEXT)
		return refuse(in);
	err = check_text(in, &item);
	if (!err)
		err = pass(in, &item, (size_t)item.arg);
	if (err)
		return err;
	*text = (const char *)item.content;
	*len = (size_t)item.arg;
	return JAL_OK;
}

enum jal_err cbor_read_bytes(struct cbor_in *in, const uint8_t **bytes, size_t *len)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != MAJOR_BYTES)
		return refuse(in);
	err = pass(in, &item, (size_t)item.arg);
	if (err)
		return err;
	*bytes = item.content;
	*len = (size_t)item.arg;
	return JAL_OK;
}

enum jal_err cbor_read_fixed(struct cbor_in *in, void *out, size_t n)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != MAJOR_BYTES || item.arg != n)
		return refuse(in);
	err = pass(in, &item, n);
	if (!err && n)
		memcpy(out, item.content, n);
	return err;
}

enum jal_err cbor_read_bool(struct cbor_in *in, bool *out)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != MAJOR_SIMPLE || item.arg == SIMPLE_NULL)
		return refuse(in);
	err = pass(in, &item, 0);
	if (!err)
		*out = item.arg == SIMPLE_TRUE;
	return err;
}

enum jal_err cbor_read_null(struct cbor_in *in)
{
	struct item item = { 0 };
	const enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != MAJOR_SIMPLE || item.arg != SIMPLE_NULL)
		return refuse(in);
	return pass(in, &item, 0);
}

static enum jal_err read_container(struct cbor_in *in, enum major major, uint64_t *n)
{
	struct item item = { 0 };
	enum jal_err err = head(in, &item);
	if (err)
		return err;
	if (item.major != major)
		return refuse(in);
	err = enter(in, &item);
	if (!err)
		*n = item.arg;
	return err;
}

enum jal_err cbor_read_array(struct cbor_in *in, uint64_t *n)
{
	return read_container(in, MAJOR_ARRAY, n);
}

enum jal_err cbor_read_map(struct cbor_in *in, uint64_t *n)
{
	return read_container(in, MAJOR_MAP, n);
}

enum jal_err cbor_skip(struct cbor_in *in, struct cbor_span *out)
{
	const uint8_t *from = in->p;
	const unsigned outer = in->depth;
	const uint64_t before = in->level[outer].left;
	/* Whole when what contains it counts one item less, or is itself closed. */
	do {
		struct item item = { 0 };
		enum jal_err err = head(in, &item);
		if (err)
			return err;
		if (item.major == MAJOR_ARRAY || item.major == MAJOR_MAP) {
			err = enter(in, &item);
		} else if (item.major == MAJOR_TEXT) {
			err = check_text(in, &item);
			if (!err)
				err = pass(in, &item, (size_t)item.arg);
		} else {
			err = pass(in, &item, item.major == MAJOR_BYTES ? (size_t)item.arg : 0);
		}
		if (err)
			return err;
	} while (in->depth > outer || (in->depth == outer && in->level[outer].left == before));
	if (out)
		*out = (struct cbor_span){ from, (size_t)(in->p - from) };
	return JAL_OK;
}

enum jal_err cbor_end(struct cbor_in *in)
{
	if (in->err)
		return in->err;
	if (in->level[0].left || in->p != in->end)
		return refuse(in);
	return JAL_OK;
}

enum cbor_kind cbor_peek(const struct cbor_in *in)
{
	if (in->err || in->level[in->depth].left == 0 || in->p == in->end)
		return CBOR_KIND_END;
	switch ((enum major)(*in->p >> 5)) {
	case MAJOR_UINT:
		return CBOR_KIND_UINT;
	case MAJOR_NEGATIVE:
		return CBOR_KIND_NEGATIVE;
	case MAJOR_BYTES:
		return CBOR_KIND_BYTES;
	case MAJOR_TEXT:
		return CBOR_KIND_TEXT;
	case MAJOR_ARRAY:
		return CBOR_KIND_ARRAY;
	case MAJOR_MAP:
		return CBOR_KIND_MAP;
	case MAJOR_TAG:
		return CBOR_KIND_REFUSED;
	case MAJOR_SIMPLE:
		break;
	}
	switch (*in->p & 31) {
	case SIMPLE_FALSE:
	case SIMPLE_TRUE:
		return CBOR_KIND_BOOL;
	case SIMPLE_NULL:
		return CBOR_KIND_NULL;
	default:
		return CBOR_KIND_REFUSED;
	}
}

size_t cbor_offset(const struct cbor_in *in)
{
	return (size_t)(in->p - in->start);
}
