/*
 * The demonstration holds together: what happened in each of its dossiers could have
 * happened, in that order. Made as it is shipped, on several days of the year.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/caseload.h"
#include "core/contract.h"
#include "core/date.h"
#include "core/journal.h"
#include "core/schema.h"
#include "core/secret.h"
#include "core/vault.h"
#include "sync/showcase.h"
#include "tests/support/box.h"

#define DAY_MS INT64_C(86400000)
#define MANY 64

static int64_t now_ms;

static int64_t read_now(void *ctx)
{
	(void)ctx;
	return now_ms;
}

static int offset_min(void *ctx, int64_t at_ms)
{
	(void)ctx;
	(void)at_ms;
	return 60;
}

static const struct jal_clock clock_then = { read_now, offset_min, NULL };

/* One dossier, and where to look at it. */
struct look {
	struct journal *j;
	struct jal_id dossier, caseload;
	char number[ID_NUMBER_MAX];
	int32_t today;
	int32_t entered, left;	/* left: RECORD_NO_DATE when there */
	bool archived, exited;
	size_t seen;
	size_t contracts, assessments, planned;	/* so far in the whole vault */
};

/* A fact that does not hold: which dossier, what, on which two days. */
static void hold_fact(const struct look *l, bool holds, const char *what, int32_t a, int32_t b)
{
	char one[DATE_ISO_MAX] = "-", two[DATE_ISO_MAX] = "-";
	if (holds)
		return;
	if (a != RECORD_NO_DATE)
		(void)date_iso(a, one);
	if (b != RECORD_NO_DATE)
		(void)date_iso(b, two);
	fail_msg("dossier %s: %s (%s, %s)", l->number, what, one, two);
}
#define hold(condition, what, a, b) hold_fact(l, condition, what, a, b)

static bool is(const char *code, const char *wanted)
{
	return code && strcmp(code, wanted) == 0;
}

static bool has(const struct record *r, enum field field, const char *element)
{
	const struct record_set *set = record_elements(r, field);
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->elements[i], element) == 0)
			return true;
	return false;
}

struct pile {
	struct record *list[MANY];
	size_t n;
};

static enum jal_err keep(void *ctx, struct record *r)
{
	struct pile *p = ctx;
	const struct value *archived = record_value(r, model_archived(record_entity(r)));
	if (archived->kind == VALUE_FLAG && archived->number && record_entity(r) != ENTITY_dossier) {
		record_free(r);
		return JAL_OK;
	}
	assert_true(p->n < MANY);
	p->list[p->n++] = r;
	return JAL_OK;
}

static struct pile all(const struct look *l, enum entity entity)
{
	struct pile p = { .n = 0 };
	assert_int_equal(journal_each(l->j, &l->caseload, entity, &l->dossier, keep, &p), JAL_OK);
	return p;
}

static void forget(struct pile *p)
{
	for (size_t i = 0; i < p->n; i++)
		record_free(p->list[i]);
	p->n = 0;
}

/* ---- the pathway ---- */

static void check_pathway(struct look *l)
{
	struct pile pathways = all(l, ENTITY_pathway), exits = all(l, ENTITY_exit);
	hold(pathways.n == 1, "one pathway", RECORD_NO_DATE, RECORD_NO_DATE);
	const char *status = record_get(pathways.list[0], pathway_status);
	l->entered = record_get(pathways.list[0], pathway_entered);
	l->exited = is(status, "exited");
	l->left = RECORD_NO_DATE;
	hold(l->entered != RECORD_NO_DATE && l->entered <= l->today, "entered by now", l->entered, l->today);
	for (size_t i = 0; i < exits.n; i++) {
		const int32_t day = record_get(exits.list[i], exit_date);
		hold(day >= l->entered && day <= l->today, "left after it entered", day, l->entered);
		if (l->exited)
			l->left = day;
	}
	hold(!l->exited || exits.n == 1, "an exit for each that is over", l->entered, l->today);
	hold(exits.n == 0 || l->exited || is(status, "reopened") || is(status, "oriented"), "left, so out or back", l->entered,
	     l->today);
	forget(&pathways);
	forget(&exits);
}

static void check_orientations(struct look *l)
{
	struct pile p = all(l, ENTITY_orientation);
	for (size_t i = 0; i < p.n; i++) {
		const int32_t starts = record_get(p.list[i], orientation_starts);
		const int32_t ends = record_get(p.list[i], orientation_ends);
		hold(starts >= l->entered && starts <= l->today, "oriented within the pathway", starts, l->entered);
		hold(ends == RECORD_NO_DATE || ends >= starts + 6, "seven days at least", starts, ends);
		for (size_t k = 0; k < i; k++) {
			const int32_t from = record_get(p.list[k], orientation_starts);
			const int32_t to = record_get(p.list[k], orientation_ends);
			hold((to != RECORD_NO_DATE && to < starts) || (ends != RECORD_NO_DATE && ends < from),
			     "one orientation at a time", starts, from);
		}
	}
	forget(&p);
}

static void check_lead(struct look *l)
{
	struct record *self = NULL;
	struct pile p = all(l, ENTITY_assignment);
	size_t open = 0;
	bool named = false;
	assert_int_equal(journal_load(l->j, &l->caseload, ENTITY_dossier, &l->dossier, &l->dossier, &self), JAL_OK);
	const struct jal_id *lead = record_get(self, dossier_lead);
	for (size_t i = 0; i < p.n; i++) {
		const bool ended = record_get(p.list[i], assignment_ends) != RECORD_NO_DATE;
		hold(record_get(p.list[i], assignment_starts) >= l->entered, "led since it entered",
		     record_get(p.list[i], assignment_starts), l->entered);
		open += !ended;
		named = named || (lead && id_equal(lead, record_id(p.list[i])) && !ended);
	}
	hold(open == 1 && named, "one lead", RECORD_NO_DATE, RECORD_NO_DATE);
	record_free(self);
	forget(&p);
}

/* ---- the person ---- */

static void check_person(struct look *l, bool *young)
{
	struct pile p = all(l, ENTITY_person);
	hold(p.n == 1, "one person", RECORD_NO_DATE, RECORD_NO_DATE);
	const int32_t born = record_get(p.list[0], person_birth_date);
	hold(born <= date_add_months(l->today, -12 * 25), "old enough for the RSA", born, l->today);
	hold(born > date_add_months(l->today, -12 * 62), "too young for a pension", born, l->today);
	*young = born > date_add_months(l->today, -12 * 45);
	forget(&p);
}

static void check_assessments(struct look *l, bool young)
{
	struct pile p = all(l, ENTITY_assessment), barriers = all(l, ENTITY_barrier);
	for (size_t i = 0; i < p.n; i++) {
		const int32_t day = record_get(p.list[i], assessment_date);
		hold(day >= l->entered && day <= l->today, "assessed within the pathway", day, l->entered);
		hold(l->left == RECORD_NO_DATE || day <= l->left, "not after it was left", day, l->left);
	}
	for (size_t i = 0; i < barriers.n; i++) {
		hold(p.n > 0, "a barrier was found by an assessment", RECORD_NO_DATE, RECORD_NO_DATE);
		hold(young || !has(barriers.list[i], FIELD_barrier_situations, "child_under_3_without_care"),
		     "a small child at that age", RECORD_NO_DATE, RECORD_NO_DATE);
	}
	l->assessments += p.n;
	forget(&p);
	forget(&barriers);
}

/* ---- contracts ---- */

static void check_action(struct look *l, const struct contract *c, const struct record *a, int64_t *hours)
{
	const int32_t starts = record_get(a, action_starts), due = record_get(a, action_due);
	const int32_t done = record_get(a, action_done_on);
	const bool over = is(record_get(a, action_status), "done");
	hold(starts == RECORD_NO_DATE || (starts >= c->starts && starts <= c->ends), "an action begins in its contract",
	     starts, c->starts);
	hold(due == RECORD_NO_DATE || (due >= c->starts && due <= c->ends), "an action is due in its contract", due, c->ends);
	hold(over == (done != RECORD_NO_DATE), "a day for what is done", done, due);
	hold(!over || (done >= c->starts && done <= l->today), "done since the contract began", done, c->starts);
	const int64_t weekly = record_get(a, action_hours_per_week);
	if (weekly != RECORD_NO_NUMBER && !contract_action_dropped(a))
		*hours += weekly;
}

static void check_contract(struct look *l, const struct contract_set *s, const struct contract *c)
{
	int64_t hours = 0;
	hold(c->starts >= l->entered, "a contract begins in the pathway", c->starts, l->entered);
	hold(c->ends > c->starts && c->ends < date_add_months(c->starts, 24), "one to 24 months", c->starts, c->ends);
	hold(l->left == RECORD_NO_DATE || c->starts <= l->left, "no contract after it was left", c->starts, l->left);
	for (size_t g = 0; g < c->n_goals; g++)
		for (size_t a = 0; a < c->goals[g].n_actions; a++)
			check_action(l, c, c->goals[g].actions[a], &hours);
	hold(hours <= 35, "hours that a week can hold", c->starts, c->ends);
	for (size_t i = 0; i < c->n_signatures; i++) {
		const int32_t day = record_get(c->signatures[i], signature_signed_on);
		hold(day >= l->entered && day <= l->today, "signed by now", day, l->entered);
	}
	hold(c->phase == CONTRACT_PREPARED || c->signed_on != RECORD_NO_DATE, "signed before it counts", c->starts, c->ends);
	hold(c->phase != CONTRACT_PREPARED || c->n_signatures == 0, "not signed while it is prepared", c->starts, c->ends);
	const int32_t until = record_get(c->record, contract_exemption_until);
	hold(until == RECORD_NO_DATE || (until >= c->starts && until <= c->ends), "exempted within the contract", until, c->ends);
	for (size_t i = 0; i < s->n; i++) {
		const struct contract *other = &s->list[i];
		hold(other == c || other->amendment || c->amendment || other->ends < c->starts || other->starts > c->ends,
		     "one contract at a time", c->starts, other->starts);
	}
	l->contracts++;
}

static void check_hours(struct look *l, const struct contract_set *s)
{
	for (size_t i = 0; i < s->n_activities; i++) {
		const struct record *a = s->activities[i];
		const struct jal_id *id = record_get(a, activity_contract);
		const size_t at = id ? contract_find(s, id) : s->n;
		const int32_t week = record_get(a, activity_date);
		hold(at < s->n, "hours of a contract", week, RECORD_NO_DATE);
		hold(week >= s->list[at].starts && week <= s->list[at].ends && week <= l->today, "hours within it", week,
		     s->list[at].starts);
		hold(record_get(a, activity_minutes) <= 35 * 60, "hours of one week", week, RECORD_NO_DATE);
		hold(!is(record_get(s->list[at].record, contract_exemption), "full"), "no hours of one who is exempted", week,
		     RECORD_NO_DATE);
	}
}

static void check_contracts(struct look *l)
{
	struct contract_set s;
	assert_int_equal(contract_load(l->j, &l->caseload, &l->dossier, &clock_then, &s), JAL_OK);
	for (size_t i = 0; i < s.n; i++)
		check_contract(l, &s, &s.list[i]);
	for (size_t g = 0; g < s.loose.n_goals; g++)
		hold(s.loose.goals[g].n_actions == 0 && !s.loose.goals[g].record, "a contract over every goal and action",
		     RECORD_NO_DATE, RECORD_NO_DATE);
	check_hours(l, &s);
	contract_set_free(&s);
}

/* ---- what happened, and what is to come ---- */

static void check_appointments(struct look *l)
{
	struct pile p = all(l, ENTITY_appointment);
	for (size_t i = 0; i < p.n; i++) {
		const int64_t starts = record_get(p.list[i], appointment_starts);
		const int32_t day = date_of_time(starts);
		const char *status = record_get(p.list[i], appointment_status);
		const bool planned = is(status, "planned");
		hold(day >= l->entered, "met within the pathway", day, l->entered);
		hold(!planned || day < l->today || (!l->exited && !l->archived), "nothing planned for one who left", day, l->left);
		hold(planned || is(status, "cancelled") || day <= l->today, "what became of what is to come", day, l->today);
		hold(date_weekday(day) <= 5, "on a day when people work", day, RECORD_NO_DATE);
		for (size_t k = 0; k < i; k++)
			hold(record_get(p.list[k], appointment_starts) != starts, "one place at a time", day, RECORD_NO_DATE);
		l->planned += planned;
	}
	forget(&p);
}

static void check_dates(struct look *l)
{
	static const struct {
		enum entity entity;
		enum field field;
		const char *what;
	} dated[] = {
		{ ENTITY_note, FIELD_note_date, "a note within the pathway" },
		{ ENTITY_breach, FIELD_breach_date, "a breach within the pathway" },
		{ ENTITY_reorientation_request, FIELD_reorientation_request_asked_on, "asked within the pathway" },
		{ ENTITY_attachment, FIELD_attachment_date, "a document within the pathway" },
	};
	for (size_t i = 0; i < sizeof(dated) / sizeof(dated[0]); i++) {
		struct pile p = all(l, dated[i].entity);
		for (size_t k = 0; k < p.n; k++) {
			const struct value *v = record_value(p.list[k], dated[i].field);
			const int32_t day = v->kind == VALUE_NUMBER ? (int32_t)v->number : RECORD_NO_DATE;
			hold(day >= l->entered && day <= l->today, dated[i].what, day, l->entered);
			hold(l->left == RECORD_NO_DATE || day <= l->left, "not after it was left", day, l->left);
		}
		forget(&p);
	}
}

static void check_dossier(struct look *l)
{
	bool young = false;
	check_pathway(l);
	check_orientations(l);
	check_lead(l);
	check_person(l, &young);
	check_assessments(l, young);
	check_contracts(l);
	check_appointments(l);
	check_dates(l);
	l->seen++;
}

static void check_list(struct look *l, struct db *db, bool archived)
{
	struct caseload_view *view = NULL;
	const struct caseload_query q = { .sort = CASELOAD_BY_NAME, .archived = archived };
	size_t total = 0;
	assert_int_equal(caseload_open(db, l->today, &view), JAL_OK);
	assert_int_equal(caseload_find(view, &q, &total), JAL_OK);
	for (size_t i = 0; i < total; i++) {
		const struct caseload_row *row = NULL;
		size_t n = 0;
		assert_int_equal(caseload_window(view, i, 1, &row, &n), JAL_OK);
		assert_int_equal(n, 1);
		l->dossier = row->dossier;
		l->caseload = row->caseload;
		l->archived = row->archived;
		memcpy(l->number, row->number, sizeof(l->number));
		check_dossier(l);
	}
	caseload_close(view);
}

static void check_vault(const struct box *box, const char *who, struct look *l)
{
	const struct vault_options options = { .path = box_file(box, who), .schema = &schema_vault, .clock = &clock_then };
	const struct vault_credential credential = { SLOTS_PASSPHRASE, SHOWCASE_PASSPHRASE, strlen(SHOWCASE_PASSPHRASE) };
	struct vault *vault = NULL;
	struct diag why = DIAG_INIT;
	assert_int_equal(vault_open(&options, &credential, &vault, &why), JAL_OK);
	assert_int_equal(journal_open(vault_db(vault), &clock_then, &l->j), JAL_OK);
	check_list(l, vault_db(vault), false);
	check_list(l, vault_db(vault), true);
	journal_close(l->j);
	vault_close(vault);
}

static void check_on(const char *day)
{
	struct box box;
	struct diag why = DIAG_INIT;
	struct look l = { .seen = 0 };
	assert_int_equal(date_parse_iso(day, strlen(day), &l.today), JAL_OK);
	now_ms = (int64_t)l.today * DAY_MS + DAY_MS / 2;
	box_make(&box);
	assert_int_equal(showcase_make(box_file(&box, "essai"), &clock_then, NULL, &why), JAL_OK);
	check_vault(&box, "essai/" SHOWCASE_REFERENT, &l);
	check_vault(&box, "essai/" SHOWCASE_COLLEAGUE, &l);
	/* All of it was looked at. */
	assert_int_equal(l.seen, 36 + 23 + 1);
	assert_true(l.contracts > 40 && l.assessments > 60 && l.planned > 20);
	box_remove(&box);
}

static void showcase_make__tells_lives__that_hold_together(void **state)
{
	(void)state;
	check_on("2026-11-24");
}

static void showcase_make__holds_together__at_a_weekend(void **state)
{
	(void)state;
	check_on("2027-01-31");
}

static void showcase_make__holds_together__in_a_leap_year(void **state)
{
	(void)state;
	check_on("2028-02-29");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(showcase_make__tells_lives__that_hold_together),
		cmocka_unit_test(showcase_make__holds_together__at_a_weekend),
		cmocka_unit_test(showcase_make__holds_together__in_a_leap_year),
	};
	if (secret_start() != JAL_OK)
		return 99;
	return cmocka_run_group_tests_name("showcase_facts", tests, NULL, NULL);
}
