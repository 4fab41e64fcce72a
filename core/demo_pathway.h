/*
 * Pathways of the demonstration: their steps and orientations on the days on which
 * they were, then what some of them have besides: another orientation, a request, a
 * breach in its procedure, an exit, a reopening.
 */
#ifndef CORE_DEMO_PATHWAY_H
#define CORE_DEMO_PATHWAY_H

#include "core/demo_clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"

/* Of those who left, and those who left and came back. */
enum { DEMO_LEFT_FOR_A_JOB = 13, DEMO_LEFT_THE_PLACE = 20, DEMO_CAME_BACK = 27 };
/* How many days ago those who came back had left. */
#define DEMO_LEFT_EARLIER 32

/* How many days ago; one after the other. */
struct demo_pathway_days {
	int entered, assessed, contract;
};

/* Someone who was registered by an import and is supported since. type: a code of pathway_type. */
JAL_MUST enum jal_err demo_pathway_begin(struct journal *j, struct demo_clock *time, const char *type,
					 const struct demo_pathway_days *days,
					 const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

/* What the `number`-th of them has besides, once the rest of the dossier is written. */
JAL_MUST enum jal_err demo_pathway_go_on(struct journal *j, struct demo_clock *time, unsigned number,
					 const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

#endif
