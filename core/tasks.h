/*
 * What needs attention in a dossier, computed from its records (domain.md §7);
 * here the part that orders the list: when the most urgent task falls due. jalon
 * never decides anything about it.
 */
#ifndef CORE_TASKS_H
#define CORE_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

/* Thresholds, in days (domain.md §7). */
#define TASKS_CONTRACT_SOON 15		/* a contract ends within */
#define TASKS_REPORT_DUE 2		/* an appointment has no report after */
#define TASKS_NO_CONTACT 30		/* nobody was in touch for */
#define TASKS_SOON 7			/* anything else is due within */
#define TASKS_WATCH 30			/* worth a look within */

enum tasks_kind {
	TASKS_NONE,
	TASKS_CONTRACT_ENDS,	/* due on its last day */
	TASKS_REPORT,		/* due TASKS_REPORT_DUE days after the appointment */
	TASKS_ACTION,		/* due on its date */
	TASKS_FOLLOWUP,		/* due on its date */
	TASKS_CONTACT,		/* due TASKS_NO_CONTACT days after the last one */
};

/* What stands beside a name (ui.md §1): a sign, which colour only repeats. */
enum tasks_sign {
	TASKS_SIGN_NONE,
	TASKS_SIGN_WATCH,	/* . */
	TASKS_SIGN_SOON,	/* * */
	TASKS_SIGN_LATE,	/* ! */
};

struct tasks_due {
	enum tasks_kind kind;
	int32_t day;		/* civil date, days since 1970-01-01; RECORD_NO_DATE for TASKS_NONE */
	struct jal_id record;	/* what it is about; zero for TASKS_CONTACT */
};

/* The sign of something of that kind due on that day. Late from the day after
 * on; soon within the kind's own threshold. */
enum tasks_sign tasks_sign(enum tasks_kind kind, int32_t day, int32_t today);

/* The French word of a kind, N_(); "" for TASKS_NONE. */
const char *tasks_label(enum tasks_kind kind);

#endif
