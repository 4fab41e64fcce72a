/* Reading the contracts of a dossier and putting together what each holds. */
#include "core/contract.h"

#include <stdlib.h>
#include <string.h>

#include "core/contract_rule.h"
#include "core/grow.h"
#include "core/model.h"
#include "core/text.h"

/* ---- one record ---------------------------------------------------------------- */

enum contract_phase contract_phase(const struct record *contract)
{
	return contract_rule_phase(record_get(contract, contract_status));
}

bool contract_counts(const struct record *contract)
{
	return !contract || contract_rule_aims(record_get(contract, contract_status), record_get(contract, contract_rank));
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

bool contract_goal_dropped(const struct record *goal)
{
	return text_is(record_get(goal, goal_status), "dropped");
}

bool contract_goal_open(const struct record *goal)
{
	return !contract_goal_dropped(goal) && !text_is(record_get(goal, goal_status), "reached");
}

const struct record *contract_only_goal(const struct contract *c)
{
	const struct record *only = NULL;
	for (size_t i = 0; c && i < c->n_goals; i++) {
		const struct record *goal = c->goals[i].record;
		if (!goal || !contract_goal_open(goal))
			continue;
		if (only)
			return NULL;
		only = goal;
	}
	return only;
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

/* ---- what hangs from what -------------------------------------------------------- */

struct named {
	const struct jal_id *id;
	size_t at;
};

static int by_id(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	return id_compare(a->id, b->id);
}

/* The records of a run by their ids, to find one. NULL: out of memory. */
static struct named *name_run(struct contract_set *s, struct run run)
{
	struct named *names = arena_array(&s->arena, run.n + 1, sizeof(*names));
	if (!names)
		return NULL;
	for (size_t i = 0; i < run.n; i++)
		names[i] = (struct named){ record_id(s->records[run.first + i]), i };
	qsort(names, run.n, sizeof(*names), by_id);
	return names;
}

/* Its place in the run, run.n when it is not there. */
static size_t place_of(const struct named *names, struct run run, const struct jal_id *id)
{
	const struct named wanted = { id, 0 };
	const struct named *found = id ? bsearch(&wanted, names, run.n, sizeof(*names), by_id) : NULL;
	return found ? found->at : run.n;
}

/* A record, from what it hangs, and its turn there. */
struct hung {
	const struct record *record;
	size_t under;		/* its place among those it may hang from; past them: none that is here */
	int64_t turn;
	size_t entered;		/* its place among its own kind, which is that of its arrival */
};

static int by_turn(const void *pa, const void *pb)
{
	const struct hung *a = pa, *b = pb;
	if (a->under != b->under)
		return a->under < b->under ? -1 : 1;
	if (a->turn != b->turn)
		return a->turn < b->turn ? -1 : 1;
	return a->entered < b->entered ? -1 : a->entered > b->entered;
}

/* A run in the order in which it hangs. */
struct tree {
	struct hung *list;
	size_t n;
};

static enum jal_err hang(struct contract_set *s, struct run run, const struct named *parents, struct run of,
			 const struct jal_id *(*parent)(const struct record *r), int64_t (*turn)(const struct record *r),
			 struct tree *out)
{
	struct hung *list = arena_array(&s->arena, run.n + 1, sizeof(*list));
	if (!list)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < run.n; i++) {
		const struct record *r = s->records[run.first + i];
		list[i] = (struct hung){ r, parent ? place_of(parents, of, parent(r)) : 0, turn(r), i };
	}
	qsort(list, run.n, sizeof(*list), by_turn);
	*out = (struct tree){ list, run.n };
	return JAL_OK;
}

/* Those that hang from the parent of that place: the first of them, and how many. */
static size_t below(const struct tree *t, size_t under, size_t *count)
{
	size_t low = 0, high = t->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (t->list[middle].under < under)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < t->n && t->list[low + *count].under == under;)
		++*count;
	return low;
}

/* Days in their order, none last. */
static int64_t turn_of_day(int32_t day)
{
	return day == RECORD_NO_DATE ? INT64_C(1) << 32 : day;
}

/* ---- which contract comes where ------------------------------------------------- */

struct placed {
	struct contract_rule_row *rows;	/* of the run's contracts */
	size_t at;
};

static int by_number(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;
	const struct contract_rule_row *ra = &a->rows[a->at], *rb = &b->rows[b->at];
	const bool same = ra->base == rb->base;
	/* Contracts by start, then as they came; behind each its amendments, likewise. */
	const size_t ka = same ? a->at : ra->base, kb = same ? b->at : rb->base;
	if (same && (ra->base == a->at || rb->base == b->at))
		return ra->base == a->at ? (rb->base == b->at ? 0 : -1) : 1;
	const int64_t da = turn_of_day(a->rows[ka].starts), db = turn_of_day(a->rows[kb].starts);
	if (da != db)
		return da < db ? -1 : 1;
	return ka < kb ? -1 : ka > kb;
}

static struct contract contract_of(const struct contract_set *s, const struct named *names, struct run contracts,
				   const struct record *r, const struct contract_rule_row *row)
{
	const size_t previous = place_of(names, contracts, record_get(r, contract_previous));
	return (struct contract){
		.record = r,
		.phase = row->phase,
		.starts = row->starts,
		.ends = row->last,
		.days_left = row->last == RECORD_NO_DATE ? RECORD_NO_DATE : row->last - s->today,
		.previous = previous < contracts.n ? s->records[contracts.first + previous] : NULL,
		.signed_on = RECORD_NO_DATE,
	};
}

/* Contracts in order, each one's amendments behind it; an amendment whose contract is
 * not here stands for itself. order: the place in the run of each. */
static enum jal_err order_contracts(struct contract_set *s, struct run contracts, const struct named *names,
				    struct placed **order)
{
	struct contract_rule_row *rows = arena_array(&s->arena, contracts.n + 1, sizeof(*rows));
	struct placed *placed = arena_array(&s->arena, contracts.n + 1, sizeof(*placed));
	s->list = arena_array(&s->arena, contracts.n + 1, sizeof(*s->list));
	if (!rows || !placed || !s->list)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < contracts.n; i++) {
		const struct record *r = s->records[contracts.first + i];
		const struct jal_id *previous = record_get(r, contract_previous);
		rows[i] = (struct contract_rule_row){ .id = *record_id(r), .previous = previous ? *previous : ID_ZERO,
						      .starts = record_get(r, contract_starts),
						      .ends = record_get(r, contract_ends) };
		contract_rule_enter(&rows[i], record_get(r, contract_status), record_get(r, contract_rank));
		placed[i] = (struct placed){ rows, i };
	}
	const enum jal_err err = contract_rule_settle(rows, contracts.n);
	if (err)
		return err;
	qsort(placed, contracts.n, sizeof(*placed), by_number);
	const size_t current = contract_rule_current(rows, contracts.n);
	unsigned number = 0, amendment = 0;
	s->n = s->current = contracts.n;
	for (size_t i = 0; i < contracts.n; i++) {
		const size_t at = placed[i].at;
		s->list[i] = contract_of(s, names, contracts, s->records[contracts.first + at], &rows[at]);
		number += rows[at].base == at;
		amendment = rows[at].base == at ? 0 : amendment + 1;
		s->list[i].number = number;
		s->list[i].amendment = amendment;
		if (at == current)
			s->current = i;
	}
	*order = placed;
	return JAL_OK;
}

/* ---- what hangs from it ---------------------------------------------------------- */

static const struct jal_id *contract_of_goal(const struct record *goal)
{
	return record_get(goal, goal_contract);
}

static const struct jal_id *goal_of_action(const struct record *action)
{
	return record_get(action, action_goal);
}

static const struct jal_id *document_of(const struct record *signature)
{
	return record_get(signature, signature_document);
}

static const char *theme_of(const struct record *goal)
{
	const char *theme = record_get(goal, goal_theme);
	const char *code = record_get(goal, goal_code);
	return theme || !code ? theme : vocab_theme_of(VOCAB_subtheme, code);
}

/* In the vocabulary's order, others last. */
static int64_t turn_of_goal(const struct record *goal)
{
	const char *theme = theme_of(goal);
	size_t count = 0;
	const struct vocab_code *all = vocab_codes(VOCAB_theme, &count);
	size_t at = 0;
	while (at < count && !(theme && strcmp(all[at].code, theme) == 0))
		at++;
	return (int64_t)at;
}

/* Open ones by due date, done ones by the day they were, then those given up. */
static int64_t turn_of_action(const struct record *action)
{
	const int64_t kind = contract_action_dropped(action) ? 2 : contract_action_open(action) ? 0 : 1;
	return (kind << 34) +
	       turn_of_day(kind == 1 ? record_get(action, action_done_on) : record_get(action, action_due));
}

static int64_t turn_of_signature(const struct record *signature)
{
	return turn_of_day(record_get(signature, signature_signed_on));
}

static int64_t turn_of_activity(const struct record *activity)
{
	return turn_of_day(record_get(activity, activity_date));
}

/* The records of those that hang there. */
static enum jal_err take(struct contract_set *s, const struct tree *t, size_t under, const struct record ***out, size_t *n)
{
	size_t count = 0;
	const size_t first = below(t, under, &count);
	const struct record **list = arena_array(&s->arena, count + 1, sizeof(*list));
	if (!list)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		list[i] = t->list[first + i].record;
	*out = list;
	*n = count;
	return JAL_OK;
}

/* A goal with its actions; goal NULL: those of no goal that is here. */
static enum jal_err fill_goal(struct contract_set *s, const struct tree *actions, size_t place, const struct record *goal,
			      struct contract_goal *out)
{
	struct contract_goal g = { .record = goal, .theme = goal ? theme_of(goal) : NULL };
	const enum jal_err err = take(s, actions, place, &g.actions, &g.n_actions);
	for (size_t i = 0; !err && i < g.n_actions; i++) {
		const bool dropped = contract_action_dropped(g.actions[i]);
		g.total += !dropped;
		g.done += !dropped && !contract_action_open(g.actions[i]);
	}
	if (!err)
		*out = g;
	return err;
}

/* The goals of a contract, by its place in the run; the place past it: those of none that is here. */
static enum jal_err fill_contract(struct contract_set *s, const struct tree *goals, const struct tree *actions,
				  size_t place, struct contract *c)
{
	size_t count = 0;
	const size_t first = below(goals, place, &count);
	c->goals = arena_array(&s->arena, count + 2, sizeof(*c->goals));
	if (!c->goals)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		const struct hung *h = &goals->list[first + i];
		struct contract_goal *g = &c->goals[c->n_goals];
		const enum jal_err err = fill_goal(s, actions, h->entered, h->record, g);
		if (err)
			return err;
		c->n_goals++;
		c->done += g->done;
		c->total += g->total;
	}
	return JAL_OK;
}

/* Actions that hang from nothing stand last among what belongs to no contract. */
static enum jal_err fill_loose(struct contract_set *s, const struct tree *goals, const struct tree *actions, size_t contracts)
{
	struct contract_goal g = { 0 };
	s->loose = (struct contract){ .starts = RECORD_NO_DATE, .ends = RECORD_NO_DATE, .days_left = RECORD_NO_DATE,
				      .signed_on = RECORD_NO_DATE };
	enum jal_err err = fill_contract(s, goals, actions, contracts, &s->loose);
	if (!err)
		err = fill_goal(s, actions, goals->n, NULL, &g);
	if (err || g.n_actions == 0)
		return err;
	s->loose.goals[s->loose.n_goals++] = g;
	s->loose.done += g.done;
	s->loose.total += g.total;
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

/* All that is read of a dossier. */
struct read {
	struct run contracts, goals, actions, signatures, activities;
};

static enum jal_err read_all(struct contract_set *s, struct journal *j, struct read *r)
{
	enum jal_err err = read_run(s, j, ENTITY_contract, &r->contracts);
	if (!err)
		err = read_run(s, j, ENTITY_goal, &r->goals);
	if (!err)
		err = read_run(s, j, ENTITY_action, &r->actions);
	if (!err)
		err = read_run(s, j, ENTITY_signature, &r->signatures);
	return err ? err : read_run(s, j, ENTITY_activity, &r->activities);
}

static enum jal_err put_together(struct contract_set *s, const struct read *r)
{
	struct tree goals = { 0 }, actions = { 0 }, signatures = { 0 }, activities = { 0 };
	struct placed *order = NULL;
	const struct run none = { 0 };
	const struct named *contract_names = name_run(s, r->contracts);
	const struct named *goal_names = name_run(s, r->goals);
	enum jal_err err = contract_names && goal_names ? JAL_OK : JAL_ERR_NOMEM;
	if (!err)
		err = order_contracts(s, r->contracts, contract_names, &order);
	if (!err)
		err = hang(s, r->goals, contract_names, r->contracts, contract_of_goal, turn_of_goal, &goals);
	if (!err)
		err = hang(s, r->actions, goal_names, r->goals, goal_of_action, turn_of_action, &actions);
	if (!err)
		err = hang(s, r->signatures, contract_names, r->contracts, document_of, turn_of_signature, &signatures);
	if (!err)
		err = hang(s, r->activities, NULL, none, NULL, turn_of_activity, &activities);
	for (size_t i = 0; !err && i < s->n; i++) {
		struct contract *c = &s->list[i];
		err = fill_contract(s, &goals, &actions, order[i].at, c);
		if (!err)
			err = take(s, &signatures, order[i].at, &c->signatures, &c->n_signatures);
		if (!err)
			tell_signed_on(c);
	}
	if (!err)
		err = fill_loose(s, &goals, &actions, r->contracts.n);
	return err ? err : take(s, &activities, 0, &s->activities, &s->n_activities);
}

enum jal_err contract_load(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
			   const struct jal_clock *clock, struct contract_set *out)
{
	struct contract_set s = { .caseload = *caseload, .dossier = *dossier, .clock = clock,
				  .today = clock_today(clock), .arena = ARENA_INIT };
	struct read r = { .contracts = { 0 } };
	enum jal_err err = read_all(&s, j, &r);
	if (!err)
		err = put_together(&s, &r);
	if (err) {
		contract_set_free(&s);
		return err;
	}
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

size_t contract_to_sign(const struct contract_set *s)
{
	size_t found = s->current;
	bool waits = false;
	for (size_t i = 0; i < s->n; i++) {
		const struct contract *c = &s->list[i];
		const char *status = c->record ? record_get(c->record, contract_status) : NULL;
		if (!c->record || (status && !text_is(status, "draft") && !text_is(status, "to_sign")))
			continue;
		if (!waits || c->starts >= s->list[found].starts)
			found = i;
		waits = true;
	}
	return found;
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
	if (c->phase == CONTRACT_IN_FORCE && c->ends != RECORD_NO_DATE && c->ends < s->today)
		return "expired";
	if (text_is(status, "signed"))
		return contract_signed_by(c, "authority") ? "validated" : NULL;
	if (text_is(status, "validated"))
		return c->starts != RECORD_NO_DATE && c->starts <= s->today ? "running" : NULL;
	return NULL;
}
