/* Between import.c and what handles one kind of line (import_people.c, import_structures.c). Nobody else includes it. */
#ifndef CORE_IMPORT_INSIDE_H
#define CORE_IMPORT_INSIDE_H

#include "core/casework.h"
#include "core/import.h"
#include "core/import_read.h"

extern const struct db_sql import_structures_sql;	/* import_structures.c */

/* An import going on, and the line in hand. */
struct import_run {
	struct journal *journal;
	const struct import_options *options;
	struct import_columns columns;
	struct import_read read;
	struct casework_place place;
	struct import_line line;	/* being made */
	enum field written[FIELD_COUNT];	/* what line.fields points to */
	struct diag *diag;
};

/* Gives the line its fate. */
void import_settle(struct import_run *run, enum import_fate fate, const struct diag *say);
/* Puts a filled edit into the journal and notes its fields; an empty one is passed over. */
JAL_MUST enum jal_err import_put(struct import_run *run, const struct edit *e);

/* ---- people and their contacts ---- */

struct import_people;
/* What matching and writing need; the caller frees. JAL_ERR_NOMEM, errors of the database. */
JAL_MUST enum jal_err import_people_open(struct import_run *run, struct import_people **out);
void import_people_free(struct import_people *p);
/* The line that run->read holds: decides its fate and writes. */
JAL_MUST enum jal_err import_people_line(struct import_people *p, struct import_run *run);

/* ---- structures ---- */

struct import_structures;
/* As above. */
JAL_MUST enum jal_err import_structures_open(struct import_run *run, struct import_structures **out);
void import_structures_free(struct import_structures *s);
/* Takes the line that the run is at: found again, changed or made, and counted. */
JAL_MUST enum jal_err import_structures_line(struct import_structures *s, struct import_run *run);

#endif
