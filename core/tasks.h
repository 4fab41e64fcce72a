/*
 * What needs attention in a dossier, computed from its records (domain.md §7):
 * one table of clocks. jalon never decides anything about it. When each is due
 * is worked out by core/listing, which keeps them in the table list_task; they are
 * read by core/todo. Here: what each is, and what a day means today.
 */
#ifndef CORE_TASKS_H
#define CORE_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/record.h"
#include "core/thresholds.h"

/* In the order of their sections. Kept in list_task: a new one is followed by a
 * step of core/schema that makes the lines again. */
enum tasks_kind {
	TASKS_NONE,
	TASKS_CONTRACT_ENDS,	/* on its last day */
	TASKS_CONTRACT_TO_SIGN,	/* a month after the orientation was notified */
	TASKS_EXEMPTION_ENDS,	/* on its last day */
	TASKS_HOURS,		/* no week reached the commitment for so long */
	TASKS_ORIENTATION,	/* so long after registration, and there is none */
	TASKS_PATHWAY_REVIEW,	/* a social pathway, so long after it began or was decided on again */
	TASKS_REQUEST,		/* a re-orientation was asked for, and nobody answered */
	TASKS_REPORT,		/* so long after the appointment */
	TASKS_REMINDER,		/* the day before an appointment, and on its day */
	TASKS_ACTION,		/* on its date */
	TASKS_FOLLOWUP,		/* on its date */
	TASKS_CONTACT,		/* to watch once nobody was in touch for so long, late at twice that */
	TASKS_ASSESSMENT,	/* the review that the last assessment advised */
	TASKS_IMMERSION,	/* its review, so long after its end */
	TASKS_PERMIT,		/* on its last day */
	TASKS_RQTH,		/* on its last day */
	TASKS_BREACH,		/* the procedure's next step, so long after the last one */
	TASKS_MEASURE,		/* on the last day of a measure that runs: it has its end, and waits for no step */
	TASKS_RETENTION,	/* nobody was in touch for so long: to be archived */
	TASKS_ANONYMISE,	/* archived, and the notice has passed */
	TASKS_LISTED,		/* those above lie in list_task */
	TASKS_CONFLICT = TASKS_LISTED,	/* something to settle in the dossier */
	TASKS_DUPLICATE,	/* two dossiers that look like one person's */
	TASKS_UNSENT,		/* what was written here has not left */
	TASKS_KINDS
};

/* What stands beside a name (ui.md §1): a sign, which colour only repeats. */
enum tasks_sign {
	TASKS_SIGN_NONE,
	TASKS_SIGN_WATCH,	/* . */
	TASKS_SIGN_SOON,	/* * */
	TASKS_SIGN_LATE,	/* ! */
};

#define TASKS_NEVER THRESHOLD_COUNT

struct tasks_info {
	const char *code;	/* in commands, JSON and postponements */
	const char *label;	/* N_() */
	const char *section;	/* N_(), capitals; %d: the number of its threshold */
	enum threshold threshold;	/* from which its day is counted; TASKS_NEVER: none */
	enum threshold soon;	/* so long before its day it is soon, */
	enum threshold watch;	/* or to watch; TASKS_NEVER: not */
	enum entity entity;	/* of the record that settles it; ENTITY_COUNT: the dossier as a whole */
	bool passes;		/* over after its day, never late */
	const char *why;	/* N_(): when it is there, in one sentence, for help and settings */
};

/* Static. kind from TASKS_CONTRACT_ENDS on. */
const struct tasks_info *tasks_info(enum tasks_kind kind);
/* TASKS_NONE when there is none of that code. */
enum tasks_kind tasks_by_code(const char *code);
/* The French word of a kind, N_(); "" for TASKS_NONE. */
const char *tasks_label(enum tasks_kind kind);

/* As kept in list_task. Days are civil dates. */
struct tasks_due {
	enum tasks_kind kind;
	int64_t rid;	/* the record it is about; 0: the dossier */
	int32_t base;	/* the day it counts from */
	int32_t due;	/* when it is to be done */
	int32_t until;	/* postponed to that day; RECORD_NO_DATE: not */
	int32_t day;	/* after it, it is late: the later of the two, or for TASKS_CONTACT as much later again */
};
#define TASKS_DUE_NONE ((struct tasks_due){ .kind = TASKS_NONE, .base = RECORD_NO_DATE, .due = RECORD_NO_DATE, \
					    .until = RECORD_NO_DATE, .day = RECORD_NO_DATE })

/* Works out due and day from kind, base and until. */
void tasks_set_days(struct tasks_due *due, const struct thresholds *t);

/* How many days before its day a task is shown with a sign or a stronger one:
 * -1 for TASKS_SIGN_LATE, -2 when it never has that sign. */
int32_t tasks_ahead(enum tasks_kind kind, enum tasks_sign sign, const struct thresholds *t);

/* Its sign by its kind and day: late from the day after on, none before what was postponed comes back. */
enum tasks_sign tasks_sign_of(const struct tasks_due *due, int32_t today, const struct thresholds *t);

/* Whether a is to be done before b: by sign, then day, then kind. */
bool tasks_before(const struct tasks_due *a, const struct tasks_due *b, int32_t today, const struct thresholds *t);

#endif
