/*
 * A paper as a list of blocks (title, heading, paragraph, table …), and its
 * encoding for the pipe to the program that lays it out. Knows neither pages nor
 * fonts, nor what the blocks tell.
 */
#ifndef CORE_PAPER_H
#define CORE_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/error.h"
#include "core/format.h"
#include "core/id.h"

#define PAPER_COLUMNS 8			/* of a table */
#define PAPER_BLOCKS_MAX 100000
#define PAPER_TEXT_MAX 65536		/* bytes of one text */
#define PAPER_BYTES_MAX ((size_t)16 << 20)	/* of the whole encoding */

enum paper_kind {
	PAPER_TITLE,		/* text */
	PAPER_HEADING,		/* text; arg: 1 to 3 */
	PAPER_TEXT,		/* text, its line breaks kept */
	PAPER_SMALL,		/* likewise, in small print */
	PAPER_FIELD,		/* label, value */
	PAPER_CHECK,		/* text, what is said beside it or ""; arg: 1 when ticked */
	PAPER_TABLE,		/* titles of columns, with the columns' weights; rows follow */
	PAPER_ROW,		/* as many cells as the table before has columns */
	PAPER_SIGNATURE,	/* who, what is known of it or ""; several in a row stand side by side */
	PAPER_BREAK,		/* a new page */
	PAPER_KINDS
};

/* What stands on every page, and what readers of the file are told. */
enum paper_note {
	PAPER_NAME,		/* the file's title: names nobody */
	PAPER_HEAD,		/* top of the pages after the first */
	PAPER_FOOT,		/* bottom, at the left */
	PAPER_MARK,		/* below it */
	PAPER_PAGES,		/* "Page %1 sur %2" */
	PAPER_LANG,		/* "fr" or "en" */
	PAPER_PRINT,		/* "large": what people take home is read without glasses; else "" */
	PAPER_NOTES
};

struct paper_block {
	enum paper_kind kind;
	unsigned arg;
	unsigned count;				/* texts */
	uint8_t weight[PAPER_COLUMNS];		/* of a table's columns: 1 to 100 */
	size_t first;				/* its first text: see paper_text_of */
};

struct paper;

/* format and what its translate needs must outlive the building. day: the date that
 * the file bears, so that one content always gives one file. */
JAL_MUST enum jal_err paper_new(const struct format *format, int32_t day, struct paper **out);
void paper_free(struct paper *p);	/* wipes; NULL is fine */

/* The reader's language for a text marked with N_(). */
const char *paper_say(const struct paper *p, const char *text);

/*
 * Building. A failure sticks: what follows is ignored, and paper_done tells, so
 * that calls can be written one below the other. Texts are copied and made inert
 * (core/text.h); NULL is "". Bounds passed are JAL_ERR_LIMIT.
 */
void paper_set(struct paper *p, enum paper_note note, const char *text);
void paper_title(struct paper *p, const char *text);
void paper_heading(struct paper *p, unsigned level, const char *text);
/* Nothing when the text is empty. */
void paper_text(struct paper *p, const char *text);
void paper_small(struct paper *p, const char *text);
/* Nothing when the value is empty. */
void paper_field(struct paper *p, const char *label, const char *value);
void paper_check(struct paper *p, bool ticked, const char *text, const char *beside);
/* titles and weights: n of them, 1 to PAPER_COLUMNS. Each row has n cells. */
void paper_table(struct paper *p, unsigned n, const char *const *titles, const uint8_t *weights);
void paper_row(struct paper *p, const char *const *cells);
void paper_signature(struct paper *p, const char *who, const char *known);
void paper_break(struct paper *p);
/* An error from elsewhere sticks likewise; JAL_OK does nothing. */
void paper_err(struct paper *p, enum jal_err err);
/* The first failure. */
JAL_MUST enum jal_err paper_done(const struct paper *p);

/* Sets PAPER_MARK to text, in which %1 becomes the beginning of the content's
 * BLAKE2b-256 (16 digits in fours): the last call of building. Two papers with one
 * mark say the same. */
void paper_seal(struct paper *p, const char *text);

/* ---- reading ---- */

/* How many blocks there are. */
size_t paper_count(const struct paper *p);
/* Borrowed; i below paper_count. */
const struct paper_block *paper_block(const struct paper *p, size_t i);
/* Borrowed; i below b->count. Never NULL. */
const char *paper_text_of(const struct paper *p, const struct paper_block *b, unsigned i);
const char *paper_note(const struct paper *p, enum paper_note note);
int32_t paper_day(const struct paper *p);

/* Appends the one encoding (CBOR, core/cbor). JAL_ERR_LIMIT. */
JAL_MUST enum jal_err paper_encode(const struct paper *p, struct buf *out);
/* Strict: JAL_ERR_SYNTAX for anything that paper_encode does not give,
 * JAL_ERR_LIMIT past the bounds. */
JAL_MUST enum jal_err paper_decode(const void *bytes, size_t n, struct paper **out);

#endif
