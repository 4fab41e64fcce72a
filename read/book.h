/*
 * What a workbook says of its parts: the sheets and where they lie, how numbers are shown, and the texts that cells share
 * (ECMA-376, part 1, §18.2, §18.4, §18.8). Knows no row.
 */
#ifndef READ_BOOK_H
#define READ_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "read/number.h"
#include "read/pack.h"

#define BOOK_PATH_MAX 256
#define BOOK_STYLES_MAX 65536
#define BOOK_TEXTS_MAX ((size_t)4 << 20)		/* how many */
#define BOOK_TEXT_BYTES_MAX ((size_t)384 << 20)		/* all together */

struct book_sheet {
	char name[FOREIGN_NAME_MAX + 1], id[64], path[BOOK_PATH_MAX];
	bool hidden;
};

struct book {
	struct book_sheet *sheets;	/* FOREIGN_SHEETS_MAX */
	size_t sheet_count;
	bool from_1904;
	struct number_format *styles;	/* by a cell's s */
	size_t style_count;
	struct arena arena;
	const char **texts;		/* of the arena */
	uint32_t *lengths;
	size_t text_count;
};

/* Reads all that stands before the rows. book_free(out) afterwards, whatever it gives. */
enum foreign_end book_read(struct pack *p, struct book *out);
void book_free(struct book *b);

/* Appends a text as files hold it, with _xHHHH_ become characters (ECMA-376, part 1, §22.9.2.19). */
enum foreign_end book_text(struct buf *to, const char *s, size_t n);

#endif
