/* The inside of the list of dossiers, shared by caseload.c, caseload_order.c and caseload_row.c. Nobody else includes it. */
#ifndef CORE_CASELOAD_INSIDE_H
#define CORE_CASELOAD_INSIDE_H

#include "core/arena.h"
#include "core/caseload.h"

extern const struct db_sql caseload_sql;
extern const struct db_sql caseload_order_sql;
extern const struct db_sql caseload_row_sql;

/* Which lines are meant, and in which order; the query's words are not looked at. */
struct caseload_filter {
	const struct caseload_query *q;
	int64_t cid;		/* 0: any caseload */
	int64_t dev;		/* this vault's device, 0 for none */
};

/* How many lines pass. */
JAL_MUST enum jal_err caseload_order_count(struct db *db, const struct caseload_filter *f, size_t *count);
/* All of them in their order; the caller frees. */
JAL_MUST enum jal_err caseload_order_all(struct db *db, const struct caseload_filter *f, int64_t **fids, size_t *count);
/* A line of which the place is known. */
struct caseload_line {
	int64_t fid;
	size_t at;
};
/* Those at [first, first + n), which are among `all`, into room for n. near: NULL for none. */
JAL_MUST enum jal_err caseload_order_window(struct db *db, const struct caseload_filter *f,
					    const struct caseload_line *near, size_t all, size_t first, size_t n,
					    int64_t *fids, size_t *count);
/* Where among `all` a line stands; JAL_ERR_NOT_FOUND when it does not pass. */
JAL_MUST enum jal_err caseload_order_place(struct db *db, const struct caseload_filter *f, size_t all, int64_t fid,
					   size_t *at);

/* One folder's line; texts lie in arena. dev: this vault's device, 0 for none. */
JAL_MUST enum jal_err caseload_read_row(struct db *db, int32_t today, const struct thresholds *t, int64_t dev, int64_t fid,
					struct arena *arena, struct caseload_row *out);

#endif
