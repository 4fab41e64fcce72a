/*
 * Epoch keys: those that supervisors' commits bring to this device, and those
 * that a supervisor's device still has to give. Knows the charter and the
 * keyring; lots are receive.c's.
 */
#ifndef SYNC_KEYS_H
#define SYNC_KEYS_H

#include "sync/territory_inside.h"
#include "sync/verify.h"

/* Takes the records of a verified commit: remembers for which boxes there is one,
 * opens those for this device, compares them with the charter's commitment, puts
 * them into the keyring. A record that does not hold is quarantined by name, the
 * others count. What waited for a key is receive_settle()'s to open. */
JAL_MUST enum jal_err keys_take(struct territory *t, const char *reference, const struct verify_commit *c,
				struct diag *diag);

/* After all chains: a key that no record brought, although one said so, is asked for
 * again. A supervisor gives what an entitled device lacks to its present box, so the
 * device takes another box, which its next commit announces (protocol.md §6). At most
 * KEYS_ASK_MAX times in a row: afterwards it is only told. */
#define KEYS_ASK_MAX 3
JAL_MUST enum jal_err keys_ask_again(struct territory *t, struct diag *diag);

/* How many epoch keys this device's member is entitled to and that have not come. */
JAL_MUST enum jal_err keys_missing(struct territory *t, uint64_t *count);

/* For a supervisor's device: the records that entitled devices lack to their
 * present box, sorted, at most as many as one file holds. Nothing for others'
 * devices. The caller frees out. */
JAL_MUST enum jal_err keys_to_give(struct territory *t, struct keyrec_list *out, struct diag *diag);

#endif
