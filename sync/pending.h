/*
 * Charter commits that were made here and that the home remote does not have
 * yet, and names to be written into the common caseload: kept in the vault until
 * they are done. A commit that came too late is made again on the new tip.
 */
#ifndef SYNC_PENDING_H
#define SYNC_PENDING_H

#include "core/db.h"
#include "core/model.h"
#include "sync/charter_chain.h"

struct pending_commit {
	struct buf raw, file;
};

struct pending {
	struct pending_commit *list;	/* owned, in the order of their numbers */
	size_t n;
};

#define PENDING_INIT ((struct pending){ NULL, 0 })

/* What waits, as the vault keeps it; pending_free. JAL_ERR_CORRUPT, errors of the database. */
JAL_MUST enum jal_err pending_load(struct db *db, struct pending *out);
JAL_MUST enum jal_err pending_save(struct db *db, const struct pending *p);
/* Takes the buffers over. */
JAL_MUST enum jal_err pending_add(struct pending *p, struct buf *raw, struct buf *file);
void pending_free(struct pending *p);

/* Brings the list onto the chain: forgets commits that are in it, and when it has
 * moved on makes the others again, signed with sign. Those whose entries can no
 * longer be made are dropped, each told through dropped(). chain gets the commits
 * added. JAL_ERR_DENIED when this device may no longer sign. */
JAL_MUST enum jal_err pending_settle(struct pending *p, struct charter_chain *chain, const struct secret *sign,
				     int64_t date, void (*dropped)(void *ctx, const struct diag *why), void *ctx,
				     struct diag *diag);

/* A name that belongs into the common caseload: of the territory, a member, a
 * caseload; record is its id. */
struct pending_name {
	enum entity entity;
	struct jal_id record;
	char name[321];
};

/* Adds one to those kept. Inside a transaction or not. */
JAL_MUST enum jal_err pending_name(struct db *db, const struct pending_name *name);
JAL_MUST enum jal_err pending_names(struct db *db, enum jal_err (*each)(void *ctx, const struct pending_name *name),
				    void *ctx);
JAL_MUST enum jal_err pending_named(struct db *db);

#endif
