/*
 * Other devices' chains, as a remote showed them: walked from where they were
 * verified to, checked, opened, applied. What is at fault is named and stops its
 * own chain; the rest goes on. Fetches nothing.
 */
#ifndef SYNC_RECEIVE_H
#define SYNC_RECEIVE_H

#include "core/hearsay.h"
#include "sync/keys.h"

/* One exchange's receiving. Zero-initialise, set t; receive_free() at the end. */
struct receive {
	struct territory *t;
	bool dry;		/* verify and count, write nothing into the vault */
	bool joining;		/* what is missing will stop it: only supervisors are believed about that */
	bool own_ahead;		/* the own chain goes on where this vault did not write */
	bool content, opened;	/* of the last receive_commit(): it said something; it was read */
	struct receive_claim *claims;
	size_t n_claims, cap_claims;
};

/* A tip that a commit's `seen` or `heads` names, and the charter number that the commit names. */
struct receive_claim {
	struct hearsay said;
	uint64_t charter;
	bool kept;		/* in the vault */
};

/* All device chains of the list, supervisors' first, since they bring keys. Each
 * name is a reference of the territory, each oid a complete commit of the own
 * repository. JAL_OK also when something was quarantined. */
JAL_MUST enum jal_err receive_all(struct receive *r, const struct repo_ref *tips, size_t n, struct diag *diag);
void receive_free(struct receive *r);
/* One of them. */
JAL_MUST enum jal_err receive_chain(struct receive *r, const struct repo_ref *tip, struct diag *diag);

/* Applies a commit that passed the public checks: keys, envelopes; keeps what it
 * says of others for receive_settle(). reference is for the sentences. */
JAL_MUST enum jal_err receive_commit(struct receive *r, const char *reference, const struct verify_commit *c,
				     struct diag *diag);

/* After all chains: envelopes whose keys came, claims that can be compared now,
 * forked chains settled anew. */
JAL_MUST enum jal_err receive_settle(struct receive *r, struct diag *diag);

#endif
