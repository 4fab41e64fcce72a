/*
 * Which contract of a dossier counts, and until when: the one rule that the list of
 * dossiers, its clocks, the contract's tab and the commands follow.
 *
 * It knows no day, since the list keeps days and is not made again at midnight. Of the
 * contracts in force the one that ends last counts. Two are in force at once only when
 * one follows the other without renewing it, or beside it: either way the person is
 * under contract until the later end, and that is the contract to renew. What is being
 * prepared counts only while nothing is in force: until it is signed, what was agreed
 * holds, also when its last day is past and nobody has written anything down. What was
 * cancelled never bound and comes last.
 *
 * An amendment never counts by itself: once in force, it changes the terms of its
 * contract, its last day among them.
 *
 * Knows no record, no screen; of SQL only the fragments that say the same.
 */
#ifndef CORE_CONTRACT_RULE_H
#define CORE_CONTRACT_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/id.h"

/* What a contract's state comes to (vocabulary contract_status). */
enum contract_phase {
	CONTRACT_PREPARED,	/* draft, to_sign, not_validated; no state at all */
	CONTRACT_IN_FORCE,	/* signed, validated, running, review_due */
	CONTRACT_OVER,		/* renewed, expired, broken, cancelled; what the vocabulary does not have */
};

/* Of a code of contract_status; NULL or "": no state. */
enum contract_phase contract_rule_phase(const char *status);

/* Whether what stands under a contract of that state and rank (codes; NULL: none) says
 * what is aimed at now: not when it is a renewal that is only prepared, whose goals are
 * copies, nor when it was renewed or cancelled. */
bool contract_rule_aims(const char *status, const char *rank);
/* The contrary in SQL, of the row c of the table contract. */
#define CONTRACT_RULE_SQL_AIMS_NOT                                                                                      \
	"(coalesce(c.status IN ('renewed', 'cancelled'), 0) OR (coalesce(c.rank = 'renewal', 0)"                       \
	" AND coalesce(c.status, '') IN ('', 'draft', 'to_sign', 'not_validated')))"

/* One contract or amendment of a dossier. */
struct contract_rule_row {
	/* Given. */
	struct jal_id id;
	struct jal_id previous;		/* zero: none */
	enum contract_phase phase;
	bool amendment, expired, cancelled;
	int32_t starts, ends;		/* civil days; RECORD_NO_DATE */
	/* Worked out by contract_rule_settle. */
	size_t base;	/* what it amends in the end; itself when it is no amendment, or what it amends is not here */
	size_t terms;	/* of a contract: its last amendment in force, or itself */
	int32_t last;	/* its last day by those terms; of an amendment, its own */
};

/* A row's state and rank from their codes (NULL: none). */
void contract_rule_enter(struct contract_rule_row *row, const char *status, const char *rank);
/* All rows of one dossier, in the order in which they came here. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err contract_rule_settle(struct contract_rule_row *rows, size_t n);
/* The contract that counts, of settled rows; n: there is none. */
size_t contract_rule_current(const struct contract_rule_row *rows, size_t n);
/* The one whose end someone waits for: in force, or else expired; n: there is none. */
size_t contract_rule_ending(const struct contract_rule_row *rows, size_t n);

#endif
