/*
 * A look at what a killed process left of SQLite's write-ahead log, before
 * SQLite sees it: SQLite silently forgets everything from the first frame whose
 * checksum does not hold, which is right for a commit that a power cut tore and
 * wrong for one that was saved and damaged since. Knows no key and no SQL.
 *
 * How a damaged log is told from a torn one:
 * - each commit is fsynced before the next begins, so a bad frame in a commit
 *   that is followed by a whole frame was once good;
 * - the index beside the log (`-shm`) is written after the commit's fsync, and
 *   counts the frames that were saved;
 * - the log's header is fsynced before the first frame.
 * What remains undecided is the very last commit after a power cut that also
 * lost the index: then it counts as torn, as SQLite itself does.
 * Formats: https://sqlite.org/fileformat2.html#walformat and walformat.html.
 */
#ifndef CORE_WAL_H
#define CORE_WAL_H

#include <stdint.h>

#include "core/diag.h"
#include "core/error.h"

struct wal_report {
	uint32_t frames;	/* as many as SQLite will use */
	uint32_t saved;		/* as many as had been saved, as far as can be known; ≥ frames */
};

/* Reads `<db>-wal` and `<db>-shm`, which need not exist. Nothing is written. To be
 * called while no handle in any process has the database open: closing these
 * files would drop SQLite's locks. JAL_ERR_CORRUPT with its sentence when
 * something that was saved cannot be read again; JAL_ERR_IO, JAL_ERR_NOMEM. */
JAL_MUST enum jal_err wal_check(const char *db, struct wal_report *out, struct diag *why);

#endif
