/* Notes by their words: what is found is what the notes say now, whoever wrote it and whatever was done since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/notefind.h"
#include "core/schema.h"
#include "tests/support/people.h"

#define FOUND_MAX 16

struct hits {
	size_t n;
	struct jal_id note[FOUND_MAX], dossier[FOUND_MAX];
	bool confidential[FOUND_MAX], silent[FOUND_MAX], archived[FOUND_MAX];
	bool more;
};

static enum jal_err keep(void *ctx, const struct notefind_hit *hit)
{
	struct hits *f = ctx;
	assert_true(f->n < FOUND_MAX);
	f->note[f->n] = hit->note;
	f->dossier[f->n] = hit->dossier;
	f->confidential[f->n] = hit->confidential;
	f->archived[f->n] = hit->archived;
	f->silent[f->n++] = hit->text == NULL;
	return JAL_OK;
}

static struct hits find_in(struct corebox *b, const char *typed, const struct notefind_place *place, size_t limit)
{
	struct hits f = { .n = 0 };
	assert_int_equal(notefind_search(b->db, typed, place, limit, keep, &f, &f.more), JAL_OK);
	return f;
}

static struct hits find(struct corebox *b, const char *typed)
{
	const struct notefind_place everywhere = { .dossier = ID_ZERO };
	return find_in(b, typed, &everywhere, FOUND_MAX);
}

static struct jal_id new_note(struct corebox *b, const struct jal_id *dossier, int64_t day, const char *note)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_note, &b->caseload, dossier, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_note_date, day), JAL_OK);
	set_text(e, FIELD_note_text, note);
	assert_int_equal(write_one(b, e), JAL_OK);
	const struct jal_id id = *edit_record(e);
	edit_free(e);
	return id;
}

static struct edit *note_form(struct corebox *b, const struct jal_id *dossier, const struct jal_id *id)
{
	struct record *r = NULL;
	struct edit *e = NULL;
	assert_int_equal(journal_load(b->journal, &b->caseload, ENTITY_note, dossier, id, &r), JAL_OK);
	assert_int_equal(edit_of(r, &e), JAL_OK);
	record_free(r);
	return e;
}

static void save(struct corebox *b, struct edit *e)
{
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static void notefind_search__finds__each_word_by_its_beginning_without_accents(void **state)
{
	(void)state;
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	const struct jal_id note = new_note(&b, &dossier, 20000, "L’Œuvre d’à côté : place en crèche, dès l’été.");
	new_note(&b, &dossier, 20001, "Rien de tel.");
	static const char *const yes[] = { "creche", "CRÈCHE", "cre pla", "oeuvre", "ete", "cote place", "l’été" };
	static const char *const no[] = { "reche", "creche velo", "telle", "x", "", "l", "«", "(creche)", "OR AND" };
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		const struct hits f = find(&b, yes[i]);
		if (f.n != 1 || !id_equal(&f.note[0], &note))
			fail_msg("%s: %zu", yes[i], f.n);
		assert_true(id_equal(&f.dossier[0], &dossier));
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (find(&b, no[i]).n != (i == 7 ? 1 : 0))
			fail_msg("%s", no[i]);
	assert_false(notefind_asks("l"));
	assert_true(notefind_asks("l été"));
	corebox_close(&b);
}

static void notefind_search__gives__the_newest_first_and_says_when_there_are_more(void **state)
{
	(void)state;
	struct corebox b;
	const struct jal_id one = id_of(5), other = id_of(6);
	corebox_open(&b);
	new_person(&b, &one, "Dupont");
	new_person(&b, &other, "Durand");
	const struct jal_id middle = new_note(&b, &one, 19000, "permis");
	const struct jal_id newest = new_note(&b, &other, 20000, "permis");
	const struct jal_id oldest = new_note(&b, &one, -4000, "permis");
	struct hits f = find(&b, "permis");
	assert_int_equal(f.n, 3);
	assert_false(f.more);
	assert_true(id_equal(&f.note[0], &newest));
	assert_true(id_equal(&f.note[1], &middle));
	assert_true(id_equal(&f.note[2], &oldest));
	const struct notefind_place everywhere = { .dossier = ID_ZERO };
	const struct notefind_place here = { .caseload = b.caseload, .dossier = one };
	f = find_in(&b, "permis", &everywhere, 2);
	assert_int_equal(f.n, 2);
	assert_true(f.more);
	f = find_in(&b, "permis", &here, 3);
	assert_int_equal(f.n, 2);
	assert_true(id_equal(&f.note[0], &middle));
	assert_true(id_equal(&f.note[1], &oldest));
	/* A date that is changed moves it. */
	struct edit *e = note_form(&b, &one, &oldest);
	assert_int_equal(edit_set_number(e, FIELD_note_date, 20001), JAL_OK);
	save(&b, e);
	f = find(&b, "permis");
	assert_int_equal(f.n, 3);
	assert_true(id_equal(&f.note[0], &oldest));
	corebox_close(&b);
}

static void notefind_search__follows__what_is_changed_undone_and_archived(void **state)
{
	(void)state;
	struct corebox b;
	struct diag diag = DIAG_INIT;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	const struct jal_id note = new_note(&b, &dossier, 20000, "Le scooter");
	struct edit *e = note_form(&b, &dossier, &note);
	set_text(e, FIELD_note_text, "La trottinette");
	save(&b, e);
	assert_int_equal(find(&b, "scooter").n, 0);
	assert_int_equal(find(&b, "trottinette").n, 1);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	assert_int_equal(find(&b, "scooter").n, 1);
	assert_int_equal(find(&b, "trottinette").n, 0);
	e = note_form(&b, &dossier, &note);
	assert_int_equal(edit_set_flag(e, FIELD_note_archived, true), JAL_OK);
	save(&b, e);
	assert_int_equal(find(&b, "scooter").n, 0);
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	assert_int_equal(find(&b, "scooter").n, 1);
	/* Its making undone, nothing is left in it. */
	assert_int_equal(journal_undo(b.journal, &diag), JAL_OK);
	assert_int_equal(find(&b, "scooter").n, 0);
	corebox_close(&b);
}

static void notefind_search__tells__nothing_of_a_confidential_note_but_that_it_has_the_word(void **state)
{
	(void)state;
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	static const char *const levels[] = { "team", "supervision", "me" };
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	for (size_t i = 0; i < 3; i++) {
		const struct jal_id id = new_note(&b, &dossier, 20000 - (int64_t)i, "hospitalisation");
		struct edit *e = note_form(&b, &dossier, &id);
		set_text(e, FIELD_note_visibility, levels[i]);
		save(&b, e);
	}
	const struct jal_id id = new_note(&b, &dossier, 19000, "hospitalisation");
	struct edit *e = note_form(&b, &dossier, &id);
	assert_int_equal(edit_element(e, FIELD_note_sensitive, "health", true), JAL_OK);
	save(&b, e);
	struct hits f = find(&b, "hospi");
	assert_int_equal(f.n, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(f.confidential[i], i > 0);
		assert_int_equal(f.silent[i], i > 0);
	}
	e = note_form(&b, &dossier, &id);
	assert_int_equal(edit_element(e, FIELD_note_sensitive, "health", false), JAL_OK);
	save(&b, e);
	f = find(&b, "hospi");
	assert_false(f.confidential[3]);
	corebox_close(&b);
}

static void notefind_search__finds__what_was_received_as_what_was_typed(void **state)
{
	(void)state;
	struct corebox a, b;
	const struct jal_id dossier = id_of(5);
	two(&a, &b);
	a.caseload = b.caseload = people_caseload;
	new_person(&a, &dossier, "Dupont");
	const struct jal_id note = new_note(&a, &dossier, 20000, "Le scooter");
	struct sent s = seal(&a);
	receive(&b, &s);
	outbox_batch_free(&s.batch);
	assert_int_equal(find(&b, "scooter").n, 1);
	struct edit *e = note_form(&a, &dossier, &note);
	set_text(e, FIELD_note_text, "La trottinette");
	save(&a, e);
	s = seal(&a);
	receive(&b, &s);
	assert_int_equal(find(&b, "scooter").n, 0);
	assert_int_equal(find(&b, "trottinette").n, 1);
	/* What was accepted and then is not, is not found. */
	size_t operations = 0;
	struct diag diag = DIAG_INIT;
	assert_int_equal(journal_withdraw(b.journal, &a.device.id, s.lot.seq, &operations, &diag), JAL_OK);
	assert_int_equal(find(&b, "scooter").n, 1);
	assert_int_equal(find(&b, "trottinette").n, 0);
	outbox_batch_free(&s.batch);
	corebox_close(&a);
	corebox_close(&b);
}

/* A vault made before there was an index, and one whose table of notes is made anew. */
static void notefind_create__takes_in__the_notes_that_were_there(void **state)
{
	(void)state;
	struct corebox b;
	const struct jal_id dossier = id_of(5);
	corebox_open(&b);
	new_person(&b, &dossier, "Dupont");
	new_note(&b, &dossier, 20000, "Le scooter");
	assert_int_equal(db_begin(b.db), JAL_OK);
	assert_int_equal(db_exec(b.db, "DROP TABLE note_search"), JAL_OK);
	for (int i = 0; i < schema_vault.count; i++)
		if (strcmp(schema_vault.steps[i].name, "note_search") == 0)
			assert_int_equal(schema_vault.steps[i].run(b.db), JAL_OK);
	assert_int_equal(db_commit(b.db), JAL_OK);
	assert_int_equal(find(&b, "scooter").n, 1);
	assert_int_equal(db_begin(b.db), JAL_OK);
	assert_int_equal(notefind_rebuild(b.db), JAL_OK);
	assert_int_equal(db_commit(b.db), JAL_OK);
	assert_int_equal(find(&b, "scooter").n, 1);
	new_note(&b, &dossier, 20000, "Le scooter");
	assert_int_equal(find(&b, "scooter").n, 2);
	corebox_close(&b);
}

static void notefind_snippet__shows__what_stands_around_the_word(void **state)
{
	(void)state;
	static const struct {
		const char *note, *typed, *shown, *word;
	} rows[] = {
		{ "Un permis.", "permis", "Un permis.", "permis" },
		{ "Un permis.", "vélo", "Un permis.", "" },
		{ "Elle a passé le code, puis le permis, puis encore autre chose de long.", "perm",
			"… puis le permis, puis encore au…", "permis" },
		{ "Deux\nlignes, l’Œuvre", "oeuv", "Deux lignes, l’Œuvre", "Œuvre" },
		{ "", "permis", "", "" },
		{ "\x1b[31mrouge", "rouge", "^[[31mrouge", "31mrouge" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF_INIT;
		size_t at = 0, len = 0;
		assert_int_equal(notefind_snippet(rows[i].note, rows[i].typed, 30, &out, &at, &len), JAL_OK);
		assert_true(at + len <= out.len);
		if (i != 5) {
			assert_string_equal(buf_str(&out), rows[i].shown);
			assert_int_equal(len, strlen(rows[i].word));
			assert_memory_equal(buf_str(&out) + at, rows[i].word, len);
		} else {
			assert_null(strchr(buf_str(&out), 0x1b));
		}
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notefind_search__finds__each_word_by_its_beginning_without_accents),
		cmocka_unit_test(notefind_search__gives__the_newest_first_and_says_when_there_are_more),
		cmocka_unit_test(notefind_search__follows__what_is_changed_undone_and_archived),
		cmocka_unit_test(notefind_search__tells__nothing_of_a_confidential_note_but_that_it_has_the_word),
		cmocka_unit_test(notefind_search__finds__what_was_received_as_what_was_typed),
		cmocka_unit_test(notefind_create__takes_in__the_notes_that_were_there),
		cmocka_unit_test(notefind_snippet__shows__what_stands_around_the_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
