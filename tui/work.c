/*
 * Gestures that all working screens share.
 */
#include "tui/work.h"

#include <string.h>

#include "core/date.h"
#include "core/outbox.h"
#include "tui/form_action.h"
#include "tui/form_appointment.h"
#include "tui/form_contract.h"
#include "tui/form_course.h"
#include "tui/form_person.h"
#include "tui/i18n.h"
#include "tui/scr_agenda.h"
#include "tui/scr_drafts.h"
#include "tui/scr_find.h"
#include "tui/scr_note.h"
#include "tui/scr_todo.h"

void work_say_error(struct app *app, enum jal_err err, struct diag *why)
{
	(void)diag_set_if_empty(why, err, NULL);
	app_say_diag(app, why);
}

void work_push(struct app *app, struct screen *s)
{
	/* What can't be loaded has said why. */
	if (s == NULL)
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	else
		(void)!app_push(app, s);
}

static void tell_changed(struct app *app)
{
	static const struct desk_event changed = { .kind = DESK_CHANGED };

	app_broadcast(app, &changed);
}

void work_say_saved(const struct desk *d, struct app *app)
{
	const struct desk_event saved = { .kind = DESK_SAVED, .record = desk_saved(d) };
	char time[DATE_SHOWN_MAX];
	int minutes = date_minutes_of_time(clock_civil_minutes(desk_clock(d)));

	app_broadcast(app, &saved);
	app_say(app, APP_INFO, _("Enregistré à %s sur cet ordinateur, pas encore envoyé."),
		date_shown_minutes(minutes, false, i18n_lang()[0] == 'e' ? ':' : 'h', time));
}

enum jal_err work_said(const struct desk *d, const struct file_ref *ref, const char *what, struct buf *out)
{
	const char *place = strstr(what, "%s");
	size_t before = place != NULL ? (size_t)(place - what) : strlen(what);
	enum jal_err err = buf_put(out, what, before);

	if (err == JAL_OK && place != NULL)
		err = file_name_of(d, ref, out);
	return err == JAL_OK && place != NULL ? buf_puts(out, place + 2) : err;
}

bool work_write(struct desk *d, struct app *app, struct edit *const *edits, size_t count, const char *said)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = desk_write(d, edits, count, NULL, said, &why);

	if (err != JAL_OK) {
		work_say_error(app, err, &why);
		return false;
	}
	tell_changed(app);
	work_say_saved(d, app);
	return true;
}

static void undo(struct desk *d, struct app *app)
{
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = desk_undo(d, &said, &why);

	if (err == JAL_OK) {
		tell_changed(app);
		/* Initials bring a full stop of their own. */
		if (said.len > 0 && said.data[said.len - 1] == '.')
			buf_cut(&said, said.len - 1);
		app_say(app, APP_INFO, _("Annulé : %s."), buf_str(&said));
	} else {
		work_say_error(app, err, &why);
	}
	buf_free(&said);
}

static void turn_discreet(struct desk *d, struct app *app)
{
	static const struct desk_event shown = { .kind = DESK_SHOWN };

	desk_set_discreet(d, !desk_discreet(d));
	app_broadcast(app, &shown);
	app_say(app, APP_INFO, "%s",
		desk_discreet(d) ? _("Mode discret : initiales seulement, pas de téléphone, un dossier à la fois. Même touche : tout remontrer.") :
				   _("Mode discret terminé."));
}

bool work_run(struct desk *d, struct app *app, const struct file_ref *person, enum action_id action)
{
	if (action == ACT_UNDO) {
		undo(d, app);
		return true;
	}
	if (action == ACT_DISCREET) {
		turn_discreet(d, app);
		return true;
	}
	if (action == ACT_DRAFTS) {
		work_push(app, scr_drafts_new(d));
		return true;
	}
	if (action == ACT_FIND) {
		work_push(app, scr_find_new(d, NULL, NULL));
		return true;
	}
	if (action == ACT_GO_AGENDA) {
		app_home(app);
		work_push(app, scr_agenda_new(d, RECORD_NO_NUMBER, NULL));
		return true;
	}
	if (action == ACT_GO_TODO) {
		app_home(app);
		work_push(app, scr_todo_new(d));
		return true;
	}
	if (person == NULL)
		return false;
	if (action == ACT_NOTE)
		work_push(app, scr_note_new(d, person, NULL));
	else if (action == ACT_APPOINTMENT)
		work_push(app, form_appointment_new(d, person, NULL, NULL));
	else if (action == ACT_ACTION)
		work_push(app, form_action_new(d, person, NULL, NULL));
	else if (action == ACT_RENEW)
		work_push(app, form_contract_renew(d, person, NULL));
	else if (action == ACT_ORIENT)
		work_push(app, form_orientation_new(d, person, NULL, NULL));
	else if (action == ACT_MODIFY)
		work_push(app, form_person_new(d, person));
	else
		return false;
	return true;
}
