/*
 * Appointments as a calendar that other programs read, in the language in force.
 * Without names it holds initials, hours and kinds of places, and nothing else.
 */
#ifndef TUI_AGENDA_EXPORT_H
#define TUI_AGENDA_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/agenda.h"
#include "core/buf.h"
#include "core/error.h"

/* Appends the whole of a file (.ics) of those that the query gives; *n gets how
 * many. names: whole names, addresses, subjects and reminders too. */
JAL_MUST enum jal_err agenda_export_ics(struct db *db, const struct agenda_query *query, bool names, int64_t now_ms,
	struct buf *out, size_t *n);

#endif
