/*
 * The agenda: a week or a day, what is taken and what is free; appointments are
 * made, changed and reported from there.
 */
#ifndef TUI_SCR_AGENDA_H
#define TUI_SCR_AGENDA_H

#include <stdint.h>

#include "core/id.h"
#include "tui/desk.h"

/* at: civil minutes to begin at; RECORD_NO_NUMBER: now. appointment: the one to
 * stand on; NULL. NULL when out of memory. */
struct screen *scr_agenda_new(struct desk *desk, int64_t at, const struct jal_id *appointment);

#endif
