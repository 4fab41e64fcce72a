/*
 * Which column of a file is what: by its title, without accents, capitals, signs
 * and line breaks, from one table of titles (import_columns.def), the model's own
 * names and labels, and a map that renames. Reads no line but the first.
 */
#ifndef CORE_IMPORT_COLUMNS_H
#define CORE_IMPORT_COLUMNS_H

#include "core/csv.h"
#include "core/import.h"
#include "core/import_map.h"
#include "core/model.h"

/* What the cells of a column are for. */
enum import_role {
	IMPORT_COLUMN_IGNORED,
	IMPORT_COLUMN_FIELD,		/* a field's value */
	IMPORT_COLUMN_NAME,		/* « Nom » where the birth name has its own column: the usage name */
	IMPORT_COLUMN_RIGHT,		/* yes or no: one of other_rights */
	IMPORT_COLUMN_PLACE,		/* postcode and town in one cell */
	IMPORT_COLUMN_STRUCTURE,	/* the name of the structure in charge */
	IMPORT_COLUMN_REFERENTS,	/* e-mails of those in charge */
};

struct import_column {
	enum import_role role;
	enum field field;	/* IMPORT_COLUMN_FIELD, and where a remark on the others belongs */
	const char *element;	/* IMPORT_COLUMN_RIGHT */
	bool again;		/* several columns may have this use: a set, an address in lines */
	struct import_title title;
};

struct import_columns {
	enum import_kind kind;
	struct import_column *column;
	size_t count;
};

/* From the first row of a file. map may be NULL. JAL_ERR_SYNTAX with a sentence
 * in why: no title is known, a needed one is missing, two columns say the same.
 * import_columns_free(out) afterwards. */
JAL_MUST enum jal_err import_columns_find(const struct table_row *header, const struct import_map *map,
					  struct import_columns *out, struct diag *why);
void import_columns_free(struct import_columns *columns);

/* The title of the first column that has this field; "" when none has. */
const char *import_columns_title(const struct import_columns *columns, enum field field);
bool import_columns_has(const struct import_columns *columns, enum import_role role);

/* Whether any kind of file has a column of this title (a key) or field. */
bool import_columns_known(const char *key);

/* Appends a title as titles are compared: folded, only letters and digits, one
 * space between words. JAL_ERR_SYNTAX when it is not UTF-8. */
JAL_MUST enum jal_err import_columns_key(const char *s, size_t n, struct buf *out);

#endif
