/*
 * The three themes.
 */
#include "tui/theme.h"

#include <string.h>

static const struct theme_look looks[THEME_COUNT][ROLE_COUNT] = {
	[THEME_STANDARD] = {
		[ROLE_NORMAL] = { 0, COLOUR_OWN },
		[ROLE_TITLE] = { ATTR_REVERSE, COLOUR_OWN },
		[ROLE_HEADING] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_KEY] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_CURRENT] = { ATTR_REVERSE, COLOUR_OWN },
		[ROLE_LATE] = { ATTR_BOLD, COLOUR_RED },
		[ROLE_SOON] = { ATTR_BOLD, COLOUR_MAGENTA },
		[ROLE_WATCH] = { 0, COLOUR_CYAN },
		[ROLE_DONE] = { 0, COLOUR_GREEN },
		[ROLE_ERROR] = { ATTR_BOLD, COLOUR_RED },
		[ROLE_WARNING] = { ATTR_BOLD, COLOUR_MAGENTA },
		[ROLE_FIELD] = { ATTR_UNDERLINE, COLOUR_OWN },
		[ROLE_FRAME] = { 0, COLOUR_OWN },
	},
	[THEME_CONTRAST] = {
		[ROLE_NORMAL] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_TITLE] = { ATTR_BOLD | ATTR_REVERSE, COLOUR_OWN },
		[ROLE_HEADING] = { ATTR_BOLD | ATTR_UNDERLINE, COLOUR_OWN },
		[ROLE_KEY] = { ATTR_BOLD | ATTR_UNDERLINE, COLOUR_OWN },
		[ROLE_CURRENT] = { ATTR_BOLD | ATTR_REVERSE, COLOUR_OWN },
		[ROLE_LATE] = { ATTR_BOLD, COLOUR_RED },
		[ROLE_SOON] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_WATCH] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_DONE] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_ERROR] = { ATTR_BOLD | ATTR_REVERSE, COLOUR_RED },
		[ROLE_WARNING] = { ATTR_BOLD | ATTR_REVERSE, COLOUR_OWN },
		[ROLE_FIELD] = { ATTR_BOLD | ATTR_UNDERLINE, COLOUR_OWN },
		[ROLE_FRAME] = { ATTR_BOLD, COLOUR_OWN },
	},
	[THEME_NONE] = {
		[ROLE_NORMAL] = { 0, COLOUR_OWN },
		[ROLE_TITLE] = { ATTR_REVERSE, COLOUR_OWN },
		[ROLE_HEADING] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_KEY] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_CURRENT] = { ATTR_REVERSE, COLOUR_OWN },
		[ROLE_LATE] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_SOON] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_WATCH] = { 0, COLOUR_OWN },
		[ROLE_DONE] = { 0, COLOUR_OWN },
		[ROLE_ERROR] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_WARNING] = { ATTR_BOLD, COLOUR_OWN },
		[ROLE_FIELD] = { ATTR_UNDERLINE, COLOUR_OWN },
		[ROLE_FRAME] = { 0, COLOUR_OWN },
	},
};

static const char *const names[THEME_COUNT] = { "standard", "contrast", "none" };

struct theme_look theme_look(enum theme_kind kind, unsigned style)
{
	enum role role = STYLE_ROLE(style);
	struct theme_look look = looks[kind < THEME_COUNT ? kind : THEME_NONE][role < ROLE_COUNT ? role : ROLE_NORMAL];

	look.attr |= style & (ATTR_BOLD | ATTR_REVERSE | ATTR_UNDERLINE);
	return look;
}

bool theme_from_name(const char *name, enum theme_kind *out)
{
	for (int i = 0; i < THEME_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum theme_kind)i;
			return true;
		}
	}
	return false;
}
