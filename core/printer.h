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
 * JAL_ERR_NOT_FOUND when the program can't be started, JAL_ERR_LIMIT for a paper
 * that is too large, JAL_ERR_CANCELLED when it took too long, JAL_ERR_IO for any
 * other end; each with its sentence. JAL_ERR_WAITING, without one: not yet. out is
 * untouched on error. The paper may go once it is started.
 */
struct printing;
JAL_MUST enum jal_err printer_start(const char *program, const struct paper *p, struct printing **out, struct diag *why);
JAL_MUST enum jal_err printer_wait(struct printing *g, int ms, struct printed *out, struct diag *why);
/* Ends what still runs, wipes, frees. NULL is fine. */
void printer_stop(struct printing *g);

#endif
