/* Undo, for the whole session. */
#include "tests/support/people.h"

/* ---- undo ---- */

static void journal_undo__goes_back__through_the_whole_session(void **state)
{
	(void)state;
	struct corebox b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_ERR_NOT_FOUND);
	const struct jal_id id = new_person(&b, &dossier, "A");
	rename_person(&b, &dossier, &id, "B");
	rename_person(&b, &dossier, &id, "C");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, "B");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, "A");
	rename_person(&b, &dossier, &id, "D");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, "A");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, NULL);
	struct record *r = load(&b, &dossier, &id);
	assert_true(record_blank(r));
	assert_int_equal(merge_live_count(record_state(r)), 1);
	record_free(r);
	size_t n = 0;
	assert_int_equal(journal_each(b.journal, &b.caseload, ENTITY_person, &dossier, count_record, &n), JAL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_ERR_NOT_FOUND);
	corebox_close(&b);
}

static void journal_undo__goes_on__after_a_lock(void **state)
{
	(void)state;
	struct corebox b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	assert_null(journal_take_undos(b.journal));
	const struct jal_id id = new_person(&b, &dossier, "A");
	rename_person(&b, &dossier, &id, "B");
	rename_person(&b, &dossier, &id, "C");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	struct journal_undos *u = journal_take_undos(b.journal);
	assert_non_null(u);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_ERR_NOT_FOUND);
	corebox_reopen(&b);
	journal_give_undos(b.journal, u);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, "A");
	rename_person(&b, &dossier, &id, "D");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, "A");
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	check_name(&b, &dossier, &id, NULL);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_ERR_NOT_FOUND);
	journal_undos_free(NULL);
	journal_give_undos(b.journal, NULL);
	corebox_close(&b);
}

static void journal_undo__makes__a_decision_the_conflict_again(void **state)
{
	(void)state;
	struct corebox a, b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = make_conflict(&a, &b, &dossier);
	struct edit *e = open_form(&a, &dossier, &id);
	const struct value v = value_text("Duval");
	assert_int_equal(edit_decide(e, FIELD_person_birth_name, &v), JAL_OK);
	assert_int_equal(write_one(&a, e), JAL_OK);
	edit_free(e);
	assert_int_equal(conflicts(&a), 0);
	assert_int_equal(journal_undo(a.journal, &diag), JAL_OK);
	assert_int_equal(conflicts(&a), 1);
	check_name(&a, &dossier, &id, "Dumont");
	struct record *r = load(&a, &dossier, &id);
	assert_int_equal(merge_live_count(record_state(r)), 2);
	/* Each names the decision, not the other. */
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(merge_live(record_state(r), i)->replaces_count, 1);
	record_free(r);
	struct sent s = seal(&a);
	(void)receive(&b, &s);
	outbox_batch_free(&s.batch);
	check_same_digest(&a, &b);
	assert_int_equal(conflicts(&b), 1);
	/* And the rename before it: its value is one of the two, so it goes too. */
	assert_int_equal(journal_undo(a.journal, &diag), JAL_OK);
	check_name(&a, &dossier, &id, "Dupont");
	corebox_close(&a);
	corebox_close(&b);
}

static void check_origin(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id,
	const struct corebox *a, const struct corebox *other, bool again)
{
	struct record *r = load(b, dossier, id);
	for (size_t i = 0; i < 2; i++) {
		const struct merge_write *w = merge_live(record_state(r), i);
		const bool durand = w->value_len == 7 && memcmp(w->value + 1, "Durand", 6) == 0;
		struct journal_origin o = { .stamp = 0 };
		assert_int_equal(journal_origin(b->journal, r, FIELD_person_birth_name, &w->name, &o), JAL_OK);
		assert_true(id_equal(&o.device, durand ? &a->device.id : &other->device.id));
		assert_int_equal(o.again, again);
		assert_true(again ? o.stamp < w->stamp : o.stamp == w->stamp);
		assert_int_equal(o.before.v.kind, VALUE_TEXT);
		assert_string_equal(o.before.v.text, "Dupont");
		value_owned_free(&o.before);
	}
	record_free(r);
}

static void decide(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id, const char *name)
{
	struct edit *e = open_form(b, dossier, id);
	const struct value v = value_text(name);
	assert_int_equal(edit_decide(e, FIELD_person_birth_name, &v), JAL_OK);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static void journal_origin__finds__who_wrote_first__over_undone_decisions(void **state)
{
	(void)state;
	struct corebox a, b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = make_conflict(&a, &b, &dossier);
	check_origin(&a, &dossier, &id, &a, &b, false);
	/* Another value, then one of the two; each taken back. */
	decide(&a, &dossier, &id, "Duval");
	a.now_ms += 60000;
	assert_int_equal(journal_undo(a.journal, &diag), JAL_OK);
	check_origin(&a, &dossier, &id, &a, &b, true);
	decide(&a, &dossier, &id, "Durand");
	a.now_ms += 60000;
	assert_int_equal(journal_undo(a.journal, &diag), JAL_OK);
	check_origin(&a, &dossier, &id, &a, &b, true);
	/* The same where it was received. */
	struct sent s = seal(&a);
	(void)receive(&b, &s);
	outbox_batch_free(&s.batch);
	check_origin(&b, &dossier, &id, &a, &b, true);
	corebox_close(&a);
	corebox_close(&b);
}

static void journal_undo__leaves__what_someone_wrote_over_since(void **state)
{
	(void)state;
	struct corebox a, b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent s = seal(&a);
	(void)receive(&b, &s);
	outbox_batch_free(&s.batch);
	rename_person(&b, &dossier, &id, "Durand");
	s = seal(&b);
	(void)receive(&a, &s);
	outbox_batch_free(&s.batch);
	assert_int_equal(journal_undo(a.journal, &diag), JAL_ERR_EXISTS);
	assert_non_null(diag.text);
	check_name(&a, &dossier, &id, "Durand");
	assert_int_equal(journal_undo(a.journal, &diag), JAL_ERR_NOT_FOUND);
	check_same_digest(&a, &b);
	corebox_close(&a);
	corebox_close(&b);
}

static void journal_undo__takes_back__several_records_and_elements_at_once(void **state)
{
	(void)state;
	struct corebox b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	const struct jal_id id = new_person(&b, &dossier, "Dupont");
	struct edit *e = open_form(&b, &dossier, &id), *note = NULL;
	assert_int_equal(edit_element(e, FIELD_person_tags, "permis", true), JAL_OK);
	set_text(e, FIELD_person_first_name, "Zoé");
	assert_int_equal(edit_create(ENTITY_note, &b.caseload, &dossier, &note), JAL_OK);
	set_text(note, FIELD_note_text, "Une note");
	struct edit *const both[] = { e, note };
	assert_int_equal(journal_write(b.journal, both, 2, &diag), JAL_OK);
	edit_free(e);
	edit_free(note);
	struct record *r = load(&b, &dossier, &id);
	assert_int_equal(record_get(r, person_tags)->count, 1);
	record_free(r);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	r = load(&b, &dossier, &id);
	assert_int_equal(record_get(r, person_tags)->count, 0);
	assert_null(record_get(r, person_first_name));
	assert_string_equal(record_get(r, person_birth_name), "Dupont");
	record_free(r);
	size_t n = 0;
	assert_int_equal(journal_each(b.journal, &b.caseload, ENTITY_note, &dossier, count_record, &n), JAL_OK);
	assert_int_equal(n, 0);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journal_undo__goes_back__through_the_whole_session),
		cmocka_unit_test(journal_undo__goes_on__after_a_lock),
		cmocka_unit_test(journal_undo__makes__a_decision_the_conflict_again),
		cmocka_unit_test(journal_origin__finds__who_wrote_first__over_undone_decisions),
		cmocka_unit_test(journal_undo__leaves__what_someone_wrote_over_since),
		cmocka_unit_test(journal_undo__takes_back__several_records_and_elements_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
