/*
 * Takes commits, with all they need, from a store that nobody trusts into the
 * own repository: every object within its size, trees of depth 1, nothing
 * missing, parents first. What a commit says is not looked at: nothing is
 * believed yet. For the files of sync/ alone.
 */
#ifndef SYNC_INTAKE_H
#define SYNC_INTAKE_H

#include "sync/oidset.h"
#include "sync/pulse.h"
#include "sync/repo.h"

/* What became of one tip. */
struct intake_result {
	bool complete;		/* the tip and all its ancestors are there */
	bool some;		/* good is set: the newest first-parent ancestor that is complete (or the tip) */
	struct oid good;
	struct oid fault;	/* when not complete: the commit at fault */
	struct diag reason;	/* and why */
};

/* A commit that is at fault itself. */
struct intake_fault {
	struct oid commit;
	struct diag reason;
};

struct intake {
	struct repo *to;
	struct git_odb *from;	/* borrowed */
	bool copy;		/* objects are written into `to`; else only looked at */
	uint64_t max_objects;	/* JAL_ERR_LIMIT past these, of all tips together */
	uint64_t max_bytes;
	struct pulse *pulse;
	/* inside */
	struct oidset seen;
	struct intake_fault *faults;
	size_t fault_count, fault_cap;
	uint64_t commits_found, commits_done;
	uint64_t objects, bytes;	/* looked at so far, found in `from` */
};

/* Takes one tip. Faults of the history are in the result, with JAL_OK; an error
 * means that this side could not go on: JAL_ERR_CANCELLED, JAL_ERR_LIMIT,
 * JAL_ERR_NOMEM, JAL_ERR_IO. With copy the caller flushes `to` at the end. */
JAL_MUST enum jal_err intake_take(struct intake *in, const struct oid *tip, struct intake_result *out,
				  struct diag *diag);

void intake_free(struct intake *in);

#endif
