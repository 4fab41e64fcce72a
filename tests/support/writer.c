/* Exchanges and races over a remote. */
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

#include "tests/support/history.h"
#include "tests/support/stock.h"
#include "tests/support/writer.h"

struct repo *writer_repo(const struct writer *w, const char *name)
{
	char path[1024];
	struct repo *repo = NULL;
	struct diag diag = DIAG_INIT;
	(void)snprintf(path, sizeof(path), "%s/%s", w->folder, name);
	assert_int_equal(repo_open(path, &repo, &diag), JAL_OK);
	return repo;
}

struct remote *writer_remote(const struct writer *w, struct repo *repo)
{
	struct remote_options options = w->options;
	struct remote *r = NULL;
	struct diag diag = DIAG_INIT;
	options.repo = repo;
	if (!options.name)
		options.name = "bureau";
	assert_int_equal(remote_open(&options, &r, &diag), JAL_OK);
	return r;
}

enum remote_answer writer_push(struct remote *r, const char *name, const struct oid *old, const struct oid *new)
{
	struct remote_update u = { .new = *new };
	struct diag diag = DIAG_INIT;
	(void)snprintf(u.name, sizeof(u.name), "%s", name);
	if (old)
		u.old = *old;
	if (remote_push(r, &u, 1, &diag) != JAL_OK)
		fail_msg("push: %s: %s", fault_name(remote_fault(r)), remote_detail(r));
	return u.answer;
}

size_t writer_append(const struct writer *w, const char *name, const char *reference, unsigned seed, size_t n)
{
	char path[1024];
	size_t lost = 0;
	size_t sent = 0;
	struct repo *repo = writer_repo(w, name);
	struct remote *r = writer_remote(w, repo);
	(void)snprintf(path, sizeof(path), "%s/%s.sent", w->folder, name);
	FILE *out = fopen(path, "we");
	assert_non_null(out);

	for (size_t turn = 0; sent < n && turn < n * 50 + 100; turn++) {
		struct repo_refs refs = REPO_REFS_INIT;
		struct intake_result result;
		char hex[OID_HEX + 1];
		assert_int_equal(remote_list(r, &refs, NULL), JAL_OK);
		const struct repo_ref *at = repo_refs_find(&refs, reference);
		if (at) {
			assert_int_equal(remote_fetch(r, at, 1, &result, NULL), JAL_OK);
			assert_true(result.complete);
		}
		const struct oid next = history_commit(repo, at ? &at->oid : NULL, seed + (unsigned)turn, 64);
		if (writer_push(r, reference, at ? &at->oid : NULL, &next) == REMOTE_SENT) {
			(void)fprintf(out, "%s\n", oid_hex(&next, hex));
			sent++;
		} else {
			lost++;
		}
		repo_refs_free(&refs);
	}
	assert_int_equal(sent, n);
	assert_int_equal(fclose(out), 0);
	remote_close(r);
	repo_close(repo);
	return lost;
}

void writer_race(const struct writer *w, const char *reference, size_t n, const char *judged)
{
	char command[512];
	pid_t pids[2];
	for (unsigned i = 0; i < 2; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (!pids[i]) {
			const char *name = i ? "racer-1" : "racer-0";
			(void)writer_append(w, name, reference, 1000000 * (i + 1), n);
			_exit(0);
		}
	}
	for (unsigned i = 0; i < 2; i++) {
		int status = -1;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	(void)snprintf(command, sizeof(command),
		"sort racer-0.sent racer-1.sent >sent && git -C %s rev-list %s | sort >there && "
		"test $(wc -l <sent) = %zu && test -z \"$(comm -23 sent there)\" && "
		"test $(git -C %s rev-list --count --merges %s) = 0",
		judged, reference, 2 * n, judged, reference);
	assert_int_equal(stock_run(w->folder, command, NULL), 0);
}

void writer_assert_sound(const struct writer *w, const char *repository)
{
	char command[512];
	struct buf out = BUF_INIT;
	(void)snprintf(command, sizeof(command),
		"git -C %s fsck --strict --no-dangling 2>&1 | grep -v '^notice: '; test -e %s/HEAD", repository, repository);
	assert_int_equal(stock_run(w->folder, command, &out), 0);
	if (out.len)
		fail_msg("fsck of %s: %s", repository, buf_str(&out));
	buf_free(&out);
}
