/*
 * Small facts about the vault, by name, in the database: its id, when it was
 * made, the schema's version. A module that keeps one names it in its own file.
 */
#ifndef CORE_META_H
#define CORE_META_H

#include <stdint.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/error.h"
#include "core/id.h"

extern const struct db_sql meta_sql;

/* Makes the table; part of a new vault. Inside a transaction. */
JAL_MUST enum jal_err meta_create(struct db *db);

/* JAL_ERR_NOT_FOUND when there is none of that name. */
JAL_MUST enum jal_err meta_i64(struct db *db, const char *name, int64_t *out);
JAL_MUST enum jal_err meta_id(struct db *db, const char *name, struct jal_id *out);
/* Appends the bytes. */
JAL_MUST enum jal_err meta_blob(struct db *db, const char *name, struct buf *out);

/* Inside a transaction. */
JAL_MUST enum jal_err meta_put_i64(struct db *db, const char *name, int64_t value);
JAL_MUST enum jal_err meta_put_id(struct db *db, const char *name, const struct jal_id *id);
JAL_MUST enum jal_err meta_put_blob(struct db *db, const char *name, const void *data, size_t n);
/* Fine when there is none. */
JAL_MUST enum jal_err meta_delete(struct db *db, const char *name);

#endif
