/*
 * What is slow about a vault because of Argon2id: opening it with a passphrase
 * or a recovery code, making one, restoring a backup, changing what opens it.
 * Each is a job of the worker (worker.h); the result is taken when it has ended.
 * Knows no screen.
 */
#ifndef TUI_DOOR_H
#define TUI_DOOR_H

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/slots.h"
#include "core/vault.h"
#include "tui/worker.h"

enum door_kind {
	DOOR_OPEN,	/* with the passphrase */
	DOOR_RECOVER,	/* with the recovery code; then fresh becomes the passphrase */
	DOOR_MAKE,	/* with fresh and the recovery code */
	DOOR_DEMO,	/* file: the demonstration's folder, made if it is not there; then opened */
	DOOR_RESTORE,	/* file, with the passphrase of then; then opened */
	DOOR_PASSPHRASE,	/* of an open vault: typed is the present one, fresh the next */
	DOOR_RECOVERY,	/* of an open vault: typed is the passphrase, recovery the next code */
	DOOR_BACKUP,	/* of an open vault, to file; tells how far (SYNC_STEP_PROGRESS) */
};

struct door {
	enum door_kind kind;
	const struct jal_clock *clock;
	struct slots_cost cost;	/* DOOR_MAKE; zero: about a second on this machine */
	char *folder;
	char *file;
	struct secret typed;
	struct secret fresh;
	struct secret recovery;
	struct vault *vault;	/* opened by it, or given to it while it is open (then not its own) */
	/* Afterwards. */
	enum jal_err err;
	struct diag why;
};

/* folder and file may be NULL. *out is to be filled (secrets are handed over),
 * then started. */
JAL_MUST enum jal_err door_new(enum door_kind kind, const struct jal_clock *clock, const char *folder, const char *file,
	struct door **out);
/* Wipes; closes a vault that it opened and nobody took. NULL is fine. */
void door_free(struct door *d);

/* d must stay until WORKER_ENDED. As worker_start. */
JAL_MUST enum jal_err door_start(struct door *d, struct worker *w);

#endif
