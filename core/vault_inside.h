/*
 * What the files of the vault module share; nobody else includes this.
 */
#ifndef CORE_VAULT_INSIDE_H
#define CORE_VAULT_INSIDE_H

#include <stdatomic.h>

#include "core/fsio.h"
#include "core/keyfile.h"
#include "core/turn.h"
#include "core/vault.h"
#include "core/vaultdir.h"

struct vault {
	char *path;
	struct fsio_lock lock;
	struct keyfile kf;
	struct secret key;
	struct turn *turn;
	struct db *db;
	const struct vault_schema *schema;
	const struct jal_clock *clock;
	int64_t last_closed;
	atomic_uint workers;
	bool crashed;
	bool lost_commits;	/* accepted, for repair */
};

/* An empty one for the folder `path`, and its end: handles closed, keys wiped, the lock given up. */
JAL_MUST enum jal_err vault_begin(const struct vault_options *options, const char *path, struct vault **out);
void vault_end(struct vault *v);

/* A handle on vault.db with the vault's key; code gets SQLite's on failure. */
JAL_MUST enum jal_err vault_open_handle(const struct vault *v, bool first, bool create, struct db **out, int *code);
/* The sentence for what vault_open_handle returned. */
JAL_MUST enum jal_err vault_explain_open(int code, enum jal_err err, struct diag *why);

/* The database key, from what was typed. */
JAL_MUST enum jal_err vault_unlock(const struct slots *slots, const struct vault_credential *credential,
				   struct secret *key, struct diag *why);
/* A passphrase slot and a recovery slot for that key. */
JAL_MUST enum jal_err vault_seal_both(struct slots *fresh, const struct jal_id *vault, struct slots_cost cost,
				      const struct secret *phrase, const struct secret *recovery,
				      const struct secret *key);

JAL_MUST enum jal_err vault_backup_to(struct vault *v, struct db *db, const char *file, bool replace,
				      const struct backup_watch *watch, struct diag *why);

#endif
