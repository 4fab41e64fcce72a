/*
 * What a tab of the file is to the screen that shows it: lines made from the
 * records, and what can be done on one. Tabs of later are one file and one line
 * in scr_file.c more.
 */
#ifndef TUI_TAB_H
#define TUI_TAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/assess.h"
#include "core/contract.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/journal.h"
#include "core/timeline.h"
#include "core/value.h"
#include "tui/action.h"
#include "tui/app.h"
#include "tui/desk.h"
#include "tui/file.h"
#include "tui/lines.h"
#include "tui/picker.h"

/* One change that the history tells. */
struct tab_change {
	struct jal_id record;
	enum entity entity;
	enum field field;
	uint64_t stamp;
	struct jal_id device;
	char *element;			/* of a set; NULL */
	struct value_owned before, after;
	bool sent;
	bool creates;			/* its record was made then */
	bool undoes;			/* nothing was left in its record then */
	bool remakes;			/* it was empty before: an undoing is undone */
};

struct tab_changes {
	struct tab_change *list;
	size_t n, cap;
};

#define TAB_YEARS 16
#define TAB_TURNED 16

/* What the tabs share: the file, and what was chosen in each. */
struct tab_view {
	struct desk *desk;
	struct app *app;
	struct file file;
	struct jal_id show;		/* what fill wants to be current, once; zero: nothing */
	enum timeline_kind kind;	/* pathway: what is shown; TIMELINE_KINDS: everything */
	int unfolded[TAB_YEARS];	/* years, pathway; 0: no more */
	struct file_ref alike;		/* summary: the dossier that seems to be the same person's */
	struct assess assess;		/* diagnosis; read when it is shown */
	struct jal_id twins[2];		/* diagnosis: two barriers of one theme, being asked about */
	struct contract_set contracts;	/* contract; read when its lines are made */
	struct jal_id known[TAB_TURNED];	/* contracts that were there; zeros: none */
	struct jal_id turned[TAB_TURNED];	/* contracts that were folded or unfolded; zeros: none */
	bool all_weeks;			/* contract: those before the last ones too */
	struct tab_changes changes;	/* history; read when it is first shown */
};

struct tab {
	enum screen_id id;
	const char *name;	/* N_() */
	const struct list_column *columns;
	size_t n_columns;
	const char *empty;	/* N_() */
	/* Makes the lines, which are cleared. */
	enum jal_err (*fill)(struct tab_view *v, struct lines *out, struct diag *why);
	/* NULL. Does an action on the current line (NULL: there is none). False:
	 * not its own. */
	bool (*run)(struct tab_view *v, const struct line *line, enum action_id action);
	/* NULL. True: the action begins with a choice, from source; *now is the code of what
	 * is chosen at present, NULL when nothing is. Then choose does it. */
	bool (*offer)(struct tab_view *v, enum action_id action, struct picker_source *source, const char **now);
	void (*choose)(struct tab_view *v, enum action_id action, const char *code);
	/* NULL. As screen_vt.why_not, on the current line. */
	const char *(*why_not)(const struct tab_view *v, const struct line *line, enum action_id action);
};

extern const struct tab tab_summary, tab_assessment, tab_pathway, tab_contract, tab_appointments, tab_notes,
	tab_history;

/* History: its documents, before it. */
#define TAB_DOCUMENT 1	/* a line's kind */
JAL_MUST enum jal_err tab_documents_fill(struct tab_view *v, struct lines *out);
bool tab_documents_run(struct tab_view *v, const struct line *line, enum action_id action);
const char *tab_documents_why_not(const struct line *line, enum action_id action);

/* Wipes. */
void tab_changes_free(struct tab_changes *c);

/* ---- what several tabs do ---- */

/* The records of a list by a number of each (RECORD_NO_NUMBER sorts last), newest
 * or oldest first; an array of l->n, to be freed. */
JAL_MUST enum jal_err tab_sorted(const struct file_list *l, int64_t (*number)(const struct record *r), bool newest,
	const struct record ***out);
/* The record's date or time as civil minutes; RECORD_NO_NUMBER. */
int64_t tab_appointment_time(const struct record *r);
int64_t tab_note_time(const struct record *r);
int64_t tab_action_due(const struct record *r);

/* Puts a code's label into a cell of the last line; NULL: nothing. text is for its use. */
JAL_MUST enum jal_err tab_put_code(struct lines *out, size_t cell, enum vocab vocab, const char *code, struct buf *text);

/* A planned appointment whose time has come, and nobody said how it went. */
bool tab_awaits_report(const struct desk *d, const struct record *appointment);

/* Opens what a record is: a note in full, else its form. */
void tab_open_record(struct tab_view *v, enum entity entity, const struct jal_id *id);
/* Shows a text in full, under the person's name. */
void tab_read(struct tab_view *v, const char *text);
/* Does, and undoes, an action of the person. */
void tab_toggle_action(struct tab_view *v, const struct jal_id *action);

#endif
