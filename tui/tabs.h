/*
 * A row of tabs: ←/→, or their digit, with or without Shift. Knows what is on
 * none of them.
 */
#ifndef TUI_TABS_H
#define TUI_TABS_H

#include <stdbool.h>

#include "tui/canvas.h"
#include "tui/key.h"

#define TABS_MAX 9

struct tabs {
	const char *names[TABS_MAX];	/* translated, borrowed */
	int n;
	int at;		/* the current one, from 0 */
	bool digits_only;	/* ←/→ have another sense here */
};

/* True when the key was for them; at may be as before. */
bool tabs_key(struct tabs *t, const struct key *key);

/* "[1 Synthèse] 2 Parcours"; those that have no room are left out on the side
 * farthest from the current one. The cursor is left alone. */
void tabs_draw(const struct tabs *t, struct canvas *c, struct rect r);

#endif
