/* The one road for writing: saves, reading back, refusals, conflicts, history. */
#include "core/standing.h"
#include "tests/support/people.h"

/* ---- saving and reading ---- */

static void journal_write__keeps__a_record_and_its_changes(void **state)
{
	(void)state;
	struct corebox b;
	corebox_open(&b);
	const struct jal_id dossier = id_of(5);
	const struct jal_id id = new_person(&b, &dossier, "Dupont");
	check_name(&b, &dossier, &id, "Dupont");
	for (int i = 0; i < 4; i++) {
		rename_person(&b, &dossier, &id, i % 2 ? "Dupont" : "Durand");
		check_name(&b, &dossier, &id, i % 2 ? "Dupont" : "Durand");
	}
	struct record *r = load(&b, &dossier, &id);
	assert_int_equal(merge_live_count(record_state(r)), 1);
	assert_int_equal(merge_live(record_state(r), 0)->name.number, 5);
	record_free(r);
	corebox_reopen(&b);
	check_name(&b, &dossier, &id, "Dupont");
	size_t n = 0;
	assert_int_equal(journal_each(b.journal, &b.caseload, ENTITY_person, &dossier, count_record, &n), JAL_OK);
	assert_int_equal(n, 1);
	corebox_close(&b);
}

static void journal_write__refuses__without_device_right_or_place(void **state)
{
	(void)state;
	struct corebox b;
	struct edit *e = NULL;
	const struct jal_id dossier = id_of(5), other = id_of(77);
	const struct jal_id card = id_of(78);
	corebox_open(&b);
	/* A caseload that is not ours. */
	assert_int_equal(edit_create(ENTITY_person, &other, &dossier, &e), JAL_OK);
	set_text(e, FIELD_person_birth_name, "Dupont");
	assert_int_equal(write_one(&b, e), JAL_ERR_DENIED);
	edit_free(e);
	/* A person in the common caseload. */
	assert_int_equal(edit_create(ENTITY_person, &b.common, &dossier, &e), JAL_OK);
	set_text(e, FIELD_person_birth_name, "Dupont");
	assert_int_equal(write_one(&b, e), JAL_ERR_INVALID);
	edit_free(e);
	/* What supervisors write. */
	assert_int_equal(edit_create(ENTITY_setting, &b.common, NULL, &e), JAL_OK);
	set_text(e, FIELD_setting_key, "contact.days");
	assert_int_equal(write_one(&b, e), JAL_ERR_DENIED);
	edit_free(e);
	assert_int_equal(edit_create(ENTITY_dossier, &b.caseload, NULL, &e), JAL_OK);
	const struct value home = value_id(&card);
	assert_int_equal(edit_set(e, FIELD_dossier_home, &home), JAL_OK);
	assert_int_equal(write_one(&b, e), JAL_ERR_DENIED);
	corebox_place(&b, &people_common, &people_caseload, 1, true);
	edit_free(e);
	assert_int_equal(edit_create(ENTITY_setting, &b.common, NULL, &e), JAL_OK);
	set_text(e, FIELD_setting_key, "contact.days");
	assert_int_equal(write_one(&b, e), JAL_OK);
	/* Twice the same creation. */
	assert_int_equal(write_one(&b, e), JAL_ERR_EXISTS);
	edit_free(e);
	uint64_t waiting = 0;
	assert_int_equal(outbox_unsealed(b.db, &b.common, &waiting), JAL_OK);
	assert_int_equal(waiting, 1);
	assert_int_equal(outbox_unsealed(b.db, &b.caseload, &waiting), JAL_OK);
	assert_int_equal(waiting, 0);
	corebox_close(&b);
}

static void journal_put__goes_on__after_a_refused_edit(void **state)
{
	(void)state;
	struct corebox b;
	struct edit *good = NULL, *bad = NULL;
	struct diag diag = DIAG_INIT;
	corebox_open(&b);
	assert_int_equal(edit_create(ENTITY_setting, &b.common, NULL, &bad), JAL_OK);
	set_text(bad, FIELD_setting_key, "x");
	assert_int_equal(edit_create(ENTITY_employer, &b.common, NULL, &good), JAL_OK);
	set_text(good, FIELD_employer_name, "Boulangerie du Port");
	assert_int_equal(journal_put(b.journal, good, &diag), JAL_ERR_INVALID);
	assert_int_equal(journal_begin(b.journal, &diag), JAL_OK);
	assert_int_equal(journal_begin(b.journal, &diag), JAL_ERR_INVALID);
	assert_int_equal(journal_put(b.journal, bad, &diag), JAL_ERR_DENIED);
	assert_non_null(diag.text);
	assert_int_equal(journal_put(b.journal, good, &diag), JAL_OK);
	assert_int_equal(journal_commit(b.journal, &diag), JAL_OK);
	size_t n = 0;
	assert_int_equal(journal_each(b.journal, &b.common, ENTITY_employer, NULL, count_record, &n), JAL_OK);
	assert_int_equal(n, 1);
	/* The refused one took no number. */
	struct outbox_batch batch;
	assert_int_equal(outbox_batch(b.db, &b.common, 65536, &batch), JAL_OK);
	assert_int_equal(batch.from, 1);
	assert_int_equal(batch.upto, 1);
	outbox_batch_free(&batch);
	edit_free(good);
	edit_free(bad);
	corebox_close(&b);
}

static void journal_abort__and_a_crash__leave_nothing_and_lose_no_number(void **state)
{
	(void)state;
	struct corebox b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	struct edit *e = NULL;
	corebox_open(&b);
	const struct jal_id id = new_person(&b, &dossier, "Dupont");
	for (int crash = 0; crash < 2; crash++) {
		assert_int_equal(edit_create(ENTITY_person, &b.caseload, &dossier, &e), JAL_OK);
		set_text(e, FIELD_person_birth_name, "Perdu");
		assert_int_equal(journal_begin(b.journal, &diag), JAL_OK);
		assert_int_equal(journal_put(b.journal, e, &diag), JAL_OK);
		if (crash)
			corebox_reopen(&b);
		else
			journal_abort(b.journal);
		edit_free(e);
	}
	rename_person(&b, &dossier, &id, "Durand");
	struct record *r = load(&b, &dossier, &id);
	assert_int_equal(merge_live(record_state(r), 0)->name.number, 2);
	record_free(r);
	size_t n = 0;
	assert_int_equal(journal_each(b.journal, &b.caseload, ENTITY_person, &dossier, count_record, &n), JAL_OK);
	assert_int_equal(n, 1);
	corebox_close(&b);
}

static void journal_write__stamps__above_what_it_replaces(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	a.now_ms += DAY / 2;
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent s = seal(&a);
	assert_int_equal(receive(&b, &s), 1);
	rename_person(&b, &dossier, &id, "Durand");
	struct record *r = load(&b, &dossier, &id);
	assert_true(merge_live(record_state(r), 0)->stamp > hlc_of_ms(a.now_ms));
	record_free(r);
	outbox_batch_free(&s.batch);

	/* A clock that is years ahead moves nobody. */
	a.now_ms += 4000 * DAY;
	rename_person(&a, &dossier, &id, "Dumont");
	s = seal(&a);
	assert_int_equal(receive(&b, &s), 1);
	const struct jal_id second = new_person(&b, &dossier, "Petit");
	r = load(&b, &dossier, &second);
	assert_true(hlc_ms(merge_live(record_state(r), 0)->stamp) < b.now_ms + DAY);
	record_free(r);
	outbox_batch_free(&s.batch);
	/* Nor, once corrected, the vault itself. */
	a.now_ms -= 4000 * DAY;
	const struct jal_id third = new_person(&a, &dossier, "Blanc");
	r = load(&a, &dossier, &third);
	assert_true(hlc_ms(merge_live(record_state(r), 0)->stamp) <= a.now_ms + DAY);
	record_free(r);
	corebox_close(&a);
	corebox_close(&b);
}

/* ---- conflicts ---- */

static void settle_each__tells__conflicts_until_they_are_decided(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = make_conflict(&a, &b, &dossier);
	assert_int_equal(conflicts(&a), 1);
	assert_int_equal(conflicts(&b), 1);
	check_name(&a, &dossier, &id, "Dumont");
	check_same_digest(&a, &b);
	/* An ordinary save names the shown value's head only: the other stays. */
	rename_person(&a, &dossier, &id, "Dumont-Roy");
	assert_int_equal(conflicts(&a), 1);
	struct edit *e = open_form(&a, &dossier, &id);
	const struct value v = value_text("Durand");
	assert_int_equal(edit_decide(e, FIELD_person_birth_name, &v), JAL_OK);
	assert_int_equal(write_one(&a, e), JAL_OK);
	edit_free(e);
	assert_int_equal(conflicts(&a), 0);
	struct sent s = seal(&a);
	(void)receive(&b, &s);
	outbox_batch_free(&s.batch);
	assert_int_equal(conflicts(&b), 0);
	check_same_digest(&a, &b);
	corebox_close(&a);
	corebox_close(&b);
}

/* Invariant 2: a synchronisation while a form is open takes nothing away. */
static void journal_write__names__only_what_the_form_displayed(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent s = seal(&a);
	(void)receive(&b, &s);
	outbox_batch_free(&s.batch);
	struct edit *form = open_form(&b, &dossier, &id);
	rename_person(&a, &dossier, &id, "Durand");
	s = seal(&a);
	(void)receive(&b, &s);
	outbox_batch_free(&s.batch);
	set_text(form, FIELD_person_birth_name, "Dumont");
	assert_int_equal(write_one(&b, form), JAL_OK);
	edit_free(form);
	assert_int_equal(conflicts(&b), 1);
	corebox_close(&a);
	corebox_close(&b);
}

/* ---- history ---- */

struct told {
	size_t count;
	char first[64];
	char before[64];
	bool sent, live;
	size_t live_count;
};

static enum jal_err note_event(void *ctx, const struct journal_event *e)
{
	struct told *t = ctx;
	if (t->count++ == 0) {
		(void)snprintf(t->first, sizeof(t->first), "%s", e->after.text ? e->after.text : "");
		(void)snprintf(t->before, sizeof(t->before), "%s", e->before.text ? e->before.text : "");
		t->sent = e->sent;
		t->live = e->live;
	}
	t->live_count += e->live;
	return JAL_OK;
}

static void journal_history__tells__who_wrote_what_over_what(void **state)
{
	(void)state;
	struct corebox a, b;
	struct told t = { 0 };
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	rename_person(&a, &dossier, &id, "Durand");
	rename_person(&a, &dossier, &id, "Dumont");
	assert_int_equal(journal_history(a.journal, &people_caseload, &dossier, 0, note_event, &t), JAL_OK);
	assert_int_equal(t.count, 3);
	assert_string_equal(t.first, "Dumont");
	assert_string_equal(t.before, "Durand");
	assert_true(t.live);
	assert_false(t.sent);
	assert_int_equal(t.live_count, 1);
	t = (struct told){ 0 };
	assert_int_equal(journal_history(a.journal, &people_caseload, &dossier, 2, note_event, &t), JAL_OK);
	assert_int_equal(t.count, 2);

	struct sent s = seal(&a);
	const struct outbox_remote remote = { .name = "origine", .url = "/nulle/part", .home = true };
	assert_int_equal(outbox_put_remote(a.db, &remote), JAL_OK);
	assert_int_equal(outbox_received(a.db, "origine", 1), JAL_OK);
	t = (struct told){ 0 };
	assert_int_equal(journal_history(a.journal, &people_caseload, &dossier, 1, note_event, &t), JAL_OK);
	assert_true(t.sent);
	(void)receive(&b, &s);
	t = (struct told){ 0 };
	assert_int_equal(journal_history(b.journal, &people_caseload, &dossier, 1, note_event, &t), JAL_OK);
	assert_true(t.sent);
	assert_string_equal(t.first, "Dumont");
	outbox_batch_free(&s.batch);
	corebox_close(&a);
	corebox_close(&b);
}

/* ---- provisional caseloads ---- */

static void roster_adopt_caseload__keeps__everything_under_the_final_id(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	corebox_open(&a);
	corebox_open(&b);
	corebox_place(&b, &people_common, &people_caseload, 1, true);
	const struct jal_id provisional = a.caseload;
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	rename_person(&a, &dossier, &id, "Durand");
	struct edit *form = open_form(&a, &dossier, &id);
	set_text(form, FIELD_person_birth_name, "Dumont");
	assert_int_equal(roster_adopt_caseload(a.db, &provisional, &people_caseload), JAL_OK);
	assert_int_equal(roster_adopt_caseload(a.db, &a.common, &people_common), JAL_OK);
	a.caseload = people_caseload;
	check_name(&a, &dossier, &id, "Durand");
	/* A form that was open meanwhile is saved as if nothing had happened. */
	assert_int_equal(write_one(&a, form), JAL_OK);
	edit_free(form);
	check_name(&a, &dossier, &id, "Dumont");
	assert_int_equal(conflicts(&a), 0);
	/* So is one that still names the caseload by its old id. */
	a.caseload = provisional;
	check_name(&a, &dossier, &id, "Dumont");
	a.caseload = people_caseload;
	struct sent s = seal(&a);
	assert_int_equal(receive(&b, &s), 3);
	check_same_digest(&a, &b);
	outbox_batch_free(&s.batch);
	/* A caseload that holds dossiers can't be taken over. */
	const struct jal_id third = id_of(99);
	corebox_place(&a, &people_common, &third, 1, true);
	(void)new_person(&a, &dossier, "Petit");
	assert_int_equal(roster_adopt_caseload(a.db, &people_caseload, &third), JAL_ERR_EXISTS);
	corebox_close(&a);
	corebox_close(&b);
}

/* ---- moves ---- */

static const struct jal_id other_caseload = { { 202 } };

static void journal_move__brings__everything_over_and_strays_later(void **state)
{
	(void)state;
	struct corebox s, a;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	const struct jal_id both[] = { people_caseload, other_caseload };
	struct record *r = NULL;
	corebox_open(&s);
	corebox_open(&a);
	corebox_place(&s, &people_common, both, 2, true);
	corebox_place(&a, &people_common, both, 1, false);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent lot = seal(&a);
	(void)receive(&s, &lot);
	outbox_batch_free(&lot.batch);
	assert_int_equal(journal_move(a.journal, &dossier, &people_caseload, &other_caseload, &diag), JAL_ERR_DENIED);
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &people_caseload, &diag), JAL_ERR_INVALID);
	assert_int_equal(journal_move(s.journal, &id, &people_caseload, &other_caseload, &diag), JAL_ERR_NOT_FOUND);
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &other_caseload, &diag), JAL_OK);
	assert_int_equal(journal_load(s.journal, &other_caseload, ENTITY_person, &dossier, &id, &r), JAL_OK);
	assert_string_equal(record_get(r, person_birth_name), "Dupont");
	/* With its author's name and number. */
	assert_true(id_equal(&merge_live(record_state(r), 0)->name.device, &a.device.id));
	assert_true(id_equal(&merge_live(record_state(r), 0)->name.caseload, &people_caseload));
	record_free(r);
	assert_int_equal(journal_load(s.journal, &people_caseload, ENTITY_dossier, &dossier, &dossier, &r), JAL_OK);
	assert_true(id_equal(record_get(r, dossier_home), &other_caseload));
	record_free(r);
	/* A stray: written by someone who had not heard. Carrying again brings it. */
	rename_person(&a, &dossier, &id, "Durand");
	lot = seal(&a);
	(void)receive(&s, &lot);
	outbox_batch_free(&lot.batch);
	assert_int_equal(journal_load(s.journal, &other_caseload, ENTITY_person, &dossier, &id, &r), JAL_OK);
	assert_string_equal(record_get(r, person_birth_name), "Dupont");
	record_free(r);
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &other_caseload, &diag), JAL_OK);
	assert_int_equal(journal_load(s.journal, &other_caseload, ENTITY_person, &dossier, &id, &r), JAL_OK);
	assert_string_equal(record_get(r, person_birth_name), "Durand");
	assert_false(record_any_conflict(r));
	record_free(r);
	/* Undo passes over moves. */
	assert_int_equal(journal_undo(s.journal, &diag), JAL_ERR_NOT_FOUND);
	struct told t = { 0 };
	assert_int_equal(journal_history(s.journal, &other_caseload, &dossier, 0, note_event, &t), JAL_OK);
	assert_true(t.count >= 2);
	corebox_close(&s);
	corebox_close(&a);
}

/* The source's later write is here, an earlier one waits for a key: the carry would account for both. */
static void journal_move__while_something_of_that_caseload_waits__is_refused(void **state)
{
	(void)state;
	struct corebox s, a;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	const struct jal_id both[] = { people_caseload, other_caseload };
	struct record *r = NULL;
	corebox_open(&s);
	corebox_open(&a);
	corebox_place(&s, &people_common, both, 2, true);
	corebox_place(&a, &people_common, both, 1, false);
	const struct jal_id id = new_person(&a, &dossier, "Dupont");
	struct sent first = seal(&a);
	struct edit *e = open_form(&a, &dossier, &id);
	set_text(e, FIELD_person_phone, "0612345678");
	assert_int_equal(write_one(&a, e), JAL_OK);
	edit_free(e);
	struct sent waits = seal(&a);
	rename_person(&a, &dossier, &id, "Durand");
	struct sent last = seal(&a);
	const struct outbox_waiting w = { a.device.id, waits.lot.seq, people_caseload, 1 };
	(void)receive(&s, &first);
	assert_int_equal(outbox_wait(s.db, &w, (const uint8_t *)"sealed", 6), JAL_OK);
	(void)receive(&s, &last);
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &other_caseload, &diag), JAL_ERR_WAITING);
	assert_non_null(strstr(diag.text, "Rien n’a été changé"));
	assert_int_equal(journal_load(s.journal, &other_caseload, ENTITY_person, &dossier, &id, &r), JAL_ERR_NOT_FOUND);
	/* What waits elsewhere is no reason. */
	const struct outbox_waiting elsewhere = { a.device.id, 9, other_caseload, 1 };
	assert_int_equal(outbox_wait(s.db, &elsewhere, (const uint8_t *)"sealed", 6), JAL_OK);
	(void)receive(&s, &waits);
	assert_int_equal(outbox_waited(s.db, &w), JAL_OK);
	/* Nor may there be lots that were passed over before this member could read them. */
	assert_int_equal(standing_pass(s.db, &people_caseload), JAL_OK);
	diag = DIAG_INIT;
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &other_caseload, &diag), JAL_ERR_WAITING);
	assert_int_equal(standing_caught_up(s.db, &people_caseload), JAL_OK);
	diag = DIAG_INIT;
	assert_int_equal(journal_move(s.journal, &dossier, &people_caseload, &other_caseload, &diag), JAL_OK);
	assert_int_equal(journal_load(s.journal, &other_caseload, ENTITY_person, &dossier, &id, &r), JAL_OK);
	assert_string_equal(record_get(r, person_birth_name), "Durand");
	assert_string_equal(record_get(r, person_phone), "0612345678");
	record_free(r);
	outbox_batch_free(&first.batch);
	outbox_batch_free(&waits.batch);
	outbox_batch_free(&last.batch);
	corebox_close(&s);
	corebox_close(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journal_write__keeps__a_record_and_its_changes),
		cmocka_unit_test(journal_write__refuses__without_device_right_or_place),
		cmocka_unit_test(journal_put__goes_on__after_a_refused_edit),
		cmocka_unit_test(journal_abort__and_a_crash__leave_nothing_and_lose_no_number),
		cmocka_unit_test(journal_write__stamps__above_what_it_replaces),
		cmocka_unit_test(settle_each__tells__conflicts_until_they_are_decided),
		cmocka_unit_test(journal_write__names__only_what_the_form_displayed),
		cmocka_unit_test(journal_history__tells__who_wrote_what_over_what),
		cmocka_unit_test(roster_adopt_caseload__keeps__everything_under_the_final_id),
		cmocka_unit_test(journal_move__brings__everything_over_and_strays_later),
		cmocka_unit_test(journal_move__while_something_of_that_caseload_waits__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
