/*
 * kill −9 at each system call that touches the disk: while saving, making a
 * vault, changing passphrase or key, backing up, restoring and upgrading. What
 * was promised is there, what was not is there whole or not at all, never half.
 * Also a disk that is full from each of these calls on.
 *
 * All but saves are killed at every 8th call only, at every call when
 * JALON_TEST_SEEDS asks for long tests (`check --all`).
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

#include "core/drafts.h"
#include "core/meta.h"
#include "core/vault.h"
#include "core/vaultdir.h"
#include "tests/support/saver.h"
#include "tests/support/vaultbox.h"

#define KILLED 137
#define CALLS_MAX 400

struct bench {
	struct vaultbox original;	/* closed; each try works on a copy */
	struct box box;			/* of one try */
	char killat[BOX_PATH_MAX], saver[BOX_PATH_MAX];
	struct vaultbox vb;		/* the copy */
};

static void tool(char out[BOX_PATH_MAX], const char *name)
{
	const char *build = getenv("JALON_BUILDDIR");
	(void)snprintf(out, BOX_PATH_MAX, "%s/tests/support/%s", build ? build : ".", name);
	assert_int_equal(access(out, X_OK), 0);
}

static int setup(void **state)
{
	static struct bench b;
	tool(b.killat, "killat");
	tool(b.saver, "saver");
	vaultbox_make(&b.original);
	vaultbox_close(&b.original);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	vaultbox_remove(&b->original);
	return 0;
}

/* Runs `saver mode vault file` under killat; how is NULL (kill) or options of killat. Returns the exit status. */
static int run(struct bench *b, long n, bool full, const char *mode, const char *file)
{
	char at[24];
	(void)snprintf(at, sizeof(at), "%ld", n);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const int out = open(box_file(&b->box, "promises"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		const int err = open("/dev/null", O_WRONLY);
		if (out < 0 || err < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
			_exit(125);
		if (full)
			(void)execl(b->killat, "killat", "-n", at, "-e", "ENOSPC", "-E", "--", b->saver, mode, b->vb.path, file,
				(char *)NULL);
		else
			(void)execl(b->killat, "killat", "-n", at, "--", b->saver, mode, b->vb.path, file, (char *)NULL);
		_exit(125);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 125);
	return WEXITSTATUS(status);
}

static void try_begin(struct bench *b, bool with_vault)
{
	box_make(&b->box);
	vaultbox_at(&b->vb, box_file(&b->box, "coffre"));
	if (with_vault)
		box_copy_folder(b->original.path, b->vb.path);
}

static void try_end(struct bench *b)
{
	vaultbox_close(&b->vb);
	box_remove(&b->box);
}

static bool promised(struct bench *b, const char *line)
{
	size_t n = 0;
	uint8_t *text = box_read(box_file(&b->box, "promises"), &n);
	const bool is = strstr((const char *)text, line) != NULL;
	free(text);
	return is;
}

static void must_open(struct bench *b, long n)
{
	const enum jal_err err = vaultbox_open(&b->vb);
	if (err)
		fail_msg("call %ld: %s: %s", n, jal_err_name(err), vaultbox_said(&b->vb));
}

static long every(void)
{
	return getenv("JALON_TEST_SEEDS") ? 1 : 8;
}

/* ---- saving ---- */

struct seen {
	int count;
	bool whole;
};

static void look_at_note(void *ctx, const char *text)
{
	struct seen *seen = ctx;
	char expected[SAVER_NOTE_BYTES];
	saver_note(++seen->count, expected);
	seen->whole = seen->whole && strcmp(text, expected) == 0;
}

static void check_saves(struct bench *b, long n)
{
	struct seen seen = { 0, true };
	struct buf draft = BUF_INIT;
	char line[32], expected[SAVER_NOTE_BYTES];
	int notes = 0, drafts = 0;
	for (int i = 1; i <= SAVER_NOTES; i++) {
		(void)snprintf(line, sizeof(line), "note %d\n", i);
		notes = promised(b, line) ? i : notes;
		(void)snprintf(line, sizeof(line), "draft %d\n", i);
		drafts = promised(b, line) ? i : drafts;
	}
	must_open(b, n);
	struct db *db = vault_db(b->vb.vault);
	vaultbox_each_note(db, look_at_note, &seen);
	if (!seen.whole || seen.count < notes || seen.count > notes + 1)
		fail_msg("call %ld: %d notes promised, %d found%s", n, notes, seen.count, seen.whole ? "" : ", not whole");
	const enum jal_err err = drafts_load(db, &saver_draft_key, &draft, NULL);
	if (seen.count == SAVER_NOTES) {
		/* The last note took the draft with it, in one transaction. */
		assert_int_equal(err, JAL_ERR_NOT_FOUND);
	} else if (drafts > 0) {
		assert_int_equal(err, JAL_OK);
		bool known = false;
		for (int i = drafts; i <= drafts + 1; i++) {
			saver_note(i, expected);
			known = known || strcmp(buf_str(&draft), expected) == 0;
		}
		assert_true(known);
	}
	buf_free(&draft);
}

static void save__killed_at_each_call__keeps_what_was_promised(void **state)
{
	struct bench *b = *state;
	long n = 1;
	for (int status = KILLED; status == KILLED && n < CALLS_MAX; n++) {
		try_begin(b, true);
		status = run(b, n, false, "save", "");
		assert_true(status == KILLED || status == 0);
		check_saves(b, n);
		try_end(b);
	}
	/* The saves alone are more than this. */
	assert_in_range(n, 20, CALLS_MAX - 1);
	print_message("# %ld calls\n", n - 2);
}

static void save__with_a_full_disk__keeps_what_was_promised(void **state)
{
	struct bench *b = *state;
	int status = 1;
	for (long n = 1; status == 1 && n < CALLS_MAX; n += every()) {
		try_begin(b, true);
		status = run(b, n, true, "save", "");
		assert_true(status == 1 || status == 0);
		if (status == 1)
			assert_false(promised(b, "closed"));
		check_saves(b, n);
		try_end(b);
	}
	assert_int_equal(status, 0);
}

/* ---- everything else ---- */

static void make__killed_at_each_call__leaves_nothing_or_a_whole_vault(void **state)
{
	struct bench *b = *state;
	int status = KILLED;
	for (long n = 1; status == KILLED && n < CALLS_MAX; n += every()) {
		try_begin(b, false);
		status = run(b, n, false, "make", "");
		if (vaultdir_is_vault(b->vb.path))
			must_open(b, n);
		else
			assert_false(promised(b, "made"));
		if (!b->vb.vault) {
			/* And it can be made again. */
			assert_int_equal(run(b, 0, false, "make", ""), 0);
			must_open(b, n);
		}
		try_end(b);
	}
	assert_int_equal(status, 0);
}

static void passphrase__killed_at_each_call__opens_with_the_old_or_the_new(void **state)
{
	struct bench *b = *state;
	int status = KILLED;
	for (long n = 1; status == KILLED && n < CALLS_MAX; n += every()) {
		try_begin(b, true);
		status = run(b, n, false, "passphrase", "");
		const enum jal_err err = vaultbox_open(&b->vb);
		if (err) {
			assert_int_equal(err, JAL_ERR_WRONG_KEY);
			assert_int_equal(vaultbox_open_with(&b->vb, SLOTS_PASSPHRASE, SAVER_OTHER_PHRASE), JAL_OK);
		} else {
			assert_false(promised(b, "done"));
		}
		try_end(b);
	}
	assert_int_equal(status, 0);
}

static void rekey__killed_at_each_call__still_opens(void **state)
{
	struct bench *b = *state;
	int status = KILLED;
	for (long n = 1; status == KILLED && n < CALLS_MAX; n += every()) {
		try_begin(b, true);
		status = run(b, n, false, "rekey", "");
		must_open(b, n);
		assert_int_equal(vaultbox_note(vault_db(b->vb.vault), "après"), JAL_OK);
		vaultbox_close(&b->vb);
		must_open(b, n);
		assert_int_equal(vaultbox_notes(vault_db(b->vb.vault)), 1);
		assert_int_equal(box_size(vaultbox_file(&b->vb, "vault.db.new")), -1);
		try_end(b);
	}
	assert_int_equal(status, 0);
}

static void backup_and_restore__killed_at_each_call__leave_nothing_or_all(void **state)
{
	struct bench *b = *state;
	int status = KILLED;
	for (long n = 1; status == KILLED && n < CALLS_MAX; n += every()) {
		try_begin(b, true);
		char file[2 * BOX_PATH_MAX];
		(void)snprintf(file, sizeof(file), "%s/s.jalon", b->box.path);
		status = run(b, n, false, "backup", file);
		if (box_size(file) < 0) {
			assert_false(promised(b, "done"));
		} else {
			vaultbox_at(&b->vb, box_file(&b->box, "autre"));
			assert_int_equal(run(b, 0, false, "restore", file), 0);
		}
		must_open(b, n);
		try_end(b);
	}
	assert_int_equal(status, 0);

	status = KILLED;
	for (long n = 1; status == KILLED && n < CALLS_MAX; n += every()) {
		char file[2 * BOX_PATH_MAX];
		int64_t when = 0;
		try_begin(b, true);
		(void)snprintf(file, sizeof(file), "%s/s.jalon", b->box.path);
		assert_int_equal(run(b, 0, false, "backup", file), 0);
		vaultbox_at(&b->vb, box_file(&b->box, "autre"));
		status = run(b, n, false, "restore", file);
		if (vaultdir_is_vault(b->vb.path)) {
			must_open(b, n);
			assert_int_equal(meta_i64(vault_db(b->vb.vault), VAULT_META_RESTORED, &when), JAL_OK);
		} else {
			assert_false(promised(b, "done"));
		}
		try_end(b);
	}
	assert_int_equal(status, 0);
}

static void upgrade__killed_at_each_call__is_done_or_not(void **state)
{
	struct bench *b = *state;
	int status = KILLED;
	for (long n = 1; status == KILLED && n < CALLS_MAX; n += every()) {
		int64_t version = 0;
		try_begin(b, true);
		status = run(b, n, false, "upgrade", "");
		b->vb.options.schema = &saver_next_schema;
		must_open(b, n);
		assert_int_equal(meta_i64(vault_db(b->vb.vault), VAULT_META_SCHEMA, &version), JAL_OK);
		assert_int_equal(version, 2);
		assert_true(box_size(vaultbox_file(&b->vb, "before-upgrade-1.jalon")) > 0);
		try_end(b);
	}
	assert_int_equal(status, 0);
}

/* After a failure that the vault was told of, too, everything that was there is there. */
static void others__with_a_full_disk__leave_a_vault_that_opens(void **state)
{
	struct bench *b = *state;
	static const char *const modes[] = { "passphrase", "rekey", "upgrade", "backup" };
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		int status = 1;
		for (long n = 1; status == 1 && n < CALLS_MAX; n += every()) {
			char file[2 * BOX_PATH_MAX];
			try_begin(b, true);
			(void)snprintf(file, sizeof(file), "%s/s.jalon", b->box.path);
			status = run(b, n, true, modes[i], file);
			assert_true(status == 1 || status == 0);
			if (status == 1)
				assert_false(promised(b, "done") && strcmp(modes[i], "backup") == 0 && box_size(file) < 0);
			if (strcmp(modes[i], "upgrade") == 0)
				b->vb.options.schema = &saver_next_schema;
			const enum jal_err err = vaultbox_open(&b->vb);
			if (err == JAL_ERR_WRONG_KEY && i == 0)
				assert_int_equal(vaultbox_open_with(&b->vb, SLOTS_PASSPHRASE, SAVER_OTHER_PHRASE), JAL_OK);
			else if (err)
				fail_msg("%s, call %ld: %s: %s", modes[i], n, jal_err_name(err), vaultbox_said(&b->vb));
			assert_int_equal(vaultbox_note(vault_db(b->vb.vault), "après"), JAL_OK);
			try_end(b);
		}
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(save__killed_at_each_call__keeps_what_was_promised),
		cmocka_unit_test(save__with_a_full_disk__keeps_what_was_promised),
		cmocka_unit_test(make__killed_at_each_call__leaves_nothing_or_a_whole_vault),
		cmocka_unit_test(passphrase__killed_at_each_call__opens_with_the_old_or_the_new),
		cmocka_unit_test(rekey__killed_at_each_call__still_opens),
		cmocka_unit_test(backup_and_restore__killed_at_each_call__leave_nothing_or_all),
		cmocka_unit_test(upgrade__killed_at_each_call__is_done_or_not),
		cmocka_unit_test(others__with_a_full_disk__leave_a_vault_that_opens),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
