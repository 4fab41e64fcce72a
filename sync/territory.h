/*
 * The territory, whole: create one, ask to be admitted, admit, join, exchange,
 * verify. The screen and the commands call this and nothing below it.
 *
 * A struct territory works on one open database handle (the worker's or a
 * command's) and the bare repository territory.git of the vault.
 */
#ifndef SYNC_TERRITORY_H
#define SYNC_TERRITORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/clock.h"
#include "core/diag.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/outbox.h"
#include "sync/event.h"

/* What the first remote, which holds the charter, is called by default. */
#define TERRITORY_HOME "home"

struct territory;

/* folder: the vault's folder, which holds (or will hold) territory.git. journal
 * must outlive it. listener may be NULL. */
JAL_MUST enum jal_err territory_open(struct journal *journal, const char *folder, const struct jal_clock *clock,
				     const struct sync_listener *listener, struct territory **out, struct diag *diag);
void territory_close(struct territory *t);

/* Makes this device's keys, a territory with charter commit 0 (this member a
 * supervisor, one common caseload, one caseload of their own, first epochs), and
 * writes the names into the common caseload. Local only: nothing is sent before
 * territory_sync. JAL_ERR_EXISTS when the vault is in a territory already. */
JAL_MUST enum jal_err territory_create(struct territory *t, const char *territory_name, const char *member_name,
				       struct diag *diag);

/* Makes this device's keys if needed and a provisional caseload, and appends the
 * request's text (sync/request). The same vault gives the same request again. */
JAL_MUST enum jal_err territory_request(struct territory *t, const char *member_name, struct buf *text,
					struct diag *diag);

struct territory_admission {
	bool supervisor;		/* role of a new member */
	struct jal_id member;		/* zero: a new member; else one more device of this member */
	const char *caseload_name;	/* of a new member's own caseload; NULL: the member's name */
};
/* Reads a request, writes the charter entry, the key records and the names, and
 * appends the invitation. Local until the next territory_sync. home must be the
 * address that the new device can reach: the home remote's. */
JAL_MUST enum jal_err territory_admit(struct territory *t, const char *request, size_t n,
				      const struct territory_admission *how, struct buf *invitation, struct diag *diag);

/* Pins the root named by the invitation, fetches from remote (NULL: the address
 * in the invitation), verifies everything, adopts the caseload, and applies what
 * can be opened. A gap is an error that names the device. */
JAL_MUST enum jal_err territory_join(struct territory *t, const char *invitation, size_t n, const char *remote,
				     struct diag *diag);

/* Where to synchronise: a folder (made absolute), file:// or ssh:// address. The
 * first one added is the home remote. Nothing is contacted. */
JAL_MUST enum jal_err territory_add_remote(struct territory *t, const char *name, const char *address,
					   struct diag *diag);

/* Appends this device's own ssh key (made on first use) as a line of the server's
 * ~/.ssh/authorized_keys, without its line end. */
JAL_MUST enum jal_err territory_ssh_key(struct territory *t, struct buf *out, struct diag *diag);

#define TERRITORY_CODE_MAX 16
/* The check code of a request or invitation text, to read aloud. */
JAL_MUST enum jal_err territory_check_code(const char *text, size_t n, char out[TERRITORY_CODE_MAX], struct diag *diag);

struct territory_quarantine {
	char reference[96];
	char commit[65];	/* git name, hex */
	struct diag reason;
};

/* Several of them, one a reference. */
struct territory_findings {
	struct territory_quarantine *list;	/* owned */
	size_t n, cap;
};

enum territory_state {
	TERRITORY_UP_TO_DATE,
	TERRITORY_BEHIND,	/* others' chains name what has not come; claims say whose */
	TERRITORY_ROLLED_BACK,	/* a remote offered less than we had verified */
	TERRITORY_FORKED,	/* one device has two commits with one seq */
};

/* What a device's chain says of another's, which nothing here proves. */
enum territory_claim_kind {
	TERRITORY_CLAIM_AWAITED,	/* a lot that has not come: told each time, until it is dropped */
	TERRITORY_CLAIM_CONTRADICTED,	/* another one than that which was verified here */
	TERRITORY_CLAIM_UNKNOWN,	/* of a device that was not admitted */
	TERRITORY_CLAIM_NEVER_MADE,	/* of this device, which did not make it, unless this vault is an old copy */
	TERRITORY_CLAIM_DROPPED,	/* it is no longer awaited: its device was heard since, or it is too long ago */
};

struct territory_claim {
	struct jal_id by, device;	/* devices: who says so, about whom */
	uint64_t seq;
	bool heads;			/* a supervisor's `heads`; else a `seen` */
	enum territory_claim_kind kind;
};

struct territory_result {
	uint64_t received_lots, received_operations;
	uint64_t sent_lots, sent_operations;	/* proved by a re-read */
	uint64_t waiting_envelopes;		/* for a key that has not come yet */
	uint64_t missing_keys;			/* that this member is entitled to and that have not come */
	uint64_t conflicts;			/* open now, in caseloads this member reads */
	uint64_t contradictions;		/* the same of what two edits broke together (core/settle) */
	enum territory_state state;
	struct territory_claim *claims;		/* owned */
	size_t n_claims, cap_claims;
	uint64_t rolled_back, pushed_back;	/* remotes that had gone back; of them, those that have all of it again */
	bool write_unknown;			/* the server did not say whether it took our lots */
	struct territory_quarantine *quarantined;
	size_t quarantined_count;
	struct territory_findings waiting;	/* chains that go on where this vault can't follow yet: no faults */
	bool supervisor_merged;			/* a merge commit was made */
};
void territory_result_free(struct territory_result *r);

/* One exchange with one remote by name (NULL: each of them in turn): fetch,
 * verify, apply, seal, commit, push, re-read. dry_run: nothing is sealed or
 * sent; result tells what would be. JAL_ERR_VERIFY when something was
 * quarantined (result is filled, the rest was done). */
JAL_MUST enum jal_err territory_sync(struct territory *t, const char *remote, bool dry_run,
				     struct territory_result *result, struct diag *diag);

struct territory_report {
	struct jal_id territory;
	struct jal_hash root;
	uint64_t charter_commits, device_commits, devices, members;
	struct territory_quarantine *faults;	/* first fault of each chain */
	size_t fault_count;
	struct territory_findings waiting;	/* as in territory_result: no faults */
};
void territory_report_free(struct territory_report *r);

/* Checks a whole repository (folder or address) without a vault: charter,
 * chains, signatures, public checks. root NULL: the one found, reported so that
 * it can be compared. JAL_ERR_VERIFY when there is a fault. */
JAL_MUST enum jal_err territory_verify(const char *address, const struct jal_hash *root,
				       const struct sync_listener *listener, struct territory_report *out,
				       struct diag *diag);

#endif
