/*
 * The charter as commits of a repository: read, verified and extended one by
 * one, with git's parent names compared. Knows no vault and no remote.
 */
#ifndef SYNC_CHARTER_CHAIN_H
#define SYNC_CHARTER_CHAIN_H

#include "sync/charter.h"
#include "sync/repo.h"

struct charter_chain {
	struct charter *charter;
	struct oid *oids;	/* owned; git's name of each number */
	size_t n, cap;
};

#define CHARTER_CHAIN_INIT ((struct charter_chain){ .n = 0 })

/* Empty. territory and root as charter_new(). The caller frees out. */
JAL_MUST enum jal_err charter_chain_new(const struct jal_id *territory, const struct jal_hash *root,
					struct charter_chain *out);
void charter_chain_free(struct charter_chain *c);

/* How a tip stands to the chain as it was. */
enum charter_chain_place {
	CHARTER_CHAIN_SAME,
	CHARTER_CHAIN_OLDER,	/* the tip is within the chain */
	CHARTER_CHAIN_NEWER,	/* it goes on from the chain's end: as much of it as holds was added */
	CHARTER_CHAIN_OTHER,	/* it parts from the chain: nothing was added */
	CHARTER_CHAIN_FOREIGN,	/* it has nothing in common with the chain */
};

/* Looks where tip stands and adds what follows the chain's end. When a commit is
 * refused: its error, its name in *bad, the reason in diag; those before it stay
 * added, and *place is set. */
JAL_MUST enum jal_err charter_chain_extend(struct charter_chain *c, struct repo *repo, const struct oid *tip,
					   enum charter_chain_place *place, struct oid *bad, struct diag *diag);

/* Adds one commit that is not in a repository yet: its bytes and its file. */
JAL_MUST enum jal_err charter_chain_add(struct charter_chain *c, const struct buf *raw, const struct buf *file,
					struct diag *diag);

/* Composes the next commit (charter_compose), signs it, and appends its bytes and
 * those of its file. Nothing is changed. date: see commit_date(). */
JAL_MUST enum jal_err charter_chain_make(const struct charter_chain *c, const struct clause *entries, size_t n,
					 const struct secret *sign, int64_t date, struct buf *raw, struct buf *file,
					 struct diag *diag);

/* Writes a commit made so, with its file and tree, into the repository. */
JAL_MUST enum jal_err charter_chain_write(struct repo *repo, const struct buf *raw, const struct buf *file,
					  struct oid *out, struct diag *diag);

#endif
