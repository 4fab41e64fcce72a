/*
 * A commit of the territory as raw git bytes: built in exactly one way, read
 * by building it again and comparing (protocol.md §3). Knows what a signed
 * commit is; does not know what its message says, and opens no repository.
 */
#ifndef SYNC_COMMIT_H
#define SYNC_COMMIT_H

#include "core/buf.h"
#include "core/diag.h"
#include "core/id.h"
#include "core/secret.h"
#include "sync/oid.h"
#include "sync/sshsig.h"

/* Bytes of a whole commit object. */
#define COMMIT_DEVICE_MAX ((size_t)64 << 10)
#define COMMIT_CHARTER_MAX ((size_t)1 << 20)
/* Bytes of any file of a device commit: 4.25 MiB. */
#define COMMIT_FILE_MAX (((size_t)4 << 20) + ((size_t)256 << 10))
/* The previous commit and 256 merged tips. */
#define COMMIT_PARENTS_MAX 257

struct commit {
	struct oid tree;
	struct oid *parents;	/* owned; n_parents of them */
	size_t n_parents;
	struct jal_id device;	/* of author and committer, which are always the same */
	int64_t date;		/* seconds since 1970, a whole hour; decides nothing */
	struct sshsig signature;
	struct buf message;	/* owned */
};

#define COMMIT_INIT ((struct commit){ .n_parents = 0, .message = BUF_INIT })

/* The id of the device that signs with this key: the first 16 bytes of its b2. */
struct jal_id commit_device_of(const uint8_t key[SSHSIG_KEY_BYTES]);

/* Milliseconds since 1970, rounded down to the hour, in seconds. Times outside
 * 1970–9999 give the nearer end. */
int64_t commit_date(int64_t ms);

/* Sets c->device and c->signature from the secret key (see sshsig_sign). */
JAL_MUST enum jal_err commit_sign(struct commit *c, const struct secret *key);

/* Appends the whole object. Its hash in the protocol is hash_b2() of these
 * bytes, signature included. JAL_ERR_INVALID for a date that is not a
 * whole hour of 1970–9999, JAL_ERR_LIMIT for too many parents. After a failure
 * out may hold a part. */
JAL_MUST enum jal_err commit_encode(const struct commit *c, struct buf *out);

/* Reads a whole object of at most max bytes (COMMIT_DEVICE_MAX or
 * COMMIT_CHARTER_MAX; JAL_ERR_LIMIT). JAL_ERR_SYNTAX, with the reason in d,
 * unless commit_encode() of the result gives the same bytes. The signature is
 * not checked yet. On success the caller frees out. */
JAL_MUST enum jal_err commit_parse(const void *raw, size_t n, size_t max, struct commit *out, struct diag *d);

/* JAL_ERR_VERIFY, with the reason in d, unless the commit is signed by key and
 * names the device of that key as its author. */
JAL_MUST enum jal_err commit_verify(const struct commit *c, const uint8_t key[SSHSIG_KEY_BYTES], struct diag *d);

void commit_free(struct commit *c);

#endif
