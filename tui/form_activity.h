/*
 * The form of hours done for one action. A whole week's total is typed in scr_hours.
 */
#ifndef TUI_FORM_ACTIVITY_H
#define TUI_FORM_ACTIVITY_H

#include <stdint.h>

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/screen.h"

/* id NULL: new hours, under the contract (NULL: under none), of the week of that Monday
 * (RECORD_NO_DATE: today's). NULL when out of memory. */
struct screen *form_activity_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *contract, int32_t monday);

#endif
