/*
 * What leaves the vault in clear: the one sentence that says so, and the one way
 * of writing it into a file. Printed papers and exports both go through here, and
 * every path that someone types. Knows nothing of what stands in them.
 */
#ifndef CORE_OUTSIDE_H
#define CORE_OUTSIDE_H

#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"

/*
 * Appends a path as it was typed: "~" and "~/" at its beginning are this account's
 * home, as a shell would have it. Everything else stays as it is, "~name" too, and
 * all of it without a home. JAL_ERR_NOMEM.
 */
JAL_MUST enum jal_err outside_path(const char *typed, struct buf *out);

/* To be shown before anything is written, and again by commands: N_(), static. */
const char *outside_warning(void);

/*
 * Makes a new file of exactly these bytes, mode 0600, on disk when this returns
 * JAL_OK. What is there is never overwritten (JAL_ERR_EXISTS; a link counts); a
 * folder that is not there is not made (JAL_ERR_NOT_FOUND). After any other error
 * (JAL_ERR_IO, JAL_ERR_LIMIT when the disk is full) nothing of it remains. why,
 * which may be NULL, gets the sentence.
 */
JAL_MUST enum jal_err outside_write(const char *path, const void *data, size_t n, struct diag *why);

/*
 * Appends the path of a file that is not there yet: FOLDER/STEM.SUFFIX, else
 * FOLDER/STEM-2.SUFFIX and so on. stem must name nobody: a kind of paper, a dossier
 * number, a date. folder NULL: the documents' folder of this account, else its home.
 */
JAL_MUST enum jal_err outside_propose(const char *folder, const char *stem, const char *suffix, struct buf *out);

#endif
