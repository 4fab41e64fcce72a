/*
 * Linear mode: the same program in plain lines, for a screen reader, a braille
 * display or a pipe. What a screen tells (tell.h) is printed once, then only what
 * changes; a typed line is a number, a key, the name of an action of the one key
 * table, or the value of a field. Knows no terminal (linear_run.h) and no screen's
 * insides: whatever the screen can do, the line does, with the same reasons when
 * it can't.
 */
#ifndef TUI_LINEAR_H
#define TUI_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"
#include "tui/app.h"

struct linear;

/* app outlives it. */
JAL_MUST enum jal_err linear_new(struct app *app, struct linear **out);
/* Wipes. */
void linear_free(struct linear *l);

/* One typed line, without its end, NUL after its n bytes. */
void linear_line(struct linear *l, const char *line, size_t n);
/* A key that is no character of a line: Esc, F2, Ctrl+L. */
void linear_key(struct linear *l, const struct key *key);

/* Appends what there is to say since it was asked last: the screen or what changed
 * on it, and the message, each line with its \n. Nothing when nothing changed. */
JAL_MUST enum jal_err linear_news(struct linear *l, struct buf *out);
/* Appends what stands before the next line, with a space; the same again each time. */
JAL_MUST enum jal_err linear_prompt(const struct linear *l, struct buf *out);
/* What is typed now is not to be seen. */
bool linear_hides(const struct linear *l);
/* Each line typed is one of a text. */
bool linear_takes_lines(const struct linear *l);
/* The screen waits for something slow. */
bool linear_is_busy(const struct linear *l);
/* Under this screen nothing of what was said before may stay in the window. */
bool linear_wants_erased(struct linear *l);

#endif
