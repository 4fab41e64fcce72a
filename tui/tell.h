/*
 * What a screen says when it is not drawn: lines in the order in which one reads,
 * numbered where something can be chosen, "label : value" where something has a
 * value. Widgets tell themselves (list_tell, form_tell, picker_tell), so a screen
 * made of them has little to add. Pure memory; linear.h prints it.
 */
#ifndef TUI_TELL_H
#define TUI_TELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"

/* Items that a list tells at once. */
#define TELL_WINDOW 10

/* What a typed line is to the screen. */
enum tell_takes {
	TELL_COMMAND,	/* a number, a key, the name of an action */
	TELL_WORDS,	/* what is searched; a number still chooses */
	TELL_LINE,	/* the value of a field */
	TELL_SECRET,	/* likewise, typed unseen */
	TELL_LONG,	/* one more line of a text, up to a line that is a full stop */
};

struct tell {
	struct buf text;	/* lines, each with its \n */
	struct buf prompt;	/* what stands before what is typed; "" the usual sign */
	enum tell_takes takes;
	bool single;		/* when words leave one item, that is the choice */
	bool busy;		/* something slow is under way: what comes in a pipe waits for its end */
	bool stays;		/* a typed value does not go on to what comes next */
	bool fields;		/* an empty line goes to the next field, "-" to the one before */
	uint32_t press;		/* the key that follows a number; K_ENTER, K_NONE for none */
	uint32_t after;		/* the key that follows a typed value, and an empty line if fields */
	uint32_t turn_on, turn_back;	/* keys for "+" and "-" where no list is: another week; K_NONE */
	int tabs;		/* how many there are; 0: none */
	struct buf current;	/* the line of the current item; "" */
	size_t first, last, all;	/* the numbers told, of how many; all 0: none */
	enum jal_err err;	/* of the first line that had no room */
};

/* Ready for a screen to tell. */
void tell_begin(struct tell *t);
/* Wipes. */
void tell_free(struct tell *t);

/* Texts are translated already; what a terminal would obey is spelt out. */

/* Sentences, \n between lines. */
void tell_say(struct tell *t, const char *text);
void tell_printf(struct tell *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "label : value"; nothing when the value is empty. */
void tell_pair(struct tell *t, const char *label, const char *value);
/* "3. text", with a word when it is the current one. */
void tell_item(struct tell *t, size_t number, bool current, const char *text);
/* "3. Bouton : text" */
void tell_button(struct tell *t, size_t number, bool current, const char *label);
/* What stands before what is typed. */
void tell_prompt(struct tell *t, const char *text);

#endif
