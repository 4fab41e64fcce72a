/*
 * The inside of a struct territory, for the files of sync/ that carry out an
 * exchange or an admission. Nobody else includes it.
 *
 *	territory.c		opening, remotes, the exchange with each remote
 *	territory_create.c	a new territory
 *	territory_admit.c	requests, admissions
 *	territory_join.c	joining
 *	territory_verify.c	a whole repository, without a vault
 *	exchange.c		one exchange, step by step
 *	receive.c		others' chains: verify, open, apply
 *	claims.c		what chains say of each other
 *	fork.c			two histories of one device
 *	keys.c			epoch keys, taken and given
 *	pending.c		charter commits that the home remote lacks
 *	roll.c			the roster, and names
 *	seal.c			this device's own commits
 *	publish.c		what a remote lacks, sent and proved
 */
#ifndef SYNC_TERRITORY_INSIDE_H
#define SYNC_TERRITORY_INSIDE_H

#include "core/keyring.h"
#include "core/roster.h"
#include "sync/charter_chain.h"
#include "sync/request.h"
#include "sync/territory.h"

/* In meta, from asking again after a restore until joining: the id of the device that this vault was. */
#define TERRITORY_META_FORMER "territory.former"

struct territory {
	struct journal *journal;
	struct db *db;			/* the journal's */
	char *path;			/* of territory.git */
	const struct jal_clock *clock;
	const struct sync_listener *listener;	/* may be NULL */

	/* From territory_enter() to territory_leave(). */
	struct repo *repo;
	struct charter_chain chain;	/* as the home remote has it, as far as known here */
	struct roster_territory roster;
	bool has_device;
	struct keyring_device device;	/* when has_device */
	struct territory_result *result;	/* of the exchange; NULL otherwise */
	size_t quarantined_cap;
	bool stopped;			/* the listener wants no more */
	const struct request_invitation *invitation;	/* while joining */
};

/* Opens the repository and reads where the vault stands: roster, device, charter.
 * JAL_ERR_BUSY when another handle is at work. Afterwards call territory_leave(),
 * also after an error. */
JAL_MUST enum jal_err territory_enter(struct territory *t, struct diag *diag);
void territory_leave(struct territory *t);
/* Reads the charter again from refs/heads/charter. */
JAL_MUST enum jal_err territory_load_charter(struct territory *t, struct diag *diag);

/* The charter with what is pending on top, as far as it still fits. The caller frees out. */
JAL_MUST enum jal_err territory_effective(struct territory *t, struct charter_chain *out, struct diag *diag);

/* While joining, once the charter is here: compares it with the invitation, pins
 * the root, takes the membership and the final caseloads. */
JAL_MUST enum jal_err territory_join_pin(struct territory *t, struct diag *diag);
/* In a restored vault that was admitted again: whether its joining was cut off
 * between territory_join_pin() and this. Before that, nothing may be sealed. */
JAL_MUST enum jal_err territory_join_unfinished(struct territory *t, bool *yes);
/* Writes again what the former device had not sent. All that its chain has must
 * be here. Nothing to do in other vaults. */
JAL_MUST enum jal_err territory_join_finish(struct territory *t, struct diag *diag);

/* True when the vault is in a territory. */
bool territory_is_in(const struct territory *t);
/* The number of the newest charter commit, and the rights. */
uint64_t territory_head(const struct territory *t);
const struct rights *territory_rights(const struct territory *t);

/* ---- remotes ---- */

struct territory_remotes {
	struct outbox_remote *items;	/* owned; the home remote first */
	size_t n;
};
JAL_MUST enum jal_err territory_remotes(struct territory *t, struct territory_remotes *out);
/* An address as it is kept: a folder by its whole path. */
JAL_MUST enum jal_err territory_place(const char *address, char out[1024], struct diag *diag);

/* ---- telling ---- */

void territory_tell_begin(struct territory *t, enum sync_step step);
void territory_tell_end(struct territory *t, enum sync_step step);
void territory_tell_progress(struct territory *t, enum sync_step step, uint64_t done, uint64_t total);
void territory_tell_fact(struct territory *t, enum sync_step step, const struct diag *fact);
void territory_tell_detail(struct territory *t, enum sync_step step, const char *detail);
/* JAL_ERR_CANCELLED with a sentence once the listener said stop. */
JAL_MUST enum jal_err territory_go_on(const struct territory *t, struct diag *diag);

/* Adds to the result and tells it. oid NULL when no commit is known. */
JAL_MUST enum jal_err territory_quarantine(struct territory *t, const char *reference, const struct oid *oid,
					   const struct diag *reason);
/* Adds to a list, unless it has that reference. oid may be NULL. */
JAL_MUST enum jal_err territory_find(struct territory_findings *f, const char *reference, const struct oid *oid,
				     const struct diag *reason);
/* The outer sentence for a failure of the database or memory, when none was said. */
enum jal_err territory_failed(struct territory *t, enum jal_err err, struct diag *diag);

#endif
