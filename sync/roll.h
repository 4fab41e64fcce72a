/*
 * From the charter to what screens and commands ask core/roster; and names
 * into the common caseload.
 */
#ifndef SYNC_ROLL_H
#define SYNC_ROLL_H

#include "sync/territory_inside.h"

/* Writes the roster as the charter says it, with what is pending. Part of the
 * caller's transaction or its own; t->roster follows. */
JAL_MUST enum jal_err roll_write(struct territory *t, const struct charter_chain *effective, struct diag *diag);

/* Writes the names that wait (sync/pending), unless someone did. */
JAL_MUST enum jal_err roll_names(struct territory *t, struct diag *diag);

#endif
