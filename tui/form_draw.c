/*
 * Drawing a form: label, value, what it means, what is wrong with it.
 */
#include "tui/form_draw.h"

#include <string.h>

#include "core/date.h"
#include "tui/i18n.h"

#define INLINE_MAX 5
#define INLINE_COLUMNS 52
#define LABEL_MAX 34
#define VALUE_COLUMNS 40
#define SET_ROWS 4

/* What all its choices take on one line. */
static int inline_columns(const struct form_field *field)
{
	int columns = 0;

	for (size_t i = 0; i < field->choices.n; i++) {
		const char *label = _(field->choices.table[i].label);

		columns += glyph_columns(label, strlen(label)) + 6;
	}
	return columns - 2;
}

bool form_draw_inline(const struct form_field *field)
{
	return field->type == FORM_CHOICE && field->choices.offer == NULL && field->choices.n <= INLINE_MAX &&
		inline_columns(field) <= INLINE_COLUMNS;
}

/* Where labels and values stand at a width. */
struct plan {
	int label;	/* columns of the labels; 0: above their value */
	int value;	/* columns for the value */
};

static struct plan plan_for(const struct form *f, int cols)
{
	struct plan p = { 0 };

	for (size_t i = 0; i < f->n; i++) {
		const char *label = _(f->fields[i].label);
		int columns = glyph_columns(label, strlen(label)) + 4;

		if (columns > p.label)
			p.label = columns;
	}
	if (p.label > LABEL_MAX)
		p.label = LABEL_MAX;
	if (cols < 60)
		p.label = 0;
	p.value = cols - 3 - p.label - 1;
	return p;
}

static int why_rows(const struct form *f, size_t i, int cols)
{
	const struct buf *why = &f->values[i].why;
	size_t shown = 0;
	int rows = 0;

	for (size_t at = 0; at < why->len && rows < 3; rows++)
		at += glyph_wrap(buf_str(why) + at, why->len - at, cols - 8, &shown);
	return rows;
}

/* The labels of what is chosen, with commas. */
void form_draw_labels(const struct form *f, size_t i, struct buf *out)
{
	const struct form_field *field = &f->fields[i];
	const char *s = form_value(f, i);
	struct buf code = BUF_INIT;

	while (*s != '\0') {
		size_t n = (size_t)(strchrnul(s, '\n') - s);
		size_t before = out->len;

		buf_clear(&code);
		if (buf_put(&code, s, n) != JAL_OK || (out->len > 0 && buf_puts(out, ", ") != JAL_OK))
			break;
		for (size_t k = 0; k < field->choices.n && field->choices.table != NULL; k++)
			if (strcmp(field->choices.table[k].code, buf_str(&code)) == 0 &&
				buf_puts(out, _(field->choices.table[k].label)) != JAL_OK)
				break;
		if (field->choices.table == NULL && f->hooks != NULL && f->hooks->label != NULL)
			f->hooks->label(f->ctx, i, buf_str(&code), out);
		if (out->len <= before + (before > 0 ? 2 : 0) && buf_puts(out, buf_str(&code)) != JAL_OK)
			break;
		s += n + (s[n] != '\0');
	}
	buf_free(&code);
}

/* What is chosen of a set goes on over as many rows. */
static int set_rows(const struct form *f, size_t i, int cols)
{
	struct buf text = BUF_INIT;
	size_t shown = 0;
	int rows = 0;

	form_draw_labels(f, i, &text);
	for (size_t at = 0; at < text.len && rows < SET_ROWS; rows++)
		at += glyph_wrap(buf_str(&text) + at, text.len - at, cols, &shown);
	buf_free(&text);
	return rows > 0 ? rows : 1;
}

static int value_rows(const struct form *f, size_t i, int cols)
{
	const struct form_field *field = &f->fields[i];

	if (field->type == FORM_SET)
		return set_rows(f, i, cols);
	if (field->type != FORM_LONG)
		return 1;
	return field->rows > 0 ? field->rows : 4;
}

static int button_columns(const struct form *f, size_t k)
{
	const char *label = _(f->buttons[k]);

	return glyph_columns(label, strlen(label)) + 4;
}

/* Whether the next button goes on a row of its own. */
static bool breaks(const struct form *f, size_t k, int col, int cols)
{
	return col > 3 && col + button_columns(f, k) > cols;
}

static int button_rows(const struct form *f, int cols)
{
	int rows = f->n_buttons > 0;
	int col = 3;

	for (size_t k = 0; k < f->n_buttons; k++) {
		if (breaks(f, k, col, cols)) {
			col = 3;
			rows++;
		}
		col += button_columns(f, k) + 3;
	}
	return rows;
}

/* A label that has no room beside its value stands above it, whole. */
static bool above(const struct form *f, size_t i, const struct plan *p)
{
	const char *label = _(f->fields[i].label);

	return p->label == 0 || glyph_columns(label, strlen(label)) + (f->fields[i].needed ? 2 : 0) > p->label - 1;
}

static int height(const struct form *f, size_t i, const struct plan *p, int cols)
{
	if (i >= f->n)
		return 1 + button_rows(f, cols);	/* a blank row before them */
	if (!form_shown(f, i))
		return 0;
	return above(f, i, p) + value_rows(f, i, p->value) + why_rows(f, i, cols);
}

static int draw_inline(const struct form *f, size_t i, struct canvas *c, struct rect r)
{
	const struct picker_source *src = &f->fields[i].choices;
	int col = r.col;
	int at = r.col;

	for (size_t k = 0; k < src->n; k++) {
		bool on = strcmp(src->table[k].code, form_value(f, i)) == 0;

		if (on)
			at = col + 1;
		col += canvas_put(c, r.row, col, r.col + r.cols - col, ROLE_NORMAL, on ? "(x) " : "( ) ");
		col += canvas_put(c, r.row, col, r.col + r.cols - col, on ? ATTR_BOLD : ROLE_NORMAL,
			_(src->table[k].label));
		col += 2;
	}
	if (f->at == i)
		canvas_cursor(c, r.row, at < r.col + r.cols ? at : r.col);
	return col;
}

static int draw_chosen(const struct form *f, size_t i, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int used = 0;

	form_draw_labels(f, i, &text);
	used = canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, text.len > 0 ? buf_str(&text) : _("(aucun)"));
	if (f->at == i)
		canvas_cursor(c, r.row, r.col);
	buf_free(&text);
	return r.col + used + 1;
}

static int typed_columns(const struct form_field *field, int room)
{
	int want = field->type == FORM_DATE ? 12 :
		field->type == FORM_TIME    ? 7 :
		field->type == FORM_DIGITS  ? 20 :
		field->type == FORM_SECRET  ? 32 :
		field->type == FORM_LONG    ? room :
					      VALUE_COLUMNS;

	return want < room ? want : room;
}

void form_draw_understood(const struct form *f, size_t i, struct buf *out)
{
	char shown[DATE_SHOWN_MAX];
	int32_t date = 0;
	int minutes = 0;

	if (*form_value(f, i) == '\0')
		return;
	if (f->hooks != NULL && f->hooks->understood != NULL)
		f->hooks->understood(f->ctx, f, i, out);
	if (out->len > 0)
		return;
	if (form_date(f, i, &date))
		(void)!buf_printf(out, "= %s %s", _(date_weekday_short(date_weekday(date))), date_shown(date, shown));
	else if (form_minutes(f, i, &minutes))
		(void)!buf_printf(out, "= %s",
			date_shown_minutes(minutes, false, i18n_lang()[0] == 'e' ? ':' : 'h', shown));
}

static int draw_set(const struct form *f, size_t i, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int used = 0;

	r.rows = set_rows(f, i, r.cols);
	form_draw_labels(f, i, &text);
	if (r.rows == 1)
		used = canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, text.len > 0 ? buf_str(&text) : _("(aucun)"));
	else
		(void)canvas_paragraph(c, r, ROLE_NORMAL, buf_str(&text));
	if (f->at == i)
		canvas_cursor(c, r.row, r.col);
	buf_free(&text);
	return r.rows == 1 ? r.col + used + 1 : r.col + r.cols;
}

static int draw_value(struct form *f, size_t i, struct canvas *c, struct rect r)
{
	const struct form_field *field = &f->fields[i];
	bool focus = f->at == i && !f->picker.open;

	switch (field->type) {
	case FORM_CHOICE:
		if (form_draw_inline(field) && r.cols >= inline_columns(field))
			return draw_inline(f, i, c, r);
		return draw_chosen(f, i, c, r);
	case FORM_SET:
		return draw_set(f, i, c, r);
	case FORM_CHECK:
		canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, *form_value(f, i) != '\0' ? "[x]" : "[ ]");
		if (focus)
			canvas_cursor(c, r.row, r.col + 1);
		return r.col + 4;
	case FORM_FIXED:
		return r.col + 1 + canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, form_value(f, i));
	case FORM_TEXT:
	case FORM_LONG:
	case FORM_DIGITS:
	case FORM_DATE:
	case FORM_TIME:
	case FORM_SECRET:
		break;
	}
	r.cols = typed_columns(field, r.cols);
	r.rows = value_rows(f, i, r.cols);
	editor_draw(&f->values[i].editor, c, r, ROLE_FIELD, focus);
	return r.col + r.cols + 1;
}

static void draw_why(const struct form *f, size_t i, struct canvas *c, struct rect r)
{
	const struct form_value *v = &f->values[i];
	const char *s = buf_str(&v->why);
	size_t n = v->why.len;

	for (int k = 0; k < r.rows && n > 0; k++) {
		size_t shown = 0;
		size_t next = glyph_wrap(s, n, r.cols - 8, &shown);

		if (k == 0)
			canvas_put(c, r.row, r.col + 5, 1, v->verdict == FORM_WRONG ? ROLE_ERROR : ROLE_WARNING,
				v->verdict == FORM_WRONG ? "!" : "*");
		canvas_put_n(c, r.row + k, r.col + 7, r.cols - 8, v->verdict == FORM_WRONG ? ROLE_ERROR : ROLE_WARNING, s,
			k == r.rows - 1 ? n : shown);
		s += next;
		n -= next;
	}
}

static void draw_field(struct form *f, size_t i, struct canvas *c, struct rect r, const struct plan *p)
{
	const struct form_field *field = &f->fields[i];
	bool over = above(f, i, p);
	struct rect v = { r.row + over, r.col + 3 + p->label, 1, p->value };
	unsigned style = f->at == i ? ATTR_BOLD : ROLE_NORMAL;
	bool offered = field->type == FORM_TEXT && field->choices.offer != NULL;
	struct buf text = BUF_INIT;
	int col = 0;
	int rows = why_rows(f, i, r.cols);

	if (f->at == i)
		canvas_put(c, r.row, r.col + 1, 1, style, ">");
	if (form_changed(f, i) && field->type != FORM_SECRET)
		canvas_put(c, r.row, r.col + 2, 1, style, "~");
	if (buf_printf(&text, "%s%s", _(field->label), field->needed ? " *" : "") == JAL_OK)
		canvas_put(c, r.row, r.col + 3, over ? r.cols - 3 : p->label - 1, style, buf_str(&text));
	col = draw_value(f, i, c, v);
	buf_clear(&text);
	form_draw_understood(f, i, &text);
	if (text.len == 0 && field->hint != NULL && !(offered && *form_value(f, i) != '\0'))
		(void)!buf_puts(&text, _(field->hint));
	if (text.len == 0 && f->at == i &&
		(field->type == FORM_SET || (field->type == FORM_CHOICE && !form_draw_inline(field)))) {
		const char *how = _("(Espace : choisir)");

		/* Whole or not at all. */
		if (glyph_columns(how, strlen(how)) <= r.col + r.cols - col - 2)
			(void)!buf_puts(&text, how);
	}
	/* What Space offers for a text is told in its field, while that is empty. */
	if (text.len > 0 && offered)
		canvas_put_right(c, v.row, v.col + 2, r.col + r.cols - v.col - 3, ROLE_NORMAL, buf_str(&text));
	else if (text.len > 0)
		canvas_put(c, v.row, col + 1, r.col + r.cols - col - 2, ROLE_NORMAL, buf_str(&text));
	if (rows > 0)
		draw_why(f, i, c, (struct rect){ v.row + value_rows(f, i, p->value), r.col, rows, r.cols });
	buf_free(&text);
}

static void draw_buttons(const struct form *f, struct canvas *c, struct rect r)
{
	int col = 3;

	for (size_t k = 0; k < f->n_buttons; k++) {
		bool on = f->at == f->n + k;
		int width = button_columns(f, k);
		int at = 0;

		if (breaks(f, k, col, r.cols)) {
			col = 3;
			r.row++;
		}
		at = r.col + col;
		if (on) {
			canvas_put(c, r.row, at - 2, 1, ATTR_BOLD, ">");
			canvas_cursor(c, r.row, at);
		}
		canvas_put(c, r.row, at, 2, on ? ROLE_CURRENT : ROLE_NORMAL, "[ ");
		canvas_put(c, r.row, at + 2, r.col + r.cols - at - 2, on ? ROLE_CURRENT : ROLE_NORMAL, _(f->buttons[k]));
		canvas_put(c, r.row, at + width - 2, 2, on ? ROLE_CURRENT : ROLE_NORMAL, " ]");
		col += width + 3;
	}
}

int form_rows(const struct form *f, int cols)
{
	struct plan p = plan_for(f, cols);
	int rows = 0;

	for (size_t i = 0; i <= f->n; i++)
		rows += height(f, i, &p, cols);
	return rows;
}

/* From which field on, so that the one with the focus is seen whole. */
static void scroll(struct form *f, struct rect r, const struct plan *p)
{
	size_t at = f->at < f->n ? f->at : f->n;

	if (f->top > at)
		f->top = at;
	for (;;) {
		int rows = 0;

		for (size_t i = f->top; i <= at; i++)
			rows += height(f, i, p, r.cols);
		if (rows <= r.rows || f->top == at)
			break;
		f->top++;
	}
	/* Nor is room left empty below. */
	while (f->top > 0) {
		int rows = 0;

		for (size_t i = f->top - 1; i <= f->n; i++)
			rows += height(f, i, p, r.cols);
		if (rows > r.rows)
			break;
		f->top--;
	}
}

void form_draw(struct form *f, struct canvas *c, struct rect r)
{
	struct plan p = plan_for(f, r.cols);
	struct rect before = canvas_clip(c, r);
	int row = r.row;
	int at_row = r.row;

	scroll(f, r, &p);
	for (size_t i = f->top; i < f->n && row < r.row + r.rows; i++) {
		if (!form_shown(f, i))
			continue;
		if (i == f->at)
			at_row = row + above(f, i, &p);
		draw_field(f, i, c, (struct rect){ row, r.col, 1, r.cols }, &p);
		row += height(f, i, &p, r.cols);
	}
	if (row + 1 < r.row + r.rows && f->n_buttons > 0)
		draw_buttons(f, c, (struct rect){ row + 1, r.col, 1, r.cols });
	if (f->picker.open) {
		int rows = picker_rows(&f->picker);
		int below = r.row + r.rows - at_row - 1;
		struct rect over = { at_row + 1, r.col + 3 + p.label, rows < below ? rows : below, p.value };

		/* Several are chosen by reading them whole. */
		if (f->picker.marks) {
			over.col = r.col + 3;
			over.cols = r.cols - 4;
		}

		/* Above the field when there is more room there. */
		if (below < rows && at_row - r.row > below) {
			over.rows = rows < at_row - r.row ? rows : at_row - r.row;
			over.row = at_row - over.rows;
		}
		picker_draw(&f->picker, c, over);
	}
	canvas_unclip(c, before);
}
