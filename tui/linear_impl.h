/*
 * The insides of linear mode, for the files that make it: linear.c (what a line
 * means) and linear_say.c (what is said).
 */
#ifndef TUI_LINEAR_IMPL_H
#define TUI_LINEAR_IMPL_H

#include "tui/linear.h"
#include "tui/tell.h"

struct linear {
	struct app *app;
	struct tell now;	/* what the screen tells */
	struct buf before;	/* what it told when it was said last */
	const struct screen *screen;	/* said last */
	enum screen_id id;
	struct buf title;	/* likewise */
	struct buf status;
	struct buf message;
	struct buf extra;	/* what a line asked for: what can be done here */
	bool whole;		/* all of the screen is to be said */
	bool greeted;
	bool command;		/* the next line is a command, whatever the screen takes */
	bool closed;		/* the long text was ended; lines are commands until it is opened again */
	bool was_locked;
	bool erase;
	bool quiet;		/* what changed was typed just now: it is not said back */
	bool wrote;		/* a line was added to the long text that is open */
	bool counted;		/* the lock by idleness was told */
};

/* Asks the screen again. */
void linear_say_look(struct linear *l);
/* Appends what can be done here with words, keys and reasons, to l->extra; only
 * what answers the words, when there are some. */
void linear_say_actions(struct linear *l, const char *words);
/* What a typed line is now. */
enum tell_takes linear_say_takes(const struct linear *l);

#endif
