/*
 * The charter: one chain of signed commits that say who belongs to the
 * territory, on which devices, with which rights (protocol.md §6). Replays it
 * entry by entry, refuses a whole commit for one bad entry, and answers through
 * rights.h. Opens no repository: whoever does gives the bytes, and compares
 * git's parent names with the commit that came before.
 */
#ifndef SYNC_CHARTER_H
#define SYNC_CHARTER_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"
#include "sync/clause.h"
#include "sync/commit.h"
#include "sync/rights.h"

/* The only file of a charter commit. */
#define CHARTER_FILE "allowed_signers"
/* What this program knows of messages (entry `format`). */
#define CHARTER_FORMAT 1

struct charter;

/* An empty charter. root is the pinned hash of commit 0, territory the pinned
 * id; either may be NULL, then commit 0 says it. */
JAL_MUST enum jal_err charter_new(const struct jal_id *territory, const struct jal_hash *root, struct charter **out);
void charter_free(struct charter *c);

/* Commits accepted so far; the head's number is one less. */
uint64_t charter_count(const struct charter *c);
/* The head's number; 0 also while the charter is empty. */
uint64_t charter_head(const struct charter *c);
/* NULL when there is no such number. Borrowed until the next charter_add. */
const struct jal_hash *charter_hash(const struct charter *c, uint64_t number);
const struct jal_id *charter_territory(const struct charter *c);
const struct rights *charter_rights(const struct charter *c);

/* Whether a device commit may name this charter number and hash: JAL_OK;
 * JAL_ERR_WAITING when that number has not come yet; JAL_ERR_VERIFY when it has
 * another hash. */
JAL_MUST enum jal_err charter_named(const struct charter *c, uint64_t number, const struct jal_hash *hash,
				    struct diag *d);

/* Reads, verifies and applies the next commit: raw object bytes, and the bytes
 * of its file. On failure the charter is as before and d says why:
 * JAL_ERR_LIMIT, JAL_ERR_SYNTAX (bytes), JAL_ERR_VERIFY (signature, chain, root,
 * territory, file), JAL_ERR_DENIED (the signer may not), JAL_ERR_INVALID (an
 * entry breaks a rule), JAL_ERR_NEWER (an entry that this version cannot carry
 * out: it must not go on as if it were not there). */
JAL_MUST enum jal_err charter_add(struct charter *c, const void *raw, size_t n, const void *file, size_t file_n,
				  struct diag *d);

/* Makes the next commit's message and file from entries, judged exactly as
 * charter_add() will, and changes nothing. Appends to both buffers on success.
 * An empty charter must have been given its territory. */
JAL_MUST enum jal_err charter_compose(struct charter *c, const struct jal_id *signer, const struct clause *entries,
				      size_t n, struct buf *message, struct buf *file, struct diag *d);

/* The file as it must stand with the charter's present head. */
JAL_MUST enum jal_err charter_file(const struct charter *c, struct buf *out);

#endif
