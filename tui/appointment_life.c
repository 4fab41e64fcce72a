/*
 * What becomes of an appointment.
 */
#include "tui/appointment_life.h"

#include <stdlib.h>
#include <string.h>

#include "core/agenda.h"
#include "core/edit.h"
#include "core/journal.h"
#include "core/record.h"
#include "core/text.h"
#include "tui/form_course.h"
#include "tui/i18n.h"
#include "tui/picker.h"
#include "tui/scr_pick.h"
#include "tui/work.h"

static const struct picker_choice choices[] = {
	{ "attended", N_("Présence : rendez-vous honoré") },
	{ "absent", N_("Absence") },
	{ "excused", N_("Absence excusée") },
	{ "cancelled", N_("Annulé") },
	{ "planned", N_("Prévu : rien de tout cela") },
};

/* The sentence when that was written. */
static const char *told(const char *status, bool compulsory)
{
	if (strcmp(status, "cancelled") == 0)
		return _("Le rendez-vous est noté comme annulé. Ctrl+Z : le remettre.");
	if (strcmp(status, "attended") == 0)
		return _("Le rendez-vous est noté comme honoré. k : son compte rendu.");
	if (strcmp(status, "excused") == 0)
		return _("L’absence excusée est notée. Ctrl+Z : annuler.");
	if (strcmp(status, "absent") == 0 && compulsory)
		return _("L’absence à ce rendez-vous obligatoire est notée. Ctrl+Z : annuler.");
	if (strcmp(status, "absent") == 0)
		return _("L’absence est notée. Ctrl+Z : annuler.");
	return _("Le rendez-vous est de nouveau prévu. Ctrl+Z : annuler.");
}

static const char *phrase(const char *status)
{
	return strcmp(status, "cancelled") == 0 ? _("annulation du rendez-vous avec %s") :
						  _("suite du rendez-vous avec %s");
}

struct asked {
	struct desk *desk;
	struct file_ref ref;
	struct jal_id appointment;
};

/* ---- someone did not come although they had to ---- */

static const struct picker_choice breaches[] = {
	{ "later", N_("Rien de plus maintenant") },
	{ "breach", N_("Signaler un manquement…") },
};

static void answered_breach(void *owned, struct app *app, const char *code)
{
	const struct asked *q = owned;

	if (strcmp(code, "breach") == 0)
		work_push(app, form_breach_new(q->desk, &q->ref, NULL, &q->appointment));
}

/* Offered, never done by itself: jalon decides nothing about it. */
static void offer_breach(struct desk *d, struct app *app, const struct file_ref *ref, const struct jal_id *appointment)
{
	const struct picker_source source = { .table = breaches, .n = sizeof(breaches) / sizeof(breaches[0]) };
	struct asked *q = malloc(sizeof(*q));
	struct screen *s = NULL;

	if (q != NULL) {
		*q = (struct asked){ d, *ref, *appointment };
		s = scr_pick_new(_("Manquement"), &source, "later", answered_breach, q);
	}
	work_push(app, s);
}

/* ---- what is written ---- */

/* Why it can't become that; NULL when it can. */
static const char *refused(const struct desk *d, const struct record *r, const char *status)
{
	int64_t starts = record_get(r, appointment_starts);

	if (starts == RECORD_NO_NUMBER || agenda_may_become(status, starts, clock_civil_minutes(desk_clock(d))))
		return NULL;
	return _("Ce rendez-vous n’a pas encore eu lieu : il peut être annulé ou excusé.");
}

bool appointment_life_set(struct desk *d, struct app *app, const struct file_ref *ref, const struct jal_id *appointment,
	const char *status)
{
	struct record *r = NULL;
	struct edit *e = NULL;
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	const char *reason = NULL;
	bool compulsory = false;
	bool written = false;
	enum jal_err err = journal_load(desk_journal(d), &ref->caseload, ENTITY_appointment, &ref->dossier, appointment, &r);

	if (err == JAL_OK) {
		compulsory = record_get(r, appointment_compulsory) == 1;
		reason = refused(d, r, status);
		err = edit_of(r, &e);
	}
	if (err == JAL_OK && reason != NULL) {
		app_say(app, APP_WARNING, "%s", reason);
		goto out;
	}
	if (err == JAL_OK)
		err = edit_set_text(e, FIELD_appointment_status, status);
	if (err == JAL_OK && edit_empty(e)) {
		app_say(app, APP_INFO, "%s", _("Il en était déjà ainsi : rien n’a changé."));
		goto out;
	}
	if (err == JAL_OK)
		err = work_said(d, ref, phrase(status), &said);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
		goto out;
	}
	written = work_write(d, app, &e, 1, buf_str(&said));
	if (written && compulsory && strcmp(status, "absent") == 0)
		offer_breach(d, app, ref, appointment);
	if (written)
		app_say(app, APP_INFO, "%s", told(status, compulsory));
out:
	record_free(r);
	edit_free(e);
	buf_free(&said);
	return written;
}

/* ---- asking ---- */

static void answered(void *owned, struct app *app, const char *code)
{
	const struct asked *q = owned;

	(void)appointment_life_set(q->desk, app, &q->ref, &q->appointment, code);
}

void appointment_life_ask(struct desk *d, struct app *app, const struct file_ref *ref, const struct jal_id *appointment,
	const char *state)
{
	const struct picker_source source = { .table = choices, .n = sizeof(choices) / sizeof(choices[0]) };
	struct asked *q = malloc(sizeof(*q));
	struct screen *s = NULL;

	if (q != NULL) {
		*q = (struct asked){ d, *ref, *appointment };
		s = scr_pick_new(_("Rendez-vous"), &source, state, answered, q);
	}
	work_push(app, s);
}

/* ---- why not ---- */

const char *appointment_life_no_report(const struct desk *d, int64_t starts, bool reported)
{
	if (reported)
		return _("ce rendez-vous a déjà son compte rendu, parmi les notes");
	if (starts != RECORD_NO_NUMBER && starts > clock_civil_minutes(desk_clock(d)))
		return _("ce rendez-vous n’a pas encore eu lieu");
	return NULL;
}

const char *appointment_life_no_cancel(const char *status)
{
	return text_is(status, "cancelled") ? _("ce rendez-vous est déjà annulé") : NULL;
}
