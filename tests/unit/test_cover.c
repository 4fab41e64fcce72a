/* What is not shown until it is asked for: one rule, whatever the record came to since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/agenda.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/edit.h"
#include "core/todo.h"
#include "tests/support/corebox.h"

struct room {
	struct corebox box;
	struct jal_id dossier;
};

static struct edit *make(struct room *r, enum entity entity)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, &r->box.caseload, &r->dossier, &e), JAL_OK);
	return e;
}

static struct jal_id save(struct room *r, struct edit *e)
{
	const struct jal_id id = *edit_record(e);
	assert_int_equal(journal_write(r->box.journal, &e, 1, NULL), JAL_OK);
	edit_free(e);
	return id;
}

static void set_text(struct room *r, enum entity entity, const struct jal_id *id, enum field field, const char *text)
{
	struct edit *e = NULL;
	assert_int_equal(journal_edit(r->box.journal, &r->box.caseload, entity, &r->dossier, id, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, field, text), JAL_OK);
	(void)save(r, e);
}

static void open_room(struct room *r)
{
	corebox_open(&r->box);
	r->dossier = (struct jal_id){ { 0xd0 } };
	struct edit *e = NULL;
	assert_int_equal(edit_create_as(ENTITY_dossier, &r->box.caseload, NULL, &r->dossier, &e), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_dossier_archived, false), JAL_OK);
	(void)save(r, e);
	e = make(r, ENTITY_person);
	assert_int_equal(edit_set_text(e, FIELD_person_birth_name, "Essai"), JAL_OK);
	(void)save(r, e);
}

static struct jal_id add_note(struct room *r, const char *visibility, const char *sensitive)
{
	struct edit *e = make(r, ENTITY_note);
	assert_int_equal(edit_set_text(e, FIELD_note_text, "Un texte."), JAL_OK);
	if (visibility)
		assert_int_equal(edit_set_text(e, FIELD_note_visibility, visibility), JAL_OK);
	if (sensitive)
		assert_int_equal(edit_element(e, FIELD_note_sensitive, sensitive, true), JAL_OK);
	return save(r, e);
}

/* A follow-up of that note; NULL: of none. */
static struct jal_id add_followup(struct room *r, const struct jal_id *note)
{
	struct edit *e = make(r, ENTITY_followup);
	assert_int_equal(edit_set_text(e, FIELD_followup_text, "Y revenir"), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_followup_due, clock_today(&r->box.clock) - 1), JAL_OK);
	if (note)
		assert_int_equal(edit_set_id(e, FIELD_followup_note, note), JAL_OK);
	return save(r, e);
}

static bool covers(struct room *r, enum entity entity, const struct jal_id *id, enum field field)
{
	struct record *record = NULL;
	assert_int_equal(journal_load(r->box.journal, &r->box.caseload, entity, &r->dossier, id, &record), JAL_OK);
	const bool covered = cover_value(r->box.db, record, field);
	record_free(record);
	return covered;
}

static void cover_value__follows__the_note(void **state)
{
	(void)state;
	static const struct {
		const char *visibility, *sensitive;
		bool covered;
	} cases[] = { { NULL, NULL, false }, { "team", NULL, false }, { "me", NULL, true }, { "supervision", NULL, true },
		{ NULL, "health", true }, { "team", "justice", true }, { "of_a_newer_program", NULL, true } };
	struct room r;
	open_room(&r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct jal_id note = add_note(&r, cases[i].visibility, cases[i].sensitive);
		const struct jal_id id = add_followup(&r, &note);
		assert_int_equal(covers(&r, ENTITY_followup, &id, FIELD_followup_text), cases[i].covered);
		assert_int_equal(covers(&r, ENTITY_note, &note, FIELD_note_text), cases[i].covered);
		assert_false(covers(&r, ENTITY_followup, &id, FIELD_followup_due));
	}
	const struct jal_id alone = add_followup(&r, NULL);
	assert_false(covers(&r, ENTITY_followup, &alone, FIELD_followup_text));
	corebox_close(&r.box);
}

/* It changes its mind with the note; a note that is not here may have been anyone's, and so may one of another dossier. */
static void cover_value__changes__with_the_note(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	const struct jal_id note = add_note(&r, "me", NULL), unknown = { { 0xee } };
	const struct jal_id id = add_followup(&r, &note), lost = add_followup(&r, &unknown);
	assert_true(covers(&r, ENTITY_followup, &id, FIELD_followup_text));
	set_text(&r, ENTITY_note, &note, FIELD_note_visibility, "team");
	assert_false(covers(&r, ENTITY_followup, &id, FIELD_followup_text));
	assert_true(covers(&r, ENTITY_followup, &lost, FIELD_followup_text));
	const struct jal_id first = r.dossier;
	r.dossier = (struct jal_id){ { 0xd1 } };
	const struct jal_id elsewhere = add_followup(&r, &note);
	assert_true(covers(&r, ENTITY_followup, &elsewhere, FIELD_followup_text));
	r.dossier = first;
	corebox_close(&r.box);
}

/* Under a goal it is part of a contract. */
static void cover_value__leaves__an_action_of_a_contract(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	const struct jal_id note = add_note(&r, "me", NULL), goal = { { 0x90 } };
	struct edit *e = make(&r, ENTITY_action);
	assert_int_equal(edit_set_text(e, FIELD_action_text, "Prendre rendez-vous"), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_action_note, &note), JAL_OK);
	const struct jal_id action = save(&r, e);
	assert_true(covers(&r, ENTITY_action, &action, FIELD_action_text));
	assert_false(covers(&r, ENTITY_action, &action, FIELD_action_result));
	assert_int_equal(journal_edit(r.box.journal, &r.box.caseload, ENTITY_action, &r.dossier, &action, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_action_goal, &goal), JAL_OK);
	(void)save(&r, e);
	assert_false(covers(&r, ENTITY_action, &action, FIELD_action_text));
	corebox_close(&r.box);
}

static void cover_value__covers__which_barrier_it_is(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	struct edit *e = make(&r, ENTITY_barrier);
	assert_int_equal(edit_set_text(e, FIELD_barrier_theme, "sante"), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_barrier_level, "high"), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_barrier_situations, "access_to_care", true), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_barrier_since, 20000), JAL_OK);
	const struct jal_id id = save(&r, e);
	assert_false(covers(&r, ENTITY_barrier, &id, FIELD_barrier_theme));
	assert_int_equal(journal_edit(r.box.journal, &r.box.caseload, ENTITY_barrier, &r.dossier, &id, &e), JAL_OK);
	assert_int_equal(edit_element(e, FIELD_barrier_sensitive, "health", true), JAL_OK);
	(void)save(&r, e);
	assert_true(covers(&r, ENTITY_barrier, &id, FIELD_barrier_theme));
	assert_true(covers(&r, ENTITY_barrier, &id, FIELD_barrier_level));
	assert_true(covers(&r, ENTITY_barrier, &id, FIELD_barrier_situations));
	assert_false(covers(&r, ENTITY_barrier, &id, FIELD_barrier_comment));
	assert_false(covers(&r, ENTITY_barrier, &id, FIELD_barrier_since));
	assert_false(covers(&r, ENTITY_barrier, &id, FIELD_barrier_sensitive));
	corebox_close(&r.box);
}

/* What a history tells is of a record that may be gone, or was never here. */
static void cover_past__covers__what_nobody_can_tell(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	const struct jal_id unknown = { { 0xee } }, note = add_note(&r, NULL, NULL);
	struct journal *j = r.box.journal;
	assert_true(cover_past(j, &r.box.caseload, &r.dossier, ENTITY_note, &unknown, FIELD_note_text));
	assert_true(cover_past(j, &r.box.caseload, &r.dossier, ENTITY_barrier, &unknown, FIELD_barrier_theme));
	assert_true(cover_past(j, &r.box.caseload, &r.dossier, ENTITY_followup, &unknown, FIELD_followup_text));
	assert_true(cover_past(j, &r.box.caseload, &r.dossier, ENTITY_person, &unknown, FIELD_person_nir));
	assert_false(cover_past(j, &r.box.caseload, &r.dossier, ENTITY_person, &unknown, FIELD_person_city));
	assert_false(cover_past(j, &r.box.caseload, &r.dossier, ENTITY_note, &note, FIELD_note_text));
	corebox_close(&r.box);
}

/* ---- lists that read tables ---- */

static void todo_window__has__no_text_that_is_covered(void **state)
{
	(void)state;
	struct room r;
	struct todo_view *v = NULL;
	const struct todo_query q = { .kind = TASKS_FOLLOWUP };
	const struct todo_row *rows = NULL;
	size_t lines = 0, n = 0;
	open_room(&r);
	const struct jal_id note = add_note(&r, "me", NULL);
	(void)add_followup(&r, &note);
	assert_int_equal(todo_open(r.box.db, &r.box.clock, &v), JAL_OK);
	assert_int_equal(todo_find(v, &q, &lines), JAL_OK);
	assert_int_equal(todo_window(v, 0, lines, &rows, &n), JAL_OK);
	assert_int_equal(n, 2);
	assert_true(rows[1].covered);
	assert_string_equal(rows[1].text, "");
	set_text(&r, ENTITY_note, &note, FIELD_note_visibility, "team");
	assert_int_equal(todo_window(v, 0, lines, &rows, &n), JAL_OK);
	assert_false(rows[1].covered);
	assert_string_equal(rows[1].text, "Y revenir");
	todo_close(v);
	corebox_close(&r.box);
}

struct seen {
	size_t n;
	bool covered, subject, address;
};

static enum jal_err see(void *ctx, const struct agenda_item *item)
{
	struct seen *s = ctx;
	*s = (struct seen){ s->n + 1, item->covered, item->subject != NULL || item->reminder_text != NULL, item->address != NULL };
	return JAL_OK;
}

static void agenda_each__has__no_subject_that_is_covered(void **state)
{
	(void)state;
	struct room r;
	open_room(&r);
	const int32_t today = clock_today(&r.box.clock);
	struct agenda_query q = agenda_days(today, today);
	struct seen s = { 0 };
	const struct jal_id note = add_note(&r, NULL, "violence");
	struct edit *e = make(&r, ENTITY_appointment);
	q.everyone = true;
	assert_int_equal(edit_set_number(e, FIELD_appointment_starts, date_with_minutes(today, 600)), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_appointment_subject, "L’objet"), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_appointment_address, "1 rue de l’Essai"), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_appointment_note, &note), JAL_OK);
	(void)save(&r, e);
	assert_int_equal(agenda_each(r.box.db, &q, see, &s), JAL_OK);
	assert_int_equal(s.n, 1);
	assert_true(s.covered);
	assert_false(s.subject);
	assert_true(s.address);
	corebox_close(&r.box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cover_value__follows__the_note),
		cmocka_unit_test(cover_value__changes__with_the_note),
		cmocka_unit_test(cover_value__leaves__an_action_of_a_contract),
		cmocka_unit_test(cover_value__covers__which_barrier_it_is),
		cmocka_unit_test(cover_past__covers__what_nobody_can_tell),
		cmocka_unit_test(todo_window__has__no_text_that_is_covered),
		cmocka_unit_test(agenda_each__has__no_subject_that_is_covered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
