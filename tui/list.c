/*
 * The list widget. What it does for a key or a frame depends on the lines that
 * are seen, not on how many there are; only loading walks them all.
 */
#include "tui/list.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/i18n.h"

#define SEARCH_MAX 200

enum jal_err list_init(struct list *l, const struct list_model *model, void *ctx,
	const struct list_column *columns, size_t n_columns)
{
	*l = (struct list){ .model = model, .ctx = ctx, .columns = columns, .n_columns = n_columns, .height = 1 };
	if (n_columns > LAYOUT_COLUMNS)
		return JAL_ERR_LIMIT;
	return editor_init(&l->search, EDITOR_LINE, SEARCH_MAX);
}

void list_free(struct list *l)
{
	if (l == NULL)
		return;
	editor_free(&l->search);
	free(l->rows);
	l->rows = NULL;
	l->n = 0;
}

/* The model's number of the i-th line. */
static size_t row_of(const struct list *l, size_t i)
{
	return l->rows != NULL ? l->rows[i] : i;
}

static bool is_heading(const struct list *l, size_t i)
{
	return l->model->heading != NULL && l->model->heading(l->ctx, row_of(l, i));
}

static int by_model(const void *a, const void *b, void *list)
{
	const struct list *l = list;
	size_t row_a = *(const size_t *)a;
	size_t row_b = *(const size_t *)b;
	int order = l->model->compare(l->ctx, row_a, row_b, l->sort);

	if (order != 0)
		return order;
	return row_a < row_b ? -1 : row_a > row_b;
}

/* The rows to show, in order. */
JAL_MUST static enum jal_err gather(struct list *l, size_t *rows, size_t room, size_t *n)
{
	const struct list_model *m = l->model;
	struct buf key = BUF_INIT;
	enum jal_err err = JAL_OK;

	*n = 0;
	if (m->find != NULL) {
		*n = m->find(l->ctx, l->search.text, l->sort, rows, room);
		return JAL_OK;
	}
	if (m->match != NULL && l->search.len > 0)
		err = text_fold(l->search.text, l->search.len, &key);
	for (size_t row = 0; row < room && err == JAL_OK; row++)
		if (key.len == 0 || m->match(l->ctx, row, buf_str(&key), key.len))
			rows[(*n)++] = row;
	buf_free(&key);
	if (err == JAL_OK && m->compare != NULL && *n > 1)
		qsort_r(rows, *n, sizeof(*rows), by_model, l);
	return err;
}

/* The nearest line at or after i (else before) where one may stand. */
static size_t standing(const struct list *l, size_t i)
{
	size_t up = i;

	if (l->n == 0)
		return 0;
	if (i >= l->n)
		i = l->n - 1;
	for (size_t down = i; down < l->n; down++)
		if (!is_heading(l, down))
			return down;
	for (up = i; up > 0; up--)
		if (!is_heading(l, up))
			return up;
	return i;
}

static void keep_in_view(struct list *l)
{
	size_t height = l->height > 0 ? (size_t)l->height : 1;

	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + height)
		l->top = l->at - height + 1;
	if (l->n <= height)
		l->top = 0;
	else if (l->top > l->n - height)
		l->top = l->n - height;
	/* A group's title is seen with its first line. */
	if (l->top > 0 && l->top == l->at && height > 1 && is_heading(l, l->top - 1))
		l->top--;
}

static void remember(struct list *l)
{
	if (l->n > 0 && !is_heading(l, l->at))
		l->anchor = l->model->id(l->ctx, row_of(l, l->at));
}

void list_seen(const struct list *l, size_t *first, size_t *n)
{
	size_t height = l->height > 0 ? (size_t)l->height : 1;

	*first = l->top;
	*n = l->n - l->top < height ? l->n - l->top : height;
}

bool list_select(struct list *l, const struct jal_id *id)
{
	if (l->model->place != NULL) {
		size_t row = l->model->place(l->ctx, id);

		if (row >= l->n)
			return false;
		l->at = row;
		l->anchor = *id;
		keep_in_view(l);
		return true;
	}
	for (size_t i = 0; i < l->n; i++) {
		struct jal_id here;

		if (is_heading(l, i))
			continue;
		here = l->model->id(l->ctx, row_of(l, i));
		if (id_equal(&here, id)) {
			l->at = i;
			l->anchor = here;
			keep_in_view(l);
			return true;
		}
	}
	return false;
}

/* All rows, those that answer, in order. */
JAL_MUST static enum jal_err walk(struct list *l)
{
	size_t room = l->model->count(l->ctx);
	size_t *rows = calloc(room > 0 ? room : 1, sizeof(*rows));
	size_t n = 0;
	enum jal_err err = JAL_OK;

	if (rows == NULL)
		return JAL_ERR_NOMEM;
	err = gather(l, rows, room, &n);
	if (err != JAL_OK) {
		free(rows);
		return err;
	}
	free(l->rows);
	l->rows = rows;
	l->n = n;
	return JAL_OK;
}

enum jal_err list_load(struct list *l)
{
	size_t height = l->at - l->top;
	enum jal_err err = JAL_OK;

	if (l->model->ask != NULL)
		l->n = l->model->ask(l->ctx, l->search.text, l->sort);
	else
		err = walk(l);
	if (err != JAL_OK)
		return err;
	if (id_is_zero(&l->anchor) || !list_select(l, &l->anchor)) {
		l->at = standing(l, l->at);
	} else {
		/* The line stays where the eye is. */
		l->top = l->at > height ? l->at - height : 0;
	}
	keep_in_view(l);
	if (id_is_zero(&l->anchor))
		remember(l);
	return JAL_OK;
}

size_t list_current(const struct list *l)
{
	return l->n > 0 && !is_heading(l, l->at) ? row_of(l, l->at) : LIST_NONE;
}

size_t list_count(const struct list *l)
{
	size_t n = l->n;

	for (size_t i = 0; i < l->n && l->model->heading != NULL; i++)
		n -= is_heading(l, i);
	return n;
}

static void move_to(struct list *l, size_t i)
{
	l->at = standing(l, i);
	keep_in_view(l);
	remember(l);
}

static void step_up(struct list *l)
{
	for (size_t i = l->at; i > 0; i--) {
		if (!is_heading(l, i - 1)) {
			move_to(l, i - 1);
			return;
		}
	}
	/* The first line: what stands over it comes into view. */
	l->top = 0;
}

static bool movement(struct list *l, uint32_t code)
{
	size_t page = l->height > 1 ? (size_t)l->height - 1 : 1;

	switch (code) {
	case K_UP:
		if (l->n > 0)
			step_up(l);
		return true;
	case K_DOWN:
		if (l->at + 1 < l->n)
			move_to(l, l->at + 1);
		return true;
	case K_PGUP:
		if (l->n > 0)
			move_to(l, l->at > page ? l->at - page : 0);
		return true;
	case K_PGDN:
		if (l->n > 0)
			move_to(l, l->at + page);
		return true;
	case K_HOME:
	case K_END:
		if (l->n > 0)
			move_to(l, code == K_HOME ? 0 : l->n - 1);
		return true;
	default:
		return false;
	}
}

/* What was searched changed: the best answer is the current line, and what the
 * user had chosen comes back when nothing is searched any more. */
static void searched(struct list *l)
{
	struct jal_id kept = l->anchor;
	bool narrowed = l->narrowed;

	if (!narrowed)
		l->before = l->top;
	l->narrowed = l->search.len > 0;
	l->at = 0;
	l->top = 0;
	if (l->search.len > 0)
		l->anchor = ID_ZERO;
	if (list_load(l) != JAL_OK)
		l->n = 0;
	if (l->search.len > 0) {
		l->anchor = kept;
	} else if (narrowed) {
		/* The same lines around it, as before the search. */
		l->top = l->before;
		keep_in_view(l);
	}
}

void list_search(struct list *l)
{
	l->searching = true;
}

void list_leave_search(struct list *l, const struct jal_id *chosen)
{
	l->searching = false;
	if (!id_is_zero(chosen))
		(void)list_select(l, chosen);
}

static bool is_back(uint32_t code)
{
	return code == K_ESC || code == (K_CTRL | 'c');
}

static bool search_key(struct list *l, const struct key *key)
{
	if (is_back(key->code)) {
		if (l->search.len == 0) {
			l->searching = false;
		} else {
			if (editor_set(&l->search, "") != JAL_OK)
				return false;
			searched(l);
		}
		return true;
	}
	/* Those are the field's. */
	if (key->code != K_HOME && key->code != K_END && movement(l, key->code))
		return true;
	switch (editor_key(&l->search, key)) {
	case EDITOR_CHANGED:
		searched(l);
		return true;
	case EDITOR_MOVED:
	case EDITOR_FULL:
		return true;
	case EDITOR_IGNORED:
		break;
	}
	return false;
}

bool list_key(struct list *l, const struct key *key)
{
	/* What was found stays when the field is left; it is emptied from there too. */
	if (l->searching || (is_back(key->code) && l->search.len > 0))
		return search_key(l, key);
	return movement(l, key->code);
}

bool list_click(struct list *l, int row, int col, bool *again)
{
	size_t i = l->top + (size_t)(row - l->drawn.row);

	if (row < l->drawn.row || row >= l->drawn.row + l->drawn.rows || col < l->drawn.col ||
		col >= l->drawn.col + l->drawn.cols || i >= l->n || is_heading(l, i))
		return false;
	*again = i == l->at;
	move_to(l, i);
	return true;
}

bool list_paste(struct list *l, const char *bytes, size_t n)
{
	if (!l->searching)
		return false;
	if (editor_paste(&l->search, bytes, n, NULL) == JAL_OK)
		searched(l);
	return true;
}

/* ---- drawing ---- */

/* What stands in each cell; a title has only the first, unless cells flow. */
static void read_cells(const struct list *l, size_t i, struct buf *texts, unsigned *styles)
{
	size_t n = is_heading(l, i) && !l->flows ? 1 : l->n_columns;

	for (size_t k = 0; k < n; k++) {
		buf_clear(&texts[k]);
		l->model->cell(l->ctx, row_of(l, i), k, &texts[k], &styles[k]);
	}
}

/* The columns that the k-th cell may take. */
static int room_of(const struct list *l, const struct buf *texts, const int *widths, size_t k)
{
	int room = widths[k];

	for (size_t next = k + 1; l->flows && next < l->n_columns && texts[next].len == 0; next++)
		room += widths[next] > 0 ? widths[next] + 1 : 0;
	return room;
}

static void draw_row(const struct list *l, struct canvas *c, struct rect r, const int *widths, size_t i,
	struct buf *texts)
{
	bool heading = is_heading(l, i);
	unsigned styles[LAYOUT_COLUMNS];
	int col = r.col + 1;

	for (size_t k = 0; k < LAYOUT_COLUMNS; k++)
		styles[k] = heading ? ROLE_HEADING : ROLE_NORMAL;
	read_cells(l, i, texts, styles);
	if (heading && !l->flows)
		canvas_put(c, r.row, col, r.cols - 1, styles[0], buf_str(&texts[0]));
	for (size_t k = 0; k < l->n_columns && (!heading || l->flows); k++) {
		if (widths[k] == 0)
			continue;
		if (l->columns[k].right)
			canvas_put_right(c, r.row, col, widths[k], styles[k], buf_str(&texts[k]));
		else if (texts[k].len > 0)
			canvas_put(c, r.row, col, room_of(l, texts, widths, k), styles[k], buf_str(&texts[k]));
		col += widths[k] + 1;
	}
	if (i == l->at && !heading) {
		canvas_put(c, r.row, r.col, 1, ROLE_NORMAL, ">");
		canvas_restyle(c, r, ROLE_CURRENT);
		if (!l->searching)
			canvas_cursor(c, r.row, r.col);
	}
}

static void draw_titles(const struct list *l, struct canvas *c, struct rect r, const int *widths)
{
	int col = r.col + 1;

	for (size_t k = 0; k < l->n_columns; k++) {
		if (widths[k] == 0)
			continue;
		if (l->columns[k].right)
			canvas_put_right(c, r.row, col, widths[k], ROLE_HEADING, _(l->columns[k].title));
		else
			canvas_put(c, r.row, col, widths[k], ROLE_HEADING, _(l->columns[k].title));
		col += widths[k] + 1;
	}
	canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
}

static void draw_empty(const struct list *l, struct canvas *c, struct rect r)
{
	const char *s = l->model->empty != NULL ? l->model->empty(l->ctx, l->search.text) :
						  _("Il n’y a rien ici.");
	size_t n = strlen(s);

	for (int row = r.row; row < r.row + r.rows && n > 0; row++) {
		size_t shown = 0;
		size_t next = glyph_wrap(s, n, r.cols - 2, &shown);

		canvas_put_n(c, row, r.col + 1, r.cols - 2, ROLE_NORMAL, s, shown);
		s += next;
		n -= next;
	}
	if (!l->searching)
		canvas_cursor(c, r.row, r.col);
}

void list_draw(struct list *l, struct canvas *c, struct rect r)
{
	struct layout_column places[LAYOUT_COLUMNS];
	int widths[LAYOUT_COLUMNS] = { 0 };
	struct buf texts[LAYOUT_COLUMNS] = { { NULL, 0, 0 } };

	for (size_t k = 0; k < l->n_columns; k++)
		places[k] = l->columns[k].place;
	layout_share(places, l->n_columns, r.cols - 1, widths);
	if (!l->plain && r.rows > 3) {
		draw_titles(l, c, (struct rect){ r.row, r.col, 1, r.cols }, widths);
		r = layout_below(r, 2);
	}
	l->height = r.rows;
	l->drawn = r;
	keep_in_view(l);
	if (l->n == 0)
		draw_empty(l, c, r);
	for (size_t i = l->top; i < l->n && i < l->top + (size_t)(r.rows > 0 ? r.rows : 0); i++)
		draw_row(l, c, (struct rect){ r.row + (int)(i - l->top), r.col, 1, r.cols }, widths, i, texts);
	for (size_t k = 0; k < LAYOUT_COLUMNS; k++)
		buf_free(&texts[k]);
}

void list_draw_search(struct list *l, struct canvas *c, struct rect r, const char *label)
{
	int used = canvas_put(c, r.row, r.col + 1, r.cols - 1, ROLE_NORMAL, label) + 2;

	if (l->searching)
		editor_draw(&l->search, c, (struct rect){ r.row, r.col + used, 1, r.cols - used }, ROLE_FIELD, true);
	else
		canvas_put(c, r.row, r.col + used, r.cols - used, ROLE_NORMAL, l->search.text);
}

/* ---- linear mode ---- */

/* The i-th line's number: titles have none. */
static size_t number_of(const struct list *l, size_t i)
{
	size_t n = i + 1;

	for (size_t k = 0; k < i && l->model->heading != NULL; k++)
		n -= is_heading(l, k);
	return n;
}

/* A sign is not read aloud: its word is. Nor is what sets a line in. */
JAL_MUST static enum jal_err put_spoken(const char *cell, struct buf *out)
{
	const char *word = *cell == '!' ? _("en retard") : *cell == '*' ? _("bientôt") : *cell == '.' ? _("à suivre") : NULL;

	while (*cell == ' ')
		cell++;
	if (word == NULL || (cell[1] != '\0' && cell[1] != ' '))
		return buf_puts(out, cell);
	return cell[1] == '\0' ? buf_puts(out, word) : buf_printf(out, "%s, %s", word, cell + 2);
}

JAL_MUST static enum jal_err put_cells(const struct list *l, const struct buf *texts, struct buf *out)
{
	enum jal_err err = JAL_OK;

	for (size_t k = 0; k < l->n_columns && err == JAL_OK; k++) {
		const char *title = l->plain ? "" : _(l->columns[k].title);
		const bool after_label = l->labels && k == 1 && out->len > 0;

		if (texts[k].len == 0 || strcmp(buf_str(&texts[k]), "—") == 0)
			continue;
		if (out->len > 0)
			err = buf_puts(out, after_label ? _(" : ") : _(" ; "));
		if (err == JAL_OK && k > 0 && !l->labels && *title != '\0')
			err = buf_printf(out, _("%s : "), title);
		if (err == JAL_OK)
			err = l->n_columns > 1 ? put_spoken(buf_str(&texts[k]), out) : buf_puts(out, buf_str(&texts[k]));
	}
	/* One file at a time, when others can hear. */
	return err == JAL_OK && out->len == 0 ? buf_puts(out, _("caché")) : err;
}

static void tell_row(const struct list *l, struct tell *t, size_t i, size_t number, struct buf *texts, struct buf *line)
{
	unsigned styles[LAYOUT_COLUMNS] = { ROLE_NORMAL };

	read_cells(l, i, texts, styles);
	buf_clear(line);
	if (is_heading(l, i))
		tell_say(t, buf_str(&texts[0]));
	else if (put_cells(l, texts, line) == JAL_OK)
		tell_item(t, number, i == l->at, buf_str(line));
	else
		t->err = JAL_ERR_NOMEM;
}

void list_tell(struct list *l, struct tell *t)
{
	struct buf texts[LAYOUT_COLUMNS] = { { NULL, 0, 0 } };
	struct buf line = BUF_INIT;
	size_t number = 0;

	/* Whole pages: what was heard is not heard again with the next one. */
	l->height = TELL_WINDOW;
	l->top = l->at / TELL_WINDOW * TELL_WINDOW;
	number = number_of(l, l->top);
	tell_pair(t, _("Recherche"), l->search.text);
	if (l->n == 0)
		tell_say(t, l->model->empty != NULL ? l->model->empty(l->ctx, l->search.text) : _("Il n’y a rien ici."));
	for (size_t i = l->top; i < l->n && i < l->top + TELL_WINDOW; i++) {
		tell_row(l, t, i, number, texts, &line);
		number += !is_heading(l, i);
	}
	t->all = list_count(l);
	if (t->last < t->all || t->first > 1)
		tell_printf(t, _("Lignes %zu à %zu sur %zu. « + » : la suite ; « - » : celles d’avant."), t->first, t->last, t->all);
	for (size_t k = 0; k < LAYOUT_COLUMNS; k++)
		buf_free(&texts[k]);
	buf_free(&line);
}

bool list_choose(struct list *l, size_t number)
{
	size_t seen = 0;

	if (number == 0 || number > list_count(l))
		return false;
	for (size_t i = l->model->heading == NULL ? number - 1 : 0; i < l->n; i++) {
		seen += !is_heading(l, i);
		if (l->model->heading != NULL && seen < number)
			continue;
		move_to(l, i);
		return true;
	}
	return false;
}

bool list_answer(struct list *l, const char *line)
{
	if (!l->searching || editor_set(&l->search, "") != JAL_OK)
		return false;
	if (*line != '\0' && editor_paste(&l->search, line, strlen(line), NULL) != JAL_OK)
		return false;
	searched(l);
	return true;
}
