/*
 * The contracts of a dossier, and what each holds: theme, goals, actions,
 * signatures; which one is current; how many actions are done, how many days are
 * left. And the edits by which one is renewed, amended, signed, taken a step on.
 * Numbers and records only: jalon judges nothing. Hours week by week are
 * core/hours's. Knows no screen and no SQL.
 */
#ifndef CORE_CONTRACT_H
#define CORE_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"
#include "core/contract_rule.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/edit_list.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/record.h"

/* A goal and the actions that hang from it. */
struct contract_goal {
	const struct record *record;	/* NULL: its actions hang from no goal that is here */
	const char *theme;		/* a code of vocabulary theme; NULL */
	const struct record **actions;	/* open ones by due date, then those done, then the dropped ones */
	size_t n_actions;
	size_t done, total;		/* actions; dropped and cancelled ones are in neither */
};

struct contract {
	const struct record *record;	/* NULL for `loose` below */
	unsigned number;		/* 1, 2, 3 … by start; an amendment has that of what it amends */
	unsigned amendment;		/* 0; 1, 2 … for the amendments of one contract */
	enum contract_phase phase;
	int32_t starts, ends;		/* civil days; of a contract, the last one is its last amendment's in force */
	int32_t days_left;		/* from today to the last day, negative once it is past; RECORD_NO_DATE */
	const struct record *previous;	/* what it renews or amends, when it is here; NULL */
	struct contract_goal *goals;	/* in the order of themes, then as they were entered */
	size_t n_goals;
	size_t done, total;		/* actions of all its goals */
	const struct record **signatures;	/* oldest first */
	size_t n_signatures;
	int32_t signed_on;		/* the day from which person and referent have both signed; RECORD_NO_DATE */
};

/* All of a dossier's, read at one moment. Archived records and undone ones are not in it. */
struct contract_set {
	struct jal_id caseload, dossier;
	const struct jal_clock *clock;
	int32_t today;			/* civil date there */
	struct contract *list;		/* by number, each one's amendments behind it */
	size_t n;
	/* The contract (never an amendment) that counts, by the rule of core/contract_rule; n: none. */
	size_t current;
	/* Goals of no contract that is here, and last the actions of no goal that is here. */
	struct contract loose;
	const struct record **activities;	/* hours done, by day */
	size_t n_activities;
	/* The inside: what all of this points to. */
	struct record **records;
	size_t n_records, cap_records;
	struct arena arena;
};

/* clock outlives the set. *out is untouched on error. */
JAL_MUST enum jal_err contract_load(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				    const struct jal_clock *clock, struct contract_set *out);
/* Wipes. Fine for a zeroed one. */
void contract_set_free(struct contract_set *s);

/* The contract of that id; n when there is none. */
size_t contract_find(const struct contract_set *s, const struct jal_id *id);
/* The last amendment in force of a contract, or the contract itself: its hours and
 * exemption are the ones that count on that day. An amendment counts from the day
 * it was signed, or else from its start. */
const struct contract *contract_terms(const struct contract_set *s, const struct contract *c, int32_t day);

/* Of a contract, by its state. */
enum contract_phase contract_phase(const struct record *contract);
/* Whether what stands under a contract (NULL: under none) says what is aimed at now
 * (contract_rule_aims). */
bool contract_counts(const struct record *contract);
/* Neither done nor given up: planned, in progress, paused, or without a state. */
bool contract_action_open(const struct record *action);
/* Dropped or cancelled: it counts in no total. */
bool contract_action_dropped(const struct record *action);
/* Neither reached nor given up: still aimed at. */
bool contract_goal_open(const struct record *goal);
bool contract_goal_dropped(const struct record *goal);
/* The one goal of a contract (NULL: none) that is still aimed at; NULL where there is
 * none, or a choice. Borrowed. */
const struct record *contract_only_goal(const struct contract *c);

/* Whether someone (vocabulary signatory) has signed. */
bool contract_signed_by(const struct contract *c, const char *who);
/* Where the contract is that waits for signatures: being prepared or to sign, the
 * one that begins last; where none does, the one that counts (set->n: none). */
size_t contract_to_sign(const struct contract_set *s);
/* The state that what is there suggests next, to be offered and never taken by
 * itself: `to_sign` once a draft holds a goal, `signed` once person and referent
 * have signed, `validated` once the authority has, `running` from its first day on,
 * `expired` past its last, of what is in force. NULL: none. A code, static. */
const char *contract_next_step(const struct contract_set *s, const struct contract *c);

/* ---- new ones, as they begin; the caller frees out ---------------------------- */

/* A first contract: contrat d’engagement, a draft, six months from today, the usual weekly hours. */
JAL_MUST enum jal_err contract_new(const struct jal_id *caseload, const struct jal_id *dossier, int32_t today,
				   struct edit **out);
/* A goal, agreed on today, in progress; contract NULL: of none. */
JAL_MUST enum jal_err contract_new_goal(const struct jal_id *caseload, const struct jal_id *dossier,
					const struct jal_id *contract, int32_t today, struct edit **out);
/* A planned action of the referent's; goal NULL: under none. in_force: the goal's contract
 * is, so its hours are planned from today on and not since that began. */
JAL_MUST enum jal_err contract_new_action(const struct jal_id *caseload, const struct jal_id *dossier,
					  const struct jal_id *goal, bool in_force, int32_t today, struct edit **out);

/* Done, or to be done again. A done action has the day on which it was done. */
JAL_MUST enum jal_err contract_tick(struct edit *action, bool done, int32_t today);
/* Completes what was typed of an action: done, it was done today when no day is given; no
 * longer done, the former day goes unless one was typed. Any other edit stays as it is. */
JAL_MUST enum jal_err contract_complete(struct edit *e, int32_t today);
/* Reached, or in progress again when it was reached. */
JAL_MUST enum jal_err contract_toggle_goal(const struct record *goal, struct edit_list *out);

/* ---- edits that go together, to be written in one transaction ----------------- */

/* Which goals a renewal takes over. */
struct contract_carry {
	bool all;			/* every one that is neither reached nor dropped */
	const struct jal_id *goals;	/* else these */
	size_t n_goals;
};

/* A new draft that renews a contract: same kind and hours, as many months, from the
 * day after its end; an exemption that lasts until then. Refused with a sentence:
 * JAL_ERR_INVALID for what was never signed, JAL_ERR_EXISTS when a renewal is there.
 * The contract renewed stays as it is until this one is signed (contract_follow). The
 * caller frees out. */
JAL_MUST enum jal_err contract_renewal(const struct contract_set *s, size_t at, struct edit **out, struct diag *why);
/* The last day of a renewal that begins on that day: as many months as the contract was
 * made for, or the usual ones where it does not say so or there is none at `at`. */
int32_t contract_renewal_ends(const struct contract_set *s, size_t at, int32_t starts);
/* A draft that amends a contract in force whose last day is not past: same kind, period,
 * hours and exemption, to be changed; what the contract holds stays in it. Refusals and
 * freeing as above. */
JAL_MUST enum jal_err contract_amendment(const struct contract_set *s, size_t at, struct edit **out, struct diag *why);
/* What goes with a renewal: copies of the goals chosen and of their open actions
 * under the contract `to` (dates before its start are left out), so that the one
 * renewed still tells what was agreed. Appends to out. JAL_ERR_NOT_FOUND when a goal
 * chosen is not one of the contract's. */
JAL_MUST enum jal_err contract_carry_over(const struct contract_set *s, size_t at, const struct edit *to,
					  const struct contract_carry *carry, struct edit_list *out,
					  struct diag *why);

/* Takes a contract to a state, as core/lifecycle allows. Appends the edit to out; what
 * goes with it is added when it is written (contract_follow). JAL_ERR_INVALID with the
 * sentence. */
JAL_MUST enum jal_err contract_step(const struct contract_set *s, size_t at, const char *status,
				    struct edit_list *out, struct diag *why);

/* What goes with an edit that was just written, in the same transaction. A renewal that
 * comes into force takes the place of the contract that it renews: that one becomes
 * `renewed` if its own cycle allows it, and its actions that are still open are closed
 * there: they go on in the new one or were not taken over. The goals and actions of a
 * contract that is cancelled before it was signed are archived. Appends to out, nothing
 * for any other edit. Called by core/journal for whatever is written, so that no form,
 * command or import can leave it out; nobody else calls it. */
JAL_MUST enum jal_err contract_follow(struct journal *j, const struct edit *e, const struct jal_clock *clock,
				      struct edit_list *out);

/* What goes with dropping a goal, an action or a signature of a contract (NULL: of
 * none): archived while nothing was signed; else the goal with its open actions, or the
 * action, gets the state `dropped` and stays to be read. A signature is archived. */
JAL_MUST enum jal_err contract_drop(const struct contract *c, const struct record *what, struct edit_list *out);
/* One text or code of one record. */
JAL_MUST enum jal_err contract_change(const struct record *r, enum field field, const char *text,
				      struct edit_list *out);

/* Whether a contract can still be signed: JAL_ERR_INVALID with a sentence when it is
 * over. */
JAL_MUST enum jal_err contract_may_sign(const struct contract_set *s, size_t at, struct diag *why);
/* A signature of a contract by someone (vocabulary signatory) on a day, still to be
 * completed (place, how). The caller frees out. */
JAL_MUST enum jal_err contract_signature(const struct contract_set *s, size_t at, const char *who, int32_t day,
					 struct edit **out);

#endif
