/*
 * libgit2, set up once for the whole process, and its failures put into words
 * jalon uses. Opens nothing itself.
 */
#ifndef SYNC_GITLIB_H
#define SYNC_GITLIB_H

#include <stddef.h>

#include "core/error.h"

/* No single block that libgit2 asks for is larger (bytes): a small pack can
 * otherwise claim an object of any size (protocol.md §8). */
#define GITLIB_BLOCK_MAX ((size_t)32 << 20)
/* No received pack holds more objects. */
#define GITLIB_PACK_OBJECTS_MAX ((size_t)1 << 20)

/* Starts libgit2: no configuration or template from outside the repository is
 * ever read, what is written is fsynced, blocks and packs are bounded, owners
 * are validated. Any number of calls from any thread; the first one counts.
 * JAL_ERR_NOMEM or JAL_ERR_IO when libgit2 cannot start. */
JAL_MUST enum jal_err gitlib_start(void);

/* Why libgit2's last call in this thread failed. */
enum gitlib_cause {
	GITLIB_OTHER,
	GITLIB_FULL,		/* no space or quota left, or a larger file than can be there */
	GITLIB_READ_ONLY,	/* the file system, or no right to write or read */
	GITLIB_NOMEM,		/* or a block over GITLIB_BLOCK_MAX */
	GITLIB_LOCKED,		/* a lock file is in the way */
};
enum gitlib_cause gitlib_cause(int code);

/* The technical text of that failure, control characters replaced by '?';
 * never NULL. out holds n bytes. Returns out. For `i` and logs, not a sentence. */
const char *gitlib_text(char *out, size_t n);

#endif
