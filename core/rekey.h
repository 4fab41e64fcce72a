/*
 * Giving the database of a vault another key, in steps that a kill may cut
 * anywhere:
 *
 *  1. rekey_prepare writes `vault.db.new`, whole, under the new key;
 *  2. the caller replaces vault.slots by slots that wrap the new key: this is the
 *     moment at which the vault changes keys;
 *  3. rekey_finish renames `vault.db.new` to `vault.db`.
 *
 * rekey_settle, at every opening, finishes a change that was cut between 2 and 3
 * and forgets one that was cut before 2.
 */
#ifndef CORE_REKEY_H
#define CORE_REKEY_H

#include "core/db.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/turn.h"

/* db is the vault's only open handle, under key, and writes nothing until it is closed and
 * rekey_finish is done. */
JAL_MUST enum jal_err rekey_prepare(const char *folder, struct db *db, const struct secret *key,
				    const struct secret *fresh, struct turn *turn, struct diag *why);
/* No handle is open. */
JAL_MUST enum jal_err rekey_finish(const char *folder, struct diag *why);

/* No handle is open; key is what the slots gave. */
JAL_MUST enum jal_err rekey_settle(const char *folder, const struct secret *key, struct turn *turn, struct diag *why);

#endif
