/*
 * The appointment's form.
 */
#include "tui/form_appointment.h"

#include "tui/i18n.h"
#include "tui/work.h"

#define USUAL_MINUTES 45

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_appointment_starts, .part = PART_DAY, .label = N_("Date"), .vital = true,
		.hint = N_("1/12, dem, lun, +7, +3s") },
	{ .field = FIELD_appointment_starts, .part = PART_HOUR, .label = N_("Heure"), .vital = true },
	{ .field = FIELD_appointment_minutes },
	{ .field = FIELD_appointment_place },
	{ .field = FIELD_appointment_address },
	{ .field = FIELD_appointment_subject },
	{ .field = FIELD_appointment_status },
	{ .field = FIELD_appointment_compulsory },
	{ .field = FIELD_appointment_reminder, .label = N_("Rappel la veille") },
	{ .field = FIELD_appointment_reminder_text },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->record) ? buf_puts(out, _("Nouveau rendez-vous")) : buf_puts(out, _("Rendez-vous"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	struct value minutes = value_number(USUAL_MINUTES);
	struct value place = value_text("office");
	struct value status = value_text("planned");
	struct value reminder = value_flag(true);
	enum jal_err err = edit_create(ENTITY_appointment, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_minutes, &minutes);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_place, &place);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_status, &status);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_reminder, &reminder);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].field == FIELD_person_birth_name && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

static enum jal_err write_appointment(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("rendez-vous avec %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* A follow-up of a note has a draft apart from an appointment's own. */
static const struct scr_form_kind kinds[2] = {
	{ .name = "appointment", .entity = ENTITY_appointment, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]),
		.title = title, .create = create, .show = show, .write = write_appointment },
	{ .name = "note.appointment", .entity = ENTITY_appointment, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]),
		.title = title, .create = create, .show = show, .write = write_appointment },
};

struct screen *form_appointment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct scr_form_sink *sink)
{
	return scr_form_new(desk, &kinds[sink != NULL], ref, id, sink);
}
