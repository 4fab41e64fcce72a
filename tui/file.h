/*
 * What a file holds, read once from the journal: the records of one dossier that
 * the screens show, and the few things that several of them say about a record.
 * Records that were archived or undone are left out. Knows no screen.
 */
#ifndef TUI_FILE_H
#define TUI_FILE_H

#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/id.h"
#include "core/record.h"
#include "core/todo.h"
#include "tui/desk.h"

/* Where a dossier is: what screens are told to open. */
struct file_ref {
	struct jal_id dossier;
	struct jal_id caseload;
};

struct file_list {
	struct record **list;	/* oldest first */
	size_t n;
};

struct file {
	struct file_ref ref;
	char number[ID_NUMBER_MAX];
	struct record *self;	/* the dossier's own record; NULL when it has none */
	struct record *person;	/* NULL when it has none */
	struct file_list of[ENTITY_COUNT];	/* of the entities that screens show */
	struct todo_clocks clocks;	/* what is late, and what was postponed */
};

/* *out is untouched on error. Fine without a person: the file opens all the
 * same. */
JAL_MUST enum jal_err file_load(const struct desk *d, const struct file_ref *ref, struct file *out,
	struct diag *why);
/* Wipes. Fine for a zeroed one. */
void file_free(struct file *f);

/* Appends "LEFÈVRE Hélène" as the desk shows names; "Dossier L0412X" when there
 * is no name. */
JAL_MUST enum jal_err file_name(const struct desk *d, const struct file *f, struct buf *out);
/* The same for a dossier that is not loaded. */
JAL_MUST enum jal_err file_name_of(const struct desk *d, const struct file_ref *ref, struct buf *out);

/* A record of an entity by its id; NULL. */
const struct record *file_find(const struct file *f, enum entity entity, const struct jal_id *id);

/* Who wrote the value shown of a field, and when (civil minutes; RECORD_NO_NUMBER
 * when never written). The name is borrowed from the desk; "" when not known. */
const char *file_writer(const struct desk *d, const struct record *r, enum field field, int64_t *when);

/* Appends a member's name for narrow columns: "Camille R.". */
JAL_MUST enum jal_err file_short_name(const char *name, struct buf *out);

/* Stamps as civil minutes. */
int64_t file_minutes_of_stamp(const struct desk *d, uint64_t stamp);

/* The assignment that the dossier's lead names, as a member's name; "" when none. */
const char *file_lead(const struct desk *d, const struct file *f);
/* The text of a field, to be made inert; NULL when it has none. Of what follows from a
 * confidential note, that it does (core/cover). Borrowed from r. */
const char *file_text(const struct desk *d, const struct record *r, enum field field);
/* One line that says what a record is: an action's text, a note's beginning, a
 * professional's name. Nothing that is covered. */
JAL_MUST enum jal_err file_describe(const struct desk *d, const struct file *f, enum entity entity,
	const struct jal_id *id, struct buf *out);

#endif
