/*
 * What two edits, each of them legal, have broken together: a period that ends
 * before it starts, a document signed after it was cancelled, two orientations on
 * one day, two barriers of one theme, dossiers united in a ring. Refused when typed, never when received:
 * found again in what is stored and shown until an edit puts it right (protocol.md
 * §4). Everything here follows from live writes alone, without clock or order of
 * arrival, so it is the same in every vault with the same operations. Which records
 * are concerned is marked in the transaction that changes them (core/journal_marks).
 */
#ifndef CORE_SETTLE_H
#define CORE_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/check.h"
#include "core/db.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/model.h"
#include "core/record.h"

/* A record's marks: column `conflict` of j_record. */
enum {
	SETTLE_MARK_VALUES = 1,	/* a field has two values that did not know each other */
	SETTLE_MARK_FIELDS = 2,	/* its fields contradict each other */
	SETTLE_MARK_OTHERS = 4,	/* it contradicts another record */
};

/* Raised when a rule comes or goes, so that vaults mark their records again. */
#define SETTLE_RULES 2

enum settle_kind {
	SETTLE_VALUES,	/* field has several heads: the conflict of protocol.md §4 */
	SETTLE_FIELDS,	/* field does not go with against, in one record */
	SETTLE_OVERLAP,	/* the orientation's end and the start of another one */
	SETTLE_SIGNED,	/* the signature's day and the state of its document, cancelled before */
	SETTLE_RING,	/* the dossier, kept meanwhile, is said to be one that is said to be it */
	SETTLE_TWINS,	/* the barrier has the theme of another one, which counts meanwhile (core/assess.h) */
};

struct settle_item {
	enum settle_kind kind;
	enum entity entity;
	struct jal_id dossier;	/* zero for the common entities */
	struct jal_id record;
	enum field field;	/* where it is put right */
	/* What it does not go with: a field of the record, or of another one; FIELD_COUNT
	 * when there is none (SETTLE_VALUES). */
	enum field against;
	enum entity other_entity;
	struct jal_id other;	/* the record itself for SETTLE_FIELDS; for SETTLE_RING a dossier */
	struct diag say;	/* what contradicts what, without the values; empty for SETTLE_VALUES */
};

/* Everything that waits for someone in one caseload (dossier NULL) or in one
 * dossier of it, by dossier and record. A dossier that has moved away counts where
 * it lives. By an index: the cost follows what there is to settle. */
JAL_MUST enum jal_err settle_each(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				  enum jal_err (*each)(void *ctx, const struct settle_item *item), void *ctx);

/* What an edit would break with other records of its dossier, and what the step of a
 * procedure that it takes asks for (core/procedure): added to issues, as errors before
 * the rest. Called beside entry_check wherever someone types. */
JAL_MUST enum jal_err settle_typed(struct journal *j, const struct edit *e, struct check_issues *issues);

/* Whether one of the two can be chosen to stand as it is (SETTLE_SIGNED,
 * SETTLE_RING, SETTLE_TWINS); the others are put right in a form. */
bool settle_has_sides(const struct settle_item *item);
/* The edits, of one save, by which the item's record (side 0: its signature or dossier
 * stands) or the other one (side 1) is kept: one, or of SETTLE_TWINS two, since the one
 * that is kept gets what the other has. The second is NULL else. To be freed.
 * JAL_ERR_INVALID without sides. */
JAL_MUST enum jal_err settle_keep(struct journal *j, const struct jal_id *caseload, const struct settle_item *item,
				  unsigned side, struct edit *out[2]);

/* ---- the rules, for the journal and the list ------------------------------------ */

/* The marks that a record has by itself. An archived record contradicts nothing. */
unsigned settle_marks(const struct record *r);

/* An orientation among those of its dossier. */
struct settle_period {
	struct jal_id id;
	int64_t rid;
	struct check_period days;
	bool any;		/* shares a day with another one */
	size_t with;		/* with which one before it; SIZE_MAX when with none */
};
/* Sorts by start and id, and compares. Each overlap is told once: by the later one,
 * with the one before it that lasts longest. */
void settle_overlaps(struct settle_period *list, size_t count);

/* Of several barriers of one theme, which one counts when it is not this one;
 * JAL_ERR_NOT_FOUND when this one does, or stands alone. */
JAL_MUST enum jal_err settle_twin(struct journal *j, const struct jal_id *caseload, const struct record *barrier,
				  struct jal_id *counts);
/* As settle_keep, of two barriers. */
JAL_MUST enum jal_err settle_keep_barrier(struct journal *j, const struct jal_id *caseload,
					  const struct jal_id *dossier, const struct jal_id *kept,
					  const struct jal_id *gone, struct edit *out[2]);
/* The first reference that an edit changes to what is not there: a record of another
 * dossier, of another kind, of an id that nothing has, or the record itself. *sentence
 * is why (N_()), NULL when there is none. */
JAL_MUST enum jal_err settle_typed_reference(struct journal *j, const struct edit *e, enum field *field,
					     const char **sentence);
/* Whether the edit of a barrier would make two of its theme. */
JAL_MUST enum jal_err settle_typed_barrier(struct journal *j, const struct edit *e, bool *twin);

/* Whether a signature was entered after its document had been cancelled. Both knew
 * better when the stamps are the other way round: a signed document may be cancelled. */
bool settle_signed_after(const struct record *signature, const struct record *document);

/* Whether a contract or an immersion of that dossier is cancelled; false when there
 * is neither of that id. */
JAL_MUST enum jal_err settle_cancelled(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				       const struct jal_id *document, bool *out);

/* Dossiers that are said to be each other. A longer chain than this is not followed. */
#define SETTLE_RING_MAX 256
struct settle_ring {
	bool closed;		/* the chain comes back to where it began */
	size_t count;		/* dossiers in it, the first one included */
	struct jal_id next;	/* the second one */
	struct jal_id smallest;
	int64_t fid[SETTLE_RING_MAX];
};
/* Follows same_as from a dossier of a caseload (by its small integer). */
JAL_MUST enum jal_err settle_ring(struct db *db, int64_t cid, const struct jal_id *from, struct settle_ring *out);

extern const struct db_sql settle_sql;

#endif
