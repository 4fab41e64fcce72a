/* What one gesture on a pathway changes around it: refused with its field, written and undone as one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/course.h"
#include "core/date.h"
#include "core/timeline.h"
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

static struct jal_id pathway(struct corebox *b, const char *status)
{
	struct edit *e = create(b, ENTITY_pathway);
	set_number(e, FIELD_pathway_entered, TODAY - 200);
	set_text(e, FIELD_pathway_status, status);
	return put(b, e);
}

static void check_status(struct corebox *b, const struct jal_id *id, const char *status)
{
	struct record *r = read_one(b, ENTITY_pathway, id);
	assert_string_equal(record_get(r, pathway_status), status);
	record_free(r);
}

static struct edit *orientation(struct corebox *b, int32_t starts)
{
	struct edit *e = create(b, ENTITY_orientation);
	set_number(e, FIELD_orientation_starts, starts);
	set_text(e, FIELD_orientation_type, "social");
	return e;
}

/* The one refusal, on that field. */
static void check_refused(const struct check_issues *issues, enum field field, const struct course_plan *plan)
{
	assert_int_equal(issues->count, 1);
	assert_int_equal(issues->item[0].level, CHECK_ERROR);
	assert_int_equal(issues->item[0].field, field);
	assert_non_null(issues->item[0].say.text);
	assert_int_equal(plan->edits.n, 0);
}

static void orient(struct corebox *b, struct edit *e, struct course_plan *plan)
{
	struct check_issues issues = { 0 };
	struct diag diag = DIAG_INIT;
	assert_int_equal(course_orient(b->journal, e, TODAY, plan, &issues), JAL_OK);
	assert_int_equal(issues.count, 0);
	b->now_ms += 1000;
	assert_int_equal(course_write(b->journal, e, plan, &diag), JAL_OK);
}

static void check_open(struct corebox *b, const struct jal_id *id)
{
	struct record *r = read_one(b, ENTITY_dossier, &dossier);
	const struct jal_id *named = record_get(r, dossier_open_orientation);
	assert_true(id ? named && id_equal(named, id) : named == NULL);
	record_free(r);
}

static int32_t end_of(struct corebox *b, const struct jal_id *id)
{
	struct record *r = read_one(b, ENTITY_orientation, id);
	const int32_t ends = record_get(r, orientation_ends);
	record_free(r);
	return ends;
}

static void course_orient__closes__the_one_before_and_steps_on(void **state)
{
	(void)state;
	struct corebox b;
	corebox_open(&b);
	const struct jal_id path = pathway(&b, "registered");
	struct course_plan plan = COURSE_PLAN_INIT;
	struct edit *e = orientation(&b, TODAY - 60);
	orient(&b, e, &plan);
	const struct jal_id first = *edit_record(e);
	assert_int_equal(plan.closes_from, RECORD_NO_DATE);
	assert_string_equal(plan.step, "oriented");
	course_plan_free(&plan);
	edit_free(e);
	check_status(&b, &path, "oriented");
	check_open(&b, &first);

	e = orientation(&b, TODAY - 10);
	set_text(e, FIELD_orientation_type, "professional");
	orient(&b, e, &plan);
	assert_int_equal(plan.closes_from, TODAY - 60);
	assert_int_equal(plan.closes_on, TODAY - 11);
	assert_null(plan.step);
	check_open(&b, edit_record(e));
	assert_int_equal(end_of(&b, &first), TODAY - 11);
	struct record *r = read_one(&b, ENTITY_pathway, &path);
	assert_string_equal(record_get(r, pathway_type), "professional");
	record_free(r);

	/* All of it was one save. */
	struct diag diag = DIAG_INIT;
	b.now_ms += 1000;
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	assert_int_equal(end_of(&b, &first), RECORD_NO_DATE);
	check_open(&b, &first);
	course_plan_free(&plan);
	edit_free(e);
	corebox_close(&b);
}

static void check_orient_refused(struct corebox *b, int32_t starts, int32_t ends, enum field field)
{
	struct check_issues issues = { 0 };
	struct course_plan plan = COURSE_PLAN_INIT;
	struct edit *e = orientation(b, starts);
	if (ends != RECORD_NO_DATE)
		set_number(e, FIELD_orientation_ends, ends);
	assert_int_equal(course_orient(b->journal, e, TODAY, &plan, &issues), JAL_OK);
	check_refused(&issues, field, &plan);
	course_plan_free(&plan);
	edit_free(e);
}

static void course_orient__refuses__what_overlaps_otherwise(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	corebox_open(&b);
	struct edit *e = orientation(&b, TODAY - 30);
	orient(&b, e, &plan);
	course_plan_free(&plan);
	edit_free(e);
	/* The same day, before it without an end, before it and into it. */
	check_orient_refused(&b, TODAY - 30, RECORD_NO_DATE, FIELD_orientation_starts);
	check_orient_refused(&b, TODAY - 90, RECORD_NO_DATE, FIELD_orientation_starts);
	check_orient_refused(&b, TODAY - 90, TODAY - 30, FIELD_orientation_starts);
	/* It would leave six days. */
	check_orient_refused(&b, TODAY - 24, RECORD_NO_DATE, FIELD_orientation_starts);
	/* Seven are enough; and what ended before is in nobody's way. */
	e = orientation(&b, TODAY - 23);
	orient(&b, e, &plan);
	assert_int_equal(plan.closes_on, TODAY - 24);
	course_plan_free(&plan);
	edit_free(e);
	e = orientation(&b, TODAY - 90);
	set_number(e, FIELD_orientation_ends, TODAY - 31);
	orient(&b, e, &plan);
	assert_int_equal(plan.edits.n, 0);
	course_plan_free(&plan);
	edit_free(e);
	corebox_close(&b);
}

static void course_orient__refuses__a_pathway_that_is_over(void **state)
{
	(void)state;
	struct corebox b;
	corebox_open(&b);
	pathway(&b, "exited");
	check_orient_refused(&b, TODAY - 3, RECORD_NO_DATE, FIELD_orientation_starts);
	corebox_close(&b);
}

/* ---- the lead ---- */

static struct edit *assignment(struct corebox *b, unsigned who, int32_t starts)
{
	const struct jal_id id = id_of(who);
	struct edit *e = create(b, ENTITY_assignment);
	assert_int_equal(edit_set_id(e, FIELD_assignment_professional, &id), JAL_OK);
	set_number(e, FIELD_assignment_starts, starts);
	return e;
}

static void assign(struct corebox *b, struct edit *e, bool lead, struct course_plan *plan)
{
	struct check_issues issues = { 0 };
	struct diag diag = DIAG_INIT;
	assert_int_equal(course_assign(b->journal, e, lead, plan, &issues), JAL_OK);
	assert_int_equal(issues.count, 0);
	b->now_ms += 1000;
	assert_int_equal(course_write(b->journal, e, plan, &diag), JAL_OK);
}

static void course_assign__hands__the_lead_over(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	corebox_open(&b);
	struct edit *e = assignment(&b, 50, TODAY - 40);
	assign(&b, e, true, &plan);
	const struct jal_id first = *edit_record(e);
	course_plan_free(&plan);
	edit_free(e);

	e = assignment(&b, 51, TODAY);
	assert_int_equal(course_assign(b.journal, e, true, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_assignment_end_reason, &plan);
	set_text(e, FIELD_assignment_end_reason, "Congé");
	assign(&b, e, true, &plan);
	assert_true(plan.leads);
	const struct jal_id who = id_of(50);
	assert_true(id_equal(&plan.former, &who));

	struct record *r = read_one(&b, ENTITY_assignment, &first);
	assert_int_equal(record_get(r, assignment_ends), TODAY - 1);
	assert_string_equal(record_get(r, assignment_end_reason), "Congé");
	record_free(r);
	r = read_one(&b, ENTITY_assignment, edit_record(e));
	assert_null(record_get(r, assignment_end_reason));
	record_free(r);
	r = read_one(&b, ENTITY_dossier, &dossier);
	assert_true(id_equal(record_get(r, dossier_lead), edit_record(e)));
	record_free(r);
	course_plan_free(&plan);
	edit_free(e);

	/* Already; and before the present one began. */
	e = assignment(&b, 51, TODAY);
	set_text(e, FIELD_assignment_end_reason, "Congé");
	issues.count = 0;
	assert_int_equal(course_assign(b.journal, e, true, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_assignment_professional, &plan);
	edit_free(e);
	e = assignment(&b, 52, TODAY - 20);
	set_text(e, FIELD_assignment_end_reason, "Congé");
	issues.count = 0;
	assert_int_equal(course_assign(b.journal, e, true, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_assignment_starts, &plan);
	edit_free(e);
	corebox_close(&b);
}

static void course_assign__refuses__a_second_time(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	corebox_open(&b);
	struct edit *e = assignment(&b, 50, TODAY - 40);
	assign(&b, e, false, &plan);
	assert_int_equal(plan.edits.n, 0);
	edit_free(e);
	e = assignment(&b, 50, TODAY);
	assert_int_equal(course_assign(b.journal, e, false, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_assignment_professional, &plan);
	edit_free(e);
	e = create(&b, ENTITY_assignment);
	set_number(e, FIELD_assignment_starts, TODAY);
	issues.count = 0;
	assert_int_equal(course_assign(b.journal, e, true, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_assignment_professional, &plan);
	edit_free(e);
	corebox_close(&b);
}

/* ---- exits ---- */

static struct jal_id contract(struct corebox *b, const char *status)
{
	struct edit *e = create(b, ENTITY_contract);
	set_text(e, FIELD_contract_kind, "engagement");
	set_number(e, FIELD_contract_starts, TODAY - 90);
	set_number(e, FIELD_contract_ends, TODAY + 90);
	set_text(e, FIELD_contract_status, status);
	return put(b, e);
}

static struct jal_id appointment(struct corebox *b, int32_t day, const char *status)
{
	struct edit *e = create(b, ENTITY_appointment);
	set_number(e, FIELD_appointment_starts, date_with_minutes(day, 600));
	set_text(e, FIELD_appointment_status, status);
	return put(b, e);
}

static struct edit *leaving(struct corebox *b, int32_t day)
{
	struct edit *e = create(b, ENTITY_exit);
	set_number(e, FIELD_exit_date, day);
	set_text(e, FIELD_exit_reason, "permanent_job");
	return e;
}

static const char *code_of(struct corebox *b, enum field field, const struct jal_id *id, struct record **r)
{
	*r = read_one(b, model_field(field)->entity, id);
	return record_value(*r, field)->text;
}

static void check_code(struct corebox *b, enum field field, const struct jal_id *id, const char *code)
{
	struct record *r = NULL;
	assert_string_equal(code_of(b, field, id, &r), code);
	record_free(r);
}

static void course_leave__ends__all_in_one_save(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	struct diag diag = DIAG_INIT;
	corebox_open(&b);
	const struct jal_id path = pathway(&b, "active");
	const struct jal_id running = contract(&b, "running"), draft = contract(&b, "draft"), old = contract(&b, "expired"),
			    binding = contract(&b, "signed");
	const struct jal_id soon = appointment(&b, TODAY + 5, "planned"), past = appointment(&b, TODAY - 5, "planned"),
			    done = appointment(&b, TODAY + 6, "excused");
	struct edit *o = orientation(&b, TODAY - 60);
	orient(&b, o, &plan);
	const struct jal_id open = *edit_record(o);
	course_plan_free(&plan);
	edit_free(o);

	/* Counted whatever is asked for, written only when it is. */
	struct edit *e = leaving(&b, TODAY - 1);
	assert_int_equal(course_leave(b.journal, e, 0, TODAY, &plan, &issues), JAL_OK);
	assert_int_equal(issues.count, 0);
	assert_int_equal(plan.appointments, 1);
	assert_int_equal(plan.contracts, 3);
	assert_int_equal(plan.closes_on, TODAY - 1);
	assert_int_equal(plan.edits.n, 3);
	course_plan_free(&plan);
	assert_int_equal(course_leave(b.journal, e, COURSE_CANCEL_APPOINTMENTS | COURSE_END_CONTRACTS, TODAY, &plan, &issues),
			 JAL_OK);
	b.now_ms += 1000;
	assert_int_equal(course_write(b.journal, e, &plan, &diag), JAL_OK);
	course_plan_free(&plan);
	check_status(&b, &path, "exited");
	check_open(&b, NULL);
	assert_int_equal(end_of(&b, &open), TODAY - 1);
	check_code(&b, FIELD_contract_status, &running, "broken");
	/* It bound since it was signed, and its first day is past. */
	check_code(&b, FIELD_contract_status, &binding, "broken");
	check_code(&b, FIELD_contract_status, &draft, "cancelled");
	check_code(&b, FIELD_contract_status, &old, "expired");
	check_code(&b, FIELD_appointment_status, &soon, "cancelled");
	check_code(&b, FIELD_appointment_status, &past, "planned");
	check_code(&b, FIELD_appointment_status, &done, "excused");
	struct record *r = read_one(&b, ENTITY_exit, edit_record(e));
	assert_true(id_equal(record_get(r, exit_pathway), &path));
	record_free(r);
	edit_free(e);

	e = leaving(&b, TODAY);
	assert_int_equal(course_leave(b.journal, e, 0, TODAY, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_exit_date, &plan);
	edit_free(e);

	b.now_ms += 1000;
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_status(&b, &path, "active");
	check_open(&b, &open);
	assert_int_equal(end_of(&b, &open), RECORD_NO_DATE);
	check_code(&b, FIELD_contract_status, &running, "running");
	check_code(&b, FIELD_appointment_status, &soon, "planned");
	corebox_close(&b);
}

static void course_leave__refuses__before_the_entry(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	corebox_open(&b);
	pathway(&b, "active");
	struct edit *e = leaving(&b, TODAY - 201);
	assert_int_equal(course_leave(b.journal, e, 0, TODAY, &plan, &issues), JAL_OK);
	check_refused(&issues, FIELD_exit_date, &plan);
	edit_free(e);
	corebox_close(&b);
}

static void course_leave__leaves__an_orientation_its_seven_days(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct check_issues issues = { 0 };
	corebox_open(&b);
	pathway(&b, "active");
	struct edit *o = orientation(&b, TODAY - 2);
	orient(&b, o, &plan);
	course_plan_free(&plan);
	edit_free(o);
	struct edit *e = leaving(&b, TODAY);
	assert_int_equal(course_leave(b.journal, e, 0, TODAY, &plan, &issues), JAL_OK);
	assert_int_equal(plan.closes_on, TODAY + 4);
	course_plan_free(&plan);
	edit_free(e);
	corebox_close(&b);
}

static void course_reopen__takes__a_pathway_up_again(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct diag diag = DIAG_INIT;
	corebox_open(&b);
	assert_int_equal(course_reopen(b.journal, &b.caseload, &dossier, &plan, &diag), JAL_ERR_NOT_FOUND);
	const struct jal_id path = pathway(&b, "exited");
	assert_int_equal(course_reopen(b.journal, &b.caseload, &dossier, &plan, &diag), JAL_OK);
	assert_int_equal(course_write(b.journal, NULL, &plan, &diag), JAL_OK);
	course_plan_free(&plan);
	check_status(&b, &path, "reopened");
	assert_int_equal(course_reopen(b.journal, &b.caseload, &dossier, &plan, &diag), JAL_ERR_INVALID);
	assert_int_equal(plan.edits.n, 0);
	corebox_close(&b);
}

static const char *nobody(void *ctx, const struct jal_id *id)
{
	(void)ctx;
	(void)id;
	return "Camille Essai";
}

static void timeline_read__tells__newest_first_and_how_it_stands(void **state)
{
	(void)state;
	struct corebox b;
	struct course_plan plan = COURSE_PLAN_INIT;
	struct timeline t = TIMELINE_INIT;
	struct diag diag = DIAG_INIT;
	corebox_open(&b);
	pathway(&b, "registered");
	/* Clocks run where there is somebody. */
	struct edit *e = create(&b, ENTITY_person);
	set_text(e, FIELD_person_birth_name, "Roux");
	put(&b, e);
	e = create(&b, ENTITY_note);
	set_number(e, FIELD_note_date, TODAY - 2);
	set_text(e, FIELD_note_text, "Un secret");
	set_text(e, FIELD_note_visibility, "me");
	put(&b, e);
	appointment(&b, TODAY - 5, "planned");
	const struct jal_id gone = appointment(&b, TODAY - 4, "planned");
	struct record *r = read_one(&b, ENTITY_appointment, &gone);
	assert_int_equal(edit_of(r, &e), JAL_OK);
	record_free(r);
	assert_int_equal(edit_set_flag(e, FIELD_appointment_archived, true), JAL_OK);
	put(&b, e);
	e = orientation(&b, TODAY - 60);
	orient(&b, e, &plan);
	course_plan_free(&plan);
	edit_free(e);

	const struct timeline_reader reader = { .clock = &b.clock, .member = nobody };
	assert_int_equal(timeline_read(b.journal, &b.caseload, &dossier, &reader, &t, &diag), JAL_OK);
	assert_int_equal(t.count, 5);
	assert_int_equal(t.list[0].kind, TIMELINE_STAGES);
	assert_string_equal(t.list[0].what, "Inscription → Orientation");
	assert_string_equal(t.list[1].what, "[confidentiel]");
	assert_int_equal(t.list[2].kind, TIMELINE_APPOINTMENTS);
	assert_int_equal(t.list[2].sign, TIMELINE_LATE);
	assert_string_equal(t.list[2].state, "à rédiger");
	assert_string_equal(t.list[3].state, "en cours");
	assert_int_equal(t.list[4].day, TODAY - 200);
	timeline_free(&t);

	/* Postponed, it is late no longer, and says so. */
	e = create(&b, ENTITY_postponement);
	set_text(e, FIELD_postponement_task, "report");
	set_number(e, FIELD_postponement_until, TODAY + 7);
	put(&b, e);
	assert_int_equal(timeline_read(b.journal, &b.caseload, &dossier, &reader, &t, &diag), JAL_OK);
	assert_int_equal(t.list[2].sign, TIMELINE_NO_SIGN);
	assert_string_equal(t.list[2].state, "reporté au 22/01/2027");
	timeline_free(&t);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);

	/* A step that was taken back the same day is not told. */
	b.now_ms += 1000;
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	assert_int_equal(timeline_read(b.journal, &b.caseload, &dossier, &reader, &t, &diag), JAL_OK);
	assert_int_equal(t.count, 3);
	timeline_free(&t);
	assert_int_equal(timeline_by_code("breaches"), TIMELINE_BREACHES);
	assert_int_equal(timeline_by_code("?"), TIMELINE_KINDS);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(course_orient__closes__the_one_before_and_steps_on),
		cmocka_unit_test(course_orient__refuses__what_overlaps_otherwise),
		cmocka_unit_test(course_orient__refuses__a_pathway_that_is_over),
		cmocka_unit_test(course_assign__hands__the_lead_over),
		cmocka_unit_test(course_assign__refuses__a_second_time),
		cmocka_unit_test(course_leave__ends__all_in_one_save),
		cmocka_unit_test(course_leave__refuses__before_the_entry),
		cmocka_unit_test(course_leave__leaves__an_orientation_its_seven_days),
		cmocka_unit_test(course_reopen__takes__a_pathway_up_again),
		cmocka_unit_test(timeline_read__tells__newest_first_and_how_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
