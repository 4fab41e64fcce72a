/*
 * What is said to jalon, frame by frame (core/foreign.h), with its bounds kept:
 * a row that would pass them is told as refused. Knows no format of files.
 */
#ifndef READ_OUT_H
#define READ_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/table_row.h"
#include "core/foreign.h"

/* Zero-initialise but for put. */
struct out {
	/* Takes bytes; false when nobody listens any more. */
	bool (*put)(void *ctx, const void *bytes, size_t n);
	void *ctx;
	struct buf frames;	/* ready to be put */
	struct buf cells;	/* of the row in hand */
	uint32_t row, rows;	/* its number; how many there were */
	unsigned count, filled;	/* its cells so far; up to the last that is not empty */
	size_t filled_len, bytes;
	uint64_t told;		/* bytes of frames */
	bool refused;
	enum foreign_end end;	/* the first failure; it sticks, and what follows is ignored */
};

void out_free(struct out *o);

/* A failure: nothing more is read. */
void out_fail(struct out *o, enum foreign_end end);
bool out_failed(const struct out *o);

void out_sheet(struct out *o, enum foreign_sheet kind, const char *name, size_t n);

/* A row, then its cells from the first column on, then its end. A column may be left
 * out, none comes twice or late. text: UTF-8. */
void out_row(struct out *o, uint32_t number);
void out_cell(struct out *o, unsigned column, enum table_kind kind, const char *text, size_t n);
void out_row_end(struct out *o);
/* The row just told, once more under another number: what a file says once for many. */
void out_row_again(struct out *o, uint32_t number);

void out_at(struct out *o, uint64_t done, uint64_t of);
/* Tells the end and puts all that is left. False when nobody listens. */
bool out_end(struct out *o);

#endif
