/*
 * The lines of the list of dossiers (table list_row) and their search index,
 * kept in the transaction of the records that they sum up. Written by the
 * journal, read by core/caseload. Knows nothing of who asks.
 */
#ifndef CORE_LISTING_H
#define CORE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/id.h"
#include "core/thresholds.h"

/* In list_row, a date that is not there and sorts last. */
#define LISTING_NEVER INT32_MAX

/* Makes the tables; part of a new vault. Inside a transaction. */
JAL_MUST enum jal_err listing_create(struct db *db);
/* A later version's: the index of those with one name and one date of birth. */
JAL_MUST enum jal_err listing_index_twins(struct db *db);
/* Another one's: the table of what is to be done. All lines are then made again (listing_rebuild). */
JAL_MUST enum jal_err listing_create_tasks(struct db *db);

/* Whose list it is, read once a transaction. */
struct listing_owner {
	struct jal_id member;	/* zero before admission */
	struct jal_id home;	/* the own caseload */
	struct thresholds thresholds;	/* from listing_apply_thresholds */
};

/* What the journal knows of a folder that it wrote in this transaction. */
struct listing_change {
	int64_t fid;
	uint64_t own;		/* greatest number of this device's operations written there; 0: none */
	bool fresh;		/* made in this transaction: it has no line, and no records but these */
	uint32_t kinds;		/* a bit for each entity (wire number below 32) that was written; 0: any may have been */
	int64_t only;		/* rid of the one record written, when it was made by that; 0: it is not so */
};

/* A line's greatest own number, before and after; 0 without a line. What is unsent is counted by it. */
struct listing_own {
	int64_t cid;
	uint64_t before, after;
};

/* Makes a folder's line again from its records. A folder without dossier, without
 * anything about its person, moved away or united with another has no line.
 * Inside a transaction. */
JAL_MUST enum jal_err listing_update(struct db *db, const struct listing_owner *owner,
				     const struct listing_change *change, struct listing_own *own);

/* Around many updates (an import): the orders' indexes are left out and made
 * again at the end, which is faster than keeping them up. Inside the transaction. */
JAL_MUST enum jal_err listing_bulk_begin(struct db *db);
JAL_MUST enum jal_err listing_bulk_end(struct db *db);
/* How many lines there are, to decide about that. */
JAL_MUST enum jal_err listing_count(struct db *db, size_t *count);

/* When the thresholds in force are not those that the lines were made with, what is
 * to be done is moved and ordered by them. Inside a transaction; before
 * listing_update. out, which may be NULL, gets them. */
JAL_MUST enum jal_err listing_apply_thresholds(struct db *db, struct thresholds *out);

/* All lines again; also when this vault's member changes. Inside a transaction. */
JAL_MUST enum jal_err listing_rebuild(struct db *db);

/* Counts again how many lines have something unsent (j_own.unsent), after more was
 * proved received. Inside a transaction. */
JAL_MUST enum jal_err listing_count_unsent(struct db *db);
/* No line has an operation of this device: it is another one, or its numbers begin
 * again. Inside a transaction. */
JAL_MUST enum jal_err listing_disown(struct db *db);

extern const struct db_sql listing_sql;

#endif
