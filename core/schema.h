/*
 * The tables of the journal, of keys, of the roster, of what leaves, and one
 * table for each entity of the model; and how a vault made for an older model is
 * brought to this one. Opening, keys and files are core/vault's.
 *
 * The journal's own tables begin with j_, the roster's with r_, keys with k_,
 * what leaves with o_, the list with list_; an entity's table has its name.
 */
#ifndef CORE_SCHEMA_H
#define CORE_SCHEMA_H

#include <stdbool.h>

#include "core/db.h"
#include "core/error.h"
#include "core/vault.h"

/* For vault_options: version 1 makes all tables; from then on steps for the
 * tables named above, and the model's growth by itself. */
extern const struct vault_schema schema_vault;

/* Whether an entity's table lacks something of this program's model, or records
 * were marked by other rules (core/settle): a vault last opened by an older or
 * another program. */
JAL_MUST enum jal_err schema_grown(struct db *db, bool *grown);

/* Brings the entities' tables to the model: what lacks is added, what has another
 * name or type is made anew, and what concerns it is projected again from the
 * records' states: a value that came when its field was not known here appears.
 * Inside a transaction. Fine when nothing is missing. */
JAL_MUST enum jal_err schema_grow(struct db *db);

extern const struct db_sql schema_sql;

#endif
