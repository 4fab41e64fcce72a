/*
 * What settles what is to be done.
 */
#include "tui/todo_settle.h"

#include <string.h>

#include "core/contract.h"
#include "core/casework.h"
#include "core/edit.h"
#include "tui/form_contract.h"
#include "tui/form_person.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/scr_conflict.h"
#include "tui/scr_file.h"
#include "tui/scr_form.h"
#include "tui/scr_note.h"
#include "tui/work.h"

static struct file_ref ref_of(const struct todo_row *r)
{
	return (struct file_ref){ r->dossier, r->caseload };
}

/* The tab of the file where that is looked after; SCR_COUNT: it has a form or screen of its own. */
static enum screen_id tab_of(enum tasks_kind kind)
{
	switch (kind) {
	case TASKS_CONTRACT_ENDS:
	case TASKS_CONTRACT_TO_SIGN:
	case TASKS_EXEMPTION_ENDS:
	case TASKS_HOURS:
		return SCR_CONTRACT;
	case TASKS_ORIENTATION:
	case TASKS_PATHWAY_REVIEW:
	case TASKS_REQUEST:
	case TASKS_BREACH:
	case TASKS_MEASURE:
		return SCR_PATHWAY;
	case TASKS_REPORT:
	case TASKS_REMINDER:
		return SCR_APPOINTMENTS;
	case TASKS_ASSESSMENT:
		return SCR_ASSESSMENT;
	case TASKS_ACTION:
	case TASKS_CONTACT:
	case TASKS_RETENTION:
	case TASKS_ANONYMISE:
	case TASKS_DUPLICATE:
		return SCR_SUMMARY;
	case TASKS_FOLLOWUP:
	case TASKS_IMMERSION:
	case TASKS_PERMIT:
	case TASKS_RQTH:
	case TASKS_CONFLICT:
	case TASKS_UNSENT:
	case TASKS_NONE:
	case TASKS_KINDS:
		break;
	}
	return SCR_COUNT;
}

/* The screen of what is to be settled, on the first of that dossier. */
static enum jal_err keep_first(void *ctx, const struct settle_item *item)
{
	*(struct settle_item *)ctx = *item;
	return JAL_ERR_CANCELLED;
}

static void open_conflict(struct desk *d, struct app *app, const struct todo_row *r)
{
	struct settle_item first = { .kind = SETTLE_VALUES };
	struct diag why = DIAG_INIT;
	enum jal_err err = settle_each(desk_journal(d), &r->caseload, &r->dossier, keep_first, &first);

	if (err != JAL_OK && err != JAL_ERR_CANCELLED)
		work_say_error(app, err, &why);
	else
		work_push(app, scr_conflict_new(d, err == JAL_ERR_CANCELLED ? &first : NULL));
}

/* The form begins at what is to be filled in; NULL stays. */
static struct screen *begun_in(struct screen *s, enum tasks_kind kind)
{
	if (s == NULL)
		return NULL;
	if (kind == TASKS_PERMIT)
		scr_form_begin_in(s, FIELD_person_residence_permit_until);
	else if (kind == TASKS_RQTH)
		scr_form_begin_in(s, FIELD_person_rqth_until);
	else if (kind == TASKS_IMMERSION)
		scr_form_begin_in(s, FIELD_immersion_review);
	else if (kind == TASKS_FOLLOWUP)
		scr_form_begin_in(s, FIELD_followup_status);
	return s;
}

void todo_settle_open(struct desk *d, struct app *app, const struct todo_row *r)
{
	struct file_ref ref = ref_of(r);
	enum screen_id tab = tab_of(r->kind);

	if (r->kind == TASKS_UNSENT)
		(void)app_run_action(app, ACT_SYNC);
	else if (r->kind == TASKS_CONFLICT)
		open_conflict(d, app, r);
	else if (r->kind == TASKS_PERMIT || r->kind == TASKS_RQTH)
		work_push(app, begun_in(form_person_new(d, &ref), r->kind));
	else if (tab == SCR_COUNT)
		work_push(app, begun_in(form_record_new(d, &ref, r->entity, &r->record), r->kind));
	else
		work_push(app, scr_file_new(d, &ref, tab, id_is_zero(&r->record) ? NULL : &r->record));
}

bool todo_settle_open_in_file(struct desk *d, struct app *app, const struct todo_row *r)
{
	struct file_ref ref = ref_of(r);

	if (r->kind == TASKS_REPORT || r->kind == TASKS_CONTACT)
		work_push(app, scr_note_new(d, &ref, r->kind == TASKS_REPORT ? &r->record : NULL));
	else if (tab_of(r->kind) == SCR_SUMMARY)
		return false;
	else
		todo_settle_open(d, app, r);
	return true;
}

/* ---- from the line itself ---- */

static bool tickable(const struct todo_row *r)
{
	return r->kind == TASKS_ACTION || r->kind == TASKS_FOLLOWUP;
}

const char *todo_settle_why_not(const struct todo_row *r, enum action_id action)
{
	switch ((int)action) {
	case ACT_REPORT:
		return r->kind == TASKS_REPORT ? NULL : _("la ligne choisie n’est pas un rendez-vous sans compte rendu");
	case ACT_RENEW:
		return r->kind == TASKS_CONTRACT_ENDS ? NULL : _("la ligne choisie n’est pas un contrat à renouveler");
	case ACT_TOGGLE:
		return tickable(r) ? NULL : _("la ligne choisie n’est ni une action ni une suite à donner");
	case ACT_ARCHIVE:
		return r->kind == TASKS_RETENTION ? NULL : _("la ligne choisie ne propose pas d’archiver");
	case ACT_POSTPONE:
		return todo_can_wait(r->kind) ? NULL : _("cette ligne se règle, elle ne se reporte pas");
	default:
		return NULL;
	}
}

/* Writes one edit; false when it could not be made or written, which is said. */
static bool write_edit(struct desk *d, struct app *app, const struct todo_row *r, struct edit *e, enum jal_err err,
	const char *what)
{
	struct file_ref ref = ref_of(r);
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	bool done = false;

	if (err == JAL_OK)
		err = work_said(d, &ref, what, &said);
	if (err == JAL_OK)
		done = work_write(d, app, &e, 1, buf_str(&said));
	else
		work_say_error(app, err, &why);
	edit_free(e);
	buf_free(&said);
	return done;
}

static void tick(struct desk *d, struct app *app, const struct todo_row *r)
{
	bool action = r->kind == TASKS_ACTION;
	struct edit *e = NULL;
	enum jal_err err = journal_edit(desk_journal(d), &r->caseload, r->entity, &r->dossier, &r->record, &e);

	if (err == JAL_OK)
		err = action ? contract_tick(e, true, desk_today(d)) : edit_set_text(e, FIELD_followup_status, "done");
	(void)write_edit(d, app, r, e, err, action ? _("action faite, %s") : _("suite donnée, %s"));
}

static void archive(struct desk *d, struct app *app, const struct todo_row *r)
{
	struct edit *e = NULL;
	enum jal_err err = casework_dossier(desk_journal(d), &r->caseload, &r->dossier, &e);

	if (err == JAL_OK)
		err = edit_set_flag(e, FIELD_dossier_archived, true);
	(void)write_edit(d, app, r, e, err, _("archivage du dossier de %s"));
}

bool todo_settle_run(struct desk *d, struct app *app, const struct todo_row *r, enum action_id action)
{
	struct file_ref ref = ref_of(r);

	switch ((int)action) {
	case ACT_REPORT:
		work_push(app, scr_note_new(d, &ref, &r->record));
		return true;
	case ACT_RENEW:
		work_push(app, form_contract_renew(d, &ref, &r->record));
		return true;
	case ACT_TOGGLE:
		tick(d, app, r);
		return true;
	case ACT_ARCHIVE:
		archive(d, app, r);
		return true;
	default:
		return false;
	}
}
