/* Making, opening, closing, keys, upgrades. What accidents do is in test_vault_damage. */
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

#include "core/drafts.h"
#include "core/meta.h"
#include "core/recovery.h"
#include "core/vault.h"
#include "core/vaultdir.h"
#include "tests/support/vaultbox.h"

static int setup(void **state)
{
	static struct vaultbox vb;
	vaultbox_now = 1700000000000;
	vaultbox_make(&vb);
	*state = &vb;
	return 0;
}

static int teardown(void **state)
{
	vaultbox_remove(*state);
	return 0;
}

static void vault_make__gives__a_private_folder_that_opens_again(void **state)
{
	struct vaultbox *vb = *state;
	struct stat st = { 0 };
	struct jal_id id = *vault_id(vb->vault);
	int64_t created = 0;
	assert_int_equal(vaultbox_note(vault_db(vb->vault), "bonjour"), JAL_OK);
	assert_int_equal(vault_last_closed(vb->vault), 0);
	vaultbox_now += 5000;
	vaultbox_close(vb);

	assert_int_equal(stat(vb->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	const char *const files[] = { "vault.db", "vault.slots", "vault.state", "vault.lock" };
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(stat(vaultbox_file(vb, files[i]), &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
	assert_int_equal(box_count(vb->box.path), 1);
	assert_int_equal(box_size(vaultbox_file(vb, "vault.db-wal")), -1);

	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_true(id_equal(&id, vault_id(vb->vault)));
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1);
	assert_int_equal(vault_last_closed(vb->vault), vaultbox_now);
	assert_int_equal(meta_i64(vault_db(vb->vault), VAULT_META_CREATED, &created), JAL_OK);
	assert_int_equal(created, 1700000000000);
}

static void vault_make__refuses__a_folder_that_holds_something(void **state)
{
	struct vaultbox *vb = *state;
	struct vault *other = NULL;
	vb->diag = DIAG_INIT;
	assert_int_equal(vault_make(&vb->options, "x", 1, &vb->recovery, slots_floor(), &other, &vb->diag), JAL_ERR_EXISTS);
	assert_non_null(strstr(vaultbox_said(vb), "déjà quelque chose"));
	assert_null(other);
	assert_int_equal(box_count(vb->box.path), 1);

	struct vault_options options = vb->options;
	options.path = box_file(&vb->box, "notes.txt");
	box_write(options.path, "moi", 3);
	assert_int_equal(vault_make(&options, "x", 1, &vb->recovery, slots_floor(), &other, &vb->diag), JAL_ERR_EXISTS);
	assert_int_equal(box_size(options.path), 3);
}

static void vault_make__uses__an_empty_folder_and_clears_a_stale_one(void **state)
{
	struct vaultbox *vb = *state;
	struct vault *other = NULL;
	struct vault_options options = vb->options;
	options.path = box_file(&vb->box, "autre/");
	assert_int_equal(mkdir(box_file(&vb->box, "autre"), 0700), 0);
	assert_int_equal(mkdir(box_file(&vb->box, ".autre.making"), 0700), 0);
	box_write(box_file(&vb->box, ".autre.making/vault.db"), "reste", 5);
	assert_int_equal(vault_make(&options, "x", 1, &vb->recovery, slots_floor(), &other, &vb->diag), JAL_OK);
	vault_close(other);
	assert_true(vaultdir_is_vault(box_file(&vb->box, "autre")));
	assert_int_equal(box_size(box_file(&vb->box, ".autre.making")), -1);
}

static void vault_make__refuses__an_empty_passphrase(void **state)
{
	struct vaultbox *vb = *state;
	struct vault *other = NULL;
	struct vault_options options = vb->options;
	options.path = box_file(&vb->box, "autre");
	assert_int_equal(vault_make(&options, "", 0, &vb->recovery, slots_floor(), &other, &vb->diag), JAL_ERR_INVALID);
	assert_int_equal(vault_make(&options, "\xff\xfe", 2, &vb->recovery, slots_floor(), &other, &vb->diag), JAL_ERR_INVALID);
	assert_int_equal(box_count(vb->box.path), 1);
}

static void vault_open__returns__wrong_key(void **state)
{
	struct vaultbox *vb = *state;
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_PASSPHRASE, "quatre lanternes muettes"), JAL_ERR_WRONG_KEY);
	assert_non_null(strstr(vaultbox_said(vb), "pas la bonne phrase"));
	assert_int_equal(vaultbox_open_with(vb, SLOTS_PASSPHRASE, ""), JAL_ERR_WRONG_KEY);
	assert_null(vb->vault);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
}

static void vault_open__takes__any_unicode_form_of_the_passphrase(void **state)
{
	struct vaultbox *vb = *state;
	const char composed[] = "un ch\xc3\xa2teau dans la for\xc3\xaat";
	const char decomposed[] = "un cha\xcc\x82teau dans la fore\xcc\x82t";
	assert_int_equal(vault_set_passphrase(vb->vault, composed, strlen(composed), &vb->diag), JAL_OK);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_PASSPHRASE, decomposed), JAL_OK);
}

static void vault_open__takes__the_recovery_code(void **state)
{
	struct vaultbox *vb = *state;
	char typed[200] = { 0 };
	memcpy(typed, vb->recovery.p, vb->recovery.n);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_RECOVERY, typed), JAL_OK);
	assert_int_equal(vault_set_passphrase(vb->vault, "une autre phrase", 16, &vb->diag), JAL_OK);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open(vb), JAL_ERR_WRONG_KEY);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_PASSPHRASE, "une autre phrase"), JAL_OK);

	struct secret fresh = SECRET_INIT;
	assert_int_equal(recovery_make(&fresh), JAL_OK);
	assert_int_equal(vault_set_recovery(vb->vault, &fresh, &vb->diag), JAL_OK);
	secret_free(&fresh);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_RECOVERY, typed), JAL_ERR_WRONG_KEY);
	assert_non_null(strstr(vaultbox_said(vb), "code de secours"));
}

static void vault_open__returns__busy_while_it_is_open(void **state)
{
	struct vaultbox *vb = *state;
	struct vault *held = vb->vault;
	assert_int_equal(vaultbox_open(vb), JAL_ERR_BUSY);
	assert_non_null(strstr(vaultbox_said(vb), "Un autre jalon"));
	vb->vault = held;
}

static void vault_open__returns__not_found_and_leaves_nothing(void **state)
{
	struct vaultbox *vb = *state;
	struct vault *held = vb->vault;
	const char *nowhere = box_file(&vb->box, "nulle-part");
	assert_int_equal(vaultbox_open_at(vb, nowhere), JAL_ERR_NOT_FOUND);
	assert_int_equal(box_count(vb->box.path), 1);
	assert_int_equal(mkdir(nowhere, 0700), 0);
	assert_int_equal(vaultbox_open_at(vb, nowhere), JAL_ERR_NOT_FOUND);
	assert_int_equal(box_count(nowhere), 0);
	vb->vault = held;
}

static void vault_worker_open__gives__a_second_handle(void **state)
{
	struct vaultbox *vb = *state;
	struct db *worker = NULL;
	assert_int_equal(vault_worker_open(vb->vault, &worker, &vb->diag), JAL_OK);
	assert_int_equal(vaultbox_note(worker, "du travail"), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1);
	assert_int_equal(vault_rekey(vb->vault, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &vb->recovery, &vb->diag),
		JAL_ERR_BUSY);
	vault_worker_close(vb->vault, worker);
	vault_worker_close(vb->vault, NULL);
}

static void vault_check_passphrase__tells__right_from_wrong(void **state)
{
	struct vaultbox *vb = *state;
	assert_int_equal(vault_check_passphrase(vb->vault, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &vb->diag), JAL_OK);
	assert_int_equal(vault_check_passphrase(vb->vault, "non", 3, &vb->diag), JAL_ERR_WRONG_KEY);
}

static void vault_rekey__makes__old_slots_useless(void **state)
{
	struct vaultbox *vb = *state;
	struct secret code = SECRET_INIT;
	char typed[200] = { 0 };
	assert_int_equal(recovery_make(&code), JAL_OK);
	memcpy(typed, code.p, code.n);
	assert_int_equal(vaultbox_note(vault_db(vb->vault), "avant"), JAL_OK);
	box_copy(vaultbox_file(vb, "vault.slots"), box_file(&vb->box, "old.slots"));
	assert_int_equal(vault_rekey(vb->vault, "faux", 4, &code, &vb->diag), JAL_ERR_WRONG_KEY);
	assert_int_equal(vault_rekey(vb->vault, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &code, &vb->diag), JAL_OK);
	secret_free(&code);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1);
	assert_int_equal(vaultbox_note(vault_db(vb->vault), "après"), JAL_OK);
	vaultbox_close(vb);
	assert_int_equal(box_size(vaultbox_file(vb, "vault.db.new")), -1);

	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 2);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open_with(vb, SLOTS_RECOVERY, typed), JAL_OK);
	vaultbox_close(vb);

	box_copy(box_file(&vb->box, "old.slots"), vaultbox_file(vb, "vault.slots"));
	assert_int_equal(unlink(vaultbox_file(vb, "vault.state")), 0);
	assert_int_equal(vaultbox_open(vb), JAL_ERR_CORRUPT);
	assert_non_null(strstr(vaultbox_said(vb), "vault.db"));
}

/* ---- upgrades ---- */

static int runs;

static enum jal_err add_column(struct db *db)
{
	runs++;
	return db_exec(db, "ALTER TABLE note ADD COLUMN colour TEXT");
}

static enum jal_err fails(struct db *db)
{
	const enum jal_err err = db_exec(db, "DELETE FROM note");
	return err ? err : JAL_ERR_INVALID;
}

static void vault_open__upgrades__after_a_backup(void **state)
{
	struct vaultbox *vb = *state;
	struct vault_upgrade steps[] = { vaultbox_schema.steps[0], { "colour", add_column } };
	const struct vault_schema newer = { steps, 2, NULL, NULL };
	int64_t version = 0;
	assert_int_equal(vaultbox_note(vault_db(vb->vault), "avant"), JAL_OK);
	vaultbox_close(vb);

	steps[1].run = fails;
	vb->options.schema = &newer;
	assert_int_equal(vaultbox_open(vb), JAL_ERR_INVALID);
	assert_non_null(strstr(vaultbox_said(vb), "mise à jour"));

	vb->options.schema = &vaultbox_schema;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(vaultbox_notes(vault_db(vb->vault)), 1);
	vaultbox_close(vb);

	steps[1].run = add_column;
	runs = 0;
	vb->options.schema = &newer;
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(meta_i64(vault_db(vb->vault), VAULT_META_SCHEMA, &version), JAL_OK);
	assert_int_equal(version, 2);
	assert_true(box_size(vaultbox_file(vb, "before-upgrade-1.jalon")) > 4096);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	assert_int_equal(runs, 1);
	vaultbox_close(vb);

	vb->options.schema = &vaultbox_schema;
	assert_int_equal(vaultbox_open(vb), JAL_ERR_NEWER);
	assert_non_null(strstr(vaultbox_said(vb), "plus récente"));
}

static enum jal_err keep_name(void *ctx, const struct vaultdir_entry *entry)
{
	char *names = ctx;
	(void)snprintf(names + strlen(names), 100 - strlen(names), "%s:%lld ", entry->name, (long long)entry->closed);
	return JAL_OK;
}

static void vaultdir_list__tells__the_vaults_of_a_folder(void **state)
{
	struct vaultbox *vb = *state;
	char names[100] = { 0 };
	vaultbox_close(vb);
	assert_int_equal(mkdir(box_file(&vb->box, "vide"), 0700), 0);
	box_copy_folder(vb->path, box_file(&vb->box, "autre"));
	assert_int_equal(vaultdir_list(vb->box.path, keep_name, names), JAL_OK);
	assert_string_equal(names, "autre:1700000000000 coffre:1700000000000 ");
	assert_int_equal(vaultdir_list("/nonexistent", keep_name, names), JAL_OK);
}

static void vaultdir_default__follows__the_environment(void **state)
{
	(void)state;
	struct buf path = BUF_INIT;
	assert_int_equal(setenv("XDG_DATA_HOME", "/donnees", 1), 0);
	assert_int_equal(vaultdir_default(&path), JAL_OK);
	assert_string_equal(buf_str(&path), "/donnees/jalon/default");
	buf_clear(&path);
	assert_int_equal(setenv("XDG_DATA_HOME", "relatif", 1), 0);
	assert_int_equal(setenv("HOME", "/maison", 1), 0);
	assert_int_equal(vaultdir_default(&path), JAL_OK);
	assert_string_equal(buf_str(&path), "/maison/.local/share/jalon/default");
	assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
	buf_free(&path);
}

/* ---- drafts ---- */

static enum jal_err collect(void *ctx, const struct drafts_item *item)
{
	char *out = ctx;
	(void)snprintf(out + strlen(out), 200 - strlen(out), "%s/%d/%d/%zu@%lld ", item->key.kind, item->key.dossier.b[0],
		item->key.record.b[0], item->size, (long long)item->updated);
	return JAL_OK;
}

static void drafts__are__kept_replaced_listed_and_deleted(void **state)
{
	struct vaultbox *vb = *state;
	struct db *db = vault_db(vb->vault);
	struct buf body = BUF_INIT;
	char list[200] = { 0 };
	int64_t count = 0, updated = 0;
	const struct drafts_key note = { "note", { { 1 } }, { { 2 } } };
	const struct drafts_key person = { "person", { { 1 } }, ID_ZERO };
	const struct drafts_key other = { "note", { { 9 } }, { { 2 } } };
	assert_int_equal(drafts_save(db, &note, "un", 2, 10), JAL_OK);
	assert_int_equal(drafts_save(db, &person, "", 0, 20), JAL_OK);
	assert_int_equal(drafts_save(db, &other, "abc", 3, 15), JAL_OK);
	assert_int_equal(drafts_save(db, &note, "un\0deux", 7, 30), JAL_OK);
	vaultbox_close(vb);
	assert_int_equal(vaultbox_open(vb), JAL_OK);
	db = vault_db(vb->vault);
	assert_int_equal(drafts_list(db, collect, list), JAL_OK);
	assert_string_equal(list, "note/1/2/7@30 person/1/0/0@20 note/9/2/3@15 ");
	assert_int_equal(drafts_load(db, &note, &body, &updated), JAL_OK);
	assert_int_equal(body.len, 7);
	assert_memory_equal(body.data, "un\0deux", 7);
	assert_int_equal(updated, 30);
	buf_free(&body);

	/* It goes with the save that it was for, and stays when that is rolled back. */
	assert_int_equal(db_begin(db), JAL_OK);
	assert_int_equal(drafts_delete(db, &note), JAL_OK);
	db_rollback(db);
	assert_int_equal(drafts_count(db, &count), JAL_OK);
	assert_int_equal(count, 3);
	assert_int_equal(drafts_delete(db, &note), JAL_OK);
	assert_int_equal(drafts_delete(db, &note), JAL_OK);
	assert_int_equal(drafts_load(db, &note, &body, NULL), JAL_ERR_NOT_FOUND);
	assert_int_equal(drafts_count(db, &count), JAL_OK);
	assert_int_equal(count, 2);
}

static void meta__keeps__numbers_ids_and_bytes(void **state)
{
	struct vaultbox *vb = *state;
	struct db *db = vault_db(vb->vault);
	struct buf bytes = BUF_INIT;
	struct jal_id id = ID_ZERO;
	int64_t n = 0;
	assert_int_equal(meta_i64(db, "essai", &n), JAL_ERR_NOT_FOUND);
	assert_int_equal(meta_put_i64(db, "essai", 3), JAL_ERR_INVALID);
	assert_int_equal(db_begin(db), JAL_OK);
	assert_int_equal(meta_put_i64(db, "essai", INT64_MIN), JAL_OK);
	assert_int_equal(meta_put_i64(db, "essai", INT64_MAX), JAL_OK);
	assert_int_equal(meta_put_id(db, "id", &(struct jal_id){ { 7 } }), JAL_OK);
	assert_int_equal(meta_put_blob(db, "bytes", "a\0b", 3), JAL_OK);
	assert_int_equal(meta_put_blob(db, "none", NULL, 0), JAL_OK);
	assert_int_equal(db_commit(db), JAL_OK);
	assert_int_equal(meta_i64(db, "essai", &n), JAL_OK);
	assert_true(n == INT64_MAX);
	assert_int_equal(meta_id(db, "id", &id), JAL_OK);
	assert_int_equal(id.b[0], 7);
	assert_int_equal(meta_id(db, "bytes", &id), JAL_ERR_CORRUPT);
	assert_int_equal(meta_blob(db, "bytes", &bytes), JAL_OK);
	assert_int_equal(meta_blob(db, "none", &bytes), JAL_OK);
	assert_int_equal(bytes.len, 3);
	buf_free(&bytes);
	assert_int_equal(db_begin(db), JAL_OK);
	assert_int_equal(meta_delete(db, "essai"), JAL_OK);
	assert_int_equal(db_commit(db), JAL_OK);
	assert_int_equal(meta_i64(db, "essai", &n), JAL_ERR_NOT_FOUND);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(vault_make__gives__a_private_folder_that_opens_again),
		CASE(vault_make__refuses__a_folder_that_holds_something),
		CASE(vault_make__uses__an_empty_folder_and_clears_a_stale_one),
		CASE(vault_make__refuses__an_empty_passphrase),
		CASE(vault_open__returns__wrong_key),
		CASE(vault_open__takes__any_unicode_form_of_the_passphrase),
		CASE(vault_open__takes__the_recovery_code),
		CASE(vault_open__returns__busy_while_it_is_open),
		CASE(vault_open__returns__not_found_and_leaves_nothing),
		CASE(vault_worker_open__gives__a_second_handle),
		CASE(vault_check_passphrase__tells__right_from_wrong),
		CASE(vault_rekey__makes__old_slots_useless),
		CASE(vault_open__upgrades__after_a_backup),
		CASE(vaultdir_list__tells__the_vaults_of_a_folder),
		CASE(vaultdir_default__follows__the_environment),
		CASE(drafts__are__kept_replaced_listed_and_deleted),
		CASE(meta__keeps__numbers_ids_and_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
