/*
 * A vault in a box, for tests: made with the floor of Argon2id, a clock that
 * stands where the test puts it, and one little table.
 */
#ifndef TESTS_SUPPORT_VAULTBOX_H
#define TESTS_SUPPORT_VAULTBOX_H

#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/drafts.h"
#include "core/secret.h"
#include "core/vault.h"
#include "tests/support/box.h"

#define VAULTBOX_PHRASE "quatre lanternes bavardes"

struct vaultbox {
	struct box box;
	char path[2 * BOX_PATH_MAX];	/* of the vault, in the box */
	struct secret recovery;
	struct vault_options options;
	struct vault *vault;		/* open, or NULL */
	struct diag diag;		/* of the last call below */
};

/* Milliseconds that the clock shows. */
extern int64_t vaultbox_now;

/* One step: `note (id INTEGER PRIMARY KEY, text TEXT)`. */
extern const struct vault_schema vaultbox_schema;

/* For the vault at path, made or not; nothing is opened. */
void vaultbox_at(struct vaultbox *vb, const char *path);
/* Makes and opens. */
void vaultbox_make(struct vaultbox *vb);
void vaultbox_remove(struct vaultbox *vb);
void vaultbox_close(struct vaultbox *vb);
/* With the right passphrase, of the vault at path (NULL: its own). */
enum jal_err vaultbox_open_at(struct vaultbox *vb, const char *path);
enum jal_err vaultbox_open(struct vaultbox *vb);
enum jal_err vaultbox_open_with(struct vaultbox *vb, enum slots_kind kind, const char *text);

/* `vault/name`. */
const char *vaultbox_file(const struct vaultbox *vb, const char *name);

/* Durable when it returns JAL_OK. */
enum jal_err vaultbox_note(struct db *db, const char *text);
/* And deletes a draft in the same transaction, unless draft is NULL. */
enum jal_err vaultbox_note_and(struct db *db, const char *text, const struct drafts_key *draft);
/* Notes in order, each with its text. */
void vaultbox_each_note(struct db *db, void (*each)(void *ctx, const char *text), void *ctx);
int64_t vaultbox_notes(struct db *db);

/* The last sentence; of a few static buffers in turn. */
const char *vaultbox_said(const struct vaultbox *vb);

#endif
