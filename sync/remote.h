/*
 * A remote: a folder or stick, or a server by ssh, behind one interface. Lists
 * what it shows, fetches it into the own repository's staging references,
 * creates and fast-forwards references there, and says only what is proved.
 * Does not know what commits say; believes nothing it receives.
 *
 * A handle is for one thread. Every wait is bounded, and the listener can stop
 * every one (JAL_ERR_CANCELLED); what was done by then stays whole.
 */
#ifndef SYNC_REMOTE_H
#define SYNC_REMOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/diag.h"
#include "core/secret.h"
#include "sync/event.h"
#include "sync/fault.h"
#include "sync/intake.h"
#include "sync/repo.h"

struct remote;

struct remote_options {
	struct repo *repo;		/* the own repository; must outlive the remote */
	const char *name;		/* the remote's name; any text, it names the staging area */
	const char *url;		/* see address.h */
	const char *host_key;		/* ssh: the pinned text, "" or NULL before the first contact */
	const uint8_t *ssh_public;	/* ssh: 32 bytes, and the 64-byte secret of keyring_ssh(); else NULL */
	const struct secret *ssh_secret;
	const struct sync_listener *listener;	/* may be NULL */
	/* 0 takes the default. */
	uint64_t max_bytes;		/* of one fetch: 2 GiB */
	uint64_t max_objects;		/* of one fetch: GITLIB_PACK_OBJECTS_MAX */
	int connect_ms;			/* until the server has answered: 15 s */
	int silence_ms;			/* without a single byte: 30 s */
};

/* Nothing is opened or connected yet. JAL_ERR_INVALID for an address that is
 * not understood, or ssh without a key. Strings and keys are borrowed. */
JAL_MUST enum jal_err remote_open(const struct remote_options *options, struct remote **out, struct diag *diag);
void remote_close(struct remote *r);

/* The kind of the last failure, and its technical text ("" when there is none):
 * what libgit2, the ssh library or the server said, made printable. Borrowed. */
enum fault remote_fault(const struct remote *r);
const char *remote_detail(const struct remote *r);

/* The server's key as it is to be pinned ("ssh-ed25519 SHA256:…"), once it was
 * seen and accepted; "" for folders and before. Borrowed. */
const char *remote_host_key(const struct remote *r);

/* Whether a reference is of the territory: refs/heads/charter or
 * refs/heads/device/<id>/<generation>. */
bool remote_is_ours(const char *reference);

/* Where a reference of the territory is staged for a remote of that name:
 * refs/staging/<16 hex>/charter … JAL_ERR_INVALID for other references. */
JAL_MUST enum jal_err remote_staged_name(const char *remote, const char *reference, char *out, size_t n);

/* Makes an empty repository in a folder that is missing or empty. JAL_ERR_INVALID
 * for a server. */
JAL_MUST enum jal_err remote_create(struct remote *r, struct diag *diag);

/* The territory's references there, sorted; other references are ignored.
 * JAL_ERR_LIMIT past REPO_REFS_MAX. */
JAL_MUST enum jal_err remote_list(struct remote *r, struct repo_refs *out, struct diag *diag);

/* Fetches what the items of a list show: afterwards each complete tip's objects
 * are in the own repository and its staging reference is set. results has as
 * many items as wants. A fault in one history keeps that reference at its newest
 * complete commit, if any, with the reason; the others are not held up. */
JAL_MUST enum jal_err remote_fetch(struct remote *r, const struct repo_ref *wants, size_t n,
				   struct intake_result *results, struct diag *diag);

enum remote_answer {
	REMOTE_NOT_TRIED,
	REMOTE_SENT,	/* a re-read shows it there */
	REMOTE_REFUSED,	/* the other side said no: reason; remote_fault() tells FULL, READ_ONLY or BUSY if it is that */
	REMOTE_MOVED,	/* the reference is elsewhere: someone else was first. Fetch, then try again */
	REMOTE_UNKNOWN,	/* no answer, or the re-read failed: only a later list tells */
};

struct remote_update {
	char name[REPO_REF_NAME_MAX + 1];
	struct oid old;		/* where it is now, as listed; zeros to create */
	struct oid new;		/* a commit of the own repository, on top of old */
	enum remote_answer answer;
	char reason[DIAG_ARG_MAX];	/* REFUSED: the other side's words, made printable; "" if none */
};

/* Creates or fast-forwards references there, each by compare-and-swap, none by
 * force, then lists again to see. JAL_OK when every update has an answer other
 * than NOT_TRIED (they may be REFUSED, MOVED or UNKNOWN); an error when the
 * remote could not be reached or written at all, or for impossible updates
 * (JAL_ERR_INVALID: not a fast-forward, not the territory's, not there). */
JAL_MUST enum jal_err remote_push(struct remote *r, struct remote_update *updates, size_t n, struct diag *diag);

/* Appends this device's ssh key in OpenSSH's form, for the server's
 * administrator: "ssh-ed25519 AAAA… jalon". */
JAL_MUST enum jal_err remote_key_text(const uint8_t ssh_public[32], struct buf *out);

#endif
