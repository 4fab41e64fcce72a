/*
 * What happens in the stories of test_convergence.c: vaults with partial readers,
 * whose members open forms and save them later, decide, undo, crash and keep
 * drafts, lose and get lots again in any order, move dossiers; a member with ill
 * will who names what others have yet to write; a cut. A story can be told with a
 * rule of protocol.md §4 broken. Judges nothing but what a save names.
 */
#ifndef TESTS_PROPERTY_STORY_H
#define TESTS_PROPERTY_STORY_H

#include "core/outbox.h"
#include "tests/support/corebox.h"
#include "tests/support/naive.h"
#include "tests/support/rng.h"

enum { X, Y, COMMON, CASELOADS };
enum { BOXES = 5, ROGUE = BOXES };

/* How the story is told. */
enum story_telling {
	RIGHT,
	SAVETIME,	/* a save names the heads of its own moment */
	ARRIVAL,	/* what was applied before a cut was heard of stays */
	FLAT,		/* judged by a wrong reading: contexts reach across caseloads */
	NOCONTEXT,	/* carries account for nothing */
	NUMBERS,	/* a name counts whatever its nonce */
};

enum story_fault { DIVERGED = 1, CONFLICTS = 2, RULES = 4, DROPPED = 8, UNSEEN = 16, FORGOTTEN = 32 };

extern const struct jal_id story_caseloads[CASELOADS];
extern const struct jal_id story_dossier;
/* Which vault reads which caseload. */
extern const bool story_reads[BOXES][CASELOADS];

struct story_envelope {
	int from;
	int caseload;
	struct journal_lot lot;
	struct buf plain;
};

struct story_form {
	struct edit *edit;
	int caseload, record;
	bool decide;
	struct merge_gone seen[64];	/* names and keys displayed when it opened */
	size_t seen_count;
	char element[2];
};

struct story {
	struct rng r;
	enum story_telling how;
	bool dense;		/* all on one field of one record, with many moves */
	int count;
	struct corebox box[BOXES];
	struct story_form form[BOXES];
	struct story_envelope *list;
	size_t sent, cap;
	int victim;		/* whose chain was cut; -1: nobody's */
	uint64_t cut;
	bool knows[BOXES];
	/* The ill-willed member's chain, which no vault writes. */
	uint64_t rogue_seq, rogue_number[CASELOADS];
	unsigned faults;
};

/* The records that everybody writes on. */
enum { RECORDS = 3, EMPLOYER = 2 };
struct story_record {
	enum entity entity;
	struct jal_id id;
	enum field text, other, set;
};
extern const struct story_record story_records[RECORDS];
/* NULL for the employer. */
const struct jal_id *story_dossier_of(int record);

/* Whatever comes next, to anybody. */
void story_step(struct story *w);

void story_open_form(struct story *w, int i);
/* Types something and saves it; nothing when no form is open. */
void story_save_form(struct story *w, int i);
void story_close_form(struct story_form *f);
/* What is unsealed becomes envelopes of the list. */
void story_seal(struct story *w, int i);
/* Nothing when it can't read it, or knows that it is beyond the cut. */
void story_deliver(struct story *w, int to, const struct story_envelope *e);
void story_learn_cut(struct story *w, int i);

#endif
