/*
 * A vault that was restored or copied never writes as its old device again: it is
 * admitted anew, and what the old chain lacks becomes its own (protocol.md §5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/meta.h"
#include "core/vault.h"
#include "tests/support/forge.h"

struct scene {
	struct office_town town;
	struct office s, r, back;
	struct jal_id own, first, member;
};

/* r sends one person, then is copied with one that is not sent; then goes on and sends more. */
static int open_scene(void **state)
{
	static struct scene w;
	struct keyring_device d;
	office_town_open(&w.town);
	office_open(&w.s);
	office_open(&w.r);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	w.own = office_caseload(&w.r);
	w.first = office_person(&w.r, &w.own, "Premier");
	office_exchange(&w.r);
	office_exchange(&w.s);
	assert_int_equal(keyring_device(w.r.core.db, &d), JAL_OK);
	w.member = d.member;
	*state = &w;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *w = *state;
	office_close(&w->s);
	office_close(&w->r);
	office_town_close(&w->town);
	return 0;
}

static void mark_restored(struct office *o)
{
	assert_int_equal(db_begin(o->core.db), JAL_OK);
	assert_int_equal(meta_put_i64(o->core.db, VAULT_META_RESTORED, 1), JAL_OK);
	assert_int_equal(db_commit(o->core.db), JAL_OK);
}

static void territory_join__after_a_restore__takes_over_what_was_not_sent(void **state)
{
	struct scene *w = *state;
	struct office *back = &w->back;
	int64_t restored = 0;
	/* In the backup: what the old laptop never sent, since it drowned. */
	const struct jal_id lost = office_person(&w->r, &w->own, "Perdu");
	office_rename(&w->r, &w->own, &w->first, "Nouveau nom");
	office_copy(&w->r, back);
	mark_restored(back);
	/* The copy's own repository was not in the backup. */
	char command[700];
	(void)snprintf(command, sizeof(command), "rm -rf '%s/territory.git'", back->folder);
	assert_int_equal(office_town_run(&w->town, command, NULL), 0);
	const struct oid before = forge_tip(&w->town, forge_reference(&w->r));
	/* The restored one goes on working. */
	office_rename(back, &w->own, &lost, "Perdu, retrouvé");
	assert_int_equal(office_sync(back, NULL), JAL_ERR_DENIED);
	assert_non_null(strstr(office_sentence(back), "restauré ou copié"));
	const struct oid after = forge_tip(&w->town, forge_reference(&w->r));
	assert_true(oid_equal(&before, &after));
	assert_string_equal(office_name(back, &w->own, &lost), "Perdu, retrouvé");
	struct keyring_device old, new;
	assert_int_equal(keyring_device(back->core.db, &old), JAL_OK);
	office_enter(back, &w->s, "Camille Essai", false, &w->member);
	assert_int_equal(keyring_device(back->core.db, &new), JAL_OK);
	assert_false(id_equal(&old.id, &new.id));
	assert_int_equal(meta_i64(back->core.db, VAULT_META_RESTORED, &restored), JAL_ERR_NOT_FOUND);
	assert_non_null(strstr(back->said, "n’étaient pas parties"));
	assert_string_equal(office_name(back, &w->own, &lost), "Perdu, retrouvé");
	assert_string_equal(office_name(back, &w->own, &w->first), "Nouveau nom");
	office_exchange(back);
	office_exchange(&w->s);
	assert_string_equal(office_name(&w->s, &w->own, &lost), "Perdu, retrouvé");
	assert_string_equal(office_name(&w->s, &w->own, &w->first), "Nouveau nom");
	office_same(&w->s, back, &w->own);
	assert_int_equal(w->s.result.conflicts, 0);
	/* Joining again changes nothing more. */
	office_exchange(back);
	assert_int_equal(back->result.sent_operations, 0);
	office_close(back);
}

/* Joining is stopped (a lock, a kill, a server that goes away) after the vault became the new device's. */
static void territory_sync__after_a_join_that_was_stopped__takes_over_before_it_sends(void **state)
{
	struct scene *w = *state;
	struct office *back = &w->back;
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	const struct territory_admission how = { .supervisor = false, .member = w->member };
	int64_t restored = 0;
	const struct jal_id lost = office_person(&w->r, &w->own, "Perdu");
	office_rename(&w->r, &w->own, &w->first, "Nouveau nom");
	office_copy(&w->r, back);
	mark_restored(back);
	assert_int_equal(territory_request(back->t, "Camille Essai", &request, &back->diag), JAL_OK);
	assert_int_equal(territory_admit(w->s.t, (const char *)request.data, request.len, &how, &invitation, &w->s.diag), JAL_OK);
	office_exchange(&w->s);
	enum jal_err err = JAL_ERR_CANCELLED;
	for (int n = 1; err == JAL_ERR_CANCELLED && n < 100; n++) {
		back->stop_after = n;
		back->diag = DIAG_INIT;
		err = territory_join(back->t, (const char *)invitation.data, invitation.len, NULL, &back->diag);
		if (meta_i64(back->core.db, VAULT_META_RESTORED, &restored) == JAL_ERR_NOT_FOUND)
			break;
	}
	back->stop_after = 0;
	assert_int_equal(err, JAL_ERR_CANCELLED);
	office_rename(back, &w->own, &lost, "Perdu, retrouvé");
	office_exchange(back);
	assert_non_null(strstr(back->said, "n’étaient pas parties"));
	office_exchange(&w->s);
	assert_string_equal(office_name(&w->s, &w->own, &lost), "Perdu, retrouvé");
	assert_string_equal(office_name(&w->s, &w->own, &w->first), "Nouveau nom");
	assert_int_equal(w->s.result.conflicts, 0);
	office_same(&w->s, back, &w->own);
	/* Joining to the end changes nothing more. */
	assert_int_equal(territory_join(back->t, (const char *)invitation.data, invitation.len, NULL, &back->diag), JAL_OK);
	office_exchange(back);
	assert_int_equal(back->result.sent_operations, 0);
	office_same(&w->s, back, &w->own);
	buf_free(&request);
	buf_free(&invitation);
	office_close(back);
}

static void territory_join__after_a_restore__leaves_what_the_old_chain_has(void **state)
{
	struct scene *w = *state;
	struct office *back = &w->back;
	const struct jal_id unsent = office_person(&w->r, &w->own, "Parti après");
	office_copy(&w->r, back);
	mark_restored(back);
	/* After the backup, the old laptop sent it, and changed it. */
	office_exchange(&w->r);
	office_rename(&w->r, &w->own, &unsent, "Changé après");
	office_exchange(&w->r);
	/* The restored one has something of its own with the same numbers. */
	const struct jal_id other = office_person(back, &w->own, "Autre saisie");
	office_enter(back, &w->s, "Camille Essai", false, &w->member);
	office_exchange(back);
	office_exchange(&w->s);
	assert_string_equal(office_name(back, &w->own, &unsent), "Changé après");
	assert_string_equal(office_name(back, &w->own, &other), "Autre saisie");
	assert_string_equal(office_name(&w->s, &w->own, &other), "Autre saisie");
	office_same(&w->s, back, &w->own);
	office_exchange(&w->r);
	office_same(&w->s, &w->r, &w->own);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
	office_close(back);
}

static void territory_sync__with_its_own_chain_ahead__never_seals_again(void **state)
{
	struct scene *w = *state;
	struct office *back = &w->back;
	office_copy(&w->r, back);
	(void)office_person(&w->r, &w->own, "Ailleurs");
	office_exchange(&w->r);
	const struct oid tip = forge_tip(&w->town, forge_reference(&w->r));
	/* Nobody marked it: the server shows it. */
	(void)office_person(back, &w->own, "Double");
	assert_int_equal(office_sync(back, NULL), JAL_ERR_DENIED);
	assert_int_equal(office_sync(back, NULL), JAL_ERR_DENIED);
	const struct oid after = forge_tip(&w->town, forge_reference(&w->r));
	assert_true(oid_equal(&tip, &after));
	/* It still receives. */
	office_rename(&w->s, &w->own, &w->first, "Reçu quand même");
	office_exchange(&w->s);
	assert_int_equal(office_sync(back, NULL), JAL_ERR_DENIED);
	assert_string_equal(office_name(back, &w->own, &w->first), "Reçu quand même");
	office_close(back);
}

static void territory_sync__after_losing_its_own_copy__takes_it_from_the_server(void **state)
{
	struct scene *w = *state;
	char command[700];
	(void)snprintf(command, sizeof(command), "rm -rf '%s/territory.git'", w->r.folder);
	assert_int_equal(office_town_run(&w->town, command, NULL), 0);
	(void)office_person(&w->r, &w->own, "Après la perte");
	office_exchange(&w->r);
	office_exchange(&w->s);
	office_same(&w->s, &w->r, &w->own);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(territory_join__after_a_restore__leaves_what_the_old_chain_has),
		TEST(territory_join__after_a_restore__takes_over_what_was_not_sent),
		TEST(territory_sync__after_losing_its_own_copy__takes_it_from_the_server),
		TEST(territory_sync__after_a_join_that_was_stopped__takes_over_before_it_sends),
		TEST(territory_sync__with_its_own_chain_ahead__never_seals_again),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("restored", tests, NULL, NULL);
}
