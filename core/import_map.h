/*
 * The map that renames the columns of a territory's files: read from an INI file
 * once, remembered in the vault. Knows titles only, not what columns are for.
 *
 *	[columns]
 *	Patronyme = Nom de naissance
 *	Observations = -
 */
#ifndef CORE_IMPORT_MAP_H
#define CORE_IMPORT_MAP_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/db.h"
#include "core/diag.h"
#include "core/error.h"

struct import_map;

/* Reads a map file: in [columns] or [colonnes], `title = title or field`; `-`
 * ignores that column. JAL_ERR_NOT_FOUND; JAL_ERR_SYNTAX with the place in why;
 * errors of conf_load. */
JAL_MUST enum jal_err import_map_load(const char *path, struct import_map **out, struct diag *why);
/* The one that this vault remembers; *out is NULL when there is none. */
JAL_MUST enum jal_err import_map_recall(struct db *db, struct import_map **out);
/* Inside a transaction. */
JAL_MUST enum jal_err import_map_remember(struct db *db, const struct import_map *map);
void import_map_free(struct import_map *map);

/* What a title (a key of import_columns_key) is renamed to: appends the key, and
 * nothing for a column to be ignored. *found false: it keeps its title. map may
 * be NULL. */
JAL_MUST enum jal_err import_map_find(const struct import_map *map, const char *title, struct buf *to, bool *found);

#endif
