/*
 * What a screen is to the program: a table of functions and its own state.
 * Screens load a model, draw it, and answer keys; nothing is queried while
 * drawing. Knows no terminal.
 *
 * A screen is a struct of its own whose first member is a struct screen; it is
 * made by its file (scr_caseload_new, …), pushed with app_push, which owns it
 * from then on.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/key.h"
#include "tui/layout.h"
#include "tui/tell.h"

struct app;
struct screen;

/* What may be NULL says so; then nothing is done, or the answer is no. */
struct screen_vt {
	/* Appends what row 1 says after the program's name, translated. */
	void (*title)(const struct screen *s, struct buf *out);
	/* NULL. Fills or refills the model: when it is pushed, when it is seen
	 * again (a screen above it closed), after an unlock. What the user typed
	 * and chose stays. On error the screen is closed and why is shown. */
	enum jal_err (*load)(struct screen *s, struct diag *why);
	/* Draws in l->body, at any size of it; puts the cursor on what has the
	 * focus. */
	void (*draw)(struct screen *s, struct canvas *c, const struct layout *l);
	/* Linear mode: says the same in lines (tell.h), what has the focus last. NULL:
	 * what draw draws on a large canvas is read instead, without numbers. */
	void (*tell)(struct screen *s, struct tell *t);
	/* NULL. Linear mode: gives the focus to what was told under that number.
	 * False: there is none. */
	bool (*choose)(struct screen *s, size_t number);
	/* NULL. Linear mode: a whole line (NUL at its end) for what takes one now, in
	 * the place of what was there; for a long text, one line more. False: nothing
	 * takes it. */
	bool (*answer)(struct screen *s, const char *line, size_t n);
	/* NULL. First to see a key, for its widgets. False: not mine; the key
	 * table comes next. */
	bool (*key)(struct screen *s, const struct key *key);
	/* NULL. A click there (rows and columns of the whole screen). *again: it was on
	 * what had the focus already, so it is opened. False: nothing is there. */
	bool (*click)(struct screen *s, int row, int col, bool *again);
	/* NULL. False: nothing here takes a paste. */
	bool (*paste)(struct screen *s, const char *bytes, size_t n);
	/* NULL. Does an action of the key table, whose needs are there. False:
	 * not mine. */
	bool (*run)(struct screen *s, enum action_id action);
	/* NULL. The NEED_… bits that it can give now. */
	unsigned (*have)(const struct screen *s);
	/* NULL. Why an action can't be done although its needs are there: a
	 * translated text without a full stop; NULL when it can. */
	const char *(*why_not)(const struct screen *s, enum action_id action);
	/* NULL. Characters are typed now, so letters are no commands. */
	bool (*typing)(const struct screen *s);
	/* NULL. Over the screen one of some choices is being made (tui/picker.h): the keys
	 * of SCR_PICK work then, the screen's own wait. */
	bool (*picking)(const struct screen *s);
	/* NULL. Keeps what is typed, encrypted, on disk. Called within 2 s of
	 * app_touch, before it is left, locked, stopped or hung up. */
	enum jal_err (*save_draft)(struct screen *s, struct diag *why);
	/* NULL. Something typed here is kept, not saved: leaving says so. */
	bool (*has_draft)(const struct screen *s);
	/* NULL. What the host broadcasts (app_broadcast), on the screen's thread. */
	void (*event)(struct screen *s, const void *event);
	/* NULL. Called when its time has come; returns the milliseconds to the
	 * next time, ≥ 250, or -1. */
	int (*tick)(struct screen *s);
	/* NULL. Locking: wipes the model, keeps the place (record id, tab, field,
	 * caret). draw is not called until load was. */
	void (*release)(struct screen *s);
	void (*free)(struct screen *s);
	/* Drawn over the screen below, whose title stays. */
	bool overlay;
};

struct screen {
	const struct screen_vt *vt;
	enum screen_id id;	/* may change with its tab */
	struct app *app;	/* set by app_push */
	struct screen *below;	/* app.c's */
	bool opened;		/* app.c's: load succeeded once */
	int64_t tick_at;	/* app.c's */
	bool told;		/* linear mode's: it was said whole */
};

/* Whose rows of the key table hold now: footer, help and dispatcher ask here. */
static inline enum screen_id screen_keys(const struct screen *s)
{
	return s->vt->picking != NULL && s->vt->picking(s) ? SCR_PICK : s->id;
}

#endif
