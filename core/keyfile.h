/*
 * `vault.slots` in its folder: read with its hash compared, replaced whole. The
 * hash lies in `vault.state`, since nothing in the slots themselves tells a
 * wrong passphrase from a damaged slot. Knows neither passphrases nor SQL.
 */
#ifndef CORE_KEYFILE_H
#define CORE_KEYFILE_H

#include <stdbool.h>

#include "core/diag.h"
#include "core/error.h"
#include "core/slots.h"
#include "core/vaultdir.h"

struct keyfile {
	struct slots slots;
	struct vaultdir_state state;
	bool doubtful;	/* not the bytes that jalon wrote last */
};

/* Reads both. JAL_ERR_NOT_FOUND: no vault here; JAL_ERR_SYNTAX, JAL_ERR_NEWER,
 * JAL_ERR_CORRUPT as slots_read says, the last also when the bytes are not those
 * that were written (with accept_doubt they are taken if they can be parsed). */
JAL_MUST enum jal_err keyfile_read(const char *folder, bool accept_doubt, struct keyfile *out, struct diag *why);

/* Replaces the file. Whatever happens, the folder holds the old slots or the new
 * ones, and a state that knows them. On success kf->slots is `slots`. */
JAL_MUST enum jal_err keyfile_replace(const char *folder, struct keyfile *kf, const struct slots *slots,
				      struct diag *why);

#endif
