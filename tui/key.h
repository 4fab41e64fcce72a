/*
 * Keys: what a terminal sends, made into one code per key. A pure decoder of
 * bytes, so that every terminal's dialect is tested without a terminal, and so
 * that a sequence nobody knows is swallowed whole and never typed into a field.
 */
#ifndef TUI_KEY_H
#define TUI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"

/* A key's code is the code point of the character it types, or one of these. */
enum {
	K_NONE = 0,
	K_FIRST = 0x110000,	/* past the last code point */
	K_ENTER = K_FIRST,
	K_ESC,
	K_TAB,
	K_BACKTAB,
	K_BACKSPACE,
	K_DELETE,
	K_INSERT,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_PGUP,
	K_PGDN,
	K_HOME,
	K_END,
	K_F0,			/* K_F0 + n is Fn */
	K_F12 = K_F0 + 12,
	K_CLICK,		/* a button of the mouse went down: row and col say where */
	K_WHEEL_UP,
	K_WHEEL_DOWN,
	K_UNKNOWN,		/* a whole sequence that means nothing here */
	K_LAST
};
#define K_F(n) ((uint32_t)K_F0 + (uint32_t)(n))
/* Added to a letter ('a'…'z') or to a named key. */
#define K_CTRL 0x200000u
#define K_SHIFT 0x400000u
#define K_ALT 0x800000u
/* The second key of "g, then …". */
#define K_GO 0x1000000u

struct key {
	uint32_t code;
	char text[5];	/* UTF-8 of a character that can be typed; "" for a named key */
	uint8_t len;
	int16_t row, col;	/* of K_CLICK, from 0 */
};

/* How long an Esc may wait for what would make it another key. */
struct key_timing {
	int escape_ms;	/* for the rest of a sequence; 50 */
	bool digits;	/* "Esc, then a digit" stands for a function key: then 600 ms */
};
#define KEY_DIGIT_MS 600
#define KEY_PASTE_MS 2000	/* a paste that stops that long is over */
#define KEY_PASTE_MAX ((size_t)64 << 10)

enum key_event { KEY_NOTHING, KEY_PRESSED, KEY_PASTED };

struct key_decoder {
	uint8_t in[512];
	size_t n;
	bool pasting;
	bool paste_cut;		/* more was pasted than KEY_PASTE_MAX */
	struct buf paste;	/* what was pasted, raw */
	struct key_timing timing;
};

#define KEY_DECODER_INIT ((struct key_decoder){ .timing = { .escape_ms = 50 } })

void key_decoder_free(struct key_decoder *d);

/* Takes in up to n bytes; returns how many (the rest when what is held has been
 * asked for with key_next). */
size_t key_feed(struct key_decoder *d, const uint8_t *bytes, size_t n);

/* The next whole key, or the end of a paste (then d->paste is what was pasted,
 * until the next call). late: the time of key_wait_ms has passed without a
 * byte, so what is held won't be completed. */
enum key_event key_next(struct key_decoder *d, bool late, struct key *out);

/* How long to wait for more bytes before calling key_next with late; -1 when
 * nothing is held back. */
int key_wait_ms(const struct key_decoder *d);

/* 0 to 9 for & é " ' ( - è _ ç à and for 1 … 0 as they lie on a French
 * keyboard: '&' is 1, 'à' is 0. -1 for anything else, plain digits included. */
int key_azerty_digit(uint32_t code);

/* A letter's code in lower case; anything else as it is. */
uint32_t key_fold(uint32_t code);

/* The key's name as people read it, translated ("Entrée", "Ctrl+S", "F2",
 * "g 1"); appended. */
JAL_MUST enum jal_err key_label(uint32_t code, struct buf *out);

/* The key that name stands for in a key script: "F2", "Ctrl+S", "Enter", "Esc",
 * "Down", "Shift+Tab", … (English, any case) or one character. K_NONE when it
 * is none. */
uint32_t key_from_name(const char *name);

#endif
