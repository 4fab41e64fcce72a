/* A contract on paper. */
#include "core/paper_kinds.h"

#include <string.h>

#include "core/contract.h"
#include "core/hours.h"
#include "core/paper_source.h"
#include "core/text.h"

enum { ACTION, WHO, HOURS, DUE, STATE, COLUMNS };

static const char *const titles[COLUMNS] = { N_("Action"), N_("Qui"), N_("Heures par semaine"), N_("Échéance"), N_("État") };
static const uint8_t weights[COLUMNS] = { 44, 16, 12, 16, 12 };

static void put_titles(struct paper *p)
{
	const char *said[COLUMNS];
	for (unsigned i = 0; i < COLUMNS; i++)
		said[i] = paper_say(p, titles[i]);
	paper_table(p, COLUMNS, said, weights);
}

static void put_action(const struct paper_source *s, struct paper *p, const struct record *action)
{
	static const enum field fields[COLUMNS] = {
		[ACTION] = FIELD_action_text, [WHO] = FIELD_action_who, [HOURS] = FIELD_action_hours_per_week,
		[DUE] = FIELD_action_due, [STATE] = FIELD_action_status,
	};
	struct buf cell[COLUMNS];
	const char *cells[COLUMNS];
	for (unsigned i = 0; i < COLUMNS; i++) {
		cell[i] = BUF_INIT;
		paper_err(p, paper_source_value(s, action, fields[i], &cell[i]));
		cells[i] = buf_str(&cell[i]);
	}
	paper_row(p, cells);
	for (unsigned i = 0; i < COLUMNS; i++)
		buf_free(&cell[i]);
}

static bool dropped(const struct record *goal)
{
	return goal && contract_goal_dropped(goal);
}

static void put_goal(const struct paper_source *s, struct paper *p, const struct contract_goal *g)
{
	struct buf said = BUF_INIT, text = BUF_INIT;
	size_t shown = 0;
	if (g->record) {
		paper_err(p, paper_source_value(s, g->record, FIELD_goal_text, &text));
		paper_source_put(p, &said, N_("Objectif : %1"), buf_str(&text), "");
		paper_heading(p, 3, buf_str(&said));
		paper_source_field(s, p, g->record, FIELD_goal_due);
		paper_source_field(s, p, g->record, FIELD_goal_agreed_on);
		paper_source_field(s, p, g->record, FIELD_goal_status);
	}
	for (size_t i = 0; i < g->n_actions; i++) {
		if (contract_action_dropped(g->actions[i]))
			continue;
		if (shown++ == 0)
			put_titles(p);
		put_action(s, p, g->actions[i]);
	}
	if (shown == 0)
		paper_text(p, paper_say(p, N_("Aucune action n’est inscrite pour cet objectif.")));
	buf_free(&said);
	buf_free(&text);
}

static void put_goals(const struct paper_source *s, struct paper *p, const struct contract *c)
{
	const char *theme = NULL;
	size_t shown = 0;
	paper_heading(p, 1, paper_say(p, N_("Objectifs et actions")));
	for (size_t i = 0; i < c->n_goals; i++) {
		const struct contract_goal *g = &c->goals[i];
		if (dropped(g->record))
			continue;
		shown++;
		if (g->theme && (!theme || strcmp(theme, g->theme) != 0)) {
			struct buf label = BUF_INIT;
			paper_err(p, format_code(s->ask->format, VOCAB_theme, g->theme, strlen(g->theme), &label));
			paper_heading(p, 2, buf_str(&label));
			buf_free(&label);
		}
		theme = g->theme;
		put_goal(s, p, g);
	}
	if (shown == 0)
		paper_text(p, paper_say(p, N_("Aucun objectif n’est encore inscrit.")));
}

/* ---- parties, terms ---- */

static void put_parties(const struct paper_source *s, struct paper *p)
{
	struct buf text = BUF_INIT;
	struct record *lead = NULL;
	paper_heading(p, 1, paper_say(p, N_("Entre")));
	paper_err(p, paper_source_called(s, &text));
	paper_field(p, paper_say(p, N_("Bénéficiaire")), buf_str(&text));
	paper_source_field(s, p, s->person, FIELD_person_birth_date);
	paper_source_field(s, p, s->person, FIELD_person_address);
	paper_source_field(s, p, s->person, FIELD_person_address_more);
	buf_clear(&text);
	if (s->person) {
		paper_err(p, paper_source_value(s, s->person, FIELD_person_postcode, &text));
		if (text.len)
			paper_err(p, buf_putc(&text, ' '));
		paper_err(p, paper_source_value(s, s->person, FIELD_person_city, &text));
	}
	paper_field(p, paper_say(p, N_("Commune")), buf_str(&text));
	paper_source_field(s, p, s->person, FIELD_person_phone);
	paper_heading(p, 3, paper_say(p, N_("et")));
	paper_err(p, paper_source_lead(s, &lead));
	paper_source_card(s, p, N_("Référent·e"), lead);
	paper_source_field_as(s, p, N_("Territoire"), s->about, FIELD_territory_name);
	paper_source_field(s, p, s->about, FIELD_territory_authority);
	record_free(lead);
	buf_free(&text);
}

static void put_terms(const struct paper_source *s, struct paper *p, const struct contract_set *set, size_t at)
{
	const struct contract *c = &set->list[at];
	const struct record *r = c->record;
	struct hours_week week = { .planned = 0 };
	struct buf text = BUF_INIT;
	paper_heading(p, 1, paper_say(p, N_("Durée et activité")));
	paper_source_field_as(s, p, N_("Du"), r, FIELD_contract_starts);
	paper_source_field_as(s, p, N_("Au"), r, FIELD_contract_ends);
	paper_source_field(s, p, r, FIELD_contract_rank);
	paper_source_field(s, p, r, FIELD_contract_previous);
	paper_source_field(s, p, r, FIELD_contract_weekly_hours);
	if (c->starts != RECORD_NO_DATE) {
		hours_week_of(set, at, c->starts, &week);
		if (week.planned > 0) {
			paper_err(p, hours_put(week.planned, &text));
			paper_field(p, paper_say(p, N_("Heures prévues la première semaine")), buf_str(&text));
		}
	}
	paper_source_field(s, p, r, FIELD_contract_exemption);
	paper_source_field(s, p, r, FIELD_contract_exemption_until);
	buf_free(&text);
}

/* ---- signatures ---- */

static void put_signature(const struct paper_source *s, struct paper *p, const char *who, const struct record *signature)
{
	struct buf label = BUF_INIT, known = BUF_INIT, day = BUF_INIT, place = BUF_INIT, how = BUF_INIT;
	paper_err(p, format_code(s->ask->format, VOCAB_signatory, who, strlen(who), &label));
	if (signature) {
		paper_err(p, paper_source_long(s, signature, FIELD_signature_signed_on, &day));
		paper_err(p, paper_source_value(s, signature, FIELD_signature_place, &place));
		paper_err(p, paper_source_value(s, signature, FIELD_signature_how, &how));
		paper_source_put(p, &known, place.len ? N_("Signé le %1 à %2") : N_("Signé le %1"), buf_str(&day),
				 buf_str(&place));
		if (how.len)
			paper_err(p, buf_printf(&known, "\n%s", buf_str(&how)));
	}
	paper_signature(p, buf_str(&label), buf_str(&known));
	buf_free(&label);
	buf_free(&known);
	buf_free(&day);
	buf_free(&place);
	buf_free(&how);
}

static const struct record *signed_by(const struct contract *c, const char *who)
{
	for (size_t i = 0; i < c->n_signatures; i++) {
		const char *signatory = record_get(c->signatures[i], signature_who);
		if (signatory && strcmp(signatory, who) == 0)
			return c->signatures[i];
	}
	return NULL;
}

static void put_signatures(const struct paper_source *s, struct paper *p, const struct contract *c)
{
	static const char *const expected[] = { "person", "referent", "authority" };
	const size_t n = sizeof(expected) / sizeof(expected[0]);
	paper_heading(p, 1, paper_say(p, N_("Signatures")));
	for (size_t i = 0; i < n; i++)
		put_signature(s, p, expected[i], signed_by(c, expected[i]));
	/* Whoever else signed (a guardian). */
	for (size_t i = 0; i < c->n_signatures; i++) {
		const char *who = record_get(c->signatures[i], signature_who);
		bool known = !who;
		for (size_t k = 0; k < n && !known; k++)
			known = strcmp(who, expected[k]) == 0;
		if (!known)
			put_signature(s, p, who, c->signatures[i]);
	}
}

/* What an amendment leaves as it was stands in the contract that it amends. */
static const struct contract *holder(const struct contract_set *set, const struct contract *c)
{
	if (c->n_goals > 0 || c->amendment == 0 || !c->previous)
		return c;
	const size_t at = contract_find(set, record_id(c->previous));
	return at < set->n ? &set->list[at] : c;
}

static enum jal_err build(const struct paper_source *s, const struct contract_set *set, size_t at, struct paper **out)
{
	const struct contract *c = &set->list[at];
	struct paper *p = NULL;
	struct buf kind = BUF_INIT;
	/* Not the day of printing: as long as nothing changes, the paper is the same. */
	const int32_t day = c->starts != RECORD_NO_DATE ? c->starts : 0;
	enum jal_err err = paper_source_start(s, N_("Contrat"), day, &p);
	if (err)
		return err;
	paper_err(p, paper_source_value(s, c->record, FIELD_contract_kind, &kind));
	paper_title(p, kind.len ? buf_str(&kind) : paper_say(p, N_("Contrat")));
	put_parties(s, p);
	put_terms(s, p, set, at);
	put_goals(s, p, holder(set, c));
	put_signatures(s, p, c);
	paper_seal(p, paper_say(p, N_("Empreinte du contenu : %1")));
	buf_free(&kind);
	*out = p;
	return JAL_OK;
}

enum jal_err paper_contract(const struct paper_ask *ask, const struct jal_id *contract, struct paper **out,
			    struct diag *why)
{
	struct paper_source s;
	struct contract_set set = { .list = NULL };
	struct paper *p = NULL;
	enum jal_err err = paper_source_open(ask, true, &s, why);
	if (err)
		return err;
	err = contract_load(ask->journal, &ask->caseload, &ask->dossier, ask->clock, &set);
	const size_t at = err ? 0 : contract_find(&set, contract);
	if (!err && at == set.n)
		err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce contrat n’est plus dans le dossier : rien n’a été imprimé."));
	if (!err)
		err = build(&s, &set, at, &p);
	contract_set_free(&set);
	paper_source_close(&s);
	if (!err)
		err = paper_done(p);
	if (err) {
		paper_free(p);
		return diag_set_if_empty(why, err, NULL);
	}
	*out = p;
	return JAL_OK;
}

enum jal_err paper_contract_kept(const struct paper_ask *ask, const struct jal_id *contract, const struct jal_hash *hash,
				 struct edit **out)
{
	struct edit *e = NULL;
	const struct value v = value_hash(hash);
	enum jal_err err =
		journal_edit(ask->journal, &ask->caseload, ENTITY_contract, &ask->dossier, contract, &e);
	if (!err)
		err = edit_set(e, FIELD_contract_printed, &v);
	if (err) {
		edit_free(e);
		return err;
	}
	*out = e;
	return JAL_OK;
}

enum jal_err paper_contract_current(const struct paper_ask *ask, struct jal_id *out, struct diag *why)
{
	struct contract_set set = { .list = NULL };
	enum jal_err err = contract_load(ask->journal, &ask->caseload, &ask->dossier, ask->clock, &set);
	if (!err && set.n == 0)
		err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’a pas de contrat : rien n’a été imprimé."));
	if (!err)
		*out = *record_id(set.list[set.current < set.n ? set.current : set.n - 1].record);
	contract_set_free(&set);
	return err ? diag_set_if_empty(why, err, NULL) : JAL_OK;
}
