/*
 * The rule of each charter entry: whether it may be made now, and the facts that
 * it adds to the rights (protocol.md §6). Knows one entry at a time; the chain,
 * signatures and waiting entries are charter.c's.
 */
#ifndef SYNC_RULE_H
#define SYNC_RULE_H

#include "core/diag.h"
#include "sync/clause.h"
#include "sync/rights.h"

/* One commit while it is judged. */
struct rule_turn {
	struct rights *rights;
	uint64_t number;		/* of the charter commit: its facts count from there */
	const struct jal_id *signer;	/* the member who signs */
	size_t index;			/* of the entry, from 1 */
	const char *name;		/* of the entry */
	struct diag *d;
};

/* Adds the entry's facts. JAL_ERR_INVALID when it breaks a rule, JAL_ERR_NEWER
 * when this version cannot carry it out, with the reason in d. `endorse` is not
 * judged here (JAL_ERR_INVALID). */
JAL_MUST enum jal_err rule_apply(const struct rule_turn *t, const struct clause *e);

/* Whether the entry, about supervisors, needs as many of them as the threshold
 * says. To be asked before rule_apply(). */
bool rule_needs_threshold(const struct rule_turn *t, const struct clause *e);

/* What must hold when all entries of a commit have been applied. */
JAL_MUST enum jal_err rule_check_whole(const struct rule_turn *t);

/* Fills t->d and returns err. text has %1 for the charter's number, %2 for the
 * entry's rank, %3 for its name. */
JAL_MUST enum jal_err rule_refuse(const struct rule_turn *t, enum jal_err err, const char *text);

#endif
