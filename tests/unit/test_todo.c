/* What is to be done: when each clock is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/assess.h"
#include "core/date.h"
#include "core/hours.h"
#include "tests/support/rng.h"
#include "tests/support/todoroom.h"

/* ---- the clocks ---- */

static void contract__is__to_be_renewed_until_one_that_ends_later_is_signed(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_ends, TODAY + 31, NULL });
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_NONE, 0);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "expired" }, { FIELD_contract_ends, TODAY - 2, NULL });
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_NONE, 0);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "to_sign" }, { FIELD_contract_ends, TODAY + 200, NULL },
		{ FIELD_contract_notified_on, TODAY - 32, NULL });
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_NONE, 0);
	check(&r, TASKS_CONTRACT_TO_SIGN, TASKS_SIGN_LATE, date_add_months(TODAY - 32, 1));
	close_room(&r);
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_ends, TODAY + 15, NULL });
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_SOON, TODAY + 15);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "cancelled" }, { FIELD_contract_ends, TODAY + 300, NULL });
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_SOON, TODAY + 15);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "signed" }, { FIELD_contract_ends, TODAY + 300, NULL },
		{ FIELD_contract_exemption, 0, "full" }, { FIELD_contract_exemption_until, TODAY - 1, NULL });
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_NONE, 0);
	check(&r, TASKS_EXEMPTION_ENDS, TASKS_SIGN_LATE, TODAY - 1);
	close_room(&r);
}

static void contract__is__to_be_prepared_a_month_after_the_notification(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_orientation, { FIELD_orientation_type, 0, "professional" },
		{ FIELD_orientation_starts, TODAY - 20, NULL }, { FIELD_orientation_notified_on, TODAY - 20, NULL });
	check(&r, TASKS_CONTRACT_TO_SIGN, TASKS_SIGN_WATCH, date_add_months(TODAY - 20, 1));
	assert_int_equal(line_of(&r, TASKS_CONTRACT_TO_SIGN, 0).entity, ENTITY_orientation);
	check(&r, TASKS_PATHWAY_REVIEW, TASKS_SIGN_NONE, 0);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "draft" }, { FIELD_contract_starts, TODAY, NULL });
	assert_int_equal(count_of(&r, TASKS_CONTRACT_TO_SIGN), 1);
	assert_int_equal(line_of(&r, TASKS_CONTRACT_TO_SIGN, 0).entity, ENTITY_contract);
	/* What follows one that was signed does not count from back then. */
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_ends, TODAY + 90, NULL });
	check(&r, TASKS_CONTRACT_TO_SIGN, TASKS_SIGN_NONE, 0);
	r.b.now_ms += 2 * DAY;
	check(&r, TASKS_CONTRACT_TO_SIGN, TASKS_SIGN_WATCH, date_add_months(TODAY, 1));
	close_room(&r);
}

/* As the file's summary: what a renewal copies is not to be done twice. */
static void actions__of_a_renewal_being_prepared__are_not_told_twice(void **state)
{
	(void)state;
	struct room r;
	const struct jal_id dossier = id_of(1);
	struct jal_id renewal = ID_ZERO;
	open_room(&r);
	add_people(&r, 1);
	for (int i = 0; i < 2; i++) {
		const struct jal_id contract = PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, i ? "draft" : "running" },
			{ FIELD_contract_rank, 0, i ? "renewal" : "first" }, { FIELD_contract_ends, TODAY + 60, NULL });
		struct edit *e = NULL;
		assert_int_equal(edit_create(ENTITY_goal, &r.b.caseload, &dossier, &e), JAL_OK);
		assert_int_equal(edit_set_id(e, FIELD_goal_contract, &contract), JAL_OK);
		assert_int_equal(write_one(&r.b, e), JAL_OK);
		const struct jal_id goal = *edit_record(e);
		edit_free(e);
		assert_int_equal(edit_create(ENTITY_action, &r.b.caseload, &dossier, &e), JAL_OK);
		assert_int_equal(edit_set_id(e, FIELD_action_goal, &goal), JAL_OK);
		assert_int_equal(edit_set_number(e, FIELD_action_due, TODAY - 1), JAL_OK);
		assert_int_equal(write_one(&r.b, e), JAL_OK);
		edit_free(e);
		renewal = contract;
	}
	assert_int_equal(count_of(&r, TASKS_ACTION), 1);
	/* Signed, its actions are to be done. */
	struct edit *e = NULL;
	assert_int_equal(journal_edit(r.b.journal, &r.b.caseload, ENTITY_contract, &dossier, &renewal, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_contract_status, "signed"), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(count_of(&r, TASKS_ACTION), 2);
	close_room(&r);
}

static void hours__are__under_the_commitment_when_no_week_reaches_it(void **state)
{
	(void)state;
	struct room r;
	const int32_t monday = TODAY - 4;	/* of this week */
	open_room(&r);
	add_people(&r, 2);
	const struct jal_id contract = PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "running" },
		{ FIELD_contract_starts, monday - 69, NULL }, { FIELD_contract_ends, TODAY + 90, NULL },
		{ FIELD_contract_weekly_hours, 15, NULL });
	/* Nobody enters hours: nothing to say. */
	check(&r, TASKS_HOURS, TASKS_SIGN_NONE, 0);
	/* The contract begins on a Tuesday: from the Monday after on. */
	(void)PUT(&r, 1, ENTITY_activity, { FIELD_activity_date, monday - 20, NULL }, { FIELD_activity_minutes, 60 * 15 - 1, NULL });
	check(&r, TASKS_HOURS, TASKS_SIGN_LATE, monday - 63 + 28);
	const struct todo_row hours = line_of(&r, TASKS_HOURS, 0);
	assert_true(id_equal(&hours.record, &contract));
	/* The same week, a minute more. */
	(void)PUT(&r, 1, ENTITY_activity, { FIELD_activity_date, monday - 15, NULL }, { FIELD_activity_minutes, 1, NULL });
	check(&r, TASKS_HOURS, TASKS_SIGN_NONE, 0);
	assert_int_equal(count_of(&r, TASKS_HOURS), 0);
	/* Planned ones count as being entered. */
	(void)PUT(&r, 2, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_starts, monday - 28, NULL },
		{ FIELD_contract_ends, TODAY + 90, NULL }, { FIELD_contract_weekly_hours, 15, NULL });
	(void)PUT(&r, 2, ENTITY_action, { FIELD_action_hours_per_week, 4, NULL }, { FIELD_action_status, 0, "in_progress" });
	check(&r, TASKS_HOURS, TASKS_SIGN_LATE, monday);
	close_room(&r);
}

static void hours__count__nothing_that_no_week_holds(void **state)
{
	(void)state;
	struct room r;
	const int32_t monday = TODAY - 4;	/* of this week */
	open_room(&r);
	add_people(&r, 2);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_starts, monday - 70, NULL },
		{ FIELD_contract_ends, TODAY + 90, NULL }, { FIELD_contract_weekly_hours, 15, NULL });
	/* From elsewhere: as many as a number can be. */
	(void)PUT(&r, 1, ENTITY_action, { FIELD_action_hours_per_week, VALUE_NUMBER_MAX, NULL });
	check(&r, TASKS_HOURS, TASKS_SIGN_NONE, 0);
	(void)PUT(&r, 1, ENTITY_action, { FIELD_action_hours_per_week, 4, NULL });
	(void)PUT(&r, 1, ENTITY_activity, { FIELD_activity_date, monday - 14, NULL },
		{ FIELD_activity_minutes, VALUE_NUMBER_MAX, NULL });
	check(&r, TASKS_HOURS, TASKS_SIGN_LATE, monday - 70 + 28);
	(void)PUT(&r, 2, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_starts, monday - 70, NULL },
		{ FIELD_contract_ends, TODAY + 90, NULL }, { FIELD_contract_weekly_hours, VALUE_NUMBER_MAX, NULL });
	(void)PUT(&r, 2, ENTITY_action, { FIELD_action_hours_per_week, 4, NULL });
	assert_int_equal(count_of(&r, TASKS_HOURS), 1);
	close_room(&r);
}

/* How many of the last weeks that are over stayed under the commitment, as the contract's tab counts them. */
static unsigned weeks_under(struct room *r, unsigned dossier)
{
	const struct jal_id id = id_of(dossier);
	struct contract_set set = { .n = 0 };
	struct hours_week *weeks = NULL;
	size_t n = 0;
	unsigned under = 0;
	assert_int_equal(contract_load(r->b.journal, &r->b.caseload, &id, &r->b.clock, &set), JAL_OK);
	assert_int_equal(hours_weeks(&set, set.current, &weeks, &n), JAL_OK);
	for (size_t i = n; i-- > 0; ) {
		if (!weeks[i].over || weeks[i].committed == RECORD_NO_NUMBER)
			continue;
		if (!weeks[i].under)
			break;
		under++;
	}
	free(weeks);
	contract_set_free(&set);
	return under;
}

static void hours__agree__with_the_weeks_of_the_contract(void **state)
{
	(void)state;
	struct room r;
	struct rng random = { 20261124 };
	unsigned late = 0;
	open_room(&r);
	add_people(&r, 40);
	for (unsigned d = 1; d <= 40; d++) {
		const int32_t starts = TODAY - 20 - (int32_t)rng_below(&random, 50);
		const struct jal_id contract = PUT(&r, d, ENTITY_contract, { FIELD_contract_kind, 0, "engagement" },
			{ FIELD_contract_status, 0, "running" }, { FIELD_contract_starts, starts, NULL },
			{ FIELD_contract_ends, TODAY + 120, NULL }, { FIELD_contract_weekly_hours, 10, NULL });
		/* What is reached in the week that is not over counts here already, and is left out. */
		for (int32_t day = starts; day < TODAY - 4; day += 7) {
			const struct jal_id dossier = id_of(d);
			struct edit *e = NULL;
			assert_int_equal(edit_create(ENTITY_activity, &r.b.caseload, &dossier, &e), JAL_OK);
			assert_int_equal(edit_set_number(e, FIELD_activity_date, day), JAL_OK);
			assert_int_equal(edit_set_number(e, FIELD_activity_minutes, rng_chance(&random, 25) ? 600 : 540), JAL_OK);
			assert_int_equal(edit_set_id(e, FIELD_activity_contract, &contract), JAL_OK);
			assert_int_equal(write_one(&r.b, e), JAL_OK);
			edit_free(e);
		}
	}
	const struct todo_query q = { .kind = TASKS_HOURS, .sign = TASKS_SIGN_LATE };
	size_t lines = 0;
	for (unsigned d = 1; d <= 40; d++)
		late += weeks_under(&r, d) >= 4;
	assert_int_equal(todo_find(r.v, &q, &lines), JAL_OK);
	assert_in_range(late, 5, 35);
	assert_int_equal(lines, late + 1);
	close_room(&r);
}

static void orientation__is__awaited_six_weeks_after_registration(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "registered" }, { FIELD_pathway_entered, TODAY - 43, NULL });
	check(&r, TASKS_ORIENTATION, TASKS_SIGN_LATE, TODAY - 1);
	(void)PUT(&r, 1, ENTITY_orientation, { FIELD_orientation_type, 0, "social" },
		{ FIELD_orientation_starts, date_add_months(TODAY, -6) - 1, NULL });
	check(&r, TASKS_ORIENTATION, TASKS_SIGN_NONE, 0);
	check(&r, TASKS_PATHWAY_REVIEW, TASKS_SIGN_LATE, date_add_months(date_add_months(TODAY, -6) - 1, 6));
	(void)PUT(&r, 1, ENTITY_reorientation_request, { FIELD_reorientation_request_status, 0, "pending" },
		{ FIELD_reorientation_request_asked_on, TODAY - 31, NULL });
	check(&r, TASKS_REQUEST, TASKS_SIGN_LATE, TODAY - 1);
	/* Refused, which is a re-examination too. */
	(void)PUT(&r, 1, ENTITY_reorientation_request, { FIELD_reorientation_request_status, 0, "refused" },
		{ FIELD_reorientation_request_asked_on, TODAY - 31, NULL }, { FIELD_reorientation_request_decided_on, TODAY - 3, NULL });
	check(&r, TASKS_PATHWAY_REVIEW, TASKS_SIGN_NONE, 0);
	assert_int_equal(count_of(&r, TASKS_REQUEST), 1);
	close_room(&r);
}

static void appointments__ask__for_a_reminder_and_then_for_a_report(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, (TODAY + 1) * 1440 + 600, NULL },
		{ FIELD_appointment_reminder, 1, NULL }, { FIELD_appointment_place, 0, "phone" });
	(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, (TODAY + 2) * 1440 + 600, NULL },
		{ FIELD_appointment_reminder, 1, NULL });
	/* Of today's nothing is missing yet: it may still be to come. */
	(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, TODAY * 1440 + 1430, NULL });
	(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, (TODAY - 1) * 1440 + 600, NULL });
	assert_int_equal(count_of(&r, TASKS_REMINDER), 1);
	check(&r, TASKS_REMINDER, TASKS_SIGN_SOON, TODAY + 1);
	assert_string_equal(line_of(&r, TASKS_REMINDER, 0).code, "phone");
	assert_int_equal(line_of(&r, TASKS_REMINDER, 0).starts, (TODAY + 1) * 1440 + 600);
	assert_int_equal(count_of(&r, TASKS_REPORT), 1);
	check(&r, TASKS_REPORT, TASKS_SIGN_SOON, TODAY + 1);
	r.b.now_ms += 4 * DAY;
	/* A reminder is over after the day, and is never late. */
	check(&r, TASKS_REMINDER, TASKS_SIGN_NONE, 0);
	assert_int_equal(count_of(&r, TASKS_REPORT), 4);
	check(&r, TASKS_REPORT, TASKS_SIGN_LATE, TODAY + 1);
	close_room(&r);
}

static void contact__is__watched_after_a_time_and_late_after_twice_that(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	check(&r, TASKS_CONTACT, TASKS_SIGN_NONE, 0);
	(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "active" }, { FIELD_pathway_entered, TODAY - 61, NULL });
	check(&r, TASKS_CONTACT, TASKS_SIGN_LATE, TODAY - 31);
	assert_false(line_of(&r, TASKS_CONTACT, 0).met);
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 41, NULL });
	check(&r, TASKS_CONTACT, TASKS_SIGN_WATCH, TODAY - 11);
	assert_true(line_of(&r, TASKS_CONTACT, 0).met);
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 29, NULL });
	check(&r, TASKS_CONTACT, TASKS_SIGN_NONE, 0);
	close_room(&r);
}

static void other_clocks__are__due_on_their_days(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY - 4, NULL }, { FIELD_action_text, 0, "Aide au permis" });
	check(&r, TASKS_ACTION, TASKS_SIGN_LATE, TODAY - 4);
	assert_string_equal(line_of(&r, TASKS_ACTION, 0).text, "Aide au permis");
	(void)PUT(&r, 1, ENTITY_followup, { FIELD_followup_due, TODAY + 7, NULL }, { FIELD_followup_text, 0, "Rappeler" });
	check(&r, TASKS_FOLLOWUP, TASKS_SIGN_SOON, TODAY + 7);
	(void)PUT(&r, 1, ENTITY_assessment, { FIELD_assessment_date, TODAY - 200, NULL },
		{ FIELD_assessment_next_review, TODAY - 1, NULL });
	check(&r, TASKS_ASSESSMENT, TASKS_SIGN_LATE, TODAY - 1);
	/* The last one counts. */
	(void)PUT(&r, 1, ENTITY_assessment, { FIELD_assessment_date, TODAY - 2, NULL });
	check(&r, TASKS_ASSESSMENT, TASKS_SIGN_NONE, 0);
	(void)PUT(&r, 1, ENTITY_immersion, { FIELD_immersion_status, 0, "accepted" }, { FIELD_immersion_ends, TODAY - 1, NULL });
	check(&r, TASKS_IMMERSION, TASKS_SIGN_SOON, TODAY + 6);
	(void)PUT(&r, 1, ENTITY_breach, { FIELD_breach_status, 0, "observations" }, { FIELD_breach_date, TODAY - 60, NULL },
		{ FIELD_breach_observations_asked_on, TODAY - 31, NULL });
	check(&r, TASKS_BREACH, TASKS_SIGN_LATE, TODAY - 1);
	assert_string_equal(line_of(&r, TASKS_BREACH, 0).code, "observations");
	close_room(&r);
}

/* Several of one day, with ids that are drawn: the clock is that of the one that core/assess calls the last. */
static void the_review__is__that_of_the_last_assessment(void **state)
{
	(void)state;
	struct room r;
	const struct jal_id id = id_of(1);
	open_room(&r);
	add_people(&r, 1);
	for (int32_t i = 0; i < 12; i++) {
		struct assess a;
		const int32_t day = TODAY - 10 + i / 5;
		r.b.now_ms += 1000;
		/* The fourth has no day; the eleventh is of long ago. */
		if (i == 3)
			(void)PUT(&r, 1, ENTITY_assessment, { FIELD_assessment_next_review, TODAY - 40 + i, NULL });
		else
			(void)PUT(&r, 1, ENTITY_assessment, { FIELD_assessment_date, i == 10 ? TODAY - 90 : day, NULL },
				{ FIELD_assessment_next_review, TODAY - 40 + i, NULL });
		assert_int_equal(assess_load(r.b.journal, &r.b.clock, &r.b.caseload, &id, &a), JAL_OK);
		const int32_t review = record_get(assess_last(&a), assessment_next_review);
		assert_int_equal(review, TODAY - 40 + (i == 3 ? 2 : i == 10 ? 9 : i));
		assert_int_equal(line_of(&r, TASKS_ASSESSMENT, 0).base, review);
		assess_free(&a);
	}
	close_room(&r);
}

static void a_measure__waits__for_its_last_day_alone(void **state)
{
	(void)state;
	struct room r;
	struct edit *e = NULL;
	const struct jal_id dossier = id_of(1);
	const int32_t ends = date_add_months(TODAY - 10, 1) - 1;
	open_room(&r);
	add_people(&r, 1);
	/* A month from 5 January ends on 4 February, as core/procedure tells it; nothing is added to that. */
	const struct jal_id measure = PUT(&r, 1, ENTITY_breach, { FIELD_breach_status, 0, "running" },
		{ FIELD_breach_date, TODAY - 100, NULL }, { FIELD_breach_starts, TODAY - 10, NULL },
		{ FIELD_breach_months, 1, NULL });
	check(&r, TASKS_MEASURE, TASKS_SIGN_WATCH, ends);
	assert_int_equal(line_of(&r, TASKS_MEASURE, 0).base, ends);
	assert_int_equal(count_of(&r, TASKS_BREACH), 0);
	r.b.now_ms += (ends - TODAY - 7) * DAY;
	check(&r, TASKS_MEASURE, TASKS_SIGN_SOON, ends);
	r.b.now_ms += 7 * DAY;
	check(&r, TASKS_MEASURE, TASKS_SIGN_SOON, ends);
	r.b.now_ms += DAY;
	check(&r, TASKS_MEASURE, TASKS_SIGN_LATE, ends);
	/* Served: there is no more to do. */
	assert_int_equal(journal_edit(r.b.journal, &r.b.caseload, ENTITY_breach, &dossier, &measure, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_breach_status, "served"), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(count_of(&r, TASKS_MEASURE) + count_of(&r, TASKS_BREACH), 0);
	close_room(&r);
}

static void a_measure_without_end__waits__for_a_step(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 2);
	(void)PUT(&r, 1, ENTITY_breach, { FIELD_breach_status, 0, "running" }, { FIELD_breach_date, TODAY - 100, NULL },
		{ FIELD_breach_starts, TODAY - 20, NULL });
	check(&r, TASKS_BREACH, TASKS_SIGN_WATCH, TODAY + 10);
	assert_int_equal(count_of(&r, TASKS_MEASURE), 0);
	/* What another program wrote is bounded before it is counted with. */
	(void)PUT(&r, 2, ENTITY_breach, { FIELD_breach_status, 0, "running" }, { FIELD_breach_date, TODAY - 100, NULL },
		{ FIELD_breach_starts, TODAY - 20, NULL }, { FIELD_breach_months, 121, NULL });
	assert_int_equal(count_of(&r, TASKS_MEASURE), 0);
	assert_int_equal(count_of(&r, TASKS_BREACH), 2);
	close_room(&r);
}

static void papers__are__watched_two_months_before(void **state)
{
	(void)state;
	struct room r;
	struct edit *e = NULL;
	const struct jal_id dossier = id_of(1);
	open_room(&r);
	const struct jal_id person = new_person(&r.b, &dossier, "Roux");
	e = open_form(&r.b, &dossier, &person);
	assert_int_equal(edit_set_number(e, FIELD_person_residence_permit_until, TODAY + 60), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_person_rqth_until, TODAY + 61), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	check(&r, TASKS_PERMIT, TASKS_SIGN_WATCH, TODAY + 60);
	check(&r, TASKS_RQTH, TASKS_SIGN_NONE, 0);
	r.b.now_ms += 62 * DAY;
	check(&r, TASKS_PERMIT, TASKS_SIGN_LATE, TODAY + 60);
	check(&r, TASKS_RQTH, TASKS_SIGN_LATE, TODAY + 61);
	close_room(&r);
}

static void retention__proposes__to_archive_and_then_to_anonymise(void **state)
{
	(void)state;
	struct room r;
	struct edit *e = NULL;
	const struct jal_id dossier = id_of(1);
	const int32_t met = date_add_months(TODAY, -24) - 1;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "exited" }, { FIELD_pathway_entered, met - 100, NULL });
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, met, NULL });
	(void)PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY - 4, NULL });
	check(&r, TASKS_RETENTION, TASKS_SIGN_LATE, date_add_months(met, 24));
	/* Out of the pathway nothing else is to be done. */
	check(&r, TASKS_CONTACT, TASKS_SIGN_NONE, 0);
	check(&r, TASKS_ACTION, TASKS_SIGN_NONE, 0);
	assert_int_equal(edit_create_as(ENTITY_dossier, &r.b.caseload, NULL, &dossier, &e), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_dossier_archived, true), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	check(&r, TASKS_RETENTION, TASKS_SIGN_NONE, 0);
	check(&r, TASKS_ANONYMISE, TASKS_SIGN_WATCH, date_add_months(met, 24) + 30);
	r.b.now_ms += 31 * DAY;
	check(&r, TASKS_ANONYMISE, TASKS_SIGN_LATE, date_add_months(met, 24) + 30);
	close_room(&r);
}

static void retention__counts__from_an_appointment_that_was_made(void **state)
{
	(void)state;
	struct room r;
	const struct jal_id dossier = id_of(1);
	const int32_t met = date_add_months(TODAY, -24) - 1, seen = TODAY + 10;
	struct edit *e = NULL;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "exited" }, { FIELD_pathway_entered, met - 100, NULL });
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, met, NULL });
	check(&r, TASKS_RETENTION, TASKS_SIGN_LATE, TODAY - 1);
	assert_true(line_of(&r, TASKS_RETENTION, 0).met);
	/* Someone is expected: the file is of use. */
	const struct jal_id next = PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, seen * 1440 + 600, NULL });
	check(&r, TASKS_RETENTION, TASKS_SIGN_NONE, 0);
	/* Nobody came: all is as it was. */
	assert_int_equal(journal_edit(r.b.journal, &r.b.caseload, ENTITY_appointment, &dossier, &next, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_appointment_status, "absent"), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	check(&r, TASKS_RETENTION, TASKS_SIGN_LATE, TODAY - 1);
	/* Without a word about it, the file is not kept for ever. */
	(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, seen * 1440 + 600, NULL });
	r.b.now_ms += 800 * DAY;
	check(&r, TASKS_RETENTION, TASKS_SIGN_LATE, date_add_months(seen, 24));
	assert_false(line_of(&r, TASKS_RETENTION, 0).met);
	close_room(&r);
}

static void dossiers__that_look__alike_are_told_once(void **state)
{
	(void)state;
	struct room r;
	struct edit *e = NULL;
	const struct jal_id a = id_of(1), b = id_of(2), c = id_of(3);
	open_room(&r);
	const struct jal_id *const all[] = { &a, &b, &c };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(edit_create(ENTITY_person, &r.b.caseload, all[i], &e), JAL_OK);
		set_text(e, FIELD_person_birth_name, i == 1 ? "ROUX" : i == 2 ? "Nóbre" : "Roux");
		set_text(e, FIELD_person_first_name, "Lou");
		assert_int_equal(edit_set_number(e, FIELD_person_birth_date, 3000), JAL_OK);
		if (i != 1)
			set_text(e, FIELD_person_external_id, "E12");
		assert_int_equal(write_one(&r.b, e), JAL_OK);
		edit_free(e);
	}
	/* By the number of the first and the last, by the name of the first two. */
	assert_int_equal(count_of(&r, TASKS_DUPLICATE), 2);
	const struct todo_row row = line_of(&r, TASKS_DUPLICATE, 0);
	assert_int_equal(row.sign, TASKS_SIGN_WATCH);
	assert_true(id_equal(&row.dossier, &a) && id_equal(&row.other, &c));
	assert_string_equal(row.other_name, "Nóbre");
	/* Two different people, someone said, and from either side. */
	char hex[ID_HEX + 1];
	assert_int_equal(edit_create_as(ENTITY_dossier, &r.b.caseload, NULL, &c, &e), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_dossier_different_from, id_hex(&a, hex), true), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(count_of(&r, TASKS_DUPLICATE), 1);
	close_room(&r);
}

static void unsent__is__told_after_a_day(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 2);
	assert_int_equal(count_of(&r, TASKS_UNSENT), 0);
	r.b.now_ms += DAY;
	assert_int_equal(count_of(&r, TASKS_UNSENT), 1);
	const struct todo_row row = line_of(&r, TASKS_UNSENT, 0);
	assert_int_equal(row.count, 2);
	assert_int_equal(row.base, TODAY);
	assert_true(id_is_zero(&row.dossier));
	close_room(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract__is__to_be_renewed_until_one_that_ends_later_is_signed),
		cmocka_unit_test(contract__is__to_be_prepared_a_month_after_the_notification),
		cmocka_unit_test(actions__of_a_renewal_being_prepared__are_not_told_twice),
		cmocka_unit_test(hours__are__under_the_commitment_when_no_week_reaches_it),
		cmocka_unit_test(hours__agree__with_the_weeks_of_the_contract),
		cmocka_unit_test(hours__count__nothing_that_no_week_holds),
		cmocka_unit_test(orientation__is__awaited_six_weeks_after_registration),
		cmocka_unit_test(appointments__ask__for_a_reminder_and_then_for_a_report),
		cmocka_unit_test(contact__is__watched_after_a_time_and_late_after_twice_that),
		cmocka_unit_test(other_clocks__are__due_on_their_days),
		cmocka_unit_test(the_review__is__that_of_the_last_assessment),
		cmocka_unit_test(a_measure__waits__for_its_last_day_alone),
		cmocka_unit_test(a_measure_without_end__waits__for_a_step),
		cmocka_unit_test(papers__are__watched_two_months_before),
		cmocka_unit_test(retention__proposes__to_archive_and_then_to_anonymise),
		cmocka_unit_test(retention__counts__from_an_appointment_that_was_made),
		cmocka_unit_test(dossiers__that_look__alike_are_told_once),
		cmocka_unit_test(unsent__is__told_after_a_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
