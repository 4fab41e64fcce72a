/*
 * What a device in bad hands, or a server, could put into a territory's
 * repository: commits built field by field with an office's own keys, or with
 * others, changed at will, and put there by stock git.
 */
#ifndef TESTS_SUPPORT_FORGE_H
#define TESTS_SUPPORT_FORGE_H

#include "sync/charter_chain.h"
#include "sync/keyrec.h"
#include "sync/lot.h"
#include "sync/message.h"
#include "sync/repo.h"
#include "tests/support/office.h"

#define FORGE_PARTS 4

struct forge {
	const struct office_town *town;
	struct office *o;
	struct repo *repo;		/* the server's */
	char reference[REPO_REF_NAME_MAX + 1];
	struct message message;		/* of the next commit; change what you like */
	struct secret sign;		/* the office's; replace it to sign as another */
	struct oid parents[8];
	size_t n_parents;
	int64_t date;
	struct lot_part parts[FORGE_PARTS];	/* sealed by forge_commit(); plain is owned */
	size_t n_parts;
	struct secret part_keys[FORGE_PARTS];
	struct buf heads, keys;		/* files of that name */
	struct buf lot;			/* instead of parts */
	bool wrong_hash;		/* the message names another lot */
	const char *extra_file;		/* one more file of that name */
};

/* Begins the commit that follows the tip of the office's chain on the server. */
void forge_begin(struct forge *f, struct office *o, const struct office_town *town);
/* What waits in the office's outbox for that caseload goes into an envelope (its
 * outbox stays as it is); else these bytes. */
void forge_waiting(struct forge *f, const struct jal_id *caseload);
void forge_part(struct forge *f, const struct jal_id *caseload, uint32_t epoch, const struct secret *key, const void *plain,
		size_t n);
/* Builds and signs; raw is appended to. Objects that it needs are on the server. */
void forge_commit(struct forge *f, struct buf *raw);
/* Puts bytes on the server as a commit object, and the reference there. */
struct oid forge_put(struct forge *f, const struct buf *raw);
/* forge_commit and forge_put. */
struct oid forge_send(struct forge *f);
void forge_end(struct forge *f);

/* Where a reference of the server points; zeros when it is not there. */
struct oid forge_tip(const struct office_town *town, const char *reference);
/* Puts it there, whatever is there now; NULL removes it. */
void forge_set(const struct office_town *town, const char *reference, const struct oid *oid);
/* The reference of an office's chain. Static. */
const char *forge_reference(const struct office *o);

#endif
