/*
 * Making an empty bare repository, by plain system calls, so that a kill in
 * the middle leaves no half repository. Opens none.
 */
#ifndef SYNC_BARE_H
#define SYNC_BARE_H

#include "core/diag.h"
#include "core/error.h"

/* Makes a bare repository at path, as `git init --bare -b charter` without a
 * template does. The folder may be missing (its parent must exist) or empty, as
 * look_folder() tells. HEAD comes last: an interrupted creation is no
 * repository and can be made again. JAL_ERR_EXISTS when anything else is there;
 * JAL_ERR_NOT_FOUND without the parent; JAL_ERR_IO. */
JAL_MUST enum jal_err bare_create(const char *path, struct diag *diag);

/* Gives a file or folder made below a repository's folder the rights that the
 * repository's folder itself has (a shared folder stays shared whatever the
 * process's umask is). name is relative to the
 * repository's folder. Failures are of no
 * consequence to this process and are not told. */
void bare_share(const char *repository, const char *name);

#endif
