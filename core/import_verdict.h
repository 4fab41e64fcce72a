/*
 * The rule of domain.md §6: what a line is, given who is known. No database, no
 * edits: a pure function, so that every case can be tried.
 */
#ifndef CORE_IMPORT_VERDICT_H
#define CORE_IMPORT_VERDICT_H

#include "core/import.h"
#include "core/import_match.h"

enum import_verdict {
	IMPORT_IS_NEW,
	IMPORT_IS_KNOWN,	/* the chosen candidate */
	IMPORT_IS_DOUBTFUL,	/* the chosen candidate is the nearest; the reason says why */
	IMPORT_IS_NOBODY,	/* a line of contacts about someone unknown */
};

struct import_judgement {
	enum import_verdict verdict;
	size_t chosen;		/* within found->candidate, unless new or nobody */
	struct diag reason;	/* of a doubt */
};

/* Neither names and date nor external id nor NIR known: new. Names and date and
 * external id both equal (or neither side has one): known, unless the NIR is
 * another's. Names, date and NIR equal, and one side without external id: known.
 * Everything else is a doubt. Of contacts: the NIR, else a number of the CAF that
 * one person has. */
struct import_judgement import_verdict(enum import_kind kind, const struct import_found *found);

#endif
