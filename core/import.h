/*
 * Importing a file of beneficiaries or structures: read, matched to columns,
 * each line given a fate, shown, then written in one transaction (domain.md §6).
 *
 *	import.c		the file: its lines in turn, one transaction
 *	import_source.c		the table in it: which sheet, which row has the titles
 *	import_columns.c	which column is what
 *	import_read.c		cells becoming values and remarks
 *	import_people.c		a line of a person: known or new, what is written
 *	import_structures.c	a line of a structure and of someone to reach there
 *	import_match.c		who is known
 *	import_report.c		a fate in one sentence
 */
#ifndef CORE_IMPORT_H
#define CORE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/journal.h"
#include "core/table.h"

/* Found from the titles of the columns. */
enum import_kind {
	IMPORT_PEOPLE,		/* beneficiaries */
	IMPORT_CONTACTS,	/* phones and e-mails of people known by number (CNAF) */
	IMPORT_STRUCTURES,
	IMPORT_KIND_COUNT
};

enum import_fate {
	IMPORT_CREATED,
	IMPORT_UPDATED,
	IMPORT_UNCHANGED,	/* known, and nothing new in the file; or passed over on request */
	IMPORT_UNDECIDED,	/* a possible duplicate: someone must say */
	IMPORT_REFUSED,		/* the line can't be read or has no usable identity */
	IMPORT_FATE_COUNT
};

#define IMPORT_TITLE_MAX 64

/* One thing to say about a line: a field that was refused or doubted. Never
 * holds the person's own values. */
struct import_remark {
	bool error;			/* refused, else a warning */
	char column[IMPORT_TITLE_MAX];	/* the file's title, cut; "" for the whole line */
	struct diag reason;
};

struct import_line {
	uint64_t line;			/* in the file, the header is 1 */
	enum import_fate fate;
	struct diag say;		/* the fate in one sentence */
	enum entity entity;		/* of record: ENTITY_dossier or ENTITY_structure */
	struct jal_id record;		/* created, updated or unchanged; or the nearest known one; zero when
					 * there is none, and in a dry run for one that is not there yet */
	uint64_t like;			/* the earlier line of the same file that made that record; 0: none */
	const enum field *fields;	/* what was written, of any entity */
	size_t field_count;
	const struct import_remark *remarks;
	size_t remark_count;
};

struct import_totals {
	uint64_t lines, created, updated, unchanged, undecided, refused;
	uint64_t field_errors, field_warnings;
};

/* A column of the file and what it is taken for. */
struct import_title {
	char text[IMPORT_TITLE_MAX];	/* as in the file, cut, safe to show */
	const char *label;		/* N_(); NULL: ignored */
};

/* What someone decided about an undecided line. */
enum import_choice {
	IMPORT_ASK,
	IMPORT_SAME,	/* the known person: update it */
	IMPORT_NEW,	/* somebody else, which is remembered */
	IMPORT_SKIP,	/* leave the line out, whatever its fate would be */
};

struct import_decision {
	uint64_t line;
	enum import_choice choice;
	struct jal_id dossier;	/* for IMPORT_SAME; zero: the nearest known one */
};

struct import_options {
	bool dry_run;			/* find every fate, write nothing */
	const char *reader;		/* the full path of jalon-read; NULL: no workbooks */
	const char *sheet;		/* of a workbook: its name, or its number from 1; NULL: the first with titles */
	const char *map_file;		/* INI that renames columns; NULL: the remembered one, if any */
	const struct import_decision *decisions;
	size_t decision_count;
	/* Once, before the titles: the sheets of a workbook, none for a text file; may be NULL. */
	enum jal_err (*sheets)(void *ctx, const struct table_sheet *sheets, size_t count);
	/* Once, before the lines; may be NULL. */
	enum jal_err (*titles)(void *ctx, enum import_kind kind, const struct import_title *titles, size_t count);
	/* Called per line in file order; may be NULL. Borrowed for the call. */
	enum jal_err (*line)(void *ctx, const struct import_line *l);
	/* Called now and then; returns false to stop: nothing is written then. */
	bool (*progress)(void *ctx, uint64_t bytes_done, uint64_t bytes_total);
	void *ctx;
};

/* The whole file, one transaction. A dry run takes the same road and gives it up
 * at the end. A map file is remembered when the import is written.
 * JAL_ERR_WAITING when the rest was done but lines are undecided or refused
 * (exit 5); JAL_ERR_SYNTAX with the place when the file can't be used at all;
 * JAL_ERR_CANCELLED: nothing was written. totals is filled in each case. */
JAL_MUST enum jal_err import_file(struct journal *j, const struct jal_clock *clock, const char *path,
				  const struct import_options *options, struct import_totals *totals,
				  struct diag *diag);

#endif
