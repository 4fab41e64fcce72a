/*
 * Tables of an OpenDocument spreadsheet (OASIS OpenDocument 1.3, part 3, §9): the sheets, then the rows of one. Cells
 * and rows that a file says once for many are told as many times, empty ones never. Cells merged downwards say the same
 * in each row.
 */
#ifndef READ_ODS_H
#define READ_ODS_H

#include "read/out.h"
#include "read/pack.h"

/* wanted: which sheet, from 0; below 0: the first that is shown. */
enum foreign_end ods_read(struct pack *p, long wanted, struct out *o);

#endif
