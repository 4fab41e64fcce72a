/*
 * Writes calendars (iCalendar, RFC 5545): events at civil times of Europe/Paris.
 * Knows no record and no language: texts come from the caller.
 *
 * Errors stick: the first one is kept, later calls do nothing, and ics_end tells
 * it.
 */
#ifndef CORE_ICS_H
#define CORE_ICS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"

struct ics {
	struct buf *out;
	struct buf line;	/* a property before it is folded */
	int64_t now_ms;
	enum jal_err err;
};

struct ics_event {
	struct jal_id id;		/* its UID, the same each time */
	int64_t starts;			/* civil minutes */
	int minutes;			/* > 0 */
	const char *summary;
	const char *location;		/* NULL or "": none */
	const char *description;	/* likewise; may have lines */
	bool takes_time;		/* else it is shown and keeps nobody busy */
	bool cancelled;
};

/* Appends to out, which must outlive the writer. now_ms: when this is written. */
struct ics ics_begin(struct buf *out, int64_t now_ms);
void ics_event(struct ics *w, const struct ics_event *e);
/* JAL_OK when all was written. */
JAL_MUST enum jal_err ics_end(struct ics *w);

#endif
