/*
 * The time line of a dossier: what happened, newest first, whatever kind of record
 * it is in, and how each stands today. For the pathway tab and the command. Archived
 * and undone records are left out; nothing of a confidential note is told.
 */
#ifndef CORE_TIMELINE_H
#define CORE_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/format.h"
#include "core/journal.h"
#include "core/record.h"

enum timeline_kind {
	TIMELINE_STAGES,	/* entries, steps, exits, transfers */
	TIMELINE_ORIENTATIONS,	/* and requests for another one */
	TIMELINE_ASSIGNMENTS,
	TIMELINE_APPOINTMENTS,
	TIMELINE_NOTES,
	TIMELINE_ACTIONS,
	TIMELINE_SOLUTIONS,	/* immersions and programmes too */
	TIMELINE_CONTRACTS,
	TIMELINE_ASSESSMENTS,
	TIMELINE_BREACHES,
	TIMELINE_DOCUMENTS,
	TIMELINE_KINDS
};

/* How it stands; a sign and a word on the screen (ui.md §1). */
enum timeline_sign {
	TIMELINE_NO_SIGN,
	TIMELINE_WATCH,		/* . */
	TIMELINE_SOON,		/* * */
	TIMELINE_LATE,		/* ! */
	TIMELINE_DONE,		/* [x] */
};

struct timeline_event {
	int32_t day;
	enum timeline_kind kind;
	const char *word;	/* N_(): "RDV" */
	const char *what;	/* in the reader's language */
	enum timeline_sign sign;
	const char *state;	/* likewise; "" */
	enum entity entity;
	struct jal_id record;
	size_t place;		/* in the order found: ties */
};

struct timeline {
	struct timeline_event *list;	/* newest first */
	size_t count, cap;
	struct arena texts;
};

/* Who reads, and when. */
struct timeline_reader {
	const struct jal_clock *clock;
	struct format format;
	/* A member's name; "" when it is not known. */
	const char *(*member)(void *ctx, const struct jal_id *id);
	void *ctx;
};

#define TIMELINE_INIT ((struct timeline){ .texts = ARENA_INIT })

/* out must be TIMELINE_INIT; to be freed. */
JAL_MUST enum jal_err timeline_read(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				    const struct timeline_reader *reader, struct timeline *out, struct diag *diag);
/* Wipes. */
void timeline_free(struct timeline *t);

/* A stable word: "appointments"; and back: TIMELINE_KINDS when it is none. */
const char *timeline_code(enum timeline_kind kind);
/* What the filter calls it: "rendez-vous", N_(); static. */
const char *timeline_label(enum timeline_kind kind);
enum timeline_kind timeline_by_code(const char *code);
/* "late"; "" without one. */
const char *timeline_sign_code(enum timeline_sign sign);

#endif
