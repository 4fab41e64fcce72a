/*
 * The reader. Locking closes it: what it shows is not kept, and where it came
 * from shows it again.
 */
#include "tui/scr_reader.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/app.h"
#include "tui/i18n.h"

struct reader {
	struct screen screen;	/* first */
	struct buf title;
	struct buf text;
	size_t first;		/* byte offset of the first line seen */
	int width, rows;	/* as drawn last */
	bool gone;
};

static struct reader *self(struct screen *s)
{
	return (struct reader *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	const struct reader *r = (const struct reader *)s;

	if (buf_put(out, r->title.data, r->title.len) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	if (self(s)->gone)
		return diag_set(why, JAL_ERR_CANCELLED, N_("La lecture a été fermée par le verrouillage."));
	return JAL_OK;
}

/* The beginning of the line after, or before, the one that begins at `at`. */
static size_t next_line(const struct reader *r, size_t at)
{
	size_t shown = 0;

	return at + glyph_wrap(buf_str(&r->text) + at, r->text.len - at, r->width, &shown);
}

static size_t line_before(const struct reader *r, size_t at)
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

static bool ends_here(const struct reader *r, size_t at)
{
	for (int i = 0; i < r->rows; i++) {
		if (at >= r->text.len)
			return true;
		at = next_line(r, at);
	}
	return at >= r->text.len;
}

static void move(struct reader *r, int by)
{
	for (; by > 0 && !ends_here(r, r->first); by--)
		r->first = next_line(r, r->first);
	for (; by < 0 && r->first > 0; by++)
		r->first = line_before(r, r->first);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct reader *r = self(s);
	size_t at = 0;

	r->width = l->body.cols > 3 ? l->body.cols - 2 : 1;
	r->rows = l->body.rows;
	/* The width may have changed: the line that was first is still seen. */
	if (r->first > 0)
		r->first = line_before(r, r->first + 1);
	at = r->first;
	for (int row = 0; row < r->rows && at < r->text.len; row++) {
		size_t shown = 0;
		size_t next = glyph_wrap(buf_str(&r->text) + at, r->text.len - at, r->width, &shown);

		canvas_put_n(c, l->body.row + row, l->body.col + 1, r->width, ROLE_NORMAL, buf_str(&r->text) + at, shown);
		at += next;
	}
	canvas_cursor(c, l->body.row, l->body.col + 1);
}

static void tell(struct screen *s, struct tell *t)
{
	tell_say(t, buf_str(&self(s)->text));
	tell_prompt(t, _("« < » pour revenir :"));
}

static bool key(struct screen *s, const struct key *k)
{
	struct reader *r = self(s);
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
	case K_ENTER:
		app_pop(s->app);
		return true;
	default:
		return false;
	}
}

static void release(struct screen *s)
{
	struct reader *r = self(s);

	buf_free(&r->title);
	buf_free(&r->text);
	r->gone = true;
}

static void reader_free(struct screen *s)
{
	struct reader *r = self(s);

	buf_free(&r->title);
	buf_free(&r->text);
	free(r);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.key = key,
	.release = release,
	.free = reader_free,
};

struct screen *scr_reader_new(const char *name, const char *text)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->screen = (struct screen){ .vt = &vt, .id = SCR_READER };
	r->width = 78;
	r->rows = 1;
	if (text_inert(name, strlen(name), TEXT_LINE, &r->title) != JAL_OK ||
		text_inert(text, strlen(text), TEXT_LONG, &r->text) != JAL_OK) {
		reader_free(&r->screen);
		return NULL;
	}
	return &r->screen;
}
