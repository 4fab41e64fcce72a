/*
 * What one device's chain says of another's that could not be compared yet: a
 * lot that exists, they say, and is not here (protocol.md §5). One word of each
 * about each; who is believed how far is sync/'s to say.
 */
#ifndef CORE_HEARSAY_H
#define CORE_HEARSAY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* Every function that writes may be called inside a transaction of the caller's,
 * or makes its own. */

extern const struct db_sql hearsay_sql;

struct hearsay {
	struct jal_id device;	/* whose lot it is */
	struct jal_id by;	/* the device whose chain says so */
	bool heads;		/* in a supervisor's `heads`; else in a `seen` */
	bool supervisor;	/* who says so is one */
	uint64_t seq;
	struct jal_hash hash;
	uint64_t known;		/* how far the device's chain was verified here when it was heard */
	int64_t heard_ms;
};

/* In the place of what `by` said of that device before, in the same way.
 * JAL_ERR_INVALID for numbers that no chain has. */
JAL_MUST enum jal_err hearsay_put(struct db *db, const struct hearsay *h);
/* Fine when it is not there. */
JAL_MUST enum jal_err hearsay_drop(struct db *db, const struct hearsay *h);
/* By device, then by who says so; each may write. */
JAL_MUST enum jal_err hearsay_each(struct db *db, enum jal_err (*each)(void *ctx, const struct hearsay *h), void *ctx);

#endif
