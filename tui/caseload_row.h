/*
 * How a line of the list of dossiers reads: its columns, what stands in each,
 * and the preview beside the list. Pure: from a row to texts.
 */
#ifndef TUI_CASELOAD_ROW_H
#define TUI_CASELOAD_ROW_H

#include <stddef.h>

#include "core/buf.h"
#include "core/caseload.h"
#include "core/error.h"
#include "tui/canvas.h"
#include "tui/desk.h"
#include "tui/list.h"

enum { ROW_NAME, ROW_SIGN, ROW_TOWN, ROW_STAGE, ROW_CONTRACT, ROW_LAST, ROW_NEXT, ROW_LEAD, ROW_PHONE, ROW_COLUMNS };

/* ui.md §3: 60–79 drops the town, then the next date; ≥ 100 adds referent and
 * phone. */
extern const struct list_column caseload_row_columns[ROW_COLUMNS];

/* From this width on there is a preview; its columns. */
#define CASELOAD_ROW_PREVIEW_FROM 140
#define CASELOAD_ROW_PREVIEW 38

/* Appends what stands in a column; *style may change. */
JAL_MUST enum jal_err caseload_row_cell(const struct desk *d, const struct caseload_row *row, size_t column,
	struct buf *out, unsigned *style);
/* Draws what more there is to say about a row. */
void caseload_row_preview(const struct desk *d, const struct caseload_row *row, struct canvas *c, struct rect r);

#endif
