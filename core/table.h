/*
 * Tables that come from outside, whatever file holds them: a text file is split here (core/csv.h), a workbook is taken
 * apart by jalon-read and told row by row (core/foreign.h). Knows nothing of columns.
 */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/csv.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/foreign.h"
#include "core/table_row.h"

/* jalon-read says something at least this often (milliseconds), or is ended. */
#define TABLE_WAIT_MS 60000

struct table_sheet {
	char name[FOREIGN_NAME_MAX + 1];	/* UTF-8, safe to show */
	enum foreign_sheet kind;
};

struct table_options {
	const char *program;	/* the full path of jalon-read; NULL: workbooks are refused */
	long sheet;		/* from 0; below 0: the first that is shown. Only workbooks have any */
	int wait_ms;		/* 0: TABLE_WAIT_MS */
};

struct table;

/* Opens an ordinary file. JAL_ERR_NOT_FOUND, JAL_ERR_IO, JAL_ERR_NOMEM; JAL_ERR_SYNTAX with a sentence for what is no
 * table; JAL_ERR_NOT_FOUND with a sentence, too, when jalon-read can't be started. */
JAL_MUST enum jal_err table_open(const char *path, const struct table_options *options, struct table **out,
				 struct diag *why);
/* Wipes what was read, ends what still runs. NULL is fine. */
void table_close(struct table *t);

/* The next row that is not empty. JAL_ERR_NOT_FOUND after the last; JAL_ERR_SYNTAX, JAL_ERR_LIMIT, JAL_ERR_IO,
 * JAL_ERR_CANCELLED (it took too long) with a sentence. A row that cannot be read is JAL_OK with `refused`. */
JAL_MUST enum jal_err table_next(struct table *t, struct table_row *out, struct diag *why);

/* Bytes taken so far and in all; *size is 0 when that cannot be known. */
uint64_t table_progress(const struct table *t, uint64_t *size);

/* The sheets of a workbook, known after the first row; *count 0 for a text file. Borrowed. */
const struct table_sheet *table_sheets(const struct table *t, size_t *count);

#endif
