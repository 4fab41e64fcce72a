/*
 * Forms and notes that were being typed, kept in the vault until the real save
 * is on disk, offered again at unlock. What is in a draft is its form's business:
 * here it is bytes.
 */
#ifndef CORE_DRAFTS_H
#define CORE_DRAFTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* One draft for each kind, dossier and record. */
struct drafts_key {
	const char *kind;	/* the form's own name: "note", "person", … */
	struct jal_id dossier;	/* zero for none */
	struct jal_id record;	/* zero for none; forms for new records choose the id when they open */
};

struct drafts_item {
	struct drafts_key key;	/* kind is borrowed until the callback returns */
	int64_t updated;	/* ms since 1970 */
	size_t size;		/* bytes of the body */
};

extern const struct db_sql drafts_sql;

/* Makes the table; part of a new vault. Inside a transaction. */
JAL_MUST enum jal_err drafts_create(struct db *db);

/* Keeps body, in place of what was kept under that key. In a transaction of its
 * own, on disk when it returns, unless one is open already. */
JAL_MUST enum jal_err drafts_save(struct db *db, const struct drafts_key *key, const void *body, size_t n,
				  int64_t now_ms);

/* Appends the body; updated (may be NULL) gets when. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err drafts_load(struct db *db, const struct drafts_key *key, struct buf *body, int64_t *updated);

/* Newest first; each returns JAL_OK to go on. */
JAL_MUST enum jal_err drafts_list(struct db *db, enum jal_err (*each)(void *ctx, const struct drafts_item *item),
				  void *ctx);
JAL_MUST enum jal_err drafts_count(struct db *db, int64_t *out);

/* Fine when there is none. Inside the transaction of the save that it was for,
 * it goes exactly when that save is on disk. */
JAL_MUST enum jal_err drafts_delete(struct db *db, const struct drafts_key *key);

#endif
