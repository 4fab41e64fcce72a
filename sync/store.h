/*
 * How objects lie on the disk of a repository: each save is one pack, small
 * packs are put together before they become many, what a killed process left
 * is cleared. Knows no references and no commits. For the files of sync/ alone.
 */
#ifndef SYNC_STORE_H
#define SYNC_STORE_H

#include <git2.h>
#include <stdbool.h>

#include "core/diag.h"
#include "sync/oid.h"
#include "sync/repo.h"

/* Held, below a repository's folder, by the jalon that writes there. */
#define STORE_LOCK     "jalon.flock"
/* Where a received pack waits until it was looked through; below the own repository's folder. */
#define STORE_INCOMING "jalon-incoming"
/* More packs than this are put together. */
#define STORE_PACKS_MAX 24

/* Writes the objects named, which the repository can read already, as one pack
 * of its own, fsynced. */
JAL_MUST enum jal_err store_save(struct repo *repo, const struct oid *oids, size_t n, struct diag *diag);

/* Writes what was put into the builder as one pack into the repository `to`,
 * fsynced, with the rights of its folder. Nothing for an empty builder.
 * progress (may be NULL) returns non-zero to stop: JAL_ERR_CANCELLED. */
JAL_MUST enum jal_err store_write(git_packbuilder *builder, struct repo *to, git_indexer_progress_cb progress,
				  void *progress_ctx, struct diag *diag);

/* When there are more than STORE_PACKS_MAX packs: copies all objects of the
 * small ones into one new pack, fsynced, then removes those. Nothing is ever
 * dropped. Packs that stock git marked (.keep and others) are left alone. The
 * caller holds the repository's lock and opens the repository again when
 * changed. */
JAL_MUST enum jal_err store_gather(struct repo *repo, bool *changed, struct diag *diag);

/* Removes the lock files, unfinished packs and incoming packs of a jalon that
 * was killed. Only for a repository that jalon alone writes, under its lock. */
JAL_MUST enum jal_err store_clear(const char *path, struct diag *diag);

/* Makes the empty folder for an incoming pack; out holds its path. */
JAL_MUST enum jal_err store_incoming(struct repo *repo, char *out, size_t n, struct diag *diag);
/* Moves pack-<name>.pack and .idx from there into the repository, fsynced. */
JAL_MUST enum jal_err store_adopt(struct repo *repo, const char *name, struct diag *diag);
/* Removes what is left of an incoming pack. */
void store_forget(struct repo *repo);

#endif
