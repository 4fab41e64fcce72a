/* A folder or stick as a remote; stock git is the judge. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/secret.h"
#include "sync/gitlib.h"
#include "sync/tree.h"
#include "tests/support/history.h"
#include "tests/support/stock.h"
#include "tests/support/writer.h"

static struct writer w;
static char url[1024];

static int make_folder(void **state)
{
	(void)state;
	w = (struct writer){ .folder = stock_folder() };
	(void)snprintf(url, sizeof(url), "file://%s/stick", w.folder);
	w.options.url = url;
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	(void)stock_run(w.folder, "chmod -R u+rwX . ; rm -rf ./*", NULL);
	free(w.folder);
	return 0;
}

static void create_stick(void)
{
	struct repo *repo = writer_repo(&w, "creator");
	struct remote *r = writer_remote(&w, repo);
	assert_int_equal(remote_create(r, NULL), JAL_OK);
	remote_close(r);
	repo_close(repo);
}

/* Runs a shell command that the test depends on. */
static void shell(const char *command)
{
	if (stock_run(w.folder, command, NULL) != 0) {
		struct buf said = BUF_INIT;
		stock_read(w.folder, "stderr", &said);
		fail_msg("%s: %s", command, buf_str(&said));
	}
}

static void remote_names__are__of_the_territory_only(void **state)
{
	(void)state;
	static const char *const others[] = { "", "HEAD", "refs/heads/", "refs/heads/main", "refs/heads/charter/x",
		"refs/tags/charter", "refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/", "refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/01",
		"refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/-1", "refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/0/1",
		"refs/heads/device/Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/1", "refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/0", "refs/heads/device/../charter/1",
		"refs/heads/device/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/12345678901" };
	char name[128];
	assert_true(remote_is_ours(WRITER_CHARTER));
	assert_true(remote_is_ours(WRITER_DEVICE_A));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		assert_false(remote_is_ours(others[i]));
		assert_int_equal(remote_staged_name("x", others[i], name, sizeof(name)), JAL_ERR_INVALID);
	}
	assert_int_equal(remote_staged_name("Clé n° 1", WRITER_CHARTER, name, sizeof(name)), JAL_OK);
	assert_int_equal(strncmp(name, "refs/staging/", 13), 0);
	assert_string_equal(name + 13 + 16, "/charter");
	assert_int_equal(remote_staged_name("x", WRITER_DEVICE_A, name, 40), JAL_ERR_INVALID);
}

static void remote__carries__chains_from_one_to_another(void **state)
{
	(void)state;
	struct repo *a = writer_repo(&w, "a");
	struct remote *to = writer_remote(&w, a);
	struct repo_refs refs = REPO_REFS_INIT;
	struct intake_result results[2];
	char name[128];
	struct oid at;

	assert_int_equal(remote_list(to, &refs, NULL), JAL_ERR_NOT_FOUND);
	assert_int_equal(remote_fault(to), FAULT_NO_REPOSITORY);
	assert_int_equal(remote_create(to, NULL), JAL_OK);
	assert_int_equal(remote_create(to, NULL), JAL_ERR_EXISTS);
	assert_int_equal(remote_list(to, &refs, NULL), JAL_OK);
	assert_int_equal(refs.n, 0);

	const struct oid charter = history_chain(a, NULL, 1, 3, 100);
	const struct oid device = history_chain(a, NULL, 100, 40, 2048);
	struct remote_update both[2] = { { .name = WRITER_CHARTER, .new = charter },
					 { .name = WRITER_DEVICE_A, .new = device } };
	assert_int_equal(remote_push(to, both, 2, NULL), JAL_OK);
	assert_int_equal(both[0].answer, REMOTE_SENT);
	assert_int_equal(both[1].answer, REMOTE_SENT);
	const struct oid later = history_chain(a, &device, 200, 2, 2048);
	assert_int_equal(writer_push(to, WRITER_DEVICE_A, &device, &later), REMOTE_SENT);
	remote_close(to);
	repo_close(a);
	writer_assert_sound(&w, "stick");
	shell("git -C stick branch other " WRITER_CHARTER);

	struct repo *b = writer_repo(&w, "b");
	struct remote *from = writer_remote(&w, b);
	assert_int_equal(remote_list(from, &refs, NULL), JAL_OK);
	assert_int_equal(refs.n, 2);
	assert_string_equal(refs.items[0].name, WRITER_CHARTER);
	assert_true(oid_equal(&refs.items[1].oid, &later));
	assert_int_equal(remote_fetch(from, refs.items, refs.n, results, NULL), JAL_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_true(results[i].complete);
		assert_true(oid_equal(&results[i].good, &refs.items[i].oid));
		assert_int_equal(remote_staged_name("bureau", refs.items[i].name, name, sizeof(name)), JAL_OK);
		assert_int_equal(repo_ref(b, name, &at), JAL_OK);
		assert_true(oid_equal(&at, &refs.items[i].oid));
		/* Nothing is believed yet. */
		assert_int_equal(repo_ref(b, refs.items[i].name, &at), JAL_ERR_NOT_FOUND);
	}
	/* Again: nothing to do. */
	assert_int_equal(remote_fetch(from, refs.items, refs.n, results, NULL), JAL_OK);
	assert_true(results[1].complete);
	repo_refs_free(&refs);
	remote_close(from);
	repo_close(b);
	writer_assert_sound(&w, "b");
	shell("git clone -q stick clone && test $(git -C clone rev-list --count --all) = 45");
}

static void remote_push__says__moved(void **state)
{
	(void)state;
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	const struct oid two = history_chain(a, &one, 2, 1, 10);
	const struct oid other = history_chain(a, &one, 3, 1, 10);
	const struct oid root = history_chain(a, NULL, 4, 1, 10);

	assert_int_equal(writer_push(r, WRITER_CHARTER, &one, &two), REMOTE_MOVED);
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &one), REMOTE_SENT);
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &root), REMOTE_MOVED);
	assert_int_equal(writer_push(r, WRITER_CHARTER, &one, &two), REMOTE_SENT);
	assert_int_equal(writer_push(r, WRITER_CHARTER, &one, &other), REMOTE_MOVED);
	/* What is there already is there. */
	assert_int_equal(writer_push(r, WRITER_CHARTER, &one, &two), REMOTE_SENT);
	/* One that moved does not hold up another. */
	struct remote_update both[2] = { { .name = WRITER_CHARTER, .old = one, .new = other },
					 { .name = WRITER_DEVICE_A, .new = root } };
	assert_int_equal(remote_push(r, both, 2, NULL), JAL_OK);
	assert_int_equal(both[0].answer, REMOTE_MOVED);
	assert_int_equal(both[1].answer, REMOTE_SENT);
	remote_close(r);
	repo_close(a);
	writer_assert_sound(&w, "stick");
	shell("test $(git -C stick rev-list --count --all) = 3");
}

static void remote_push__refuses__impossible_updates(void **state)
{
	(void)state;
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	const struct oid two = history_chain(a, &one, 2, 1, 10);
	const struct oid absent = { { 9 } };
	struct oid blob;
	assert_int_equal(repo_write(a, OID_BLOB, "x", 1, &blob, NULL), JAL_OK);
	const struct remote_update bad[] = {
		{ .name = "refs/heads/main", .new = one },
		{ .name = WRITER_CHARTER, .new = absent },
		{ .name = WRITER_CHARTER, .new = blob },
		{ .name = WRITER_CHARTER, .old = two, .new = one },
		{ .name = WRITER_CHARTER, .old = absent, .new = one },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct remote_update u[2] = { { .name = WRITER_DEVICE_A, .new = one }, bad[i] };
		assert_int_equal(remote_push(r, u, 2, NULL), JAL_ERR_INVALID);
		assert_int_equal(u[0].answer, REMOTE_NOT_TRIED);
	}
	remote_close(r);
	repo_close(a);
	shell("test -z \"$(git -C stick for-each-ref)\"");
}

/* A stick with a good chain A, and a chain B whose third of five commits is broken by `how`. */
static void make_broken(struct oid *second, struct oid *third, int how)
{
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	const struct oid good = history_chain(a, NULL, 1, 5, 100);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &good), REMOTE_SENT);
	*second = history_chain(a, NULL, 50, 2, 100);
	assert_int_equal(writer_push(r, WRITER_DEVICE_B, NULL, second), REMOTE_SENT);
	remote_close(r);
	repo_close(a);
	static const char *const trees[] = {
		/* a folder */
		"t=$(printf '100644 blob %s\\tlot\\n' $b | git mktree); t=$(printf '040000 tree %s\\tsub\\n' $t | git mktree)",
		/* a link */
		"t=$(printf '120000 blob %s\\tlot\\n' $b | git mktree)",
		/* an executable file */
		"t=$(printf '100755 blob %s\\tlot\\n' $b | git mktree)",
		/* a file that is too large */
		"b=$(head -c 5000000 /dev/urandom | git hash-object -w --stdin); t=$(printf '100644 blob %s\\tlot\\n' $b | git mktree)",
		/* one that would inflate without end */
		"b=$(head -c 150000000 /dev/zero | git hash-object -w --stdin); t=$(printf '100644 blob %s\\tlot\\n' $b | git mktree)",
		/* a file that is missing */
		"m=0123456789012345678901234567890123456789; t=$(printf '100644 blob %s\\tlot\\n' $m | git mktree --missing)",
		/* a submodule */
		"t=$(printf '160000 commit %s\\tlot\\n' $(git rev-parse " WRITER_DEVICE_B ") | git mktree)",
	};
	struct buf command = BUF_INIT;
	assert_int_equal(buf_printf(&command,
				 "cd stick && export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@jalon.invalid GIT_COMMITTER_NAME=x "
				 "GIT_COMMITTER_EMAIL=x@jalon.invalid && b=$(echo x | git hash-object -w --stdin); %s; "
				 "c=$(git commit-tree -m x -p " WRITER_DEVICE_B " $t) && printf %%s $c >../third && "
				 "t=$(printf '100644 blob %%s\\tlot\\n' $b | git mktree); c=$(git commit-tree -m y -p $c $t); "
				 "c=$(git commit-tree -m z -p $c $t) && git update-ref " WRITER_DEVICE_B " $c",
				 trees[how]),
		JAL_OK);
	shell(buf_str(&command));
	buf_clear(&command);
	stock_read(w.folder, "third", &command);
	for (size_t i = 0; i < OID_BYTES; i++) {
		unsigned byte = 0;
		assert_int_equal(sscanf(buf_str(&command) + 2 * i, "%2x", &byte), 1);
		third->b[i] = (uint8_t)byte;
	}
	buf_free(&command);
}

static void remote_fetch__stops__a_broken_chain_and_only_that(void **state)
{
	static const enum jal_err why[] = { JAL_ERR_SYNTAX, JAL_ERR_SYNTAX, JAL_ERR_SYNTAX, JAL_ERR_LIMIT, JAL_ERR_LIMIT,
					    JAL_ERR_NOT_FOUND, JAL_ERR_SYNTAX };
	(void)state;
	for (int how = 0; how < (int)(sizeof(why) / sizeof(*why)); how++) {
		struct oid second;
		struct oid third;
		struct oid at;
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result results[2];
		char name[128];
		make_broken(&second, &third, how);

		struct repo *b = writer_repo(&w, "b");
		struct remote *r = writer_remote(&w, b);
		assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
		assert_int_equal(refs.n, 2);
		assert_int_equal(remote_fetch(r, refs.items, 2, results, NULL), JAL_OK);
		assert_true(results[0].complete);
		assert_false(results[1].complete);
		assert_true(results[1].some);
		assert_true(oid_equal(&results[1].good, &second));
		assert_true(oid_equal(&results[1].fault, &third));
		assert_int_equal(results[1].reason.err, why[how]);
		assert_non_null(results[1].reason.text);
		assert_int_equal(remote_staged_name("bureau", WRITER_DEVICE_B, name, sizeof(name)), JAL_OK);
		assert_int_equal(repo_ref(b, name, &at), JAL_OK);
		assert_true(oid_equal(&at, &second));
		assert_false(repo_has(b, &third));
		repo_refs_free(&refs);
		remote_close(r);
		repo_close(b);
		writer_assert_sound(&w, "b");
		shell("rm -rf a b stick creator");
	}
}

static void remote__refuses__folders_that_are_none(void **state)
{
	(void)state;
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	struct remote_update u = { .name = WRITER_CHARTER, .new = one };
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;

	shell("git init -q --bare stick && echo /tmp >stick/objects/info/alternates");
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_INVALID);
	assert_int_equal(remote_fault(r), FAULT_UNSAFE);
	assert_string_equal(diag.arg[0], "objects/info/alternates");
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_ERR_INVALID);
	assert_int_equal(u.answer, REMOTE_NOT_TRIED);
	shell("rm -r stick; mkdir stick; : >stick/photo.jpg");
	assert_int_equal(remote_list(r, &refs, &diag), JAL_ERR_NOT_FOUND);
	assert_int_equal(remote_fault(r), FAULT_NO_REPOSITORY);
	assert_int_equal(remote_create(r, &diag), JAL_ERR_EXISTS);
	remote_close(r);
	repo_close(a);
}

static void remote__tells__read_only(void **state)
{
	(void)state;
	/* root may write everywhere */
	if (geteuid() == 0)
		skip();
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	struct remote_update u = { .name = WRITER_CHARTER, .new = one };
	shell("chmod -R a-w stick");
	assert_int_equal(remote_list(r, &refs, &diag), JAL_OK);
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_ERR_DENIED);
	assert_int_equal(remote_fault(r), FAULT_READ_ONLY);
	assert_non_null(diag.text);
	shell("chmod -R u+w stick");
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_OK);
	assert_int_equal(u.answer, REMOTE_SENT);
	remote_close(r);
	repo_close(a);
}

/* A disk that takes no file over 20,000 bytes stands for a full one. */
static void remote__tells__a_full_disk(void **state)
{
	(void)state;
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	const struct oid tip = history_chain(a, NULL, 1, 20, 5000);
	assert_int_equal(repo_flush(a, NULL), JAL_OK);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		const struct rlimit small = { 20000, 20000 };
		struct remote *r = writer_remote(&w, a);
		struct remote_update u = { .name = WRITER_DEVICE_A, .new = tip };
		struct diag diag = DIAG_INIT;
		(void)signal(SIGXFSZ, SIG_IGN);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		if (remote_push(r, &u, 1, &diag) != JAL_ERR_IO || remote_fault(r) != FAULT_FULL || !diag.text ||
			u.answer != REMOTE_NOT_TRIED)
			_exit(1);
		/* The own disk, too. */
		const struct oid next = history_chain(a, &tip, 100, 20, 5000);
		if (repo_advance(a, WRITER_DEVICE_B, NULL, &next, &diag) != JAL_ERR_IO || !diag.text)
			_exit(2);
		_exit(0);
	}
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	writer_assert_sound(&w, "stick");
	struct remote *r = writer_remote(&w, a);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
	remote_close(r);
	repo_close(a);
	a = writer_repo(&w, "a");
	repo_close(a);
	writer_assert_sound(&w, "a");
}

static void remote_fetch__stays__within_limits(void **state)
{
	(void)state;
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *to = writer_remote(&w, a);
	const struct oid tip = history_chain(a, NULL, 1, 20, 1000);
	assert_int_equal(writer_push(to, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
	remote_close(to);
	repo_close(a);

	const struct repo_ref want = { .name = WRITER_DEVICE_A, .oid = tip };
	struct intake_result result;
	struct diag diag = DIAG_INIT;
	const struct {
		uint64_t objects, bytes;
		enum jal_err err;
	} cases[] = { { 59, 0, JAL_ERR_LIMIT }, { 0, 20000, JAL_ERR_LIMIT }, { 60, 40000, JAL_OK } };
	for (size_t i = 0; i < 3; i++) {
		/* A new one each time: what was complete before the limit is kept. */
		shell("rm -rf b");
		struct repo *b = writer_repo(&w, "b");
		w.options.max_objects = cases[i].objects;
		w.options.max_bytes = cases[i].bytes;
		struct remote *r = writer_remote(&w, b);
		assert_int_equal(remote_fetch(r, &want, 1, &result, &diag), cases[i].err);
		assert_int_equal(result.complete, cases[i].err == JAL_OK);
		if (cases[i].err)
			assert_int_equal(remote_fault(r), FAULT_LIMIT);
		remote_close(r);
		repo_close(b);
		writer_assert_sound(&w, "b");
	}
}

struct stopper {
	int after;
	int told;
};

static bool stop_after(void *ctx, const struct sync_event *e)
{
	struct stopper *s = ctx;
	assert_int_equal(e->kind, SYNC_STEP_PROGRESS);
	return ++s->told < s->after;
}

static void remote__stops__when_told(void **state)
{
	(void)state;
	create_stick();
	struct stopper stopper = { .after = 1 };
	const struct sync_listener listener = { .event = stop_after, .ctx = &stopper };
	struct repo *a = writer_repo(&w, "a");
	const struct oid tip = history_chain(a, NULL, 1, 200, 1000);
	struct remote_update u = { .name = WRITER_DEVICE_A, .new = tip };
	w.options.listener = &listener;
	struct remote *r = writer_remote(&w, a);
	struct diag diag = DIAG_INIT;
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_ERR_CANCELLED);
	assert_int_equal(remote_fault(r), FAULT_CANCELLED);
	remote_close(r);
	stopper = (struct stopper){ .after = INT32_MAX };
	r = writer_remote(&w, a);
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_OK);
	assert_int_equal(u.answer, REMOTE_SENT);
	assert_true(stopper.told > 0);
	remote_close(r);
	repo_close(a);

	const struct repo_ref want = { .name = WRITER_DEVICE_A, .oid = tip };
	struct intake_result result;
	struct repo *b = writer_repo(&w, "b");
	stopper = (struct stopper){ .after = 1 };
	r = writer_remote(&w, b);
	assert_int_equal(remote_fetch(r, &want, 1, &result, &diag), JAL_ERR_CANCELLED);
	assert_false(result.complete);
	remote_close(r);
	stopper = (struct stopper){ .after = INT32_MAX };
	r = writer_remote(&w, b);
	assert_int_equal(remote_fetch(r, &want, 1, &result, &diag), JAL_OK);
	assert_true(result.complete);
	remote_close(r);
	repo_close(b);
	writer_assert_sound(&w, "stick");
	writer_assert_sound(&w, "b");
}

static void remote_push__clears__only_a_jalons_own_lock(void **state)
{
	(void)state;
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	const struct oid one = history_chain(a, NULL, 1, 1, 10);
	const struct oid two = history_chain(a, &one, 2, 1, 10);
	struct remote_update u = { .name = WRITER_CHARTER, .old = one, .new = two };
	struct diag diag = DIAG_INIT;
	assert_int_equal(writer_push(r, WRITER_CHARTER, NULL, &one), REMOTE_SENT);
	/* A jalon was killed while it changed the reference. */
	shell(": >stick/" WRITER_CHARTER ".lock && printf %s " WRITER_CHARTER " >stick/jalon.flock");
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_OK);
	assert_int_equal(u.answer, REMOTE_SENT);
	shell("test ! -s stick/jalon.flock && test ! -e stick/" WRITER_CHARTER ".lock");
	/* Somebody else's git is at it. */
	const struct oid three = history_chain(a, &two, 3, 1, 10);
	u = (struct remote_update){ .name = WRITER_CHARTER, .old = two, .new = three };
	shell(": >stick/" WRITER_CHARTER ".lock");
	assert_int_equal(remote_push(r, &u, 1, &diag), JAL_OK);
	assert_int_equal(u.answer, REMOTE_REFUSED);
	assert_int_equal(remote_fault(r), FAULT_BUSY);
	shell("test -e stick/" WRITER_CHARTER ".lock && rm stick/" WRITER_CHARTER ".lock");
	assert_int_equal(writer_push(r, WRITER_CHARTER, &two, &three), REMOTE_SENT);
	remote_close(r);
	repo_close(a);
}

static void remote_push__keeps__a_shared_folder_shared(void **state)
{
	(void)state;
	shell("mkdir stick && chmod 2770 stick");
	create_stick();
	struct repo *a = writer_repo(&w, "a");
	struct remote *r = writer_remote(&w, a);
	struct oid last = history_chain(a, NULL, 1, 1, 100);
	assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &last), REMOTE_SENT);
	for (unsigned i = 0; i < 60; i++) {
		const struct oid next = history_commit(a, &last, 10 + i, 100);
		assert_int_equal(writer_push(r, WRITER_DEVICE_A, &last, &next), REMOTE_SENT);
		last = next;
	}
	remote_close(r);
	repo_close(a);
	shell("test -z \"$(find stick -type d ! -perm -2770)\" && "
	      "test -z \"$(find stick/objects -type f ! -perm 0440)\" && "
	      "test -z \"$(find stick/refs stick/HEAD stick/config stick/jalon.flock -type f ! -perm 0660)\"");
	/* And its packs are few. */
	shell("test $(ls stick/objects/pack/*.pack | wc -l) -le 25 && test $(git -C stick rev-list --count --all) = 61");
	writer_assert_sound(&w, "stick");
}

static void remote__loses_nothing__in_a_race(void **state)
{
	(void)state;
	create_stick();
	writer_race(&w, WRITER_CHARTER, 25, "stick");
	writer_race(&w, WRITER_DEVICE_A, 10, "stick");
	writer_assert_sound(&w, "stick");
	writer_assert_sound(&w, "racer-0");
	writer_assert_sound(&w, "racer-1");
}

static void remote__is_sound__after_kills(void **state)
{
	(void)state;
	create_stick();
	for (unsigned round = 0; round < 6; round++) {
		int ends[2] = { -1, -1 };
		assert_int_equal(pipe(ends), 0);
		const pid_t pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			struct repo *repo = writer_repo(&w, "a");
			struct remote *r = writer_remote(&w, repo);
			for (unsigned i = 0; i < 1000; i++) {
				struct repo_refs refs = REPO_REFS_INIT;
				char hex[OID_HEX + 2] = "";
				assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
				const struct repo_ref *at = repo_refs_find(&refs, WRITER_DEVICE_A);
				const struct oid next =
					history_commit(repo, at ? &at->oid : NULL, 1000 * round + i, 20000);
				const enum remote_answer answer =
					writer_push(r, WRITER_DEVICE_A, at ? &at->oid : NULL, &next);
				repo_refs_free(&refs);
				(void)oid_hex(&next, hex);
				hex[OID_HEX] = '\n';
				if (answer != REMOTE_SENT || write(ends[1], hex, OID_HEX + 1) != OID_HEX + 1)
					_exit(1);
			}
			_exit(0);
		}
		(void)close(ends[1]);
		struct buf said = BUF_INIT;
		char hex[OID_HEX + 1];
		unsigned n = 0;
		/* Another kill comes while it is somewhere else. */
		while (n < 2 + 3 * round && read(ends[0], hex, sizeof(hex)) == sizeof(hex)) {
			assert_int_equal(buf_put(&said, hex, sizeof(hex)), JAL_OK);
			n++;
		}
		assert_int_equal(kill(pid, SIGKILL), 0);
		while (read(ends[0], hex, sizeof(hex)) == sizeof(hex))
			assert_int_equal(buf_put(&said, hex, sizeof(hex)), JAL_OK);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		(void)close(ends[0]);
		stock_write(w.folder, "said", said.data, said.len);
		buf_free(&said);
		shell("git -C stick rev-list " WRITER_DEVICE_A " | sort >there && sort said >said.sorted && "
		      "test -z \"$(comm -23 said.sorted there)\"");
		writer_assert_sound(&w, "stick");
	}
	struct repo *a = writer_repo(&w, "a");
	repo_close(a);
	writer_assert_sound(&w, "a");
}

static int start(void **state)
{
	(void)state;
	return secret_start() == JAL_OK && gitlib_start() == JAL_OK ? 0 : -1;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(remote_names__are__of_the_territory_only),
		CASE(remote__carries__chains_from_one_to_another),
		CASE(remote_push__says__moved),
		CASE(remote_push__refuses__impossible_updates),
		CASE(remote_fetch__stops__a_broken_chain_and_only_that),
		CASE(remote__refuses__folders_that_are_none),
		CASE(remote__tells__read_only),
		CASE(remote__tells__a_full_disk),
		CASE(remote_fetch__stays__within_limits),
		CASE(remote__stops__when_told),
		CASE(remote_push__clears__only_a_jalons_own_lock),
		CASE(remote_push__keeps__a_shared_folder_shared),
		CASE(remote__loses_nothing__in_a_race),
		CASE(remote__is_sound__after_kills),
	};
	return cmocka_run_group_tests_name("remote", tests, start, NULL);
}
