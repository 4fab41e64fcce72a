/* The list of what is to be done: windows, what postponing and thresholds change, and that asking reads an index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/caseload.h"
#include "core/listing.h"
#include "core/schema.h"
#include "tests/support/todoroom.h"

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

/* What screens ask of one record. */
static struct todo_clock clock_of(struct room *r, enum tasks_kind kind, const struct jal_id *record)
{
	const struct jal_id dossier = id_of(1);
	struct todo_clocks clocks = TODO_CLOCKS_INIT;
	assert_int_equal(todo_clocks_read(r->b.db, &dossier, clock_today(&r->b.clock), &clocks), JAL_OK);
	const struct todo_clock clock = todo_clocks_of(&clocks, kind, record);
	todo_clocks_free(&clocks);
	return clock;
}

static void todo_clocks_of__tells__what_is_late_waits_or_is_settled(void **state)
{
	(void)state;
	const struct jal_id dossier = id_of(1), stranger = id_of(9);
	struct todo_clocks clocks = TODO_CLOCKS_INIT;
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	const struct jal_id late = PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY - 4, NULL });
	const struct jal_id soon = PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY + 7, NULL });
	const struct jal_id far = PUT(&r, 1, ENTITY_action, { FIELD_action_due, TODAY + 90, NULL });
	(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "active" }, { FIELD_pathway_entered, TODAY - 61, NULL });
	assert_int_equal(clock_of(&r, TASKS_ACTION, &late).sign, TASKS_SIGN_LATE);
	assert_int_equal(clock_of(&r, TASKS_ACTION, &soon).sign, TASKS_SIGN_SOON);
	assert_int_equal(clock_of(&r, TASKS_ACTION, &far).sign, TASKS_SIGN_NONE);
	assert_int_equal(clock_of(&r, TASKS_ACTION, &far).kind, TASKS_ACTION);
	assert_int_equal(clock_of(&r, TASKS_ACTION, &dossier).kind, TASKS_NONE);
	assert_int_equal(clock_of(&r, TASKS_FOLLOWUP, &late).kind, TASKS_NONE);
	assert_int_equal(clock_of(&r, TASKS_CONTACT, NULL).sign, TASKS_SIGN_LATE);
	/* Postponed: it waits, until that day. */
	const struct todo_row row = line_of(&r, TASKS_ACTION, 0);
	assert_true(id_equal(&row.record, &late));
	postpone(&r, &row, TODAY + 3, JAL_OK);
	const struct todo_clock waits = clock_of(&r, TASKS_ACTION, &late);
	assert_true(waits.waits);
	assert_int_equal(waits.sign, TASKS_SIGN_NONE);
	assert_int_equal(waits.until, TODAY + 3);
	assert_int_equal(waits.due, TODAY - 4);
	assert_false(clock_of(&r, TASKS_ACTION, &soon).waits);
	r.b.now_ms += 3 * DAY;
	assert_false(clock_of(&r, TASKS_ACTION, &late).waits);
	assert_int_equal(clock_of(&r, TASKS_ACTION, &late).sign, TASKS_SIGN_SOON);
	r.b.now_ms += DAY;
	assert_int_equal(clock_of(&r, TASKS_ACTION, &late).sign, TASKS_SIGN_LATE);
	/* Settled: no clock runs. */
	struct edit *e = NULL;
	assert_int_equal(journal_edit(r.b.journal, &r.b.caseload, ENTITY_action, &dossier, &late, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_action_status, "done"), JAL_OK);
	assert_int_equal(write_one(&r.b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(clock_of(&r, TASKS_ACTION, &late).kind, TASKS_NONE);
	/* Nobody that is known. */
	assert_int_equal(todo_clocks_read(r.b.db, &stranger, TODAY, &clocks), JAL_OK);
	assert_int_equal(clocks.count, 0);
	assert_int_equal(todo_clocks_of(&clocks, TASKS_CONTACT, NULL).kind, TASKS_NONE);
	todo_clocks_free(&clocks);
	close_room(&r);
}

#define MANY 300

static struct edit *many_edit(struct room *r, enum entity entity)
{
	const struct jal_id dossier = id_of(1);
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &r->b.caseload, &dossier, &e), JAL_OK);
	return e;
}

static void many__postponed__each_wait_for_their_own_day(void **state)
{
	(void)state;
	static struct edit *actions[MANY], *waits[MANY + 2];
	struct todo_clocks clocks = TODO_CLOCKS_INIT;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(1);
	struct room r;
	open_room(&r);
	add_people(&r, 1);
	for (int i = 0; i < MANY; i++) {
		actions[i] = many_edit(&r, ENTITY_action);
		assert_int_equal(edit_set_number(actions[i], FIELD_action_due, TODAY - i), JAL_OK);
		waits[i] = many_edit(&r, ENTITY_postponement);
		assert_int_equal(edit_set_text(waits[i], FIELD_postponement_task, "action"), JAL_OK);
		assert_int_equal(edit_set_id(waits[i], FIELD_postponement_about, edit_record(actions[i])), JAL_OK);
		assert_int_equal(edit_set_number(waits[i], FIELD_postponement_until, TODAY + 1 + i), JAL_OK);
	}
	/* All of a kind, to less and to more than some; the greatest counts. */
	for (int i = 0; i < 2; i++) {
		waits[MANY + i] = many_edit(&r, ENTITY_postponement);
		assert_int_equal(edit_set_text(waits[MANY + i], FIELD_postponement_task, "action"), JAL_OK);
		assert_int_equal(edit_set_number(waits[MANY + i], FIELD_postponement_until, TODAY + 40 - 10 * i), JAL_OK);
	}
	assert_int_equal(journal_write(r.b.journal, actions, MANY, &diag), JAL_OK);
	assert_int_equal(count_of(&r, TASKS_ACTION), MANY);
	assert_int_equal(journal_write(r.b.journal, waits, MANY + 2, &diag), JAL_OK);
	assert_int_equal(count_of(&r, TASKS_ACTION), 0);
	assert_int_equal(todo_clocks_read(r.b.db, &dossier, TODAY, &clocks), JAL_OK);
	for (int i = 0; i < MANY; i++) {
		const struct todo_clock clock = todo_clocks_of(&clocks, TASKS_ACTION, edit_record(actions[i]));
		assert_int_equal(clock.until, TODAY + (i < 40 ? 40 : 1 + i));
		assert_int_equal(clock.due, TODAY - i);
	}
	todo_clocks_free(&clocks);
	for (int i = 0; i < MANY; i++)
		edit_free(actions[i]);
	for (int i = 0; i < MANY + 2; i++)
		edit_free(waits[i]);
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

/* The quick way of a new note gives what all records give. */
static void a_note_more__moves__what_counts_from_contact(void **state)
{
	(void)state;
	static const int32_t appointments[] = { 0, TODAY - 40, TODAY + 30 };
	for (size_t i = 0; i < 3; i++) {
		struct room r;
		open_room(&r);
		add_people(&r, 1);
		(void)PUT(&r, 1, ENTITY_pathway, { FIELD_pathway_status, 0, "active" },
			{ FIELD_pathway_entered, TODAY - 500, NULL });
		(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 100, NULL });
		if (appointments[i])
			(void)PUT(&r, 1, ENTITY_appointment, { FIELD_appointment_starts, appointments[i] * 1440, NULL });
		(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 60, NULL });
		check_as_rebuilt(&r);
		(void)PUT(&r, 1, ENTITY_note, { FIELD_note_date, TODAY - 2, NULL });
		check_as_rebuilt(&r);
		close_room(&r);
	}
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
		cmocka_unit_test(todo_window__gives__the_same_from_anywhere),
		cmocka_unit_test(list_of_dossiers__agrees__with_what_is_to_be_done),
		cmocka_unit_test(postponed__waits__and_comes_back_at_its_date),
		cmocka_unit_test(todo_clocks_of__tells__what_is_late_waits_or_is_settled),
		cmocka_unit_test(many__postponed__each_wait_for_their_own_day),
		cmocka_unit_test(postponed_contact__waits__also_when_someone_was_in_touch_meanwhile),
		cmocka_unit_test(odd_ones__can__not_be_postponed),
		cmocka_unit_test(thresholds_choose__moves__what_is_due_and_the_order_with_it),
		cmocka_unit_test(a_note_more__moves__what_counts_from_contact),
		cmocka_unit_test(thresholds_read__takes__the_members_before_the_territorys),
		cmocka_unit_test(tables__say__what_they_are),
		cmocka_unit_test(counting__reads__the_index_alone),
		cmocka_unit_test(schema__makes__the_lines_of_an_older_vault_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
