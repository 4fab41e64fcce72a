/*
 * Importing a file of beneficiaries or structures: read, matched to columns,
 * each line given a fate, shown, then written in one transaction (domain.md §6).
 * Formats are readers (import_csv.c, …) that deliver rows; this decides.
 */
#ifndef CORE_IMPORT_H
#define CORE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/diag.h"
#include "core/error.h"
#include "core/journal.h"

enum import_fate {
	IMPORT_CREATED,
	IMPORT_UPDATED,
	IMPORT_UNCHANGED,	/* known, and nothing new in the file */
	IMPORT_UNDECIDED,	/* a possible duplicate: someone must say */
	IMPORT_REFUSED,		/* the line can't be read or has no usable identity */
};

/* One thing to say about a line: a field that was refused or doubted, the
 * reason of its fate. Never holds the person's own values. */
struct import_remark {
	bool error;		/* refused, else a warning */
	char column[64];	/* the file's header cell; "" for the whole line */
	struct diag reason;
};

struct import_line {
	uint64_t line;			/* in the file, the header is 1 */
	enum import_fate fate;
	struct jal_id dossier;		/* created, updated or unchanged; or the nearest known one */
	unsigned fields_written;
	const struct import_remark *remarks;
	size_t remark_count;
};

struct import_totals {
	uint64_t lines, created, updated, unchanged, undecided, refused;
	uint64_t field_errors, field_warnings;
};

/* What someone decided about an undecided line. */
enum import_choice { IMPORT_ASK, IMPORT_SAME, IMPORT_NEW, IMPORT_SKIP };
struct import_decision {
	uint64_t line;
	enum import_choice choice;
	struct jal_id dossier;	/* for IMPORT_SAME; zero: the nearest known one */
};

struct import_options {
	bool dry_run;			/* find every fate, write nothing */
	const char *map_file;		/* INI that renames columns; NULL: the remembered one, if any */
	const struct import_decision *decisions;
	size_t decision_count;
	/* Called per line in file order; may be NULL. */
	enum jal_err (*line)(void *ctx, const struct import_line *l);
	/* Called now and then; returns false to stop: nothing is written then. */
	bool (*progress)(void *ctx, uint64_t bytes_done, uint64_t bytes_total);
	void *ctx;
};

/* The whole file, one transaction. The kind of file is found from its headers.
 * JAL_ERR_WAITING when the rest was done but lines are undecided or refused
 * (exit 5); JAL_ERR_SYNTAX with the place when the file can't be used at all;
 * JAL_ERR_CANCELLED: nothing was written. totals is filled in each case. */
JAL_MUST enum jal_err import_file(struct journal *j, const char *path, const struct import_options *options,
				  struct import_totals *totals, struct diag *diag);

#endif
