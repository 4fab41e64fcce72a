/*
 * Exchanges on several laptops, with a server that is a folder and a stick: the
 * invariants of docs/protocol.md that are about what all agree on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "core/record.h"
#include "tests/support/scene.h"

static int open_scene(void **state)
{
	static struct scene w;
	scene_open(&w, true);
	*state = &w;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static void add_stick(struct scene *w, struct office *o)
{
	char stick[OFFICE_PATH + 16];
	(void)snprintf(stick, sizeof(stick), "%s/stick.git", w->town.path);
	assert_int_equal(territory_add_remote(o->t, "stick", stick, &o->diag), JAL_OK);
}

static void all_same(struct scene *w)
{
	office_same(&w->s, &w->r, &w->own);
	office_same(&w->s, &w->q, &w->own);
	office_same(&w->s, &w->r, &w->common);
	office_same(&w->s, &w->q, &w->common);
}

/* ---- 1: the same lots, the same digest ---- */

static void invariant_1__server_or_stick_in_any_order__the_same_digest(void **state)
{
	struct scene *w = *state;
	unsigned seed = 7;
	struct office *all[3] = { &w->s, &w->r, &w->q };
	const struct jal_id person = office_person(&w->r, &w->own, "Début");
	for (int i = 0; i < 3; i++)
		add_stick(w, all[i]);
	office_exchange(&w->r);
	for (int i = 0; i < 60; i++) {
		struct office *o = all[rand_r(&seed) % 3];
		char name[32];
		(void)snprintf(name, sizeof(name), "Nom %d", i);
		if (*office_name(o, &w->own, &person))
			office_rename(o, &w->own, &person, name);
		(void)office_person(o, &w->own, name);
		if (rand_r(&seed) % 2)
			(void)!office_sync(o, rand_r(&seed) % 2 ? "stick" : "home");
		/* What came is lost and comes again. */
		if (rand_r(&seed) % 4 == 0)
			office_reopen(o);
	}
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 3; i++)
			office_exchange(all[i]);
	all_same(w);
	/* Repetition changes nothing. */
	for (int i = 0; i < 3; i++) {
		office_exchange(all[i]);
		assert_int_equal(all[i]->result.received_operations, 0);
		assert_int_equal(all[i]->result.state, TERRITORY_UP_TO_DATE);
	}
	all_same(w);
}

static void invariant_1__two_who_change_one_value__see_one_conflict(void **state)
{
	struct scene *w = *state;
	const struct jal_id person = office_person(&w->r, &w->own, "Ancien");
	office_exchange(&w->r);
	office_exchange(&w->s);
	office_rename(&w->r, &w->own, &person, "Nouveau");
	office_rename(&w->s, &w->own, &person, "Autre");
	office_exchange(&w->r);
	office_exchange(&w->s);
	office_exchange(&w->r);
	office_exchange(&w->q);
	assert_int_equal(w->s.result.conflicts, 1);
	assert_int_equal(w->r.result.conflicts, 1);
	assert_int_equal(w->q.result.conflicts, 1);
	assert_string_equal(office_name(&w->s, &w->own, &person), office_name(&w->r, &w->own, &person));
	all_same(w);
}

/* ---- 2: nothing typed is taken away ---- */

static void invariant_2__a_form_that_is_open__loses_nothing_to_an_exchange(void **state)
{
	struct scene *w = *state;
	struct record *shown = NULL;
	struct edit *form = NULL;
	const struct value typed = value_text("Saisie");
	const struct jal_id person = office_person(&w->r, &w->own, "Ancien");
	office_exchange(&w->r);
	office_exchange(&w->s);
	office_rename(&w->s, &w->own, &person, "Venu d’ailleurs");
	office_exchange(&w->s);
	/* The form shows the old value; the new one comes behind its back. */
	assert_int_equal(journal_load(w->r.core.journal, &w->own, ENTITY_person, &person, &person, &shown), JAL_OK);
	assert_int_equal(edit_of(shown, &form), JAL_OK);
	assert_int_equal(edit_set(form, FIELD_person_birth_name, &typed), JAL_OK);
	office_exchange(&w->r);
	assert_string_equal(office_name(&w->r, &w->own, &person), "Venu d’ailleurs");
	struct edit *const edits[] = { form };
	assert_int_equal(journal_write(w->r.core.journal, edits, 1, &w->r.diag), JAL_OK);
	edit_free(form);
	record_free(shown);
	office_exchange(&w->r);
	office_exchange(&w->s);
	/* Both are there, for both to see. */
	for (int i = 0; i < 2; i++) {
		struct office *o = i ? &w->s : &w->r;
		struct record *r = NULL;
		size_t first = 0;
		const struct merge_key key = { .field = model_field(FIELD_person_birth_name)->wire };
		assert_int_equal(journal_load(o->core.journal, &w->own, ENTITY_person, &person, &person, &r), JAL_OK);
		assert_int_equal(merge_heads(record_state(r), &key, &first), 2);
		assert_true(record_conflict(r, FIELD_person_birth_name));
		record_free(r);
	}
	office_same(&w->s, &w->r, &w->own);
}

/* ---- 4: acceptance is the charter's and the chain's ---- */

static void invariant_4__clocks_and_order_of_arrival__decide_nothing(void **state)
{
	struct scene *w = *state;
	const struct jal_id person = office_person(&w->r, &w->own, "Premier");
	/* A clock in 1970, one far ahead. */
	w->r.core.now_ms = 0;
	office_exchange(&w->r);
	w->q.core.now_ms = INT64_C(4000000000000);
	office_exchange(&w->q);
	office_rename(&w->q, &w->own, &person, "Second");
	office_exchange(&w->q);
	office_exchange(&w->s);
	office_exchange(&w->r);
	assert_int_equal(w->s.result.quarantined_count, 0);
	all_same(w);
	/* Someone who joins now takes everything at once, and has the same. */
	struct office late;
	struct keyring_device d;
	office_open(&late);
	assert_int_equal(keyring_device(w->r.core.db, &d), JAL_OK);
	office_enter(&late, &w->s, "Camille Essai", false, &d.member);
	office_same(&w->s, &late, &w->own);
	assert_string_equal(office_name(&late, &w->own, &person), "Second");
	office_close(&late);
}

/* The exchange that reads the word about it is cut off, one event later each time; the word is not said twice. */
static void invariant_4__a_chain_held_back__is_missed_after_an_exchange_that_was_stopped(void **state)
{
	struct scene *w = *state;
	enum jal_err err = JAL_ERR_CANCELLED;
	(void)office_person(&w->r, &w->own, "Retenu");
	office_exchange(&w->r);
	(void)office_person(&w->q, &w->own, "Passé");
	office_exchange(&w->q);
	forge_set(&w->town, forge_reference(&w->r), NULL);
	for (int n = 1; err == JAL_ERR_CANCELLED && n < 100; n++) {
		w->s.stop_after = n;
		err = office_sync(&w->s, NULL);
		w->s.stop_after = 0;
		office_reopen(&w->s);
	}
	assert_int_equal(err, JAL_OK);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_BEHIND);
}

static void invariant_4__a_chain_held_back__delays_nobody_else(void **state)
{
	struct scene *w = *state;
	const struct jal_id held = office_person(&w->r, &w->own, "Retenu");
	office_exchange(&w->r);
	const struct oid tip = forge_tip(&w->town, forge_reference(&w->r));
	const struct jal_id other = office_person(&w->q, &w->own, "Passé");
	office_exchange(&w->q);	/* q has read r's chain, and says so */
	forge_set(&w->town, forge_reference(&w->r), NULL);
	office_exchange(&w->s);
	assert_string_equal(office_name(&w->s, &w->own, &other), "Passé");
	assert_string_equal(office_name(&w->s, &w->own, &held), "");
	/* It is missed, and said. */
	assert_int_equal(w->s.result.state, TERRITORY_BEHIND);
	forge_set(&w->town, forge_reference(&w->r), &tip);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
	assert_string_equal(office_name(&w->s, &w->own, &held), "Retenu");
}

/* ---- a server that goes back ---- */

static void territory_sync__pushes_back__what_a_server_lost(void **state)
{
	struct scene *w = *state;
	struct buf out = BUF_INIT;
	const struct jal_id person = office_person(&w->r, &w->own, "Avant");
	office_exchange(&w->r);
	office_exchange(&w->s);
	assert_int_equal(office_town_run(&w->town, "cp -r server.git old.git", NULL), 0);
	office_rename(&w->r, &w->own, &person, "Après");
	office_exchange(&w->r);
	office_exchange(&w->s);
	assert_int_equal(office_town_run(&w->town, "rm -rf server.git && mv old.git server.git", NULL), 0);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_ROLLED_BACK);
	assert_true(w->s.result.pushed_back);
	assert_string_equal(office_name(&w->s, &w->own, &person), "Après");
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
	/* A third one finds all of it there. */
	office_exchange(&w->q);
	assert_string_equal(office_name(&w->q, &w->own, &person), "Après");
	assert_int_equal(office_town_run(&w->town, "git -C server.git fsck --strict", &out), 0);
	buf_free(&out);
}

/* The server goes back while w->s knows more, and w->s alone. */
static void roll_back(struct scene *w, struct jal_id *person)
{
	*person = office_person(&w->r, &w->own, "Avant");
	office_exchange(&w->r);
	office_exchange(&w->s);
	assert_int_equal(office_town_run(&w->town, "cp -r server.git old.git", NULL), 0);
	office_rename(&w->r, &w->own, person, "Après");
	office_exchange(&w->r);
	office_exchange(&w->s);
	assert_int_equal(office_town_run(&w->town, "rm -rf server.git && mv old.git server.git", NULL), 0);
}

static void a_rollback__is_not_forgotten__before_it_was_repaired_and_told(void **state)
{
	struct scene *w = *state;
	struct jal_id person;
	roll_back(w, &person);
	/* Looking changes nothing there. */
	assert_int_equal(territory_sync(w->s.t, NULL, true, &w->s.result, &w->s.diag), JAL_OK);
	assert_int_equal(w->s.result.state, TERRITORY_ROLLED_BACK);
	assert_false(w->s.result.pushed_back);
	territory_result_free(&w->s.result);
	/* Stopped at every place in turn, it has not told yet, or has repaired. */
	int stops = 0;
	for (bool done = false; !done; stops++) {
		w->s.stop_after = stops + 1;
		const enum jal_err err = office_sync(&w->s, NULL);
		done = err == JAL_OK;
		if (!done)
			assert_int_equal(err, JAL_ERR_CANCELLED);
	}
	w->s.stop_after = 0;
	assert_true(stops > 3);
	assert_int_equal(w->s.result.state, TERRITORY_ROLLED_BACK);
	assert_true(w->s.result.pushed_back);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
	office_exchange(&w->q);
	assert_string_equal(office_name(&w->q, &w->own, &person), "Après");
}

/* ---- 3: two commits with one seq ---- */

/* r and a copy of it each seal the same seq, for two servers; the copy's goes to the stick. */
static void fork_r(struct scene *w, struct office *copy, struct jal_id *a, struct jal_id *b)
{
	office_exchange(&w->r);
	add_stick(w, &w->r);
	add_stick(w, &w->s);
	add_stick(w, &w->q);
	office_copy(&w->r, copy);
	*a = office_person(&w->r, &w->own, "Branche A");
	*b = office_person(copy, &w->own, "Branche B");
	assert_int_equal(office_sync(&w->r, "home"), JAL_OK);
	assert_int_equal(office_sync(copy, "stick"), JAL_OK);
}

static void invariant_3__a_fork__is_named_and_what_was_not_settled_withdrawn(void **state)
{
	struct scene *w = *state;
	struct office copy;
	struct jal_id a, b;
	struct buf out = BUF_INIT;
	fork_r(w, &copy, &a, &b);
	/* q knows the one from the server first, then meets the other on the stick. */
	assert_int_equal(office_sync(&w->q, "home"), JAL_OK);
	assert_string_equal(office_name(&w->q, &w->own, &a), "Branche A");
	assert_int_equal(office_sync(&w->q, "stick"), JAL_ERR_VERIFY);
	assert_int_equal(w->q.result.state, TERRITORY_FORKED);
	assert_string_equal(w->q.result.quarantined[0].reference, forge_reference(&w->r));
	assert_string_equal(office_name(&w->q, &w->own, &a), "");
	assert_string_equal(office_name(&w->q, &w->own, &b), "");
	/* s knows the other one first, and settles it in good faith: that holds for all. */
	assert_int_equal(office_sync(&w->s, "stick"), JAL_OK);
	assert_true(w->s.result.supervisor_merged);
	assert_int_equal(office_sync(&w->s, "home"), JAL_ERR_VERIFY);
	assert_string_equal(office_name(&w->s, &w->own, &b), "Branche B");
	(void)!office_sync(&w->q, "home");
	assert_int_equal(w->q.result.state, TERRITORY_FORKED);
	assert_string_equal(office_name(&w->q, &w->own, &a), "");
	assert_string_equal(office_name(&w->q, &w->own, &b), "Branche B");
	office_same(&w->s, &w->q, &w->own);
	/* Evidence that stock git verifies. */
	char command[4096];
	(void)snprintf(command, sizeof(command),
		"git -C '%s/territory.git' cat-file blob charter:allowed_signers >signers && "
		"git -C '%s/territory.git' -c gpg.ssh.allowedSignersFile=$PWD/signers log --format=%%G? "
		"$(git -C '%s/territory.git' for-each-ref --format='%%(refname)' refs/evidence) | sort | uniq",
		w->q.folder, w->q.folder, w->q.folder);
	assert_int_equal(office_town_run(&w->town, command, &out), 0);
	assert_string_equal(buf_str(&out), "G\n");
	buf_free(&out);
	/* r itself learns that it has a double, and writes no more. */
	const enum jal_err err = office_sync(&w->r, "stick");
	assert_int_equal(err, JAL_ERR_DENIED);
	assert_non_null(strstr(office_sentence(&w->r), "restauré ou copié"));
	office_close(&copy);
}

static void invariant_3__what_a_supervisor_settled__stays_for_all(void **state)
{
	struct scene *w = *state;
	struct office copy;
	struct jal_id a, b;
	fork_r(w, &copy, &a, &b);
	/* The supervisor merges A, and only then anyone meets B. */
	assert_int_equal(office_sync(&w->s, "home"), JAL_OK);
	assert_true(w->s.result.supervisor_merged);
	assert_int_equal(office_sync(&w->s, "stick"), JAL_ERR_VERIFY);
	assert_string_equal(office_name(&w->s, &w->own, &a), "Branche A");
	assert_string_equal(office_name(&w->s, &w->own, &b), "");
	/* q meets B first and applies it; the merge brings A, which is what counts. */
	struct office *q = &w->q;
	assert_int_equal(office_town_run(&w->town, "cp -r stick.git before.git", NULL), 0);
	assert_int_equal(territory_add_remote(q->t, "before", "", &q->diag), JAL_ERR_INVALID);
	char path[700];
	(void)snprintf(path, sizeof(path), "%s/before.git", w->town.path);
	assert_int_equal(territory_add_remote(q->t, "before", path, &q->diag), JAL_OK);
	(void)!office_sync(q, "before");
	(void)!office_sync(q, "home");
	assert_string_equal(office_name(q, &w->own, &a), "Branche A");
	assert_string_equal(office_name(q, &w->own, &b), "");
	office_same(&w->s, q, &w->own);
	office_close(&copy);
}

/* ---- what others say they saw ---- */

static void territory_sync__is_told__what_it_would_do(void **state)
{
	struct scene *w = *state;
	struct territory_result result = { .received_lots = 0 };
	struct jal_hash before = { { 0 } }, after = { { 0 } };
	(void)office_person(&w->r, &w->own, "Reçu");
	office_exchange(&w->r);
	(void)office_person(&w->s, &w->own, "À envoyer");
	assert_int_equal(journal_digest(w->s.core.journal, &w->own, &before), JAL_OK);
	const struct oid tip = forge_tip(&w->town, forge_reference(&w->s));
	assert_int_equal(territory_sync(w->s.t, NULL, true, &result, &w->s.diag), JAL_OK);
	assert_true(result.received_operations >= 2);
	assert_true(result.sent_operations >= 2);
	assert_int_equal(journal_digest(w->s.core.journal, &w->own, &after), JAL_OK);
	assert_true(hash_equal(&before, &after));
	const struct oid now = forge_tip(&w->town, forge_reference(&w->s));
	assert_true(oid_equal(&tip, &now));
	territory_result_free(&result);
	office_exchange(&w->s);
	assert_true(w->s.result.received_operations >= 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(invariant_1__server_or_stick_in_any_order__the_same_digest),
		TEST(invariant_1__two_who_change_one_value__see_one_conflict),
		TEST(invariant_2__a_form_that_is_open__loses_nothing_to_an_exchange),
		TEST(invariant_3__a_fork__is_named_and_what_was_not_settled_withdrawn),
		TEST(invariant_3__what_a_supervisor_settled__stays_for_all),
		TEST(invariant_4__a_chain_held_back__is_missed_after_an_exchange_that_was_stopped),
		TEST(invariant_4__a_chain_held_back__delays_nobody_else),
		TEST(invariant_4__clocks_and_order_of_arrival__decide_nothing),
		TEST(territory_sync__is_told__what_it_would_do),
		TEST(territory_sync__pushes_back__what_a_server_lost),
		TEST(a_rollback__is_not_forgotten__before_it_was_repaired_and_told),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
