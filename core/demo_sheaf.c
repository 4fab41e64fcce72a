/* Edits of the demonstration. */
#include "core/demo_sheaf.h"

struct edit *demo_sheaf_make(struct demo_sheaf *s, enum entity entity)
{
	if (s->err)
		return NULL;
	if (s->count == DEMO_SHEAF_MAX) {
		s->err = JAL_ERR_LIMIT;
		return NULL;
	}
	s->err = edit_create(entity, s->caseload, s->dossier, &s->edits[s->count]);
	return s->err ? NULL : s->edits[s->count++];
}

enum jal_err demo_sheaf_take(void *ctx, struct record *r)
{
	struct demo_sheaf *s = ctx;
	if (!s->err && s->count < DEMO_SHEAF_MAX) {
		s->err = edit_of(r, &s->edits[s->count]);
		if (!s->err)
			s->count++;
	}
	record_free(r);
	return s->err;
}

void demo_sheaf_put(struct demo_sheaf *s, struct edit *e, enum field field, struct value v)
{
	if (!s->err)
		s->err = edit_set(e, field, &v);
}

void demo_sheaf_text(struct demo_sheaf *s, struct edit *e, enum field field, const char *text)
{
	demo_sheaf_put(s, e, field, value_text(text));
}

void demo_sheaf_number(struct demo_sheaf *s, struct edit *e, enum field field, int64_t number)
{
	demo_sheaf_put(s, e, field, value_number(number));
}

enum jal_err demo_sheaf_write(struct demo_sheaf *s, struct journal *j, struct diag *diag)
{
	const enum jal_err err = s->err ? diag_set(diag, s->err, NULL) : journal_write(j, s->edits, s->count, diag);
	for (size_t i = 0; i < s->count; i++)
		edit_free(s->edits[i]);
	s->count = 0;
	return err;
}
