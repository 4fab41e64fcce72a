/*
 * A form that was opened for something: for one of its fields, where the caret is
 * then, or for a record that hangs from another one.
 */
#include "tui/scr_form.h"

#include <string.h>

#include "tui/i18n.h"

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

enum jal_err scr_form_hang_draft(struct scr_form *f)
{
	char id[ID_HEX + 1];
	const struct value *v = NULL;
	size_t row = 0;
	enum jal_err err = JAL_OK;

	/* After a lock it is where it was. */
	if (f->kind->hangs == 0 || f->was_open || id_is_zero(&f->parent))
		return JAL_OK;
	row = fields_find(&f->fields, f->kind->hangs, PART_WHOLE);
	v = edit_value(f->edit, f->kind->hangs);
	(void)id_hex(&f->parent, id);
	if (row < f->fields.n ? strcmp(form_value(&f->fields.form, row), id) == 0 :
				v->kind == VALUE_ID && id_equal(&v->id, &f->parent))
		return JAL_OK;
	err = row < f->fields.n ? form_type_in(&f->fields.form, row, id) : edit_set_id(f->edit, f->kind->hangs, &f->parent);
	if (err == JAL_OK)
		err = buf_puts(&f->notice, _("Brouillon commencé ailleurs : il est maintenant sous cette ligne."));
	return err;
}

struct screen *scr_form_hang(struct screen *s, const struct jal_id *parent)
{
	if (s != NULL && parent != NULL)
		((struct scr_form *)s)->parent = *parent;
	return s;
}
