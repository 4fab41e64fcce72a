/*
 * What is remembered of each device's chain besides its verified head (outbox):
 * how far supervisors settled it, whether this vault read it, whether it is
 * forked; and to which boxes each epoch's key was given. It knows numbers; what
 * they are worth is sync/'s to say.
 */
#ifndef CORE_STANDING_H
#define CORE_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* Every function that writes may be called inside a transaction of the caller's,
 * or makes its own. */

extern const struct db_sql standing_sql;

struct standing {
	struct jal_id device;
	uint64_t content;		/* the last verified commit that says something of its own: a lot, or keys */
	uint64_t settled;		/* the last one that a supervisor's `heads` lists (protocol.md §5) */
	bool opened;			/* an envelope of it was opened since this device's last commit */
	bool forked;			/* two valid commits with one seq are known */
	uint64_t forked_at;		/* the lowest such seq */
};

/* Zeros but for the device when nothing is remembered. */
JAL_MUST enum jal_err standing_of(struct db *db, const struct jal_id *device, struct standing *out);
JAL_MUST enum jal_err standing_put(struct db *db, const struct standing *s);
/* By device; each may write. */
JAL_MUST enum jal_err standing_each(struct db *db, enum jal_err (*each)(void *ctx, const struct standing *s), void *ctx);
/* This device has said what it opened. */
JAL_MUST enum jal_err standing_said(struct db *db, const struct jal_id *device);

/* A verified chain holds a record of that epoch's key for that box of that device. */
JAL_MUST enum jal_err standing_give(struct db *db, const struct jal_id *caseload, uint32_t epoch,
				    const struct jal_id *device, const uint8_t box[32]);
JAL_MUST enum jal_err standing_given(struct db *db, const struct jal_id *caseload, uint32_t epoch,
				     const struct jal_id *device, const uint8_t box[32], bool *yes);

/* A caseload of which envelopes were passed over, since this member could not read it then. */
JAL_MUST enum jal_err standing_pass(struct db *db, const struct jal_id *caseload);
JAL_MUST enum jal_err standing_passed(struct db *db, const struct jal_id *caseload, bool *yes);
/* They were read since. */
JAL_MUST enum jal_err standing_caught_up(struct db *db, const struct jal_id *caseload);

#endif
