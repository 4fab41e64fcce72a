/* Appointments by time: whose, what collides, how far along; working hours and what of them is free. */
#include "core/agenda.h"
#include "core/agenda_free.h"
#include "core/schema.h"
#include "tests/support/people.h"

#define SOME_DAY 20780

static const struct jal_id colleague = { { 77 } };

static void add_person(struct corebox *box, unsigned dossier, const char *name, const char *first)
{
	struct edit *e = NULL;
	const struct jal_id id = id_of(dossier);
	assert_int_equal(edit_create(ENTITY_person, &box->caseload, &id, &e), JAL_OK);
	set_text(e, FIELD_person_birth_name, name);
	set_text(e, FIELD_person_first_name, first);
	assert_int_equal(write_one(box, e), JAL_OK);
	edit_free(e);
}

static void people(struct corebox *box)
{
	corebox_open(box);
	add_person(box, 1, "Lefèvre", "Hélène");
	add_person(box, 2, "N’Diaye", "Cœlia");
	add_person(box, 3, "Phan", "Thierry");
}

/* minutes 0: not said; status NULL: neither. */
static struct jal_id add(struct corebox *box, unsigned dossier, int64_t starts, int minutes, const char *status,
	const struct jal_id *professional)
{
	struct edit *e = NULL;
	const struct jal_id id = id_of(dossier);
	assert_int_equal(edit_create(ENTITY_appointment, &box->caseload, &id, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_appointment_starts, starts), JAL_OK);
	if (minutes)
		assert_int_equal(edit_set_number(e, FIELD_appointment_minutes, minutes), JAL_OK);
	if (status)
		set_text(e, FIELD_appointment_status, status);
	if (professional)
		assert_int_equal(edit_set_id(e, FIELD_appointment_professional, professional), JAL_OK);
	assert_int_equal(write_one(box, e), JAL_OK);
	const struct jal_id made = *edit_record(e);
	edit_free(e);
	return made;
}

static int64_t at(int32_t day, int hour, int minute)
{
	return date_with_minutes(day, 60 * hour + minute);
}

static enum jal_err tell(void *ctx, const struct agenda_item *item)
{
	char *out = ctx;
	(void)snprintf(out + strlen(out), 512 - strlen(out), "%d %s %s|", date_minutes_of_time(item->starts), item->first,
		item->status);
	return JAL_OK;
}

static const char *all(struct corebox *box, const struct agenda_query *q)
{
	static char out[512];
	out[0] = '\0';
	assert_int_equal(agenda_each(box->db, q, tell, out), JAL_OK);
	return out;
}

static void agenda_each__gives__the_days_asked_for_by_time(void **state)
{
	(void)state;
	struct corebox box;
	people(&box);
	(void)add(&box, 3, at(SOME_DAY, 14, 0), 0, "planned", NULL);
	(void)add(&box, 1, at(SOME_DAY, 9, 0), 30, "to_report", NULL);
	(void)add(&box, 2, at(SOME_DAY, 0, 0), 0, NULL, NULL);
	(void)add(&box, 2, at(SOME_DAY, 10, 0), 0, "cancelled", NULL);
	(void)add(&box, 2, at(SOME_DAY, 11, 0), 0, "excused", NULL);
	(void)add(&box, 1, at(SOME_DAY + 1, 0, 0), 0, "absent", NULL);
	(void)add(&box, 1, at(SOME_DAY - 1, 23, 59), 0, "planned", NULL);
	struct agenda_query q = agenda_days(SOME_DAY, SOME_DAY);
	assert_string_equal(all(&box, &q), "0 Cœlia planned|540 Hélène to_report|600 Cœlia cancelled|660 Cœlia excused|840 Thierry planned|");
	q.busy = true;
	assert_string_equal(all(&box, &q), "0 Cœlia planned|540 Hélène to_report|840 Thierry planned|");
	q = agenda_days(SOME_DAY, SOME_DAY + 1);
	q.dossier = id_of(1);
	assert_string_equal(all(&box, &q), "540 Hélène to_report|0 Hélène absent|");
	q = agenda_days(SOME_DAY + 2, SOME_DAY + 9);
	assert_string_equal(all(&box, &q), "");
	corebox_close(&box);
}

static enum jal_err keep(void *ctx, const struct agenda_item *item)
{
	struct agenda_item *out = ctx;
	*out = *item;
	out->place = item->place && strcmp(item->place, "home") == 0 ? "home" : NULL;
	out->subject = item->subject && strcmp(item->subject, "Point") == 0 ? "Point" : NULL;
	return JAL_OK;
}

static enum jal_err longest(void *ctx, const struct agenda_item *item)
{
	int *minutes = ctx;
	*minutes = item->minutes > *minutes || item->minutes < 0 ? item->minutes : *minutes;
	return JAL_OK;
}

static void agenda_each__gives__no_length_that_no_appointment_has(void **state)
{
	(void)state;
	static const int64_t lengths[] = { -5, 721, INT32_MAX, INT64_C(1) << 31, -VALUE_NUMBER_MAX, VALUE_NUMBER_MAX };
	struct corebox box;
	int minutes = 0;
	people(&box);
	for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		struct edit *e = NULL;
		const struct jal_id id = id_of(1);
		assert_int_equal(edit_create(ENTITY_appointment, &box.caseload, &id, &e), JAL_OK);
		assert_int_equal(edit_set_number(e, FIELD_appointment_starts, at(SOME_DAY, 9, 0)), JAL_OK);
		assert_int_equal(edit_set_number(e, FIELD_appointment_minutes, lengths[i]), JAL_OK);
		assert_int_equal(write_one(&box, e), JAL_OK);
		edit_free(e);
	}
	const struct agenda_query q = agenda_days(SOME_DAY, SOME_DAY);
	assert_int_equal(agenda_each(box.db, &q, longest, &minutes), JAL_OK);
	assert_int_equal(minutes, 0);
	(void)add(&box, 1, at(SOME_DAY, 14, 0), 720, NULL, NULL);
	assert_int_equal(agenda_each(box.db, &q, longest, &minutes), JAL_OK);
	assert_int_equal(minutes, 720);
	corebox_close(&box);
}

static void agenda_each__gives__what_was_written(void **state)
{
	(void)state;
	struct corebox box;
	struct edit *e = NULL;
	struct agenda_item item = { .starts = 0 };
	const struct jal_id dossier = id_of(1), note = id_of(9);
	people(&box);
	assert_int_equal(edit_create(ENTITY_appointment, &box.caseload, &dossier, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_appointment_starts, at(SOME_DAY, 9, 30)), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_appointment_compulsory, true), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_appointment_reminder, true), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_appointment_report, &note), JAL_OK);
	set_text(e, FIELD_appointment_place, "home");
	set_text(e, FIELD_appointment_subject, "Point");
	assert_int_equal(write_one(&box, e), JAL_OK);
	const struct agenda_query q = agenda_days(SOME_DAY, SOME_DAY);
	assert_int_equal(agenda_each(box.db, &q, keep, &item), JAL_OK);
	assert_true(id_equal(&item.dossier, &dossier) && id_equal(&item.caseload, &box.caseload));
	assert_true(id_equal(&item.appointment, edit_record(e)) && id_equal(&item.report, &note));
	assert_true(id_is_zero(&item.professional));
	assert_true(item.compulsory && item.reminder && !item.archived);
	assert_int_equal(item.starts, at(SOME_DAY, 9, 30));
	assert_int_equal(item.minutes, 0);
	assert_non_null(item.place);
	assert_non_null(item.subject);
	edit_free(e);
	corebox_close(&box);
}

/* Makes that member the lead of a dossier. */
static void lead(struct corebox *box, unsigned dossier, const struct jal_id *member)
{
	struct edit *e[2] = { NULL, NULL };
	struct diag why = DIAG_INIT;
	const struct jal_id id = id_of(dossier);
	assert_int_equal(edit_create(ENTITY_assignment, &box->caseload, &id, &e[0]), JAL_OK);
	assert_int_equal(edit_set_id(e[0], FIELD_assignment_professional, member), JAL_OK);
	assert_int_equal(edit_create_as(ENTITY_dossier, &box->caseload, &id, &id, &e[1]), JAL_OK);
	assert_int_equal(edit_set_id(e[1], FIELD_dossier_lead, edit_record(e[0])), JAL_OK);
	assert_int_equal(journal_write(box->journal, e, 2, &why), JAL_OK);
	edit_free(e[0]);
	edit_free(e[1]);
}

static void agenda_each__follows__the_professional_then_the_lead(void **state)
{
	(void)state;
	struct corebox box;
	people(&box);
	lead(&box, 2, &colleague);
	(void)add(&box, 1, at(SOME_DAY, 9, 0), 0, "planned", NULL);		/* in one's own caseload, without lead */
	(void)add(&box, 1, at(SOME_DAY, 10, 0), 0, "planned", &colleague);
	(void)add(&box, 2, at(SOME_DAY, 11, 0), 0, "planned", NULL);		/* before admission: one's own caseload all the same */
	struct agenda_query q = agenda_days(SOME_DAY, SOME_DAY);
	assert_string_equal(all(&box, &q), "540 Hélène planned|660 Cœlia planned|");
	q.professional = colleague;
	assert_string_equal(all(&box, &q), "600 Hélène planned|660 Cœlia planned|");
	q.everyone = true;
	assert_string_equal(all(&box, &q), "540 Hélène planned|600 Hélène planned|660 Cœlia planned|");
	corebox_close(&box);
}

static void agenda_with__names__a_member_only_where_it_would_not_be_theirs(void **state)
{
	(void)state;
	struct corebox box;
	struct jal_id with = colleague;
	const struct jal_id dossier = id_of(1), nowhere = id_of(50);
	people(&box);
	assert_int_equal(agenda_with(box.db, &box.caseload, &dossier, &with), JAL_OK);
	assert_true(id_is_zero(&with));
	with = colleague;
	assert_int_equal(agenda_with(box.db, &box.caseload, &nowhere, &with), JAL_OK);
	assert_true(id_equal(&with, &box.device.member));
	corebox_close(&box);
}

static void agenda_collisions__finds__what_shares_a_minute(void **state)
{
	(void)state;
	struct corebox box;
	char out[512] = "";
	const struct jal_id mine = ID_ZERO;
	people(&box);
	const struct jal_id own = add(&box, 1, at(SOME_DAY, 10, 0), 30, "planned", NULL);
	(void)add(&box, 2, at(SOME_DAY, 9, 0), 60, "planned", NULL);		/* ends when it starts */
	(void)add(&box, 3, at(SOME_DAY, 9, 30), 0, "planned", NULL);		/* 45 minutes unless said */
	(void)add(&box, 3, at(SOME_DAY, 10, 29), 10, "planned", NULL);
	(void)add(&box, 3, at(SOME_DAY, 10, 30), 10, "planned", NULL);
	(void)add(&box, 2, at(SOME_DAY, 10, 0), 30, "cancelled", NULL);
	(void)add(&box, 2, at(SOME_DAY, 10, 0), 30, "planned", &colleague);
	assert_int_equal(agenda_collisions(box.db, &mine, at(SOME_DAY, 10, 0), 30, &own, tell, out), JAL_OK);
	assert_string_equal(out, "570 Thierry planned|629 Thierry planned|");
	out[0] = '\0';
	assert_int_equal(agenda_collisions(box.db, &colleague, at(SOME_DAY, 10, 0), 30, NULL, tell, out), JAL_OK);
	assert_string_equal(out, "600 Cœlia planned|");
	out[0] = '\0';
	/* Over midnight. */
	(void)add(&box, 1, at(SOME_DAY, 23, 0), 120, "planned", NULL);
	assert_int_equal(agenda_collisions(box.db, &mine, at(SOME_DAY + 1, 0, 30), 0, NULL, tell, out), JAL_OK);
	assert_string_equal(out, "1380 Hélène planned|");
	corebox_close(&box);
}

static void agenda_to_come__is__what_someone_still_expects(void **state)
{
	(void)state;
	assert_true(agenda_to_come("planned", 100, 100));
	assert_true(agenda_to_come(NULL, 100, 99));
	assert_false(agenda_to_come("planned", 100, 101));
	assert_false(agenda_to_come("cancelled", 100, 99));
	assert_false(agenda_to_come("excused", 100, 99));
	assert_false(agenda_to_come("planned", RECORD_NO_NUMBER, INT64_MIN));
}

static void agenda_state__turns__to_report_when_it_has_begun(void **state)
{
	(void)state;
	assert_string_equal(agenda_state("planned", 100, false, 99), "planned");
	assert_string_equal(agenda_state("planned", 100, false, 100), "to_report");
	assert_string_equal(agenda_state("planned", 100, true, 100), "planned");
	assert_string_equal(agenda_state("to_report", 100, false, 99), "planned");
	assert_string_equal(agenda_state("attended", 100, false, 200), "attended");
	assert_string_equal(agenda_state("excused", 100, false, 99), "excused");
	assert_true(agenda_takes_time("planned") && agenda_takes_time("absent"));
	assert_false(agenda_takes_time("cancelled") || agenda_takes_time("excused"));
}

/* ---- the index ---- */

static char explained[2048];
static const char *const plan_text[] = {
	explained,
	"SELECT count(*) FROM sqlite_master WHERE name = 'appointment_starts'",
};
static const struct db_sql plan_sql = { "test", 2, plan_text };

/* What SQLite does for the statement, its details one after the other. */
static void plan(struct corebox *box, char *out, size_t room)
{
	struct db_st *st = NULL;
	bool row = false;
	out[0] = '\0';
	(void)snprintf(explained, sizeof(explained), "EXPLAIN QUERY PLAN %s", agenda_sql.text[0]);
	assert_int_equal(db_use(box->db, &plan_sql, 0, &st), JAL_OK);
	while (db_step(st, &row) == JAL_OK && row)
		(void)snprintf(out + strlen(out), room - strlen(out), "%s|", db_col_text(st, 3));
	db_done(st);
}

static int64_t index_count(struct corebox *box)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(box->db, &plan_sql, 1, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	const int64_t n = db_col_i64(st, 0);
	db_done(st);
	return n;
}

static void agenda_each__walks__no_table(void **state)
{
	(void)state;
	struct corebox box;
	char out[2048];
	corebox_open(&box);
	plan(&box, out, sizeof(out));
	assert_non_null(strstr(out, "USING INDEX appointment_starts (starts>? AND starts<?)"));
	assert_null(strstr(out, "SCAN"));
	corebox_close(&box);
}

static void schema_vault__gives__older_vaults_the_index(void **state)
{
	(void)state;
	struct corebox box;
	corebox_open(&box);
	assert_true(schema_vault.count >= 2);
	assert_int_equal(db_begin(box.db), JAL_OK);
	assert_int_equal(db_exec(box.db, "DROP INDEX appointment_starts"), JAL_OK);
	assert_int_equal(db_commit(box.db), JAL_OK);
	assert_int_equal(index_count(&box), 0);
	assert_int_equal(db_begin(box.db), JAL_OK);
	assert_int_equal(schema_vault.steps[1].run(box.db), JAL_OK);
	/* What a step had made is no trouble for it. */
	assert_int_equal(schema_vault.steps[1].run(box.db), JAL_OK);
	assert_int_equal(db_commit(box.db), JAL_OK);
	assert_int_equal(index_count(&box), 1);
	/* A table that is made anew, for a column of another type, has it too. */
	assert_int_equal(db_begin(box.db), JAL_OK);
	assert_int_equal(db_exec(box.db, "UPDATE j_model SET type = 99 WHERE place = 'appointment' AND name = 'starts';"
					 "UPDATE meta SET value = x'00' WHERE name = 'schema.model'"), JAL_OK);
	assert_int_equal(schema_grow(box.db), JAL_OK);
	assert_int_equal(db_commit(box.db), JAL_OK);
	assert_int_equal(index_count(&box), 1);
	corebox_close(&box);
}

/* ---- working hours ---- */

static const char *hours(const char *text)
{
	static char out[256];
	struct agenda_hours h = { .n = 0 };
	struct diag why = DIAG_INIT;
	out[0] = '\0';
	if (agenda_hours_read(text, strlen(text), &h, &why) != JAL_OK) {
		assert_int_equal(why.err, JAL_ERR_INVALID);
		assert_int_equal(h.n, 0);
		return "refused";
	}
	for (size_t i = 0; i < h.n; i++)
		(void)snprintf(out + strlen(out), sizeof(out) - strlen(out), "%d-%d|", h.span[i].from, h.span[i].to);
	return out;
}

static void agenda_hours_read__takes__hours_in_order(void **state)
{
	(void)state;
	assert_string_equal(hours(AGENDA_HOURS_USUAL), "540-720|840-1020|");
	assert_string_equal(hours("8:30-12,13h30-17:15"), "510-720|810-1035|");
	assert_string_equal(hours(" 9-12 , 12-13 "), "540-720|720-780|");
	assert_string_equal(hours("0h-24h"), "0-1440|");
	static const char *const wrong[] = { "", "  ", "9h", "9h-", "-12h", "12h-9h", "9h-9h", "9h-12h 11h-14h",
		"14h-17h 9h-12h", "9h-25h", "9h-12h-14h", "neuf-midi", "9h–12h", "1-2 3-4 5-6 7-8 9-10 11-12 13-14" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_string_equal(hours(wrong[i]), "refused");
}

static const char *slots(const char *text, const struct agenda_span *busy, size_t n, int least, size_t room)
{
	static char out[256];
	struct agenda_hours h = { .n = 0 };
	struct agenda_span found[8];
	assert_int_equal(agenda_hours_read(text, strlen(text), &h, NULL), JAL_OK);
	const size_t count = agenda_free(&h, busy, n, least, found, room);
	assert_true(count <= room);
	out[0] = '\0';
	for (size_t i = 0; i < count; i++)
		(void)snprintf(out + strlen(out), sizeof(out) - strlen(out), "%d-%d|", found[i].from, found[i].to);
	return out;
}

static void agenda_free__leaves__what_nothing_takes(void **state)
{
	(void)state;
	static const struct agenda_span busy[] = { { 870, 900 }, { 600, 645 }, { 630, 660 }, { 480, 550 }, { 1000, 1200 },
		{ 700, 700 } };
	assert_string_equal(slots(AGENDA_HOURS_USUAL, NULL, 0, 30, 8), "540-720|840-1020|");
	assert_string_equal(slots(AGENDA_HOURS_USUAL, busy, 6, 30, 8), "550-600|660-720|840-870|900-1000|");
	assert_string_equal(slots(AGENDA_HOURS_USUAL, busy, 6, 45, 8), "550-600|660-720|900-1000|");
	assert_string_equal(slots(AGENDA_HOURS_USUAL, busy, 6, 45, 2), "550-600|660-720|");
	static const struct agenda_span whole[] = { { 0, 1440 } };
	assert_string_equal(slots(AGENDA_HOURS_USUAL, whole, 1, 1, 8), "");
	assert_string_equal(slots("0h-24h", NULL, 0, 1, 8), "0-1440|");
}

struct some {
	struct agenda_slot slot[8];
	size_t n;
	bool marked[8];
};

static struct agenda_slot slot_of(const void *ctx, size_t i)
{
	return ((const struct some *)ctx)->slot[i];
}

static void mark(void *ctx, size_t i)
{
	((struct some *)ctx)->marked[i] = true;
}

static void agenda_mark_collisions__marks__both_of_one_professional(void **state)
{
	(void)state;
	const struct jal_id one = { { 1 } }, two = { { 2 } };
	struct some s = { .n = 7, .slot = {
		{ 600, 0, true, one },		/* as usual: until 645 */
		{ 644, 60, true, two },		/* a colleague's */
		{ 644, 10, false, one },	/* cancelled */
		{ 644, 300, true, one },
		{ 645, 5, true, two },		/* the colleague's other one */
		{ 944, 30, true, one },		/* begins when the long one ends */
		{ 973, 1, true, one },
	} };
	agenda_mark_collisions(s.n, slot_of, mark, &s);
	static const bool wanted[] = { true, true, false, true, true, true, true };
	assert_memory_equal(s.marked, wanted, sizeof(wanted));
	s = (struct some){ .n = 2, .slot = { { 600, 60, true, one }, { 660, 60, true, one } } };
	agenda_mark_collisions(s.n, slot_of, mark, &s);
	assert_false(s.marked[0] || s.marked[1]);
}

/* "540-720|…" of that day, now in minutes from its midnight. */
static const char *free_of(const struct some *s, int32_t day, int64_t now)
{
	static char out[256];
	struct agenda_hours h = { .n = 0 };
	struct agenda_span found[AGENDA_FREE_MAX];
	assert_int_equal(agenda_hours_read(AGENDA_HOURS_USUAL, strlen(AGENDA_HOURS_USUAL), &h, NULL), JAL_OK);
	const size_t n = agenda_free_of_day(&h, day, date_with_minutes(day, 0) + now, s->n, slot_of, s, found);
	out[0] = '\0';
	for (size_t i = 0; i < n; i++)
		(void)snprintf(out + strlen(out), sizeof(out) - strlen(out), "%d-%d|", found[i].from, found[i].to);
	return out;
}

static void agenda_free_of_day__leaves__what_is_ahead_and_not_taken(void **state)
{
	(void)state;
	const int32_t monday = date_monday(20833);
	const int64_t midnight = date_with_minutes(monday, 0);
	const struct some nothing = { .n = 0 };
	const struct some s = { .n = 6, .slot = {
		{ midnight + 570, 30, true, ID_ZERO },
		{ midnight + 590, 0, true, ID_ZERO },		/* overlaps it: until 635 */
		{ midnight + 660, 60, false, ID_ZERO },	/* cancelled */
		{ midnight + 850, 160, true, ID_ZERO },	/* leaves less than a quarter on both sides */
		{ midnight - 60, 610, true, ID_ZERO },		/* begun on Sunday evening: until 550 */
		{ midnight + 1440 + 600, 60, true, ID_ZERO },	/* Tuesday's */
	} };
	assert_string_equal(free_of(&nothing, monday, -1), "540-720|840-1020|");
	assert_string_equal(free_of(&s, monday, -1), "550-570|635-720|");
	/* From the next quarter on; the one that begins now is still free. */
	assert_string_equal(free_of(&nothing, monday, 600), "600-720|840-1020|");
	assert_string_equal(free_of(&nothing, monday, 601), "615-720|840-1020|");
	assert_string_equal(free_of(&nothing, monday, 1439), "");
	assert_string_equal(free_of(&nothing, monday, 3000), "");
	assert_string_equal(free_of(&nothing, monday + 5, -1), "");
	assert_string_equal(free_of(&nothing, monday + 6, -1), "");
	assert_string_equal(free_of(&s, monday + 1, -1), "540-600|660-720|840-1020|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agenda_each__gives__the_days_asked_for_by_time),
		cmocka_unit_test(agenda_each__gives__no_length_that_no_appointment_has),
		cmocka_unit_test(agenda_each__gives__what_was_written),
		cmocka_unit_test(agenda_each__follows__the_professional_then_the_lead),
		cmocka_unit_test(agenda_with__names__a_member_only_where_it_would_not_be_theirs),
		cmocka_unit_test(agenda_collisions__finds__what_shares_a_minute),
		cmocka_unit_test(agenda_mark_collisions__marks__both_of_one_professional),
		cmocka_unit_test(agenda_free_of_day__leaves__what_is_ahead_and_not_taken),
		cmocka_unit_test(agenda_to_come__is__what_someone_still_expects),
		cmocka_unit_test(agenda_state__turns__to_report_when_it_has_begun),
		cmocka_unit_test(agenda_each__walks__no_table),
		cmocka_unit_test(schema_vault__gives__older_vaults_the_index),
		cmocka_unit_test(agenda_hours_read__takes__hours_in_order),
		cmocka_unit_test(agenda_free__leaves__what_nothing_takes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
