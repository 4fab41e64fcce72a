/*
 * What becomes of an appointment, as every screen that shows one does it: it was
 * kept or not, it is cancelled. Knows no screen.
 */
#ifndef TUI_APPOINTMENT_LIFE_H
#define TUI_APPOINTMENT_LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/id.h"
#include "tui/app.h"
#include "tui/desk.h"
#include "tui/file.h"

/* Asks what it has become, over the screen on top, and writes that; state is the
 * code that is current at first. */
void appointment_life_ask(struct desk *d, struct app *app, const struct file_ref *ref, const struct jal_id *appointment,
	const char *state);

/* Writes that it is in that state (a code of vocabulary appointment_status), says
 * so on row 22 and tells all screens. False, and said why, when it was not. */
bool appointment_life_set(struct desk *d, struct app *app, const struct file_ref *ref, const struct jal_id *appointment,
	const char *status);

/* Why its report can't be written yet or again; why it can't be cancelled: a
 * translated text without a full stop; NULL when it can. */
const char *appointment_life_no_report(const struct desk *d, int64_t starts, bool reported);
const char *appointment_life_no_cancel(const char *status);

#endif
