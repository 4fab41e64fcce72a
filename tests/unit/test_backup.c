/* Backups: whole or refused, never overwriting, restored as what they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/backup.h"
#include "core/drafts.h"
#include "core/meta.h"
#include "core/vault.h"
#include "tests/support/vaultbox.h"

struct both {
	struct vaultbox vb;		/* closed */
	struct vaultbox copy;		/* where to restore; not made */
	char file[2 * BOX_PATH_MAX];
};

static const struct drafts_key draft = { "note", { { 1 } }, { { 2 } } };

static int setup(void **state)
{
	static struct both b;
	vaultbox_now = 1700000000000;
	vaultbox_make(&b.vb);
	(void)snprintf(b.file, sizeof(b.file), "%s/s.jalon", b.vb.box.path);
	assert_int_equal(vaultbox_note(vault_db(b.vb.vault), "gardé"), JAL_OK);
	assert_int_equal(drafts_save(vault_db(b.vb.vault), &draft, "en cours", 8, 1), JAL_OK);
	assert_int_equal(vault_backup(b.vb.vault, b.file, &b.vb.diag), JAL_OK);
	vaultbox_at(&b.copy, box_file(&b.vb.box, "retour"));
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct both *b = *state;
	vaultbox_close(&b->copy);
	vaultbox_remove(&b->vb);
	return 0;
}

static enum jal_err restore(struct both *b, const char *phrase)
{
	const struct vault_credential credential = { SLOTS_PASSPHRASE, phrase, strlen(phrase) };
	b->copy.diag = DIAG_INIT;
	return vault_restore(&b->copy.options, b->file, &credential, &b->copy.diag);
}

static void refused(struct both *b, enum jal_err expected, const char *sentence)
{
	const size_t before = box_count(b->vb.box.path);
	const enum jal_err err = restore(b, VAULTBOX_PHRASE);
	if (err != expected)
		fail_msg("%s instead of %s: %s", jal_err_name(err), jal_err_name(expected), vaultbox_said(&b->copy));
	if (!strstr(vaultbox_said(&b->copy), sentence))
		fail_msg("« %s » is not in « %s »", sentence, vaultbox_said(&b->copy));
	assert_int_equal(box_count(b->vb.box.path), before);
}

static void vault_backup__writes__the_published_bytes(void **state)
{
	struct both *b = *state;
	struct backup_info info = { 0 };
	size_t n = 0;
	uint8_t *bytes = box_read(b->file, &n);
	assert_memory_equal(bytes, "JALONBK1", 8);
	assert_memory_equal(bytes + 8, vault_id(b->vb.vault)->b, 16);
	assert_memory_equal(bytes + 24, "\0\0\0\1", 4);
	assert_memory_equal(bytes + 40, "JALONSL1", 8);
	free(bytes);
	assert_int_equal(backup_read(b->file, &info, NULL), JAL_OK);
	assert_int_equal(info.created, 1700000000000);
	assert_int_equal(info.schema, 1);
	assert_int_equal(info.db_offset + info.db_size + 32, n);
	assert_true(id_equal(&info.vault, vault_id(b->vb.vault)));
	struct stat st = { 0 };
	assert_int_equal(stat(b->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Nothing is left beside the vault or the backup. */
	assert_int_equal(box_count(b->vb.box.path), 2);
	assert_int_equal(box_size(vaultbox_file(&b->vb, ".backup.db")), -1);
}

static void vault_backup__never__replaces_a_file(void **state)
{
	struct both *b = *state;
	assert_int_equal(vault_backup(b->vb.vault, b->file, &b->vb.diag), JAL_ERR_EXISTS);
	assert_non_null(strstr(vaultbox_said(&b->vb), "existe déjà"));
	assert_int_equal(vault_backup(b->vb.vault, "/nonexistent/s.jalon", &b->vb.diag), JAL_ERR_IO);
	assert_non_null(strstr(vaultbox_said(&b->vb), "n’a pas pu être écrite"));
	assert_int_equal(vault_backup(b->vb.vault, "", &b->vb.diag), JAL_ERR_INVALID);
	assert_non_null(strstr(vaultbox_said(&b->vb), "n’est pas le nom d’un fichier"));
}

/* On a stick that others can write to, what stands at the temporary name may be anything. */
static void vault_backup__takes_away__what_stands_at_its_temporary_name(void **state)
{
	struct both *b = *state;
	char file[2 * BOX_PATH_MAX], temporary[2 * BOX_PATH_MAX], other[2 * BOX_PATH_MAX];
	assert_true((size_t)snprintf(file, sizeof(file), "%s/other.jalon", b->vb.box.path) < sizeof(file));
	assert_true((size_t)snprintf(temporary, sizeof(temporary), "%s/.other.jalon.new", b->vb.box.path) < sizeof(temporary));
	assert_true((size_t)snprintf(other, sizeof(other), "%s/someones", b->vb.box.path) < sizeof(other));
	/* Opened to be written, a pipe without reader would be waited for. */
	assert_int_equal(mkfifo(temporary, 0666), 0);
	assert_int_equal(vault_backup(b->vb.vault, file, &b->vb.diag), JAL_OK);
	assert_int_equal(unlink(file), 0);
	/* A second name of someone's file would be emptied. */
	FILE *f = fopen(other, "w");
	assert_non_null(f);
	assert_true(fputs("theirs", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(link(other, temporary), 0);
	assert_int_equal(vault_backup(b->vb.vault, file, &b->vb.diag), JAL_OK);
	assert_int_equal(box_size(other), 6);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(unlink(other), 0);
}

struct seen {
	uint64_t calls, done, total;
	uint64_t stop_at;	/* calls; 0: never */
};

static bool moved(void *ctx, uint64_t done, uint64_t total)
{
	struct seen *s = ctx;
	assert_true(done >= s->done && done <= total);
	*s = (struct seen){ s->calls + 1, done, total, s->stop_at };
	return s->calls != s->stop_at;
}

static void vault_worker_backup__tells__how_far_it_is(void **state)
{
	struct both *b = *state;
	struct seen seen = { 0 };
	const struct backup_watch watch = { moved, &seen };
	struct backup_info info = { 0 };
	const char *file = box_file(&b->vb.box, "autre");
	assert_int_equal(vault_worker_backup(b->vb.vault, file, &watch, &b->vb.diag), JAL_OK);
	assert_int_equal(backup_read(file, &info, NULL), JAL_OK);
	/* Written, then read again. */
	assert_int_equal(seen.total, 2 * info.db_size);
	assert_int_equal(seen.done, seen.total);
	assert_true(seen.calls >= 2);
}

static void vault_worker_backup__leaves_nothing__when_it_is_stopped(void **state)
{
	struct both *b = *state;
	const size_t before = box_count(b->vb.box.path);
	for (uint64_t at = 1;; at++) {
		struct seen seen = { .stop_at = at };
		const struct backup_watch watch = { moved, &seen };
		const char *file = box_file(&b->vb.box, "autre");
		b->vb.diag = DIAG_INIT;
		if (vault_worker_backup(b->vb.vault, file, &watch, &b->vb.diag) == JAL_OK) {
			assert_true(at > 2);
			break;
		}
		assert_int_equal(b->vb.diag.err, JAL_ERR_CANCELLED);
		assert_int_equal(box_size(file), -1);
		assert_int_equal(box_count(b->vb.box.path), before);
	}
}

static void vault_restore__gives__everything_back_marked(void **state)
{
	struct both *b = *state;
	struct buf body = BUF_INIT;
	int64_t when = 0;
	vaultbox_now += 1000;
	assert_int_equal(restore(b, VAULTBOX_PHRASE), JAL_OK);
	assert_int_equal(vaultbox_open(&b->copy), JAL_OK);
	struct db *db = vault_db(b->copy.vault);
	assert_true(id_equal(vault_id(b->copy.vault), vault_id(b->vb.vault)));
	assert_int_equal(vaultbox_notes(db), 1);
	assert_int_equal(drafts_load(db, &draft, &body, NULL), JAL_OK);
	assert_string_equal(buf_str(&body), "en cours");
	buf_free(&body);
	assert_int_equal(meta_i64(db, VAULT_META_RESTORED, &when), JAL_OK);
	assert_int_equal(when, vaultbox_now);
	assert_int_equal(meta_i64(vault_db(b->vb.vault), VAULT_META_RESTORED, &when), JAL_ERR_NOT_FOUND);
}

static void vault_restore__refuses__to_overwrite(void **state)
{
	struct both *b = *state;
	assert_int_equal(mkdir(b->copy.path, 0700), 0);
	box_write(vaultbox_file(&b->copy, "photo.png"), "x", 1);
	refused(b, JAL_ERR_EXISTS, "déjà quelque chose");
	assert_int_equal(unlink(vaultbox_file(&b->copy, "photo.png")), 0);
	assert_int_equal(restore(b, VAULTBOX_PHRASE), JAL_OK);
	refused(b, JAL_ERR_EXISTS, "déjà quelque chose");
}

static void vault_restore__returns__wrong_key(void **state)
{
	struct both *b = *state;
	assert_int_equal(restore(b, "autre chose"), JAL_ERR_WRONG_KEY);
	assert_int_equal(box_count(b->vb.box.path), 2);
	/* The recovery code of that time opens it too. */
	char typed[200] = { 0 };
	memcpy(typed, b->vb.recovery.p, b->vb.recovery.n);
	const struct vault_credential credential = { SLOTS_RECOVERY, typed, strlen(typed) };
	assert_int_equal(vault_restore(&b->copy.options, b->file, &credential, &b->copy.diag), JAL_OK);
}

static void vault_restore__refuses__what_is_no_whole_backup(void **state)
{
	struct both *b = *state;
	char kept[2 * BOX_PATH_MAX];
	(void)snprintf(kept, sizeof(kept), "%s/gardee", b->vb.box.path);
	box_copy(b->file, kept);
	const int64_t size = box_size(b->file);
	const int64_t flips[] = { 10, 30, 39, 60, 300, size / 2, size - 40, size - 1 };
	for (size_t i = 0; i < sizeof(flips) / sizeof(*flips); i++) {
		box_flip(b->file, flips[i]);
		refused(b, JAL_ERR_CORRUPT, "La sauvegarde");
		box_flip(b->file, flips[i]);
	}
	const int64_t cuts[] = { size - 1, size - 4096, 300, 20, 9 };
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		box_truncate(b->file, cuts[i]);
		refused(b, JAL_ERR_CORRUPT, "tronquée");
		box_copy(kept, b->file);
	}
	box_append(b->file, "x", 1);
	refused(b, JAL_ERR_CORRUPT, "abîmée");
	box_write(b->file, "", 0);
	refused(b, JAL_ERR_SYNTAX, "pas une sauvegarde");
	box_write(b->file, "PK\3\4 une archive", 16);
	refused(b, JAL_ERR_SYNTAX, "pas une sauvegarde");
	box_write(b->file, "JALONBK2........................................", 48);
	refused(b, JAL_ERR_NEWER, "plus récente");
	assert_int_equal(unlink(b->file), 0);
	refused(b, JAL_ERR_NOT_FOUND, "n’a pas pu être ouverte");
	box_copy(kept, b->file);
	b->copy.options.schema = NULL;
	refused(b, JAL_ERR_NEWER, "plus récente");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(vault_backup__writes__the_published_bytes),
		CASE(vault_backup__never__replaces_a_file),
		CASE(vault_backup__takes_away__what_stands_at_its_temporary_name),
		CASE(vault_worker_backup__tells__how_far_it_is),
		CASE(vault_worker_backup__leaves_nothing__when_it_is_stopped),
		CASE(vault_restore__gives__everything_back_marked),
		CASE(vault_restore__refuses__to_overwrite),
		CASE(vault_restore__returns__wrong_key),
		CASE(vault_restore__refuses__what_is_no_whole_backup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
