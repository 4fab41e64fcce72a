/*
 * A form's screen, drawn and told.
 */
#include "tui/scr_form.h"

#include "tui/i18n.h"

static void draw_place(const struct scr_form *f, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	const struct form *form = &f->fields.form;

	if (form->at < form->n && buf_printf(&text, _("champ %zu sur %zu "), form_place(form, form->at), form_place(form, form->n) - 1) == JAL_OK)
		canvas_put_right(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

void scr_form_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct scr_form *f = (struct scr_form *)s;
	struct rect r = l->body;

	if (r.rows > 10) {
		struct rect head = { r.row, r.col, 1, r.cols };

		const struct buf *first = f->under.len > 0 ? &f->under : &f->notice;

		if (first->len > 0)
			canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_WARNING, buf_str(first));
		else
			canvas_put(c, r.row, r.col + 1, r.cols - 22, ROLE_NORMAL,
				_("* à remplir. Brouillon gardé, chiffré."));
		if (first->len == 0)
			draw_place(f, c, head);
		canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
		r = layout_below(r, 2);
	}
	if (f->kind->below != NULL && f->edit != NULL) {
		int rows = form_rows(&f->fields.form, r.cols);
		struct rect rest = layout_below(r, rows + 1);

		if (rest.rows > 0) {
			f->kind->below(f, c, rest);
			r.rows = rows;
		}
	}
	form_draw(&f->fields.form, c, r);
}

void scr_form_tell(struct screen *s, struct tell *t)
{
	struct scr_form *f = (struct scr_form *)s;

	if (f->edit == NULL)
		return;
	tell_say(t, buf_str(f->under.len > 0 ? &f->under : &f->notice));
	form_tell(&f->fields.form, t);
}
