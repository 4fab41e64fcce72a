/* The inside of the list of what is to be done, shared by todo.c, todo_row.c and todo_odd.c. Nobody else includes it. */
#ifndef CORE_TODO_INSIDE_H
#define CORE_TODO_INSIDE_H

#include "core/arena.h"
#include "core/todo.h"

/* Which line: a row of list_task, or one of those that lie elsewhere (rid: the other folder of two that are alike). */
struct todo_name {
	enum tasks_kind kind;
	int64_t fid, rid;
};
struct jal_id todo_row_key(const struct todo_name *name);
bool todo_row_name(const struct jal_id *key, struct todo_name *out);

/* Reads a line. JAL_ERR_NOT_FOUND when it is gone. Its texts lie in arena. */
JAL_MUST enum jal_err todo_row_read(struct db *db, int32_t today, const struct thresholds *t, const struct todo_name *name,
				    struct arena *arena, struct todo_row *out);

/* Lines that are in no list_task. Both lists are the caller's to free. */
struct todo_pair {
	int64_t fid, other;
};
#define TODO_PAIRS_MAX 500
/* The folders (fid) of open dossiers in which something waits to be settled, by name as the
 * list sorts them; mine: of this vault's member alone. The caller frees the array. */
JAL_MUST enum jal_err todo_odd_conflicts(struct db *db, bool mine, int64_t **fids, size_t *count);
/* Likewise pairs of open dossiers that may be one person's, each once, TODO_PAIRS_MAX at most;
 * mine: one of the two is this vault's member's. */
JAL_MUST enum jal_err todo_odd_pairs(struct db *db, bool mine, struct todo_pair **pairs, size_t *count);
/* How many operations wait, and the day of the first one; RECORD_NO_DATE when none does. */
JAL_MUST enum jal_err todo_odd_unsent(struct db *db, const struct jal_clock *clock, uint64_t *operations, int32_t *since);

extern const struct db_sql todo_odd_sql;
extern const struct db_sql todo_row_sql;

#endif
