/* What is to be done: when each clock is due, what postponing and thresholds change, and that asking reads an index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/caseload.h"
#include "core/date.h"
#include "core/listing.h"
#include "core/meta.h"
#include "core/schema.h"
#include "core/todo_inside.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, a Friday, the day of corebox */

struct room {
	struct corebox b;
	struct todo_view *v;
};

static void open_room(struct room *r)
{
	corebox_open(&r->b);
	assert_int_equal(todo_open(r->b.db, &r->b.clock, &r->v), JAL_OK);
}

static void close_room(struct room *r)
{
	todo_close(r->v);
	corebox_close(&r->b);
}

static void add_people(struct room *r, unsigned count)
{
	for (unsigned i = 1; i <= count; i++) {
		const struct jal_id id = id_of(i);
		(void)new_person(&r->b, &id, "Roux");
	}
}

/* Up to five fields, FIELD_COUNT ends them; a text is given by a number that is its address. */
struct set {
	enum field field;
	int64_t number;
	const char *text;
};

static struct jal_id put(struct room *r, unsigned dossier, enum entity entity, const struct set *sets)
{
	const struct jal_id id = id_of(dossier);
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &r->b.caseload, &id, &e), JAL_OK);
	for (; sets->field != FIELD_COUNT; sets++) {
		if (sets->text)
			assert_int_equal(edit_set_text(e, sets->field, sets->text), JAL_OK);
		else if (model_field(sets->field)->type == FIELD_TYPE_flag)
			assert_int_equal(edit_set_flag(e, sets->field, sets->number != 0), JAL_OK);
		else
			assert_int_equal(edit_set_number(e, sets->field, sets->number), JAL_OK);
	}
	assert_int_equal(write_one(&r->b, e), JAL_OK);
	const struct jal_id record = *edit_record(e);
	edit_free(e);
	return record;
}
#define PUT(r, dossier, entity, ...) put((r), (dossier), (entity), (const struct set[]){ __VA_ARGS__, { .field = FIELD_COUNT } })

/* The n-th line of a kind, from 0; the key of what is not there is zero. */
static struct todo_row line_of(struct room *r, enum tasks_kind kind, size_t n)
{
	const struct todo_query q = { .kind = kind };
	const struct todo_row *rows = NULL;
	size_t lines = 0, count = 0;
	assert_int_equal(todo_find(r->v, &q, &lines), JAL_OK);
	assert_int_equal(todo_window(r->v, 0, lines, &rows, &count), JAL_OK);
	assert_int_equal(count, lines);
	if (n + 1 >= count)
		return (struct todo_row){ .kind = TASKS_NONE, .sign = TASKS_SIGN_NONE };
	assert_true(rows[0].heading && todo_is_heading(r->v, 0));
	assert_int_equal(rows[0].count, count - 1);
	return rows[n + 1];
}

static void check(struct room *r, enum tasks_kind kind, enum tasks_sign sign, int32_t due)
{
	const struct todo_row row = line_of(r, kind, 0);
	assert_int_equal(row.sign, sign);
	if (sign != TASKS_SIGN_NONE) {
		assert_int_equal(row.kind, kind);
		assert_int_equal(row.due, due);
	}
}

static size_t count_of(struct room *r, enum tasks_kind kind)
{
	const struct todo_query q = { .kind = kind };
	size_t lines = 0;
	assert_int_equal(todo_find(r->v, &q, &lines), JAL_OK);
	return lines ? lines - 1 : 0;
}

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
	(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, TODAY * 1440 + 600, NULL });
	assert_int_equal(count_of(&r, TASKS_REMINDER), 1);
	check(&r, TASKS_REMINDER, TASKS_SIGN_SOON, TODAY + 1);
	assert_string_equal(line_of(&r, TASKS_REMINDER, 0).code, "phone");
	assert_int_equal(line_of(&r, TASKS_REMINDER, 0).starts, (TODAY + 1) * 1440 + 600);
	assert_int_equal(count_of(&r, TASKS_REPORT), 1);
	check(&r, TASKS_REPORT, TASKS_SIGN_SOON, TODAY + 2);
	r.b.now_ms += 4 * DAY;
	/* A reminder is over after the day, and is never late. */
	check(&r, TASKS_REMINDER, TASKS_SIGN_NONE, 0);
	assert_int_equal(count_of(&r, TASKS_REPORT), 3);
	check(&r, TASKS_REPORT, TASKS_SIGN_LATE, TODAY + 2);
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

/* ---- the list ---- */

static void people_with_tasks(struct room *r, unsigned n)
{
	add_people(r, n);
	for (unsigned i = 1; i <= n; i++) {
		(void)PUT(r, i, ENTITY_action, { FIELD_action_due, TODAY - 5 + (int64_t)(i % 10), NULL });
		if (i % 2)
			(void)PUT(r, i, ENTITY_appointment, { FIELD_appointment_starts, (TODAY - (int64_t)i) * 1440, NULL });
		if (i % 3 == 0)
			(void)PUT(r, i, ENTITY_note, { FIELD_note_date, TODAY - 30 - (int64_t)i, NULL });
	}
}

/* Windows of any size, and the place of each line, are those of the whole read at once. */
static void todo_window__gives__the_same_from_anywhere(void **state)
{
	(void)state;
	struct room r;
	struct jal_id keys[256];
	bool heading[256];
	const struct todo_row *rows = NULL;
	size_t lines = 0, n = 0, at = 0, headings = 0;
	open_room(&r);
	people_with_tasks(&r, 40);
	for (int sign = TASKS_SIGN_NONE; sign <= TASKS_SIGN_LATE; sign++) {
		const struct todo_query q = { .sign = (enum tasks_sign)sign };
		assert_int_equal(todo_find(r.v, &q, &lines), JAL_OK);
		assert_in_range(lines, 5, 256);
		assert_int_equal(todo_window(r.v, 0, lines, &rows, &n), JAL_OK);
		assert_int_equal(n, lines);
		headings = 0;
		for (size_t i = 0; i < n; i++) {
			keys[i] = rows[i].key;
			heading[i] = rows[i].heading;
			headings += rows[i].heading;
			if (sign != TASKS_SIGN_NONE && !heading[i])
				assert_int_equal(rows[i].sign, sign);
			if (i > 0 && !heading[i] && !heading[i - 1])
				assert_true(rows[i - 1].day <= rows[i].day);
		}
		assert_in_range(headings, 1, 3);
		for (size_t i = 0; i < lines; i++) {
			assert_int_equal(todo_is_heading(r.v, i), heading[i]);
			assert_int_equal(todo_window(r.v, i, 7, &rows, &n), JAL_OK);
			assert_int_equal(n, lines - i < 7 ? lines - i : 7);
			for (size_t k = 0; k < n; k++)
				assert_true(id_equal(&rows[k].key, &keys[i + k]));
			if (heading[i])
				continue;
			assert_int_equal(todo_place(r.v, &keys[i], &at), JAL_OK);
			assert_int_equal(at, i);
		}
	}
	const struct todo_query all = { .mine = false };
	size_t late = 0;
	assert_int_equal(todo_find(r.v, &all, &lines), JAL_OK);
	assert_int_equal(todo_late(r.b.db, TODAY, false, &late), JAL_OK);
	assert_int_equal(todo_counts(r.v, TASKS_NONE).of[TASKS_SIGN_LATE], late);
	assert_in_range(late, 20, 60);
	assert_int_equal(todo_window(r.v, lines, 5, &rows, &n), JAL_OK);
	assert_int_equal(n, 0);
	const struct jal_id nothing = id_of(200);
	assert_int_equal(todo_place(r.v, &nothing, &at), JAL_ERR_NOT_FOUND);
	close_room(&r);
}

/* The list of dossiers says of each what this list says first of it. */
static void list_of_dossiers__agrees__with_what_is_to_be_done(void **state)
{
	(void)state;
	struct room r;
	struct caseload_view *v = NULL;
	const struct caseload_row *row = NULL;
	const struct todo_row *first = NULL;
	size_t n = 0;
	open_room(&r);
	people_with_tasks(&r, 30);
	assert_int_equal(caseload_open(r.b.db, TODAY, &v), JAL_OK);
	for (unsigned i = 1; i <= 30; i++) {
		const struct jal_id id = id_of(i);
		assert_int_equal(caseload_row(v, &id, &row), JAL_OK);
		assert_int_equal(todo_of(r.v, &id, &first, &n), JAL_OK);
		assert_int_equal(row->sign, n ? first[0].sign : TASKS_SIGN_NONE);
		if (n) {
			assert_int_equal(row->urgency_kind, first[0].kind);
			assert_int_equal(row->urgency, first[0].due);
		}
	}
	caseload_close(v);
	close_room(&r);
}

/* ---- postponing ---- */

static void postpone(struct room *r, const struct todo_row *row, int32_t until, enum jal_err want)
{
	struct edit *edits[TODO_EDITS] = { NULL };
	struct diag diag = DIAG_INIT;
	size_t n = 0;
	assert_int_equal(todo_postpone(r->b.journal, row, TODAY, until, "Vacances", edits, &n, &diag), want);
	if (want)
		assert_non_null(diag.text);
	else
		assert_int_equal(journal_write(r->b.journal, edits, n, &diag), JAL_OK);
	for (size_t i = 0; i < n; i++)
		edit_free(edits[i]);
}

static void postponed__waits__and_comes_back_at_its_date(void **state)
{
	(void)state;
	struct room r;
	struct caseload_view *v = NULL;
	const struct caseload_row *row = NULL;
	const struct jal_id dossier = id_of(1);
	open_room(&r);
	add_people(&r, 2);
	(void)PUT(&r, 1, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_ends, TODAY - 3, NULL });
	(void)PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY - 9, NULL });
	(void)PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY - 8, NULL });
	const struct todo_row task = line_of(&r, TASKS_ACTION, 0);
	postpone(&r, &task, TODAY, JAL_ERR_INVALID);
	postpone(&r, &task, TODAY + 400, JAL_ERR_INVALID);
	postpone(&r, &task, TODAY + 7, JAL_OK);
	/* That one, and not the other. */
	assert_int_equal(count_of(&r, TASKS_ACTION), 1);
	check(&r, TASKS_ACTION, TASKS_SIGN_LATE, TODAY - 8);
	/* To an earlier day after all: the later one is put away. */
	postpone(&r, &task, TODAY + 2, JAL_OK);
	r.b.now_ms += 2 * DAY;
	assert_int_equal(count_of(&r, TASKS_ACTION), 2);
	const struct todo_row back = line_of(&r, TASKS_ACTION, 1);
	assert_int_equal(back.sign, TASKS_SIGN_SOON);
	assert_int_equal(back.due, TODAY - 9);
	assert_int_equal(back.until, TODAY + 2);
	r.b.now_ms += DAY;
	assert_int_equal(line_of(&r, TASKS_ACTION, 1).sign, TASKS_SIGN_LATE);
	r.b.now_ms -= 3 * DAY;
	/* The list of dossiers waits too. */
	const struct todo_row other = line_of(&r, TASKS_ACTION, 0);
	postpone(&r, &other, TODAY + 30, JAL_OK);
	const struct todo_row contract = line_of(&r, TASKS_CONTRACT_ENDS, 0);
	postpone(&r, &contract, TODAY + 30, JAL_OK);
	assert_int_equal(caseload_open(r.b.db, TODAY, &v), JAL_OK);
	assert_int_equal(caseload_row(v, &dossier, &row), JAL_OK);
	assert_int_equal(row->sign, TASKS_SIGN_NONE);
	caseload_close(v);
	/* Undone, it is there again. */
	struct diag diag = DIAG_INIT;
	assert_int_equal(journal_undo(r.b.journal, &diag), JAL_OK);
	check(&r, TASKS_CONTRACT_ENDS, TASKS_SIGN_LATE, TODAY - 3);
	close_room(&r);
}

static void postponed_contact__waits__also_when_someone_was_in_touch_meanwhile(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 70, NULL });
	const struct todo_row task = line_of(&r, TASKS_CONTACT, 0);
	postpone(&r, &task, TODAY + 7, JAL_OK);
	assert_int_equal(count_of(&r, TASKS_CONTACT), 0);
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 50, NULL });
	assert_int_equal(count_of(&r, TASKS_CONTACT), 0);
	r.b.now_ms += 7 * DAY;
	check(&r, TASKS_CONTACT, TASKS_SIGN_WATCH, TODAY - 20);
	close_room(&r);
}

static void odd_ones__can__not_be_postponed(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	r.b.now_ms += 3 * DAY;
	const struct todo_row row = line_of(&r, TASKS_UNSENT, 0);
	postpone(&r, &row, TODAY + 7, JAL_ERR_INVALID);
	close_room(&r);
}

/* ---- thresholds ---- */

static void choose(struct room *r, enum threshold which, int32_t value)
{
	struct diag diag = DIAG_INIT;
	assert_int_equal(thresholds_choose(r->b.db, which, &value, &diag), JAL_OK);
}

/* After each change the lines are what they would be if they were made again. */
enum { DUMP, LIST, COUNT };
static const char *const text[COUNT] = {
	[DUMP] = "SELECT fid || ' ' || kind || ' ' || rid || ' ' || base || ' ' || due || ' ' || day FROM list_task ORDER BY 1",
	[LIST] = "SELECT fid || ' ' || urgency || ' ' || urgency_kind || ' ' || other || ' ' || other_kind FROM list_row ORDER BY fid",
};
static const struct db_sql test_sql = { "test_todo", COUNT, text };

static void dump(struct db *db, int which, struct buf *out)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(db, &test_sql, which, &st), JAL_OK);
	while (db_step(st, &row) == JAL_OK && row)
		assert_int_equal(buf_printf(out, "%s\n", db_col_text(st, 0)), JAL_OK);
	db_done(st);
}

static void check_as_rebuilt(struct room *r)
{
	struct buf now = BUF_INIT, again = BUF_INIT;
	dump(r->b.db, DUMP, &now);
	dump(r->b.db, LIST, &now);
	assert_int_equal(db_begin(r->b.db), JAL_OK);
	assert_int_equal(listing_rebuild(r->b.db), JAL_OK);
	dump(r->b.db, DUMP, &again);
	dump(r->b.db, LIST, &again);
	db_rollback(r->b.db);
	assert_string_equal(buf_str(&now), buf_str(&again));
	buf_free(&now);
	buf_free(&again);
}

static void thresholds_choose__moves__what_is_due_and_the_order_with_it(void **state)
{
	(void)state;
	struct room r;
	struct diag diag = DIAG_INIT;
	open_room(&r);
	people_with_tasks(&r, 30);
	(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "registered" }, { FIELD_pathway_entered, TODAY - 40, NULL });
	(void)PUT(&r, 2, ENTITY_contract, { FIELD_contract_status, 0, "running" }, { FIELD_contract_starts, TODAY - 60, NULL },
		{ FIELD_contract_ends, TODAY + 20, NULL }, { FIELD_contract_weekly_hours, 9, NULL });
	(void)PUT(&r, 2, ENTITY_activity, { FIELD_activity_date, TODAY - 20, NULL }, { FIELD_activity_minutes, 600, NULL });
	for (int i = 0; i < THRESHOLD_COUNT; i++) {
		const struct threshold_info *info = thresholds_info((enum threshold)i);
		const int32_t low = info->min - 1, high = info->max + 1;
		assert_int_equal(thresholds_choose(r.b.db, (enum threshold)i, &low, &diag), JAL_ERR_INVALID);
		assert_int_equal(thresholds_choose(r.b.db, (enum threshold)i, &high, &diag), JAL_ERR_INVALID);
		choose(&r, (enum threshold)i, info->min);
		check_as_rebuilt(&r);
		choose(&r, (enum threshold)i, info->max);
		check_as_rebuilt(&r);
		assert_int_equal(thresholds_choose(r.b.db, (enum threshold)i, NULL, &diag), JAL_OK);
		check_as_rebuilt(&r);
	}
	choose(&r, THRESHOLD_NO_CONTACT, 90);
	assert_int_equal(count_of(&r, TASKS_CONTACT), 0);
	choose(&r, THRESHOLD_NO_CONTACT, 10);
	assert_int_equal(count_of(&r, TASKS_CONTACT), 11);
	assert_int_equal(todo_counts(r.v, TASKS_CONTACT).of[TASKS_SIGN_LATE], 11);
	close_room(&r);
}

static void thresholds_read__takes__the_members_before_the_territorys(void **state)
{
	(void)state;
	struct room r;
	struct thresholds t;
	enum threshold_origin by[THRESHOLD_COUNT];
	struct edit *e = NULL;
	struct record *kept = NULL;
	open_room(&r);
	corebox_place(&r.b, &r.b.common, &r.b.caseload, 1, true);
	add_people(&r, 1);
	(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 40, NULL });
	assert_int_equal(edit_create(ENTITY_setting, &r.b.common, NULL, &e), JAL_OK);
	set_text(e, FIELD_setting_key, "threshold.no_contact");
	set_text(e, FIELD_setting_value, "45");
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	const struct jal_id id = *edit_record(e);
	edit_free(e);
	assert_int_equal(thresholds_read(r.b.db, &t, by), JAL_OK);
	assert_int_equal(t.value[THRESHOLD_NO_CONTACT], 45);
	assert_int_equal(by[THRESHOLD_NO_CONTACT], THRESHOLD_BY_TERRITORY);
	assert_int_equal(by[THRESHOLD_SOON], THRESHOLD_BY_DEFAULT);
	/* The territory's setting came by the journal, and the list follows at once. */
	assert_int_equal(count_of(&r, TASKS_CONTACT), 0);
	check_as_rebuilt(&r);
	choose(&r, THRESHOLD_NO_CONTACT, 20);
	assert_int_equal(thresholds_read(r.b.db, &t, by), JAL_OK);
	assert_int_equal(t.value[THRESHOLD_NO_CONTACT], 20);
	assert_int_equal(by[THRESHOLD_NO_CONTACT], THRESHOLD_BY_MEMBER);
	assert_int_equal(count_of(&r, TASKS_CONTACT), 1);
	/* What is no number, or beyond the limits, is passed over. */
	static const char *const bad[] = { "0", "99999999999999999999", "12 jours", "-4", "" };
	struct diag diag = DIAG_INIT;
	assert_int_equal(thresholds_choose(r.b.db, THRESHOLD_NO_CONTACT, NULL, &diag), JAL_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(journal_load(r.b.journal, &r.b.common, ENTITY_setting, NULL, &id, &kept), JAL_OK);
		assert_int_equal(edit_of(kept, &e), JAL_OK);
		record_free(kept);
		assert_int_equal(edit_set_text(e, FIELD_setting_value, bad[i]), JAL_OK);
		assert_int_equal(write_one(&r.b, e), JAL_OK);
		edit_free(e);
		assert_int_equal(thresholds_read(r.b.db, &t, by), JAL_OK);
		assert_int_equal(t.value[THRESHOLD_NO_CONTACT], 30);
		assert_int_equal(by[THRESHOLD_NO_CONTACT], THRESHOLD_BY_DEFAULT);
	}
	close_room(&r);
}

static void tables__say__what_they_are(void **state)
{
	(void)state;
	for (int i = 0; i < THRESHOLD_COUNT; i++) {
		const struct threshold_info *t = thresholds_info((enum threshold)i);
		assert_int_equal(thresholds_by_key(t->key), i);
		assert_true(t->usual >= t->min && t->usual <= t->max && t->min >= 0);
		assert_true(*t->label && *t->source && *thresholds_unit(t->unit));
	}
	assert_int_equal(thresholds_by_key("rien"), THRESHOLD_COUNT);
	for (int k = TASKS_NONE + 1; k < TASKS_KINDS; k++) {
		const struct tasks_info *t = tasks_info((enum tasks_kind)k);
		assert_int_equal(tasks_by_code(t->code), k);
		assert_true(*t->label && *t->section && *t->why);
	}
	assert_int_equal(tasks_by_code("rien"), TASKS_NONE);
}

/* ---- how it is asked ---- */

/* Every statement that goes through lines of a kind searches the index by days and reads no table for it. */
static void counting__reads__the_index_alone(void **state)
{
	(void)state;
	static struct buf plans[8];
	static const char *texts[8];
	static struct db_sql plan_sql = { "plans", 0, texts };
	struct room r;
	size_t checked = 0;
	open_room(&r);
	for (int i = 0; i < todo_sql.count; i++) {
		if (!strstr(todo_sql.text[i], "list_task_day"))
			continue;
		assert_in_range(checked, 0, 7);
		assert_int_equal(buf_printf(&plans[checked], "EXPLAIN QUERY PLAN %s", todo_sql.text[i]), JAL_OK);
		texts[checked] = buf_str(&plans[checked]);
		plan_sql.count = (int)++checked;
	}
	assert_in_range(checked, 4, 8);
	for (size_t i = 0; i < checked; i++) {
		struct db_st *st = NULL;
		bool row = false;
		assert_int_equal(db_use(r.b.db, &plan_sql, (int)i, &st), JAL_OK);
		assert_int_equal(db_step(st, &row), JAL_OK);
		assert_true(row);
		assert_string_equal(db_col_text(st, 3), "SEARCH list_task USING COVERING INDEX list_task_day (kind=? AND day>? AND day<?)");
		db_done(st);
	}
	close_room(&r);
	for (size_t i = 0; i < checked; i++)
		buf_free(&plans[i]);
}

/* A vault of the version before: no table, other numbers for kinds; opened again it is as if it had been made now. */
static void schema__makes__the_lines_of_an_older_vault_again(void **state)
{
	(void)state;
	struct room r;
	bool grown = false;
	int which = -1;
	open_room(&r);
	people_with_tasks(&r, 12);
	assert_int_equal(db_begin(r.b.db), JAL_OK);
	assert_int_equal(db_exec(r.b.db, "DROP TABLE list_task; UPDATE list_row SET urgency = 5, urgency_kind = 2, other = 5, other_kind = 2"),
		JAL_OK);
	for (int i = 0; i < schema_vault.count; i++)
		if (strcmp(schema_vault.steps[i].name, "tasks") == 0)
			which = i;
	assert_in_range(which, 1, 20);
	assert_int_equal(schema_vault.steps[which].run(r.b.db), JAL_OK);
	assert_int_equal(schema_grown(r.b.db, &grown), JAL_OK);
	assert_true(grown);
	assert_int_equal(schema_grow(r.b.db), JAL_OK);
	assert_int_equal(db_commit(r.b.db), JAL_OK);
	assert_int_equal(schema_grown(r.b.db, &grown), JAL_OK);
	assert_false(grown);
	check_as_rebuilt(&r);
	assert_int_equal(count_of(&r, TASKS_ACTION), 12);
	close_room(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract__is__to_be_renewed_until_one_that_ends_later_is_signed),
		cmocka_unit_test(contract__is__to_be_prepared_a_month_after_the_notification),
		cmocka_unit_test(hours__are__under_the_commitment_when_no_week_reaches_it),
		cmocka_unit_test(orientation__is__awaited_six_weeks_after_registration),
		cmocka_unit_test(appointments__ask__for_a_reminder_and_then_for_a_report),
		cmocka_unit_test(contact__is__watched_after_a_time_and_late_after_twice_that),
		cmocka_unit_test(other_clocks__are__due_on_their_days),
		cmocka_unit_test(papers__are__watched_two_months_before),
		cmocka_unit_test(retention__proposes__to_archive_and_then_to_anonymise),
		cmocka_unit_test(dossiers__that_look__alike_are_told_once),
		cmocka_unit_test(unsent__is__told_after_a_day),
		cmocka_unit_test(todo_window__gives__the_same_from_anywhere),
		cmocka_unit_test(list_of_dossiers__agrees__with_what_is_to_be_done),
		cmocka_unit_test(postponed__waits__and_comes_back_at_its_date),
		cmocka_unit_test(postponed_contact__waits__also_when_someone_was_in_touch_meanwhile),
		cmocka_unit_test(odd_ones__can__not_be_postponed),
		cmocka_unit_test(thresholds_choose__moves__what_is_due_and_the_order_with_it),
		cmocka_unit_test(thresholds_read__takes__the_members_before_the_territorys),
		cmocka_unit_test(tables__say__what_they_are),
		cmocka_unit_test(counting__reads__the_index_alone),
		cmocka_unit_test(schema__makes__the_lines_of_an_older_vault_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
