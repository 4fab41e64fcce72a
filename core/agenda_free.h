/*
 * The hours at which someone works, and which of them are free. Minutes of one
 * day alone: knows no database and no calendar.
 */
#ifndef CORE_AGENDA_FREE_H
#define CORE_AGENDA_FREE_H

#include <stddef.h>

#include "core/diag.h"
#include "core/error.h"

/* Minutes since midnight, to excluded. */
struct agenda_span {
	int from, to;
};

#define AGENDA_HOURS_MAX 6
#define AGENDA_HOURS_USUAL "9h-12h 14h-17h"

struct agenda_hours {
	struct agenda_span span[AGENDA_HOURS_MAX];	/* ascending, apart */
	size_t n;
};

/* Reads "9h-12h 14h-17h30", also with commas between. JAL_ERR_INVALID with a
 * sentence; out is untouched then. */
JAL_MUST enum jal_err agenda_hours_read(const char *text, size_t n, struct agenda_hours *out, struct diag *why);

/* What of the hours nothing in busy (any order, overlapping or not) takes, each
 * at least `least` minutes long, ascending; at most room. Returns how many. */
size_t agenda_free(const struct agenda_hours *hours, const struct agenda_span *busy, size_t n, int least,
		   struct agenda_span *out, size_t room);

#endif
