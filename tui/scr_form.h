/*
 * The form of one record: fields of the model, drafts, saving. Each kind of form
 * is a struct scr_form_kind in a file of its own (form_*.c): its rows and what
 * only it knows.
 */
#ifndef TUI_SCR_FORM_H
#define TUI_SCR_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/check.h"
#include "core/diag.h"
#include "core/drafts.h"
#include "core/edit.h"
#include "core/error.h"
#include "tui/app.h"
#include "tui/desk.h"
#include "tui/fields.h"
#include "tui/file.h"

struct scr_form;

/* What may be NULL says so. The form is what the functions are given. */
struct scr_form_kind {
	const char *name;	/* of its drafts */
	enum entity entity;
	const struct fields_row *rows;
	size_t n;
	bool more;		/* a button adds the entity's other fields */
	bool all;		/* they are there from the beginning */
	enum field hangs;	/* the reference to what a new one hangs from (parent); 0: none */
	size_t begin;		/* the row a new record is begun at; 0: the first that can be changed */
	/* Appends row 1's text, translated. */
	enum jal_err (*title)(const struct scr_form *f, struct buf *out);
	/* Makes f->edit for a record that is not there yet, with what it begins
	 * with. */
	enum jal_err (*create)(struct scr_form *f, struct diag *why);
	/* NULL. Once there is an edit: what else it shows (f->extra). */
	enum jal_err (*prepare)(struct scr_form *f, struct diag *why);
	/* NULL. What a PART_FIXED row shows, and the label of a reference. */
	void (*show)(const struct scr_form *f, size_t row, const char *code, struct buf *out);
	/* NULL. Appends what a value means. */
	void (*understood)(const struct scr_form *f, size_t row, struct buf *out);
	/* NULL. After each change: writes f->notice, what is worth knowing. */
	void (*changed)(struct scr_form *f);
	/* NULL. Draws what else is worth seeing, where the form leaves room below it. */
	void (*below)(const struct scr_form *f, struct canvas *c, struct rect r);
	/* NULL: settle_typed. What f->edit does not go with around it, added to issues;
	 * asked when it is to be saved. */
	enum jal_err (*judge)(struct scr_form *f, struct check_issues *issues);
	/* NULL. It may be saved: a question to ask first, whose answer calls
	 * scr_form_go_on or leaves the form as it is; NULL: there is none. */
	struct screen *(*ask)(struct scr_form *f);
	/* NULL. It is saved and about to be closed: what opens in its place; NULL: nothing. */
	struct screen *(*next)(struct scr_form *f);
	/* Writes f->edit and what goes with it. */
	enum jal_err (*write)(struct scr_form *f, struct diag *why);
	/* NULL. Frees f->extra. */
	void (*forget)(struct scr_form *f);
	bool again;		/* it has a button "Enregistrer et en créer une autre" */
};

/* Takes the edit of a form that is part of something larger (a note's follow-up),
 * instead of saving it; it owns it then. */
struct scr_form_sink {
	void *ctx;
	void (*take)(void *ctx, struct edit *e);
};

struct scr_form {
	struct screen screen;	/* first */
	struct desk *desk;
	const struct scr_form_kind *kind;
	struct file_ref ref;	/* zeros for a new dossier */
	struct jal_id record;	/* zero: a new record */
	struct jal_id parent;	/* what a new one hangs from, for create; zero: nothing */
	int32_t day;		/* a day that it begins with, likewise; 0: none */
	const struct scr_form_sink *sink;	/* NULL; borrowed from the screen below */
	struct edit *edit;	/* NULL while locked */
	struct fields fields;
	struct fields_row *all;	/* the entity's other fields too; NULL: not shown */
	const char *buttons[4];
	size_t n_buttons;
	struct drafts_key key;
	bool has_draft;		/* one is kept, or may be */
	bool resumed;		/* what is shown came from a draft */
	bool warned;		/* saving was asked for although something is missing */
	struct buf title;
	struct buf notice;
	struct buf under;	/* what came in from elsewhere on what it displays; "" */
	void *extra;		/* the kind's own */
	const char *about;	/* what a new record is about: a code, static; NULL */
	int64_t given;		/* the kind's own, for create: what is known before; 0 nothing */
	enum field first;	/* the field to begin in; FIELD_COUNT: the form's own */
	/* Where one was, while locked. */
	size_t at;
	size_t caret;
	bool was_open;
};

/* A form on record (NULL: a new one) of the dossier in ref (NULL: a new dossier).
 * A draft that was kept for it comes back. sink may be NULL; else it outlives
 * the form. NULL when out of memory. */
struct screen *scr_form_new(struct desk *desk, const struct scr_form_kind *kind, const struct file_ref *ref,
	const struct jal_id *record, const struct scr_form_sink *sink);

/* Before it is shown: it begins in that field, and shows it though the kind's rows do
 * not. */
void scr_form_begin_in(struct screen *s, enum field field);
/* Before it is shown: what a new record hangs from (NULL: nothing). Fine for NULL. */
struct screen *scr_form_hang(struct screen *s, const struct jal_id *parent);
/* A draft that was begun elsewhere hangs from there now, and the notice says so. */
JAL_MUST enum jal_err scr_form_hang_draft(struct scr_form *f);
/* For the answer to ask: saves, without asking again. */
void scr_form_go_on(struct scr_form *f);
/* For scr_form.c: whether the kind's rows do not hold it; goes to it, if there is one. */
bool scr_form_needs_all(const struct scr_form *f);
void scr_form_go_first(struct scr_form *f);

/* For scr_form.c and its drafts: the widgets, over f->edit; full: the entity's other
 * fields too. */
JAL_MUST enum jal_err scr_form_make_fields(struct scr_form *f, bool full);
/* Makes the edit and the widgets from the draft that is kept, and what was typed.
 * JAL_ERR_NOT_FOUND: there is none; JAL_ERR_CORRUPT: it can't be read any more. */
JAL_MUST enum jal_err scr_form_resume(struct scr_form *f);

/* As screen_vt wants them. */
JAL_MUST enum jal_err scr_form_save_draft(struct screen *s, struct diag *why);
bool scr_form_has_draft(const struct screen *s);
void scr_form_draw(struct screen *s, struct canvas *c, const struct layout *l);
void scr_form_tell(struct screen *s, struct tell *t);

/* Everything typed is in f->edit and may be saved; else it says why not, and has
 * gone to the first field that is wrong. */
bool scr_form_ready(struct scr_form *f);

/* Says whether what it displays was written over since, elsewhere: true when there
 * was something to say that had not been said. */
bool scr_form_tell_under(struct scr_form *f);

/* For write: desk_write with the form's draft. */
JAL_MUST enum jal_err scr_form_write(struct scr_form *f, struct edit *const *edits, size_t count, const char *what,
	struct diag *why);

#endif
