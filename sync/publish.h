/*
 * What a remote lacks and this vault has verified: sent, and proved by a
 * re-read. The charter's pending commits by compare-and-swap on the home remote.
 */
#ifndef SYNC_PUBLISH_H
#define SYNC_PUBLISH_H

#include "core/outbox.h"
#include "sync/remote.h"
#include "sync/territory_inside.h"

struct publish {
	struct territory *t;
	struct remote *remote;
	struct outbox_remote *record;	/* updated in the vault when something is proved */
	struct repo_refs *there;	/* as last listed; follows what is sent */
};

/* Creates or fast-forwards every reference of the own repository that is not
 * there yet: the own chain, others' that the remote lost or never had, the
 * charter. A reference that goes elsewhere there is left alone.
 * result->write_unknown when an answer is missing. JAL_ERR_DENIED when our own
 * lots were refused. */
JAL_MUST enum jal_err publish_all(struct publish *p, struct diag *diag);

/* Tries once to put the charter's new tip (in the own repository, on top of what
 * is listed) there. */
JAL_MUST enum jal_err publish_charter(struct publish *p, const struct oid *tip, enum remote_answer *answer,
				      struct diag *diag);

/* Whether the list lacks something of the own repository that it could be given. */
JAL_MUST enum jal_err publish_lacks(struct publish *p, bool *yes);

#endif
