/*
 * What can go wrong between this laptop and a remote, each with the sentence
 * that says what happened, what was kept and what to do. Knows no transport.
 */
#ifndef SYNC_FAULT_H
#define SYNC_FAULT_H

#include "core/diag.h"

enum fault {
	FAULT_NONE,
	FAULT_UNREACHABLE,	/* no network, no such host, connection refused */
	FAULT_SILENT,		/* the other side stopped answering, or hung up in the middle */
	FAULT_HOST_UNKNOWN,	/* first contact, and nobody accepted the server's key */
	FAULT_HOST_CHANGED,	/* another key than the one pinned */
	FAULT_KEY_REFUSED,	/* the server does not know this device's ssh key */
	FAULT_NO_REPOSITORY,	/* the place answers but holds no repository; or the stick is not there */
	FAULT_UNSAFE,		/* a folder's repository that must not be opened; diag names why */
	FAULT_READ_ONLY,	/* may be read, not written */
	FAULT_FULL,		/* no space left there */
	FAULT_BUSY,		/* someone else writes there at this moment */
	FAULT_LIMIT,		/* more than may be received */
	FAULT_GARBLED,		/* an answer that does not follow the protocol */
	FAULT_CANCELLED,	/* the listener said stop */
	FAULT_HERE,		/* this side's own disk or memory; diag says */
};

/* Sets d, unless it says something already, to the sentence for this fault at
 * `where` (a host or a folder); detail is the fingerprint for the two host
 * faults, else unused. Returns the error code: NETWORK for UNREACHABLE, SILENT
 * and GARBLED; WAITING for HOST_UNKNOWN; DENIED for HOST_CHANGED, KEY_REFUSED,
 * READ_ONLY; NOT_FOUND, INVALID (UNSAFE), IO (FULL, HERE), BUSY, LIMIT,
 * CANCELLED. JAL_OK for FAULT_NONE. */
JAL_MUST enum jal_err fault_say(enum fault fault, const char *where, const char *detail, struct diag *d);

/* A name for logs, tests and JSON; static. */
const char *fault_name(enum fault fault);

#endif
