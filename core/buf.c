/* Growable bytes, wiped when freed. Knows nothing of what they mean. */
#include "core/buf.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

enum jal_err buf_reserve(struct buf *b, size_t n)
{
	if (n >= BUF_MAX || b->len >= BUF_MAX - n)
		return JAL_ERR_LIMIT;
	const size_t need = b->len + n + 1;
	if (need <= b->cap)
		return JAL_OK;

	size_t cap = b->cap ? b->cap : 64;
	while (cap < need)
		cap *= 2;
	/* Not realloc: it may leave the old bytes behind unwiped. */
	uint8_t *data = malloc(cap);
	if (!data)
		return JAL_ERR_NOMEM;
	if (b->data)
		memcpy(data, b->data, b->len);
	data[b->len] = 0;
	if (b->data) {
		sodium_memzero(b->data, b->cap);
		free(b->data);
	}
	b->data = data;
	b->cap = cap;
	return JAL_OK;
}

enum jal_err buf_put(struct buf *b, const void *data, size_t n)
{
	const enum jal_err err = buf_reserve(b, n);
	if (err)
		return err;
	if (n)
		memcpy(b->data + b->len, data, n);
	b->len += n;
	b->data[b->len] = 0;
	return JAL_OK;
}

enum jal_err buf_puts(struct buf *b, const char *text)
{
	return buf_put(b, text, strlen(text));
}

enum jal_err buf_putc(struct buf *b, uint8_t byte)
{
	return buf_put(b, &byte, 1);
}

enum jal_err buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return JAL_ERR_INVALID;
	const enum jal_err err = buf_reserve(b, (size_t)n);
	if (err)
		return err;
	va_start(ap, fmt);
	(void)vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return JAL_OK;
}

enum jal_err buf_put_hex(struct buf *b, const void *data, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = data;
	if (n >= BUF_MAX / 2)
		return JAL_ERR_LIMIT;
	const enum jal_err err = buf_reserve(b, 2 * n);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		b->data[b->len++] = (uint8_t)digits[bytes[i] >> 4];
		b->data[b->len++] = (uint8_t)digits[bytes[i] & 15];
	}
	b->data[b->len] = 0;
	return JAL_OK;
}

enum jal_err buf_put_u32(struct buf *b, uint32_t n)
{
	uint8_t bytes[4] = { 0 };
	bytes_put_u32(bytes, n);
	return buf_put(b, bytes, sizeof(bytes));
}

enum jal_err buf_put_u64(struct buf *b, uint64_t n)
{
	uint8_t bytes[8] = { 0 };
	bytes_put_u64(bytes, n);
	return buf_put(b, bytes, sizeof(bytes));
}

const char *buf_str(const struct buf *b)
{
	return b->data ? (const char *)b->data : "";
}

void buf_cut(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	sodium_memzero(b->data + len, b->len - len);
	b->len = len;
}

void buf_clear(struct buf *b)
{
	if (b->data)
		sodium_memzero(b->data, b->cap);
	b->len = 0;
}

void buf_free(struct buf *b)
{
	if (b->data) {
		sodium_memzero(b->data, b->cap);
		free(b->data);
	}
	*b = BUF_INIT;
}

char *buf_take(struct buf *b)
{
	if (!b->data && buf_reserve(b, 0) != JAL_OK)
		return NULL;
	char *text = (char *)b->data;
	*b = BUF_INIT;
	return text;
}
