/*
 * Tables in text files, as spreadsheets and other programs write them: a
 * splitter that finds out the separator, quote and encoding by looking, gives
 * rows with the file's own line numbers, and never lets one bad quote swallow
 * the rest (domain.md §6); and a writer for exports. Knows nothing of columns.
 *
 * Memory does not grow with the file: one window of it, at most CSV_ROW_MAX
 * plus what is read at a time.
 */
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/table_row.h"

/* What one row may hold; a longer one is refused and passed. */
#define CSV_ROW_MAX ((size_t)256 << 10)	/* bytes */
#define CSV_ROW_CELLS 1024
#define CSV_ROW_LINES 100
/* What one quoted cell may hold before its quote counts as never closed. */
#define CSV_QUOTED_MAX ((size_t)64 << 10)
#define CSV_QUOTED_LINES 20

enum csv_encoding {
	CSV_ASCII_YET,		/* nothing but ASCII so far: the first row with more decides */
	CSV_UTF8,
	CSV_WINDOWS_1252,
};

struct csv_format {
	char separator;		/* ; , tab | */
	char quote;		/* " or ' */
	bool bom;
	enum csv_encoding encoding;
};

struct csv_reader;

/* Opens a file, or takes over an open descriptor (closed by csv_close; a pipe
 * will do), or borrowed bytes; reads its beginning to find the format. forced
 * (may be NULL) gives separator and quote instead, where they are not 0.
 * JAL_ERR_NOT_FOUND, JAL_ERR_IO, JAL_ERR_NOMEM; JAL_ERR_SYNTAX with a sentence
 * for what is no such file: UTF-16, a spreadsheet, a PDF. */
JAL_MUST enum jal_err csv_open(const char *path, const struct csv_format *forced, struct csv_reader **out, struct diag *why);
JAL_MUST enum jal_err csv_open_fd(int fd, const struct csv_format *forced, struct csv_reader **out, struct diag *why);
JAL_MUST enum jal_err csv_open_bytes(const void *bytes, size_t n, const struct csv_format *forced, struct csv_reader **out,
				     struct diag *why);
void csv_close(struct csv_reader *r);

/* The next row; the header is one like the others. Empty lines are passed, and
 * counted. JAL_ERR_NOT_FOUND after the last row; JAL_ERR_IO. A row that cannot
 * be read is JAL_OK with `refused`: when its quotes are wrong only its first
 * line is, and reading goes on at the line after it. */
JAL_MUST enum jal_err csv_next(struct csv_reader *r, struct table_row *out);

/* What was found; the encoding is final only after the last row. */
const struct csv_format *csv_format(const struct csv_reader *r);
/* Bytes taken so far and in all; *size is 0 when that cannot be known. */
uint64_t csv_progress(const struct csv_reader *r, uint64_t *size);

/* ---- writing: `;`, CRLF, UTF-8 with a byte order mark, which spreadsheets
 * in French open with a double click ---- */

struct csv_out {
	struct buf *buf;
	enum jal_err err;
	bool in_row;
};

/* Appends the byte order mark. buf may be emptied between rows by its owner. */
void csv_write_begin(struct csv_out *out, struct buf *buf);
/* One cell. Quoted where needed; a text that a spreadsheet would run as a
 * formula (= @ + - tab or return first, but no plain number or phone) gets an
 * apostrophe before it. A failure sticks. */
void csv_write_cell(struct csv_out *out, const char *s, size_t n);
void csv_write_row(struct csv_out *out);
/* The first failure, if any. */
JAL_MUST enum jal_err csv_write_end(struct csv_out *out);

#endif
