/* The repository: exact bytes, limits, references that only go forward, kills; stock git is the judge. */
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/secret.h"
#include "sync/gitlib.h"
#include "sync/repo.h"
#include "sync/tree.h"
#include "tests/support/history.h"
#include "tests/support/stock.h"

static char *folder;

static int make_folder(void **state)
{
	(void)state;
	folder = stock_folder();
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	(void)stock_run(folder, "rm -rf ./*", NULL);
	free(folder);
	folder = NULL;
	return 0;
}

static const char *in_folder(const char *name)
{
	static char path[1024];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static struct repo *open_repo(const char *name)
{
	struct repo *repo = NULL;
	struct diag diag = DIAG_INIT;
	assert_int_equal(repo_open(in_folder(name), &repo, &diag), JAL_OK);
	return repo;
}

static void assert_sound(const char *name)
{
	struct buf command = BUF_INIT;
	struct buf out = BUF_INIT;
	assert_int_equal(buf_printf(&command, "git -C %s fsck --strict --no-dangling 2>&1 | grep -v '^notice: '", name), JAL_OK);
	const int status = stock_run(folder, buf_str(&command), &out);
	if (status != 1 || out.len)
		fail_msg("fsck: %s", buf_str(&out));
	buf_free(&command);
	buf_free(&out);
}

static void repo_write__stores__the_bytes_given(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	struct buf got = BUF_INIT;
	char hex[OID_HEX + 1];
	char command[256];
	enum oid_type type = OID_COMMIT;
	size_t n = 0;
	struct oid oid;
	struct oid empty;

	assert_int_equal(repo_write(repo, OID_BLOB, "one\0two\n", 8, &oid, NULL), JAL_OK);
	assert_int_equal(repo_write(repo, OID_BLOB, NULL, 0, &empty, NULL), JAL_OK);
	/* Before and after it is on the disk. */
	for (int i = 0; i < 2; i++) {
		assert_true(repo_has(repo, &oid));
		assert_int_equal(repo_header(repo, &oid, &type, &n), JAL_OK);
		assert_int_equal(type, OID_BLOB);
		assert_int_equal(n, 8);
		assert_int_equal(repo_read(repo, &oid, OID_BLOB, 8, &got), JAL_OK);
		assert_int_equal(got.len, 8);
		assert_memory_equal(got.data, "one\0two\n", 8);
		buf_clear(&got);
		assert_int_equal(repo_read(repo, &empty, OID_BLOB, 0, &got), JAL_OK);
		assert_int_equal(got.len, 0);
		assert_int_equal(repo_flush(repo, NULL), JAL_OK);
	}
	repo_close(repo);
	(void)snprintf(command, sizeof(command), "printf 'one\\0two\\n' >want && git -C r cat-file blob %s | cmp - want",
		oid_hex(&oid, hex));
	assert_int_equal(stock_run(folder, command, NULL), 0);
	assert_sound("r");
	buf_free(&got);
}

static void repo_read__refuses__what_is_not_asked_for(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	struct buf got = BUF_INIT;
	struct oid oid;
	const struct oid absent = { { 7 } };
	uint8_t *big = calloc(1, REPO_BLOB_MAX + 1);

	assert_int_equal(buf_puts(&got, "kept"), JAL_OK);
	assert_int_equal(repo_write(repo, OID_BLOB, "12345678", 8, &oid, NULL), JAL_OK);
	assert_int_equal(repo_read(repo, &oid, OID_BLOB, 7, &got), JAL_ERR_LIMIT);
	assert_int_equal(repo_read(repo, &oid, OID_COMMIT, 8, &got), JAL_ERR_SYNTAX);
	assert_int_equal(repo_read(repo, &absent, OID_BLOB, 8, &got), JAL_ERR_NOT_FOUND);
	assert_string_equal(buf_str(&got), "kept");
	assert_non_null(big);
	assert_int_equal(repo_write(repo, OID_BLOB, big, REPO_BLOB_MAX + 1, &oid, NULL), JAL_ERR_LIMIT);
	assert_int_equal(repo_write(repo, OID_BLOB, big, REPO_BLOB_MAX, &oid, NULL), JAL_OK);
	assert_int_equal(repo_write(repo, OID_COMMIT, big, REPO_COMMIT_MAX + 1, &oid, NULL), JAL_ERR_LIMIT);
	free(big);
	buf_free(&got);
	repo_close(repo);
}

static void repo_read__notices__bytes_changed_on_the_disk(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	struct buf got = BUF_INIT;
	char hex[OID_HEX + 1];
	char command[512];
	struct oid oid;
	assert_int_equal(repo_write(repo, OID_BLOB, "a lot", 5, &oid, NULL), JAL_OK);
	assert_int_equal(repo_flush(repo, NULL), JAL_OK);
	repo_close(repo);
	/* Another object under that name, as a loose file; the pack goes. */
	(void)snprintf(command, sizeof(command),
		"loose() { echo r/objects/$(echo $1 | sed 's,^..,&/,'); }; o=$(loose %s) && "
		"h=$(printf 'b lot' | git -C r hash-object -w --stdin) && mkdir -p $(dirname $o) && mv $(loose $h) $o && "
		"rm -f r/objects/pack/*",
		oid_hex(&oid, hex));
	assert_int_equal(stock_run(folder, command, NULL), 0);
	repo = open_repo("r");
	assert_int_equal(repo_read(repo, &oid, OID_BLOB, 5, &got), JAL_ERR_CORRUPT);
	assert_int_equal(got.len, 0);
	repo_close(repo);
	buf_free(&got);
}

static void repo_advance__creates_and_fast_forwards__nothing_else(void **state)
{
	(void)state;
	static const char name[] = "refs/heads/device/00112233445566778899aabbccddeeff/0";
	struct repo *repo = open_repo("r");
	const struct oid one = history_commit(repo, NULL, 1, 100);
	const struct oid two = history_commit(repo, &one, 2, 100);
	const struct oid three = history_commit(repo, &two, 3, 100);
	const struct oid aside = history_commit(repo, &one, 4, 100);
	const struct oid absent = { { 7 } };
	struct oid at;
	struct oid blob;
	bool yes = false;

	assert_int_equal(repo_write(repo, OID_BLOB, "x", 1, &blob, NULL), JAL_OK);
	assert_int_equal(repo_ref(repo, name, &at), JAL_ERR_NOT_FOUND);
	assert_int_equal(repo_advance(repo, name, NULL, &absent, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_advance(repo, name, NULL, &blob, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_advance(repo, name, &one, &two, NULL), JAL_ERR_EXISTS);
	assert_int_equal(repo_advance(repo, name, NULL, &one, NULL), JAL_OK);
	assert_int_equal(repo_advance(repo, name, NULL, &two, NULL), JAL_ERR_EXISTS);
	assert_int_equal(repo_advance(repo, name, &two, &three, NULL), JAL_ERR_EXISTS);
	assert_int_equal(repo_advance(repo, name, &one, &three, NULL), JAL_OK);
	assert_int_equal(repo_advance(repo, name, &three, &three, NULL), JAL_OK);
	assert_int_equal(repo_advance(repo, name, &three, &two, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_advance(repo, name, &three, &aside, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_advance(repo, "refs/staging/x/charter", NULL, &one, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_advance(repo, "refs/heads/a..b", NULL, &one, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_advance(repo, "HEAD", NULL, &one, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_ref(repo, name, &at), JAL_OK);
	assert_true(oid_equal(&at, &three));

	assert_int_equal(repo_is_ancestor(repo, &one, &three, &yes), JAL_OK);
	assert_true(yes);
	assert_int_equal(repo_is_ancestor(repo, &three, &one, &yes), JAL_OK);
	assert_false(yes);
	assert_int_equal(repo_is_ancestor(repo, &aside, &three, &yes), JAL_OK);
	assert_false(yes);
	assert_int_equal(repo_is_ancestor(repo, &absent, &three, &yes), JAL_ERR_NOT_FOUND);
	repo_close(repo);
	assert_sound("r");
	assert_int_equal(stock_run(folder, "test $(git -C r rev-list --count --all) = 3", NULL), 0);
}

static void repo_stage__sets__any_commit_below_staging_only(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	const struct oid one = history_commit(repo, NULL, 1, 100);
	const struct oid two = history_commit(repo, NULL, 2, 100);
	struct repo_refs refs = REPO_REFS_INIT;
	struct diag diag = DIAG_INIT;
	assert_int_equal(repo_stage(repo, "refs/staging/x/charter", &one, NULL), JAL_OK);
	assert_int_equal(repo_stage(repo, "refs/staging/x/charter", &two, NULL), JAL_OK);
	assert_int_equal(repo_stage(repo, "refs/staging/x/device/a/0", &one, NULL), JAL_OK);
	assert_int_equal(repo_stage(repo, "refs/heads/charter", &two, NULL), JAL_ERR_INVALID);
	assert_int_equal(repo_refs(repo, "refs/staging/x/", 10, &refs, &diag), JAL_OK);
	assert_int_equal(refs.n, 2);
	assert_true(oid_equal(&repo_refs_find(&refs, "refs/staging/x/charter")->oid, &two));
	assert_null(repo_refs_find(&refs, "refs/staging/x/b"));
	repo_refs_free(&refs);
	assert_int_equal(repo_refs(repo, "refs/staging/x/", 1, &refs, &diag), JAL_ERR_LIMIT);
	assert_int_equal(repo_stage(repo, "refs/staging/x/charter", NULL, NULL), JAL_OK);
	assert_int_equal(repo_stage(repo, "refs/staging/x/charter", NULL, NULL), JAL_OK);
	assert_int_equal(repo_refs(repo, "refs/staging/x/", 1, &refs, &diag), JAL_OK);
	assert_int_equal(refs.n, 1);
	repo_refs_free(&refs);
	repo_close(repo);
	assert_sound("r");
}

static void repo_open__is_for__one_at_a_time(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	struct repo *second = NULL;
	assert_int_equal(repo_open(in_folder("r"), &second, NULL), JAL_ERR_BUSY);
	assert_null(second);
	repo_close(repo);
	repo = open_repo("r");
	repo_close(repo);
}

static void repo_open__clears__what_a_killed_jalon_left(void **state)
{
	(void)state;
	static const char name[] = "refs/heads/charter";
	struct repo *repo = open_repo("r");
	const struct oid one = history_commit(repo, NULL, 1, 100);
	const struct oid two = history_commit(repo, &one, 2, 100);
	assert_int_equal(repo_advance(repo, name, NULL, &one, NULL), JAL_OK);
	repo_close(repo);
	assert_int_equal(stock_run(folder,
				 "cd r && : >refs/heads/charter.lock && : >packed-refs.lock && : >HEAD.lock && "
				 ": >objects/pack/pack_git2_AbCdEf && : >objects/pack/tmp_x && mkdir -p jalon-incoming && "
				 ": >jalon-incoming/pack_git2_x && : >objects/pack/pack-00.idx && : >objects/pack/pack-01.pack",
				 NULL),
		0);
	repo = open_repo("r");
	assert_int_equal(repo_advance(repo, name, &one, &two, NULL), JAL_OK);
	repo_close(repo);
	assert_int_equal(stock_run(folder,
				 "cd r && test -z \"$(find . -name '*.lock' -o -name '*git2*' -o -name 'tmp_*' -o "
				 "-name 'pack-00*' -o -name 'pack-01*')\"",
				 NULL),
		0);
	assert_sound("r");
}

static void repo_flush__keeps__packs_few_and_loses_nothing(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	struct oid last = history_commit(repo, NULL, 0, 500);
	assert_int_equal(repo_advance(repo, "refs/heads/x", NULL, &last, NULL), JAL_OK);
	for (unsigned i = 1; i < 120; i++) {
		const struct oid next = history_commit(repo, &last, i, 500);
		assert_int_equal(repo_advance(repo, "refs/heads/x", &last, &next, NULL), JAL_OK);
		last = next;
	}
	repo_close(repo);
	assert_int_equal(stock_run(folder, "test $(ls r/objects/pack/*.pack | wc -l) -le 25", NULL), 0);
	assert_int_equal(stock_run(folder, "test $(git -C r rev-list --objects --all | wc -l) = 360", NULL), 0);
	assert_int_equal(stock_run(folder, "git -C r count-objects -v | grep -qx 'garbage: 0'", NULL), 0);
	assert_sound("r");
}

/* Kills a writer after some of its saves, at a moment that the parent does not choose exactly. */
static void repo__is_sound__after_kills(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 6; round++) {
		int ends[2] = { -1, -1 };
		uint32_t said = 0;
		assert_int_equal(pipe(ends), 0);
		const pid_t pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			struct repo *repo = open_repo("r");
			struct oid last;
			uint32_t n = 0;
			const bool is_there = repo_ref(repo, "refs/heads/x", &last) == JAL_OK;
			for (; n < 3000; n++) {
				const struct oid next =
					history_commit(repo, n || is_there ? &last : NULL, 10000 * round + n, 300);
				if (repo_advance(repo, "refs/heads/x", n || is_there ? &last : NULL, &next, NULL))
					_exit(1);
				last = next;
				if (write(ends[1], &n, sizeof(n)) != sizeof(n))
					_exit(1);
			}
			_exit(0);
		}
		(void)close(ends[1]);
		uint32_t n = 0;
		while (said <= 10 + 7 * round && read(ends[0], &n, sizeof(n)) == sizeof(n))
			said++;
		assert_int_equal(kill(pid, SIGKILL), 0);
		while (read(ends[0], &n, sizeof(n)) == sizeof(n))
			said++;
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		(void)close(ends[0]);

		/* What was said to be there is there. */
		struct repo *repo = open_repo("r");
		struct oid at;
		assert_int_equal(repo_ref(repo, "refs/heads/x", &at), JAL_OK);
		repo_close(repo);
		assert_sound("r");
		static uint32_t before;
		struct buf out = BUF_INIT;
		assert_int_equal(stock_run(folder, "git -C r rev-list --count refs/heads/x", &out), 0);
		const uint32_t there = (uint32_t)strtoul(buf_str(&out), NULL, 10);
		assert_true(there >= before + said && there <= before + said + 1);
		before = there;
		buf_free(&out);
	}
}

/* A pack of a few KB that claims an object of 150 MB must not take the memory. */
static void gitlib__refuses__a_block_of_150_megabytes(void **state)
{
	(void)state;
	struct repo *repo = open_repo("r");
	struct oid oid;
	struct buf got = BUF_INIT;
	char hex[OID_HEX + 1];
	repo_close(repo);
	struct buf out = BUF_INIT;
	assert_int_equal(stock_run(folder,
				 "head -c 150000000 /dev/zero | git -C r hash-object -w --stdin && git -C r repack -adq "
				 "2>/dev/null",
				 &out),
		0);
	assert_true(out.len >= OID_HEX);
	for (size_t i = 0; i < OID_BYTES; i++) {
		unsigned byte = 0;
		assert_int_equal(sscanf(buf_str(&out) + 2 * i, "%2x", &byte), 1);
		oid.b[i] = (uint8_t)byte;
	}
	assert_memory_equal(oid_hex(&oid, hex), buf_str(&out), OID_HEX);
	repo = open_repo("r");
	assert_int_equal(repo_read(repo, &oid, OID_BLOB, REPO_BLOB_MAX, &got), JAL_ERR_LIMIT);
	/* Even by someone who forgot the limit. */
	assert_int_equal(repo_read(repo, &oid, OID_BLOB, SIZE_MAX, &got), JAL_ERR_CORRUPT);
	assert_int_equal(got.len, 0);
	repo_close(repo);
	buf_free(&out);
	buf_free(&got);
}

/* The whole program runs in a home whose configuration libgit2 could not even parse. */
static int start(void **state)
{
	(void)state;
	char *home = stock_folder();
	stock_write(home, ".gitconfig", "[core]\n\tbogus\n[", 15);
	const int set = setenv("HOME", home, 1);
	free(home);
	if (set != 0)
		return -1;
	return secret_start() == JAL_OK && gitlib_start() == JAL_OK ? 0 : -1;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(repo_write__stores__the_bytes_given),
		CASE(repo_read__refuses__what_is_not_asked_for),
		CASE(repo_read__notices__bytes_changed_on_the_disk),
		CASE(repo_advance__creates_and_fast_forwards__nothing_else),
		CASE(repo_stage__sets__any_commit_below_staging_only),
		CASE(repo_open__is_for__one_at_a_time),
		CASE(repo_open__clears__what_a_killed_jalon_left),
		CASE(repo_flush__keeps__packs_few_and_loses_nothing),
		CASE(repo__is_sound__after_kills),
		CASE(gitlib__refuses__a_block_of_150_megabytes),
	};
	return cmocka_run_group_tests_name("repo", tests, start, NULL);
}
