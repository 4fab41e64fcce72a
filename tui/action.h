/*
 * What can be done, and with which keys: the rows of the one key table
 * (bindings.c) and what is made from them: which action a key means, the
 * footer, the lines of help, the palette and the manual. Knows no screen's
 * insides and runs nothing.
 */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "tui/canvas.h"
#include "tui/layout.h"

/* Each screen, or tab of one, that has keys of its own. */
enum screen_id {
	SCR_UNLOCK,	/* the passphrase, at the start */
	SCR_LOCKED,	/* the same after a lock: names nobody */
	SCR_WELCOME,	/* first run: a choice among a few */
	SCR_ASSISTANT,	/* first run: the steps, which are forms */
	SCR_CASELOAD,
	SCR_SUMMARY,	/* the file's tabs, in their order */
	SCR_ASSESSMENT,
	SCR_PATHWAY,
	SCR_CONTRACT,
	SCR_APPOINTMENTS,
	SCR_NOTES,
	SCR_HISTORY,
	SCR_AGENDA,
	SCR_TODO,	/* what needs attention */
	SCR_FORM,
	SCR_NOTE,
	SCR_NOTEVIEW,	/* one note, read, with its earlier texts */
	SCR_FIND,	/* notes by their words */
	SCR_SYNC,
	SCR_CONFLICT,		/* two values to decide between */
	SCR_CONTRADICTION,	/* what two edits broke together */
	SCR_SETTLED,		/* neither is left */
	SCR_SETTINGS,
	SCR_READER,	/* a text to read: details, a note in full */
	SCR_DRAFTS,	/* what was typed and not saved */
	SCR_HELP,
	SCR_GUIDE,
	SCR_PALETTE,
	SCR_PROMPT,	/* a question with buttons */
	SCR_PICK,	/* one of some choices, or someone's file, to be found */
	SCR_COUNT
};

enum action_id {
	ACT_NONE = 0,
	/* Known to app.c. */
	ACT_HELP,
	ACT_GUIDE,
	ACT_PALETTE,
	ACT_BACK,
	ACT_QUIT,
	ACT_REDRAW,
	ACT_LOCK,
	ACT_GO,
	/* Known to the screens. */
	ACT_MOVE,	/* rows that only tell what the arrows and such do */
	ACT_PAGE,
	ACT_TAB,
	ACT_FIELD,
	ACT_CHOOSE,
	ACT_EMPTY,
	ACT_DAY,
	ACT_OPEN,
	ACT_SAVE,
	ACT_UNDO,
	ACT_SEARCH,
	ACT_FIND,
	ACT_SORT,
	ACT_FILTER,
	ACT_NOTE,
	ACT_APPOINTMENT,
	ACT_ACTION,
	ACT_CREATE,
	ACT_MODIFY,
	ACT_ARCHIVE,
	ACT_REPORT,
	ACT_RESTORE,
	ACT_TOGGLE,
	ACT_DISCREET,
	ACT_SYNC,
	ACT_STOP,
	ACT_DETAILS,
	ACT_ORIENT,
	ACT_RENEW,
	ACT_EXPORT,
	ACT_CALENDAR,
	ACT_POSTPONE,
	ACT_VIEW,	/* day or week, chart or table */
	ACT_GO_CASELOAD,
	ACT_GO_AGENDA,
	ACT_GO_TODO,
	ACT_GO_SYNC,
	ACT_GO_SUPERVISION,
	ACT_GO_SETTINGS,
	ACT_DRAFTS,
	ACT_KIND,
	ACT_CONFIDENTIAL,
	ACT_TOPICS,
	ACT_FOLLOWUP,
	ACT_TAKE_A,
	ACT_TAKE_B,
	ACT_TAKE_BOTH,
	ACT_TAKE_OTHER,
	ACT_NEXT_ITEM,
	ACT_SHOW_SECRET,
	ACT_LANGUAGE,
	ACT_FORGOTTEN,
	ACT_DEFAULT,
	ACT_COUNT
};

/* What an action needs; the screen says what there is (screen.h, have). */
#define NEED_PERSON 0x01u	/* one person is in question */
#define NEED_ROW 0x02u		/* the list has a current line */
#define NEED_UNDO 0x04u		/* something can be undone */
#define NEED_SUPERVISOR 0x08u
#define NEED_TERRITORY 0x10u	/* a place to synchronise with is known */
#define NEED_CHOICES 0x20u	/* each difference has its choice */
#define NEED_OTHERS 0x40u	/* there are more than the one that is shown */
#define NEED_BOTH 0x80u		/* two values that can stay together */
#define NEED_SECRET 0x100u	/* a passphrase is typed here */
#define NEED_EARLIER 0x200u	/* it was another text before */
#define NEED_SAVING 0x400u	/* what is chosen is part of something to save */
#define NEED_COVERED 0x800u	/* something is not shown until it is asked for */

/* The key is for the screen's own widgets: the row is in help and footer, the
 * dispatcher leaves the key alone. */
#define ACTION_WIDGET 0x01u
/* In the palette it can't be found: it has no sense there. */
#define ACTION_HIDDEN 0x02u
/* The footer leaves it out while what it needs is missing, as it does what needs a line or a person. */
#define ACTION_FITTING 0x04u

#define ACTION_KEYS 4

struct action {
	enum action_id id;
	const char *label;	/* N_(), short: footer */
	const char *help;	/* N_(), one sentence: help and palette */
	const char *synonyms;	/* N_(), other words that find it; NULL */
	uint32_t keys[ACTION_KEYS];	/* key codes, the one to show first; 0: no more */
	uint64_t screens;	/* SCREEN() of each where it works */
	uint8_t footer;		/* 1 or 2: on that line of the footer; 0: not there */
	uint8_t flags;		/* ACTION_… */
	uint16_t needs;		/* NEED_… */
};

#define SCREEN(id) ((uint64_t)1 << (id))

struct action_table {
	const struct action *rows;
	size_t n;
};

/* The row that a key means on a screen, NULL when none. While typing, keys that
 * write a character mean themselves. A capital means its small letter. */
const struct action *action_for_key(const struct action_table *table, enum screen_id screen, uint32_t code,
	bool typing);

/* The row of an action on a screen, NULL when it does not exist there. */
const struct action *action_for_id(const struct action_table *table, enum screen_id screen, enum action_id id);

/* The key to show for it: the first that works now; 0 when none does. */
uint32_t action_shown_key(const struct action *row, bool typing);

/* A row of the screen's own widgets (ACTION_WIDGET) that does one thing, on one key: the
 * palette and linear mode can press it for whoever asks for it by name. */
bool action_is_pressed(const struct action *row);

/* Its keys, as people read them, with "ou" between; appended. */
JAL_MUST enum jal_err action_key_names(const struct action *row, bool typing, struct buf *out);

/* Why an action can't be done, as a translated sentence, when it needs what is
 * not there; NULL when nothing is missing. */
const char *action_missing(const struct action *row, unsigned have);

/* What there is to write in the footer, in `lines` lines of that width, where there
 * is what `have` says (NEED_…): appends one text a line to out[0…lines). Entries that have no room are left out
 * whole, help never. tr translates (gettext). *left_out, which may be NULL,
 * gets how many. */
JAL_MUST enum jal_err action_footer(const struct action_table *table, enum screen_id screen, bool typing,
	unsigned have, int width, int lines, const char *(*tr)(const char *), struct buf *out, size_t *left_out);

/* Draws it, the keys' names in ROLE_KEY. */
void action_draw_footer(const struct action_table *table, enum screen_id screen, bool typing, unsigned have,
	struct canvas *c, struct rect r);

/* Label and help, wrapped in r: all of what a line of help or palette says,
 * whose columns may have cut it. Made to fit in 2 rows of 70 columns. */
void action_draw_sentence(const struct action *row, struct canvas *c, struct rect r);

/* The name of a screen, translated, for help and the manual. */
const char *action_screen_name(enum screen_id screen);

/* What works on that many screens stands under "everywhere", in help and manual. */
#define ACTION_EVERYWHERE 12
bool action_is_everywhere(const struct action *row);

/* The manual's chapter of keys, in plain text; appended. What works everywhere
 * comes first, once; then each screen that has more. A chapter is its title, an
 * empty line, and a line an action: four spaces, its keys, a tab, its sentences. */
JAL_MUST enum jal_err action_manual(const struct action_table *table, struct buf *out);

#endif
