/* The demonstration's contracts filled in: a second goal from the templates, who signed, hours week by week, an
 * exemption, a renewal. Nothing here is about anybody. */
#include "core/demo.h"


#include "core/contract.h"
#include "core/date.h"
#include "core/demo_draw.h"
#include "core/demo_sheaf.h"
#include "core/template.h"
#include "core/text.h"

#define WEEKS 8

struct pen {
	struct demo_sheaf sheaf;
	struct contract_set set;
	struct template_list templates;
	struct demo_draw draw;
	int32_t today;
};

static struct edit *make(struct pen *p, enum entity entity)
{
	return demo_sheaf_make(&p->sheaf, entity);
}

/* Takes e over. */
static void take(struct pen *p, struct edit *e)
{
	if (p->sheaf.count == DEMO_SHEAF_MAX) {
		p->sheaf.err = JAL_ERR_LIMIT;
		edit_free(e);
		return;
	}
	p->sheaf.edits[p->sheaf.count++] = e;
}

static struct edit *change(struct pen *p, const struct record *r)
{
	struct edit *e = NULL;
	if (!p->sheaf.err)
		p->sheaf.err = edit_of(r, &e);
	if (!p->sheaf.err)
		take(p, e);
	return p->sheaf.err ? NULL : e;
}

static void text(struct pen *p, struct edit *e, enum field field, const char *value)
{
	demo_sheaf_text(&p->sheaf, e, field, value);
}

static void number(struct pen *p, struct edit *e, enum field field, int64_t value)
{
	demo_sheaf_number(&p->sheaf, e, field, value);
}

static void link_to(struct pen *p, struct edit *e, enum field field, const struct jal_id *id)
{
	demo_sheaf_put(&p->sheaf, e, field, value_id(id));
}

/* ---- the tree ---- */

/* A goal of the templates, of a theme that the contract does not have yet. */
static size_t choose_goal(struct pen *p, const struct contract *c)
{
	const char *theme = c->n_goals > 0 ? c->goals[0].theme : NULL;
	size_t at = demo_draw_below(&p->draw, (unsigned)p->templates.n);
	for (size_t tries = 0; tries < p->templates.n; tries++, at = (at + 1) % p->templates.n)
		if (p->templates.items[at].goal && p->templates.items[at].theme != theme)
			return at;
	return p->templates.n;
}

static void add_action(struct pen *p, const struct contract *c, const struct jal_id *goal, const struct template_item *t,
		       unsigned place)
{
	static const char *const status[] = { "done", "in_progress", "planned", "planned", "planned" };
	const bool over = c->ends < p->today;
	const int32_t ahead = p->today + 35 + 7 * (int32_t)place;
	const int32_t open = ahead < c->ends ? ahead : c->ends;
	const int32_t due = over ? c->ends - 10 - 7 * (int32_t)place : place == 0 ? p->today - 20 : open;
	const bool done = over || place == 0;
	struct edit *e = make(p, ENTITY_action);
	text(p, e, FIELD_action_text, t->text);
	text(p, e, FIELD_action_who, t->who);
	text(p, e, FIELD_action_status, done ? "done" : status[place % 5]);
	number(p, e, FIELD_action_starts, c->starts);
	number(p, e, FIELD_action_due, due);
	if (done)
		number(p, e, FIELD_action_done_on, due - 1);
	if (t->hours > 0 && t->hours <= 15)
		number(p, e, FIELD_action_hours_per_week, t->hours);
	link_to(p, e, FIELD_action_goal, goal);
}

static void add_goal(struct pen *p, const struct contract *c)
{
	const size_t at = choose_goal(p, c);
	if (p->sheaf.err || at == p->templates.n)
		return;
	const struct template_item *t = &p->templates.items[at];
	struct edit *g = make(p, ENTITY_goal);
	text(p, g, FIELD_goal_text, t->text);
	text(p, g, FIELD_goal_theme, t->theme);
	text(p, g, FIELD_goal_status, "in_progress");
	number(p, g, FIELD_goal_agreed_on, c->starts);
	link_to(p, g, FIELD_goal_contract, record_id(c->record));
	if (p->sheaf.err)
		return;
	const struct jal_id goal = *edit_record(g);
	for (size_t i = at + 1; i < p->templates.n && !p->templates.items[i].goal; i++)
		add_action(p, c, &goal, &p->templates.items[i], (unsigned)(i - at - 1));
}

/* What there is already takes some hours a week. */
static void give_hours(struct pen *p, const struct contract *c)
{
	for (size_t g = 0; g < c->n_goals; g++) {
		for (size_t a = 0; a < c->goals[g].n_actions; a++) {
			struct edit *e = change(p, c->goals[g].actions[a]);
			number(p, e, FIELD_action_starts, c->starts);
			const char *who = record_get(c->goals[g].actions[a], action_who);
			const unsigned hours = 4 + demo_draw_below(&p->draw, 5);
			if (text_is(who, "person"))
				number(p, e, FIELD_action_hours_per_week, hours);
		}
	}
}

/* ---- who signed, and what was done ---- */

static void sign(struct pen *p, const struct jal_id *contract, const char *who, int32_t day)
{
	struct edit *e = make(p, ENTITY_signature);
	link_to(p, e, FIELD_signature_document, contract);
	text(p, e, FIELD_signature_who, who);
	number(p, e, FIELD_signature_signed_on, day);
	text(p, e, FIELD_signature_how, "paper");
}

/* The last week came up to the commitment, but for a few who did not for five weeks. */
static void do_hours(struct pen *p, const struct contract *c, bool short_of)
{
	const int32_t monday = date_monday(p->today);
	const unsigned full = short_of ? 5 : 0;
	unsigned written = 0;
	for (int w = 1; w <= WEEKS; w++) {
		const int32_t week = monday - 7 * w;
		const unsigned drawn = demo_draw_below(&p->draw, 12);
		if (week < c->starts || (c->ends != RECORD_NO_DATE && week > c->ends))
			continue;
		struct edit *e = make(p, ENTITY_activity);
		link_to(p, e, FIELD_activity_contract, record_id(c->record));
		number(p, e, FIELD_activity_date, week);
		number(p, e, FIELD_activity_minutes,
		       60 * (written == full ? 15 + drawn / 6 : 6 + drawn / (written < full ? 2 : 1)) + 30 * (drawn % 2));
		written++;
	}
}

/* ---- a few that are different ---- */

static void exempt(struct pen *p, const struct contract *c, bool whole)
{
	struct edit *e = change(p, c->record);
	text(p, e, FIELD_contract_exemption, whole ? "full" : "reduced");
	text(p, e, FIELD_contract_exemption_reason, whole ? "health" : "disability");
	const int32_t until = p->today + (whole ? 25 : 60);
	number(p, e, FIELD_contract_exemption_until, until < c->ends ? until : c->ends);
	if (!whole)
		number(p, e, FIELD_contract_weekly_hours, 8);
}

/* The contract before this one, which this one renewed. */
static void add_former(struct pen *p, const struct contract *c)
{
	struct edit *former = make(p, ENTITY_contract);
	text(p, former, FIELD_contract_kind, "engagement");
	text(p, former, FIELD_contract_rank, "first");
	text(p, former, FIELD_contract_status, "renewed");
	number(p, former, FIELD_contract_starts, date_add_months(c->starts, -6));
	number(p, former, FIELD_contract_ends, c->starts - 1);
	number(p, former, FIELD_contract_weekly_hours, 15);
	if (p->sheaf.err)
		return;
	const struct jal_id id = *edit_record(former);
	sign(p, &id, "person", date_add_months(c->starts, -6));
	sign(p, &id, "referent", date_add_months(c->starts, -6));
	struct edit *goal = make(p, ENTITY_goal);
	text(p, goal, FIELD_goal_text, "Mettre à jour les droits et les papiers");
	text(p, goal, FIELD_goal_theme, "difficultes-administratives-ou-juridiques");
	text(p, goal, FIELD_goal_status, "reached");
	link_to(p, goal, FIELD_goal_contract, &id);
	struct edit *e = change(p, c->record);
	text(p, e, FIELD_contract_rank, "renewal");
	link_to(p, e, FIELD_contract_previous, &id);
}

/* The contract that comes next, ready to be signed. */
static void prepare_next(struct pen *p)
{
	const struct contract_carry all = { .all = true };
	struct edit_list changes = EDIT_LIST_INIT;
	struct edit *e = NULL;
	if (!p->sheaf.err)
		p->sheaf.err = contract_renewal(&p->set, p->set.current, &e, NULL);
	if (!p->sheaf.err)
		p->sheaf.err = contract_carry_over(&p->set, p->set.current, e, &all, &changes, NULL);
	text(p, e, FIELD_contract_status, "to_sign");
	if (e)
		take(p, e);
	for (size_t i = 0; i < changes.n; i++) {
		take(p, changes.list[i]);
		changes.list[i] = NULL;
	}
	edit_list_free(&changes);
}

static bool is_renewed_next(unsigned number_of)
{
	return number_of % 7 == 0 && number_of % 2 == 1;
}

bool demo_renewed(unsigned number_of)
{
	return number_of % 9 == 4 && !is_renewed_next(number_of);
}

static void fill_in(struct pen *p, unsigned number_of)
{
	const struct contract *c = &p->set.list[p->set.current];
	const bool apart = !is_renewed_next(number_of) && !demo_renewed(number_of) && c->ends >= p->today;
	const bool free_of_all = apart && number_of % 11 == 2;
	give_hours(p, c);
	add_goal(p, c);
	if (!free_of_all)
		do_hours(p, c, number_of % 10 == 7);
	sign(p, record_id(c->record), "person", c->starts);
	sign(p, record_id(c->record), "referent", c->starts);
	if (demo_draw_below(&p->draw, 2))
		sign(p, record_id(c->record), "authority", c->starts + 9);
	if (is_renewed_next(number_of))
		prepare_next(p);
	else if (demo_renewed(number_of))
		add_former(p, c);
	else if (free_of_all || (apart && number_of % 11 == 5))
		exempt(p, c, free_of_all);
}

enum jal_err demo_contract(struct journal *j, const struct jal_clock *clock, uint64_t seed, unsigned number_of,
			   const struct jal_id *caseload, const struct jal_id *dossier, struct diag *diag)
{
	struct pen p = { .sheaf = { .caseload = caseload, .dossier = dossier },
			 .draw = demo_draw_start(seed ^ 0x636fu, number_of), .today = clock_today(clock) };
	p.sheaf.err = contract_load(j, caseload, dossier, clock, &p.set);
	if (!p.sheaf.err)
		p.sheaf.err = template_load(j, NULL, &p.templates);
	if (!p.sheaf.err && p.set.current < p.set.n)
		fill_in(&p, number_of);
	const enum jal_err err = demo_sheaf_write(&p.sheaf, j, diag);
	template_list_free(&p.templates);
	contract_set_free(&p.set);
	return err;
}
