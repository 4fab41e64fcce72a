/* Servers that die, fall silent or are not there, and a jalon that is killed: bounded, honest, sound. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sync/gitlib.h"
#include "sync/span.h"
#include "tests/support/depot.h"
#include "tests/support/history.h"

/* The server dies after so many bytes: a bounded wait, an honest answer, and the next exchange works. */
static void ssh__survives__a_server_that_dies(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct oid last = history_chain(a, NULL, 1, 5, 5000);
	struct remote *direct = writer_remote(&depot.w, a);
	assert_int_equal(writer_push(direct, WRITER_DEVICE_A, NULL, &last), REMOTE_SENT);
	remote_close(direct);
	repo_close(a);

	for (size_t bytes = 100; bytes < 100000; bytes *= 3) {
		struct sshd_relay relay;
		struct diag diag = DIAG_INIT;
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result result = { .complete = false };
		sshd_relay_start(&relay, depot.sshd.port, bytes, false);
		depot_point_at(relay.port);

		a = writer_repo(&depot.w, "a");
		const struct oid next = history_chain(a, &last, (unsigned)bytes, 2, 5000);
		struct remote_update u = { .name = WRITER_DEVICE_A, .old = last, .new = next };
		struct remote *r = writer_remote(&depot.w, a);
		const int64_t started = span_now_ms();
		const enum jal_err pushed = remote_push(r, &u, 1, &diag);
		assert_true(pushed == JAL_ERR_NETWORK ? u.answer == REMOTE_NOT_TRIED : pushed == JAL_OK);
		remote_close(r);

		struct repo *b = writer_repo(&depot.w, "b");
		r = writer_remote(&depot.w, b);
		enum jal_err err = remote_list(r, &refs, &diag);
		if (!err)
			err = remote_fetch(r, refs.items, refs.n, &result, &diag);
		assert_true(err == JAL_OK || err == JAL_ERR_NETWORK);
		if (err)
			assert_true(remote_fault(r) == FAULT_SILENT || remote_fault(r) == FAULT_GARBLED);
		assert_true(span_now_ms() - started < 9000);
		remote_close(r);
		repo_refs_free(&refs);
		repo_close(b);
		writer_assert_sound(&depot.w, "b");
		sshd_relay_stop(&relay);

		/* The direct way: whatever was said is true, and the chain goes on. */
		depot_point_at(depot.sshd.port);
		r = writer_remote(&depot.w, a);
		assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
		assert_int_equal(refs.n, 1);
		const bool there = oid_equal(&refs.items[0].oid, &next);
		if (!there)
			assert_true(oid_equal(&refs.items[0].oid, &last));
		if (u.answer == REMOTE_SENT)
			assert_true(there);
		if (!there)
			assert_int_equal(writer_push(r, WRITER_DEVICE_A, &last, &next), REMOTE_SENT);
		last = next;
		repo_refs_free(&refs);
		remote_close(r);
		repo_close(a);
	}
	writer_assert_sound(&depot.w, "depot");
}

/* The server says nothing more and keeps the connection: the wait ends by itself. */
static void ssh__gives_up_on__a_silent_server(void **state)
{
	DEPOT_NEEDED;
	static const size_t after[] = { 0, 30, 1500, 4000 };
	struct repo *a = writer_repo(&depot.w, "a");
	const struct oid one = history_chain(a, NULL, 1, 30, 5000);
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &one), REMOTE_SENT);
	remote_close(r);
	repo_close(a);
	depot.w.options.connect_ms = depot.w.options.silence_ms = 400;
	for (size_t i = 0; i < sizeof(after) / sizeof(*after); i++) {
		struct sshd_relay relay;
		struct diag diag = DIAG_INIT;
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result result;
		struct repo *b = writer_repo(&depot.w, "b");
		sshd_relay_start(&relay, depot.sshd.port, after[i] ? after[i] : 1, true);
		depot_point_at(relay.port);
		r = writer_remote(&depot.w, b);
		const int64_t started = span_now_ms();
		enum jal_err err = remote_list(r, &refs, &diag);
		if (!err)
			err = remote_fetch(r, refs.items, refs.n, &result, &diag);
		assert_int_equal(err, JAL_ERR_NETWORK);
		assert_int_equal(remote_fault(r), FAULT_SILENT);
		remote_close(r);
		assert_true(span_now_ms() - started < 5000);
		repo_refs_free(&refs);
		sshd_relay_stop(&relay);
		repo_close(b);
		writer_assert_sound(&depot.w, "b");
	}
}

static bool never(void *ctx, const struct sync_event *e)
{
	(void)ctx;
	(void)e;
	return false;
}

static void ssh__stops__when_told(void **state)
{
	DEPOT_NEEDED;
	const struct sync_listener stop = { .event = never };
	struct sshd_relay relay;
	struct repo_refs refs = REPO_REFS_INIT;
	struct repo *a = writer_repo(&depot.w, "a");
	sshd_relay_start(&relay, depot.sshd.port, 1, true);
	depot_point_at(relay.port);
	depot.w.options.listener = &stop;
	struct remote *r = writer_remote(&depot.w, a);
	const int64_t started = span_now_ms();
	assert_int_equal(remote_list(r, &refs, NULL), JAL_ERR_CANCELLED);
	assert_int_equal(remote_fault(r), FAULT_CANCELLED);
	assert_true(span_now_ms() - started < 2000);
	remote_close(r);
	repo_close(a);
	sshd_relay_stop(&relay);
}

static void ssh__tells__that_nobody_is_there(void **state)
{
	DEPOT_NEEDED;
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;
	struct repo *a = writer_repo(&depot.w, "a");
	depot_point_at(sshd_free_port());
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_NETWORK);
	assert_int_equal(remote_fault(r), FAULT_UNREACHABLE);
	assert_non_null(diag.text);
	remote_close(r);

	depot.w.options.url = "ssh://x@no-such-host.invalid/t";
	r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_NETWORK);
	assert_int_equal(remote_fault(r), FAULT_UNREACHABLE);
	remote_close(r);
	repo_close(a);
}

/* Killed in the middle of a fetch and of a push: both sides are sound and go on. */
static void ssh__is_sound__after_kills(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	const struct oid tip = history_chain(a, NULL, 1, 60, 30000);
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
	remote_close(r);
	repo_close(a);

	for (int round = 0; round < 3; round++) {
		/* The relay falls silent in the middle, so the kill hits it there. */
		struct sshd_relay relay;
		const size_t bytes[] = { 2500, 60000, 1500000 };
		sshd_relay_start(&relay, depot.sshd.port, bytes[round], true);
		const pid_t pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			struct repo_refs refs = REPO_REFS_INIT;
			struct intake_result result;
			(void)alarm(1);
			depot_point_at(relay.port);
			struct repo *b = writer_repo(&depot.w, "b");
			struct remote *from = writer_remote(&depot.w, b);
			/* Whatever comes of it: the alarm kills. */
			_exit(remote_list(from, &refs, NULL) == JAL_OK ?
				      (int)remote_fetch(from, refs.items, refs.n, &result, NULL) :
				      0);
		}
		int status = 0;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		sshd_relay_stop(&relay);
		struct repo *b = writer_repo(&depot.w, "b");
		repo_close(b);
		writer_assert_sound(&depot.w, "b");
		depot_shell("test ! -e b/jalon-incoming || test -z \"$(ls b/jalon-incoming)\"");
	}
	depot_point_at(depot.sshd.port);
	struct repo_refs refs = REPO_REFS_INIT;
	struct intake_result result;
	struct repo *b = writer_repo(&depot.w, "b");
	r = writer_remote(&depot.w, b);
	assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
	assert_int_equal(remote_fetch(r, refs.items, refs.n, &result, NULL), JAL_OK);
	assert_true(result.complete);
	repo_refs_free(&refs);
	remote_close(r);
	repo_close(b);
	writer_assert_sound(&depot.w, "b");
	writer_assert_sound(&depot.w, "depot");
}

static int start(void **state)
{
	(void)state;
	return secret_start() == JAL_OK && gitlib_start() == JAL_OK ? 0 : -1;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, depot_open, depot_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(ssh__survives__a_server_that_dies),
		CASE(ssh__gives_up_on__a_silent_server),
		CASE(ssh__stops__when_told),
		CASE(ssh__tells__that_nobody_is_there),
		CASE(ssh__is_sound__after_kills),
	};
	return cmocka_run_group_tests_name("ssh_broken", tests, start, NULL);
}
