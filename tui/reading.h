/*
 * A long text to be read: wrapped to the width, moved through by lines and
 * pages. Knows nothing of what it says.
 */
#ifndef TUI_READING_H
#define TUI_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/error.h"
#include "tui/canvas.h"
#include "tui/key.h"
#include "tui/layout.h"

struct reading {
	struct buf text;	/* inert */
	size_t first;		/* byte offset of the first line seen */
	int width, rows;	/* as drawn last */
};

/* Shows that text from its beginning, spelling out what would move the terminal. */
JAL_MUST enum jal_err reading_set(struct reading *r, const char *text);
/* Wipes. Fine for a zeroed one. */
void reading_free(struct reading *r);

/* Draws it, the cursor on its first line. */
void reading_draw(struct reading *r, struct canvas *c, struct rect place);
/* ↑ ↓ PgUp PgDn Home End and Space; false for other keys. */
bool reading_key(struct reading *r, const struct key *k);

#endif
