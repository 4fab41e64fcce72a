/*
 * Edits of one dossier of the demonstration that are being made: written together,
 * or freed together when one of them fails.
 */
#ifndef CORE_DEMO_SHEAF_H
#define CORE_DEMO_SHEAF_H

#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/journal.h"

#define DEMO_SHEAF_MAX 64

struct demo_sheaf {
	struct edit *edits[DEMO_SHEAF_MAX];
	size_t count;
	const struct jal_id *caseload;
	const struct jal_id *dossier;
	enum jal_err err;	/* the first one; later calls do nothing */
};

/* A new record's edit, in the sheaf; NULL once something failed, which the others bear. */
struct edit *demo_sheaf_make(struct demo_sheaf *s, enum entity entity);
/* The edit of a record that is there; takes the record. For journal_each, ctx being the sheaf. */
JAL_MUST enum jal_err demo_sheaf_take(void *ctx, struct record *r);

/* Sets a field of an edit of the sheaf (e NULL: only once something failed); texts are
 * copied. What fails stays in s->err and is said by demo_sheaf_write. */
void demo_sheaf_put(struct demo_sheaf *s, struct edit *e, enum field field, struct value v);
void demo_sheaf_text(struct demo_sheaf *s, struct edit *e, enum field field, const char *text);
void demo_sheaf_number(struct demo_sheaf *s, struct edit *e, enum field field, int64_t number);

/* Writes all in one save, frees them; says what failed, then or before. */
JAL_MUST enum jal_err demo_sheaf_write(struct demo_sheaf *s, struct journal *j, struct diag *diag);

#endif
