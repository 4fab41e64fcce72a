/*
 * Two histories of one device (docs/protocol.md §6): kept as evidence, told, and
 * settled as supervisors' `heads` say, the same in every vault that knows both.
 */
#ifndef SYNC_FORK_H
#define SYNC_FORK_H

#include "sync/receive.h"

/* A chain that does not go on from what was verified here, or of a device known
 * to be forked: at is the last commit in common, oids follow it. When its first
 * commit holds, the chain is kept below refs/evidence/ as far as it holds and the
 * device counts as forked; else that commit is quarantined. */
JAL_MUST enum jal_err fork_meet(struct receive *r, const struct repo_ref *tip, const struct verify_at *at,
				const struct oid *oids, size_t n, struct diag *diag);

/* A supervisor's `heads` lists another commit at that seq than the one here:
 * looks for it among the parents of supervisors' merges. */
JAL_MUST enum jal_err fork_claimed(struct receive *r, const struct jal_id *device, uint64_t seq, struct diag *diag);

/* For every forked device: accepts what supervisors settled, withdraws the rest
 * from the fork on. */
JAL_MUST enum jal_err fork_settle(struct receive *r, struct diag *diag);

/* Whether any device is forked. */
JAL_MUST enum jal_err fork_any(struct territory *t, bool *yes);

#endif
