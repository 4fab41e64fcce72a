/*
 * The course of a pathway: what one gesture on it (an orientation, a change of
 * referent, an exit, a reopening) changes in the records around the one that was
 * typed, so that all of it is one save and one undo. Put together here for forms
 * and commands, which show it and have it confirmed first. Knows neither.
 */
#ifndef CORE_COURSE_H
#define CORE_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/check.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/edit_list.h"
#include "core/error.h"
#include "core/journal.h"
#include "core/record.h"

/* What goes with a typed edit. Its numbers are what a confirmation tells. */
struct course_plan {
	struct edit_list edits;	/* without the typed one, which stays the caller's */
	int32_t closes_from;	/* the orientation that is closed: its first day; RECORD_NO_DATE: none is */
	int32_t closes_on;	/* and its last one */
	bool leads;		/* someone's lead ends */
	struct jal_id former;	/* whose; zero when it is not known */
	size_t appointments;	/* to come after an exit */
	size_t contracts;	/* not over at an exit */
	const char *step;	/* the pathway's new status, a code; NULL: it stays */
};

#define COURSE_PLAN_INIT ((struct course_plan){ .closes_from = RECORD_NO_DATE, .closes_on = RECORD_NO_DATE })

/* Frees the edits, leaves COURSE_PLAN_INIT. */
void course_plan_free(struct course_plan *plan);

/* Writes the typed edit and the plan in one transaction. For commands; forms have
 * their own way (desk_write). */
JAL_MUST enum jal_err course_write(struct journal *j, struct edit *typed, const struct course_plan *plan,
				   struct diag *diag);

/*
 * For each of these: out must be COURSE_PLAN_INIT and is to be freed also when
 * issues were found. What is refused is added to issues, as errors before the
 * rest, and the plan is then empty. To be called beside entry_check, in place of
 * settle_typed.
 */

/* e: an orientation. A new one closes the one that covers its first day, the day
 * before (domain.md §2); unless it is over, the dossier then names it as open, its
 * pathway takes its type and, unless it is farther already, the step `oriented`. Of
 * one that was there, only whether the dossier names it. */
JAL_MUST enum jal_err course_orient(struct journal *j, const struct edit *e, int32_t today, struct course_plan *out,
				    struct check_issues *issues);

/* e: a new assignment. lead: it becomes the dossier's lead, and the former one ends
 * the day before with its reason: what e holds as end_reason, which moves there. */
JAL_MUST enum jal_err course_assign(struct journal *j, struct edit *e, bool lead, struct course_plan *out,
				    struct check_issues *issues);

enum {
	COURSE_CANCEL_APPOINTMENTS = 1,
	COURSE_END_CONTRACTS = 2,
};
/* e: a new exit, which gets the pathway that it ends. Closes the open orientation and
 * ends the pathway; the rest only when what says so. Counts it in any case. */
JAL_MUST enum jal_err course_leave(struct journal *j, struct edit *e, unsigned what, int32_t today,
				   struct course_plan *out, struct check_issues *issues);

/* The pathway that was ended goes on. JAL_ERR_INVALID with the sentence when it was
 * not ended; JAL_ERR_NOT_FOUND without a pathway. */
JAL_MUST enum jal_err course_reopen(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				    struct course_plan *out, struct diag *diag);

/* The dossier's pathway of now: the one entered last, those without a day before; of one
 * day the smaller id, so that all vaults agree. NULL when it has none; the caller frees. */
JAL_MUST enum jal_err course_pathway(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				     struct record **out);
/* The same for a statement that reads the table `pathway` as t and its row of j_record as
 * r (LISTING_OF): what comes after its WHERE. */
#define COURSE_SQL_PATHWAY " ORDER BY t.entered DESC, r.id LIMIT 1"

/* Whether a pathway at that stage (a code of pathway_status; NULL: none) is over. */
bool course_over(const char *stage);
/* Whether an orientation, an assignment is in force that day. */
bool course_in_force(const struct record *r, int32_t day);

#endif
