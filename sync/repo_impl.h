/*
 * The inside of a struct repo, for the files of sync/ that move objects
 * between repositories. Nobody else includes this.
 */
#ifndef SYNC_REPO_IMPL_H
#define SYNC_REPO_IMPL_H

#include <git2.h>

#include "core/fsio.h"
#include "sync/repo.h"

struct repo {
	char *path;
	git_repository *git;
	git_odb *odb;
	git_odb_backend *pending;	/* objects not on the disk yet; belongs to odb */
	struct oid *unsaved;		/* their names, in order */
	size_t unsaved_count, unsaved_cap, unsaved_bytes;
	struct fsio_lock lock;
};

git_oid repo_git_oid(const struct oid *oid);
struct oid repo_oid(const git_oid *oid);

/* The sentence for what libgit2 just refused to do in this repository. */
enum jal_err repo_failed(const struct repo *repo, int code, struct diag *diag);

/* As repo_header() and repo_read(), in any object database. */
JAL_MUST enum jal_err repo_odb_header(git_odb *odb, const struct oid *oid, enum oid_type *type, size_t *size);
JAL_MUST enum jal_err repo_odb_read(git_odb *odb, const struct oid *oid, enum oid_type type, size_t max,
				    struct buf *out);
/* Whether it is there, without looking for new packs first. */
bool repo_odb_has(git_odb *odb, const struct oid *oid);

/* Compare-and-swap: zeros in old create. JAL_ERR_EXISTS when it is elsewhere. */
JAL_MUST enum jal_err repo_swap(struct repo *repo, const char *name, const struct oid *old, const struct oid *new,
				struct diag *diag);

#endif
