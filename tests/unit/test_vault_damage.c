/*
 * What accidents do to a vault, and that each is refused with its own sentence
 * (and nothing is changed): files cut short, foreign, missing, one byte flipped
 * in each of them, a later version. A killed session is a child process here.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/drafts.h"
#include "core/meta.h"
#include "core/recovery.h"
#include "core/vault.h"
#include "tests/support/vaultbox.h"

#define SAVED 5

static int setup(void **state)
{
	static struct vaultbox vb;
	vaultbox_make(&vb);
	assert_int_equal(vaultbox_note(vault_db(vb.vault), "un"), JAL_OK);
	vaultbox_close(&vb);
	*state = &vb;
	return 0;
}

static int teardown(void **state)
{
	vaultbox_remove(*state);
	return 0;
}

/* A session that saves SAVED notes and is killed: the log stays. */
static void killed_session(struct vaultbox *vb, const char *note)
{
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (vaultbox_open(vb) != JAL_OK)
			_exit(1);
		for (int i = 0; i < SAVED; i++) {
			if (vaultbox_note(vault_db(vb->vault), note) != JAL_OK)
				_exit(2);
		}
		(void)kill(getpid(), SIGKILL);
		_exit(3);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(box_size(vaultbox_file(vb, "vault.db-wal")) > 4096 * SAVED);
}

static void refused(struct vaultbox *vb, enum jal_err expected, const char *sentence)
{
	const enum jal_err err = vaultbox_open(vb);
	if (err != expected)
		fail_msg("%s instead of %s: %s", jal_err_name(err), jal_err_name(expected), err ? vaultbox_said(vb) : "");
	if (!strstr(vaultbox_said(vb), sentence))
		fail_msg("« %s » is not in « %s »", sentence, vaultbox_said(vb));
	assert_null(vb->vault);
}

/* ---- vault.slots ---- */

static void vault_open__refuses__a_flipped_byte_in_slots(void **state)
{
	struct vaultbox *vb = *state;
	const char *slots = vaultbox_file(vb, "vault.slots");
	const int64_t size = box_size(slots);
	assert_int_equal(size, 28 + 2 * 104);
	for (int64_t at = 0; at < size; at++) {
		box_flip(slots, at);
		const enum jal_err err = vaultbox_open(vb);
		if (err != JAL_ERR_CORRUPT)
			fail_msg("byte %d: %s", (int)at, jal_err_name(err));
		assert_non_null(strstr(vaultbox_said(vb), "vault.slots"));
		box_flip(slots, at);
	}
	assert_int_equal(vaultbox_open(vb), JAL_OK);
}

static void vault_open__repairs__slots_when_asked(void **state)
{
	struct vaultbox *vb = *state;
	struct secret code = SECRET_INIT;
	box_flip(vaultbox_file(vb, "vault.slots"), -1);
	vb->options.repair = true;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	vaultbox_close(vb);
	/* Nothing was repaired yet, so it is still refused. */
	vb->options.repair = false;
	refused(vb, JAL_ERR_CORRUPT, "vault.slots");
	vb->options.repair = true;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(recovery_make(&code), JAL_OK);
	assert_int_equal(vault_set_recovery(vb->vault, &code, &vb->diag), JAL_OK);
	vaultbox_close(vb);
	vb->options.repair = false;
	char typed[200] = { 0 };
	memcpy(typed, code.p, code.n);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_RECOVERY, typed), JAL_OK);
	secret_free(&code);
}

static void vault_open__refuses__slots_cut_short_foreign_or_gone(void **state)
{
	struct vaultbox *vb = *state;
	const char *slots = vaultbox_file(vb, "vault.slots");
	const char *kept = box_file(&vb->box, "slots");
	box_copy(slots, kept);
	box_truncate(slots, 100);
	refused(vb, JAL_ERR_CORRUPT, "tronqué");
	box_truncate(slots, 0);
	refused(vb, JAL_ERR_CORRUPT, "vault.slots");
	box_copy(kept, slots);
	box_append(slots, "x", 1);
	refused(vb, JAL_ERR_CORRUPT, "suit sa fin");
	assert_int_equal(unlink(slots), 0);
	refused(vb, JAL_ERR_CORRUPT, "manque");
	/* A vault from elsewhere has no state that knows better. */
	assert_int_equal(unlink(vaultbox_file(vb, "vault.state")), 0);
	box_write(slots, "\x89PNG\r\n\x1a\n et la suite", 20);
	refused(vb, JAL_ERR_SYNTAX, "pas un coffre");
	box_write(slots, "JALONSL2 du futur", 17);
	refused(vb, JAL_ERR_NEWER, "plus récente");
}

static void vault_open__refuses__a_slot_that_asks_for_4_tib(void **state)
{
	struct vaultbox *vb = *state;
	const char *slots = vaultbox_file(vb, "vault.slots");
	size_t n = 0;
	uint8_t *bytes = box_read(slots, &n);
	memcpy(bytes + 28 + 8, "\0\0\4\0\0\0\0\0", 8);
	box_write(slots, bytes, n);
	free(bytes);
	assert_int_equal(unlink(vaultbox_file(vb, "vault.state")), 0);
	refused(vb, JAL_ERR_CORRUPT, "4194304");
}

/* ---- vault.state ---- */

static void vault_open__does_without__the_state(void **state)
{
	struct vaultbox *vb = *state;
	const char *path = box_file(&vb->box, "coffre/vault.state");
	for (int64_t at = 0; at < box_size(path); at += 7) {
		box_flip(path, at);
		assert_int_equal(vaultbox_open(vb), JAL_OK);
		assert_int_equal(vault_last_closed(vb->vault), 0);
		vaultbox_close(vb);
	}
	box_truncate(path, 3);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	vaultbox_close(vb);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
}

/* ---- vault.db ---- */

static void vault_open__refuses__a_flipped_byte_in_the_database(void **state)
{
	struct vaultbox *vb = *state;
	const char *db = vaultbox_file(vb, "vault.db");
	const int64_t size = box_size(db);
	const int64_t places[] = { 0, 15, 16, 20, 4000, 4095, 4096, 3 * 4096 + 17, size / 2, size - 4096, size - 1 };
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		box_flip(db, places[i]);
		size_t n = 0, after = 0;
		uint8_t *before = box_read(db, &n);
		refused(vb, JAL_ERR_CORRUPT, "vault.db");
		uint8_t *left = box_read(db, &after);
		assert_int_equal(n, after);
		assert_memory_equal(before, left, n);
		free(before);
		free(left);
		box_flip(db, places[i]);
	}
	assert_int_equal(vaultbox_open(vb), JAL_OK);
}

static void vault_open__refuses__a_database_cut_short(void **state)
{
	struct vaultbox *vb = *state;
	const char *db = vaultbox_file(vb, "vault.db");
	const char *kept = box_file(&vb->box, "db");
	const int64_t size = box_size(db);
	box_copy(db, kept);
	const int64_t sizes[] = { size - 4096, size - 1, 4096, 4095, 100, 0 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		box_truncate(db, sizes[i]);
		refused(vb, JAL_ERR_CORRUPT, "tronqué");
		assert_int_equal(box_size(db), sizes[i]);
		box_copy(kept, db);
	}
	assert_int_equal(vaultbox_open(vb), JAL_OK);
}

static void vault_open__refuses__a_foreign_database(void **state)
{
	struct vaultbox *vb = *state;
	struct vaultbox other;
	const char *db = vaultbox_file(vb, "vault.db");
	static char plain[8192] = "SQLite format 3";
	box_write(db, plain, sizeof(plain));
	refused(vb, JAL_ERR_SYNTAX, "pas chiffré");

	vaultbox_make(&other);
	vaultbox_close(&other);
	box_copy(vaultbox_file(&other, "vault.db"), db);
	refused(vb, JAL_ERR_CORRUPT, "pas la base de ce coffre");
	vaultbox_remove(&other);

	assert_int_equal(unlink(db), 0);
	refused(vb, JAL_ERR_CORRUPT, "manque");
	assert_int_equal(box_size(db), -1);
}

/* ---- the log of a killed session ---- */

static void vault_open__finds__all_that_a_killed_session_saved(void **state)
{
	struct vaultbox *vb = *state;
	killed_session(vb, "deux");
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1 + SAVED);
	vaultbox_close(vb);
	assert_int_equal(box_size(vaultbox_file(vb, "vault.db-wal")), -1);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1 + SAVED);
}

static void vault_open__refuses__a_flipped_byte_in_the_log(void **state)
{
	struct vaultbox *vb = *state;
	killed_session(vb, "deux");
	const char *log = vaultbox_file(vb, "vault.db-wal");
	const int64_t size = box_size(log);
	for (int64_t at = 0; at < size; at += at < 200 ? 1 : 509) {
		box_flip(log, at);
		const enum jal_err err = vaultbox_open(vb);
		if (err != JAL_ERR_CORRUPT)
			fail_msg("byte %d of %d: %s", (int)at, (int)size, jal_err_name(err));
		assert_non_null(strstr(vaultbox_said(vb), "vault.db-wal"));
		box_flip(log, at);
	}
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1 + SAVED);
}

/* Without the index beside it, all but the very last commit can still be vouched for. */
static void vault_open__refuses__a_flipped_byte_in_a_log_without_index(void **state)
{
	struct vaultbox *vb = *state;
	killed_session(vb, "deux");
	const char *log = vaultbox_file(vb, "vault.db-wal");
	const int64_t frame = 24 + 4096;
	assert_int_equal(unlink(vaultbox_file(vb, "vault.db-shm")), 0);
	const int64_t places[] = { 3, 20, 32 + 30, 32 + 24 + 4095, 32 + frame + 100, 32 + 2 * frame + 5, 32 + 2 * frame + 4000 };
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		box_flip(log, places[i]);
		refused(vb, JAL_ERR_CORRUPT, "vault.db-wal");
		box_flip(log, places[i]);
	}
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1 + SAVED);
}

static void vault_open__refuses__a_log_that_is_cut_or_gone(void **state)
{
	struct vaultbox *vb = *state;
	killed_session(vb, "deux");
	const char *log = vaultbox_file(vb, "vault.db-wal");
	const char *kept = box_file(&vb->box, "log");
	box_copy(log, kept);
	const int64_t sizes[] = { box_size(log) - 1, 32 + 24 + 4096, 32, 5, 0 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		box_truncate(log, sizes[i]);
		if (sizes[i] == 5 || sizes[i] == 32)
			continue;
		refused(vb, JAL_ERR_CORRUPT, "vault.db-wal");
		box_copy(kept, log);
	}
	assert_int_equal(unlink(log), 0);
	refused(vb, JAL_ERR_CORRUPT, "vault.db-wal");
	box_copy(kept, log);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1 + SAVED);
}

static void vault_open__marks__what_lost_commits_as_restored(void **state)
{
	struct vaultbox *vb = *state;
	int64_t when = 0;
	killed_session(vb, "deux");
	box_flip(vaultbox_file(vb, "vault.db-wal"), -100);
	refused(vb, JAL_ERR_CORRUPT, "vault.db-wal");
	vb->options.repair = true;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), SAVED);
	assert_int_equal(meta_i64(vault_db(vb->vault), VAULT_META_RESTORED, &when), JAL_OK);
	vaultbox_close(vb);
	vb->options.repair = false;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(meta_i64(vault_db(vb->vault), VAULT_META_RESTORED, &when), JAL_OK);
}

/* A commit that a power cut tore was never said saved: it goes, and nothing is refused. */
static void vault_open__forgets__a_torn_last_commit_after_a_power_cut(void **state)
{
	struct vaultbox *vb = *state;
	killed_session(vb, "deux");
	const char *log = vaultbox_file(vb, "vault.db-wal");
	assert_int_equal(unlink(vaultbox_file(vb, "vault.db-shm")), 0);
	box_truncate(log, box_size(log) - 2000);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), SAVED);
}

/* ---- a second process ---- */

static void vault_open__returns__busy_to_another_process_until_it_dies(void **state)
{
	struct vaultbox *vb = *state;
	int ready[2], done[2];
	char byte = 0;
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(done), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (vaultbox_open(vb) != JAL_OK)
			_exit(1);
		(void)!write(ready[1], "x", 1);
		(void)!read(done[0], &byte, 1);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	refused(vb, JAL_ERR_BUSY, "Un autre jalon");
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	for (int i = 0; i < 2; i++) {
		(void)close(ready[i]);
		(void)close(done[i]);
	}
}

/* ---- what lies on the disk ---- */

/* UTF-8, UTF-16LE, and whole words of it: none may be in any file, open, killed or closed. */
static void absent(const struct vaultbox *vb, const char *marker)
{
	char wide[200] = { 0 };
	const size_t n = strlen(marker);
	for (size_t i = 0; i < n; i++)
		wide[2 * i] = marker[i];
	const char *const places[] = { vb->box.path, getenv("HOME"), getenv("TMPDIR") };
	for (size_t i = 0; i < 3; i++) {
		if (!places[i])
			continue;
		assert_false(box_holds(places[i], marker, n));
		assert_false(box_holds(places[i], wide, 2 * n));
	}
}

static void vault__leaves__nothing_readable_on_the_disk(void **state)
{
	struct vaultbox *vb = *state;
	static const char note[] = "MARQUEUR-NOTE-ZYGOMATIQUE", draft[] = "MARQUEUR-BROUILLON-ORNITHORYNQUE";
	const struct drafts_key key = { "note", { { 1 } }, { { 2 } } };
	/* The look itself works. */
	box_write(box_file(&vb->box, "temoin"), note, sizeof(note));
	assert_true(box_holds(vb->box.path, note, strlen(note)));
	assert_int_equal(unlink(box_file(&vb->box, "temoin")), 0);

	assert_int_equal(vaultbox_open(vb), JAL_OK);
	struct db *db = vault_db(vb->vault);
	for (int i = 0; i < 300; i++)
		assert_int_equal(vaultbox_note(db, note), JAL_OK);
	assert_int_equal(drafts_save(db, &key, draft, sizeof(draft), 1), JAL_OK);
	absent(vb, note);
	absent(vb, draft);
	assert_int_equal(vault_backup(vb->vault, box_file(&vb->box, "sauvegarde.jalon"), &vb->diag), JAL_OK);
	assert_int_equal(vault_rekey(vb->vault, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &vb->recovery, &vb->diag), JAL_OK);
	absent(vb, note);
	vaultbox_close(vb);
	absent(vb, note);
	killed_session(vb, note);
	absent(vb, note);
	absent(vb, draft);
	absent(vb, VAULTBOX_PHRASE);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(vault_open__refuses__a_flipped_byte_in_slots),
		CASE(vault_open__repairs__slots_when_asked),
		CASE(vault_open__refuses__slots_cut_short_foreign_or_gone),
		CASE(vault_open__refuses__a_slot_that_asks_for_4_tib),
		CASE(vault_open__does_without__the_state),
		CASE(vault_open__refuses__a_flipped_byte_in_the_database),
		CASE(vault_open__refuses__a_database_cut_short),
		CASE(vault_open__refuses__a_foreign_database),
		CASE(vault_open__finds__all_that_a_killed_session_saved),
		CASE(vault_open__refuses__a_flipped_byte_in_the_log),
		CASE(vault_open__refuses__a_flipped_byte_in_a_log_without_index),
		CASE(vault_open__refuses__a_log_that_is_cut_or_gone),
		CASE(vault_open__marks__what_lost_commits_as_restored),
		CASE(vault_open__forgets__a_torn_last_commit_after_a_power_cut),
		CASE(vault_open__returns__busy_to_another_process_until_it_dies),
		CASE(vault__leaves__nothing_readable_on_the_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
