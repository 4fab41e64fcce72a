/* The edits by which a contract is renewed, amended, signed, taken a step on. */
#include "core/contract.h"

#include <string.h>

#include "core/date.h"
#include "core/lifecycle.h"
#include "core/text.h"

#define MONTHS_MAX 24
#define MONTHS_DEFAULT 6

static enum jal_err copy(struct edit *e, const struct record *from, enum field field)
{
	return edit_set(e, field, record_value(from, field));
}

static enum jal_err copy_all(struct edit *e, const struct record *from, const enum field *fields, size_t n)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; !err && i < n; i++)
		err = copy(e, from, fields[i]);
	return err;
}

/* ---- renewing and amending ------------------------------------------------------- */

/* As many months as it was made for, rounded up: from the 5th to the 4th is whole ones. */
static int months_of(const struct contract *c)
{
	const int32_t ends = record_get(c->record, contract_ends);
	int months = 1;
	if (c->starts == RECORD_NO_DATE || ends == RECORD_NO_DATE)
		return MONTHS_DEFAULT;
	while (months < MONTHS_MAX && date_add_months(c->starts, months) - 1 < ends)
		months++;
	return months;
}

/* A successor of that rank that is not over; its index, s->n when there is none. */
static size_t successor(const struct contract_set *s, const struct contract *c, const char *rank)
{
	size_t i = 0;
	while (i < s->n && !(s->list[i].previous == c->record && s->list[i].phase != CONTRACT_OVER &&
			     text_is(record_get(s->list[i].record, contract_rank), rank)))
		i++;
	return i;
}

static enum jal_err new_contract(const struct contract_set *s, const struct contract *c, const char *rank, int32_t starts,
				 int32_t ends, struct edit **out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_contract, &s->caseload, &s->dossier, &e);
	if (!err)
		err = copy(e, c->record, FIELD_contract_kind);
	if (!err)
		err = copy(e, c->record, FIELD_contract_weekly_hours);
	if (!err)
		err = edit_set_text(e, FIELD_contract_rank, rank);
	if (!err)
		err = edit_set_text(e, FIELD_contract_status, "draft");
	if (!err && starts != RECORD_NO_DATE)
		err = edit_set_number(e, FIELD_contract_starts, starts);
	if (!err && ends != RECORD_NO_DATE)
		err = edit_set_number(e, FIELD_contract_ends, ends);
	if (!err)
		err = edit_set_id(e, FIELD_contract_previous, record_id(c->record));
	if (err)
		edit_free(e);
	else
		*out = e;
	return err;
}

static const enum field exemption_fields[] = { FIELD_contract_exemption, FIELD_contract_exemption_reason,
					       FIELD_contract_exemption_until };
#define EXEMPTION_FIELDS (sizeof(exemption_fields) / sizeof(exemption_fields[0]))

static bool exempt(const struct record *r)
{
	const char *code = record_get(r, contract_exemption);
	return code && strcmp(code, "none") != 0;
}

/* The contract itself, when an amendment was meant. */
static const struct contract *base_at(const struct contract_set *s, size_t at)
{
	while (at > 0 && at < s->n && s->list[at].amendment > 0)
		at--;
	return at < s->n ? &s->list[at] : NULL;
}

int32_t contract_renewal_ends(const struct contract_set *s, size_t at, int32_t starts)
{
	const struct contract *c = base_at(s, at);
	return date_add_months(starts, c ? months_of(c) : MONTHS_DEFAULT) - 1;
}

enum jal_err contract_renewal(const struct contract_set *s, size_t at, struct edit **out, struct diag *why)
{
	const struct contract *c = base_at(s, at);
	if (!c)
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas encore de contrat à renouveler."));
	if (c->phase == CONTRACT_PREPARED)
		return diag_set(why, JAL_ERR_INVALID,
				N_("Ce contrat n’est pas encore signé : modifiez-le plutôt que de le renouveler."));
	if (text_is(record_get(c->record, contract_status), "cancelled"))
		return diag_set(why, JAL_ERR_INVALID, N_("Ce contrat est annulé : il ne se renouvelle pas. Créez-en un autre."));
	const size_t there = successor(s, c, "renewal");
	if (there < s->n)
		return diag_set(why, JAL_ERR_EXISTS, N_("Ce contrat est déjà renouvelé ou en cours de l’être : voyez le contrat n° %1."),
				diag_num(s->list[there].number));
	const int32_t starts = c->ends != RECORD_NO_DATE ? date_add_days(c->ends, 1) : s->today;
	const int32_t ends = contract_renewal_ends(s, at, starts);
	/* What an amendment changed goes on. */
	const struct contract *terms = contract_terms(s, c, s->today);
	const int32_t until = record_get(terms->record, contract_exemption_until);
	struct edit *e = NULL;
	enum jal_err err = new_contract(s, c, "renewal", starts, ends, &e);
	if (!err)
		err = copy(e, terms->record, FIELD_contract_weekly_hours);
	if (!err && exempt(terms->record) && until != RECORD_NO_DATE && until >= starts)
		err = copy_all(e, terms->record, exemption_fields, EXEMPTION_FIELDS);
	if (err) {
		edit_free(e);
		return diag_set(why, err, NULL);
	}
	*out = e;
	return JAL_OK;
}

enum jal_err contract_amendment(const struct contract_set *s, size_t at, struct edit **out, struct diag *why)
{
	const struct contract *c = base_at(s, at);
	if (!c)
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas encore de contrat à modifier par un avenant."));
	if (c->phase != CONTRACT_IN_FORCE)
		return diag_set(why, JAL_ERR_INVALID,
				c->phase == CONTRACT_PREPARED ?
					N_("Ce contrat n’est pas encore signé : modifiez-le, sans avenant.") :
					N_("Ce contrat a pris fin : un avenant ne le change plus. Renouvelez-le."));
	char day[DATE_SHOWN_MAX];
	if (c->ends != RECORD_NO_DATE && c->ends < s->today)
		return diag_set(why, JAL_ERR_INVALID, N_("Ce contrat a pris fin le %1 : un avenant ne le change plus. Renouvelez-le."),
				date_shown(c->ends, day));
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].number == c->number && s->list[i].amendment > 0 && s->list[i].phase == CONTRACT_PREPARED)
			return diag_set(why, JAL_ERR_EXISTS, N_("Un avenant à ce contrat attend déjà d’être signé."));
	const struct contract *terms = contract_terms(s, c, s->today);
	struct edit *e = NULL;
	enum jal_err err = new_contract(s, c, "amendment", c->starts, c->ends, &e);
	if (!err)
		err = copy(e, terms->record, FIELD_contract_weekly_hours);
	if (!err)
		err = copy_all(e, terms->record, exemption_fields, EXEMPTION_FIELDS);
	if (err) {
		edit_free(e);
		return diag_set(why, err, NULL);
	}
	*out = e;
	return JAL_OK;
}

/* ---- carrying over ---------------------------------------------------------------- */

static bool chosen(const struct contract_carry *carry, const struct contract_goal *g)
{
	if (!g->record)
		return false;
	if (carry->all)
		return contract_goal_open(g->record);
	for (size_t i = 0; i < carry->n_goals; i++)
		if (id_equal(&carry->goals[i], record_id(g->record)))
			return true;
	return false;
}

/* Dates that lie before the new contract are for people to give again. */
static enum jal_err copy_day(struct edit *e, const struct record *from, enum field field, int32_t not_before)
{
	const struct value *v = record_value(from, field);
	if (v->kind != VALUE_NUMBER || v->number < not_before)
		return JAL_OK;
	return edit_set(e, field, v);
}

static enum jal_err carry_action(const struct contract_set *s, const struct record *action, const struct jal_id *goal,
				 int32_t starts, struct edit_list *out)
{
	static const enum field fields[] = { FIELD_action_code, FIELD_action_text, FIELD_action_who,
					     FIELD_action_hours_per_week, FIELD_action_status, FIELD_action_offer };
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_action, &s->caseload, &s->dossier, &e);
	if (!err)
		err = copy_all(e, action, fields, sizeof(fields) / sizeof(fields[0]));
	if (!err)
		err = copy_day(e, action, FIELD_action_starts, starts);
	if (!err)
		err = copy_day(e, action, FIELD_action_due, starts);
	if (!err)
		err = edit_set_id(e, FIELD_action_goal, goal);
	if (err) {
		edit_free(e);
		return err;
	}
	return edit_list_add(out, e);
}

static enum jal_err carry_goal(const struct contract_set *s, const struct contract_goal *g, const struct jal_id *to,
			       int32_t starts, struct edit_list *out)
{
	static const enum field fields[] = { FIELD_goal_theme, FIELD_goal_code, FIELD_goal_text, FIELD_goal_status,
					     FIELD_goal_agreed_on };
	struct edit *e = NULL;
	enum jal_err err = edit_create(ENTITY_goal, &s->caseload, &s->dossier, &e);
	if (!err)
		err = copy_all(e, g->record, fields, sizeof(fields) / sizeof(fields[0]));
	if (!err)
		err = copy_day(e, g->record, FIELD_goal_due, starts);
	if (!err)
		err = edit_set_id(e, FIELD_goal_contract, to);
	if (err) {
		edit_free(e);
		return err;
	}
	const struct jal_id goal = *edit_record(e);
	err = edit_list_add(out, e);
	for (size_t i = 0; !err && i < g->n_actions; i++)
		if (contract_action_open(g->actions[i]))
			err = carry_action(s, g->actions[i], &goal, starts, out);
	return err;
}

/* What was agreed in a contract stands in it and in its amendments. */
static bool of_number(const struct contract *c, unsigned number)
{
	return c->number == number && (c->amendment == 0 || c->phase == CONTRACT_IN_FORCE);
}

enum jal_err contract_carry_over(const struct contract_set *s, size_t at, const struct edit *to,
				 const struct contract_carry *carry, struct edit_list *out, struct diag *why)
{
	const struct contract *base = base_at(s, at);
	const struct value *first = edit_value(to, FIELD_contract_starts);
	const int32_t starts = first->kind == VALUE_NUMBER ? (int32_t)first->number : RECORD_NO_DATE;
	size_t carried = 0;
	enum jal_err err = JAL_OK;
	for (size_t i = 0; base && !err && i < s->n; i++) {
		const struct contract *c = &s->list[i];
		for (size_t g = 0; of_number(c, base->number) && !err && g < c->n_goals; g++) {
			if (!chosen(carry, &c->goals[g]))
				continue;
			err = carry_goal(s, &c->goals[g], edit_record(to), starts, out);
			carried++;
		}
	}
	if (!err && !carry->all && carried < carry->n_goals)
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Un des objectifs à reprendre n’est pas de ce contrat."));
	return err ? diag_set(why, err, NULL) : JAL_OK;
}

/* ---- states ------------------------------------------------------------------------ */

/* Data, and so not translated: everybody reads the same words whatever the language of their screen, on the printed
 * contract too, and what is typed on a territory is French. */
#define CLOSED_BY_RENEWAL "Close au renouvellement du contrat."

static enum jal_err close_action(const struct record *action, struct edit_list *out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(action, &e);
	if (!err)
		err = edit_set_text(e, FIELD_action_status, "cancelled");
	if (!err && !record_get(action, action_result))
		err = edit_set_text(e, FIELD_action_result, CLOSED_BY_RENEWAL);
	if (err) {
		edit_free(e);
		return err;
	}
	return edit_list_add(out, e);
}

/* The contract that a signed renewal takes the place of, and what was still open in it. */
static enum jal_err close_renewed(const struct contract_set *s, const struct contract *renewal,
				  struct edit_list *out)
{
	if (!renewal->previous || !text_is(record_get(renewal->record, contract_rank), "renewal"))
		return JAL_OK;
	const struct contract *old = base_at(s, contract_find(s, record_id(renewal->previous)));
	/* One that is said to renew its own amendment takes nobody's place. */
	if (!old || old == renewal || old->phase != CONTRACT_IN_FORCE ||
	    lifecycle_step(FIELD_contract_status, record_get(old->record, contract_status), "renewed", NULL))
		return JAL_OK;
	enum jal_err err = contract_change(old->record, FIELD_contract_status, "renewed", out);
	for (size_t i = 0; !err && i < s->n; i++) {
		const struct contract *c = &s->list[i];
		for (size_t g = 0; of_number(c, old->number) && !err && g < c->n_goals; g++)
			for (size_t a = 0; !err && a < c->goals[g].n_actions; a++)
				if (contract_action_open(c->goals[g].actions[a]))
					err = close_action(c->goals[g].actions[a], out);
	}
	return err;
}

/* What was never agreed goes with the contract that was to hold it. */
static enum jal_err archive_tree(const struct contract *cancelled, struct edit_list *out)
{
	struct contract c = *cancelled;
	enum jal_err err = JAL_OK;
	c.phase = CONTRACT_PREPARED;
	for (size_t g = 0; !err && g < c.n_goals; g++)
		err = contract_drop(&c, c.goals[g].record, out);
	return err;
}

/* Of an edit that was written: whether the contract binds now, or never will. */
static bool takes_effect(const struct edit *e)
{
	const struct value *status = edit_value(e, FIELD_contract_status);
	return contract_rule_phase(status->kind == VALUE_TEXT ? status->text : NULL) == CONTRACT_IN_FORCE &&
	       (edit_changed(e, FIELD_contract_status) || edit_changed(e, FIELD_contract_rank) ||
		edit_changed(e, FIELD_contract_previous));
}

static bool is_given_up(const struct edit *e)
{
	const struct value *status = edit_value(e, FIELD_contract_status);
	return edit_changed(e, FIELD_contract_status) && status->kind == VALUE_TEXT && text_is(status->text, "cancelled") &&
	       contract_phase(edit_displayed(e)) == CONTRACT_PREPARED;
}

enum jal_err contract_follow(struct journal *j, const struct edit *e, const struct jal_clock *clock,
			     struct edit_list *out)
{
	struct contract_set s = { .n = 0 };
	const bool effect = edit_entity(e) == ENTITY_contract && takes_effect(e);
	const bool given_up = edit_entity(e) == ENTITY_contract && is_given_up(e);
	if (!effect && !given_up)
		return JAL_OK;
	enum jal_err err = contract_load(j, edit_caseload(e), edit_dossier(e), clock, &s);
	if (err)
		return err;
	const size_t at = contract_find(&s, edit_record(e));
	if (at < s.n)
		err = effect ? close_renewed(&s, &s.list[at], out) : archive_tree(&s.list[at], out);
	contract_set_free(&s);
	return err;
}

enum jal_err contract_step(const struct contract_set *s, size_t at, const char *status, struct edit_list *out,
			   struct diag *why)
{
	if (at >= s->n)
		return diag_set(why, JAL_ERR_NOT_FOUND, NULL);
	const struct record *r = s->list[at].record;
	enum jal_err err = lifecycle_step(FIELD_contract_status, record_get(r, contract_status), status, why);
	if (err)
		return err;
	err = contract_change(r, FIELD_contract_status, status, out);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}

enum jal_err contract_change(const struct record *r, enum field field, const char *text, struct edit_list *out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(r, &e);
	if (!err)
		err = edit_set_text(e, field, text);
	if (err) {
		edit_free(e);
		return err;
	}
	return edit_list_add(out, e);
}

static enum jal_err archive(const struct record *r, struct edit_list *out)
{
	struct edit *e = NULL;
	enum jal_err err = edit_of(r, &e);
	if (!err)
		err = edit_set_flag(e, model_archived(record_entity(r)), true);
	if (err) {
		edit_free(e);
		return err;
	}
	return edit_list_add(out, e);
}

static const struct contract_goal *goal_of(const struct contract *c, const struct record *goal)
{
	for (size_t g = 0; c && g < c->n_goals; g++)
		if (c->goals[g].record == goal)
			return &c->goals[g];
	return NULL;
}

enum jal_err contract_drop(const struct contract *c, const struct record *what, struct edit_list *out)
{
	const enum entity entity = record_entity(what);
	const bool agreed = c && c->phase != CONTRACT_PREPARED;
	const struct contract_goal *g = entity == ENTITY_goal ? goal_of(c, what) : NULL;
	enum jal_err err = JAL_OK;
	if (entity == ENTITY_signature || !agreed)
		err = archive(what, out);
	else
		err = contract_change(what, entity == ENTITY_goal ? FIELD_goal_status : FIELD_action_status, "dropped", out);
	for (size_t a = 0; g && !err && a < g->n_actions; a++) {
		if (!agreed)
			err = archive(g->actions[a], out);
		else if (contract_action_open(g->actions[a]))
			err = contract_change(g->actions[a], FIELD_action_status, "dropped", out);
	}
	return err;
}

enum jal_err contract_may_sign(const struct contract_set *s, size_t at, struct diag *why)
{
	if (at >= s->n)
		return diag_set(why, JAL_ERR_NOT_FOUND, NULL);
	if (s->list[at].phase == CONTRACT_OVER)
		return diag_set(why, JAL_ERR_INVALID, N_("Ce contrat a pris fin : il ne se signe plus."));
	return JAL_OK;
}

enum jal_err contract_signature(const struct contract_set *s, size_t at, const char *who, int32_t day,
				struct edit **out)
{
	struct edit *e = NULL;
	if (at >= s->n)
		return JAL_ERR_NOT_FOUND;
	enum jal_err err = edit_create(ENTITY_signature, &s->caseload, &s->dossier, &e);
	if (!err)
		err = edit_set_id(e, FIELD_signature_document, record_id(s->list[at].record));
	if (!err)
		err = edit_set_text(e, FIELD_signature_who, who);
	if (!err)
		err = edit_set_number(e, FIELD_signature_signed_on, day);
	if (!err)
		err = edit_set_text(e, FIELD_signature_how, "paper");
	/* The document's hash that was signed goes with it, when it was printed. */
	if (!err)
		err = edit_set(e, FIELD_signature_printed, record_value(s->list[at].record, FIELD_contract_printed));
	if (err)
		edit_free(e);
	else
		*out = e;
	return err;
}
