/*
 * Two supervisors who admit at the same moment, on a server that is a folder and
 * by ssh: every admission is in the chain, or its author is told to retry; never
 * a silent loss (docs/protocol.md, invariant 16).
 */
#include <pthread.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/keyring.h"
#include "sync/remote.h"
#include "tests/support/forge.h"
#include "tests/support/sshd.h"

#define ROUNDS 4

struct scene {
	struct office_town town;
	struct office a, b;
};

static int open_scene(void **state)
{
	static struct scene w;
	office_town_open(&w.town);
	office_open(&w.a);
	office_open(&w.b);
	office_found(&w.a, &w.town);
	office_enter(&w.b, &w.a, "Sacha Essai", true, NULL);
	office_exchange(&w.b);
	*state = &w;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *w = *state;
	office_close(&w->a);
	office_close(&w->b);
	office_town_close(&w->town);
	return 0;
}

/* Admits a vault made for nothing else; gives the device's id. */
static struct jal_id admit(struct office *by, const char *name)
{
	struct office asks;
	struct keyring_device d;
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	const struct territory_admission how = { .supervisor = false };
	office_open(&asks);
	assert_int_equal(territory_request(asks.t, name, &request, &asks.diag), JAL_OK);
	assert_int_equal(keyring_device(asks.core.db, &d), JAL_OK);
	if (territory_admit(by->t, (const char *)request.data, request.len, &how, &invitation, &by->diag) != JAL_OK)
		fail_msg("admit: %s", office_sentence(by));
	buf_free(&request);
	buf_free(&invitation);
	office_close(&asks);
	return d.id;
}

/* Whether stock git finds the device in the charter's file on the server. */
static bool admitted(const struct office_town *town, const struct jal_id *device)
{
	char command[256], hex[ID_HEX + 1];
	(void)snprintf(command, sizeof(command), "git -C server.git show charter:allowed_signers | grep -q '^%s@'",
		id_hex(device, hex));
	return office_town_run(town, command, NULL) == 0;
}

static void *one_exchange(void *ctx)
{
	struct office *o = ctx;
	territory_result_free(&o->result);
	o->diag = DIAG_INIT;
	const enum jal_err err = territory_sync(o->t, NULL, false, &o->result, &o->diag);
	o->diag.err = err;
	return NULL;
}

static void both_at_once(struct scene *w)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_t thread;
		char name[32];
		(void)snprintf(name, sizeof(name), "Personne %d", i);
		const struct jal_id first = admit(&w->a, name), second = admit(&w->b, name);
		assert_int_equal(pthread_create(&thread, NULL, one_exchange, &w->a), 0);
		(void)one_exchange(&w->b);
		assert_int_equal(pthread_join(thread, NULL), 0);
		struct office *const both[] = { &w->a, &w->b };
		const struct jal_id *const wanted[] = { &first, &second };
		for (int k = 0; k < 2; k++) {
			const enum jal_err err = both[k]->diag.err;
			/* Told to try again, or done. */
			if (err != JAL_OK && err != JAL_ERR_BUSY && err != JAL_ERR_NETWORK)
				fail_msg("round %d: %s: %s", i, jal_err_name(err), office_sentence(both[k]));
			if (err || both[k]->result.write_unknown)
				office_exchange(both[k]);
			if (!admitted(&w->town, wanted[k]))
				fail_msg("round %d: an admission was lost", i);
		}
	}
	/* One line, sound, every signature good. */
	struct buf out = BUF_INIT;
	assert_int_equal(office_town_run(&w->town, "git -C server.git rev-list --merges charter", &out), 0);
	assert_int_equal(out.len, 0);
	assert_int_equal(office_town_run(&w->town, "git -C server.git rev-list --count charter", &out), 0);
	assert_int_equal(atoi(buf_str(&out)), 2 + 2 * ROUNDS);
	buf_free(&out);
	assert_int_equal(office_town_run(&w->town, "git -C server.git fsck --strict --no-dangling", NULL), 0);
}

static void invariant_16__two_supervisors_at_once_in_a_folder__lose_nothing(void **state)
{
	both_at_once(*state);
}

static void put_key(struct office *o, struct buf *out)
{
	uint8_t key[32];
	struct secret secret = SECRET_INIT;
	assert_int_equal(keyring_ssh(o->core.db, key, &secret), JAL_OK);
	assert_int_equal(remote_key_text(key, out), JAL_OK);
	assert_int_equal(buf_puts(out, "\n"), JAL_OK);
	secret_free(&secret);
}

static void by_ssh(struct office *o, const char *url)
{
	struct outbox_remote r = { .name = "home", .home = true };
	(void)snprintf(r.url, sizeof(r.url), "%s", url);
	assert_int_equal(outbox_put_remote(o->core.db, &r), JAL_OK);
	o->accept_host = true;
}

static void invariant_16__two_supervisors_at_once_by_ssh__lose_nothing(void **state)
{
	struct scene *w = *state;
	struct sshd sshd;
	struct buf keys = BUF_INIT;
	char url[1024];
	const struct passwd *me = getpwuid(getuid());
	if (!sshd_installed())
		skip();
	assert_non_null(me);
	put_key(&w->a, &keys);
	put_key(&w->b, &keys);
	sshd_start(&sshd, w->town.path, buf_str(&keys), true);
	(void)snprintf(url, sizeof(url), "ssh://%s@127.0.0.1:%u%s", me->pw_name, sshd.port, w->town.server);
	by_ssh(&w->a, url);
	by_ssh(&w->b, url);
	both_at_once(w);
	sshd_stop(&sshd);
	buf_free(&keys);
}

/* Who comes second makes the entry again, and says so to nobody: it is simply done. */
static void invariant_16__the_second_one__is_made_again_on_the_new_tip(void **state)
{
	struct scene *w = *state;
	const struct jal_id first = admit(&w->a, "Première"), second = admit(&w->b, "Seconde"), third = admit(&w->b, "Troisième");
	office_exchange(&w->a);
	office_exchange(&w->b);
	assert_true(admitted(&w->town, &first));
	assert_true(admitted(&w->town, &second));
	assert_true(admitted(&w->town, &third));
	office_exchange(&w->a);
	const struct jal_id card = office_caseload_named(&w->a, "Troisième");
	assert_false(id_is_zero(&card));
}

/* Both admit the same request: one entry stands, the other is dropped with a word. */
static void invariant_16__the_same_device_twice__is_admitted_once(void **state)
{
	struct scene *w = *state;
	struct office asks;
	struct buf request = BUF_INIT, invitation = BUF_INIT;
	const struct territory_admission how = { .supervisor = false };
	office_open(&asks);
	assert_int_equal(territory_request(asks.t, "Camille Essai", &request, &asks.diag), JAL_OK);
	struct office *const both[] = { &w->a, &w->b };
	for (int i = 0; i < 2; i++) {
		buf_clear(&invitation);
		assert_int_equal(territory_admit(both[i]->t, (const char *)request.data, request.len, &how, &invitation,
					 &both[i]->diag),
			JAL_OK);
	}
	office_exchange(&w->a);
	office_exchange(&w->b);
	assert_non_null(strstr(w->b.said, "n’est plus possible"));
	/* Admitted again: the invitation for what stands. */
	buf_clear(&invitation);
	assert_int_equal(territory_admit(w->b.t, (const char *)request.data, request.len, &how, &invitation, &w->b.diag), JAL_OK);
	assert_int_equal(territory_join(asks.t, (const char *)invitation.data, invitation.len, NULL, &asks.diag), JAL_OK);
	buf_free(&request);
	buf_free(&invitation);
	office_close(&asks);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(invariant_16__the_same_device_twice__is_admitted_once),
		TEST(invariant_16__the_second_one__is_made_again_on_the_new_tip),
		TEST(invariant_16__two_supervisors_at_once_by_ssh__lose_nothing),
		TEST(invariant_16__two_supervisors_at_once_in_a_folder__lose_nothing),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("charter_race", tests, NULL, NULL);
}
