/* What tests/support/saver writes, for the test that looks afterwards. */
#ifndef TESTS_SUPPORT_SAVER_H
#define TESTS_SUPPORT_SAVER_H

#include <stdio.h>
#include <string.h>

#include "core/drafts.h"
#include "core/vault.h"
#include "tests/support/vaultbox.h"

#define SAVER_NOTES 3
#define SAVER_NOTE_BYTES 9000
#define SAVER_OTHER_PHRASE "cinq bateaux endormis"

static const struct drafts_key saver_draft_key = { "note", { { 1 } }, { { 2 } } };

/* The text of note `number`; it ends in its number too, so that half of one is seen. */
static inline void saver_note(int number, char text[SAVER_NOTE_BYTES])
{
	memset(text, 'a' + number, SAVER_NOTE_BYTES - 1);
	text[SAVER_NOTE_BYTES - 1] = 0;
	text[0] = text[SAVER_NOTE_BYTES - 2] = (char)('0' + number);
}

static inline enum jal_err saver_add_column(struct db *db)
{
	const enum jal_err err = db_exec(db, "ALTER TABLE note ADD COLUMN colour TEXT");
	return err ? err : db_exec(db, "UPDATE note SET colour = 'vert'");
}

static inline enum jal_err saver_note_table(struct db *db)
{
	return vaultbox_schema.steps[0].run(db);
}

static const struct vault_upgrade saver_next_steps[] = { { "note", saver_note_table }, { "colour", saver_add_column } };
static const struct vault_schema saver_next_schema = { saver_next_steps, 2, NULL, NULL };

#endif
