/* The inside of the list of dossiers, shared by caseload.c and caseload_row.c. Nobody else includes it. */
#ifndef CORE_CASELOAD_INSIDE_H
#define CORE_CASELOAD_INSIDE_H

#include "core/arena.h"
#include "core/caseload.h"

extern const struct db_sql caseload_sql;
extern const struct db_sql caseload_row_sql;

/* One folder's line; texts lie in arena. dev: this vault's device, 0 for none. */
JAL_MUST enum jal_err caseload_read_row(struct db *db, int32_t today, int64_t dev, int64_t fid, struct arena *arena,
					struct caseload_row *out);

#endif
