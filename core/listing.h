/*
 * The lines of the list of dossiers (table list_row) and their search index,
 * kept in the transaction of the records that they sum up. Written by the
 * journal, read by core/caseload. Knows nothing of who asks.
 */
#ifndef CORE_LISTING_H
#define CORE_LISTING_H

#include <stdint.h>

#include "core/db.h"
#include "core/error.h"

/* In list_row, a date that is not there and sorts last. */
#define LISTING_NEVER INT32_MAX

/* Makes the tables; part of a new vault. Inside a transaction. */
JAL_MUST enum jal_err listing_create(struct db *db);

/* Makes a folder's line again from its records. own: the greatest number of this
 * device's operations just written there, 0 for none. A folder without dossier,
 * without anything about its person, moved away or united with another has no
 * line. Inside a transaction. */
JAL_MUST enum jal_err listing_update(struct db *db, int64_t fid, uint64_t own);

/* All lines again; also when this vault's member changes. Inside a transaction. */
JAL_MUST enum jal_err listing_rebuild(struct db *db);

extern const struct db_sql listing_sql;

#endif
