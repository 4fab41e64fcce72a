/*
 * Drawing what is to be settled.
 */
#include "tui/conflict_draw.h"

#include <string.h>

#include "tui/i18n.h"

/* Rows that one side's value may take. */
#define SIDE_ROWS 6
#define VALUE_COLUMNS 60

static int rows_of(const char *s, int width)
{
	size_t n = strlen(s);
	size_t shown = 0;
	int rows = 0;

	for (size_t at = 0; at < n && rows < SIDE_ROWS; rows++)
		at += glyph_wrap(s + at, n - at, width, &shown);
	return rows > 0 ? rows : 1;
}

/* The author beside the value where there is room, else under it. */
static int author_columns(int cols)
{
	return cols >= 76 ? 34 : 0;
}

static int value_columns(int cols)
{
	int width = cols - 11 - author_columns(cols);

	/* The author stays near the value. */
	if (width > VALUE_COLUMNS)
		return VALUE_COLUMNS;
	return width > 4 ? width : 4;
}

/* Under the cursor: a sign, the hardware cursor, and the line's style. */
static unsigned point(struct canvas *c, struct rect r, bool current)
{
	if (!current)
		return ROLE_NORMAL;
	canvas_put(c, r.row, r.col, 1, ATTR_BOLD, ">");
	canvas_cursor(c, r.row, r.col + 1);
	return ROLE_CURRENT;
}

/* ---- two values ---- */

static int field_rows(const struct conflict_field *f, int cols)
{
	int rows = 2 + (f->before.len > 0 ? rows_of(buf_str(&f->before), value_columns(cols)) : 0) + (f->undone.len > 0);

	for (size_t i = 0; i < f->n_sides; i++)
		rows += rows_of(buf_str(&f->sides[i].text), value_columns(cols)) + (author_columns(cols) == 0);
	return rows;
}

static int draw_side(const struct conflict_field *f, size_t i, bool current, struct canvas *c, struct rect r)
{
	const struct conflict_side *side = &f->sides[i];
	bool chosen = f->choice == CONFLICT_BOTH || (f->choice == CONFLICT_ONE && f->chosen == i);
	int width = value_columns(r.cols);
	int author = author_columns(r.cols);
	int rows = rows_of(buf_str(&side->text), width);
	unsigned style = point(c, r, current);
	char mark[8] = { '(', chosen ? 'x' : ' ', ')', ' ', (char)('A' + (int)i), '\0' };

	if (!current && chosen)
		style = ATTR_BOLD;
	canvas_put(c, r.row, r.col + 3, 5, style, mark);
	canvas_paragraph(c, (struct rect){ r.row, r.col + 10, rows, width }, style, buf_str(&side->text));
	if (author > 0)
		canvas_put(c, r.row, r.col + 11 + width, author - 1, ROLE_NORMAL, buf_str(&side->who));
	else
		canvas_put(c, r.row + rows, r.col + 10, r.cols - 10, ROLE_NORMAL, buf_str(&side->who));
	return rows + (author == 0);
}

JAL_MUST static enum jal_err put_choice(const struct conflict *k, size_t i, struct buf *out)
{
	enum jal_err err = JAL_OK;

	if (k->fields[i].choice == CONFLICT_NONE)
		return buf_puts(out, _("choix : aucun"));
	err = buf_puts(out, _("choix : "));
	return err == JAL_OK ? conflict_outcome(k, i, out) : err;
}

static void draw_choice(const struct conflict *k, size_t i, struct canvas *c, struct rect r)
{
	const struct conflict_field *f = &k->fields[i];
	struct buf text = BUF_INIT;

	if (put_choice(k, i, &text) == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, f->choice == CONFLICT_NONE ? ROLE_WARNING : ROLE_DONE, buf_str(&text));
	buf_free(&text);
}

static void draw_undone(const struct conflict_field *f, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (buf_printf(&text, _("choix annulé par %s"), buf_str(&f->undone)) == JAL_OK)
		canvas_put(c, r.row, r.col + 3, r.cols - 3, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void draw_field(const struct conflict *k, size_t i, const struct conflict_place *at, struct canvas *c, struct rect r)
{
	const struct conflict_field *f = &k->fields[i];
	int used = canvas_put(c, r.row, r.col + 1, r.cols / 2, ATTR_BOLD, _(model_field(f->field)->label));

	draw_choice(k, i, c, (struct rect){ r.row, r.col + used + 4, 1, r.cols - used - 4 });
	r = layout_below(r, 1);
	if (f->before.len > 0) {
		int rows = rows_of(buf_str(&f->before), value_columns(r.cols));

		canvas_put(c, r.row, r.col + 3, 7, ROLE_NORMAL, _("avant"));
		canvas_paragraph(c, (struct rect){ r.row, r.col + 10, rows, value_columns(r.cols) }, ROLE_NORMAL,
			buf_str(&f->before));
		r = layout_below(r, rows);
	}
	for (size_t n = 0; n < f->n_sides; n++)
		r = layout_below(r, draw_side(f, n, i == at->field && n == at->side, c, r));
	if (f->undone.len > 0)
		draw_undone(f, c, r);
}

/* From which field on, so that the current one is seen. */
static size_t first_shown(const struct conflict *c, size_t current, size_t top, struct rect r)
{
	if (top > current)
		top = current;
	for (;;) {
		int rows = 0;

		for (size_t i = top; i <= current; i++)
			rows += field_rows(&c->fields[i], r.cols);
		if (rows <= r.rows + 1 || top == current)
			return top;
		top++;
	}
}

void conflict_draw(const struct conflict *c, const struct conflict_place *at, size_t *top, struct canvas *canvas,
	struct rect r)
{
	*top = first_shown(c, at->field, *top, r);
	for (size_t i = *top; i < c->n_fields && r.rows > 0; i++) {
		draw_field(c, i, at, canvas, r);
		r = layout_below(r, field_rows(&c->fields[i], r.cols));
	}
}

/* ---- a contradiction ---- */

static struct rect put_paragraph(struct canvas *c, struct rect r, const char *text)
{
	int rows = rows_of(text, r.cols);

	canvas_paragraph(c, (struct rect){ r.row, r.col, rows, r.cols }, ROLE_NORMAL, text);
	return layout_below(r, rows);
}

/* "> Fin   20/12/2026   Nadia Essai, mar. 24/11 10h42", under what it is of. */
static struct rect draw_row(const struct contradiction *c, size_t i, bool current, struct canvas *canvas, struct rect r)
{
	const struct contradiction_row *row = &c->rows[i];
	const char *label = c->ref.item.kind == SETTLE_RING ? "" : _(model_field(row->field)->label);
	struct buf text = BUF_INIT;
	int width = value_columns(r.cols);
	int rows = 1;

	if (i == 0 || strcmp(buf_str(&row->of), buf_str(&c->rows[0].of)) != 0) {
		canvas_put(canvas, r.row, r.col + 1, r.cols - 1, ATTR_BOLD, buf_str(&row->of));
		r = layout_below(r, 1);
	}
	if (buf_printf(&text, *label != '\0' ? _("%s : %s") : "%s%s", label, buf_str(&row->value)) == JAL_OK) {
		rows = rows_of(buf_str(&text), width + 7);
		canvas_paragraph(canvas, (struct rect){ r.row, r.col + 3, rows, width + 7 }, point(canvas, r, current),
			buf_str(&text));
	}
	buf_free(&text);
	if (author_columns(r.cols) > 0) {
		canvas_put(canvas, r.row, r.col + 11 + width, author_columns(r.cols) - 1, ROLE_NORMAL, buf_str(&row->who));
		return layout_below(r, rows);
	}
	canvas_put(canvas, r.row + rows, r.col + 5, r.cols - 5, ROLE_NORMAL, buf_str(&row->who));
	return layout_below(r, rows + 1);
}

void conflict_draw_contradiction(const struct contradiction *c, size_t row, struct canvas *canvas, struct rect r)
{
	struct buf text = BUF_INIT;

	if (buf_printf(&text, _("%s : une contradiction"), buf_str(&c->about)) == JAL_OK)
		canvas_put(canvas, r.row, r.col, r.cols, ATTR_BOLD, buf_str(&text));
	buf_free(&text);
	canvas_rule(canvas, r.row + 1, r.col, r.cols, ROLE_FRAME, "─");
	r = put_paragraph(canvas, layout_below(r, 2), buf_str(&c->say));
	r = put_paragraph(canvas, r, _("Chaque saisie allait bien de son côté ; elles ne vont pas ensemble."));
	r = layout_below(r, 1);
	for (size_t i = 0; i < c->n_rows; i++)
		r = layout_below(draw_row(c, i, i == row, canvas, r), 1);
	(void)put_paragraph(canvas, r,
		contradiction_has_sides(c) ? _("Entrée : garder ce qui est choisi. Ctrl+Z pourra revenir dessus.") :
					     _("Entrée : corriger ce qui est choisi, dans sa fiche. Corriger l’un des deux suffit."));
}

/* ---- linear mode ---- */

void conflict_draw_tell(const struct conflict *c, const struct conflict_place *at, struct tell *t)
{
	struct buf text = BUF_INIT;
	size_t number = 0;

	for (size_t i = 0; i < c->n_fields; i++) {
		const struct conflict_field *f = &c->fields[i];

		buf_clear(&text);
		if (put_choice(c, i, &text) == JAL_OK)
			tell_printf(t, _("%s, %s"), _(model_field(f->field)->label), buf_str(&text));
		tell_pair(t, _("avant"), buf_str(&f->before));
		for (size_t n = 0; n < f->n_sides; n++) {
			buf_clear(&text);
			if (buf_printf(&text, _("%c ; %s ; %s"), (char)('A' + (int)n), buf_str(&f->sides[n].text),
				buf_str(&f->sides[n].who)) == JAL_OK)
				tell_item(t, ++number, i == at->field && n == at->side, buf_str(&text));
		}
		if (f->undone.len > 0)
			tell_printf(t, _("choix annulé par %s"), buf_str(&f->undone));
	}
	buf_free(&text);
}

void conflict_draw_tell_contradiction(const struct contradiction *c, size_t row, struct tell *t)
{
	struct buf text = BUF_INIT;

	tell_printf(t, _("%s : une contradiction"), buf_str(&c->about));
	tell_say(t, buf_str(&c->say));
	tell_say(t, _("Chaque saisie allait bien de son côté ; elles ne vont pas ensemble."));
	for (size_t i = 0; i < c->n_rows; i++) {
		const struct contradiction_row *r = &c->rows[i];
		const char *label = c->ref.item.kind == SETTLE_RING ? "" : _(model_field(r->field)->label);

		buf_clear(&text);
		if (buf_printf(&text, _("%s ; %s%s%s ; %s"), buf_str(&r->of), label, *label != '\0' ? " " : "", buf_str(&r->value),
			buf_str(&r->who)) == JAL_OK)
			tell_item(t, i + 1, i == row, buf_str(&text));
	}
	tell_say(t, contradiction_has_sides(c) ? _("Entrée : garder ce qui est choisi. Ctrl+Z pourra revenir dessus.") :
						 _("Entrée : corriger ce qui est choisi, dans sa fiche. Corriger l’un des deux suffit."));
	buf_free(&text);
}
