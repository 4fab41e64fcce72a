/*
 * A question with buttons, for what can't be undone. The safe button is the
 * default and what Esc answers; what is grave asks to type a word first.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stddef.h>

#include "tui/app.h"

#define PROMPT_BUTTONS 4

/* Texts are translated already and copied. */
struct prompt {
	const char *title;
	const char *text;	/* sentences; \n between lines */
	const char *buttons[PROMPT_BUTTONS];
	size_t n_buttons;
	size_t safe;		/* chosen at first, and by Esc */
	const char *type_this;	/* NULL, or what must be typed before any button but the safe one */
	/* The question is closed by then; button is the index chosen. */
	void (*done)(void *ctx, struct app *app, size_t button);
	void *ctx;
};

/* To be pushed. NULL when out of memory. */
struct screen *prompt_new(const struct prompt *p);

#endif
