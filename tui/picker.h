/*
 * A short list to choose from while typing the beginning of a word: what a
 * field opens with Space. Knows nothing of what is chosen.
 */
#ifndef TUI_PICKER_H
#define TUI_PICKER_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/list.h"

struct picker_choice {
	const char *code;	/* what is kept */
	const char *label;	/* what is shown */
};

#define PICKER_ROOM 100

/* Where choices come from: either a table (labels N_(), translated and searched
 * here), or offer, which writes at most room choices that answer query, in
 * order, labels translated; its strings stay until the next call. */
struct picker_source {
	const struct picker_choice *table;
	size_t n;
	size_t (*offer)(void *ctx, const char *query, struct picker_choice *out, size_t room);
	void *ctx;
};

enum picker_result { PICKER_IGNORED, PICKER_BUSY, PICKER_CHOSE, PICKER_CLOSED };

struct picker {
	bool open;
	struct picker_source source;
	struct picker_choice choices[PICKER_ROOM];	/* those that answer now */
	size_t n;
	bool marks;		/* several can be chosen: it stays open */
	const char *chosen;	/* codes that are chosen, \n after each; borrowed */
	struct list list;
};

/* Opens on the source; marks: several can be chosen. chosen: their codes, a \n
 * after each, or the one code. */
JAL_MUST enum jal_err picker_open(struct picker *p, const struct picker_source *source, bool marks,
	const char *chosen);
void picker_close(struct picker *p);
/* Forgets what was typed: all choices are seen again, the current one stays. */
void picker_all(struct picker *p);

/* PICKER_CHOSE: picker_choice() was chosen: by Enter; with marks by Space, or
 * by Enter after the beginning of a word. Without marks the caller then closes
 * it. PICKER_CLOSED: Esc; with marks Enter too. */
enum picker_result picker_key(struct picker *p, const struct key *key);
const struct picker_choice *picker_choice(const struct picker *p);

/* Draws it over r: a rule, what is typed, the choices. */
void picker_draw(struct picker *p, struct canvas *c, struct rect r);
/* Rows it would like. */
int picker_rows(const struct picker *p);

/* Linear mode: the choices, and which are chosen. */
void picker_tell(struct picker *p, struct tell *t);

/* Whether a code is in a list of codes with \n after each. */
bool picker_has(const char *codes, const char *code);
bool picker_has_n(const char *codes, const char *code, size_t n);

#endif
