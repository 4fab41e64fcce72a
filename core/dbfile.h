/*
 * What is done with a whole database file: checking every page, copying it,
 * giving it another key. Knows nothing of tables.
 */
#ifndef CORE_DBFILE_H
#define CORE_DBFILE_H

#include <stdint.h>

#include "core/db.h"
#include "core/error.h"
#include "core/secret.h"

/* Recomputes the authentication code of every page of the file (about 250 MB/s
 * here). JAL_ERR_CORRUPT when some do not hold: bad (may be NULL) counts them. */
JAL_MUST enum jal_err dbfile_verify(struct db *db, uint32_t *bad);

/* SQLite's own look at trees and indices, and at foreign keys. Slow on a large
 * vault. JAL_ERR_CORRUPT when anything is wrong. */
JAL_MUST enum jal_err dbfile_integrity(struct db *db);

/* Writes a compact copy, under the same key, to path, which must not exist (mode
 * 0600), and fsyncs it. Not inside a transaction. On failure nothing is left. */
JAL_MUST enum jal_err dbfile_copy(struct db *db, const char *path);

/* Encrypts the whole file anew. Only for a private copy: a crash midway spoils
 * it. db must be closed and opened with the new key afterwards. */
JAL_MUST enum jal_err dbfile_rekey(struct db *db, const struct secret *key);

#endif
