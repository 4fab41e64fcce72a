/* How contracts, goals and actions begin, and what goes with an action that is done. */
#include "core/contract.h"

#include "core/date.h"
#include "core/hours.h"
#include "core/text.h"

#define MONTHS_USUAL 6

/* e becomes the caller's unless something failed. */
static enum jal_err give(enum jal_err err, struct edit *e, struct edit **out)
{
	if (err)
		edit_free(e);
	else
		*out = e;
	return err;
}

enum jal_err contract_new(const struct jal_id *caseload, const struct jal_id *dossier, int32_t today, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_contract, caseload, dossier, &e);
	if (!err)
		err = edit_set_text(e, FIELD_contract_kind, "engagement");
	if (!err)
		err = edit_set_text(e, FIELD_contract_rank, "first");
	if (!err)
		err = edit_set_text(e, FIELD_contract_status, "draft");
	if (!err)
		err = edit_set_number(e, FIELD_contract_starts, today);
	if (!err)
		err = edit_set_number(e, FIELD_contract_ends, date_add_months(today, MONTHS_USUAL) - 1);
	if (!err)
		err = edit_set_number(e, FIELD_contract_weekly_hours, HOURS_WEEKLY_DEFAULT);
	return give(err, e, out);
}

enum jal_err contract_new_goal(const struct jal_id *caseload, const struct jal_id *dossier,
			       const struct jal_id *contract, int32_t today, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_goal, caseload, dossier, &e);
	if (!err)
		err = edit_set_text(e, FIELD_goal_status, "in_progress");
	if (!err)
		err = edit_set_number(e, FIELD_goal_agreed_on, today);
	if (!err && contract)
		err = edit_set_id(e, FIELD_goal_contract, contract);
	return give(err, e, out);
}

enum jal_err contract_new_action(const struct jal_id *caseload, const struct jal_id *dossier, const struct jal_id *goal,
				 bool in_force, int32_t today, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_action, caseload, dossier, &e);
	if (!err)
		err = edit_set_text(e, FIELD_action_who, "referent");
	if (!err)
		err = edit_set_text(e, FIELD_action_status, "planned");
	if (!err && goal)
		err = edit_set_id(e, FIELD_action_goal, goal);
	if (!err && goal && in_force)
		err = edit_set_number(e, FIELD_action_starts, today);
	return give(err, e, out);
}

enum jal_err contract_tick(struct edit *action, bool done, int32_t today)
{
	const struct value none = VALUE_INIT;
	const enum jal_err err = edit_set_text(action, FIELD_action_status, done ? "done" : "planned");
	if (err)
		return err;
	return done ? edit_set_number(action, FIELD_action_done_on, today) : edit_set(action, FIELD_action_done_on, &none);
}

enum jal_err contract_complete(struct edit *e, int32_t today)
{
	const struct value none = VALUE_INIT;
	if (edit_entity(e) != ENTITY_action || !edit_changed(e, FIELD_action_status) ||
	    edit_changed(e, FIELD_action_done_on))
		return JAL_OK;
	const struct value *status = edit_value(e, FIELD_action_status);
	const bool done = status->kind == VALUE_TEXT && text_is(status->text, "done");
	if (done && edit_value(e, FIELD_action_done_on)->kind == VALUE_EMPTY)
		return edit_set_number(e, FIELD_action_done_on, today);
	if (!done && edit_value(e, FIELD_action_done_on)->kind != VALUE_EMPTY)
		return edit_set(e, FIELD_action_done_on, &none);
	return JAL_OK;
}

enum jal_err contract_toggle_goal(const struct record *goal, struct edit_list *out)
{
	const bool reached = text_is(record_get(goal, goal_status), "reached");
	return contract_change(goal, FIELD_goal_status, reached ? "in_progress" : "reached", out);
}
