/*
 * The frame.
 */
#include "tui/frame.h"

#include <string.h>

#include "tui/i18n.h"

#define MESSAGE_ROWS 4

/* The end of the status that has room: its first parts give way first. */
static const char *fitting(const char *status, int room)
{
	while (*status != '\0' && glyph_columns(status, strlen(status)) > room) {
		const char *next = strstr(status, " | ");

		status = next != NULL ? next + 3 : "";
	}
	return status;
}

static void draw_title(struct canvas *c, struct rect r, const struct frame *f)
{
	struct buf right = BUF_INIT;
	int used = 0;
	int wide = glyph_columns(f->title, strlen(f->title)) + 9;
	int room = r.cols - wide - glyph_columns(f->time, strlen(f->time)) - 5;
	const char *status = fitting(f->status, room);

	canvas_fill(c, r, ROLE_TITLE);
	if (buf_printf(&right, "%s%s%s ", status, *status != '\0' ? " | " : "", f->time) == JAL_OK) {
		used = glyph_columns(buf_str(&right), right.len);
		canvas_put_right(c, r.row, r.col, r.cols, ROLE_TITLE, buf_str(&right));
	}
	canvas_put(c, r.row, r.col + 1, 8, ROLE_TITLE | ATTR_BOLD, "jalon | ");
	canvas_put(c, r.row, r.col + 9, r.cols - 9 - used - 1, ROLE_TITLE | ATTR_BOLD, f->title);
	buf_free(&right);
}

static int rows_of(const char *s, int width)
{
	size_t n = strlen(s);
	size_t shown = 0;
	int rows = 0;

	for (size_t at = 0; at < n; rows++)
		at += glyph_wrap(s + at, n - at, width, &shown);
	return rows;
}

static void draw_message(struct canvas *c, const struct layout *l, const struct frame *f)
{
	int rows = rows_of(f->message, l->cols - 2);
	struct rect r = l->message;

	if (rows > MESSAGE_ROWS)
		rows = MESSAGE_ROWS;
	if (rows > 1) {
		r.row -= rows - 1;
		r.rows = rows;
	}
	canvas_fill(c, r, ROLE_NORMAL);
	canvas_paragraph(c, (struct rect){ r.row, 1, r.rows, l->cols - 2 }, f->message_style, f->message);
}

void frame_draw(struct canvas *c, const struct layout *l, const struct frame *f)
{
	draw_title(c, l->title, f);
	draw_message(c, l, f);
	action_draw_footer(f->actions, f->screen, f->typing, f->have, c, l->footer);
}

void frame_draw_tiny(struct canvas *c)
{
	const char *s = _("Fenêtre trop petite : agrandissez-la. Rien n’est perdu, votre saisie est gardée.");

	canvas_paragraph(c, (struct rect){ 0, 0, c->rows, c->cols }, ROLE_NORMAL, s);
	canvas_cursor(c, 0, 0);
}
