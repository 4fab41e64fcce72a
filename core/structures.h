/*
 * The structures that a territory knows, by name: what an orientation chooses from.
 */
#ifndef CORE_STRUCTURES_H
#define CORE_STRUCTURES_H

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* Those of the common caseload that are not archived, by name. each borrows both for
 * the call; it must not write. */
JAL_MUST enum jal_err structures_each(struct db *db, const struct jal_id *common,
				      enum jal_err (*each)(void *ctx, const struct jal_id *id, const char *name), void *ctx);

extern const struct db_sql structures_sql;

#endif
