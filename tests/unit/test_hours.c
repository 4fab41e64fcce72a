/* Hours week by week: planned, done, committed to, and a week reported in one gesture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/hours.h"
#include "tests/support/people.h"

#define TODAY 20833		/* Friday 2027-01-15, the day of corebox */
#define MONDAY (TODAY - 4)	/* of that week, number 2 of 2027 */

struct dossier {
	struct corebox box;
	struct jal_id id;
	struct jal_id contract;
	struct jal_id goal;
	struct contract_set set;
};

static struct edit *create(struct dossier *d, enum entity entity)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &d->box.caseload, &d->id, &e), JAL_OK);
	return e;
}

static struct jal_id write_and_free(struct dossier *d, struct edit *e)
{
	const struct jal_id id = *edit_record(e);
	d->box.now_ms += 1000;
	assert_int_equal(write_one(&d->box, e), JAL_OK);
	edit_free(e);
	contract_set_free(&d->set);
	assert_int_equal(contract_load(d->box.journal, &d->box.caseload, &d->id, &d->box.clock, &d->set), JAL_OK);
	return id;
}

static void put(struct edit *e, enum field field, int64_t n)
{
	assert_int_equal(edit_set_number(e, field, n), JAL_OK);
}

/* A contract from Wednesday of the week three weeks ago on, of 15 h. */
static int set_up(void **state)
{
	static struct dossier d;
	d = (struct dossier){ .id = id_of(7) };
	corebox_open(&d.box);
	(void)new_person(&d.box, &d.id, "Test");
	struct edit *e = create(&d, ENTITY_contract);
	set_text(e, FIELD_contract_status, "running");
	put(e, FIELD_contract_starts, MONDAY - 21 + 2);
	put(e, FIELD_contract_ends, MONDAY + 90);
	put(e, FIELD_contract_weekly_hours, 15);
	d.contract = write_and_free(&d, e);
	e = create(&d, ENTITY_goal);
	set_text(e, FIELD_goal_text, "Objectif");
	assert_int_equal(edit_set_id(e, FIELD_goal_contract, &d.contract), JAL_OK);
	d.goal = write_and_free(&d, e);
	*state = &d;
	return 0;
}

static int tear_down(void **state)
{
	struct dossier *d = *state;
	contract_set_free(&d->set);
	corebox_close(&d->box);
	return 0;
}

static struct jal_id action(struct dossier *d, int hours, int32_t starts, int32_t due, const char *status)
{
	struct edit *e = create(d, ENTITY_action);
	set_text(e, FIELD_action_text, "Action");
	set_text(e, FIELD_action_status, status);
	put(e, FIELD_action_hours_per_week, hours);
	if (starts != RECORD_NO_DATE)
		put(e, FIELD_action_starts, starts);
	if (due != RECORD_NO_DATE)
		put(e, FIELD_action_due, due);
	assert_int_equal(edit_set_id(e, FIELD_action_goal, &d->goal), JAL_OK);
	return write_and_free(d, e);
}

static void activity(struct dossier *d, int32_t day, int minutes, const struct jal_id *action)
{
	struct edit *e = create(d, ENTITY_activity);
	put(e, FIELD_activity_date, day);
	put(e, FIELD_activity_minutes, minutes);
	if (action)
		assert_int_equal(edit_set_id(e, FIELD_activity_action, action), JAL_OK);
	(void)write_and_free(d, e);
}

static void change_contract(struct dossier *d, enum field field, const char *text, int64_t number)
{
	struct edit *e = NULL;
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_contract, &d->id, &d->contract, &e), JAL_OK);
	if (text)
		set_text(e, field, text);
	else
		put(e, field, number);
	(void)write_and_free(d, e);
}

static struct hours_week week(struct dossier *d, int32_t day)
{
	struct hours_week w = { 0 };
	hours_week_of(&d->set, 0, day, &w);
	return w;
}

static void hours_weeks__tells__each_week_from_the_first_to_this_one(void **state)
{
	struct dossier *d = *state;
	struct hours_week *weeks = NULL;
	size_t n = 0;
	assert_int_equal(hours_weeks(&d->set, 0, &weeks, &n), JAL_OK);
	assert_int_equal(n, 4);
	/* It began on a Wednesday: that week has no commitment. */
	assert_int_equal(weeks[0].committed, RECORD_NO_NUMBER);
	assert_false(weeks[0].under);
	assert_int_equal(weeks[1].committed, 900);
	assert_true(weeks[1].under);
	assert_int_equal(weeks[1].week, 53);
	assert_int_equal(weeks[1].year, 2026);
	/* This week is not over: nothing is missing yet. */
	assert_int_equal(weeks[3].monday, MONDAY);
	assert_int_equal(weeks[3].week, 2);
	assert_false(weeks[3].over);
	assert_false(weeks[3].under);
	free(weeks);
	change_contract(d, FIELD_contract_status, "draft", 0);
	assert_int_equal(hours_weeks(&d->set, 0, &weeks, &n), JAL_OK);
	assert_int_equal(n, 0);
	free(weeks);
}

static void hours_week_of__sums__actions_in_the_weeks_they_run(void **state)
{
	struct dossier *d = *state;
	(void)action(d, 5, RECORD_NO_DATE, RECORD_NO_DATE, "planned");
	(void)action(d, 3, MONDAY - 1, RECORD_NO_DATE, "planned");
	(void)action(d, 2, RECORD_NO_DATE, MONDAY, "planned");
	const struct jal_id done = action(d, 7, RECORD_NO_DATE, RECORD_NO_DATE, "done");
	struct edit *e = NULL;
	assert_int_equal(journal_edit(d->box.journal, &d->box.caseload, ENTITY_action, &d->id, &done, &e), JAL_OK);
	put(e, FIELD_action_done_on, MONDAY - 8);
	(void)write_and_free(d, e);
	assert_int_equal(week(d, MONDAY - 14).planned, 60 * (5 + 2 + 7));
	assert_int_equal(week(d, MONDAY - 7).planned, 60 * (5 + 3 + 2));
	assert_int_equal(week(d, MONDAY + 3).planned, 60 * (5 + 3 + 2));
	assert_int_equal(week(d, MONDAY + 7).planned, 60 * (5 + 3));
	assert_int_equal(week(d, MONDAY + 98).planned, 0);
}

static void hours_week_of__counts__what_was_dropped_until_that_day(void **state)
{
	struct dossier *d = *state;
	(void)action(d, 4, RECORD_NO_DATE, RECORD_NO_DATE, "dropped");
	assert_int_equal(week(d, MONDAY).planned, 240);
	assert_int_equal(week(d, MONDAY + 7).planned, 0);
}

static void hours_week_of__adds__what_was_done(void **state)
{
	struct dossier *d = *state;
	const struct jal_id a = action(d, 5, RECORD_NO_DATE, RECORD_NO_DATE, "planned");
	activity(d, MONDAY - 7, 300, &a);
	activity(d, MONDAY - 1, 600, NULL);
	activity(d, MONDAY, 45, NULL);
	assert_int_equal(week(d, MONDAY - 7).done, 900);
	assert_false(week(d, MONDAY - 7).under);
	assert_int_equal(week(d, TODAY).done, 45);
	struct hours_week *weeks = NULL;
	size_t n = 0, used = 9;
	assert_int_equal(hours_weeks(&d->set, 0, &weeks, &n), JAL_OK);
	assert_int_equal(hours_mean(weeks, n, 4, &used), 450);
	assert_int_equal(used, 2);
	assert_int_equal(hours_mean(weeks, n, 1, &used), 900);
	assert_int_equal(hours_mean(weeks, 0, 4, &used), 0);
	assert_int_equal(used, 0);
	free(weeks);
}

static void hours_week_of__follows__exemptions_until_their_end(void **state)
{
	struct dossier *d = *state;
	change_contract(d, FIELD_contract_exemption, "full", 0);
	change_contract(d, FIELD_contract_exemption_until, NULL, MONDAY - 7);
	assert_int_equal(week(d, MONDAY - 7).committed, 0);
	assert_string_equal(week(d, MONDAY - 7).exemption, "full");
	assert_false(week(d, MONDAY - 7).under);
	assert_int_equal(week(d, MONDAY).committed, 900);
	assert_null(week(d, MONDAY).exemption);
	/* Reduced: what is signed is what counts. */
	change_contract(d, FIELD_contract_exemption, "reduced", 0);
	change_contract(d, FIELD_contract_weekly_hours, NULL, 6);
	assert_int_equal(week(d, MONDAY - 7).committed, 360);
}

static void hours_week_of__ends__with_a_contract_that_is_broken_or_cancelled(void **state)
{
	struct dossier *d = *state;
	change_contract(d, FIELD_contract_status, "broken", 0);
	assert_int_equal(week(d, MONDAY - 7).committed, 900);
	assert_int_equal(week(d, MONDAY + 7).committed, RECORD_NO_NUMBER);
	change_contract(d, FIELD_contract_status, "cancelled", 0);
	assert_int_equal(week(d, MONDAY - 7).committed, RECORD_NO_NUMBER);
}

static void hours_contract__is__the_former_one_until_the_next_begins(void **state)
{
	struct dossier *d = *state;
	assert_int_equal(hours_contract(&d->set), 0);
	struct edit *e = create(d, ENTITY_contract);
	set_text(e, FIELD_contract_status, "signed");
	put(e, FIELD_contract_starts, MONDAY + 91);
	put(e, FIELD_contract_ends, MONDAY + 200);
	(void)write_and_free(d, e);
	change_contract(d, FIELD_contract_status, "renewed", 0);
	assert_int_equal(d->set.current, 1);
	assert_int_equal(hours_contract(&d->set), 0);
	assert_int_equal(week(d, MONDAY - 7).committed, 900);
	change_contract(d, FIELD_contract_status, "cancelled", 0);
	assert_int_equal(hours_contract(&d->set), 1);
}

static void report(struct dossier *d, int32_t day, int64_t minutes)
{
	struct edit_list c = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	assert_int_equal(hours_report(&d->set, 0, day, minutes, &c, &why), JAL_OK);
	assert_int_equal(journal_write(d->box.journal, c.list, c.n, &why), JAL_OK);
	edit_list_free(&c);
	contract_set_free(&d->set);
	assert_int_equal(contract_load(d->box.journal, &d->box.caseload, &d->id, &d->box.clock, &d->set), JAL_OK);
}

static void hours_report__makes_one__of_two_that_were_typed_apart(void **state)
{
	struct dossier *d = *state;
	activity(d, MONDAY - 7, 300, NULL);
	activity(d, MONDAY - 5, 400, NULL);
	assert_int_equal(week(d, MONDAY - 7).done, 700);
	report(d, MONDAY - 7, 350);
	assert_int_equal(week(d, MONDAY - 7).done, 350);
	assert_int_equal(d->set.n_activities, 1);
}

static void hours_report__makes__the_week_what_was_typed(void **state)
{
	struct dossier *d = *state;
	const struct jal_id a = action(d, 5, RECORD_NO_DATE, RECORD_NO_DATE, "planned");
	report(d, MONDAY - 5, 600);
	assert_int_equal(week(d, MONDAY - 7).done, 600);
	assert_int_equal(d->set.n_activities, 1);
	assert_int_equal(record_get(d->set.activities[0], activity_date), MONDAY - 7);
	activity(d, MONDAY - 6, 120, &a);
	report(d, MONDAY - 7, 900);
	assert_int_equal(week(d, MONDAY - 7).done, 900);
	assert_int_equal(d->set.n_activities, 2);
	report(d, MONDAY - 7, 120);
	assert_int_equal(week(d, MONDAY - 7).done, 120);
	assert_int_equal(d->set.n_activities, 1);
}

static void hours_report__refuses__what_no_week_holds(void **state)
{
	static const struct { int32_t day; int64_t minutes; } cases[] = {
		{ MONDAY, -1 }, { MONDAY, 4801 }, { MONDAY + 7, 60 }, { MONDAY - 7, 100 },
	};
	struct dossier *d = *state;
	const struct jal_id a = action(d, 5, RECORD_NO_DATE, RECORD_NO_DATE, "planned");
	activity(d, MONDAY - 6, 120, &a);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct edit_list c = EDIT_LIST_INIT;
		struct diag why = DIAG_INIT;
		assert_int_equal(hours_report(&d->set, 0, cases[i].day, cases[i].minutes, &c, &why), JAL_ERR_INVALID);
		assert_non_null(why.text);
		assert_int_equal(c.n, 0);
		edit_list_free(&c);
	}
	/* Nothing to write when it is so already. */
	struct edit_list c = EDIT_LIST_INIT;
	struct diag why = DIAG_INIT;
	assert_int_equal(hours_report(&d->set, 0, MONDAY - 14, 0, &c, &why), JAL_OK);
	assert_int_equal(hours_report(&d->set, 0, MONDAY - 7, 120, &c, &why), JAL_OK);
	assert_int_equal(c.n, 0);
	edit_list_free(&c);
}

static void hours_parse__reads__what_people_type(void **state)
{
	static const struct { const char *text; int64_t minutes; } fine[] = {
		{ "12", 720 }, { " 12 ", 720 }, { "12h", 720 }, { "12 h 30", 750 }, { "12h30", 750 }, { "12:30", 750 },
		{ "12,5", 750 }, { "0.25", 15 }, { "0", 0 }, { "7,75h", 465 }, { "12\xc2\xa0h\xc2\xa0""05", 725 },
	};
	static const char *const wrong[] = { "h", "12h3", "12h60", "12h300", "-3", "12,", "12,555", "douze", "1234",
		"12 30", "12h30m", "1e3", "99999999999999999999" };
	(void)state;
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		int64_t minutes = -1;
		struct diag why = DIAG_INIT;
		assert_int_equal(hours_parse(fine[i].text, strlen(fine[i].text), &minutes, &why), JAL_OK);
		assert_int_equal(minutes, fine[i].minutes);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		int64_t minutes = -1;
		struct diag why = DIAG_INIT;
		assert_int_equal(hours_parse(wrong[i], strlen(wrong[i]), &minutes, &why), JAL_ERR_INVALID);
		assert_int_equal(minutes, -1);
		assert_non_null(why.text);
	}
	int64_t minutes = -1;
	assert_int_equal(hours_parse("  ", 2, &minutes, NULL), JAL_ERR_NOT_FOUND);
}

static void hours_put__writes__minutes_only_when_there_are(void **state)
{
	(void)state;
	struct buf text = BUF_INIT;
	assert_int_equal(hours_put(750, &text), JAL_OK);
	assert_string_equal(buf_str(&text), "12\xc2\xa0h\xc2\xa0""30");
	buf_clear(&text);
	assert_int_equal(hours_put(0, &text), JAL_OK);
	assert_string_equal(buf_str(&text), "0\xc2\xa0h");
	buf_free(&text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(hours_weeks__tells__each_week_from_the_first_to_this_one),
		TEST(hours_week_of__sums__actions_in_the_weeks_they_run),
		TEST(hours_week_of__counts__what_was_dropped_until_that_day),
		TEST(hours_week_of__adds__what_was_done),
		TEST(hours_week_of__follows__exemptions_until_their_end),
		TEST(hours_week_of__ends__with_a_contract_that_is_broken_or_cancelled),
		TEST(hours_contract__is__the_former_one_until_the_next_begins),
		TEST(hours_report__makes_one__of_two_that_were_typed_apart),
		TEST(hours_report__makes__the_week_what_was_typed),
		TEST(hours_report__refuses__what_no_week_holds),
		cmocka_unit_test(hours_parse__reads__what_people_type),
		cmocka_unit_test(hours_put__writes__minutes_only_when_there_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
