/* A depot behind sshd. */
#include <pwd.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/depot.h"
#include "tests/support/stock.h"

struct depot depot;

static bool decide(void *ctx, const char *server, const char *fingerprint)
{
	struct depot_person *p = ctx;
	p->asked++;
	(void)snprintf(p->server, sizeof(p->server), "%s", server);
	(void)snprintf(p->fingerprint, sizeof(p->fingerprint), "%s", fingerprint);
	return p->accepts;
}

const struct sync_listener depot_listener = { .host_key = decide, .ctx = &depot.person };

void depot_point_at(unsigned port)
{
	const struct passwd *me = getpwuid(getuid());
	assert_non_null(me);
	(void)snprintf(depot.url, sizeof(depot.url), "ssh://%s@127.0.0.1:%u%s/it's a depot", me->pw_name, port,
		depot.w.folder);
}

void depot_shell(const char *command)
{
	if (stock_run(depot.w.folder, command, NULL) != 0) {
		struct buf said = BUF_INIT;
		stock_read(depot.w.folder, "stderr", &said);
		fail_msg("%s: %s", command, buf_str(&said));
	}
}

void depot_restart(bool new_host_key)
{
	struct buf key = BUF_INIT;
	sshd_stop(&depot.sshd);
	assert_int_equal(remote_key_text(depot.public_key, &key), JAL_OK);
	sshd_start(&depot.sshd, depot.w.folder, buf_str(&key), new_host_key);
	buf_free(&key);
	depot_point_at(depot.sshd.port);
}

int depot_open(void **state)
{
	char fingerprint[128];
	(void)state;
	if (!sshd_installed())
		return 0;
	depot = (struct depot){ .w.folder = stock_folder(), .person.accepts = true };
	assert_int_equal(secret_new(crypto_sign_SECRETKEYBYTES, &depot.secret_key), JAL_OK);
	(void)crypto_sign_keypair(depot.public_key, depot.secret_key.p);
	depot_restart(true);
	sshd_fingerprint(&depot.sshd, fingerprint, sizeof(fingerprint));
	(void)snprintf(depot.pinned, sizeof(depot.pinned), "ssh-ed25519 %s", fingerprint);
	depot.w.options = (struct remote_options){ .url = depot.url,
		.host_key = depot.pinned,
		.ssh_public = depot.public_key,
		.ssh_secret = &depot.secret_key,
		.listener = &depot_listener,
		.connect_ms = 10000,
		.silence_ms = 10000 };
	/* A name that a shell would take apart, and a simple one for the test's own commands. */
	depot_shell("git init -q --bare -b charter \"it's a depot\" && ln -s \"it's a depot\" depot");
	return 0;
}

int depot_close(void **state)
{
	(void)state;
	if (!sshd_installed())
		return 0;
	sshd_stop(&depot.sshd);
	secret_free(&depot.secret_key);
	(void)stock_run(depot.w.folder, "rm -rf ./*", NULL);
	free(depot.w.folder);
	return 0;
}
