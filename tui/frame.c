/*
 * The frame.
 */
#include "tui/frame.h"

#include <string.h>

#include "tui/i18n.h"

#define MESSAGE_ROWS 4

static void draw_title(struct canvas *c, struct rect r, const struct frame *f)
{
	struct buf right = BUF_INIT;
	int used = 0;
	int wide = glyph_columns(f->title, strlen(f->title)) + 9;
	int time = glyph_columns(f->time, strlen(f->time));
	int status = glyph_columns(f->status, strlen(f->status));
	bool with_status = status > 0 && wide + status + time + 5 <= r.cols;

	canvas_fill(c, r, ROLE_TITLE);
	if (buf_printf(&right, "%s%s%s ", with_status ? f->status : "", with_status ? " | " : "", f->time) == JAL_OK) {
		used = glyph_columns(buf_str(&right), right.len);
		canvas_put_right(c, r.row, r.col, r.cols, ROLE_TITLE, buf_str(&right));
	}
	canvas_put(c, r.row, r.col + 1, 8, ROLE_TITLE | ATTR_BOLD, "jalon | ");
	canvas_put(c, r.row, r.col + 9, r.cols - 9 - used - 1, ROLE_TITLE | ATTR_BOLD, f->title);
	buf_free(&right);
}

static void draw_message(struct canvas *c, const struct layout *l, const struct frame *f)
{
	const char *s = f->message;
	size_t n = strlen(s);
	int width = l->cols - 2;
	int rows = 0;
	size_t shown = 0;

	for (size_t at = 0; at < n && rows < MESSAGE_ROWS; rows++)
		at += glyph_wrap(s + at, n - at, width, &shown);
	canvas_fill(c, l->message, ROLE_NORMAL);
	for (int i = 0; i < rows; i++) {
		int row = l->message.row - (rows - 1) + i;
		size_t next = glyph_wrap(s, n, width, &shown);

		canvas_fill(c, (struct rect){ row, 0, 1, l->cols }, ROLE_NORMAL);
		if (i == rows - 1)
			shown = n;	/* what is still left is cut by "…" */
		canvas_put_n(c, row, 1, width, f->message_style, s, shown);
		s += next;
		n -= next;
	}
}

void frame_draw(struct canvas *c, const struct layout *l, const struct frame *f)
{
	draw_title(c, l->title, f);
	draw_message(c, l, f);
	action_draw_footer(f->actions, f->screen, f->typing, c, l->footer);
}

void frame_draw_tiny(struct canvas *c)
{
	const char *s = _("Fenêtre trop petite : agrandissez-la. Rien n’est perdu, votre saisie est gardée.");
	size_t n = strlen(s);

	for (int row = 0; row < c->rows && n > 0; row++) {
		size_t shown = 0;
		size_t next = glyph_wrap(s, n, c->cols, &shown);

		canvas_put_n(c, row, 0, c->cols, ROLE_NORMAL, s, shown);
		s += next;
		n -= next;
	}
	canvas_cursor(c, 0, 0);
}
