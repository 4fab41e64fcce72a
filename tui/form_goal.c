/*
 * The goal's form, with templates of its theme to begin with.
 */
#include "tui/form_goal.h"

#include <stdlib.h>
#include <string.h>

#include "core/contract.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/suggest.h"
#include "tui/work.h"

static const char *shown_value(const struct scr_form *f, enum field field)
{
	return form_value(&f->fields.form, fields_find(&f->fields, field, PART_WHOLE));
}

static size_t offer_text(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	const struct scr_form *f = ctx;

	return f->extra != NULL ? suggest_goals(f->extra, shown_value(f, FIELD_goal_theme), query, out, room) : 0;
}

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_goal_theme },
	{ .field = FIELD_goal_text, .vital = true, .offer = offer_text, .hint = N_("Espace : modèles") },
	{ .field = FIELD_goal_due, .hint = N_("ven, +7, +3s, 15/12") },
	{ .field = FIELD_goal_status },
	{ .field = FIELD_goal_agreed_on },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->record) ? buf_puts(out, _("Nouvel objectif")) : buf_puts(out, _("Objectif"));
}

static void forget(struct scr_form *f)
{
	if (f->extra != NULL)
		template_list_free(f->extra);
	free(f->extra);
	f->extra = NULL;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	enum jal_err err = JAL_OK;

	f->extra = calloc(1, sizeof(struct template_list));
	err = f->extra != NULL ? suggest_load(f->desk, f->extra) : JAL_ERR_NOMEM;
	return err == JAL_OK ? JAL_OK : diag_set(why, err, NULL);
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = contract_new_goal(&f->ref.caseload, &f->ref.dossier, id_is_zero(&f->parent) ? NULL : &f->parent,
		desk_today(f->desk), &f->edit);

	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].part == PART_FIXED && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

/* A template that is taken says its theme, when none was chosen. */
static void changed(struct scr_form *f)
{
	const struct template_list *l = f->extra;
	const struct template_item *t = NULL;

	if (l == NULL || *shown_value(f, FIELD_goal_theme) != '\0')
		return;
	t = template_goal(l, NULL, shown_value(f, FIELD_goal_text));
	if (t != NULL)
		(void)!form_type_in(&f->fields.form, fields_find(&f->fields, FIELD_goal_theme, PART_WHOLE), t->theme);
}

static enum jal_err write_goal(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("objectif pour %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static const struct scr_form_kind kind = {
	.name = "goal",
	.entity = ENTITY_goal,
	.hangs = FIELD_goal_contract,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = prepare,
	.show = show,
	.changed = changed,
	.write = write_goal,
	.forget = forget,
	.again = true,
};

struct screen *form_goal_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *contract)
{
	return scr_form_hang(scr_form_new(desk, &kind, ref, id, NULL), contract);
}
