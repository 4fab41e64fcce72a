/*
 * kill −9 at each system call of an exchange that touches the disk, and a disk
 * that is full from each of them on: the next exchange goes on, the same seq has
 * the same bytes, nothing counts as sent that the server does not show, and both
 * sides are sound (docs/protocol.md, invariant 15).
 *
 * Every 16th call only; every call when JALON_TEST_SEEDS asks for long tests.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/outbox.h"
#include "tests/support/forge.h"

#define KILLED	  137
#define CALLS_MAX 2000

struct scene {
	struct office_town town;
	struct office s, r;
	struct jal_id own, person;
	char killat[OFFICE_PATH], exchanger[OFFICE_PATH], key[OFFICE_PATH + 8];
};

static void tool(char out[OFFICE_PATH], const char *name)
{
	const char *build = getenv("JALON_BUILDDIR");
	(void)snprintf(out, OFFICE_PATH, "%s/tests/support/%s", build ? build : ".", name);
	assert_int_equal(access(out, X_OK), 0);
}

static void write_key(struct scene *w)
{
	(void)snprintf(w->key, sizeof(w->key), "%s/key", w->town.path);
	const int fd = open(w->key, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, w->r.core.key.p, w->r.core.key.n), (ssize_t)w->r.core.key.n);
	assert_int_equal(close(fd), 0);
}

/* Something to receive, something to send, on both sides. */
static int open_scene(void **state)
{
	static struct scene w;
	tool(w.killat, "killat");
	tool(w.exchanger, "exchanger");
	office_town_open(&w.town);
	office_open(&w.s);
	office_open(&w.r);
	office_found(&w.s, &w.town);
	office_enter(&w.r, &w.s, "Camille Essai", false, NULL);
	w.own = office_caseload(&w.r);
	w.person = office_person(&w.r, &w.own, "Premier");
	office_exchange(&w.r);
	office_exchange(&w.s);
	office_rename(&w.s, &w.own, &w.person, "Changé");
	(void)office_person(&w.s, &w.own, "Second");
	office_exchange(&w.s);
	(void)office_person(&w.r, &w.own, "Troisième");
	write_key(&w);
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

/* One try, on copies of the server and of r's vault. */
struct attempt {
	struct scene *w;
	struct office r;
	uint64_t seq;		/* of r's last sealed commit, before and just after the kill */
	struct jal_hash hash;
};

static void begin(struct attempt *a, struct scene *w)
{
	a->w = w;
	assert_int_equal(office_town_run(&w->town, "rm -rf kept.git && cp -r server.git kept.git", NULL), 0);
	office_copy(&w->r, &a->r);
	office_leave(&a->r);
}

static void end(struct attempt *a)
{
	office_close(&a->r);
	assert_int_equal(office_town_run(&a->w->town, "rm -rf server.git && mv kept.git server.git", NULL), 0);
}

static int run(struct attempt *a, long n, bool full)
{
	char at[24];
	(void)snprintf(at, sizeof(at), "%ld", n);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const int null = open("/dev/null", O_WRONLY);
		if (null < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(125);
		const struct scene *w = a->w;
		if (full)
			(void)execl(w->killat, "killat", "-n", at, "-e", "ENOSPC", "-E", "--", w->exchanger, a->r.core.path, w->key,
				a->r.folder, (char *)NULL);
		else
			(void)execl(w->killat, "killat", "-n", at, "--", w->exchanger, a->r.core.path, w->key, a->r.folder,
				(char *)NULL);
		_exit(126);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static enum jal_err find_home(void *ctx, const struct outbox_remote *r)
{
	*(struct outbox_remote *)ctx = *r;
	return JAL_OK;
}

/* The seq of r's tip on the server. */
static uint64_t on_server(struct attempt *a)
{
	char command[512];
	struct buf out = BUF_INIT;
	uint64_t seq = 0;
	(void)snprintf(command, sizeof(command), "git -C server.git log -1 --format=%%B %s | sed -n 's/^seq //p'",
		forge_reference(&a->r));
	assert_int_equal(office_town_run(&a->w->town, command, &out), 0);
	seq = strtoull(buf_str(&out), NULL, 10);
	buf_free(&out);
	return seq;
}

/* What must hold right after the accident. */
static void look(struct attempt *a, long n)
{
	struct outbox_remote home = { .last_ok_ms = 0 };
	uint32_t generation = 0;
	uint64_t operations = 0, dossiers = 0;
	office_return(&a->r);
	assert_int_equal(outbox_last(a->r.core.db, &a->seq, &a->hash, &generation), JAL_OK);
	assert_int_equal(outbox_remotes(a->r.core.db, find_home, &home), JAL_OK);
	assert_int_equal(outbox_unsent(a->r.core.db, &operations, &dossiers), JAL_OK);
	const uint64_t there = on_server(a);
	if (home.received_seq > there)
		fail_msg("call %ld: %llu counts as received, the server has %llu", n, (unsigned long long)home.received_seq,
			(unsigned long long)there);
	if (operations == 0 && there < a->seq)
		fail_msg("call %ld: all counts as sent, and the server lacks some", n);
	if (office_town_run(&a->w->town, "git -C server.git fsck --strict --no-dangling", NULL) != 0)
		fail_msg("call %ld: the server is not sound", n);
}

/* And after the next exchange, by itself. */
static void go_on(struct attempt *a, long n)
{
	struct jal_hash hash = { { 0 } };
	struct office *s = &a->w->s, copy;
	if (office_sync(&a->r, NULL) != JAL_OK)
		fail_msg("call %ld: %s", n, office_sentence(&a->r));
	if (a->r.result.state != TERRITORY_UP_TO_DATE || a->r.result.write_unknown)
		fail_msg("call %ld: state %d", n, (int)a->r.result.state);
	struct keyring_device d;
	assert_int_equal(keyring_device(a->r.core.db, &d), JAL_OK);
	assert_int_equal(outbox_lot_hash(a->r.core.db, &d.id, a->seq, &hash), JAL_OK);
	if (!hash_equal(&hash, &a->hash))
		fail_msg("call %ld: seq %llu has other bytes than before", n, (unsigned long long)a->seq);
	/* The other side takes it, and both have the same. */
	office_copy(s, &copy);
	office_exchange(&copy);
	office_same(&copy, &a->r, &a->w->own);
	assert_int_equal(copy.result.state, TERRITORY_UP_TO_DATE);
	office_close(&copy);
	char command[2048];
	(void)snprintf(command, sizeof(command),
		"git -C server.git fsck --strict --no-dangling && git -C '%s/territory.git' fsck --strict --no-dangling",
		a->r.folder);
	if (office_town_run(&a->w->town, command, NULL) != 0)
		fail_msg("call %ld: a repository is not sound", n);
}

static void at_every_call(struct scene *w, bool full)
{
	const char *seeds = getenv("JALON_TEST_SEEDS");
	const long step = seeds && atoi(seeds) > 300 ? 1 : 16;
	long n = 1;
	int status = KILLED;
	for (; n < CALLS_MAX && (full ? status != 0 : status == KILLED); n += step) {
		struct attempt a = { .w = NULL };
		begin(&a, w);
		status = run(&a, n, full);
		if (status != KILLED && status != 0 && status != 1)
			fail_msg("call %ld: exit status %d", n, status);
		look(&a, n);
		go_on(&a, n);
		end(&a);
	}
	assert_true(n > 4 * step);
	assert_true(n < CALLS_MAX);
}

static void invariant_15__killed_at_any_call__the_next_exchange_goes_on(void **state)
{
	at_every_call(*state, false);
}

static void invariant_15__a_full_disk_at_any_call__loses_nothing(void **state)
{
	at_every_call(*state, true);
}

/* ---- stopped by the user ---- */

static void invariant_15__stopped_at_any_event__the_next_exchange_goes_on(void **state)
{
	struct scene *w = *state;
	enum jal_err err = JAL_ERR_CANCELLED;
	int n = 1;
	for (; err == JAL_ERR_CANCELLED && n < 100; n++) {
		struct attempt a = { .w = w };
		assert_int_equal(office_town_run(&w->town, "rm -rf kept.git && cp -r server.git kept.git", NULL), 0);
		office_copy(&w->r, &a.r);
		a.r.stop_after = n;
		err = office_sync(&a.r, NULL);
		if (err)
			assert_int_equal(err, JAL_ERR_CANCELLED);
		a.r.stop_after = 0;
		office_leave(&a.r);
		look(&a, n);
		go_on(&a, n);
		end(&a);
	}
	assert_int_equal(err, JAL_OK);
	assert_true(n > 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(invariant_15__a_full_disk_at_any_call__loses_nothing),
		TEST(invariant_15__killed_at_any_call__the_next_exchange_goes_on),
		TEST(invariant_15__stopped_at_any_event__the_next_exchange_goes_on),
	};
	return secret_start() ? 1 : cmocka_run_group_tests_name("killed_exchange", tests, NULL, NULL);
}
