/*
 * The inside of a struct remote, for remote.c and the two transports.
 */
#ifndef SYNC_REMOTE_IMPL_H
#define SYNC_REMOTE_IMPL_H

#include <git2.h>

#include "sync/address.h"
#include "sync/remote.h"

#define REMOTE_DETAIL_MAX 512

/* What a transport does. Each returns a fault, FAULT_NONE on success; diag is
 * set when the transport has a better sentence than fault_say(). */
struct remote_transport {
	enum fault (*create)(struct remote *r, struct diag *diag);
	enum fault (*list)(struct remote *r, struct repo_refs *out, struct diag *diag);
	/* wants were in the last list. */
	enum fault (*receive)(struct remote *r, const struct repo_ref *wants, size_t n, struct intake_result *results,
			      struct diag *diag);
	/* Answers are what the other side said; the caller proves them. */
	enum fault (*send)(struct remote *r, struct remote_update *updates, size_t n, struct diag *diag);
	void (*close)(struct remote *r);
};

extern const struct remote_transport remote_folder_transport;
extern const struct remote_transport remote_ssh_transport;

struct remote {
	struct remote_options options;
	struct address address;
	const struct remote_transport *transport;
	void *link;		/* the transport's own */
	struct pulse pulse;
	enum fault fault;
	char detail[REMOTE_DETAIL_MAX];
	struct diag scratch;	/* for callers that want no sentence */
	char host_key[512];
};

/* Keeps a technical text, control and escape characters replaced. */
void remote_note(struct remote *r, const char *text, size_t n);

/* The fault behind an error of the own repository or of the intake. */
enum fault remote_fault_of(enum jal_err err);

/* A builder with all objects that the updates without an answer need and that none of the
 * references there has. FAULT_HERE when the own repository fails. */
enum fault remote_pack(struct remote *r, const struct remote_update *updates, size_t n, const struct repo_refs *there,
		       git_packbuilder **out, struct diag *diag);

#endif
