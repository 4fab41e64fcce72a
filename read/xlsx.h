/*
 * Tables of an Office Open XML workbook (ECMA-376, part 1, §18): the sheets, then the rows of one. Values as they are
 * stored: a formula's last result is its value, and one that was never computed is said to be. Cells merged downwards
 * say the same in each row; those merged across say it once.
 */
#ifndef READ_XLSX_H
#define READ_XLSX_H

#include "read/out.h"
#include "read/pack.h"

/* wanted: which sheet, from 0; below 0: the first that is shown. */
enum foreign_end xlsx_read(struct pack *p, long wanted, struct out *o);

#endif
