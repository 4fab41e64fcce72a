/*
 * One row of a table that comes from outside, whatever the file's format: its cells as text, and where it stands there.
 * Knows no format.
 */
#ifndef CORE_TABLE_ROW_H
#define CORE_TABLE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/diag.h"

/* What a cell is. In a text file all are texts. */
enum table_kind {
	TABLE_TEXT,
	TABLE_NUMBER,	/* so a zero before it is lost */
	TABLE_FORMULA,	/* a formula that was never computed: no text */
	TABLE_ERROR,	/* one that went wrong, #N/A, #REF: no text */
	TABLE_KIND_COUNT
};

struct table_cell {
	const char *s;		/* UTF-8, not always NFC: see text_clean; no final NUL */
	size_t n;
	enum table_kind kind;
};

struct table_row {
	uint64_t line;			/* of its first line in the file, or its number in the sheet, from 1 */
	bool refused;			/* then reason says why, and there are no cells */
	struct diag reason;
	const struct table_cell *cells;	/* borrowed until the next call */
	size_t count;
};

#endif
