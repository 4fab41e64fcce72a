/* Of import.c: the table in a file, found by its titles: which sheet of a workbook, which row of it. Nobody else includes it. */
#ifndef CORE_IMPORT_SOURCE_H
#define CORE_IMPORT_SOURCE_H

#include "core/import_columns.h"
#include "core/import_map.h"
#include "core/table.h"

/*
 * Opens an ordinary file and reads up to its titles: those of the sheet asked for (its name, or its number from 1), else
 * of the first shown one that has any that are known. A few rows may stand above the titles: the name of a list, a date.
 * JAL_ERR_NOT_FOUND, JAL_ERR_IO; JAL_ERR_SYNTAX with a sentence when there is no table, or none whose titles fit: what
 * the first row of the first sheet lacks is said. table_close and import_columns_free afterwards, errors apart.
 */
JAL_MUST enum jal_err import_source_open(const char *path, const char *reader, const char *sheet,
					 const struct import_map *map, struct table **table, struct import_columns *columns,
					 struct diag *why);

#endif
