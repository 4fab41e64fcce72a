/* Reading the contracts of a dossier and putting together what each holds. */
#include "core/contract.h"

#include <stdlib.h>
#include <string.h>

#include "core/grow.h"
#include "core/model.h"
#include "core/text.h"

/* ---- one record ---------------------------------------------------------------- */

enum contract_phase contract_phase_of(const char *status)
{
	static const struct { const char *code; enum contract_phase phase; } phases[] = {
		{ "draft", CONTRACT_PREPARED },	  { "to_sign", CONTRACT_PREPARED }, { "not_validated", CONTRACT_PREPARED },
		{ "signed", CONTRACT_IN_FORCE },  { "validated", CONTRACT_IN_FORCE }, { "running", CONTRACT_IN_FORCE },
		{ "review_due", CONTRACT_IN_FORCE },
	};
	if (!status)
		return CONTRACT_PREPARED;
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (strcmp(status, phases[i].code) == 0)
			return phases[i].phase;
	return CONTRACT_OVER;
}

enum contract_phase contract_phase(const struct record *contract)
{
	return contract_phase_of(record_get(contract, contract_status));
}

bool contract_counts(const struct record *contract)
{
	const char *status = contract ? record_get(contract, contract_status) : NULL;
	return !contract || !(text_is(status, "renewed") || text_is(status, "cancelled") ||
			      (text_is(record_get(contract, contract_rank), "renewal") &&
			       contract_phase(contract) == CONTRACT_PREPARED));
}

bool contract_action_dropped(const struct record *action)
{
	const char *status = record_get(action, action_status);
	return text_is(status, "dropped") || text_is(status, "cancelled");
}

bool contract_action_open(const struct record *action)
{
	return !contract_action_dropped(action) && !text_is(record_get(action, action_status), "done");
}

/* ---- reading ------------------------------------------------------------------- */

/* The records of one entity: a run of the set's records. */
struct run {
	size_t first, n;
};

static enum jal_err keep(void *ctx, struct record *r)
{
	struct contract_set *s = ctx;
	if (record_archived(r)) {
		record_free(r);
		return JAL_OK;
	}
	struct record **more = grow_array(s->records, s->n_records, &s->cap_records, sizeof(struct record *));
	if (!more) {
		record_free(r);
		return JAL_ERR_NOMEM;
	}
	s->records = more;
	s->records[s->n_records++] = r;
	return JAL_OK;
}

static enum jal_err read_run(struct contract_set *s, struct journal *j, enum entity entity, struct run *out)
{
	const size_t first = s->n_records;
	const enum jal_err err = journal_each(j, &s->caseload, entity, &s->dossier, keep, s);
	*out = (struct run){ first, s->n_records - first };
	return err;
}

/* ---- which contract comes where ------------------------------------------------- */

static bool is_amendment(const struct record *r)
{
	return text_is(record_get(r, contract_rank), "amendment");
}

static const struct record *find_record(const struct contract_set *s, struct run run, const struct jal_id *id)
{
	for (size_t i = run.first; id && i < run.first + run.n; i++)
		if (id_equal(record_id(s->records[i]), id))
			return s->records[i];
	return NULL;
}

/* Amendments of amendments of … what a contract has in the end. What was made to have more than any has would take
 * all day to look through. */
#define HOPS_MAX 100

/* What an amendment amends in the end; NULL when nothing of it is here. */
static const struct record *base_of(const struct contract_set *s, struct run contracts, const struct record *r)
{
	for (size_t hops = 0; r && is_amendment(r); hops++)
		r = hops < HOPS_MAX ? find_record(s, contracts, record_get(r, contract_previous)) : NULL;
	return r;
}

/* By start (none last), then as they were entered. */
static int by_start(const struct contract *a, const struct contract *b)
{
	if (a->starts == b->starts)
		return 0;
	if (a->starts == RECORD_NO_DATE || b->starts == RECORD_NO_DATE)
		return a->starts == RECORD_NO_DATE ? 1 : -1;
	return a->starts < b->starts ? -1 : 1;
}

/* Stable and plain: a dossier has few contracts. */
static void insert(struct contract_set *s, const struct contract *c, size_t from)
{
	size_t at = s->n;
	while (at > from && by_start(c, &s->list[at - 1]) < 0)
		at--;
	memmove(&s->list[at + 1], &s->list[at], (s->n - at) * sizeof(*s->list));
	s->list[at] = *c;
	s->n++;
}

static struct contract contract_of(const struct contract_set *s, struct run contracts, const struct record *r)
{
	struct contract c = {
		.record = r,
		.phase = contract_phase(r),
		.starts = record_get(r, contract_starts),
		.ends = record_get(r, contract_ends),
		.days_left = RECORD_NO_DATE,
		.previous = find_record(s, contracts, record_get(r, contract_previous)),
		.signed_on = RECORD_NO_DATE,
	};
	if (c.ends != RECORD_NO_DATE)
		c.days_left = c.ends - s->today;
	return c;
}

/* Contracts in order first, then each one's amendments put behind it. An amendment
 * whose contract is not here stands for itself. */
static enum jal_err order_contracts(struct contract_set *s, struct run contracts)
{
	struct contract *sorted = arena_array(&s->arena, contracts.n + 1, sizeof(*sorted));
	const struct record **bases_of = arena_array(&s->arena, contracts.n + 1, sizeof(*bases_of));
	s->list = arena_array(&s->arena, contracts.n + 1, sizeof(*s->list));
	if (!s->list || !sorted || !bases_of)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < contracts.n; i++) {
		const struct record *r = s->records[contracts.first + i];
		bases_of[i] = base_of(s, contracts, r);
		if (bases_of[i] && bases_of[i] != r)
			continue;
		const struct contract c = contract_of(s, contracts, r);
		insert(s, &c, 0);
	}
	const size_t bases = s->n;
	memcpy(sorted, s->list, bases * sizeof(*sorted));
	s->n = 0;
	for (size_t b = 0; b < bases; b++) {
		sorted[b].number = (unsigned)b + 1;
		s->list[s->n++] = sorted[b];
		const size_t first = s->n;
		for (size_t i = 0; i < contracts.n; i++) {
			const struct record *r = s->records[contracts.first + i];
			if (r == sorted[b].record || bases_of[i] != sorted[b].record)
				continue;
			const struct contract c = contract_of(s, contracts, r);
			insert(s, &c, first);
		}
		for (size_t i = first; i < s->n; i++) {
			s->list[i].number = (unsigned)b + 1;
			s->list[i].amendment = (unsigned)(i - first) + 1;
		}
	}
	return JAL_OK;
}

static bool covers(const struct contract *c, int32_t day)
{
	return c->starts != RECORD_NO_DATE && c->starts <= day && (c->ends == RECORD_NO_DATE || c->ends >= day);
}

static int claim(const struct contract_set *s, const struct contract *c)
{
	if (c->phase == CONTRACT_IN_FORCE && covers(c, s->today))
		return 3;
	return c->phase == CONTRACT_OVER ? 1 : 2;
}

static void choose_current(struct contract_set *s)
{
	int best = 0;
	s->current = s->n;
	for (size_t i = 0; i < s->n; i++) {
		if (s->list[i].amendment > 0 || claim(s, &s->list[i]) < best)
			continue;
		best = claim(s, &s->list[i]);
		s->current = i;
	}
}

/* ---- what hangs from it ---------------------------------------------------------- */

static size_t theme_place(const char *theme)
{
	size_t count = 0;
	const struct vocab_code *all = vocab_codes(VOCAB_theme, &count);
	size_t at = 0;
	while (at < count && !(theme && strcmp(all[at].code, theme) == 0))
		at++;
	return at;
}

static int action_class(const struct record *r)
{
	return contract_action_dropped(r) ? 2 : contract_action_open(r) ? 0 : 1;
}

/* Open by due date, none last; done by the day they were. */
static int by_turn(const struct record *a, const struct record *b)
{
	const int ca = action_class(a), cb = action_class(b);
	if (ca != cb)
		return ca < cb ? -1 : 1;
	const int32_t da = ca == 1 ? record_get(a, action_done_on) : record_get(a, action_due);
	const int32_t db = ca == 1 ? record_get(b, action_done_on) : record_get(b, action_due);
	if (da == db)
		return 0;
	if (da == RECORD_NO_DATE || db == RECORD_NO_DATE)
		return da == RECORD_NO_DATE ? 1 : -1;
	return da < db ? -1 : 1;
}

static void insert_action(struct contract_goal *g, const struct record *action)
{
	size_t at = g->n_actions;
	while (at > 0 && by_turn(action, g->actions[at - 1]) < 0)
		at--;
	memmove(&g->actions[at + 1], &g->actions[at], (g->n_actions - at) * sizeof(*g->actions));
	g->actions[at] = action;
	g->n_actions++;
	if (!contract_action_dropped(action))
		g->total++;
	if (action_class(action) == 1)
		g->done++;
}

/* Whether an action belongs to a goal; goal NULL: to none that is here. */
static bool of_goal(const struct contract_set *s, struct run goals, const struct record *action, const struct record *goal)
{
	const struct jal_id *of = record_get(action, action_goal);
	return goal ? of && id_equal(of, record_id(goal)) : !find_record(s, goals, of);
}

static bool of_contract(const struct contract_set *s, struct run contracts, const struct record *goal,
			const struct record *contract)
{
	const struct jal_id *of = record_get(goal, goal_contract);
	return contract ? of && id_equal(of, record_id(contract)) : !find_record(s, contracts, of);
}

/* The actions of a goal; goal NULL: those of no goal that is here. Counted first: room for all of them in each goal
 * would be as many times the room as there are goals. */
static enum jal_err fill_goal(struct contract_set *s, struct run goals, struct run actions, const struct record *goal,
			      struct contract_goal *out)
{
	struct contract_goal g = { .record = goal, .theme = goal ? record_get(goal, goal_theme) : NULL };
	if (goal && !g.theme && record_get(goal, goal_code))
		g.theme = vocab_theme_of(VOCAB_subtheme, record_get(goal, goal_code));
	size_t count = 0;
	for (size_t i = actions.first; i < actions.first + actions.n; i++)
		count += of_goal(s, goals, s->records[i], goal);
	g.actions = arena_array(&s->arena, count + 1, sizeof(const struct record *));
	if (!g.actions)
		return JAL_ERR_NOMEM;
	for (size_t i = actions.first; count > 0 && i < actions.first + actions.n; i++)
		if (of_goal(s, goals, s->records[i], goal))
			insert_action(&g, s->records[i]);
	*out = g;
	return JAL_OK;
}

/* The goals of a contract; the contract without a record: those of none that is here. */
static enum jal_err fill_contract(struct contract_set *s, struct run contracts, struct run goals, struct run actions,
				  struct contract *c)
{
	size_t count = 0;
	for (size_t i = goals.first; i < goals.first + goals.n; i++)
		count += of_contract(s, contracts, s->records[i], c->record);
	c->goals = arena_array(&s->arena, count + 2, sizeof(*c->goals));
	if (!c->goals)
		return JAL_ERR_NOMEM;
	for (size_t i = goals.first; count > 0 && i < goals.first + goals.n; i++) {
		if (!of_contract(s, contracts, s->records[i], c->record))
			continue;
		struct contract_goal g = { 0 };
		const enum jal_err err = fill_goal(s, goals, actions, s->records[i], &g);
		if (err)
			return err;
		size_t at = c->n_goals;
		while (at > 0 && theme_place(g.theme) < theme_place(c->goals[at - 1].theme))
			at--;
		memmove(&c->goals[at + 1], &c->goals[at], (c->n_goals - at) * sizeof(*c->goals));
		c->goals[at] = g;
		c->n_goals++;
		c->done += g.done;
		c->total += g.total;
	}
	return JAL_OK;
}

/* Actions that hang from nothing stand last among what belongs to no contract. */
static enum jal_err fill_loose(struct contract_set *s, struct run contracts, struct run goals, struct run actions)
{
	struct contract_goal g = { 0 };
	s->loose = (struct contract){ .starts = RECORD_NO_DATE, .ends = RECORD_NO_DATE, .days_left = RECORD_NO_DATE,
				      .signed_on = RECORD_NO_DATE };
	enum jal_err err = fill_contract(s, contracts, goals, actions, &s->loose);
	if (!err)
		err = fill_goal(s, goals, actions, NULL, &g);
	if (err || g.n_actions == 0)
		return err;
	s->loose.goals[s->loose.n_goals++] = g;
	s->loose.done += g.done;
	s->loose.total += g.total;
	return JAL_OK;
}

static bool of_document(const struct record *signature, const struct jal_id *document)
{
	const struct jal_id *of = document ? record_get(signature, signature_document) : NULL;
	return !document || (of && id_equal(of, document));
}

/* Puts the records of a run into an array, by a date of each, none last. */
static enum jal_err by_day(struct contract_set *s, struct run run, struct handle_date day, const struct jal_id *document,
			   const struct record ***out, size_t *n)
{
	size_t count = 0;
	for (size_t i = run.first; i < run.first + run.n; i++)
		count += of_document(s->records[i], document);
	const struct record **list = arena_array(&s->arena, count + 1, sizeof(*list));
	if (!list)
		return JAL_ERR_NOMEM;
	count = 0;
	for (size_t i = run.first; i < run.first + run.n; i++) {
		const struct record *r = s->records[i];
		const int32_t d = record_get_date(r, day);
		if (!of_document(r, document))
			continue;
		size_t at = count;
		while (at > 0 && d != RECORD_NO_DATE) {
			const int32_t before = record_get_date(list[at - 1], day);
			if (before != RECORD_NO_DATE && before <= d)
				break;
			at--;
		}
		memmove(&list[at + 1], &list[at], (count - at) * sizeof(*list));
		list[at] = r;
		count++;
	}
	*out = list;
	*n = count;
	return JAL_OK;
}

static const struct record *signature_of(const struct contract *c, const char *who)
{
	for (size_t i = 0; i < c->n_signatures; i++)
		if (text_is(record_get(c->signatures[i], signature_who), who))
			return c->signatures[i];
	return NULL;
}

bool contract_signed_by(const struct contract *c, const char *who)
{
	return signature_of(c, who) != NULL;
}

/* A guardian signs for the person. */
static const struct record *for_the_person(const struct contract *c)
{
	const struct record *person = signature_of(c, "person");
	return person ? person : signature_of(c, "legal_guardian");
}

static void tell_signed_on(struct contract *c)
{
	const struct record *person = for_the_person(c);
	const struct record *referent = signature_of(c, "referent");
	if (!person || !referent)
		return;
	const int32_t a = record_get(person, signature_signed_on);
	const int32_t b = record_get(referent, signature_signed_on);
	c->signed_on = a > b ? a : b;
}

enum jal_err contract_load(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			   const struct jal_clock *clock, struct contract_set *out)
{
	struct contract_set s = { .caseload = *caseload, .dossier = *dossier, .clock = clock,
				  .today = clock_today(clock), .arena = ARENA_INIT };
	struct run contracts = { 0 }, goals = { 0 }, actions = { 0 }, signatures = { 0 }, activities = { 0 };
	enum jal_err err = read_run(&s, j, ENTITY_contract, &contracts);
	if (!err)
		err = read_run(&s, j, ENTITY_goal, &goals);
	if (!err)
		err = read_run(&s, j, ENTITY_action, &actions);
	if (!err)
		err = read_run(&s, j, ENTITY_signature, &signatures);
	if (!err)
		err = read_run(&s, j, ENTITY_activity, &activities);
	if (!err)
		err = order_contracts(&s, contracts);
	for (size_t i = 0; !err && i < s.n; i++) {
		struct contract *c = &s.list[i];
		err = fill_contract(&s, contracts, goals, actions, c);
		if (!err)
			err = by_day(&s, signatures, signature_signed_on, record_id(c->record), &c->signatures,
				     &c->n_signatures);
		if (!err)
			tell_signed_on(c);
	}
	if (!err)
		err = fill_loose(&s, contracts, goals, actions);
	if (!err)
		err = by_day(&s, activities, activity_date, NULL, &s.activities, &s.n_activities);
	if (err) {
		contract_set_free(&s);
		return err;
	}
	choose_current(&s);
	*out = s;
	return JAL_OK;
}

void contract_set_free(struct contract_set *s)
{
	for (size_t i = 0; i < s->n_records; i++)
		record_free(s->records[i]);
	free(s->records);
	arena_free(&s->arena);
	*s = (struct contract_set){ .arena = ARENA_INIT };
}

size_t contract_find(const struct contract_set *s, const struct jal_id *id)
{
	size_t i = 0;
	while (i < s->n && !id_equal(record_id(s->list[i].record), id))
		i++;
	return i;
}

const struct contract *contract_terms(const struct contract_set *s, const struct contract *c, int32_t day)
{
	const struct contract *terms = c;
	for (size_t i = 0; i < s->n; i++) {
		const struct contract *a = &s->list[i];
		const int32_t from = a->signed_on != RECORD_NO_DATE ? a->signed_on : a->starts;
		if (a->amendment > 0 && a->number == c->number && a->phase == CONTRACT_IN_FORCE &&
		    from != RECORD_NO_DATE && from <= day)
			terms = a;
	}
	return terms;
}

const char *contract_next_step(const struct contract_set *s, const struct contract *c)
{
	const char *status = c->record ? record_get(c->record, contract_status) : NULL;
	const bool both = for_the_person(c) && contract_signed_by(c, "referent");
	if (!c->record)
		return NULL;
	if (!status || text_is(status, "draft"))
		return both ? "signed" : c->n_goals > 0 || c->amendment > 0 ? "to_sign" : NULL;
	if (text_is(status, "to_sign"))
		return both ? "signed" : NULL;
	if (text_is(status, "signed"))
		return contract_signed_by(c, "authority") ? "validated" : NULL;
	if (text_is(status, "validated"))
		return c->starts != RECORD_NO_DATE && c->starts <= s->today ? "running" : NULL;
	if (text_is(status, "running") || text_is(status, "review_due"))
		return c->ends != RECORD_NO_DATE && c->ends < s->today ? "expired" : NULL;
	return NULL;
}
