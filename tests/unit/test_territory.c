/* A territory's life on several laptops: founding, admitting, joining, exchanging. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "sync/pending.h"
#include "tests/support/scene.h"

static void territory_sync__shows__both_the_same(void **state)
{
	(void)state;
	struct office_town town;
	struct office s, r;
	office_town_open(&town);
	office_open(&s);
	office_open(&r);
	office_found(&s, &town);
	/* Written before joining. */
	const struct jal_id early = office_person(&r, &r.core.caseload, "Petit");
	office_enter(&r, &s, "Camille Essai", false, NULL);
	const struct jal_id own = office_caseload(&r), common = office_common(&r);
	assert_false(id_equal(&own, &r.core.caseload));
	assert_string_equal(office_name(&r, &own, &early), "Petit");
	office_exchange(&r);
	assert_int_equal(r.result.write_unknown, false);
	assert_true(r.result.sent_operations >= 2);
	office_exchange(&s);
	assert_true(s.result.received_operations >= 2);
	assert_true(s.result.supervisor_merged);
	assert_string_equal(office_name(&s, &own, &early), "Petit");
	office_same(&s, &r, &own);
	office_rename(&s, &own, &early, "Durand");
	office_exchange(&s);
	office_exchange(&r);
	assert_string_equal(office_name(&r, &own, &early), "Durand");
	office_same(&s, &r, &own);
	office_same(&s, &r, &common);
	/* Nothing new: nothing is made. */
	office_exchange(&s);
	office_exchange(&r);
	office_exchange(&s);
	office_exchange(&s);
	assert_int_equal(s.result.sent_lots + s.result.received_lots, 0);
	assert_false(s.result.supervisor_merged);
	office_close(&s);
	office_close(&r);
	office_town_close(&town);
}

static void territory_sync__of_two_supervisors__does_not_merge_for_ever(void **state)
{
	(void)state;
	struct office_town town;
	struct office a, b;
	office_town_open(&town);
	office_open(&a);
	office_open(&b);
	office_found(&a, &town);
	office_enter(&b, &a, "Sacha Essai", true, NULL);
	for (int i = 0; i < 2; i++) {
		office_exchange(&b);
		office_exchange(&a);
	}
	for (int i = 0; i < 3; i++) {
		office_exchange(&a);
		assert_false(a.result.supervisor_merged);
		office_exchange(&b);
		assert_false(b.result.supervisor_merged);
	}
	/* Both can open everything of the other's. */
	const struct jal_id of_a = office_caseload(&a), person = office_person(&a, &of_a, "Partagé");
	office_exchange(&a);
	office_exchange(&b);
	assert_true(b.result.supervisor_merged);
	assert_string_equal(office_name(&b, &of_a, &person), "Partagé");
	assert_int_equal(b.result.waiting_envelopes, 0);
	office_close(&a);
	office_close(&b);
	office_town_close(&town);
}

/* A dossier goes to another caseload, and whoever could read it there reads it here. */
static void territory_sync__carries__a_moved_dossier(void **state)
{
	(void)state;
	struct scene w;
	scene_laptops(&w);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	office_enter(&w.q, &w.s, "Dominique Essai", false, NULL);
	const struct jal_id from = office_caseload(&w.r), to = office_caseload(&w.q);
	const struct jal_id person = office_person(&w.r, &from, "Déménagé");
	office_exchange(&w.r);
	office_exchange(&w.s);
	office_exchange(&w.q);
	assert_string_equal(office_name(&w.q, &from, &person), "");
	assert_int_equal(journal_move(w.s.core.journal, &person, &from, &to, &w.s.diag), JAL_OK);
	office_exchange(&w.s);
	office_exchange(&w.q);
	office_exchange(&w.r);
	assert_string_equal(office_name(&w.q, &to, &person), "Déménagé");
	office_same(&w.s, &w.q, &to);
	office_same(&w.s, &w.r, &from);
	scene_close(&w);
}

static void territory_join__refuses__what_is_not_for_it(void **state)
{
	(void)state;
	struct scene w;
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	struct territory_admission how = { .supervisor = false };
	scene_laptops(&w);
	/* Before there is a place to meet, nobody can be invited. */
	assert_int_equal(territory_create(w.s.t, "Littoral d’essai", "Nadia Essai", &w.s.diag), JAL_OK);
	assert_int_equal(territory_create(w.s.t, "Encore", "Nadia Essai", &w.s.diag), JAL_ERR_EXISTS);
	assert_int_equal(territory_request(w.r.t, "Camille Essai", &request, &w.r.diag), JAL_OK);
	w.s.diag = DIAG_INIT;
	assert_int_equal(territory_admit(w.s.t, (const char *)request.data, request.len, &how, &invitation, &w.s.diag),
		JAL_ERR_NOT_FOUND);
	assert_int_equal(territory_add_remote(w.s.t, "home", w.town.server, &w.s.diag), JAL_OK);
	assert_int_equal(territory_add_remote(w.s.t, "home", w.town.server, &w.s.diag), JAL_ERR_EXISTS);
	w.s.diag = DIAG_INIT;
	assert_int_equal(territory_admit(w.s.t, (const char *)request.data, request.len, &how, &invitation, &w.s.diag), JAL_OK);
	/* Nobody has sent it yet: there is no server at all, then one without the admission. */
	assert_int_not_equal(territory_join(w.r.t, (const char *)invitation.data, invitation.len, NULL, &w.r.diag), JAL_OK);
	office_exchange(&w.s);
	/* Another vault. */
	w.q.diag = DIAG_INIT;
	assert_int_equal(territory_join(w.q.t, (const char *)invitation.data, invitation.len, NULL, &w.q.diag), JAL_ERR_INVALID);
	/* Another root: one digit of it. */
	char *root = strstr((char *)invitation.data, "root b2:") + 8;
	const char digit = *root;
	*root = digit == '0' ? '1' : '0';
	w.r.diag = DIAG_INIT;
	assert_int_equal(territory_join(w.r.t, (const char *)invitation.data, invitation.len, NULL, &w.r.diag), JAL_ERR_VERIFY);
	*root = digit;
	w.r.diag = DIAG_INIT;
	assert_int_equal(office_sync(&w.r, NULL), JAL_ERR_NOT_FOUND);
	/* A referent admits nobody. */
	w.r.diag = DIAG_INIT;
	if (territory_join(w.r.t, (const char *)invitation.data, invitation.len, NULL, &w.r.diag) != JAL_OK)
		fail_msg("%s", office_sentence(&w.r));
	buf_clear(&request);
	assert_int_equal(territory_request(w.q.t, "Dominique Essai", &request, &w.q.diag), JAL_OK);
	w.r.diag = DIAG_INIT;
	assert_int_equal(territory_admit(w.r.t, (const char *)request.data, request.len, &how, &invitation, &w.r.diag), JAL_ERR_DENIED);
	buf_free(&request);
	buf_free(&invitation);
	scene_close(&w);
}

static void territory_join__names__a_device_whose_chain_is_missing(void **state)
{
	(void)state;
	struct scene w;
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	struct territory_admission how = { .supervisor = false };
	struct keyring_device d;
	char hex[ID_HEX + 1];
	scene_laptops(&w);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	const struct jal_id own = office_caseload(&w.r);
	(void)office_person(&w.r, &own, "Présent");
	office_exchange(&w.r);
	assert_int_equal(territory_request(w.q.t, "Dominique Essai", &request, &w.q.diag), JAL_OK);
	assert_int_equal(territory_admit(w.s.t, (const char *)request.data, request.len, &how, &invitation, &w.s.diag), JAL_OK);
	office_exchange(&w.s);
	assert_int_equal(keyring_device(w.r.core.db, &d), JAL_OK);
	const struct oid tip = forge_tip(&w.town, forge_reference(&w.r));
	forge_set(&w.town, forge_reference(&w.r), NULL);
	assert_int_equal(territory_join(w.q.t, (const char *)invitation.data, invitation.len, NULL, &w.q.diag), JAL_ERR_VERIFY);
	assert_non_null(strstr(office_sentence(&w.q), id_hex(&d.id, hex)));
	forge_set(&w.town, forge_reference(&w.r), &tip);
	w.q.diag = DIAG_INIT;
	if (territory_join(w.q.t, (const char *)invitation.data, invitation.len, NULL, &w.q.diag) != JAL_OK)
		fail_msg("%s", office_sentence(&w.q));
	buf_free(&request);
	buf_free(&invitation);
	scene_close(&w);
}

/* An entry for which no command is there yet, kept as an admission is. */
static void enter_clause(struct office *s, const struct office_town *town, const struct clause *entry)
{
	struct forge f;
	struct charter_chain chain = CHARTER_CHAIN_INIT;
	struct pending p = PENDING_INIT;
	struct buf raw = BUF_INIT, file = BUF_INIT;
	enum charter_chain_place place = CHARTER_CHAIN_SAME;
	struct oid bad = { { 0 } };
	const struct oid tip = forge_tip(town, "refs/heads/charter");
	forge_begin(&f, s, town);
	assert_int_equal(charter_chain_new(NULL, NULL, &chain), JAL_OK);
	assert_int_equal(charter_chain_extend(&chain, f.repo, &tip, &place, &bad, &s->diag), JAL_OK);
	assert_int_equal(charter_chain_make(&chain, entry, 1, &f.sign, f.date, &raw, &file, &s->diag), JAL_OK);
	assert_int_equal(pending_load(s->core.db, &p), JAL_OK);
	assert_int_equal(pending_add(&p, &raw, &file), JAL_OK);
	assert_int_equal(pending_save(s->core.db, &p), JAL_OK);
	pending_free(&p);
	charter_chain_free(&chain);
	forge_end(&f);
}

static void territory_sync__reads_again__a_caseload_granted_later(void **state)
{
	(void)state;
	struct scene w;
	struct keyring_device d;
	scene_laptops(&w);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	office_enter(&w.q, &w.s, "Dominique Essai", false, NULL);
	const struct jal_id own = office_caseload(&w.q);
	const struct jal_id person = office_person(&w.q, &own, "Déjà là");
	office_exchange(&w.q);
	office_exchange(&w.s);
	office_exchange(&w.r);
	assert_string_equal(office_name(&w.r, &own, &person), "");
	assert_int_equal(w.r.result.waiting_envelopes, 0);
	assert_int_equal(keyring_device(w.r.core.db, &d), JAL_OK);
	const struct clause grant = { .kind = CLAUSE_GRANT, .caseload = own, .member = d.member };
	enter_clause(&w.s, &w.town, &grant);
	office_exchange(&w.s);
	office_exchange(&w.r);
	assert_string_equal(office_name(&w.r, &own, &person), "Déjà là");
	office_same(&w.r, &w.q, &own);
	/* And from now on. */
	office_rename(&w.q, &own, &person, "Encore");
	office_exchange(&w.q);
	office_exchange(&w.r);
	assert_string_equal(office_name(&w.r, &own, &person), "Encore");
	scene_close(&w);
}

/* stopped: the exchange that brings the key is cut off wherever that can be, one event later each time. */
static void wait_for_key(bool stopped)
{
	struct scene w;
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	struct territory_admission how = { .supervisor = false };
	struct keyring_device d;
	scene_laptops(&w);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	const struct jal_id own = office_caseload(&w.r), person = office_person(&w.r, &own, "Attendu");
	office_exchange(&w.r);
	office_exchange(&w.s);
	assert_int_equal(keyring_device(w.r.core.db, &d), JAL_OK);
	how.member = d.member;
	const struct oid before = forge_tip(&w.town, forge_reference(&w.s));
	assert_int_equal(territory_request(w.q.t, "Camille Essai", &request, &w.q.diag), JAL_OK);
	assert_int_equal(territory_admit(w.s.t, (const char *)request.data, request.len, &how, &invitation, &w.s.diag), JAL_OK);
	office_exchange(&w.s);
	/* The server holds back the commit with the keys. */
	const struct oid with_keys = forge_tip(&w.town, forge_reference(&w.s));
	forge_set(&w.town, forge_reference(&w.s), &before);
	if (territory_join(w.q.t, (const char *)invitation.data, invitation.len, NULL, &w.q.diag) != JAL_OK)
		fail_msg("%s", office_sentence(&w.q));
	office_exchange(&w.q);
	assert_true(w.q.result.waiting_envelopes > 0);
	assert_string_equal(office_name(&w.q, &own, &person), "");
	office_reopen(&w.q);
	forge_set(&w.town, forge_reference(&w.s), &with_keys);
	for (int n = 1; stopped; n++) {
		w.q.stop_after = n;
		const enum jal_err err = office_sync(&w.q, NULL);
		w.q.stop_after = 0;
		assert_true(err == JAL_OK || err == JAL_ERR_CANCELLED);
		stopped = err != JAL_OK;
	}
	office_exchange(&w.q);
	assert_int_equal(w.q.result.waiting_envelopes, 0);
	assert_string_equal(office_name(&w.q, &own, &person), "Attendu");
	office_same(&w.q, &w.r, &own);
	buf_free(&request);
	buf_free(&invitation);
	scene_close(&w);
}

static void territory_sync__keeps__what_waits_for_a_key(void **state)
{
	(void)state;
	wait_for_key(false);
}

static void territory_sync__stopped_when_the_key_has_come__opens_the_next_time(void **state)
{
	(void)state;
	wait_for_key(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(territory_join__names__a_device_whose_chain_is_missing),
		cmocka_unit_test(territory_join__refuses__what_is_not_for_it),
		cmocka_unit_test(territory_sync__carries__a_moved_dossier),
		cmocka_unit_test(territory_sync__keeps__what_waits_for_a_key),
		cmocka_unit_test(territory_sync__reads_again__a_caseload_granted_later),
		cmocka_unit_test(territory_sync__of_two_supervisors__does_not_merge_for_ever),
		cmocka_unit_test(territory_sync__stopped_when_the_key_has_come__opens_the_next_time),
		cmocka_unit_test(territory_sync__shows__both_the_same),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("territory", tests, NULL, NULL);
}
