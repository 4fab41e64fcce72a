/*
 * Publishing 1,000 commits, each a file of 2 KiB, a tree and a commit, into the
 * own repository and from there to a folder and over ssh, beside plain git
 * doing the same: the same bytes and objects, fsynced too. Then listing and
 * fetching them. Prints one line a measure, milliseconds, median of the rounds.
 */
#include <pwd.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/secret.h"
#include "sync/gitlib.h"
#include "sync/span.h"
#include "tests/support/history.h"
#include "tests/support/sshd.h"
#include "tests/support/stock.h"
#include "tests/support/writer.h"

#define COMMITS 1000
#define BYTES	2048
#define ROUNDS	3

static struct writer w;

static int by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a;
	const int64_t y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void report(const char *what, int64_t *times, size_t n)
{
	qsort(times, n, sizeof(*times), by_value);
	(void)printf("%-48s %6lld ms\n", what, (long long)times[n / 2]);
	(void)fflush(stdout);
}

static void shell(const char *command)
{
	if (stock_run(w.folder, command, NULL) != 0)
		fail_msg("%s", command);
}

/* What git is told to do as we do: objects and references on the disk. */
#define GIT_SAFE "git -c core.fsync=all -c core.fsyncMethod=fsync "

static void bench_folder(bool one_by_one)
{
	int64_t write[ROUNDS], push[ROUNDS], list[ROUNDS], fetch[ROUNDS];
	int64_t git_write[ROUNDS], git_push[ROUNDS], git_fetch[ROUNDS];
	for (size_t i = 0; i < ROUNDS; i++) {
		char url[1024];
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result result;
		shell("rm -rf a b stick git-a git-b git-stick");
		(void)snprintf(url, sizeof(url), "%s/stick", w.folder);
		w.options.url = url;
		struct repo *a = writer_repo(&w, "a");
		struct remote *r = writer_remote(&w, a);
		assert_int_equal(remote_create(r, NULL), JAL_OK);
		int64_t at = span_now_ms();
		struct oid tip = history_commit(a, NULL, 0, BYTES);
		assert_int_equal(repo_advance(a, WRITER_DEVICE_A, NULL, &tip, NULL), JAL_OK);
		for (unsigned c = 1; c < COMMITS; c++) {
			const struct oid next = history_commit(a, &tip, c, BYTES);
			if (one_by_one || c + 1 == COMMITS) {
				struct oid old;
				assert_int_equal(repo_ref(a, WRITER_DEVICE_A, &old), JAL_OK);
				assert_int_equal(repo_advance(a, WRITER_DEVICE_A, &old, &next, NULL), JAL_OK);
			}
			tip = next;
		}
		write[i] = span_now_ms() - at;
		at = span_now_ms();
		assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
		push[i] = span_now_ms() - at;
		remote_close(r);

		struct repo *b = writer_repo(&w, "b");
		r = writer_remote(&w, b);
		at = span_now_ms();
		assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
		list[i] = span_now_ms() - at;
		at = span_now_ms();
		assert_int_equal(remote_fetch(r, refs.items, refs.n, &result, NULL), JAL_OK);
		fetch[i] = span_now_ms() - at;
		assert_true(result.complete);
		repo_refs_free(&refs);
		remote_close(r);
		repo_close(b);
		repo_close(a);

		/* The same objects by git: a loose object each by unpack-objects, or a pack by index-pack. */
		shell("git init -q --bare git-a && git init -q --bare git-b && git init -q --bare git-stick && "
		      "git -C a pack-objects --all --revs -q --stdout </dev/null >whole.pack && "
		      "git -C a rev-parse " WRITER_DEVICE_A " >tip");
		at = span_now_ms();
		shell(one_by_one ? GIT_SAFE "-C git-a unpack-objects -q <whole.pack && "
				   "for c in $(git -C a rev-list --reverse " WRITER_DEVICE_A "); do " GIT_SAFE
				   "-C git-a update-ref " WRITER_DEVICE_A " $c; done" :
				   GIT_SAFE "-C git-a unpack-objects -q <whole.pack && " GIT_SAFE
					    "-C git-a update-ref " WRITER_DEVICE_A " $(cat tip)");
		git_write[i] = span_now_ms() - at;
		at = span_now_ms();
		shell("git -C git-stick config core.fsync all && " GIT_SAFE "-C git-a push -q ../git-stick " WRITER_DEVICE_A);
		git_push[i] = span_now_ms() - at;
		at = span_now_ms();
		shell(GIT_SAFE "-C git-b fetch -q ../git-stick " WRITER_DEVICE_A ":" WRITER_DEVICE_A);
		git_fetch[i] = span_now_ms() - at;
	}
	(void)printf("%s\n", one_by_one ? "a reference moved for each commit" : "one reference moved at the end");
	report("  1,000 commits into the own repository", write, ROUNDS);
	report("    git, loose objects", git_write, ROUNDS);
	report("  push to a folder", push, ROUNDS);
	report("    git push", git_push, ROUNDS);
	report("  list of a folder", list, ROUNDS);
	report("  fetch from a folder", fetch, ROUNDS);
	report("    git fetch", git_fetch, ROUNDS);
}

static void bench_small(void)
{
	int64_t one[ROUNDS], git_one[ROUNDS];
	enum { TIMES = 50 };
	for (size_t i = 0; i < ROUNDS; i++) {
		char url[1024];
		shell("rm -rf a b stick git-a git-b git-stick");
		(void)snprintf(url, sizeof(url), "%s/stick", w.folder);
		w.options.url = url;
		struct repo *a = writer_repo(&w, "a");
		struct remote *r = writer_remote(&w, a);
		assert_int_equal(remote_create(r, NULL), JAL_OK);
		struct oid tip = history_commit(a, NULL, 0, BYTES);
		assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
		const int64_t at = span_now_ms();
		for (unsigned c = 1; c <= TIMES; c++) {
			const struct oid next = history_commit(a, &tip, c, BYTES);
			assert_int_equal(writer_push(r, WRITER_DEVICE_A, &tip, &next), REMOTE_SENT);
			tip = next;
		}
		one[i] = (span_now_ms() - at) / TIMES;
		remote_close(r);
		repo_close(a);
		shell("git init -q --bare git-stick && git -C git-stick config core.fsync all && git init -q git-a && "
		      "git -C git-a config user.name x && git -C git-a config user.email x@jalon.invalid");
		const int64_t git_at = span_now_ms();
		shell("cd git-a && for i in $(seq 50); do head -c 2048 /dev/urandom >lot && git add lot && " GIT_SAFE
		      "commit -qm x && " GIT_SAFE "push -q ../git-stick HEAD:refs/heads/x; done");
		git_one[i] = (span_now_ms() - git_at) / TIMES;
	}
	report("one commit written and pushed to a folder", one, ROUNDS);
	report("  git add, commit, push", git_one, ROUNDS);
}

static void bench_ssh(void)
{
	int64_t connect[ROUNDS], list[ROUNDS], push[ROUNDS], fetch[ROUNDS], small[ROUNDS];
	uint8_t public_key[32];
	struct secret secret = SECRET_INIT;
	struct buf key = BUF_INIT;
	struct sshd sshd;
	if (!sshd_installed()) {
		(void)printf("no sshd: ssh is not measured\n");
		return;
	}
	assert_int_equal(secret_new(crypto_sign_SECRETKEYBYTES, &secret), JAL_OK);
	(void)crypto_sign_keypair(public_key, secret.p);
	assert_int_equal(remote_key_text(public_key, &key), JAL_OK);
	sshd_start(&sshd, w.folder, buf_str(&key), true);
	char print[64];
	char pinned[96];
	char url[1024];
	sshd_fingerprint(&sshd, print, sizeof(print));
	(void)snprintf(pinned, sizeof(pinned), "ssh-ed25519 %s", print);
	(void)snprintf(url, sizeof(url), "ssh://%s@127.0.0.1:%u%s/depot", getpwuid(getuid())->pw_name, sshd.port, w.folder);
	w.options = (struct remote_options){
		.url = url, .host_key = pinned, .ssh_public = public_key, .ssh_secret = &secret
	};
	for (size_t i = 0; i < ROUNDS; i++) {
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result result;
		shell("rm -rf a b depot && git init -q --bare depot && git -C depot config core.fsync all");
		struct repo *a = writer_repo(&w, "a");
		struct remote *r = writer_remote(&w, a);
		const struct oid tip = history_chain(a, NULL, 0, COMMITS, BYTES);
		int64_t at = span_now_ms();
		assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
		connect[i] = span_now_ms() - at;
		at = span_now_ms();
		assert_int_equal(writer_push(r, WRITER_DEVICE_A, NULL, &tip), REMOTE_SENT);
		push[i] = span_now_ms() - at;
		at = span_now_ms();
		assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
		list[i] = span_now_ms() - at;
		struct repo *b = writer_repo(&w, "b");
		struct remote *rb = writer_remote(&w, b);
		at = span_now_ms();
		assert_int_equal(remote_fetch(rb, refs.items, refs.n, &result, NULL), JAL_OK);
		fetch[i] = span_now_ms() - at;
		assert_true(result.complete);
		const struct oid next = history_commit(a, &tip, COMMITS, BYTES);
		at = span_now_ms();
		assert_int_equal(writer_push(r, WRITER_DEVICE_A, &tip, &next), REMOTE_SENT);
		small[i] = span_now_ms() - at;
		repo_refs_free(&refs);
		remote_close(r);
		remote_close(rb);
		repo_close(a);
		repo_close(b);
	}
	(void)printf("ssh on the loopback\n");
	report("  connect and list", connect, ROUNDS);
	report("  list again", list, ROUNDS);
	report("  push of 1,000 commits", push, ROUNDS);
	report("  push of one more", small, ROUNDS);
	report("  connect, fetch of 1,000 commits", fetch, ROUNDS);
	sshd_stop(&sshd);
	secret_free(&secret);
	buf_free(&key);
}

static void bench(void **state)
{
	struct rusage usage;
	(void)state;
	assert_int_equal(secret_start(), JAL_OK);
	assert_int_equal(gitlib_start(), JAL_OK);
	w = (struct writer){ .folder = stock_folder() };
	bench_folder(false);
	bench_folder(true);
	bench_small();
	bench_ssh();
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	(void)printf("most memory resident %ld KiB\n", usage.ru_maxrss);
	(void)stock_run(w.folder, "rm -rf ./*", NULL);
	free(w.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bench) };
	return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
