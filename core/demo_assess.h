/*
 * The diagnosis of one dossier of the demonstration, with its history: assessments
 * months apart, made through the doors that people use. Every text is invented.
 */
#ifndef CORE_DEMO_ASSESS_H
#define CORE_DEMO_ASSESS_H

#include <stdbool.h>

#include "core/assess.h"
#include "core/demo_clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/journal.h"

struct demo_assess {
	const char *theme;		/* what the person is followed for, one of those of demo_live.c */
	enum assess_level level;	/* its level at the first assessment */
	bool done;			/* lifted by the second one */
	int first, second;		/* how many days ago they were; second 0: there was one only */
	unsigned number;		/* of the dossier: which other barriers it has */
};

/* time comes back to now. */
JAL_MUST enum jal_err demo_assess_make(struct journal *j, struct demo_clock *time, const struct demo_assess *what,
				       const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag);

#endif
