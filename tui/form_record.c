/*
 * One kind of form for each entity of the model.
 */
#include "tui/form_record.h"

#include <string.h>

#include "tui/form_assessment.h"
#include "tui/form_barrier.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/work.h"

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return buf_puts(out, _(model_entity(f->kind->entity)->label));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	const enum jal_err err = edit_create(f->kind->entity, &f->ref.caseload,
		id_is_zero(&f->ref.dossier) ? NULL : &f->ref.dossier, &f->edit);

	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].field == FIELD_person_birth_name && f->fields.rows[row].part == PART_FIXED &&
		file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

static enum jal_err write_record(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = id_is_zero(&f->ref.dossier) ? buf_puts(&said, _("correction")) :
							 work_said(f->desk, &f->ref, _("correction pour %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* The first row names the person, where there is one. */
#define ENTITY(name_, wire, home, label)                                                       \
	[ENTITY_##name_] = { .name = FORM_RECORD_DRAFT #name_, .entity = ENTITY_##name_,        \
		.rows = rows, .n = HOME_##home == HOME_dossier, .all = true, .title = title,    \
		.create = create, .show = show, .write = write_record },
#define FIELD(...)
#define RETIRED(...)
static const struct scr_form_kind kinds[ENTITY_COUNT] = {
#include "core/model.def"
};
#undef ENTITY
#undef FIELD
#undef RETIRED

struct screen *form_record_new(struct desk *desk, const struct file_ref *ref, enum entity entity,
	const struct jal_id *id)
{
	/* Those that have a form of their own, under the same name. */
	if (entity == ENTITY_barrier)
		return form_barrier_new(desk, ref, id, NULL);
	if (entity == ENTITY_assessment)
		return form_assessment_new(desk, ref, id);
	return scr_form_new(desk, &kinds[entity], ref, id, NULL);
}

const char *form_record_draft(enum entity entity)
{
	return kinds[entity].name;
}

enum entity form_record_entity(const char *draft)
{
	const size_t n = strlen(FORM_RECORD_DRAFT);
	const struct model_entity *entity =
		strncmp(draft, FORM_RECORD_DRAFT, n) == 0 ? model_entity_by_name(draft + n) : NULL;

	return entity != NULL ? entity->id : ENTITY_COUNT;
}
