/*
 * The hours done, week by week, typed in one go: a field for each of the last weeks
 * of a contract, with what was planned and committed to beside it.
 */
#ifndef TUI_SCR_HOURS_H
#define TUI_SCR_HOURS_H

#include <stdint.h>

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* contract NULL: the one that counts now; monday: the week to begin in, RECORD_NO_DATE:
 * the last one that is over. NULL when out of memory. */
struct screen *scr_hours_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *contract,
	int32_t monday);

/* What its drafts are called. */
#define SCR_HOURS_DRAFT "hours"

#endif
