/*
 * Finding dossiers by words: the index (FTS5), what goes into it, and what a
 * typed text asks of it. Rules of ui.md §1: accents folded on both sides, exact
 * accents ranked first, œ=oe, ’ ' - = space; each typed word begins a word
 * (the fields that the model marks as searched, the dossier's number; "legoff" finds
 * Le Goff) or a pair of digits of a phone number. Knows nothing of sorting and filters.
 */
#ifndef CORE_SEARCH_H
#define CORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

/* Words beyond this are left out of a question. */
#define SEARCH_WORDS_MAX 12

/* Makes the index; part of a new vault. Inside a transaction. */
JAL_MUST enum jal_err search_create(struct db *db);

/* Puts a folder's words in, if their hash is not *old (NULL: nothing is in); *hash
 * gets it, to be given back next time. Archived dossiers lie apart, under the
 * negative of their fid. Inside a transaction. */
JAL_MUST enum jal_err search_put(struct db *db, int64_t fid, const struct jal_id *dossier, bool archived,
				 const int64_t *old, int64_t *hash);
JAL_MUST enum jal_err search_drop(struct db *db, int64_t fid);

/* The entities whose records hold words: a bit for each wire number below 32. */
uint32_t search_kinds(void);

/* What a typed text asks, in FTS5's language: exact gets the question for matches
 * that have the typed accents (the same accents, or none where none was typed),
 * any the one for all others, and perhaps for some of those again. Both empty when
 * text has no word. */
JAL_MUST enum jal_err search_ask(const char *text, struct buf *any, struct buf *exact);

/* The fids that match a question, ascending. The caller frees them. */
JAL_MUST enum jal_err search_run(struct db *db, const char *question, bool archived, int64_t **fids, size_t *count);

extern const struct db_sql search_sql;

#endif
