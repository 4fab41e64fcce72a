/*
 * A growable run of bytes with a hard maximum. Its memory is wiped before it
 * goes back to the system, since most of what jalon builds is personal.
 */
#ifndef CORE_BUF_H
#define CORE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* No buffer ever grows past this (bytes): larger input has a streaming reader. */
#define BUF_MAX ((size_t)64 << 20)

/* Zero-initialise with BUF_INIT. data is NULL or NUL-terminated just past len
 * (the NUL is not counted). */
struct buf {
	uint8_t *data;
	size_t len;
	size_t cap;
};

#define BUF_INIT ((struct buf){ NULL, 0, 0 })

/* Makes room for n more bytes. JAL_ERR_LIMIT past BUF_MAX, JAL_ERR_NOMEM. */
JAL_MUST enum jal_err buf_reserve(struct buf *b, size_t n);

/* Append; on error the buffer is as it was. */
JAL_MUST enum jal_err buf_put(struct buf *b, const void *data, size_t n);
JAL_MUST enum jal_err buf_puts(struct buf *b, const char *text);
JAL_MUST enum jal_err buf_putc(struct buf *b, uint8_t byte);
JAL_MUST enum jal_err buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
JAL_MUST enum jal_err buf_put_hex(struct buf *b, const void *data, size_t n);
/* Big-endian, as protocol.md writes u32 and u64. */
JAL_MUST enum jal_err buf_put_u32(struct buf *b, uint32_t n);
JAL_MUST enum jal_err buf_put_u64(struct buf *b, uint64_t n);

/* The text so far; "" when empty. Borrowed until the next change. */
const char *buf_str(const struct buf *b);

/* Back to len bytes (not more than it has); what goes is wiped. */
void buf_cut(struct buf *b, size_t len);

/* Empties and wipes, keeps the memory. */
void buf_clear(struct buf *b);

/* Wipes, frees, and leaves BUF_INIT. */
void buf_free(struct buf *b);

/* Hands the NUL-terminated memory over to the caller, who frees it with free()
 * after wiping it if it was secret; b becomes BUF_INIT. NULL when out of memory. */
char *buf_take(struct buf *b);

#endif
