/*
 * Reading a long text.
 */
#include "tui/reading.h"

#include <string.h>

#include "core/text.h"
#include "tui/glyph.h"

enum jal_err reading_set(struct reading *r, const char *text)
{
	r->first = 0;
	r->width = r->width > 0 ? r->width : 78;
	r->rows = r->rows > 0 ? r->rows : 1;
	buf_free(&r->text);
	return text_inert(text, strlen(text), TEXT_LONG, &r->text);
}

void reading_free(struct reading *r)
{
	buf_free(&r->text);
	r->first = 0;
}

/* The beginning of the line after, or before, the one that begins at `at`. */
static size_t next_line(const struct reading *r, size_t at)
{
	size_t shown = 0;

	return at + glyph_wrap(buf_str(&r->text) + at, r->text.len - at, r->width, &shown);
}

static size_t line_before(const struct reading *r, size_t at)
{
	size_t line = 0;

	while (line < at) {
		size_t next = next_line(r, line);

		if (next >= at)
			break;
		line = next;
	}
	return line;
}

static bool ends_here(const struct reading *r, size_t at)
{
	for (int i = 0; i < r->rows; i++) {
		if (at >= r->text.len)
			return true;
		at = next_line(r, at);
	}
	return at >= r->text.len;
}

static void move(struct reading *r, int by)
{
	for (; by > 0 && !ends_here(r, r->first); by--)
		r->first = next_line(r, r->first);
	for (; by < 0 && r->first > 0; by++)
		r->first = line_before(r, r->first);
}

void reading_draw(struct reading *r, struct canvas *c, struct rect place)
{
	size_t at = 0;

	r->width = place.cols > 3 ? place.cols - 2 : 1;
	r->rows = place.rows;
	/* The width may have changed: the line that was first is still seen. */
	if (r->first > 0)
		r->first = line_before(r, r->first + 1);
	at = r->first;
	for (int row = 0; row < r->rows && at < r->text.len; row++) {
		size_t shown = 0;
		size_t next = glyph_wrap(buf_str(&r->text) + at, r->text.len - at, r->width, &shown);

		canvas_put_n(c, place.row + row, place.col + 1, r->width, ROLE_NORMAL, buf_str(&r->text) + at, shown);
		at += next;
	}
	canvas_cursor(c, place.row, place.col + 1);
}

bool reading_key(struct reading *r, const struct key *k)
{
	int page = r->rows > 1 ? r->rows - 1 : 1;

	switch (k->code) {
	case K_UP:
		move(r, -1);
		return true;
	case K_DOWN:
		move(r, 1);
		return true;
	case K_PGUP:
		move(r, -page);
		return true;
	case K_PGDN:
	case ' ':
		move(r, page);
		return true;
	case K_HOME:
		r->first = 0;
		return true;
	case K_END:
		while (!ends_here(r, r->first))
			move(r, page);
		return true;
	default:
		return false;
	}
}
