/* What a person takes home, and the slip of one appointment. */
#include "core/assess.h"
#include "core/course.h"
#include "core/paper_kinds.h"

#include <stdlib.h>

#include "core/agenda.h"
#include "core/contract.h"
#include "core/cover.h"
#include "core/paper_source.h"
#include "core/text.h"

#define APPOINTMENTS_MAX 8

/* ---- appointments ---- */

static int64_t starts_of(const struct record *r)
{
	return record_get(r, appointment_starts);
}

static int by_time(const void *a, const void *b)
{
	const int64_t x = starts_of(*(struct record *const *)a), y = starts_of(*(struct record *const *)b);
	return (x > y) - (x < y);
}

static void put_appointments(const struct paper_source *s, struct paper *p)
{
	struct paper_records all = { .list = NULL };
	const int64_t now = clock_civil_minutes(s->ask->clock);
	size_t shown = 0;
	paper_heading(p, 1, paper_say(p, N_("Prochains rendez-vous")));
	paper_err(p, paper_source_records(s, ENTITY_appointment, &all));
	if (all.n)
		qsort(all.list, all.n, sizeof(struct record *), by_time);
	for (size_t i = 0; i < all.n && shown < APPOINTMENTS_MAX; i++) {
		const struct record *r = all.list[i];
		struct buf when = BUF_INIT, where = BUF_INIT;
		if (!agenda_to_come(record_get(r, appointment_status), starts_of(r), now))
			continue;
		shown++;
		paper_err(p, paper_source_long(s, r, FIELD_appointment_starts, &when));
		if (!cover_value(journal_db(s->ask->journal), r, FIELD_appointment_subject))
			paper_err(p, paper_source_value(s, r, FIELD_appointment_subject, &where));
		const enum field more[] = { FIELD_appointment_place, FIELD_appointment_address };
		for (size_t k = 0; k < 2; k++) {
			struct buf text = BUF_INIT;
			paper_err(p, paper_source_value(s, r, more[k], &text));
			if (text.len)
				paper_err(p, buf_printf(&where, "%s%s", where.len ? " · " : "", buf_str(&text)));
			buf_free(&text);
		}
		if (record_get(r, appointment_compulsory) == 1)
			paper_err(p, buf_printf(&where, "%s%s", where.len ? " · " : "", paper_say(p, N_("obligatoire"))));
		paper_field(p, buf_str(&when), where.len ? buf_str(&where) : "–");
		buf_free(&when);
		buf_free(&where);
	}
	if (shown == 0)
		paper_text(p, paper_say(p, N_("Aucun rendez-vous n’est prévu pour l’instant.")));
	paper_source_forget(&all);
}

/* ---- what was agreed ---- */

static void put_action(const struct paper_source *s, struct paper *p, const struct record *action)
{
	const char *status = record_get(action, action_status);
	struct buf text = BUF_INIT, beside = BUF_INIT, due = BUF_INIT, who = BUF_INIT;
	paper_err(p, paper_source_value(s, action, FIELD_action_text, &text));
	const char *code = record_get(action, action_who);
	if (text_is(code, "person"))
		paper_err(p, buf_puts(&who, paper_say(p, N_("vous"))));
	else
		paper_err(p, paper_source_value(s, action, FIELD_action_who, &who));
	paper_err(p, paper_source_value(s, action, FIELD_action_due, &due));
	if (due.len)
		paper_source_put(p, &beside, who.len ? N_("%2, avant le %1") : N_("avant le %1"), buf_str(&due), buf_str(&who));
	else
		paper_err(p, buf_puts(&beside, buf_str(&who)));
	paper_check(p, text_is(status, "done"), buf_str(&text), buf_str(&beside));
	buf_free(&text);
	buf_free(&beside);
	buf_free(&due);
	buf_free(&who);
}

static void put_goals(const struct paper_source *s, struct paper *p, const struct contract *c)
{
	for (size_t i = 0; i < c->n_goals; i++) {
		const struct contract_goal *g = &c->goals[i];
		struct buf text = BUF_INIT;
		if (g->record && contract_goal_dropped(g->record))
			continue;
		if (g->record) {
			paper_err(p, paper_source_value(s, g->record, FIELD_goal_text, &text));
			paper_heading(p, 3, buf_str(&text));
		}
		for (size_t k = 0; k < g->n_actions; k++)
			if (!contract_action_dropped(g->actions[k]) &&
				!cover_value(journal_db(s->ask->journal), g->actions[k], FIELD_action_text))
				put_action(s, p, g->actions[k]);
		buf_free(&text);
	}
}

/* Whether one of the actions without a contract may be told on paper. */
static bool any_loose(const struct paper_source *s, const struct contract *loose)
{
	for (size_t i = 0; i < loose->n_goals; i++)
		for (size_t k = 0; k < loose->goals[i].n_actions; k++)
			if (!contract_action_dropped(loose->goals[i].actions[k]) &&
				!cover_value(journal_db(s->ask->journal), loose->goals[i].actions[k], FIELD_action_text))
				return true;
	return false;
}

/* As it holds today: an amendment in force changed its last day, its hours, and added its own goals. */
static void put_agreed(const struct paper_source *s, struct paper *p, const struct contract_set *set,
		       const struct contract *c)
{
	struct buf ends = BUF_INIT;
	paper_heading(p, 1, paper_say(p, N_("Ce qui est convenu")));
	paper_source_field(s, p, c->record, FIELD_contract_kind);
	paper_source_field_as(s, p, N_("Du"), c->record, FIELD_contract_starts);
	if (c->ends != RECORD_NO_DATE) {
		paper_err(p, format_long_day(s->ask->format, c->ends, false, &ends));
		paper_field(p, paper_say(p, N_("Au")), buf_str(&ends));
	}
	paper_source_field(s, p, contract_terms(set, c, s->today)->record, FIELD_contract_weekly_hours);
	put_goals(s, p, c);
	for (size_t i = 0; i < set->n; i++) {
		const struct contract *a = &set->list[i];
		if (a != c && a->number == c->number && a->phase == CONTRACT_IN_FORCE)
			put_goals(s, p, a);
	}
	buf_free(&ends);
}

static void put_contract(const struct paper_source *s, struct paper *p)
{
	struct contract_set set = { .list = NULL };
	paper_err(p, contract_load(s->ask->journal, &s->ask->caseload, &s->ask->dossier, s->ask->clock, &set));
	if (paper_done(p))
		return;
	if (set.current < set.n)
		put_agreed(s, p, &set, &set.list[set.current]);
	if (set.loose.n_goals > 0 && set.loose.total > set.loose.done && any_loose(s, &set.loose)) {
		paper_heading(p, 1, paper_say(p, N_("À faire aussi")));
		put_goals(s, p, &set.loose);
	}
	contract_set_free(&set);
}

/* The person's own words, as they were last written down. */
static void put_words(const struct paper_source *s, struct paper *p)
{
	struct assess a = { .inside = NULL };
	paper_err(p, assess_load(s->ask->journal, s->ask->clock, &s->ask->caseload, &s->ask->dossier, &a));
	const struct record *last = assess_last(&a);
	const char *wishes = last ? record_get(last, assessment_wishes) : NULL;
	const char *strengths = last ? record_get(last, assessment_strengths) : NULL;
	if (wishes || strengths) {
		paper_heading(p, 1, paper_say(p, N_("Vos mots")));
		paper_field(p, paper_say(p, N_("Ce que vous souhaitez")), wishes);
		paper_field(p, paper_say(p, N_("Vos atouts")), strengths);
	}
	assess_free(&a);
}

static enum jal_err finish(enum jal_err err, struct paper *p, struct paper **out, struct diag *why)
{
	if (!err)
		err = paper_done(p);
	if (err) {
		paper_free(p);
		return diag_set_if_empty(why, err, NULL);
	}
	*out = p;
	return JAL_OK;
}

static void put_printed(const struct paper_source *s, struct paper *p)
{
	struct buf day = BUF_INIT, text = BUF_INIT;
	paper_err(p, format_long_day(s->ask->format, s->today, false, &day));
	paper_source_put(p, &text, N_("Imprimé le %1. Ce qui change ensuite n’y est pas."), buf_str(&day), "");
	paper_small(p, buf_str(&text));
	buf_free(&day);
	buf_free(&text);
}

enum jal_err paper_summary(const struct paper_ask *ask, struct paper **out, struct diag *why)
{
	struct paper_source s;
	struct paper *p = NULL;
	struct record *lead = NULL;
	struct record *pathway = NULL;
	struct buf called = BUF_INIT;
	enum jal_err err = paper_source_open(ask, true, &s, why);
	if (err)
		return err;
	err = paper_source_start(&s, N_("Votre accompagnement"), s.today, &p);
	if (!err) {
		paper_set(p, PAPER_PRINT, "large");
		paper_err(p, paper_source_called(&s, &called));
		paper_title(p, paper_say(p, N_("Votre accompagnement")));
		paper_text(p, buf_str(&called));
		put_printed(&s, p);
		paper_heading(p, 1, paper_say(p, N_("Qui vous accompagne")));
		paper_err(p, paper_source_lead(&s, &lead));
		if (lead)
			paper_source_card(&s, p, N_("Référent·e"), lead);
		else
			paper_text(p, paper_say(p, N_("Personne n’est encore nommé.")));
		paper_err(p, course_pathway(ask->journal, &ask->caseload, &ask->dossier, &pathway));
		paper_source_field(&s, p, pathway, FIELD_pathway_type);
		paper_source_field_as(&s, p, N_("Étape du parcours"), pathway, FIELD_pathway_status);
		put_appointments(&s, p);
		put_contract(&s, p);
		put_words(&s, p);
	}
	record_free(pathway);
	record_free(lead);
	buf_free(&called);
	paper_source_close(&s);
	return finish(err, p, out, why);
}

/* ---- the slip ---- */

static void put_slip(const struct paper_source *s, struct paper *p, const struct record *r)
{
	struct buf called = BUF_INIT, minutes = BUF_INIT;
	struct record *card = NULL;
	const struct jal_id *with = record_get(r, appointment_professional);
	const int64_t length = record_get(r, appointment_minutes);
	paper_set(p, PAPER_PRINT, "large");
	paper_title(p, paper_say(p, N_("Rendez-vous")));
	paper_err(p, paper_source_called(s, &called));
	paper_field(p, paper_say(p, N_("Pour")), buf_str(&called));
	paper_source_field_as(s, p, N_("Quand"), r, FIELD_appointment_starts);
	if (length > 0) {
		paper_err(p, buf_printf(&minutes, "%lld min", (long long)length));
		paper_field(p, paper_say(p, N_("Durée")), buf_str(&minutes));
	}
	paper_source_field(s, p, r, FIELD_appointment_place);
	paper_source_field(s, p, r, FIELD_appointment_address);
	if (!cover_field(journal_db(s->ask->journal), r, FIELD_appointment_subject)) {
		paper_source_field(s, p, r, FIELD_appointment_subject);
		paper_source_field(s, p, r, FIELD_appointment_reminder_text);
	}
	paper_err(p, with ? paper_source_professional(s, with, &card) : paper_source_lead(s, &card));
	paper_source_card(s, p, N_("Avec"), card);
	paper_text(p, paper_say(p, record_get(r, appointment_compulsory) == 1 ?
		N_("Ce rendez-vous est obligatoire. Si vous ne pouvez pas venir, prévenez dès que possible.") :
		N_("Si vous ne pouvez pas venir, prévenez dès que possible.")));
	record_free(card);
	buf_free(&called);
	buf_free(&minutes);
}

enum jal_err paper_slip(const struct paper_ask *ask, const struct jal_id *appointment, struct paper **out,
			struct diag *why)
{
	struct paper_source s;
	struct paper *p = NULL;
	struct record *r = NULL;
	enum jal_err err = paper_source_open(ask, true, &s, why);
	if (err)
		return err;
	err = journal_load(ask->journal, &ask->caseload, ENTITY_appointment, &ask->dossier, appointment, &r);
	if (err == JAL_ERR_NOT_FOUND)
		err = diag_set(why, err, N_("Ce rendez-vous n’est plus dans le dossier : rien n’a été imprimé."));
	if (!err)
		err = paper_source_start(&s, N_("Rendez-vous"), s.today, &p);
	if (!err)
		put_slip(&s, p, r);
	record_free(r);
	paper_source_close(&s);
	return finish(err, p, out, why);
}
