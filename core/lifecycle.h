/*
 * Life cycles: which step may follow which, for the fields that hold a status.
 * Refused when typed, never when received from someone else (protocol.md §3):
 * what two legal edits break together is shown as something to settle.
 */
#ifndef CORE_LIFECYCLE_H
#define CORE_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/diag.h"
#include "core/error.h"
#include "core/model.h"

/* Whether the field has a life cycle. */
bool lifecycle_has(enum field field);

/* Whether the step is allowed. from NULL or "": a new record, or a status not
 * set yet; a support that began elsewhere may be taken up at a later step. The
 * same state again is always allowed, clearing a status never is. Fields without
 * a life cycle allow everything. JAL_ERR_INVALID with the sentence in why (may be
 * NULL), which names both states and those that may follow by their labels,
 * untranslated. */
JAL_MUST enum jal_err lifecycle_step(enum field field, const char *from, const char *to, struct diag *why);

/* The states that may follow `from`, in the vocabulary's order, for a form's list:
 * fills codes with up to max, returns how many there are. */
size_t lifecycle_next(enum field field, const char *from, const char **codes, size_t max);

#endif
