/* The list's lines: whatever was written in whatever order, a line is what its records sum up to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/caseload.h"
#include "core/course.h"
#include "core/listing.h"
#include "core/outbox.h"
#include "tests/support/people.h"
#include "tests/support/rng.h"

#define DOSSIERS 6U
#define WRITES 250
#define TODAY 20833	/* 2027-01-15, the day of corebox */

enum { LINES, TASKS, UNSENT, COUNT };
static const char *const text[COUNT] = {
	[LINES] = "SELECT fid || ' ' || cid || ' ' || archived || ' ' || mine || ' ' || conflict || ' ' || own || ' ' || words"
		  " || ' ' || facts || ' ' || sort_key || ' ' || contract_end || ' ' || last_contact || ' ' || urgency || ' '"
		  " || urgency_kind || ' ' || other || ' ' || other_kind FROM list_row ORDER BY fid",
	[TASKS] = "SELECT fid || ' ' || kind || ' ' || rid || ' ' || base || ' ' || due || ' ' || until || ' ' || day || ' ' || mine"
		  " FROM list_task ORDER BY fid, kind, rid",
	/* By the operations themselves. */
	[UNSENT] = "SELECT count(DISTINCT r.fid) FROM j_own w JOIN j_op o ON o.cid = w.cid AND o.dev = w.dev"
		   " AND o.number > w.received JOIN j_record r ON r.rid = o.rid JOIN list_row l ON l.fid = r.fid",
};
static const struct db_sql lines_sql = { "lines", COUNT, text };

static void read_some(struct db *db, int which, struct buf *out)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(db, &lines_sql, which, &st), JAL_OK);
	while (db_step(st, &row) == JAL_OK && row) {
		assert_int_equal(buf_puts(out, db_col_text(st, 0)), JAL_OK);
		assert_int_equal(buf_putc(out, '\n'), JAL_OK);
	}
	db_done(st);
}

static void read_lines(struct db *db, struct buf *out)
{
	read_some(db, LINES, out);
	read_some(db, TASKS, out);
}

/* What is unsent was counted right, without counting. */
static void check_unsent(struct corebox *b)
{
	struct db_st *st = NULL;
	uint64_t ops = 0, people = 0;
	bool row = false;
	assert_int_equal(outbox_unsent(b->db, &ops, &people), JAL_OK);
	assert_int_equal(db_use(b->db, &lines_sql, UNSENT, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	assert_int_equal(people, db_col_i64(st, 0));
	db_done(st);
}

/* Made again from the records, the lines are the same; what was made is given up. */
static void check_lines(struct corebox *b)
{
	struct buf kept = BUF_INIT, again = BUF_INIT;
	read_lines(b->db, &kept);
	check_unsent(b);
	assert_int_equal(db_begin(b->db), JAL_OK);
	assert_int_equal(listing_rebuild(b->db), JAL_OK);
	read_lines(b->db, &again);
	check_unsent(b);
	db_rollback(b->db);
	assert_string_equal(buf_str(&kept), buf_str(&again));
	buf_free(&kept);
	buf_free(&again);
}

/* ---- random writes ---- */

static void set_number(struct edit *e, enum field f, int64_t n)
{
	const struct value v = value_number(n);
	assert_int_equal(edit_set(e, f, &v), JAL_OK);
}

static void fill(struct edit *e, struct rng *r)
{
	static const char *const names[] = { "Roux", "Lefèvre", "Ñuñez" };
	static const char *const stages[] = { "active", "exited", "registered" };
	const int64_t day = TODAY - 60 + (int64_t)rng_below(r, 120);
	const bool yes = rng_chance(r, 50);
	switch ((unsigned)edit_entity(e)) {
	case ENTITY_person:
		set_text(e, FIELD_person_birth_name, names[rng_below(r, 3)]);
		set_text(e, FIELD_person_city, names[rng_below(r, 3)]);
		break;
	case ENTITY_pathway:
		set_text(e, FIELD_pathway_status, stages[rng_below(r, 3)]);
		set_number(e, FIELD_pathway_entered, day);
		break;
	case ENTITY_contract:
		set_text(e, FIELD_contract_status, yes ? "running" : "to_sign");
		set_number(e, FIELD_contract_starts, day - 90);
		set_number(e, FIELD_contract_ends, day);
		set_number(e, FIELD_contract_weekly_hours, 10);
		break;
	case ENTITY_orientation:
		set_text(e, FIELD_orientation_type, yes ? "social" : "professional");
		set_number(e, FIELD_orientation_starts, day);
		set_number(e, FIELD_orientation_notified_on, day);
		break;
	case ENTITY_breach:
		set_text(e, FIELD_breach_status, yes ? "reported" : "dismissed");
		set_number(e, FIELD_breach_date, day);
		break;
	case ENTITY_activity:
		set_number(e, FIELD_activity_date, day);
		set_number(e, FIELD_activity_minutes, 600);
		break;
	case ENTITY_postponement:
		set_text(e, FIELD_postponement_task, yes ? "contact" : "action");
		set_number(e, FIELD_postponement_until, day);
		break;
	case ENTITY_appointment:
		set_text(e, FIELD_appointment_status, yes ? "attended" : "planned");
		set_number(e, FIELD_appointment_starts, day * 1440 + 600);
		break;
	case ENTITY_action:
		set_text(e, FIELD_action_status, yes ? "done" : "planned");
		set_number(e, FIELD_action_due, day);
		break;
	case ENTITY_followup:
		set_text(e, FIELD_followup_status, yes ? "done" : "open");
		set_number(e, FIELD_followup_due, day);
		break;
	default:
		set_number(e, FIELD_note_date, day);
		break;
	}
}

static const enum entity kinds[] = { ENTITY_note, ENTITY_note, ENTITY_note, ENTITY_person, ENTITY_pathway, ENTITY_contract,
	ENTITY_appointment, ENTITY_action, ENTITY_followup, ENTITY_orientation, ENTITY_breach, ENTITY_activity, ENTITY_postponement };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct any {
	struct record *r;
	size_t skip;
};

static enum jal_err take_one(void *ctx, struct record *r)
{
	struct any *any = ctx;
	if (any->r || any->skip-- > 0)
		record_free(r);
	else
		any->r = r;
	return JAL_OK;
}

/* A new record, or another value or the archive for one that is there. */
static struct edit *some_edit(struct corebox *b, struct rng *r)
{
	const struct jal_id dossier = id_of(1 + (unsigned)rng_below(r, DOSSIERS));
	const enum entity entity = kinds[rng_below(r, KINDS)];
	struct any any = { .skip = rng_below(r, 3) };
	struct edit *e = NULL;
	assert_int_equal(journal_each(b->journal, &b->caseload, entity, &dossier, take_one, &any), JAL_OK);
	if (!any.r) {
		assert_int_equal(edit_create(entity, &b->caseload, &dossier, &e), JAL_OK);
		fill(e, r);
		return e;
	}
	assert_int_equal(edit_of(any.r, &e), JAL_OK);
	if (rng_chance(r, 30)) {
		const struct value v = value_flag(rng_chance(r, 70));
		assert_int_equal(edit_set(e, model_archived(entity), &v), JAL_OK);
	} else {
		fill(e, r);
	}
	record_free(any.r);
	return e;
}

static void some_save(struct corebox *b, struct rng *r)
{
	struct diag diag = DIAG_INIT;
	struct edit *edits[3] = { NULL };
	const size_t n = rng_chance(r, 70) ? 1 : 1 + rng_below(r, 3);
	if (rng_chance(r, 10)) {
		const enum jal_err err = journal_undo(b->journal, &diag);
		assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND || err == JAL_ERR_EXISTS);
		return;
	}
	for (size_t i = 0; i < n; i++)
		edits[i] = some_edit(b, r);
	assert_int_equal(journal_write(b->journal, edits, n, &diag), JAL_OK);
	for (size_t i = 0; i < n; i++)
		edit_free(edits[i]);
}

/* Up to some operation, all has been received. */
static void receive_some(struct corebox *b, struct rng *r)
{
	struct buf sql = BUF_INIT;
	assert_int_equal(buf_printf(&sql, "UPDATE j_own SET received = max(received, %u)", (unsigned)rng_below(r, WRITES)), JAL_OK);
	assert_int_equal(db_begin(b->db), JAL_OK);
	assert_int_equal(db_exec(b->db, buf_str(&sql)), JAL_OK);
	assert_int_equal(listing_count_unsent(b->db), JAL_OK);
	assert_int_equal(db_commit(b->db), JAL_OK);
	buf_free(&sql);
}

static void listing_update__keeps__what_a_rebuild_would_give(void **state)
{
	(void)state;
	const size_t seeds = rng_seeds(6);
	for (size_t seed = 0; seed < seeds; seed++) {
		struct rng r = { 4711 + seed };
		struct corebox b;
		corebox_open(&b);
		for (unsigned d = 1; d <= DOSSIERS; d++) {
			const struct jal_id id = id_of(d);
			(void)new_person(&b, &id, "Roux");
		}
		for (int i = 0; i < WRITES; i++) {
			some_save(&b, &r);
			if (rng_chance(&r, 5))
				receive_some(&b, &r);
			check_lines(&b);
		}
		corebox_close(&b);
	}
}

/* ---- what a note changes ---- */

static void write_note(struct corebox *b, const struct jal_id *dossier, int64_t day)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_note, &b->caseload, dossier, &e), JAL_OK);
	set_number(e, FIELD_note_date, day);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static struct caseload_row row_of(struct corebox *b, const struct jal_id *dossier)
{
	struct caseload_view *v = NULL;
	const struct caseload_row *row = NULL;
	assert_int_equal(caseload_open(b->db, TODAY, &v), JAL_OK);
	assert_int_equal(caseload_row(v, dossier, &row), JAL_OK);
	const struct caseload_row copy = *row;
	caseload_close(v);
	return copy;
}

static void listing_update__moves__the_last_contact_with_the_latest_note(void **state)
{
	(void)state;
	struct corebox b;
	struct edit *e = NULL;
	const struct jal_id id = id_of(1);
	corebox_open(&b);
	(void)new_person(&b, &id, "Roux");
	write_note(&b, &id, TODAY - 40);
	assert_int_equal(row_of(&b, &id).last_contact, TODAY - 40);
	assert_int_equal(row_of(&b, &id).urgency_kind, TASKS_CONTACT);
	assert_int_equal(edit_create(ENTITY_action, &b.caseload, &id, &e), JAL_OK);
	set_number(e, FIELD_action_due, TODAY - 30);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(row_of(&b, &id).urgency_kind, TASKS_ACTION);
	write_note(&b, &id, TODAY);
	assert_int_equal(row_of(&b, &id).last_contact, TODAY);
	assert_int_equal(row_of(&b, &id).urgency_kind, TASKS_ACTION);
	assert_int_equal(row_of(&b, &id).urgency, TODAY - 30);
	/* An older one tells nothing new. */
	write_note(&b, &id, TODAY - 90);
	assert_int_equal(row_of(&b, &id).last_contact, TODAY);
	corebox_close(&b);
}

static void check_stage(struct corebox *b, const struct jal_id *dossier, const char *stage)
{
	struct caseload_view *v = NULL;
	const struct caseload_row *row = NULL;
	assert_int_equal(caseload_open(b->db, TODAY, &v), JAL_OK);
	assert_int_equal(caseload_row(v, dossier, &row), JAL_OK);
	assert_string_equal(row->stage, stage);
	caseload_close(v);
}

/* Ids are drawn, so that of several of one day the list and course_pathway can only agree by one rule. */
static void course_pathway__is__the_one_that_the_list_shows(void **state)
{
	static const char *const stages[] = { "active", "registered", "reopened", "exited" };
	(void)state;
	struct corebox b;
	const struct jal_id dossier = id_of(1);
	struct record *r = NULL;
	corebox_open(&b);
	assert_int_equal(course_pathway(b.journal, &b.caseload, &dossier, &r), JAL_OK);
	assert_null(r);
	(void)new_person(&b, &dossier, "Roux");
	for (size_t i = 0; i < 12; i++) {
		struct edit *e = NULL;
		assert_int_equal(edit_create(ENTITY_pathway, &b.caseload, &dossier, &e), JAL_OK);
		/* The first has no day, the third is archived, the last begins before the others. */
		if (i > 0)
			set_number(e, FIELD_pathway_entered, i == 11 ? TODAY - 300 : TODAY - 200 + (int32_t)i / 4);
		set_text(e, FIELD_pathway_status, stages[i % 4]);
		assert_int_equal(edit_set_flag(e, FIELD_pathway_archived, i == 2), JAL_OK);
		assert_int_equal(write_one(&b, e), JAL_OK);
		edit_free(e);
		assert_int_equal(course_pathway(b.journal, &b.caseload, &dossier, &r), JAL_OK);
		check_stage(&b, &dossier, record_get(r, pathway_status));
		if (i == 11)
			assert_int_equal(record_get(r, pathway_entered), TODAY - 198);
		record_free(r);
		r = NULL;
	}
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listing_update__keeps__what_a_rebuild_would_give),
		cmocka_unit_test(listing_update__moves__the_last_contact_with_the_latest_note),
		cmocka_unit_test(course_pathway__is__the_one_that_the_list_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
