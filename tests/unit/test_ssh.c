/* A server by ssh as a remote: a real sshd on the loopback, stock git behind it. */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sync/gitlib.h"
#include "tests/support/depot.h"
#include "tests/support/history.h"

static void ssh__carries__chains_from_one_to_another(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct remote *r = writer_remote(&depot.w, a);
	struct repo_refs refs = REPO_REFS_INIT;
	struct intake_result results[2];
	struct diag diag = DIAG_INIT;

	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(refs.n, 0);
	const struct oid charter = history_chain(a, NULL, 1, 3, 100);
	const struct oid device = history_chain(a, NULL, 100, 40, 20000);
	struct remote_update both[2] = { { .name = WRITER_CHARTER, .new = charter },
					 { .name = WRITER_DEVICE_A, .new = device } };
	assert_int_equal(remote_push(r, both, 2, &diag), JAL_OK);
	assert_int_equal(both[0].answer, REMOTE_SENT);
	assert_int_equal(both[1].answer, REMOTE_SENT);
	const struct oid later = history_chain(a, &device, 200, 2, 2048);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, &device, &later), REMOTE_SENT);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, &device, &later), REMOTE_SENT);
	assert_int_equal(remote_create(r, &diag), JAL_ERR_INVALID);
	remote_close(r);
	writer_assert_sound(&depot.w, "depot");

	struct repo *b = writer_repo(&depot.w, "b");
	r = writer_remote(&depot.w, b);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(refs.n, 2);
	assert_int_equal(remote_fetch(r, refs.items, 2, results, &diag), JAL_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_true(results[i].complete);
		assert_true(repo_has(b, &refs.items[i].oid));
	}
	repo_refs_free(&refs);
	/* Twice on one handle; then something new, with a list from before the fetch of another. */
	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(remote_fetch(r, refs.items, 2, results, &diag), JAL_OK);
	repo_refs_free(&refs);
	remote_close(r);
	r = writer_remote(&depot.w, a);
	const struct oid last = history_chain(a, &later, 300, 5, 2048);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, &later, &last), REMOTE_SENT);
	remote_close(r);
	const struct repo_ref want = { .name = WRITER_DEVICE_A, .oid = last };
	r = writer_remote(&depot.w, b);
	assert_int_equal(remote_fetch(r, &want, 1, results, &diag), JAL_OK);
	assert_true(results[0].complete);
	/* The server sent what was new, and nothing else. */
	depot_shell("test $(git -C b rev-list --count --all) = 50");
	depot_shell("i=$(ls -t b/objects/pack/*.idx | head -1) && test $(git show-index --object-format=sha1 <$i | wc -l) = 15");
	/* What it does not have (any more) is an error, not a gap. */
	const struct repo_ref absent = { .name = WRITER_DEVICE_A, .oid = { { 9 } } };
	assert_int_not_equal(remote_fetch(r, &absent, 1, results, &diag), JAL_OK);
	assert_false(results[0].complete);
	remote_close(r);
	repo_close(a);
	repo_close(b);
	writer_assert_sound(&depot.w, "b");
	assert_int_equal(depot.person.asked, 0);
}

/* libgit2's own client would send whole chains again here: it takes the first common commit for enough. */
static void ssh__sends__only_what_is_new_of_many_chains(void **state)
{
	DEPOT_NEEDED;
	enum { CHAINS = 30 };
	struct repo *a = writer_repo(&depot.w, "a");
	struct repo *b = writer_repo(&depot.w, "b");
	struct remote *ra = writer_remote(&depot.w, a);
	struct remote *rb = writer_remote(&depot.w, b);
	struct remote_update updates[CHAINS];
	struct intake_result results[CHAINS];
	struct repo_refs refs = REPO_REFS_INIT;
	for (unsigned i = 0; i < CHAINS; i++) {
		updates[i] = (struct remote_update){ .new = history_chain(a, NULL, 1000 * i, 5, 50) };
		(void)snprintf(updates[i].name, sizeof(updates[i].name), "refs/heads/device/%032x/1", i + 1);
	}
	assert_int_equal(remote_push(ra, updates, CHAINS, NULL), JAL_OK);
	assert_int_equal(remote_list(rb, &refs, NULL), JAL_OK);
	assert_int_equal(refs.n, CHAINS);
	assert_int_equal(remote_fetch(rb, refs.items, CHAINS, results, NULL), JAL_OK);
	repo_refs_free(&refs);
	for (unsigned i = 0; i < CHAINS; i++) {
		updates[i].old = updates[i].new;
		updates[i].new = history_chain(a, &updates[i].old, 1000 * i + 500, 1, 50);
	}
	assert_int_equal(remote_push(ra, updates, CHAINS, NULL), JAL_OK);
	assert_int_equal(remote_list(rb, &refs, NULL), JAL_OK);
	assert_int_equal(remote_fetch(rb, refs.items, CHAINS, results, NULL), JAL_OK);
	for (unsigned i = 0; i < CHAINS; i++)
		assert_true(results[i].complete);
	repo_refs_free(&refs);
	depot_shell("i=$(ls -t b/objects/pack/*.idx | head -1) && test $(git show-index --object-format=sha1 <$i | wc -l) = 90");
	remote_close(ra);
	remote_close(rb);
	repo_close(a);
	repo_close(b);
}

static void ssh__asks__on_first_contact_and_pins(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;
	char expected[64];

	/* Nobody accepts. */
	depot.w.options.host_key = "";
	depot.person.accepts = false;
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_WAITING);
	assert_int_equal(remote_fault(r), FAULT_HOST_UNKNOWN);
	assert_int_equal(depot.person.asked, 1);
	(void)snprintf(expected, sizeof(expected), "127.0.0.1:%u", depot.sshd.port);
	assert_string_equal(depot.person.server, expected);
	assert_string_equal(diag.arg[0], expected);
	assert_string_equal(depot.person.fingerprint, depot.pinned + strlen("ssh-ed25519 "));
	assert_string_equal(diag.arg[1], depot.person.fingerprint);
	assert_string_equal(remote_host_key(r), "");
	remote_close(r);

	/* Nobody is there to ask. */
	depot.w.options.listener = NULL;
	r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_WAITING);
	remote_close(r);

	/* Accepted, once for the whole handle; what is to be depot.pinned is told. */
	depot.w.options.listener = &depot_listener;
	depot.person = (struct depot_person){ .accepts = true };
	r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(depot.person.asked, 1);
	assert_string_equal(remote_host_key(r), depot.pinned);
	remote_close(r);

	/* Pinned: no question. */
	depot.w.options.host_key = depot.pinned;
	depot.person = (struct depot_person){ .accepts = false };
	r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(depot.person.asked, 0);
	remote_close(r);
	repo_close(a);
}

static void ssh__refuses__a_server_whose_key_changed(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct diag diag = DIAG_INIT;
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	struct remote_update u = { .name = WRITER_CHARTER, .new = one };
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &one), REMOTE_SENT);
	remote_close(r);

	depot_restart(true);
	r = writer_remote(&depot.w, a);
	u.old = one;
	u.new = history_chain(a, &one, 2, 1, 10);
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_ERR_DENIED);
	assert_int_equal(remote_fault(r), FAULT_HOST_CHANGED);
	assert_int_equal(u.answer, REMOTE_NOT_TRIED);
	assert_int_equal(strncmp(diag.arg[1], "SHA256:", 7), 0);
	assert_string_not_equal(diag.arg[1], depot.pinned + strlen("ssh-ed25519 "));
	/* Not even a question: it is refused. */
	assert_int_equal(depot.person.asked, 0);
	remote_close(r);
	repo_close(a);
	depot_shell("test $(git -C depot rev-list --count --all) = 1");
}

/* A key of another type beside the depot.pinned one is no change. */
static void ssh__keeps__to_the_type_of_key_that_was_pinned(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct repo_refs refs = REPO_REFS_INIT;
	depot_shell("rm sshd.host sshd.host.pub && ssh-keygen -q -t ecdsa -b 384 -N '' -f sshd.host");
	depot_restart(false);
	depot.w.options.host_key = "";
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
	(void)snprintf(depot.pinned, sizeof(depot.pinned), "%s", remote_host_key(r));
	assert_int_equal(strncmp(depot.pinned, "ecdsa-sha2-nistp384 SHA256:", 27), 0);
	remote_close(r);

	/* A server that has an Ed25519 key too, which a new client would prefer. */
	depot_shell("ssh-keygen -q -t ed25519 -N '' -f sshd.host2");
	depot_restart(false);
	depot.w.options.host_key = depot.pinned;
	r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
	remote_close(r);
	repo_close(a);
}

static void ssh__tells__a_refused_key(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;
	(void)crypto_sign_keypair(depot.public_key, depot.secret_key.p);
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_DENIED);
	assert_int_equal(remote_fault(r), FAULT_KEY_REFUSED);
	assert_non_null(diag.text);
	remote_close(r);
	repo_close(a);
}

static void ssh__tells__that_there_is_no_repository(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	struct remote_update u = { .name = WRITER_CHARTER, .new = one };
	depot_shell("mv \"it's a depot\" elsewhere");
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_NOT_FOUND);
	assert_int_equal(remote_fault(r), FAULT_NO_REPOSITORY);
	/* Git's own words, for who wants them. */
	assert_non_null(strstr(remote_detail(r), "does not appear to be a git repository"));
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_ERR_NOT_FOUND);
	assert_int_equal(u.answer, REMOTE_NOT_TRIED);
	/* The connection serves again. */
	depot_shell("mv elsewhere \"it's a depot\"");
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_OK);
	assert_int_equal(u.answer, REMOTE_SENT);
	remote_close(r);
	repo_close(a);
}

static void ssh_push__tells__a_refusal(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct remote *r = writer_remote(&depot.w, a);
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	const struct oid two = history_chain(a, &one, 2, 1, 10);
	struct remote_update both[2] = { { .name = WRITER_CHARTER, .new = one }, { .name = WRITER_DEVICE_A, .new = two } };
	/* A hook that says no to one of the two, in words with a terminal's escape sequence. */
	depot_shell("printf '#!/bin/sh\\nif [ \"$1\" = " WRITER_CHARTER " ]; then printf \"non\\\\033[2J\\\\n\" >&2; exit 1; fi\\n' "
	      ">depot/hooks/update && chmod +x depot/hooks/update");
	assert_int_equal(remote_push(r, both, 2, NULL), JAL_OK);
	assert_int_equal(both[0].answer, REMOTE_REFUSED);
	assert_string_equal(both[0].reason, "hook declined");
	assert_int_equal(both[1].answer, REMOTE_SENT);
	assert_null(strchr(remote_detail(r), 0x1b));
	depot_shell("rm depot/hooks/update");

	/* A server whose disk is full: git says it in words. */
	both[0] = (struct remote_update){ .name = WRITER_CHARTER, .new = one };
	depot_shell("printf '#!/bin/sh\\necho fatal: write error: No space left on device >&2; exit 1\\n' "
		    ">depot/hooks/pre-receive && chmod +x depot/hooks/pre-receive");
	assert_int_equal(remote_push(r, both, 1, NULL), JAL_OK);
	assert_int_equal(both[0].answer, REMOTE_REFUSED);
	assert_int_equal(remote_fault(r), FAULT_FULL);

	/* A server that refuses everything. */
	both[0] = (struct remote_update){ .name = WRITER_CHARTER, .new = one };
	depot_shell("printf '#!/bin/sh\\nexit 1\\n' >depot/hooks/pre-receive && chmod +x depot/hooks/pre-receive");
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &one), REMOTE_REFUSED);
	depot_shell("rm depot/hooks/pre-receive && git -C depot config receive.denyNonFastForwards true && "
	      "git -C depot config receive.denyDeletes true");
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &one), REMOTE_SENT);
	assert_int_equal(writer_push(r, WRITER_CHARTER, &one, &two), REMOTE_SENT);
	/* Somebody was first. */
	const struct oid other = history_chain(a, &one, 9, 1, 10);
	assert_int_equal(writer_push(r, WRITER_CHARTER, &one, &other), REMOTE_MOVED);
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &other), REMOTE_MOVED);
	/* The server takes it and changes it behind our back. */
	depot_shell("printf '#!/bin/sh\\ngit update-ref -d " WRITER_DEVICE_A "\\n' >depot/hooks/post-receive && "
	      "chmod +x depot/hooks/post-receive");
	const struct oid three = history_chain(a, &two, 10, 1, 10);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, &two, &three), REMOTE_UNKNOWN);
	remote_close(r);
	repo_close(a);
	writer_assert_sound(&depot.w, "depot");
}

static void ssh__loses_nothing__in_a_race(void **state)
{
	DEPOT_NEEDED;
	writer_race(&depot.w, WRITER_CHARTER, 5, "depot");
	writer_assert_sound(&depot.w, "depot");
}

/* A broken history does not hold up the others, over ssh as in a folder. */
static void ssh_fetch__stops__a_broken_chain_and_only_that(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	struct remote *r = writer_remote(&depot.w, a);
	const struct oid good = history_chain(a, NULL, 1, 5, 100);
	const struct oid second = history_chain(a, NULL, 50, 2, 100);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &good), REMOTE_SENT);
	assert_int_equal(writer_push(r, WRITER_DEVICE_B, NULL, &second), REMOTE_SENT);
	remote_close(r);
	repo_close(a);
	depot_shell("cd depot && export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@jalon.invalid GIT_COMMITTER_NAME=x "
	      "GIT_COMMITTER_EMAIL=x@jalon.invalid && b=$(head -c 5000000 /dev/urandom | git hash-object -w --stdin) && "
	      "t=$(printf '100644 blob %s\\tlot\\n' $b | git mktree) && c=$(git commit-tree -m x -p " WRITER_DEVICE_B
	      " $t) && c=$(git commit-tree -m y -p $c $t) && git update-ref " WRITER_DEVICE_B " $c");
	struct repo_refs refs = REPO_REFS_INIT;
	struct intake_result results[2];
	struct repo *b = writer_repo(&depot.w, "b");
	r = writer_remote(&depot.w, b);
	assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
	assert_int_equal(remote_fetch(r, refs.items, 2, results, NULL), JAL_OK);
	assert_true(results[0].complete);
	assert_false(results[1].complete);
	assert_true(results[1].some);
	assert_true(oid_equal(&results[1].good, &second));
	assert_int_equal(results[1].reason.err, JAL_ERR_LIMIT);
	assert_true(repo_has(b, &good));
	repo_refs_free(&refs);
	remote_close(r);
	repo_close(b);
	writer_assert_sound(&depot.w, "b");
	depot_shell("test $(git -C b count-objects -v | sed -n 's/size-pack: //p') -lt 1000");
}

static void ssh_fetch__stays__within_limits(void **state)
{
	DEPOT_NEEDED;
	struct repo *a = writer_repo(&depot.w, "a");
	const struct oid tip = history_chain(a, NULL, 1, 20, 1000);
	struct remote *r = writer_remote(&depot.w, a);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
	remote_close(r);
	repo_close(a);
	const struct {
		uint64_t objects, bytes;
		enum jal_err err;
	} cases[] = { { 59, 0, JAL_ERR_LIMIT }, { 0, 10000, JAL_ERR_LIMIT }, { 60, 40000, JAL_OK } };
	for (size_t i = 0; i < 3; i++) {
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result result;
		struct diag diag = DIAG_INIT;
		struct repo *b = writer_repo(&depot.w, "b");
		depot.w.options.max_objects = cases[i].objects;
		depot.w.options.max_bytes = cases[i].bytes;
		r = writer_remote(&depot.w, b);
		assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
		assert_int_equal(remote_fetch(r, refs.items, 1, &result, &diag), cases[i].err);
		assert_int_equal(result.complete, cases[i].err == JAL_OK);
		if (cases[i].err)
			assert_int_equal(remote_fault(r), FAULT_LIMIT);
		repo_refs_free(&refs);
		remote_close(r);
		repo_close(b);
		writer_assert_sound(&depot.w, "b");
	}
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
		CASE(ssh__carries__chains_from_one_to_another),
		CASE(ssh__sends__only_what_is_new_of_many_chains),
		CASE(ssh__asks__on_first_contact_and_pins),
		CASE(ssh__refuses__a_server_whose_key_changed),
		CASE(ssh__keeps__to_the_type_of_key_that_was_pinned),
		CASE(ssh__tells__a_refused_key),
		CASE(ssh__tells__that_there_is_no_repository),
		CASE(ssh_push__tells__a_refusal),
		CASE(ssh__loses_nothing__in_a_race),
		CASE(ssh_fetch__stops__a_broken_chain_and_only_that),
		CASE(ssh_fetch__stays__within_limits),
	};
	return cmocka_run_group_tests_name("ssh", tests, start, NULL);
}
