/*
 * What a terminal shows as one character: a code point that takes columns and
 * the marks that sit on it. Measures text in columns, as ncurses does
 * (wcwidth, so LC_CTYPE must be a UTF-8 locale). Knows no screen.
 */
#ifndef TUI_GLYPH_H
#define TUI_GLYPH_H

#include <stddef.h>
#include <stdint.h>

/* A base and its marks: what fits in one cell of ncursesw (CCHARW_MAX). */
#define GLYPH_POINTS 5
#define GLYPH_BYTES 20

struct glyph {
	size_t len;		/* bytes of the source that it stands for, ≥ 1 */
	int width;		/* columns: 1 or 2, or 0 when nothing is to be shown */
	uint8_t n;		/* bytes of text */
	char text[GLYPH_BYTES];	/* what to show, not NUL-terminated; no control character */
};

/* One code point of UTF-8 at s (n ≥ 1 bytes). Returns its bytes; a byte that is
 * not UTF-8 counts for one and gives U+FFFD. */
size_t glyph_decode(const char *s, size_t n, uint32_t *out);

/* Writes cp as UTF-8; returns its bytes (1 to 4). */
size_t glyph_encode(uint32_t cp, char out[4]);

/* The glyph at s. False when n is 0. Tabs and line breaks show as a space,
 * other control characters and broken bytes as "?", marks without a base
 * and invisible formatting characters as nothing. */
int glyph_next(const char *s, size_t n, struct glyph *out);

/* Columns that the text takes. */
int glyph_columns(const char *s, size_t n);

/* Bytes of the longest beginning that takes at most width columns; *used (may
 * be NULL) gets those columns. Never cuts a glyph. */
size_t glyph_fit(const char *s, size_t n, int width, int *used);

/* The first line of a text wrapped at width: *shown gets the bytes to show on
 * it; returns where the next line begins, past the line break or the space that
 * it was wrapped at (then more than *shown). All that is left fits when both
 * are n. A word longer than the width is broken where it must. */
size_t glyph_wrap(const char *s, size_t n, int width, size_t *shown);

#endif
