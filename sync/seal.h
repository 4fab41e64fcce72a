/*
 * This device's own commits: what waits in the outbox becomes lots, a
 * supervisor's device also merges and gives keys. Sealed bytes are in the vault
 * before they are in the repository, so a seq has the same bytes for ever.
 */
#ifndef SYNC_SEAL_H
#define SYNC_SEAL_H

#include "sync/territory_inside.h"

/* The generation that this version writes. */
#define SEAL_GENERATION 1

/* Writes into the own repository what the vault has sealed and the repository
 * lacks, and brings the own reference there: what a killed exchange left. */
JAL_MUST enum jal_err seal_finish(struct territory *t, struct diag *diag);

/* Seals everything that waits, then seal_finish(). *commits gets how many were
 * made, *merged whether one of them was a merge. JAL_ERR_DENIED when this vault
 * may not (see seal_allowed()). */
JAL_MUST enum jal_err seal_all(struct territory *t, size_t *commits, bool *merged, struct diag *diag);

/* JAL_ERR_DENIED, with the sentence, for a restored vault, one that is not
 * admitted yet, or a charter that asks for a newer program. */
JAL_MUST enum jal_err seal_allowed(struct territory *t, struct diag *diag);

#endif
