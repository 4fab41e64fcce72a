/*
 * A whole demonstration territory: a server's folder, a supervisor and two
 * referents with a vault each, sixty invented dossiers, things to do, one value
 * to settle and one likely duplicate. It is made through the same doors that
 * people use, so whatever it shows is true of the program.
 */
#ifndef SYNC_SHOWCASE_H
#define SYNC_SHOWCASE_H

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"

/* The passphrase of its three vaults: nothing in there is secret. */
#define SHOWCASE_PASSPHRASE "essai de jalon sans secret"

/* Folders in the demonstration's folder. */
#define SHOWCASE_SERVER "serveur.git"
#define SHOWCASE_SUPERVISOR "nadia"
#define SHOWCASE_REFERENT "camille"
#define SHOWCASE_COLLEAGUE "marc"
#define SHOWCASE_FILE "beneficiaires.csv"

/* Sentences of the story as it happens; N_() texts. May be NULL. */
struct showcase_teller {
	void (*tell)(void *ctx, const struct diag *sentence);
	void *ctx;
};

/* Makes it in folder, which must be absent or empty (JAL_ERR_EXISTS). A failure
 * leaves the folder as far as it came; nothing else is touched. */
JAL_MUST enum jal_err showcase_make(const char *folder, const struct jal_clock *clock,
				    const struct showcase_teller *teller, struct diag *diag);

#endif
