/*
 * What is done on a line of the contract's tab. Whatever it writes can be undone.
 */
#include "tui/tab_contract.h"

#include "core/edit.h"
#include "core/lifecycle.h"
#include "core/text.h"
#include "tui/form_action.h"
#include "tui/form_activity.h"
#include "tui/form_contract.h"
#include "tui/form_goal.h"
#include "tui/form_signature.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/scr_hours.h"
#include "tui/scr_print.h"
#include "tui/work.h"

static const struct tab_contract_about *about_of(const struct line *line)
{
	return line != NULL ? line->about : NULL;
}

/* NULL when the line is about none. */
static const struct contract *contract_at(const struct tab_view *v, const struct line *line)
{
	const struct tab_contract_about *a = about_of(line);

	return a != NULL && a->at < v->contracts.n ? &v->contracts.list[a->at] : NULL;
}

static const struct jal_id *contract_id(const struct tab_view *v, const struct line *line)
{
	const struct contract *c = contract_at(v, line);

	return c != NULL ? record_id(c->record) : NULL;
}

/* Writes what was put together, says it, frees it. said has one %s for the name. */
static bool write_changes(struct tab_view *v, struct edit_list *c, enum jal_err err, struct diag *why,
	const char *said)
{
	struct buf text = BUF_INIT;
	bool written = false;

	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, said, &text);
	if (err == JAL_OK)
		written = work_write(v->desk, v->app, c->list, c->n, buf_str(&text));
	else
		work_say_error(v->app, err, why);
	edit_list_free(c);
	buf_free(&text);
	return written;
}

/* ---- Space ---- */

static void toggle_goal(struct tab_view *v, const struct record *goal)
{
	bool reached = text_is(record_get(goal, goal_status), "reached");
	struct edit_list c = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = contract_toggle_goal(goal, &c);

	(void)write_changes(v, &c, err, &why, reached ? _("objectif à reprendre, %s") : _("objectif atteint, %s"));
}

/* Signed today, on paper: one key for each who signs. */
static void sign_now(struct tab_view *v, const struct tab_contract_about *a)
{
	struct edit *e = NULL;
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = contract_signature(&v->contracts, a->at, a->who, desk_today(v->desk), &e);

	if (err == JAL_OK)
		err = contract_may_sign(&v->contracts, a->at, &why);
	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, _("signature du contrat de %s"), &said);
	if (err != JAL_OK)
		work_say_error(v->app, err, &why);
	else if (work_write(v->desk, v->app, &e, 1, buf_str(&said)))
		app_say(v->app, APP_INFO, "%s", _("Signé ce jour, sur papier. Entrée sur la ligne : autre date, lieu, façon."));
	edit_free(e);
	buf_free(&said);
}

static void toggle(struct tab_view *v, const struct line *line)
{
	const struct tab_contract_about *a = about_of(line);

	if (line->kind == CONTRACT_LINE_ACTION)
		tab_toggle_action(v, &line->id);
	else if (line->kind == CONTRACT_LINE_GOAL)
		toggle_goal(v, a->record);
	else if (line->kind == CONTRACT_LINE_UNSIGNED)
		sign_now(v, a);
}

/* ---- Enter, m ---- */

static void take_step(struct tab_view *v, const struct tab_contract_about *a)
{
	struct edit_list c = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	const char *next = contract_next_step(&v->contracts, &v->contracts.list[a->at]);
	const struct jal_id contract = *record_id(v->contracts.list[a->at].record);
	enum jal_err err = next != NULL ? contract_step(&v->contracts, a->at, next, &c, &why) : JAL_ERR_NOT_FOUND;

	/* The line of the step is gone then: back to the contract. */
	v->show = contract;
	(void)write_changes(v, &c, err, &why, _("étape du contrat de %s"));
}

static void open_form(struct tab_view *v, const struct line *line)
{
	const struct file_ref *ref = &v->file.ref;
	const struct tab_contract_about *a = about_of(line);

	switch ((enum tab_contract_kind)line->kind) {
	case CONTRACT_LINE_HEAD:
	case CONTRACT_LINE_TERMS:
		work_push(v->app, form_contract_new(v->desk, ref, contract_id(v, line)));
		break;
	case CONTRACT_LINE_GOAL:
		work_push(v->app, form_goal_new(v->desk, ref, record_id(a->record), NULL));
		break;
	case CONTRACT_LINE_ACTION:
		work_push(v->app, form_action_new(v->desk, ref, record_id(a->record), NULL));
		break;
	case CONTRACT_LINE_SIGNED:
		work_push(v->app, form_signature_new(v->desk, ref, record_id(a->record), NULL));
		break;
	case CONTRACT_LINE_UNSIGNED:
		work_push(v->app, form_signature_new(v->desk, ref, NULL, contract_id(v, line)));
		break;
	case CONTRACT_LINE_STEP:
		take_step(v, a);
		break;
	case CONTRACT_LINE_WEEK:
		work_push(v->app, scr_hours_new(v->desk, ref, contract_id(v, line), a->monday));
		break;
	case CONTRACT_LINE_MORE:
		v->all_weeks = true;
		break;
	case CONTRACT_LINE_NEW:
		work_push(v->app, form_contract_new(v->desk, ref, NULL));
		break;
	}
}

static void open_line(struct tab_view *v, const struct line *line)
{
	const struct contract *c = contract_at(v, line);
	const struct tab_contract_about *a = about_of(line);

	/* What is over is unfolded first; m changes it. */
	if (line->kind == CONTRACT_LINE_HEAD && c->phase == CONTRACT_OVER && a->at != v->contracts.current)
		tab_contract_turn(v, a->at);
	else
		open_form(v, line);
}

/* ---- c ---- */

/* The goal where one stands, or that of the action; NULL when there is none. */
static const struct jal_id *goal_id(const struct line *line)
{
	const struct tab_contract_about *a = about_of(line);
	const struct record *goal = NULL;

	if (a != NULL && line->kind == CONTRACT_LINE_GOAL)
		goal = a->record;
	else if (a != NULL && line->kind == CONTRACT_LINE_ACTION)
		goal = a->goal;
	return goal != NULL ? record_id(goal) : NULL;
}

/* What goes below the line where one stands. */
static void create(struct tab_view *v, const struct line *line)
{
	const struct file_ref *ref = &v->file.ref;
	const struct tab_contract_about *a = about_of(line);

	if (line == NULL) {
		work_push(v->app, form_contract_new(v->desk, ref, NULL));
		return;
	}
	switch ((enum tab_contract_kind)line->kind) {
	case CONTRACT_LINE_HEAD:
	case CONTRACT_LINE_TERMS:
	case CONTRACT_LINE_STEP:
		work_push(v->app, form_goal_new(v->desk, ref, NULL, contract_id(v, line)));
		break;
	case CONTRACT_LINE_GOAL:
	case CONTRACT_LINE_ACTION:
		work_push(v->app, form_action_under(v->desk, ref, goal_id(line)));
		break;
	case CONTRACT_LINE_SIGNED:
	case CONTRACT_LINE_UNSIGNED:
		work_push(v->app, form_signature_new(v->desk, ref, NULL, contract_id(v, line)));
		break;
	case CONTRACT_LINE_WEEK:
		work_push(v->app, form_activity_new(v->desk, ref, NULL, contract_id(v, line), a->monday));
		break;
	case CONTRACT_LINE_MORE:
	case CONTRACT_LINE_NEW:
		open_form(v, line);
		break;
	}
}

/* ---- x ---- */

/* Of a contract that was never signed nothing was agreed: it goes. Of another one it
 * stays to be read, as given up. */
static void drop(struct tab_view *v, const struct line *line)
{
	const struct tab_contract_about *a = about_of(line);
	const struct contract *c = contract_at(v, line);
	struct edit_list changes = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	const char *said = _("abandon d’une action, %s");
	enum jal_err err = JAL_OK;

	if (line->kind == CONTRACT_LINE_HEAD || line->kind == CONTRACT_LINE_TERMS) {
		err = contract_step(&v->contracts, a->at, "cancelled", &changes, &why);
		said = _("annulation du contrat de %s");
	} else if (line->kind == CONTRACT_LINE_SIGNED) {
		err = contract_drop(c, a->record, &changes);
		said = _("signature retirée, %s");
	} else {
		err = contract_drop(c, a->record, &changes);
		if (line->kind == CONTRACT_LINE_GOAL)
			said = _("abandon d’un objectif, %s");
	}
	if (write_changes(v, &changes, err, &why, said))
		app_say(v->app, APP_INFO, "%s", _("C’est retiré du contrat. Ctrl+Z : le remettre."));
}

/* ---- the tab ---- */

bool tab_contract_run(struct tab_view *v, const struct line *line, enum action_id action)
{
	if (action == ACT_CREATE) {
		create(v, line);
		return true;
	}
	if (action == ACT_RENEW) {
		work_push(v->app, form_contract_renew(v->desk, &v->file.ref, contract_id(v, line)));
		return true;
	}
	if (line == NULL)
		return false;
	if (action == ACT_ACTION) {
		const struct record *only = contract_only_goal(contract_at(v, line));
		const struct jal_id *below = goal_id(line), *goal = below == NULL && only != NULL ? record_id(only) : below;

		/* Where it could be below any goal, or below none: as on every screen. */
		if (goal == NULL)
			return false;
		work_push(v->app, form_action_under(v->desk, &v->file.ref, goal));
		return true;
	}
	if (action == ACT_EXPORT) {
		const struct jal_id *id = contract_id(v, line);

		work_push(v->app, scr_print_new(v->desk, &v->file.ref,
			&(struct scr_print_aim){ .kind = PAPERS_CONTRACT, .contract = id != NULL ? *id : ID_ZERO,
				.shown = TIMELINE_KINDS, .day = RECORD_NO_DATE }));
		return true;
	}
	if (action == ACT_TOGGLE)
		toggle(v, line);
	else if (action == ACT_OPEN)
		open_line(v, line);
	else if (action == ACT_MODIFY)
		open_form(v, line);
	else if (action == ACT_ARCHIVE)
		drop(v, line);
	else
		return false;
	return true;
}

const char *tab_contract_why_not(const struct tab_view *v, const struct line *line, enum action_id action)
{
	const struct contract *c = contract_at(v, line);
	const int kind = line != NULL ? line->kind : -1;
	const bool is_contract = kind == CONTRACT_LINE_HEAD || kind == CONTRACT_LINE_TERMS;

	if (action == ACT_TOGGLE && kind != CONTRACT_LINE_ACTION && kind != CONTRACT_LINE_GOAL && kind != CONTRACT_LINE_UNSIGNED)
		return _("la ligne choisie ne se coche pas");
	if (action == ACT_ARCHIVE && is_contract && c->phase == CONTRACT_OVER)
		return _("ce contrat a déjà pris fin");
	if (action == ACT_ARCHIVE && !is_contract && kind != CONTRACT_LINE_GOAL && kind != CONTRACT_LINE_ACTION &&
		kind != CONTRACT_LINE_SIGNED)
		return _("la ligne choisie ne se retire pas");
	if (action == ACT_RENEW && v->contracts.n == 0)
		return _("ce dossier n’a pas encore de contrat");
	return NULL;
}
