/*
 * A bare repository as jalon uses one: exact bytes in, exact bytes out within
 * size limits, references that are only ever created or fast-forwarded. Does
 * not know what a commit says, and believes nothing it stores.
 *
 * A handle is for one thread.
 */
#ifndef SYNC_REPO_H
#define SYNC_REPO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/diag.h"
#include "sync/oid.h"

/* Sizes of single objects (protocol.md §3; a tree's is TREE_MAX). */
#define REPO_COMMIT_MAX	  ((size_t)1 << 20)
#define REPO_BLOB_MAX	  (((size_t)4 << 20) + ((size_t)256 << 10))
/* The territory's references (protocol.md §1). */
#define REPO_HEADS   "refs/heads/"
#define REPO_CHARTER REPO_HEADS "charter"
#define REPO_DEVICES REPO_HEADS "device/"
/* References that any one side may have. */
#define REPO_REFS_MAX	  4096
/* "refs/heads/device/<32>/<20>" and room for a staging prefix. */
#define REPO_REF_NAME_MAX 127

struct repo;

struct repo_ref {
	char name[REPO_REF_NAME_MAX + 1];
	struct oid oid;
};

struct repo_refs {
	struct repo_ref *items;	/* owned; sorted by name */
	size_t n;
};

#define REPO_REFS_INIT ((struct repo_refs){ .n = 0 })

/* Opens the vault's own repository at path (`…/territory.git`), making it when
 * nothing is there. Takes its lock for as long as the handle lives, then clears
 * what a killed jalon left: lock files, unfinished packs. JAL_ERR_BUSY when
 * another process has it. */
JAL_MUST enum jal_err repo_open(const char *path, struct repo **out, struct diag *diag);

/* Opens a repository that others write, after look_folder() found LOOK_REPOSITORY
 * (else its error, or JAL_ERR_NOT_FOUND). No lock is taken. */
JAL_MUST enum jal_err repo_open_foreign(const char *path, struct repo **out, struct diag *diag);

void repo_close(struct repo *repo);

/* Adds an object; its bytes are given as they stand. It can be read at once and
 * is on the disk, fsynced, after repo_flush(), which repo_advance() calls.
 * Write what an object refers to before the object: a commit that is there is
 * taken to be complete. JAL_ERR_LIMIT for its size. */
JAL_MUST enum jal_err repo_write(struct repo *repo, enum oid_type type, const void *bytes, size_t n, struct oid *out,
				 struct diag *diag);
JAL_MUST enum jal_err repo_flush(struct repo *repo, struct diag *diag);

/* Puts the repository's packs together when they have become many (each save and
 * each fetch leaves one); drops nothing. repo_flush() does it by itself. */
JAL_MUST enum jal_err repo_gather(struct repo *repo, struct diag *diag);

/* Type and size without reading the object. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err repo_header(struct repo *repo, const struct oid *oid, enum oid_type *type, size_t *size);

/* Appends the object's bytes after its header was found to be of that type and
 * at most max bytes. JAL_ERR_NOT_FOUND, JAL_ERR_SYNTAX (another type),
 * JAL_ERR_LIMIT, JAL_ERR_CORRUPT (bytes that do not have that name). */
JAL_MUST enum jal_err repo_read(struct repo *repo, const struct oid *oid, enum oid_type type, size_t max,
				struct buf *out);

/* Whether an object is there, of whatever kind; false too when that cannot be read. */
bool repo_has(struct repo *repo, const struct oid *oid);
/* Whether it is there and a commit. */
bool repo_has_commit(struct repo *repo, const struct oid *oid);

/* Where a reference points. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err repo_ref(struct repo *repo, const char *name, struct oid *out);

/* The references whose name begins with prefix ("refs/heads/"). Names that are
 * too long or symbolic are left out. JAL_ERR_LIMIT past max. */
JAL_MUST enum jal_err repo_refs(struct repo *repo, const char *prefix, size_t max, struct repo_refs *out,
				struct diag *diag);
void repo_refs_free(struct repo_refs *refs);
/* NULL when it is not there. */
const struct repo_ref *repo_refs_find(const struct repo_refs *refs, const char *name);

/* Creates the reference (old NULL) or moves it from old to new, by
 * compare-and-swap, never back and never sideways. JAL_ERR_EXISTS when the
 * reference is not where the caller believes, JAL_ERR_INVALID when new is not a
 * commit that has old among its ancestors, or for a name outside refs/heads/
 * and refs/evidence/. Moving to where it is does nothing. */
JAL_MUST enum jal_err repo_advance(struct repo *repo, const char *name, const struct oid *old, const struct oid *new,
				   struct diag *diag);

/* Sets a reference below refs/staging/ to whatever commit, or deletes it (oid
 * NULL): what a remote showed, nothing believed. */
JAL_MUST enum jal_err repo_stage(struct repo *repo, const char *name, const struct oid *oid, struct diag *diag);

/* Whether ancestor is descendant or one of its ancestors. JAL_ERR_NOT_FOUND when
 * one of them is not there. */
JAL_MUST enum jal_err repo_is_ancestor(struct repo *repo, const struct oid *ancestor, const struct oid *descendant,
				       bool *yes);

#endif
