/*
 * Finding notes by the words that are in them: an index of all notes of the
 * vault (FTS5, inside the encrypted database), kept in the transaction of the
 * note, and what a typed text asks of it. Each typed word of two letters or more
 * begins a word of the note, without accents and capitals; the newest note comes
 * first. What a confidential note says is not given: only that it has the words.
 * Knows nothing of screens.
 */
#ifndef CORE_NOTEFIND_H
#define CORE_NOTEFIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/error.h"
#include "core/id.h"
#include "core/record.h"

/* A typed word with fewer letters asks nothing. */
#define NOTEFIND_LETTERS 2

/* Makes the index of what the vault holds; a step of the schema. Inside a transaction. */
JAL_MUST enum jal_err notefind_create(struct db *db);
/* The same when it is there: after the notes' table was made anew. */
JAL_MUST enum jal_err notefind_rebuild(struct db *db);

/* Before a note's row is written: takes it into the index, as it is now. fresh: it
 * was not there before. Inside the transaction. */
JAL_MUST enum jal_err notefind_put(struct db *db, int64_t rid, const struct record *note, bool fresh);

/* One note that has all the words. Borrowed for the call. */
struct notefind_hit {
	struct jal_id caseload, dossier, note;
	int32_t date;		/* RECORD_NO_DATE */
	const char *channel;	/* a code; NULL */
	const char *name;	/* of the person, to be shown: family name; NULL */
	const char *first_name;
	bool archived;		/* the dossier is */
	bool confidential;
	const char *text;	/* NULL when confidential */
};

/* Where one looks: one dossier of a caseload, or all. */
struct notefind_place {
	struct jal_id caseload, dossier;	/* dossier zero: everywhere */
};

/* At most limit notes, the newest first, archived notes and those of dossiers that
 * are not here left out; *more (NULL) tells whether there are others. Nothing when
 * no word is long enough. What each returns stops the walk. */
JAL_MUST enum jal_err notefind_search(struct db *db, const char *typed, const struct notefind_place *place, size_t limit,
				      enum jal_err (*each)(void *ctx, const struct notefind_hit *hit), void *ctx,
				      bool *more);

/* Whether the typed text has a word that asks something. */
bool notefind_asks(const char *typed);

/* Appends what stands around the first typed word of a text, on one line, at most
 * about max bytes, with … where it was cut. *at and *len (NULL) get the place of
 * the word in out. Without the word: the text's beginning. */
JAL_MUST enum jal_err notefind_snippet(const char *note, const char *typed, size_t max, struct buf *out, size_t *at,
				       size_t *len);

extern const struct db_sql notefind_sql;

#endif
