/*
 * A device's commit as it lies in a repository, read strictly: its fields and
 * what its message says. Whether it is signed, and by whom, is not asked here:
 * sync/verify.h does, once, before anything is kept.
 */
#ifndef SYNC_DEVICE_COMMIT_H
#define SYNC_DEVICE_COMMIT_H

#include "core/buf.h"
#include "core/error.h"
#include "core/id.h"
#include "sync/commit.h"
#include "sync/message.h"
#include "sync/oid.h"
#include "sync/repo.h"

struct device_commit {
	struct jal_hash hash;	/* of its bytes */
	struct commit commit;	/* owned */
	struct message message;
};

#define DEVICE_COMMIT_INIT ((struct device_commit){ .commit = COMMIT_INIT })

/* JAL_ERR_SYNTAX or JAL_ERR_LIMIT for other bytes. On success the caller frees out. */
JAL_MUST enum jal_err device_commit_parse(const struct buf *raw, struct device_commit *out);

/* The same from a repository; errors of repo_read() too. */
JAL_MUST enum jal_err device_commit_read(struct repo *repo, const struct oid *oid, struct device_commit *out);

/* The hash alone: who holds one that was verified knows with it that this is the same commit. */
JAL_MUST enum jal_err device_commit_hash(struct repo *repo, const struct oid *oid, struct jal_hash *out);

void device_commit_free(struct device_commit *c);

#endif
