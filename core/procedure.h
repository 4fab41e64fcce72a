/*
 * Procedures that go step by step (a breach, a request for re-orientation): what
 * each step asks to be filled in, and how long ago each was. Facts and delays only:
 * nothing here proposes, computes or decides what comes next (domain.md §7).
 */
#ifndef CORE_PROCEDURE_H
#define CORE_PROCEDURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/check.h"
#include "core/edit.h"
#include "core/record.h"

/* The steps of procedure.def: NEED(field of the status, step, field that it asks for), and
 * ROOM(the same, field that may be filled in from then on). */

/* The status whose steps ask for a field; FIELD_COUNT: no procedure does. */
enum field procedure_status(enum field field);

/* Whether a form at that step of the procedure ("" or NULL: before the first) has a place
 * for the field: a step that was gone through, or is gone through now, has it; or one that
 * may come next asks for it. Which steps follow is core/lifecycle's. */
bool procedure_asks(enum field field, const char *step);

/* What the step that an edit takes, or the one it is at, asks for and lacks: added to
 * issues as errors, each on its field. Part of settle_typed. */
void procedure_typed(const struct edit *e, struct check_issues *issues);

/* Something that happened, and when. */
enum procedure_fact_kind {
	PROCEDURE_REPORTED,		/* the breach itself */
	PROCEDURE_ASKED,		/* observations were asked for */
	PROCEDURE_AWAITED,		/* and have not come */
	PROCEDURE_RECEIVED,
	PROCEDURE_HEARD,
	PROCEDURE_RUNS,			/* the measure began */
	PROCEDURE_ENDS,			/* its last day, from its months; may be to come */
	PROCEDURE_LIFTED,
	PROCEDURE_REQUESTED,		/* a re-orientation was asked for */
	PROCEDURE_ANSWERED,
};

struct procedure_fact {
	enum procedure_fact_kind kind;
	int32_t day;
	int32_t days;		/* since then; negative: to come */
};

#define PROCEDURE_FACTS_MAX 8

/* The last day of a breach's measure: one month from the 5th ends on the 4th. RECORD_NO_DATE when it has no
 * beginning, or is said to last no months or more than ten years of them. */
int32_t procedure_measure_ends(int32_t starts, int64_t months);

/* Those of a breach or a request, in the order of the procedure; returns how many. */
size_t procedure_facts(const struct record *r, int32_t today, struct procedure_fact out[PROCEDURE_FACTS_MAX]);

/* The fact that says how long the present step has lasted. False: nothing waits. */
bool procedure_waits(const struct record *r, int32_t today, struct procedure_fact *out);

/* A stable word for it: "observations_awaited". */
const char *procedure_fact_code(enum procedure_fact_kind kind);

#endif
