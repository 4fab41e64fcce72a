/*
 * What chains say of each other: compared with what is verified here, remembered
 * until that can be done, told as the word of who said it, and dropped when it
 * is worth nothing any more (docs/protocol.md §15). Nothing waits for a word, and
 * none changes what is accepted; a supervisor's `heads` settles what is here.
 */
#ifndef SYNC_CLAIMS_H
#define SYNC_CLAIMS_H

#include "sync/receive.h"

/* Keeps what a verified commit says of others for claims_settle(). */
JAL_MUST enum jal_err claims_note(struct receive *r, const struct verify_commit *c);
/* Remembers in the vault what was noted since, in the transaction of the heads of the
 * chains that said it: a commit is read once, and an exchange may not come as far as
 * claims_settle(). The next one that does compares it. */
JAL_MUST enum jal_err claims_keep(struct receive *r);
/* After all chains. */
JAL_MUST enum jal_err claims_settle(struct receive *r, struct diag *diag);

/* Whether something that others' chains say exists has not come: *behind, and the
 * first such device. What is still awaited goes into the result. */
JAL_MUST enum jal_err claims_behind(struct territory *t, bool *behind, struct jal_id *device);

#endif
