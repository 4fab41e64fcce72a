/* The steps of a procedure: what each asks for, and how long ago it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/procedure.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */

static const struct jal_id dossier = { { 7 } };

static struct edit *create(struct corebox *b, enum entity entity)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &b->caseload, &dossier, &e), JAL_OK);
	return e;
}

static void set_number(struct edit *e, enum field f, int64_t n)
{
	assert_int_equal(edit_set_number(e, f, n), JAL_OK);
}

/* Writes it alone; its id. */
static struct jal_id put(struct corebox *b, struct edit *e)
{
	const struct jal_id id = *edit_record(e);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
	return id;
}

static struct record *read_one(struct corebox *b, enum entity entity, const struct jal_id *id)
{
	struct record *r = NULL;
	assert_int_equal(journal_load(b->journal, &b->caseload, entity, &dossier, id, &r), JAL_OK);
	return r;
}

static void check_needs(struct corebox *b, enum field status, const char *step, enum field field)
{
	struct check_issues issues = { 0 };
	struct edit *e = create(b, model_field(status)->entity);
	set_text(e, status, step);
	procedure_typed(e, &issues);
	assert_int_equal(issues.count > 0, field != FIELD_COUNT);
	if (field != FIELD_COUNT)
		assert_int_equal(issues.item[0].field, field);
	edit_free(e);
}

static void procedure_typed__asks__for_what_each_step_needs(void **state)
{
	(void)state;
	struct corebox b;
	corebox_open(&b);
	check_needs(&b, FIELD_breach_status, "reported", FIELD_COUNT);
	check_needs(&b, FIELD_breach_status, "observations", FIELD_breach_observations_asked_on);
	check_needs(&b, FIELD_breach_status, "dismissed", FIELD_COUNT);
	check_needs(&b, FIELD_breach_status, "proposal", FIELD_breach_proposal);
	check_needs(&b, FIELD_breach_status, "heard", FIELD_breach_heard_on);
	check_needs(&b, FIELD_breach_status, "decision", FIELD_breach_decision);
	check_needs(&b, FIELD_breach_status, "running", FIELD_breach_decision);
	check_needs(&b, FIELD_breach_status, "lifted", FIELD_breach_lifted_on);
	check_needs(&b, FIELD_reorientation_request_status, "pending", FIELD_COUNT);
	check_needs(&b, FIELD_reorientation_request_status, "accepted", FIELD_reorientation_request_decided_on);
	check_needs(&b, FIELD_reorientation_request_status, "refused", FIELD_reorientation_request_decided_on);
	check_needs(&b, FIELD_reorientation_request_status, "withdrawn", FIELD_COUNT);

	struct check_issues issues = { 0 };
	struct edit *e = create(&b, ENTITY_reorientation_request);
	set_text(e, FIELD_reorientation_request_status, "refused");
	set_number(e, FIELD_reorientation_request_decided_on, TODAY);
	procedure_typed(e, &issues);
	assert_int_equal(issues.count, 1);
	assert_int_equal(issues.item[0].field, FIELD_reorientation_request_decision_reason);
	edit_free(e);
	corebox_close(&b);
}

static void procedure_asks__for_steps_reached_and_the_next(void **state)
{
	(void)state;
	assert_int_equal(procedure_status(FIELD_breach_share), FIELD_breach_status);
	assert_int_equal(procedure_status(FIELD_breach_date), FIELD_COUNT);
	/* What comes next is asked for, and no more. */
	assert_true(procedure_asks(FIELD_breach_observations_asked_on, "reported"));
	assert_false(procedure_asks(FIELD_breach_received_on, "reported"));
	assert_false(procedure_asks(FIELD_breach_proposal, "reported"));
	assert_false(procedure_asks(FIELD_breach_observations_asked_on, ""));
	assert_false(procedure_asks(FIELD_breach_observations_asked_on, NULL));
	assert_true(procedure_asks(FIELD_breach_received_on, "observations"));
	assert_true(procedure_asks(FIELD_breach_proposal, "observations"));
	assert_false(procedure_asks(FIELD_breach_heard_on, "observations"));
	/* What was gone through stays; the other way out is none of it. */
	assert_true(procedure_asks(FIELD_breach_received_on, "dismissed"));
	assert_false(procedure_asks(FIELD_breach_proposal, "dismissed"));
	assert_true(procedure_asks(FIELD_breach_share, "decision"));
	assert_true(procedure_asks(FIELD_breach_starts, "decision"));
	assert_true(procedure_asks(FIELD_breach_lifted_on, "running"));
	assert_true(procedure_asks(FIELD_breach_observations_asked_on, "served"));
	assert_false(procedure_asks(FIELD_breach_lifted_on, "served"));
	assert_true(procedure_asks(FIELD_reorientation_request_decision_reason, "accepted"));
	assert_false(procedure_asks(FIELD_reorientation_request_decided_on, "withdrawn"));
}

static void procedure_waits__tells__how_long(void **state)
{
	(void)state;
	struct corebox b;
	struct procedure_fact fact = { 0 };
	corebox_open(&b);
	struct edit *e = create(&b, ENTITY_breach);
	set_number(e, FIELD_breach_date, TODAY - 20);
	set_text(e, FIELD_breach_kind, "missed_appointment");
	set_text(e, FIELD_breach_status, "observations");
	set_number(e, FIELD_breach_observations_asked_on, TODAY - 12);
	const struct jal_id id = put(&b, e);
	struct record *r = read_one(&b, ENTITY_breach, &id);
	assert_true(procedure_waits(r, TODAY, &fact));
	assert_int_equal(fact.kind, PROCEDURE_AWAITED);
	assert_int_equal(fact.days, 12);

	/* Once they came, that is what counts. */
	assert_int_equal(edit_of(r, &e), JAL_OK);
	record_free(r);
	set_number(e, FIELD_breach_received_on, TODAY - 3);
	b.now_ms += 1000;
	put(&b, e);
	r = read_one(&b, ENTITY_breach, &id);
	assert_true(procedure_waits(r, TODAY, &fact));
	assert_int_equal(fact.kind, PROCEDURE_RECEIVED);
	assert_int_equal(fact.days, 3);
	struct procedure_fact all[PROCEDURE_FACTS_MAX];
	assert_int_equal(procedure_facts(r, TODAY, all), 3);
	record_free(r);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(procedure_typed__asks__for_what_each_step_needs),
		cmocka_unit_test(procedure_asks__for_steps_reached_and_the_next),
		cmocka_unit_test(procedure_waits__tells__how_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
