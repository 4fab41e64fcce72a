/* What csv.c asks of csv_look.c: finding out a file's format from its beginning. */
#ifndef CORE_CSV_LOOK_H
#define CORE_CSV_LOOK_H

#include "core/csv.h"

/* How much of the file is looked at. */
#define CSV_LOOK_MAX ((size_t)64 << 10)

/* From the first bytes (whole: the file ends there). *skip: bytes before the
 * first row: a byte order mark, a `sep=;` line; *lines: lines in them. Errors as csv_open. */
JAL_MUST enum jal_err csv_look(const uint8_t *p, size_t n, const struct csv_format *forced, struct csv_format *out,
			       size_t *skip, uint64_t *lines, struct diag *why);

#endif
