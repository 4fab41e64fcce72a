/*
 * From a paper to its PDF: starts the program jalon-print, gives it the paper on a
 * pipe, takes the file from another. No shell, no temporary file, an empty
 * environment; what does not end is ended. Knows nothing of what is printed.
 */
#ifndef CORE_PRINTER_H
#define CORE_PRINTER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/paper.h"

/* A paper takes no longer (milliseconds). */
#define PRINTER_WAIT_MS 60000
/* Whoever has closed its output ends within that (milliseconds), or is ended. */
#define PRINTER_END_MS 2000
/* A file is no larger (bytes): 2,000 pages of dense text, the most there can be, are
 * under 40 MiB; and the answer lies in the memory of the process that holds the vault. */
#define PRINTER_BYTES_MAX ((size_t)256 << 20)

/* The three above, where a test has no time for them. */
struct printer_limits {
	int wait_ms, end_ms;
	size_t bytes;
};

/* How jalon-print ends. */
enum printer_end {
	PRINTER_DONE = 0,
	PRINTER_FAILED = 1,
	PRINTER_SYNTAX = 3,	/* what it got is no paper */
	PRINTER_LIMIT = 4,	/* too large, too many pages */
};

struct printed {
	struct buf pdf;			/* BUF_INIT before; buf_free after */
	unsigned pages;
	struct jal_hash hash;		/* BLAKE2b-256 of the file */
};

/*
 * program: the full path of jalon-print, which is started, asked now and then for as
 * long as one can wait (milliseconds), and stopped: after PRINTER_WAIT_MS by itself.
 * limits: NULL for the usual ones. JAL_ERR_NOT_FOUND when the program can't be
 * started, JAL_ERR_LIMIT for a paper, or a file, that is too large,
 * JAL_ERR_CANCELLED when it took too long, JAL_ERR_IO for any other end; each with
 * its sentence. JAL_ERR_WAITING, without one: not yet. out is untouched on error.
 * The paper may go once it is started.
 */
struct printing;
JAL_MUST enum jal_err printer_start(const char *program, const struct paper *p, const struct printer_limits *limits,
				    struct printing **out, struct diag *why);
JAL_MUST enum jal_err printer_wait(struct printing *g, int ms, struct printed *out, struct diag *why);
/* Ends what still runs, wipes, frees. NULL is fine. */
void printer_stop(struct printing *g);

#endif
