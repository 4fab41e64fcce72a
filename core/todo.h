/*
 * What is to be done in all dossiers: section after section in a fixed order, in
 * each the longest due first; counted, filtered and read one window at a time, so
 * that its cost follows what is due and not the number of dossiers. Reads what
 * core/listing keeps; knows nothing of the screen. Also what postponing writes.
 */
#ifndef CORE_TODO_H
#define CORE_TODO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/db.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"
#include "core/tasks.h"
#include "core/vocab.h"

/* Zero-initialised: all that has a sign today. */
struct todo_query {
	bool mine;		/* whose lead is this vault's member, or, before admission, any of the own caseload */
	enum tasks_kind kind;	/* only those; TASKS_NONE: all */
	enum tasks_sign sign;	/* only those; TASKS_SIGN_NONE: all */
};

struct todo_counts {
	size_t of[TASKS_SIGN_LATE + 1];	/* by sign; TASKS_SIGN_NONE: 0 */
};

/* A line: a section's title, or something to be done. Texts are "" when there is none. */
struct todo_row {
	bool heading;
	enum tasks_kind kind;
	size_t count;		/* a title: how many lines follow; TASKS_UNSENT: operations */
	struct jal_id key;	/* what the line is, here and now: the same task has the same one */
	enum tasks_sign sign;
	struct jal_id dossier, caseload;	/* zero: it is about no dossier */
	const char *name, *first_name;
	bool met;		/* someone was in touch with the person once, on base or later */
	enum entity entity;	/* of the record; ENTITY_COUNT: it is about the dossier */
	struct jal_id record;
	int32_t base, due, until, day;	/* as struct tasks_due */
	const char *text;	/* what the record says it is: an action's text, an appointment's subject; "" while covered */
	bool covered;		/* it follows from a confidential note (core/cover) */
	const char *code;	/* a code of that vocabulary */
	enum vocab vocab;
	int64_t starts;		/* an appointment's time, in civil minutes; RECORD_NO_NUMBER */
	struct jal_id other;	/* TASKS_DUPLICATE: the other dossier */
	const char *other_name, *other_first_name;
};

/* A line without its texts, which are borrowed: to be kept while others are read. */
struct todo_row todo_row_kept(const struct todo_row *r);

struct todo_view;

/* The clock must outlive the view. Nothing is read yet. */
JAL_MUST enum jal_err todo_open(struct db *db, const struct jal_clock *clock, struct todo_view **out);
void todo_close(struct todo_view *v);

/* Answers a query: the number of lines, titles counted. Call it again after each save. */
JAL_MUST enum jal_err todo_find(struct todo_view *v, const struct todo_query *q, size_t *lines);
/* Of the last answer: how many there are of a kind; of all kinds with TASKS_NONE,
 * whatever sign was asked for. */
struct todo_counts todo_counts(const struct todo_view *v, enum tasks_kind kind);
/* Whether line i is a title. No query. */
bool todo_is_heading(const struct todo_view *v, size_t i);

/* Lines [first, first + n) of the last answer, fewer at its end. Borrowed until the
 * next call on v. */
JAL_MUST enum jal_err todo_window(struct todo_view *v, size_t first, size_t n, const struct todo_row **rows, size_t *count);
/* Where a line (by its key) stands in the last answer. JAL_ERR_NOT_FOUND. */
JAL_MUST enum jal_err todo_place(struct todo_view *v, const struct jal_id *key, size_t *at);

/* What is to be done in one dossier, the first first, at most n. Borrowed as above. */
JAL_MUST enum jal_err todo_of(struct todo_view *v, const struct jal_id *dossier, const struct todo_row **rows,
			      size_t *count);

/* How many are late, cheaply: an index is all that is read. */
JAL_MUST enum jal_err todo_late(struct db *db, int32_t today, bool mine, size_t *count);

/* ---- by record ---- */

/* How one clock of a record stands today: the one answer for every screen, paper and
 * command that says "late" of a record (domain.md §7). */
struct todo_clock {
	enum tasks_kind kind;		/* TASKS_NONE: none runs, so nothing is late: it was settled, or never began */
	struct jal_id record;		/* zero: it is the dossier's */
	enum tasks_sign sign;		/* TASKS_SIGN_NONE also while it waits */
	bool waits;			/* postponed to a day to come: until */
	int32_t base, due, until, day;	/* as struct tasks_due */
};
#define TODO_CLOCK_NONE ((struct todo_clock){ .kind = TASKS_NONE, .base = RECORD_NO_DATE, .due = RECORD_NO_DATE, \
					      .until = RECORD_NO_DATE, .day = RECORD_NO_DATE })

/* All clocks that run in one dossier. */
struct todo_clocks {
	struct todo_clock *list;	/* by kind and record */
	size_t count;
};
#define TODO_CLOCKS_INIT ((struct todo_clocks){ .list = NULL, .count = 0 })

/* One question for all of them; none for a dossier that is not known. *out is
 * untouched on error, else to be freed. */
JAL_MUST enum jal_err todo_clocks_read(struct db *db, const struct jal_id *dossier, int32_t today,
				       struct todo_clocks *out);
void todo_clocks_free(struct todo_clocks *c);
/* The clock of that kind of a record; NULL: of the dossier. */
struct todo_clock todo_clocks_of(const struct todo_clocks *c, enum tasks_kind kind, const struct jal_id *record);

/* ---- postponing ---- */

#define TODO_EDITS 16

/* The edits that postpone a line to that day: a record that tells so in the dossier's
 * history, and earlier ones that said a later day are put away. For journal_write; the
 * caller frees them. reason may be NULL. JAL_ERR_INVALID with a sentence for a day that
 * is not to come, or a line that can't wait. */
JAL_MUST enum jal_err todo_postpone(struct journal *j, const struct todo_row *row, int32_t today, int32_t until,
				    const char *reason, struct edit *edits[TODO_EDITS], size_t *count, struct diag *why);
/* Whether a line of that kind can be postponed. */
bool todo_can_wait(enum tasks_kind kind);

extern const struct db_sql todo_sql;
extern const struct db_sql todo_clock_sql;

#endif
