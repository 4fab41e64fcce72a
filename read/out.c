/* Frames, and the bounds of a row. */
#include "read/out.h"

#include <string.h>

#include "core/bytes.h"

/* So much is put at a time. */
#define PUT_BYTES ((size_t)64 << 10)

void out_free(struct out *o)
{
	buf_free(&o->frames);
	buf_free(&o->cells);
}

void out_fail(struct out *o, enum foreign_end end)
{
	if (o->end == FOREIGN_DONE)
		o->end = end;
}

bool out_failed(const struct out *o)
{
	return o->end != FOREIGN_DONE;
}

static void keep(struct out *o, enum jal_err err)
{
	if (err)
		out_fail(o, FOREIGN_FAILED);
}

static void put_all(struct out *o)
{
	if (o->frames.len > 0 && !o->put(o->ctx, o->frames.data, o->frames.len))
		out_fail(o, FOREIGN_FAILED);
	buf_clear(&o->frames);
}

static void head(struct out *o, enum foreign_frame kind, size_t n)
{
	if (o->frames.len > PUT_BYTES)
		put_all(o);
	keep(o, buf_putc(&o->frames, (uint8_t)kind));
	keep(o, buf_put_u32(&o->frames, (uint32_t)n));
	o->told += FOREIGN_HEAD + n;
}

void out_sheet(struct out *o, enum foreign_sheet kind, const char *name, size_t n)
{
	const size_t most = n < FOREIGN_NAME_MAX ? n : FOREIGN_NAME_MAX;
	head(o, FOREIGN_SHEET, most + 1);
	keep(o, buf_putc(&o->frames, (uint8_t)kind));
	keep(o, buf_put(&o->frames, name, most));
}

/* ---- rows ---- */

void out_row(struct out *o, uint32_t number)
{
	o->row = number;
	o->count = o->filled = 0;
	o->filled_len = o->bytes = 0;
	o->refused = false;
	buf_clear(&o->cells);
}

static void one_cell(struct out *o, enum table_kind kind, const char *text, size_t n)
{
	keep(o, buf_putc(&o->cells, (uint8_t)kind));
	keep(o, buf_put_u32(&o->cells, (uint32_t)n));
	keep(o, buf_put(&o->cells, text, n));
	o->count++;
}

void out_cell(struct out *o, unsigned column, enum table_kind kind, const char *text, size_t n)
{
	/* What is empty at the end of a row is not told, so it may stand in any column. */
	if (out_failed(o) || o->refused || (n == 0 && kind == TABLE_TEXT))
		return;
	o->bytes += n;
	if (column >= FOREIGN_CELLS_MAX || column < o->count || n > FOREIGN_CELL_MAX || o->bytes > FOREIGN_ROW_MAX) {
		o->refused = true;
		return;
	}
	while (o->count < column)
		one_cell(o, TABLE_TEXT, "", 0);
	one_cell(o, kind, text, n);
	o->filled = o->count;
	o->filled_len = o->cells.len;
}

void out_row_again(struct out *o, uint32_t number)
{
	if (out_failed(o) || (o->filled == 0 && !o->refused))
		return;
	if (++o->rows > FOREIGN_ROWS_MAX || o->told > FOREIGN_BYTES_MAX - 2 * FOREIGN_FRAME_MAX) {
		out_fail(o, FOREIGN_LIMIT);
		return;
	}
	if (o->refused) {
		head(o, FOREIGN_REFUSED, 4);
		keep(o, buf_put_u32(&o->frames, number));
		return;
	}
	head(o, FOREIGN_ROW, 6 + o->filled_len);
	keep(o, buf_put_u32(&o->frames, number));
	keep(o, buf_putc(&o->frames, (uint8_t)(o->filled >> 8)));
	keep(o, buf_putc(&o->frames, (uint8_t)o->filled));
	keep(o, buf_put(&o->frames, o->cells.data, o->filled_len));
}

void out_row_end(struct out *o)
{
	out_row_again(o, o->row);
}

void out_at(struct out *o, uint64_t done, uint64_t of)
{
	head(o, FOREIGN_AT, 16);
	keep(o, buf_put_u64(&o->frames, done));
	keep(o, buf_put_u64(&o->frames, of));
	put_all(o);
}

bool out_end(struct out *o)
{
	head(o, FOREIGN_END, 1);
	keep(o, buf_putc(&o->frames, (uint8_t)o->end));
	const enum foreign_end before = o->end;
	o->end = FOREIGN_DONE;
	put_all(o);
	const bool heard = o->end == FOREIGN_DONE;
	o->end = before;
	return heard;
}
