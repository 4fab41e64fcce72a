/*
 * saver MODE VAULT [FILE]: one session on a vault of tests/support/vaultbox, to be
 * killed anywhere by killat. Each line on the standard output is a promise that
 * was made: what it says is on disk.
 *
 *	save        opens, saves SAVER_NOTES notes and drafts, closes
 *	make        makes the vault
 *	passphrase  changes the passphrase to SAVER_OTHER_PHRASE
 *	rekey       gives the database another key (same passphrase)
 *	backup      backs it up to FILE
 *	restore     makes the vault from FILE
 *	upgrade     opens it with a schema of one more step
 *
 * Exit status: 0; 1 when something was refused (said on the standard error).
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/drafts.h"
#include "core/recovery.h"
#include "core/vault.h"
#include "tests/support/saver.h"
#include "tests/support/vaultbox.h"

static void promise(const char *what)
{
	const size_t n = strlen(what);
	if (write(1, what, n) != (ssize_t)n || write(1, "\n", 1) != 1)
		_exit(2);
}

static int said_no(struct vaultbox *vb, enum jal_err err)
{
	vb->diag.err = err;
	(void)fprintf(stderr, "saver: %s: %s\n", jal_err_name(err), vaultbox_said(vb));
	return 1;
}

/* A note long enough for several pages, with a draft that is replaced, then deleted by the last save. */
static enum jal_err save_one(struct db *db, int number)
{
	char text[SAVER_NOTE_BYTES];
	char line[64];
	saver_note(number, text);
	enum jal_err err = drafts_save(db, &saver_draft_key, text, strlen(text), number);
	if (err)
		return err;
	(void)snprintf(line, sizeof(line), "draft %d", number);
	promise(line);
	err = vaultbox_note_and(db, text, number == SAVER_NOTES ? &saver_draft_key : NULL);
	if (err)
		return err;
	(void)snprintf(line, sizeof(line), "note %d", number);
	promise(line);
	return JAL_OK;
}

static int save(struct vaultbox *vb)
{
	enum jal_err err = vaultbox_open(vb);
	for (int i = 1; !err && i <= SAVER_NOTES; i++)
		err = save_one(vault_db(vb->vault), i);
	vaultbox_close(vb);
	if (err)
		return said_no(vb, err);
	promise("closed");
	return 0;
}

static int make(struct vaultbox *vb)
{
	struct secret code = SECRET_INIT;
	enum jal_err err = recovery_make(&code);
	if (!err)
		err = vault_make(&vb->options, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &code, slots_floor(), &vb->vault,
			&vb->diag);
	secret_free(&code);
	if (err)
		return said_no(vb, err);
	promise("made");
	vaultbox_close(vb);
	return 0;
}

static int with_open(struct vaultbox *vb, const char *mode, const char *file)
{
	struct secret code = SECRET_INIT;
	enum jal_err err = vaultbox_open(vb);
	if (!err && strcmp(mode, "passphrase") == 0)
		err = vault_set_passphrase(vb->vault, SAVER_OTHER_PHRASE, strlen(SAVER_OTHER_PHRASE), &vb->diag);
	else if (!err && strcmp(mode, "backup") == 0)
		err = vault_backup(vb->vault, file, &vb->diag);
	else if (!err && !(err = recovery_make(&code)))
		err = vault_rekey(vb->vault, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &code, &vb->diag);
	if (!err)
		promise("done");
	secret_free(&code);
	vaultbox_close(vb);
	return err ? said_no(vb, err) : 0;
}

static int restore(struct vaultbox *vb, const char *file)
{
	const struct vault_credential credential = { SLOTS_PASSPHRASE, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE) };
	const enum jal_err err = vault_restore(&vb->options, file, &credential, &vb->diag);
	if (err)
		return said_no(vb, err);
	promise("done");
	return 0;
}

static int upgrade(struct vaultbox *vb)
{
	vb->options.schema = &saver_next_schema;
	const enum jal_err err = vaultbox_open(vb);
	if (err)
		return said_no(vb, err);
	promise("done");
	vaultbox_close(vb);
	return 0;
}

int main(int argc, char **argv)
{
	struct vaultbox vb;
	if (argc < 3 || secret_start() != JAL_OK)
		return 2;
	vaultbox_at(&vb, argv[2]);
	const char *mode = argv[1], *file = argc > 3 ? argv[3] : "";
	if (strcmp(mode, "save") == 0)
		return save(&vb);
	if (strcmp(mode, "make") == 0)
		return make(&vb);
	if (strcmp(mode, "restore") == 0)
		return restore(&vb, file);
	if (strcmp(mode, "upgrade") == 0)
		return upgrade(&vb);
	return with_open(&vb, mode, file);
}
