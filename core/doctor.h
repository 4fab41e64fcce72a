/*
 * What is well and what is not with a vault and this machine, for `jalon
 * doctor`: findings in a fixed order, each with its sentence. Repairs nothing,
 * translates nothing.
 */
#ifndef CORE_DOCTOR_H
#define CORE_DOCTOR_H

#include <stddef.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/vault.h"

enum doctor_level {
	DOCTOR_GOOD,
	DOCTOR_WARNING,	/* works, but should be looked after */
	DOCTOR_BAD,	/* something is lost or will be */
};

struct doctor_finding {
	const char *name;	/* a stable name for scripts: "memory_lock", "permissions", … */
	enum doctor_level level;
	struct diag said;	/* the sentence; err is JAL_OK for a good one */
};

/* Looks at an open vault: every page, SQLite's trees, keys' cost, files' modes,
 * locked memory, free space, clock, restored mark, backups lying in its folder. Slow
 * on a large vault. each is called once for every look, good or not, and returns
 * JAL_OK to go on. */
JAL_MUST enum jal_err doctor_examine(struct vault *v, const struct jal_clock *clock,
				     enum jal_err (*each)(void *ctx, const struct doctor_finding *finding), void *ctx);

/* The level in a word, marked for translation; never NULL. */
const char *doctor_word(enum doctor_level level);

#endif
