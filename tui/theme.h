/*
 * How each role looks: the terminal's own foreground and background, bold,
 * reverse, a few colours that only repeat what a word or sign says already.
 * No dark blue, no dim. Knows no curses.
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/canvas.h"

enum theme_kind { THEME_STANDARD, THEME_CONTRAST, THEME_NONE, THEME_COUNT };

/* The eight colours of every terminal, or its own. */
enum theme_colour { COLOUR_OWN = -1, COLOUR_RED = 1, COLOUR_GREEN = 2, COLOUR_MAGENTA = 5, COLOUR_CYAN = 6 };

struct theme_look {
	unsigned attr;	/* ATTR_… */
	enum theme_colour colour;
};

/* The look of a style under a theme; attributes of the style are added. */
struct theme_look theme_look(enum theme_kind kind, unsigned style);

/* False when it is none of them. */
bool theme_from_name(const char *name, enum theme_kind *out);

#endif
