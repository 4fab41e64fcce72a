/*
 * A vault's folder: where it lies, what is in it, making one that appears whole
 * or not at all, and the little that is known while it is locked. Knows no key.
 *
 *	vault.db      the database (and -wal, -shm while it is open)
 *	vault.slots   the key slots
 *	vault.state   when it was last closed well, and what the two others looked like
 *	vault.lock    held by the process that has it open
 *	territory.git what the server holds too
 */
#ifndef CORE_VAULTDIR_H
#define CORE_VAULTDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/fsio.h"
#include "core/id.h"

#define VAULTDIR_DB "vault.db"
#define VAULTDIR_NEW_DB "vault.db.new"
#define VAULTDIR_SLOTS "vault.slots"
#define VAULTDIR_STATE "vault.state"
#define VAULTDIR_LOCK "vault.lock"

/* Appends the folder that vaults lie in, `$XDG_DATA_HOME/jalon` or
 * `$HOME/.local/share/jalon`. JAL_ERR_NOT_FOUND when neither variable is an
 * absolute path. */
JAL_MUST enum jal_err vaultdir_home(struct buf *out);
/* Appends the default vault, `default` in there. */
JAL_MUST enum jal_err vaultdir_default(struct buf *out);

/* Whether a vault is there (its slots file is). */
bool vaultdir_is_vault(const char *folder);

/* What is written beside the vault; nothing in it is personal. Absent, cut or
 * unreadable, it is as if it had never been written. */
struct vaultdir_state {
	int64_t closed;		/* ms since 1970; 0: never closed well */
	int64_t db_size;	/* of vault.db at that moment, and its time of change in ns; 0: not known */
	int64_t db_mtime;
	unsigned slots_known;	/* how many hashes of vault.slots follow: during a change, the old and the new */
	struct jal_hash slots[2];
};

/* What the folder remembers of its slots; zeros when it remembers nothing that can be read.
 * Written whole or not at all. */
void vaultdir_read_state(const char *folder, struct vaultdir_state *out);
JAL_MUST enum jal_err vaultdir_write_state(const char *folder, const struct vaultdir_state *state, struct diag *why);
/* Size and time of vault.db now, into state. */
JAL_MUST enum jal_err vaultdir_stat_db(const char *folder, struct vaultdir_state *state);

/* One vault that vaultdir_list found. */
struct vaultdir_entry {
	const char *name;	/* of its folder; borrowed until the callback returns */
	const char *path;
	int64_t closed;		/* as in the state */
};

/* The vaults in `home`, by name. each returns JAL_OK to go on. A home that does
 * not exist holds none. */
JAL_MUST enum jal_err vaultdir_list(const char *home, enum jal_err (*each)(void *ctx, const struct vaultdir_entry *entry),
				    void *ctx);

/* A folder being made: `.NAME.making` beside the place where it will stand. */
struct vaultdir_making {
	char *path;		/* of the folder being made */
	char *target;
	struct fsio_lock lock;	/* on its vault.lock, which stays held after vaultdir_made */
};

#define VAULTDIR_MAKING_INIT ((struct vaultdir_making){ NULL, NULL, FSIO_LOCK_INIT })

/* Makes it, empty and locked; what an earlier kill left there goes. Folders above
 * are made. JAL_ERR_EXISTS when target is there and is not an empty folder,
 * JAL_ERR_BUSY when another process is making it. */
JAL_MUST enum jal_err vaultdir_make(const char *target, struct vaultdir_making *out, struct diag *why);

/* Puts it in its place, durably. JAL_ERR_EXISTS when something has come there
 * meanwhile. The lock is the caller's, in *lock. */
JAL_MUST enum jal_err vaultdir_made(struct vaultdir_making *making, struct fsio_lock *lock, struct diag *why);

/* Removes what was being made. Nothing to do after vaultdir_made. */
void vaultdir_unmake(struct vaultdir_making *making);

#endif
