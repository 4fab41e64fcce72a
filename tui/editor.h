/*
 * Typing: one line, a long text that wraps, or a secret shown as dots. Works
 * by visible character on NFC text (core/text.h), undoes, keeps its caret on
 * the same character whatever the width becomes. Knows no form and no screen.
 */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "tui/canvas.h"
#include "tui/key.h"

enum editor_kind { EDITOR_LINE, EDITOR_LONG, EDITOR_SECRET };

enum editor_result {
	EDITOR_IGNORED,	/* the key is not for it */
	EDITOR_MOVED,
	EDITOR_CHANGED,
	EDITOR_FULL,	/* nothing was taken: the text would pass its maximum */
};

struct editor_line {
	size_t from, to;	/* bytes shown on it; a line break or the space it wraps at is not */
};

struct editor_step;

struct editor {
	enum editor_kind kind;
	char *text;		/* NUL-terminated, NFC */
	size_t len;
	size_t max;		/* bytes, NUL not counted */
	size_t caret;		/* byte offset, at a visible character's edge */
	bool shown;		/* a secret in clear */
	bool borrowed;		/* text is the caller's memory */
	int goal;		/* the column that ↑ and ↓ try to keep; -1: none */
	int width, rows;	/* where it was drawn last */
	size_t first;		/* byte offset of what is at the top (or left) edge */
	struct editor_line *lines;	/* the wrapping, for lines_width */
	size_t n_lines;
	int lines_width;	/* 0: to be made again */
	struct editor_step *steps;	/* what can be undone, the last one last */
	size_t n_steps;
	bool run;		/* the next typed character joins the last step */
};

/* An empty text of at most max bytes. */
JAL_MUST enum jal_err editor_init(struct editor *e, enum editor_kind kind, size_t max);
/* A secret typed into memory of the caller's (n ≥ 2 bytes, locked: core/secret.h),
 * which must outlive the editor; nothing of it is copied, so nothing is undone. */
void editor_init_secret(struct editor *e, char *memory, size_t n);
/* Wipes. */
void editor_free(struct editor *e);

/* Another text, caret at its end, nothing to undo. Text past the maximum or
 * that is not clean (text_clean) gives JAL_ERR_LIMIT or JAL_ERR_SYNTAX and the
 * text stays. */
JAL_MUST enum jal_err editor_set(struct editor *e, const char *text);

/* Replaces del bytes at offset at by n bytes of clean text, undoably. */
JAL_MUST enum jal_err editor_replace(struct editor *e, size_t at, size_t del, const char *text, size_t n);

/* What was pasted, cleaned (text_clean): line breaks are spaces in one line,
 * what a text may not hold is dropped and counted in *dropped (may be NULL).
 * JAL_ERR_LIMIT when it has no room (nothing is inserted), JAL_ERR_SYNTAX when
 * it is not UTF-8. */
JAL_MUST enum jal_err editor_paste(struct editor *e, const char *bytes, size_t n, size_t *dropped);

/* One key; says whether it was one of the editor's and what it changed. */
enum editor_result editor_key(struct editor *e, const struct key *key);

/* False when there is nothing left to undo. */
bool editor_undo(struct editor *e);

/* Draws it in r (one row for a line); with focus the hardware cursor goes to
 * the caret. */
void editor_draw(struct editor *e, struct canvas *c, struct rect r, unsigned style, bool focus);

#endif
