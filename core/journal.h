/*
 * The one road for writing: an operation is written to the journal, merged into
 * its record's state and projected into the tables, all in one transaction.
 * What is typed, imported or received takes this road; there is no other.
 */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/db.h"
#include "core/diag.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/id.h"
#include "core/record.h"

struct journal;

/* On an open database handle, which must outlive it; one per handle and thread.
 * The device that writes is the vault's own (core/keyring). */
JAL_MUST enum jal_err journal_open(struct db *db, const struct jal_clock *clock, struct journal **out);
void journal_close(struct journal *j);
struct db *journal_db(struct journal *j);

/* Several edits, each one operation, in one transaction that is on disk when
 * this returns JAL_OK. Numbers and stamps are taken inside it. On error nothing
 * was written. Empty edits are skipped. What goes with an edit (contract_follow) is
 * written and undone with it. JAL_ERR_NOT_FOUND before the vault has a
 * device (core/keyring); JAL_ERR_DENIED when the caseload (core/roster), the
 * entity or a field is not this member's to write; JAL_ERR_EXISTS when an edit
 * creates a record that is there. */
JAL_MUST enum jal_err journal_write(struct journal *j, struct edit *const *edits, size_t count, struct diag *diag);

/* For imports, and for what must go with a save (drafts_delete): many writes in
 * one transaction. Between begin and commit, journal_put adds one edit;
 * journal_abort forgets all. A put that fails with JAL_ERR_INVALID, _DENIED or
 * _LIMIT has changed nothing and the rest can go on; after another error call
 * journal_abort. When journal_commit fails, all was forgotten. */
JAL_MUST enum jal_err journal_begin(struct journal *j, struct diag *diag);
JAL_MUST enum jal_err journal_put(struct journal *j, const struct edit *edit, struct diag *diag);
JAL_MUST enum jal_err journal_commit(struct journal *j, struct diag *diag);
void journal_abort(struct journal *j);

/* Reads one record of one caseload. For entities of a dossier, dossier is given;
 * NULL for the common ones. JAL_ERR_NOT_FOUND. A blank record loads. */
JAL_MUST enum jal_err journal_load(struct journal *j, const struct jal_id *caseload, enum entity entity,
				   const struct jal_id *dossier, const struct jal_id *id, struct record **out);

/* An edit of a record as it stands (journal_load, then edit_of). The caller frees out. */
JAL_MUST enum jal_err journal_edit(struct journal *j, const struct jal_id *caseload, enum entity entity,
				   const struct jal_id *dossier, const struct jal_id *id, struct edit **out);

/* The one record of any caseload and entity whose id begins with text (at least 4
 * hex digits). JAL_ERR_NOT_FOUND; JAL_ERR_EXISTS when several begin so. */
JAL_MUST enum jal_err journal_named(struct journal *j, const char *text, struct record **out);

/* All records of one entity of a dossier (or of the common caseload with dossier
 * NULL), in the order in which they came here; blank ones (record_blank) are
 * passed over. each gets ownership of r, may write, and returns JAL_OK to go on. */
JAL_MUST enum jal_err journal_each(struct journal *j, const struct jal_id *caseload, enum entity entity,
				   const struct jal_id *dossier,
				   enum jal_err (*each)(void *ctx, struct record *r), void *ctx);

/* The first record of one entity of a dossier that is blank: what undoing its making, or emptying
 * it, left. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err journal_blank(struct journal *j, const struct jal_id *caseload, enum entity entity,
				    const struct jal_id *dossier, struct record **out);

/* Who sent what is being received (protocol.md §3): all verified by the caller. */
struct journal_lot {
	struct jal_id device;
	uint64_t seq;
	struct jal_hash hash;
	uint64_t charter;	/* the charter number it names */
	bool supervisor;	/* the device's member at that number: may write HOME_territory, carries, moves */
};

/* Applies the plaintext of one envelope (a CBOR array of operations): strict
 * decoding and the content checks of protocol.md §3 first; JAL_ERR_INVALID with
 * a reason in diag voids that envelope and changes nothing. Whether caseload is
 * the common one is asked of core/roster, so roster_replace comes before.
 * Idempotent. Own transaction, at most 256 operations. *applied gets the number
 * that newly count here. A lot that was withdrawn stays so when it comes again. */
JAL_MUST enum jal_err journal_receive(struct journal *j, const struct journal_lot *lot, const struct jal_id *caseload,
				      const uint8_t *plain, size_t n, size_t *applied, struct diag *diag);

/* Takes out, or puts back, the effect of every operation that came only with
 * lots of that device with seq ≥ from (a cut, a fork; later an adoption). */
JAL_MUST enum jal_err journal_withdraw(struct journal *j, const struct jal_id *device, uint64_t from,
				       size_t *operations, struct diag *diag);
JAL_MUST enum jal_err journal_restore(struct journal *j, const struct jal_id *device, uint64_t from, uint64_t to,
				      size_t *operations, struct diag *diag);
/* One lot alone: after a fork, two have the same device and seq. */
JAL_MUST enum jal_err journal_restore_lot(struct journal *j, const struct jal_id *device, uint64_t seq,
					  const struct jal_hash *hash, size_t *operations, struct diag *diag);

/* Moves a dossier to another caseload (protocol.md §4): one carry a record, and
 * `home` on both sides, in one transaction. Doing it again brings over what was
 * written in the former caseload meanwhile. JAL_ERR_DENIED for a referent,
 * JAL_ERR_NOT_FOUND when it is not there, JAL_ERR_INVALID within one caseload,
 * JAL_ERR_WAITING as long as something of the former caseload is still closed here.
 * Not undone by journal_undo: move it back. */
JAL_MUST enum jal_err journal_move(struct journal *j, const struct jal_id *dossier, const struct jal_id *from,
				   const struct jal_id *to, struct diag *diag);

/* In a restored vault that was admitted again (protocol.md §5): what the former
 * device wrote and its verified chain (core/outbox) lacks becomes this device's
 * own, with new numbers; so does what this device wrote since, which may name it.
 * Before this device's first lot. *operations gets how many there were; *moves,
 * how many records of dossiers moved but never sent: those moves are taken back,
 * to be made again. JAL_ERR_DENIED when a caseload is not this member's any more. */
JAL_MUST enum jal_err journal_reissue(struct journal *j, const struct jal_id *former, size_t *operations, size_t *moves,
				      struct diag *diag);

/* b2 over the sorted live writes of one caseload (docs/protocol.md gives the
 * bytes): equal on two vaults that accepted the same lots. */
JAL_MUST enum jal_err journal_digest(struct journal *j, const struct jal_id *caseload, struct jal_hash *out);

/* One line of a dossier's history, newest first. */
struct journal_event {
	uint64_t stamp;
	struct jal_id device;
	enum entity entity;
	struct jal_id record;
	enum field field;
	const char *element;	/* of a set; NULL otherwise */
	struct value before;	/* what the write replaced and showed; VALUE_EMPTY when nothing */
	struct value after;	/* of an element: VALUE_FLAG, present or not */
	bool sent;		/* in a sealed lot that a re-read proved received */
	bool live;
	bool carried;
	bool own;		/* this device wrote it */
	int64_t arrival;	/* when it came into this vault: see journal_arrivals */
};

/* each borrows the event for the call. limit 0: all. Unknown fields are skipped, and what documents hold. */
JAL_MUST enum jal_err journal_history(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier,
				      size_t limit, enum jal_err (*each)(void *ctx, const struct journal_event *e),
				      void *ctx);

/* The same of one record as it was loaded. */
JAL_MUST enum jal_err journal_history_of(struct journal *j, const struct record *r,
					 enum jal_err (*each)(void *ctx, const struct journal_event *e), void *ctx);

/* The arrival of the last operation of this vault, written here or received; 0 when
 * there is none. Later ones are greater. */
JAL_MUST enum jal_err journal_arrivals(struct journal *j, int64_t *out);

/* Who wrote the value of a head first, and over what: undoing a decision writes each
 * former value again, under the name of whoever undoes (protocol.md §4). */
struct journal_origin {
	struct jal_id device;
	uint64_t stamp;
	bool again;		/* that was an earlier write than the head */
	struct value_owned before;	/* what it replaced and was shown; empty when nothing: value_owned_free */
};
/* r as it was loaded, head one of its live writes. JAL_ERR_NOT_FOUND when the journal
 * does not hold that write. */
JAL_MUST enum jal_err journal_origin(struct journal *j, const struct record *r, enum field field,
				     const struct op_name *head, struct journal_origin *out);

/* Undoes the last save of this handle (journal_write, or begin … commit of up to
 * 1,000 operations: imports are passed over) not undone yet, by writing the
 * former values again; a decision becomes the conflict again; a created record
 * becomes blank. Again and again, back to the handle's opening. What is written
 * are new operations. JAL_ERR_NOT_FOUND when nothing is left to undo;
 * JAL_ERR_EXISTS with a sentence when someone wrote over all of it since: that
 * save then counts as undone, and nothing was changed. */
JAL_MUST enum jal_err journal_undo(struct journal *j, struct diag *diag);

/* What journal_undo can still undo, kept while the vault is closed for a lock and
 * given to the next handle on it. It holds numbers and ids, no content: what
 * only an element of a set tells apart is forgotten. NULL when there is nothing
 * (or no memory); the handle has none any more. */
struct journal_undos;
struct journal_undos *journal_take_undos(struct journal *j);
/* j owns them then, in place of its own; NULL is fine. */
void journal_give_undos(struct journal *j, struct journal_undos *u);
void journal_undos_free(struct journal_undos *u);


#endif
