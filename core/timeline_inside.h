/*
 * Between timeline.c, which gathers and sorts, and timeline_tell.c, which says what
 * each record is. Nobody else includes it.
 */
#ifndef CORE_TIMELINE_INSIDE_H
#define CORE_TIMELINE_INSIDE_H

#include "core/buf.h"
#include "core/timeline.h"
#include "core/todo.h"

struct gathering {
	struct journal *j;
	const struct timeline_reader *reader;
	struct timeline *out;
	struct jal_id caseload, dossier, common;
	struct jal_id lead;	/* the assignment that the dossier names; zero */
	int64_t now;		/* civil minutes */
	int32_t today;
	struct todo_clocks clocks;
	/* Of the next event; timeline_add takes them and leaves them empty. */
	struct buf what;
	struct buf state;
	enum timeline_sign sign;
};

/* Nothing is added without a day. */
JAL_MUST enum jal_err timeline_add(struct gathering *g, int32_t day, enum timeline_kind kind, const char *word,
				   const struct record *r);

/* Adds what a record is. */
JAL_MUST enum jal_err timeline_tell(struct gathering *g, const struct record *r);

#endif
