/*
 * The inside of the journal, shared by its files (journal*.c) and, for one
 * function, by schema.c. Nobody else includes it.
 *
 *	journal.c		opening, reading records, digest
 *	journal_store.c		small integers for ids, rows of operations and records
 *	journal_merge.c		from a record's operations to its state and its row in the tables
 *	journal_marks.c		which records contradict each other
 *	journal_origin.c	who wrote a value first
 *	journal_read.c		a record's operations, read back
 *	journal_write.c		what is typed and imported
 *	journal_undo.c		taking the last save back
 *	journal_move.c		a dossier to another caseload
 *	journal_reissue.c	what a restored vault's former device left unsent
 *	journal_receive.c	what comes from the territory, cuts and adoptions
 *	journal_history.c	who wrote what, when, over what
 */
#ifndef CORE_JOURNAL_INSIDE_H
#define CORE_JOURNAL_INSIDE_H

#include "core/arena.h"
#include "core/journal.h"
#include "core/listing.h"
#include "core/nonce.h"
#include "core/op.h"

/* A save longer than this (operations) is an import, which undo passes over. */
#define JOURNAL_UNDO_MAX 1000

/* One save: the oids of its operations, ascending. */
struct journal_save {
	int64_t *oids;
	size_t count, cap;
};

/* Where an operation or a record is: the long names and the small ones. */
struct journal_place {
	struct jal_id caseload;
	struct jal_id dossier;	/* zeros when it has none */
	bool has_dossier;
	uint32_t entity;	/* wire */
	struct jal_id id;
	int64_t cid, fid, rid;
	bool fresh;		/* the folder was made in this transaction */
	bool made;		/* the record was, by the one operation it has */
};

/* A write that stands for an undone one's former value (journal_undo.c). */
struct journal_stand {
	int64_t rid;
	struct merge_key key;
	struct op_name from, to;
};

/* A caseload as the open transaction writes in it. */
struct journal_own {
	struct jal_id given;	/* the id that edits name it by; a provisional one may be given */
	struct jal_id id;
	int64_t cid;
	uint64_t next;		/* the number of the next own operation */
	uint64_t received;	/* up to which own number they were proved received */
	int64_t unsent;		/* lines of the list that have more than that now and had not before, or the reverse */
};

struct journal {
	struct db *db;
	const struct jal_clock *clock;
	struct nonce_stock nonces;

	/* The open transaction; begun between journal_begin and commit. */
	bool begun;
	bool undoing;		/* what is written now is not to be undone itself */
	bool heard;		/* the last stamp may be another device's, or of an operation that goes: it is kept */
	struct jal_id device;
	int64_t dev;
	bool supervisor;
	struct jal_id common;
	struct listing_owner owner;
	uint64_t stamp;		/* the vault's last */
	int64_t now_ms;
	struct journal_own *owns;
	size_t own_count, own_cap;
	struct listing_change *touched;	/* folders whose line must be made again */
	size_t touched_count, touched_cap;
	struct journal_place last;	/* the folder written last; fid 0: none yet */
	bool roomy;			/* the page cache was enlarged */
	struct journal_save writing;

	struct journal_save *saves;	/* to be undone, the last one last */
	size_t save_count, save_cap;
	struct journal_stand *stands;
	size_t stand_count, stand_cap;
	struct arena stand_arena;
};

extern const struct db_sql journal_named_sql;	/* journal_named.c */
extern const struct db_sql journal_sql;		/* journal.c */
extern const struct db_sql journal_store_sql;
extern const struct db_sql journal_marks_sql;
extern const struct db_sql journal_merge_sql;
extern const struct db_sql journal_move_sql;
extern const struct db_sql journal_read_sql;
extern const struct db_sql journal_undo_sql;
extern const struct db_sql journal_write_sql;
extern const struct db_sql journal_receive_sql;
extern const struct db_sql journal_reissue_sql;
extern const struct db_sql journal_history_sql;

/* ---- journal_store.c ---- */

/* JAL_ERR_NOT_FOUND, or made when make is true. */
JAL_MUST enum jal_err journal_cid(struct db *db, const struct jal_id *caseload, bool make, int64_t *cid);
JAL_MUST enum jal_err journal_dev(struct db *db, const struct jal_id *device, bool make, int64_t *dev);
/* dossier NULL: the caseload's records without dossier. With made NULL,
 * JAL_ERR_NOT_FOUND; else it is made if need be, and *made tells. */
JAL_MUST enum jal_err journal_fid(struct db *db, int64_t cid, const struct jal_id *dossier, bool *made, int64_t *fid);
/* The same for a record. */
JAL_MUST enum jal_err journal_rid(struct db *db, int64_t fid, uint32_t entity, const struct jal_id *id, bool *made,
				  int64_t *rid);
/* Makes a record that can't be there yet; JAL_ERR_EXISTS when it is. */
JAL_MUST enum jal_err journal_make_rid(struct db *db, int64_t fid, uint32_t entity, const struct jal_id *id,
				       int64_t *rid);
/* Fills a place from its rid. */
JAL_MUST enum jal_err journal_place_of(struct db *db, int64_t rid, struct journal_place *out);

/* The final id of a caseload that edits may still name by its provisional one. */
JAL_MUST enum jal_err journal_final_caseload(struct db *db, const struct jal_id *given, struct jal_id *out);

/* lot 0: none yet. seq -1: not accepted. */
JAL_MUST enum jal_err journal_put_op(struct db *db, const struct journal_place *at, int64_t dev, uint64_t number,
				     uint64_t stamp, int64_t lot, int64_t seq, const void *body, size_t n,
				     int64_t *oid);

/* ---- journal_merge.c ---- */

/* A record's state, kept or computed from its operations. */
JAL_MUST enum jal_err journal_state(struct db *db, const struct journal_place *at, struct merge_state **out);
/* After op was put into the journal: merges it, keeps the state, writes the row
 * of the record's entity. fresh: the record has no other operation. */
JAL_MUST enum jal_err journal_merge_op(struct db *db, const struct journal_place *at, const struct merge_op *op,
				       bool fresh);
/* The same from all of the record's operations: after some were added, withdrawn
 * or restored. */
JAL_MUST enum jal_err journal_merge_again(struct db *db, const struct journal_place *at);
/* Forgets the kept states of a caseload, which then are computed again. */
JAL_MUST enum jal_err journal_forget_states(struct db *db, int64_t cid);
/* Writes the rows of all records of an entity again (after the model has grown). */
JAL_MUST enum jal_err journal_project_again(struct db *db, enum entity entity);

/* ---- journal_marks.c ---- */

/* Marks, and unmarks, records of the touched folders that contradict others
 * (core/settle); touches more folders where a ring of dossiers came or went. */
JAL_MUST enum jal_err journal_mark_touched(struct journal *j);
/* All marks again, when the rules have changed. Writes all rows of entities again. */
JAL_MUST enum jal_err journal_mark_again(struct db *db);

/* ---- journal_read.c ---- */

/* The accepted operations of one record, oldest here first; of several contents
 * under one name, the one that counts. */
struct journal_read_op {
	int64_t oid;
	struct op op;
};
struct journal_ops {
	struct journal_read_op *list;
	size_t count, cap;
	struct arena arena;
};
#define JOURNAL_OPS_INIT ((struct journal_ops){ .list = NULL })

/* The accepted operations of a record, in the order in which they came; the caller frees. */
JAL_MUST enum jal_err journal_read_ops(struct db *db, const struct journal_place *at, struct journal_ops *out);
void journal_free_ops(struct journal_ops *ops);
/* The content of a write by name and key: from its own operation, or else from a
 * carry that kept it; NULL when it is not held, or held with another nonce. */
const struct merge_write *journal_find_write(const struct journal_ops *ops, const struct op_name *name,
					     const struct merge_key *key);

/* ---- journal_write.c ---- */

/* Begins a transaction: who writes, the last stamp, the clock. Reading the
 * device's keys is left out when receiving only (writes false). */
JAL_MUST enum jal_err journal_enter(struct journal *j, bool writes);
/* Brings the list up to date for what was touched, keeps the counters, commits.
 * On error everything was rolled back. */
JAL_MUST enum jal_err journal_leave(struct journal *j);
void journal_cancel(struct journal *j);
/* Remembers that a folder's line in the list must be made again; own: the number
 * of an operation of this device just written there, else 0. */
JAL_MUST enum jal_err journal_touch(struct journal *j, const struct journal_place *at, uint64_t own);
/* Writes one operation of this device. */
JAL_MUST enum jal_err journal_put_edit(struct journal *j, const struct edit *edit, struct diag *diag);
/* The same for an operation built elsewhere: gives it its name (a nonce that it
 * has already stays) and stamp (above replaced) and checks it before anything is
 * written, so that JAL_ERR_INVALID, JAL_ERR_DENIED and JAL_ERR_LIMIT leave the
 * transaction as it was. */
JAL_MUST enum jal_err journal_put_own(struct journal *j, const struct jal_id *caseload, uint64_t replaced,
				      struct op *op, bool creates, struct diag *diag);

/* ---- journal_undo.c ---- */

/* An operation of the save under way. JAL_ERR_NOMEM. */
JAL_MUST enum jal_err journal_note_op(struct journal_save *save, int64_t oid);
/* After a commit: what was written becomes the last save. Never fails: without
 * memory that save can't be undone. */
void journal_keep_save(struct journal *j);
void journal_free_saves(struct journal *j);

#endif
