/*
 * Glyphs: decoding, width, what is never sent to a terminal. No screen.
 */
#include "tui/glyph.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

size_t glyph_decode(const char *s, size_t n, uint32_t *out)
{
	const unsigned char *p = (const unsigned char *)s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t cp = 0;
	size_t len = 0;

	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		len = 2;
		cp = p[0] & 0x1fu;
	} else if (p[0] >= 0xe0 && p[0] <= 0xef) {
		len = 3;
		cp = p[0] & 0x0fu;
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		len = 4;
		cp = p[0] & 0x07u;
	}
	if (len == 0 || len > n)
		goto broken;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			goto broken;
		cp = cp << 6 | (p[i] & 0x3fu);
	}
	if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		goto broken;
	*out = cp;
	return len;
broken:
	*out = 0xfffd;
	return 1;
}

size_t glyph_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | (cp >> 18 & 0x07));
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* Directions, joiners, byte order marks: invisible, and able to make a name
 * read as another one. */
static bool is_formatting(uint32_t cp)
{
	return (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) ||
		cp == 0xfeff || cp == 0x061c || (cp >= 0xe0000 && cp <= 0xe0fff);
}

static void show(struct glyph *g, uint32_t cp)
{
	char bytes[4];
	size_t n = glyph_encode(cp, bytes);

	memcpy(g->text + g->n, bytes, n);
	g->n = (uint8_t)(g->n + n);
}

int glyph_next(const char *s, size_t n, struct glyph *out)
{
	struct glyph g = { .len = 0 };
	uint32_t cp = 0;

	if (n == 0)
		return 0;
	/* Plain ASCII with no mark after it is nearly all there is. */
	if ((unsigned char)s[0] >= 0x20 && (unsigned char)s[0] < 0x7f && (n == 1 || (unsigned char)s[1] < 0x80)) {
		g.len = 1;
		g.width = 1;
		g.n = 1;
		g.text[0] = s[0];
		*out = g;
		return 1;
	}
	g.len = glyph_decode(s, n, &cp);
	if (cp == '\t' || cp == '\n' || cp == '\r') {
		g.width = 1;
		show(&g, ' ');
	} else if (cp == 0x202f) {
		/* The narrow no-break space is in no console font. */
		g.width = 1;
		show(&g, 0xa0);
	} else if (cp == 0xad || is_formatting(cp)) {
		g.width = 0;
	} else {
		int width = wcwidth((wchar_t)cp);

		if (width < 0 || cp == 0xfffd) {
			g.width = 1;
			show(&g, '?');
		} else if (width > 0) {
			g.width = width > 2 ? 2 : width;
			show(&g, cp);
		}
	}
	/* The marks that sit on it; those past what a cell holds are not shown. */
	for (int points = 1; g.len < n; points++) {
		size_t step = 0;

		if ((unsigned char)s[g.len] < 0x80)
			break;
		step = glyph_decode(s + g.len, n - g.len, &cp);
		if (cp == 0xfffd || cp < 0xa0 || (wcwidth((wchar_t)cp) != 0 && !is_formatting(cp)))
			break;
		if (g.width > 0 && points < GLYPH_POINTS && !is_formatting(cp))
			show(&g, cp);
		g.len += step;
	}
	*out = g;
	return 1;
}

int glyph_columns(const char *s, size_t n)
{
	struct glyph g;
	int columns = 0;

	while (glyph_next(s, n, &g)) {
		columns += g.width;
		s += g.len;
		n -= g.len;
	}
	return columns;
}

size_t glyph_fit(const char *s, size_t n, int width, int *used)
{
	struct glyph g;
	size_t at = 0;
	int columns = 0;

	while (glyph_next(s + at, n - at, &g)) {
		if (columns + g.width > width)
			break;
		columns += g.width;
		at += g.len;
	}
	if (used != NULL)
		*used = columns;
	return at;
}

size_t glyph_wrap(const char *s, size_t n, int width, size_t *shown)
{
	struct glyph g;
	size_t at = 0;
	size_t space = 0;	/* just after the last space that fits */
	int column = 0;

	while (glyph_next(s + at, n - at, &g)) {
		if (s[at] == '\n') {
			*shown = at;
			return at + 1;
		}
		if (column + g.width > width && at > 0) {
			if (s[at] == ' ') {
				*shown = at;
				return at + 1;
			}
			*shown = space > 0 ? space - 1 : at;
			return space > 0 ? space : at;
		}
		column += g.width;
		at += g.len;
		if (g.len == 1 && s[at - 1] == ' ')
			space = at;
	}
	*shown = n;
	return n;
}
