/*
 * The public checks of a device's commit, made by everybody before anything is
 * decrypted, in the order of docs/protocol.md §4. The answer depends on the
 * charter and the chain alone. Knows no vault.
 */
#ifndef SYNC_VERIFY_H
#define SYNC_VERIFY_H

#include "sync/charter.h"
#include "sync/heads.h"
#include "sync/keyrec.h"
#include "sync/lot.h"
#include "sync/message.h"
#include "sync/repo.h"

/* Where a chain stands: its last commit that passed. Before the first one, seq
 * is 0 and all else but the device zero. */
struct verify_at {
	struct jal_id device;
	uint64_t seq;
	struct jal_hash hash;
	struct oid oid;
	uint64_t charter;	/* the number that it names */
};

/* A commit that passed, and what is in it. */
struct verify_commit {
	struct oid oid;
	struct jal_hash hash;
	struct commit commit;
	struct message message;
	bool supervisor;		/* the device's member, at the charter number named */
	struct buf lot_bytes;
	struct lot lot;			/* empty without a file `lot`; borrows lot_bytes */
	struct heads heads;
	struct keyrec_list keys;
};

#define VERIFY_COMMIT_INIT \
	((struct verify_commit){ .commit = COMMIT_INIT, .lot_bytes = BUF_INIT, .lot = LOT_INIT, .heads = HEADS_INIT, \
				 .keys = KEYREC_LIST_INIT })

/* Checks the commit that should follow `at`. On success the caller frees out.
 *
 * JAL_ERR_WAITING when the charter that it names, or that admits its device, is
 * not known yet. Any error for which verify_is_fault() is true means that the
 * commit is refused, with the reason in diag; others are this side's. */
JAL_MUST enum jal_err verify_next(struct repo *repo, const struct charter *charter, const struct verify_at *at,
				  const struct oid *oid, struct verify_commit *out, struct diag *diag);
void verify_free(struct verify_commit *c);

/* Where the chain stands after c. */
struct verify_at verify_after(const struct verify_commit *c);

/* Whether an error of verify_next() or of reading a charter says that what was
 * read is at fault, rather than this side. */
bool verify_is_fault(enum jal_err err);

#endif
