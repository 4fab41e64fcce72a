/*
 * The cells of one line becoming values, each judged by core/check, and what is
 * to be said about them. Knows columns and values, not who is known.
 */
#ifndef CORE_IMPORT_READ_H
#define CORE_IMPORT_READ_H

#include "core/check.h"
#include "core/edit.h"
#include "core/import_columns.h"

/* More than this is not said about one line. */
#define IMPORT_REMARKS_MAX 64

/* One of other_rights, as a yes or a no. */
struct import_right {
	const char *element;
	bool yes;
};

/* A cell left to who knows what to do with it; borrowed from the row. */
struct import_cell {
	const struct table_cell *cell;
	const char *title;
};

#define IMPORT_RIGHTS_MAX 4
#define IMPORT_REFERENTS_MAX 4

struct import_read {
	const struct import_columns *columns;
	struct check_context check;
	struct value_owned *values;	/* FIELD_COUNT: what was read and not refused */
	enum field read[FIELD_COUNT];	/* those that hold something, in the file's order */
	size_t read_count;
	bool refused[FIELD_COUNT];	/* the cell held something that was refused */
	struct import_right rights[IMPORT_RIGHTS_MAX];
	size_t right_count;
	struct import_cell structure;	/* cell NULL: none */
	struct import_cell referents[IMPORT_REFERENTS_MAX];
	size_t referent_count;
	struct import_remark *remarks;	/* IMPORT_REMARKS_MAX */
	size_t remark_count;
	uint64_t errors, warnings;	/* of this line */
};

/* Room for a line of those columns (borrowed); today: civil date. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err import_read_start(const struct import_columns *columns, int32_t today, struct import_read *r);
void import_read_free(struct import_read *r);

/* Forgets the line before and reads this one. What is refused or doubted is a
 * remark. */
JAL_MUST enum jal_err import_read_row(struct import_read *r, const struct table_row *row);
void import_read_clear(struct import_read *r);

/* The text read for a field; NULL when there is none. Borrowed. */
const char *import_read_text(const struct import_read *r, enum field field);
/* The number or date; fallback when there is none. */
int64_t import_read_number(const struct import_read *r, enum field field, int64_t fallback);

/* Adds a remark. title is a column's, "" for the whole line. */
void import_read_remark(struct import_read *r, bool error, const char *title, const struct diag *say);

/* Puts what was read for the edit's entity into it: only what is filled, and of
 * sets only what comes in; except says what to leave alone and may be NULL. Then
 * the record is looked at as a whole: a field that it refuses is as it was. */
JAL_MUST enum jal_err import_read_fill(struct import_read *r, struct edit *e, bool (*except)(enum field field));

#endif
