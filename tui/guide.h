/*
 * The referent's guide, compiled in from docs/guide.fr.md (guide.c is made
 * from it by data/guide.awk), so that it is there wherever the program is.
 */
#ifndef TUI_GUIDE_H
#define TUI_GUIDE_H

#include <stddef.h>

enum guide_kind {
	GUIDE_BLANK,
	GUIDE_HEADING,
	GUIDE_TEXT,	/* a paragraph or an item, whole: to be wrapped */
	GUIDE_SCREEN,	/* a row of a screen or a command: as it is */
	GUIDE_EDGE,	/* before and after such rows */
};

struct guide_line {
	enum guide_kind kind;
	const char *text;
};

extern const struct guide_line guide_text[];
extern const size_t guide_lines;

#endif
