/*
 * A screen that is a list of actions under a search field which is always open:
 * help and palette begin with a struct finder. It knows neither which actions
 * they list nor how they draw.
 */
#ifndef TUI_FINDER_H
#define TUI_FINDER_H

#include "tui/action.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/screen.h"

struct finder {
	struct screen screen;	/* first */
	struct list list;
};

/* The list, with its field open; ctx is the model's. list_free() in any case. */
JAL_MUST enum jal_err finder_init(struct finder *f, const struct list_model *model, void *ctx,
	const struct list_column *columns, size_t n);

/* For the screen's table (tui/screen.h). */
JAL_MUST enum jal_err finder_load(struct screen *s, struct diag *why);
bool finder_key(struct screen *s, const struct key *k);
bool finder_paste(struct screen *s, const char *bytes, size_t n);
bool finder_typing(const struct screen *s);
void finder_tell(struct screen *s, struct tell *t);
bool finder_choose(struct screen *s, size_t number);
bool finder_answer(struct screen *s, const char *line, size_t n);

/* Closes the screen and does the action on the one below; says instead why it
 * can't be done, when why is not NULL. */
void finder_do(struct finder *f, const struct action *row, const char *why);

#endif
