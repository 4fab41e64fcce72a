/*
 * The vault: the encrypted database of one person on one laptop, its keys, and
 * the lock that keeps it to one process. Opening, closing and changing keys; what
 * is in the tables is other modules' business, except `meta` and `draft`, which
 * every vault has.
 */
#ifndef CORE_VAULT_H
#define CORE_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/backup.h"
#include "core/clock.h"
#include "core/db.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/secret.h"
#include "core/slots.h"

struct vault;

/* One step of the schema: brings version n (its place in the array) to n + 1.
 * Runs inside the upgrade's transaction; several steps run in one. */
struct vault_upgrade {
	const char *name;	/* for logs */
	enum jal_err (*run)(struct db *db);
};

/* All steps ever, the oldest first: the newest version is `count`. A new vault
 * goes through all of them. What also follows the model, which grows without a
 * step: grown tells whether the tables lack something of it, grow adds it. Both
 * NULL: nothing does. */
struct vault_schema {
	const struct vault_upgrade *steps;
	int count;
	enum jal_err (*grown)(struct db *db, bool *yes);
	enum jal_err (*grow)(struct db *db);
};

struct vault_options {
	const char *path;			/* the folder */
	const struct vault_schema *schema;	/* NULL: meta and draft only */
	const struct jal_clock *clock;
	/* Open although vault.slots is not as it was written, or saved commits are missing from the log: for `jalon
	 * doctor`. A vault that lost commits is marked restored. */
	bool repair;
};

/* What is typed to open a vault; text is not kept. */
struct vault_credential {
	enum slots_kind kind;
	const char *text;
	size_t len;
};

/* Facts in `meta` (core/meta). */
#define VAULT_META_ID "vault"
#define VAULT_META_CREATED "created"	/* ms since 1970 */
#define VAULT_META_SCHEMA "schema"
#define VAULT_META_RESTORED "restored"	/* ms; there until the device was admitted again (protocol.md §5) */

/*
 * Makes the folder (0700), the database and both slots, and opens it. recovery is
 * a code of recovery_make, which was shown. Slow (Argon2id twice). A kill leaves
 * nothing or a whole vault. JAL_ERR_EXISTS when something is there,
 * JAL_ERR_INVALID for an empty or unreadable passphrase (whether it is a good one
 * is asked of core/passphrase before), JAL_ERR_IO, JAL_ERR_NOMEM.
 */
JAL_MUST enum jal_err vault_make(const struct vault_options *options, const char *passphrase, size_t len,
				 const struct secret *recovery, struct slots_cost cost, struct vault **out,
				 struct diag *why);

/*
 * Opens it. Slow (Argon2id). Everything refused has its sentence in why:
 * JAL_ERR_NOT_FOUND: no vault there; JAL_ERR_SYNTAX: something else is there;
 * JAL_ERR_BUSY: another process has it; JAL_ERR_WRONG_KEY; JAL_ERR_INVALID: a
 * recovery code that can't be one; JAL_ERR_NEWER; JAL_ERR_CORRUPT: cut short or
 * damaged (which file and how is in the sentence; nothing was changed);
 * JAL_ERR_IO, JAL_ERR_NOMEM. An older schema is upgraded, after a backup in the
 * folder.
 */
JAL_MUST enum jal_err vault_open(const struct vault_options *options, const struct vault_credential *credential,
				 struct vault **out, struct diag *why);

/* Closes the database, writes when, wipes the keys, lets go of the lock: this is
 * also what locking is. Worker handles must be closed before. NULL is fine. */
void vault_close(struct vault *v);

/* The screen's handle; for the thread that opened the vault. */
struct db *vault_db(struct vault *v);
const char *vault_path(const struct vault *v);
const struct jal_id *vault_id(const struct vault *v);
/* When it was last closed well before this opening (ms; 0: never), and whether
 * the session after that ended without closing. */
int64_t vault_last_closed(const struct vault *v);
/* The key slots, borrowed; and whether they were accepted by `repair` although
 * they are not as they were written. */
const struct slots *vault_slots(const struct vault *v);
bool vault_slots_doubtful(const struct vault *v);

/* A handle for a worker thread, which closes it itself. Any thread. */
JAL_MUST enum jal_err vault_worker_open(struct vault *v, struct db **out, struct diag *why);
void vault_worker_close(struct vault *v, struct db *db);

/* ---- keys; each is slow, and leaves the old key or the new one, whole ---- */

/* JAL_ERR_WRONG_KEY when it is not the passphrase. */
JAL_MUST enum jal_err vault_check_passphrase(struct vault *v, const char *text, size_t len, struct diag *why);
/* Rewrites the passphrase's slot (also after opening with the recovery code). */
JAL_MUST enum jal_err vault_set_passphrase(struct vault *v, const char *text, size_t len, struct diag *why);
/* Rewrites the recovery code's slot: the old code then opens nothing. */
JAL_MUST enum jal_err vault_set_recovery(struct vault *v, const struct secret *recovery, struct diag *why);
/* Another key for the whole database: old copies of vault.slots then open only
 * old copies of the vault. Asks for the passphrase (JAL_ERR_WRONG_KEY) and a new
 * recovery code. No worker handle may be open (JAL_ERR_BUSY), nothing be in use
 * on vault_db, which is another handle afterwards. On an
 * error after which vault_db gives NULL, close the vault and open it again:
 * that finishes or forgets the change. */
JAL_MUST enum jal_err vault_rekey(struct vault *v, const char *passphrase, size_t len, const struct secret *recovery,
				  struct diag *why);

/* ---- backups (core/backup has the file) ---- */

/* One encrypted file, verified by opening it and reading it again. JAL_ERR_EXISTS
 * when file is there. */
JAL_MUST enum jal_err vault_backup(struct vault *v, const char *file, struct diag *why);
/* The same on a handle of its own, told how far it is: for a worker thread, while
 * another one works on the vault. Keys and slots stay as they are meanwhile.
 * JAL_ERR_CANCELLED when the watch stopped it. */
JAL_MUST enum jal_err vault_worker_backup(struct vault *v, const char *file, const struct backup_watch *watch,
					  struct diag *why);

/* Makes options->path from a backup, marked restored; it is not opened. The
 * credential is the one that the vault had then. JAL_ERR_EXISTS: never overwrites. */
JAL_MUST enum jal_err vault_restore(const struct vault_options *options, const char *file,
				    const struct vault_credential *credential, struct diag *why);

#endif
