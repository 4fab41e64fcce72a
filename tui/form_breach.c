/*
 * The breach's form: its steps, each with the date that it asks for, and how long ago
 * each was. It proposes nothing: proposal and decision are what someone typed.
 */
#include <string.h>

#include "core/date.h"
#include "core/format.h"
#include "core/procedure.h"
#include "tui/form_course.h"
#include "tui/form_record.h"
#include "tui/i18n.h"

static const struct fields_row rows[] = {
	FORM_COURSE_PERSON,
	{ .field = FIELD_breach_date, .vital = true },
	{ .field = FIELD_breach_kind, .vital = true },
	{ .field = FIELD_breach_appointment, .offer = form_course_others },
	{ .field = FIELD_breach_status },
	{ .field = FIELD_breach_observations_asked_on },
	{ .field = FIELD_breach_received_on },
	{ .field = FIELD_breach_legitimate_reason, .rows = 2 },
	{ .field = FIELD_breach_heard_on },
	{ .field = FIELD_breach_proposal, .rows = 2 },
	{ .field = FIELD_breach_decision, .hint = N_("jalon n’en propose pas") },
	{ .field = FIELD_breach_share },
	{ .field = FIELD_breach_months },
	{ .field = FIELD_breach_starts },
	{ .field = FIELD_breach_lifted_on },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	(void)f;
	return buf_puts(out, _("Manquement"));
}

struct missed {
	struct choices *choices;
	const struct jal_id *kept;	/* the one that is named already */
	int32_t today;
};

/* "mar. 24/11/2026 9h30": those that could have been missed. */
static enum jal_err add_appointment(void *ctx, struct record *r)
{
	const struct missed *m = ctx;
	struct format format = desk_format();
	int64_t starts = record_get(r, appointment_starts);
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (starts != RECORD_NO_NUMBER && date_of_time(starts) <= m->today && !record_archived(r)) {
		err = format_time(&format, starts, &text);
		if (err == JAL_OK)
			err = choices_add(m->choices, record_id(r), buf_str(&text));
	}
	buf_free(&text);
	record_free(r);
	return err;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct form_course *x = form_course_new(f, why);
	struct missed m = { .today = desk_today(f->desk) };
	enum jal_err err = x != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err == JAL_OK) {
		m.choices = &x->others;
		err = journal_each(desk_journal(f->desk), &f->ref.caseload, ENTITY_appointment, &f->ref.dossier,
			add_appointment, &m);
	}
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
}

/* Of a missed appointment: its day, and which. */
JAL_MUST static enum jal_err take_appointment(struct scr_form *f)
{
	struct record *r = NULL;
	enum jal_err err = journal_load(desk_journal(f->desk), &f->ref.caseload, ENTITY_appointment, &f->ref.dossier,
		&f->parent, &r);
	int64_t starts = err == JAL_OK ? record_get(r, appointment_starts) : RECORD_NO_NUMBER;

	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_breach_kind, "missed_appointment");
	if (err == JAL_OK)
		err = edit_set_id(f->edit, FIELD_breach_appointment, &f->parent);
	if (err == JAL_OK && starts != RECORD_NO_NUMBER && date_of_time(starts) <= desk_today(f->desk))
		err = edit_set_number(f->edit, FIELD_breach_date, date_of_time(starts));
	record_free(r);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_breach, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set_number(f->edit, FIELD_breach_date, desk_today(f->desk));
	if (err == JAL_OK)
		err = edit_set_text(f->edit, FIELD_breach_status, "reported");
	if (err == JAL_OK && !id_is_zero(&f->parent))
		err = take_appointment(f);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

JAL_MUST static enum jal_err put_fact(const struct procedure_fact *x, struct buf *out)
{
	unsigned long n = (unsigned long)(x->days < 0 ? -x->days : x->days);
	char day[DATE_SHOWN_MAX];

	if (x->kind == PROCEDURE_ENDS)
		return buf_printf(out, _("Mesure jusqu’au %s."), date_shown(x->day, day));
	if (x->kind == PROCEDURE_AWAITED)
		return buf_printf(out, P_("Observations demandées il y a %lu jour, pas encore reçues.",
			"Observations demandées il y a %lu jours, pas encore reçues.", n), n);
	if (x->kind == PROCEDURE_RECEIVED)
		return buf_printf(out, P_("Observations reçues il y a %lu jour.", "Observations reçues il y a %lu jours.", n), n);
	if (x->kind == PROCEDURE_HEARD)
		return buf_printf(out, P_("Personne entendue il y a %lu jour.", "Personne entendue il y a %lu jours.", n), n);
	if (x->kind == PROCEDURE_RUNS)
		return buf_printf(out, P_("Mesure en cours depuis %lu jour.", "Mesure en cours depuis %lu jours.", n), n);
	return buf_printf(out, P_("Signalé il y a %lu jour.", "Signalé il y a %lu jours.", n), n);
}

/* What was saved, not what is being typed: a fact is what is known. */
static void changed(struct scr_form *f)
{
	struct procedure_fact fact = { 0 };

	buf_clear(&f->notice);
	if (!id_is_zero(&f->record) && procedure_waits(edit_displayed(f->edit), desk_today(f->desk), &fact) && fact.days != 0 &&
		put_fact(&fact, &f->notice) != JAL_OK)
		buf_clear(&f->notice);
}

/* All the facts of the procedure, each with its day. */
static void below(const struct scr_form *f, struct canvas *c, struct rect r)
{
	static const char *const words[] = {
		[PROCEDURE_REPORTED] = N_("signalé"),
		[PROCEDURE_ASKED] = N_("observations demandées"),
		[PROCEDURE_RECEIVED] = N_("observations reçues"),
		[PROCEDURE_HEARD] = N_("personne entendue"),
		[PROCEDURE_RUNS] = N_("mesure commencée"),
		[PROCEDURE_ENDS] = N_("mesure jusqu’à ce jour"),
		[PROCEDURE_LIFTED] = N_("mesure levée"),
	};
	struct procedure_fact facts[PROCEDURE_FACTS_MAX];
	size_t n = id_is_zero(&f->record) ? 0 : procedure_facts(edit_displayed(f->edit), desk_today(f->desk), facts);
	int row = r.row;

	for (size_t i = 0; i < n && row < r.row + r.rows; i++) {
		char day[DATE_SHOWN_MAX];

		if (facts[i].kind == PROCEDURE_AWAITED)
			continue;
		canvas_put(c, row, r.col + 3, r.cols - 4, ROLE_NORMAL, date_shown(facts[i].day, day));
		canvas_put(c, row++, r.col + 15, r.cols - 16, ROLE_NORMAL, _(words[facts[i].kind]));
	}
}

static enum jal_err write_it(struct scr_form *f, struct diag *why)
{
	return form_course_write(f, _("manquement de %s"), why);
}

static const struct scr_form_kind kind = {
	.entity = ENTITY_breach,
	.begin = 2,
	.name = FORM_RECORD_DRAFT "breach",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = prepare,
	.show = form_course_show,
	.changed = changed,
	.below = below,
	.write = write_it,
	.forget = form_course_forget,
};

struct screen *form_breach_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct jal_id *appointment)
{
	return scr_form_hang(scr_form_new(desk, &kind, ref, id, NULL), appointment);
}
