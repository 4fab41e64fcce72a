/*
 * Documents of a dossier: taken in from a file, listed with their hash, given
 * out again. What a document holds is a record of its own (entity content) with
 * the document's id, so that nothing that reads a dossier reads it along. Names
 * come from outside: they are shown, and never used as a path.
 */
#ifndef CORE_ATTACHMENT_H
#define CORE_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/clock.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/journal.h"
#include "core/record.h"

/* As value.h: what one document may hold, in bytes. */
#define ATTACHMENT_MAX VALUE_BYTES_MAX

/* A document that is to be made: two edits, which are written in one transaction
 * or not at all. */
struct attachment {
	struct edit *edits[2];	/* the document; what it holds */
};

/* Reads the file at path (a path that someone typed) and puts the document
 * together: name (the file's own, without its folder), size, hash, today's date.
 * kind: a code of attachment_kind, NULL for the other kind. Refused with a sentence
 * in why: JAL_ERR_NOT_FOUND, JAL_ERR_LIMIT over ATTACHMENT_MAX, JAL_ERR_INVALID for
 * a folder, a pipe, an empty file or an unknown kind, JAL_ERR_IO. The caller frees out. */
JAL_MUST enum jal_err attachment_take(const struct jal_id *caseload, const struct jal_id *dossier, const char *path,
				      const char *kind, int32_t today, struct attachment *out, struct diag *why);
/* The same of n bytes that are in memory, 1 to ATTACHMENT_MAX: of path only the name is taken. JAL_ERR_NOMEM,
 * JAL_ERR_INVALID. */
JAL_MUST enum jal_err attachment_make(const struct jal_id *caseload, const struct jal_id *dossier, const char *path,
				      const char *kind, int32_t today, const uint8_t *bytes, size_t n,
				      struct attachment *out);
void attachment_free(struct attachment *a);

/* Appends what a document as it was loaded holds, after comparing it with the
 * document's size and hash. JAL_ERR_WAITING: it has not come yet; JAL_ERR_CORRUPT:
 * it is not what the document says. Both with a sentence in why. */
JAL_MUST enum jal_err attachment_read(struct journal *j, const struct record *document, struct buf *out,
				      struct diag *why);

/* Whether what a document holds is on this computer; nothing of it is read. */
JAL_MUST enum jal_err attachment_here(struct journal *j, const struct record *document, bool *here);

/* The same as attachment_read into a new file (core/outside: mode 0600, never over another). */
JAL_MUST enum jal_err attachment_save(struct journal *j, const struct record *document, const char *path,
				      struct diag *why);

/* Appends a path that is proposed for saving it: a file that is not there yet, in
 * this account's documents, named by the kind and the date, with the name's ending
 * when that is a few letters and digits. */
JAL_MUST enum jal_err attachment_propose(const struct record *document, struct buf *out);

extern const struct db_sql attachment_sql;

#endif
