/*
 * One table for each entity, made from the model: the shown value of each field
 * in a column of its name, by record. For lists, counts, imports and searches in
 * SQL; what a record is lies in the journal. Sets are texts with a line feed
 * before, between and after their elements, so that LIKE finds one.
 */
#ifndef CORE_PROJECTION_H
#define CORE_PROJECTION_H

#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/error.h"
#include "core/record.h"

/* Appends the CREATE TABLE of an entity; the ALTER TABLE that adds one field. */
JAL_MUST enum jal_err projection_table(enum entity entity, struct buf *sql);
JAL_MUST enum jal_err projection_column(enum field field, struct buf *sql);

/* Writes or replaces the row of a record; a blank record has none. Inside a
 * transaction. */
JAL_MUST enum jal_err projection_put(struct db *db, int64_t rid, const struct record *r);

#endif
