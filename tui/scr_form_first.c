/*
 * A form that was opened for something: for one of its fields, where the caret is
 * then, or for a record that hangs from another one.
 */
#include "tui/scr_form.h"

void scr_form_begin_in(struct screen *s, enum field field)
{
	if (s != NULL)
		((struct scr_form *)s)->first = field;
}

bool scr_form_needs_all(const struct scr_form *f)
{
	bool there = f->kind->all;

	if (there || f->first == FIELD_COUNT)
		return there;
	for (size_t i = 0; i < f->kind->n; i++)
		there = there || (f->kind->rows[i].field == f->first && f->kind->rows[i].part != PART_FIXED);
	return !there && f->kind->more;
}

void scr_form_go_first(struct scr_form *f)
{
	size_t row = fields_find(&f->fields, f->first, PART_WHOLE);

	if (row == f->fields.n)
		row = fields_find(&f->fields, f->first, PART_DAY);
	if (row < f->fields.n)
		form_focus(&f->fields.form, row);
}

struct screen *scr_form_hang(struct screen *s, const struct jal_id *parent)
{
	if (s != NULL && parent != NULL)
		((struct scr_form *)s)->parent = *parent;
	return s;
}
