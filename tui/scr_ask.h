/*
 * A few values typed for the screen below: a sentence, fields, two buttons. What
 * is typed is given over when it is whole; Esc leaves without. Knows no record.
 */
#ifndef TUI_SCR_ASK_H
#define TUI_SCR_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/app.h"
#include "tui/form.h"

#define ASK_FIELDS 4

/* Texts are translated already and copied. */
struct ask {
	const char *title;
	const char *text;	/* sentences above the fields; "" none */
	const struct form_field *fields;	/* static */
	size_t n;		/* ≤ ASK_FIELDS */
	const char *values[ASK_FIELDS];	/* what each begins with; NULL empty */
	const char *button;	/* N_(): what F2 does */
	int32_t today;
	/* form is what was typed, borrowed for the call. True: the screen closes; else it
	 * stays, and why was said. ctx is the screen below, or outlives this one. */
	bool (*take)(void *ctx, struct app *app, const struct form *form);
	void *ctx;
};

/* To be pushed. NULL when out of memory. */
struct screen *scr_ask_new(const struct ask *a);

#endif
