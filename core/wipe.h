/*
 * SQLite's allocator, wrapped so that what it frees is wiped: pages, rows and
 * bound values are people's files; and SQLCipher's start, which would write on
 * stderr. Knows nothing of databases.
 */
#ifndef CORE_WIPE_H
#define CORE_WIPE_H

#include "core/error.h"

/* Puts the wrapper in place, once per process and before the first database is
 * opened; later calls change nothing. JAL_ERR_INVALID when SQLite was already
 * started by something else. Any thread. */
JAL_MUST enum jal_err wipe_install(void);

#endif
