/*
 * The form of an appointment.
 */
#ifndef TUI_FORM_APPOINTMENT_H
#define TUI_FORM_APPOINTMENT_H

#include "tui/desk.h"
#include "tui/file.h"
#include "tui/scr_form.h"

/* id NULL: a new one. sink as in scr_form_new. NULL when out of memory. */
struct screen *form_appointment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct scr_form_sink *sink);
/* A new one that begins then (civil minutes). */
struct screen *form_appointment_new_at(struct desk *desk, const struct file_ref *ref, int64_t starts);

#endif
