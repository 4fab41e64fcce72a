/*
 * The pkt-lines in which git's own protocol speaks, over any two-way stream.
 * Knows framing only.
 */
#ifndef SYNC_PKT_H
#define SYNC_PKT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* A line's longest payload. */
#define PKT_MAX 65516

struct pkt_stream {
	/* At least one byte, at most n; 0 in *got at the end. */
	enum jal_err (*read)(void *ctx, uint8_t *out, size_t n, size_t *got);
	/* All of them. */
	enum jal_err (*write)(void *ctx, const uint8_t *bytes, size_t n);
	void *ctx;
};

struct pkt {
	struct pkt_stream stream;
	uint8_t in[PKT_MAX + 4];
};

enum pkt_kind {
	PKT_LINE,
	PKT_FLUSH,
	PKT_END,	/* the stream ended between two lines */
};

/* The next line; payload is borrowed until the next call. JAL_ERR_SYNTAX for a
 * length that no line has; JAL_ERR_NETWORK when the stream ends within one;
 * else the stream's error. */
JAL_MUST enum jal_err pkt_read(struct pkt *p, enum pkt_kind *kind, const uint8_t **payload, size_t *n);

/* JAL_ERR_LIMIT over PKT_MAX; else the stream's error. */
JAL_MUST enum jal_err pkt_write(struct pkt *p, const void *payload, size_t n);
JAL_MUST enum jal_err pkt_write_flush(struct pkt *p);

#endif
