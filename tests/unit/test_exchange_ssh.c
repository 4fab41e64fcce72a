/*
 * Exchanges by ssh with a real sshd on the loopback: the server's key pinned at
 * the first contact, a server that refuses, and what is told then.
 */
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "sync/remote.h"
#include "tests/support/forge.h"
#include "tests/support/sshd.h"

struct scene {
	struct office_town town;
	struct office s;
	struct sshd sshd;
	struct jal_id own;
};

static void start(struct scene *w, bool new_host_key)
{
	uint8_t key[32];
	struct secret secret = SECRET_INIT;
	struct buf text = BUF_INIT;
	struct outbox_remote r = { .name = "home", .home = true };
	const struct passwd *me = getpwuid(getuid());
	assert_non_null(me);
	assert_int_equal(keyring_ssh(w->s.core.db, key, &secret), JAL_OK);
	assert_int_equal(remote_key_text(key, &text), JAL_OK);
	sshd_start(&w->sshd, w->town.path, buf_str(&text), new_host_key);
	(void)snprintf(r.url, sizeof(r.url), "ssh://%s@127.0.0.1:%u%s", me->pw_name, w->sshd.port, w->town.server);
	assert_int_equal(outbox_put_remote(w->s.core.db, &r), JAL_OK);
	secret_free(&secret);
	buf_free(&text);
}

static int open_scene(void **state)
{
	static struct scene w;
	*state = &w;
	if (!sshd_installed())
		return 0;
	office_town_open(&w.town);
	office_open(&w.s);
	assert_int_equal(territory_create(w.s.t, "Littoral d’essai", "Nadia Essai", &w.s.diag), JAL_OK);
	w.own = office_caseload(&w.s);
	start(&w, true);
	assert_int_equal(office_town_run(&w.town, "git init -q --bare -b charter server.git", NULL), 0);
	return 0;
}

static int close_scene(void **state)
{
	struct scene *w = *state;
	if (!sshd_installed())
		return 0;
	sshd_stop(&w->sshd);
	office_close(&w->s);
	office_town_close(&w->town);
	return 0;
}

static uint64_t unsent(struct scene *w)
{
	uint64_t operations = 0, dossiers = 0;
	assert_int_equal(outbox_unsent(w->s.core.db, &operations, &dossiers), JAL_OK);
	return operations;
}

static enum jal_err keep(void *ctx, const struct outbox_remote *r)
{
	*(struct outbox_remote *)ctx = *r;
	return JAL_OK;
}

static void territory_sync__by_ssh__pins_the_server_s_key(void **state)
{
	struct scene *w = *state;
	struct outbox_remote home = { .last_ok_ms = 0 };
	char fingerprint[128];
	if (!sshd_installed())
		skip();
	/* Nobody vouches for it. */
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_WAITING);
	assert_int_not_equal(unsent(w), 0);
	w->s.accept_host = true;
	office_exchange(&w->s);
	assert_int_equal(unsent(w), 0);
	sshd_fingerprint(&w->sshd, fingerprint, sizeof(fingerprint));
	assert_int_equal(outbox_remotes(w->s.core.db, keep, &home), JAL_OK);
	assert_non_null(strstr(home.host_key, fingerprint));
	assert_true(home.last_ok_ms > 0);
	/* Now known: nobody is asked. */
	w->s.accept_host = false;
	office_exchange(&w->s);
}

static void invariant_15__a_server_that_refuses__proves_nothing_sent(void **state)
{
	struct scene *w = *state;
	if (!sshd_installed())
		skip();
	w->s.accept_host = true;
	office_exchange(&w->s);
	(void)office_person(&w->s, &w->own, "Refusé");
	const uint64_t before = unsent(w);
	assert_int_equal(office_town_run(&w->town,
				 "printf '#!/bin/sh\nexit 1\n' >server.git/hooks/pre-receive 2>/dev/null || "
				 "{ mkdir -p server.git/hooks && printf '#!/bin/sh\nexit 1\n' >server.git/hooks/pre-receive; }; "
				 "chmod +x server.git/hooks/pre-receive",
				 NULL),
		0);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_DENIED);
	assert_int_equal(unsent(w), before);
	assert_int_equal(w->s.result.sent_operations, 0);
	assert_non_null(strstr(office_sentence(&w->s), "conservés ici"));
	assert_int_equal(office_town_run(&w->town, "rm server.git/hooks/pre-receive", NULL), 0);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.sent_operations, before);
	assert_int_equal(unsent(w), 0);
}

/* It went back, and lets nobody mend that: told each time, until it was mended. */
static void a_rollback__that_the_server_does_not_let_repair__is_told_each_time(void **state)
{
	struct scene *w = *state;
	if (!sshd_installed())
		skip();
	w->s.accept_host = true;
	office_exchange(&w->s);
	assert_int_equal(office_town_run(&w->town, "cp -r server.git old.git", NULL), 0);
	(void)office_person(&w->s, &w->own, "Perdu");
	office_exchange(&w->s);
	assert_int_equal(office_town_run(&w->town,
				 "rm -rf server.git && mv old.git server.git && mkdir -p server.git/hooks && "
				 "printf '#!/bin/sh\nexit 1\n' >server.git/hooks/pre-receive && chmod +x server.git/hooks/pre-receive",
				 NULL),
		0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_DENIED);
		assert_int_equal(w->s.result.state, TERRITORY_ROLLED_BACK);
		assert_false(w->s.result.pushed_back);
	}
	assert_int_equal(office_town_run(&w->town, "rm server.git/hooks/pre-receive", NULL), 0);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_ROLLED_BACK);
	assert_true(w->s.result.pushed_back);
	office_exchange(&w->s);
	assert_int_equal(w->s.result.state, TERRITORY_UP_TO_DATE);
}

static void territory_sync__without_its_server__says_so_and_keeps_all(void **state)
{
	struct scene *w = *state;
	if (!sshd_installed())
		skip();
	w->s.accept_host = true;
	office_exchange(&w->s);
	(void)office_person(&w->s, &w->own, "Sans réseau");
	const uint64_t before = unsent(w);
	sshd_stop(&w->sshd);
	assert_int_equal(office_sync(&w->s, NULL), JAL_ERR_NETWORK);
	assert_int_equal(unsent(w), before);
	start(w, false);
	office_exchange(&w->s);
	assert_int_equal(unsent(w), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(invariant_15__a_server_that_refuses__proves_nothing_sent),
		TEST(territory_sync__by_ssh__pins_the_server_s_key),
		TEST(a_rollback__that_the_server_does_not_let_repair__is_told_each_time),
		TEST(territory_sync__without_its_server__says_so_and_keeps_all),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("exchange_ssh", tests, NULL, NULL);
}
