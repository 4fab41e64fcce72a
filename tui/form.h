/*
 * Forms: a column of labelled fields and some buttons. A field that is wrong
 * says so when it is left, and traps nobody; what was typed stays. Built on a
 * table of fields; knows neither the model nor where values go.
 */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "tui/editor.h"
#include "tui/picker.h"

enum form_type {
	FORM_TEXT,
	FORM_LONG,	/* several rows; Enter is a new line there, Tab leaves */
	FORM_DIGITS,	/* a number, a phone, a postcode: AZERTY digits without Shift */
	FORM_DATE,	/* likewise; ↑ ↓ a day, PgUp PgDn a week; value dd/mm/yyyy */
	FORM_TIME,	/* likewise; value 9h30 */
	FORM_CHOICE,	/* one of some; value: its code */
	FORM_SET,	/* any of some; value: their codes, \n after each */
	FORM_CHECK,	/* [x]; value "1" or "" */
	FORM_SECRET,	/* dots */
	FORM_FIXED,	/* shown, never changed */
};

struct form_field {
	const char *label;	/* N_() */
	enum form_type type;
	bool needed;
	bool path;		/* of a FORM_TEXT: a file's; "~/" is written out when it is left */
	size_t max;		/* bytes of what is typed; 0: 1,024 */
	int rows;		/* of a FORM_LONG; 0: 4 */
	/* FORM_CHOICE, FORM_SET; of a FORM_TEXT with offer, what Space opens while it is
	 * empty: codes are the texts, and one that is in no list is taken as typed */
	struct picker_source choices;
	const char *hint;	/* N_(), shown after the value; NULL */
	struct { char *memory; size_t n; } secret;	/* FORM_SECRET: see editor_init_secret */
};

enum form_verdict { FORM_FINE, FORM_WARNS, FORM_WRONG };

struct form;

/* What the screen adds; each may be NULL. field is the index in the table. */
struct form_hooks {
	/* Judges a field that is not empty and that the form itself understood;
	 * appends one translated sentence. */
	enum form_verdict (*check)(void *ctx, const struct form *f, size_t field, struct buf *why);
	/* Appends what the value means, shown after it: "34 ans". */
	void (*understood)(void *ctx, const struct form *f, size_t field, struct buf *out);
	/* Whether it is asked for now. A field that has a value, was changed, has something
	 * to say or the focus is shown whatever this says. */
	bool (*asked)(void *ctx, const struct form *f, size_t field);
	/* FORM_CHOICE with an offer: appends the label of a code. */
	void (*label)(void *ctx, size_t field, const char *code, struct buf *out);
};

struct form_value {
	struct editor editor;	/* what is typed */
	struct buf code;	/* of a choice, set or check */
	struct buf before;	/* what that was before the last change, for Ctrl+Z */
	bool can_undo;
	struct buf initial;	/* the value at the beginning */
	enum form_verdict verdict;
	struct buf why;
	bool real_digit;	/* the last key typed a digit itself: then "-" is a "-" */
};

struct form {
	const struct form_field *fields;
	size_t n;
	const char *const *buttons;	/* N_() */
	size_t n_buttons;
	const struct form_hooks *hooks;
	void *ctx;
	struct form_value *values;
	size_t at;		/* the field with the focus; n + i: button i */
	size_t top;		/* the first field seen */
	int32_t today;		/* for relative dates (core/date.h) */
	bool azerty;
	struct picker picker;
};

enum form_result {
	FORM_IGNORED,
	FORM_MOVED,
	FORM_CHANGED,	/* a draft is to be saved: app_touch */
	FORM_LEFT,	/* a field was left that has something to say: form_why */
	FORM_PRESSED,	/* the button form_button */
	FORM_TOO_LONG,	/* the key was not taken: the text is at its maximum */
	FORM_NO_CHOICE,	/* nor was this one: what is chosen there is not written */
};

/* The tables are the caller's and outlive the form. Focus on the first field
 * that can be changed. */
JAL_MUST enum jal_err form_init(struct form *f, const struct form_field *fields, size_t n, const char *const *buttons,
	size_t n_buttons, const struct form_hooks *hooks, void *ctx);
void form_free(struct form *f);

/* The value that it opens with, unchanged ("~" is against this). */
JAL_MUST enum jal_err form_set(struct form *f, size_t field, const char *value);
/* A value as if the user had typed it: a draft that comes back. */
JAL_MUST enum jal_err form_type_in(struct form *f, size_t field, const char *value);
/* As typed: text, code, codes or "1"; borrowed until the next change. */
const char *form_value(const struct form *f, size_t field);
bool form_changed(const struct form *f, size_t field);
bool form_any_changed(const struct form *f);
/* Whether it is seen, told and gone to (form_hooks.asked). */
bool form_shown(const struct form *f, size_t field);
/* Where it stands among those that are shown, from 1; of n or more: after all of them. */
size_t form_place(const struct form *f, size_t field);
/* What a FORM_DATE or FORM_TIME means; false when it is empty or means nothing. */
bool form_date(const struct form *f, size_t field, int32_t *out);
bool form_minutes(const struct form *f, size_t field, int *out);

/* Judges all; goes to the first that is wrong and returns false if there is one. */
bool form_ready(struct form *f);
/* Judges those that were changed, where they stand: what was typed came back. */
void form_judge_changed(struct form *f);
/* What the field that was left last, or that has the focus, has to say; "" nothing. */
const char *form_why(const struct form *f);
/* After FORM_NO_CHOICE: what to press instead, translated. */
const char *form_how_to_choose(const struct form *f);
size_t form_button(const struct form *f);
void form_focus(struct form *f, size_t field);
/* What the screen knows about a field that hooks do not tell (a save refused). */
JAL_MUST enum jal_err form_complain(struct form *f, size_t field, enum form_verdict verdict, const char *why);

/* One key, or a text pasted (*dropped: how many characters could not be taken), to the
 * field that has the focus; says whether it was the form's. */
enum form_result form_key(struct form *f, const struct key *key);
enum form_result form_paste(struct form *f, const char *bytes, size_t n, size_t *dropped);
/* Characters go to a field now. */
bool form_typing(const struct form *f);
/* A field's choices are open: screen_vt.picking. */
bool form_choosing(const struct form *f);

/* ---- linear mode (tell.h) ---- */

/* Fields and buttons, numbered in their order, then what the one with the focus takes. */
void form_tell(struct form *f, struct tell *t);
/* While choices are open: one of them; else a field or button. */
bool form_choose(struct form *f, size_t number);
/* A whole line for the field that has the focus: its text, in the place of what was
 * there (one line more of a long one), numbers or beginnings of choices, yes or no;
 * a full stop alone empties a field that is no long text. */
enum form_result form_answer(struct form *f, const char *line, size_t n);

/* Draws what fits of it into r, the field in focus always. */
void form_draw(struct form *f, struct canvas *c, struct rect r);
/* How many rows it takes at that width when nothing is left out. */
int form_rows(const struct form *f, int cols);

#endif
