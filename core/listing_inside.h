/* The inside of the list's lines, shared by listing.c and listing_line.c. Nobody else includes it. */
#ifndef CORE_LISTING_INSIDE_H
#define CORE_LISTING_INSIDE_H

#include "core/buf.h"
#include "core/contract_rule.h"
#include "core/listing.h"
#include "core/tasks.h"

enum listing_text {
	LISTING_NAME,
	LISTING_BIRTH_NAME,
	LISTING_FIRST_NAME,
	LISTING_TOWN,
	LISTING_PHONE,
	LISTING_STAGE,
	LISTING_CONTRACT,
	LISTING_TEXTS
};

/* A contract or an amendment. */
struct listing_contract {
	struct contract_rule_row rule;
	int64_t rid;
	bool unsigned_yet;	/* a draft, or to be signed */
	bool void_now;		/* cancelled, or not validated: as good as none */
	bool exempt, wholly;
	int32_t notified_on, exempt_until;
	int64_t weekly_hours;
};

/* All of a dossier's, settled. */
struct listing_contracts {
	struct listing_contract *list;
	size_t n;
	size_t current, ending;	/* as contract_rule_current, contract_rule_ending say; n: none */
};

/* A line as it is put together. Texts lie in one buffer, 0 for none. */
struct listing_line {
	int64_t fid, cid;
	struct jal_id dossier, caseload, lead;
	bool has_lead, archived, hidden, conflict, mine;
	uint32_t kinds;		/* which entities there are, a bit for each wire number below 32 */
	struct buf texts;
	size_t at[LISTING_TEXTS];	/* offset + 1 */
	int64_t birth_date, contract_end, last_contact, entered;
	int64_t pathway;	/* the rid of the pathway shown; 0: none */
	struct listing_contracts contracts;
	struct tasks_due *tasks;	/* by kind and rid */
	size_t task_count, task_cap;
	struct tasks_due other;	/* the first of them but for who was in touch when */
	struct tasks_due due;	/* of all */
	bool over;		/* out of the pathway: nothing is to be done but to keep or not */
	bool anonymised;
};

#define LISTING_LINE_INIT(which) \
	((struct listing_line){ .fid = (which), .birth_date = LISTING_NEVER, .contract_end = LISTING_NEVER, \
				.last_contact = LISTING_NEVER, .entered = LISTING_NEVER, .other = TASKS_DUE_NONE, \
				.due = TASKS_DUE_NONE })
/* Wipes. */
void listing_line_free(struct listing_line *l);

/* The rows of an entity (by wire number) of folder ?1 that are not archived. */
#define LISTING_OF(table, wire) \
	" FROM j_record r CROSS JOIN \"" table "\" t ON t.rid = r.rid WHERE r.fid = ?1 AND r.entity = " wire
#define LISTING_KEPT " AND t.archived IS NOT 1"

/* NULL for none. */
const char *listing_line_text(const struct listing_line *l, enum listing_text which);

/* Sums all of it up. dossier is zero when the folder has none. */
JAL_MUST enum jal_err listing_line_read(struct db *db, const struct listing_owner *owner,
					const struct listing_change *change, struct listing_line *l);

/* Whether what was written can change no more of a line than its days (contact,
 * urgency), `own` and whether something is in conflict. */
bool listing_line_days_only(const struct listing_change *change);
/* Sums up those; l->archived is given. */
JAL_MUST enum jal_err listing_line_read_days(struct db *db, const struct listing_owner *owner, struct listing_line *l);

/* Whether all that was written is one new note. */
bool listing_line_new_note(const struct listing_change *change);
/* With that note: l->last_contact is when someone was in touch before, and becomes what it is now. l->conflict:
 * there is something to settle about the note itself. */
JAL_MUST enum jal_err listing_line_add_note(struct db *db, const struct listing_change *change, struct listing_line *l);

/* ---- listing_contract.c: its contracts ---- */

/* Those that are not archived. The caller frees out->list. */
JAL_MUST enum jal_err listing_contract_read(struct db *db, int64_t fid, struct listing_contracts *out);
/* The state of one, a code; nothing when it has none. Appends. */
JAL_MUST enum jal_err listing_contract_status(struct db *db, int64_t rid, struct buf *out);

extern const struct db_sql listing_contract_sql;

/* ---- listing_task.c: what is to be done ---- */

/* Works out a line's tasks, of which the contracts, the dates of the pathway and the last contact are given. */
JAL_MUST enum jal_err listing_task_read(struct db *db, const struct thresholds *t, struct listing_line *l);
/* By kind and record; for qsort. */
int listing_task_order(const void *a, const void *b);

extern const struct db_sql listing_task_sql;

/* ---- listing_keep.c: its table ---- */

/* Makes the tables; part of a new vault. Between the two others, lines that are kept enter no
 * index until the end: when all of them are made again. Inside a transaction. */
JAL_MUST enum jal_err listing_keep_create(struct db *db);
JAL_MUST enum jal_err listing_keep_bulk_begin(struct db *db);
JAL_MUST enum jal_err listing_keep_bulk_end(struct db *db);

/* Keeps a line's tasks; what is the same is not written. fresh: the folder has none yet. */
JAL_MUST enum jal_err listing_keep_put(struct db *db, const struct listing_line *l, bool fresh);
JAL_MUST enum jal_err listing_keep_drop(struct db *db, int64_t fid);

/* Someone was in touch later than before: moves what counts from that, and nothing else. l->last_contact and l->other
 * are given; l->due comes of it. *done is false when that is not all there is to it. */
JAL_MUST enum jal_err listing_keep_touched(struct db *db, const struct thresholds *t, struct listing_line *l, bool *done);

/* All tasks whose day follows from a threshold that is another one now, and the urgency of their lines. */
JAL_MUST enum jal_err listing_keep_move(struct db *db, const struct thresholds *from, const struct thresholds *t);

extern const struct db_sql listing_keep_sql;
extern const struct db_sql listing_line_sql;

#endif
