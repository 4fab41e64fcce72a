/* A vault in a box. */
#include "tests/support/vaultbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/db.h"
#include "core/recovery.h"

int64_t vaultbox_now = 1700000000000;

static int64_t now(void *ctx)
{
	(void)ctx;
	return vaultbox_now;
}

static int offset(void *ctx, int64_t at_ms)
{
	(void)ctx;
	(void)at_ms;
	return 60;
}

static const struct jal_clock still = { now, offset, NULL };

enum { PUT, HOW_MANY, ALL, COUNT };
static const char *const text[COUNT] = {
	[PUT] = "INSERT INTO note (text) VALUES (?1)",
	[HOW_MANY] = "SELECT count(*) FROM note",
	[ALL] = "SELECT text FROM note ORDER BY id",
};
static const struct db_sql note_sql = { "note", COUNT, text };

static enum jal_err make_note_table(struct db *db)
{
	return db_exec(db, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
}

static const struct vault_upgrade steps[] = { { "note", make_note_table } };
const struct vault_schema vaultbox_schema = { steps, 1, NULL, NULL };

void vaultbox_at(struct vaultbox *vb, const char *path)
{
	memset(vb, 0, sizeof(*vb));
	(void)snprintf(vb->path, sizeof(vb->path), "%s", path);
	vb->options = (struct vault_options){ .path = vb->path, .schema = &vaultbox_schema, .clock = &still };
}

void vaultbox_make(struct vaultbox *vb)
{
	struct box box;
	box_make(&box);
	vaultbox_at(vb, box_file(&box, "coffre"));
	vb->box = box;
	assert_int_equal(recovery_make(&vb->recovery), JAL_OK);
	const enum jal_err err = vault_make(&vb->options, VAULTBOX_PHRASE, strlen(VAULTBOX_PHRASE), &vb->recovery,
		slots_floor(), &vb->vault, &vb->diag);
	if (err)
		fail_msg("vault_make: %s: %s", jal_err_name(err), vaultbox_said(vb));
}

void vaultbox_close(struct vaultbox *vb)
{
	vault_close(vb->vault);
	vb->vault = NULL;
}

void vaultbox_remove(struct vaultbox *vb)
{
	vaultbox_close(vb);
	secret_free(&vb->recovery);
	box_remove(&vb->box);
}

static enum jal_err open_it(struct vaultbox *vb, const char *path, enum slots_kind kind, const char *typed)
{
	struct vault_options options = vb->options;
	const struct vault_credential credential = { kind, typed, strlen(typed) };
	options.path = path;
	vb->diag = DIAG_INIT;
	return vault_open(&options, &credential, &vb->vault, &vb->diag);
}

enum jal_err vaultbox_open_at(struct vaultbox *vb, const char *path)
{
	return open_it(vb, path ? path : vb->path, SLOTS_PASSPHRASE, VAULTBOX_PHRASE);
}

enum jal_err vaultbox_open(struct vaultbox *vb)
{
	return vaultbox_open_at(vb, NULL);
}

enum jal_err vaultbox_open_with(struct vaultbox *vb, enum slots_kind kind, const char *typed)
{
	return open_it(vb, vb->path, kind, typed);
}

const char *vaultbox_file(const struct vaultbox *vb, const char *name)
{
	static char ring[8][3 * BOX_PATH_MAX];
	static unsigned turn;
	char *out = ring[turn++ % 8];
	(void)snprintf(out, sizeof(ring[0]), "%s/%s", vb->path, name);
	return out;
}

enum jal_err vaultbox_note(struct db *db, const char *note)
{
	return vaultbox_note_and(db, note, NULL);
}

enum jal_err vaultbox_note_and(struct db *db, const char *note, const struct drafts_key *draft)
{
	struct db_st *st = NULL;
	enum jal_err err = db_begin(db);
	if (err)
		return err;
	err = db_use(db, &note_sql, PUT, &st);
	if (!err) {
		db_bind_text(st, 1, note);
		err = db_run(st);
	}
	if (!err && draft)
		err = drafts_delete(db, draft);
	return db_leave(db, true, err);
}

int64_t vaultbox_notes(struct db *db)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(db, &note_sql, HOW_MANY, &st), JAL_OK);
	assert_int_equal(db_step(st, &row), JAL_OK);
	const int64_t n = db_col_i64(st, 0);
	db_done(st);
	return n;
}

void vaultbox_each_note(struct db *db, void (*each)(void *ctx, const char *text), void *ctx)
{
	struct db_st *st = NULL;
	bool row = false;
	assert_int_equal(db_use(db, &note_sql, ALL, &st), JAL_OK);
	while (db_step(st, &row) == JAL_OK && row)
		each(ctx, db_col_text(st, 0));
	db_done(st);
}

const char *vaultbox_said(const struct vaultbox *vb)
{
	static char ring[4][1024];
	static unsigned turn;
	struct buf said = BUF_INIT;
	char *out = ring[turn++ % 4];
	assert_int_equal(diag_render(&vb->diag, NULL, &said), JAL_OK);
	(void)snprintf(out, sizeof(ring[0]), "%s", buf_str(&said));
	buf_free(&said);
	return out;
}
