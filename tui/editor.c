/*
 * Editing, undo and wrapping of one text.
 */
#include "tui/editor.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/text.h"
#include "tui/glyph.h"

#define STEPS_MAX 200

enum step_kind { STEP_OTHER, STEP_TYPED, STEP_ERASED };

struct editor_step {
	enum step_kind kind;
	size_t at;
	size_t inserted;	/* bytes put there */
	size_t caret;		/* where it was before */
	struct buf removed;	/* what was there */
};

static enum text_shape shape_of(const struct editor *e)
{
	return e->kind == EDITOR_LONG ? TEXT_LONG : TEXT_LINE;
}

enum jal_err editor_init(struct editor *e, enum editor_kind kind, size_t max)
{
	*e = (struct editor){ .kind = kind, .max = max, .goal = -1, .width = 78, .rows = 1 };
	e->text = calloc(1, max + 1);
	return e->text != NULL ? JAL_OK : JAL_ERR_NOMEM;
}

void editor_init_secret(struct editor *e, char *memory, size_t n)
{
	*e = (struct editor){ .kind = EDITOR_SECRET, .max = n - 1, .goal = -1, .width = 78, .rows = 1,
		.text = memory, .borrowed = true };
	memory[0] = '\0';
}

static void forget_steps(struct editor *e)
{
	for (size_t i = 0; i < e->n_steps; i++)
		buf_free(&e->steps[i].removed);
	free(e->steps);
	e->steps = NULL;
	e->n_steps = 0;
	e->run = false;
}

void editor_free(struct editor *e)
{
	if (e == NULL || e->text == NULL)
		return;
	forget_steps(e);
	explicit_bzero(e->text, e->max + 1);
	if (!e->borrowed)
		free(e->text);
	free(e->lines);
	*e = (struct editor){ .goal = -1 };
}

enum jal_err editor_set(struct editor *e, const char *text)
{
	struct buf clean = BUF_INIT;
	enum jal_err err = text_clean(text, strlen(text), shape_of(e), &clean, NULL);

	if (err == JAL_OK && clean.len > e->max)
		err = JAL_ERR_LIMIT;
	if (err == JAL_OK) {
		explicit_bzero(e->text, e->max + 1);
		memcpy(e->text, buf_str(&clean), clean.len);
		e->len = clean.len;
		e->caret = e->len;
		e->first = 0;
		e->goal = -1;
		e->lines_width = 0;
		forget_steps(e);
	}
	buf_free(&clean);
	return err;
}

/* Remembers what a change will remove. Losing the memory for that only loses
 * the undoing, never what is typed. */
static void record(struct editor *e, enum step_kind kind, size_t at, size_t del, size_t ins)
{
	struct editor_step *last = e->n_steps > 0 ? &e->steps[e->n_steps - 1] : NULL;
	struct editor_step *steps = NULL;
	struct editor_step step = { .kind = kind, .at = at, .inserted = ins, .caret = e->caret };

	if (e->kind == EDITOR_SECRET)
		return;
	if (e->run && last != NULL && last->kind == kind && kind == STEP_TYPED && del == 0 &&
		last->at + last->inserted == at) {
		last->inserted += ins;
		return;
	}
	if (buf_put(&step.removed, e->text + at, del) != JAL_OK) {
		forget_steps(e);
		return;
	}
	if (e->run && last != NULL && last->kind == kind && kind == STEP_ERASED && ins == 0 && at + del == last->at) {
		if (buf_put(&step.removed, last->removed.data, last->removed.len) == JAL_OK) {
			buf_free(&last->removed);
			last->removed = step.removed;
			last->at = at;
			return;
		}
	}
	if (e->n_steps == STEPS_MAX) {
		buf_free(&e->steps[0].removed);
		/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): steps that were counted are there */
		memmove(e->steps, e->steps + 1, (STEPS_MAX - 1) * sizeof(*e->steps));
		e->n_steps--;
	}
	steps = realloc(e->steps, (e->n_steps + 1) * sizeof(*steps));
	if (steps == NULL) {
		buf_free(&step.removed);
		forget_steps(e);
		return;
	}
	e->steps = steps;
	e->steps[e->n_steps++] = step;
}

static void splice(struct editor *e, size_t at, size_t del, const char *text, size_t n)
{
	size_t after = at + del;

	memmove(e->text + at + n, e->text + after, e->len - after + 1);
	if (n > 0)
		memcpy(e->text + at, text, n);
	if (n < del)
		explicit_bzero(e->text + e->len - del + n, del - n);
	e->len = e->len - del + n;
	e->caret = at + n;
	e->goal = -1;
	e->lines_width = 0;
}

JAL_MUST static enum jal_err change(struct editor *e, enum step_kind kind, size_t at, size_t del, const char *text,
	size_t n)
{
	if (at > e->len || del > e->len - at)
		return JAL_ERR_INVALID;
	if (n > del && n - del > e->max - e->len)
		return JAL_ERR_LIMIT;
	record(e, kind, at, del, n);
	splice(e, at, del, text, n);
	return JAL_OK;
}

enum jal_err editor_replace(struct editor *e, size_t at, size_t del, const char *text, size_t n)
{
	e->run = false;
	return change(e, STEP_OTHER, at, del, text, n);
}

/* Puts text in at the caret. A mark joins the character before it: é typed as
 * e and an accent becomes one character. */
JAL_MUST static enum jal_err insert(struct editor *e, enum step_kind kind, const char *text, size_t n, size_t *dropped)
{
	struct buf whole = BUF_INIT;
	struct buf clean = BUF_INIT;
	size_t from = e->caret;
	size_t same = 0;
	enum jal_err err = JAL_OK;

	if (n > 0 && (unsigned char)text[0] >= 0x80)
		from = text_prev(e->text, e->len, e->caret);
	err = buf_put(&whole, e->text + from, e->caret - from);
	if (err == JAL_OK)
		err = buf_put(&whole, text, n);
	if (err == JAL_OK)
		err = text_clean(buf_str(&whole), whole.len, shape_of(e), &clean, dropped);
	if (err != JAL_OK)
		goto out;
	while (same < e->caret - from && same < clean.len && e->text[from + same] == (char)clean.data[same])
		same++;
	if (same < e->caret - from)
		same = 0;	/* not inside a character */
	if (clean.len - same == 0 && same == e->caret - from)
		goto out;
	err = change(e, kind, from + same, e->caret - from - same, buf_str(&clean) + same, clean.len - same);
out:
	buf_free(&whole);
	buf_free(&clean);
	return err;
}

enum jal_err editor_paste(struct editor *e, const char *bytes, size_t n, size_t *dropped)
{
	e->run = false;
	return insert(e, STEP_OTHER, bytes, n, dropped);
}

bool editor_undo(struct editor *e)
{
	struct editor_step *step = NULL;

	e->run = false;
	if (e->n_steps == 0)
		return false;
	step = &e->steps[--e->n_steps];
	splice(e, step->at, step->inserted, buf_str(&step->removed), step->removed.len);
	e->caret = step->caret <= e->len ? step->caret : e->len;
	buf_free(&step->removed);
	return true;
}

/* ---- wrapping ---- */

JAL_MUST static enum jal_err add_line(struct editor *e, size_t *room, size_t from, size_t to)
{
	if (e->n_lines == *room) {
		size_t more = *room > 0 ? *room * 2 : 16;
		struct editor_line *lines = realloc(e->lines, more * sizeof(*lines));

		if (lines == NULL)
			return JAL_ERR_NOMEM;
		e->lines = lines;
		*room = more;
	}
	e->lines[e->n_lines++] = (struct editor_line){ from, to };
	return JAL_OK;
}

static void wrap(struct editor *e, int width)
{
	size_t room = 0;
	size_t from = 0;
	enum jal_err err = JAL_OK;

	if (width < 1)
		width = 1;
	if (e->lines_width == width && e->lines != NULL)
		return;
	free(e->lines);
	e->lines = NULL;
	e->n_lines = 0;
	for (;;) {
		size_t shown = 0;
		size_t next = from + glyph_wrap(e->text + from, e->len - from, width, &shown);

		err = add_line(e, &room, from, from + shown);
		if (err != JAL_OK || (next == e->len && from + shown == e->len))
			break;
		from = next;
	}
	e->lines_width = err == JAL_OK ? width : 0;
}

static size_t line_of(const struct editor *e, size_t at)
{
	size_t low = 0;
	size_t high = e->n_lines;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (e->lines[mid].from <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* One column is left for the caret behind the last character. */
static int wrap_width(int cols)
{
	return cols > 1 ? cols - 1 : 1;
}

/* ---- keys ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static size_t word_left(const struct editor *e, size_t at)
{
	while (at > 0 && is_space(e->text[at - 1]))
		at--;
	while (at > 0 && !is_space(e->text[at - 1]))
		at--;
	return at;
}

static size_t word_right(const struct editor *e, size_t at)
{
	while (at < e->len && !is_space(e->text[at]))
		at++;
	while (at < e->len && is_space(e->text[at]))
		at++;
	return at;
}

static enum editor_result moved_to(struct editor *e, size_t at)
{
	e->caret = at;
	e->goal = -1;
	e->run = false;
	return EDITOR_MOVED;
}

/* n wrapped lines down (or up), in the column where the moving began. */
static enum editor_result vertical(struct editor *e, long n)
{
	size_t line = 0;
	size_t target = 0;
	const struct editor_line *l = NULL;
	int goal = e->goal;

	if (e->kind != EDITOR_LONG)
		return EDITOR_IGNORED;
	wrap(e, wrap_width(e->width));
	if (e->n_lines == 0)
		return EDITOR_IGNORED;
	line = line_of(e, e->caret);
	if ((n < 0 && line == 0) || (n > 0 && line + 1 == e->n_lines))
		return EDITOR_IGNORED;
	if (n < 0)
		target = line > (size_t)-n ? line - (size_t)-n : 0;
	else
		target = line + (size_t)n < e->n_lines ? line + (size_t)n : e->n_lines - 1;
	if (goal < 0)
		goal = glyph_columns(e->text + e->lines[line].from, e->caret - e->lines[line].from);
	l = &e->lines[target];
	moved_to(e, l->from + glyph_fit(e->text + l->from, l->to - l->from, goal, NULL));
	e->goal = goal;
	return EDITOR_MOVED;
}

static enum editor_result edge(struct editor *e, bool end, bool whole)
{
	const struct editor_line *l = NULL;

	if (e->kind != EDITOR_LONG || whole)
		return moved_to(e, end ? e->len : 0);
	wrap(e, wrap_width(e->width));
	if (e->n_lines == 0)
		return moved_to(e, end ? e->len : 0);
	l = &e->lines[line_of(e, e->caret)];
	return moved_to(e, end ? l->to : l->from);
}

static enum editor_result erase(struct editor *e, size_t from, size_t to)
{
	if (from == to)
		return EDITOR_MOVED;
	if (change(e, STEP_ERASED, from, to - from, "", 0) != JAL_OK)
		return EDITOR_IGNORED;
	e->run = true;
	return EDITOR_CHANGED;
}

static enum editor_result type(struct editor *e, const char *text, size_t n)
{
	/* Undo goes back word by word. */
	bool blank = n == 1 && is_space(text[0]);
	enum jal_err err = JAL_OK;

	if (blank)
		e->run = false;
	err = insert(e, STEP_TYPED, text, n, NULL);
	e->run = true;
	return err == JAL_OK ? EDITOR_CHANGED : err == JAL_ERR_LIMIT ? EDITOR_FULL : EDITOR_IGNORED;
}

enum editor_result editor_key(struct editor *e, const struct key *key)
{
	long page = e->rows > 2 ? e->rows - 1 : 1;

	switch (key->code) {
	case K_LEFT:
		return moved_to(e, text_prev(e->text, e->len, e->caret));
	case K_RIGHT:
		return moved_to(e, text_next(e->text, e->len, e->caret));
	case K_CTRL | K_LEFT:
		return moved_to(e, word_left(e, e->caret));
	case K_CTRL | K_RIGHT:
		return moved_to(e, word_right(e, e->caret));
	case K_UP:
		return vertical(e, -1);
	case K_DOWN:
		return vertical(e, 1);
	case K_PGUP:
		return vertical(e, -page);
	case K_PGDN:
		return vertical(e, page);
	case K_HOME:
	case K_CTRL | K_HOME:
		return edge(e, false, key->code != K_HOME);
	case K_END:
	case K_CTRL | K_END:
		return edge(e, true, key->code != K_END);
	case K_BACKSPACE:
		return erase(e, text_prev(e->text, e->len, e->caret), e->caret);
	case K_DELETE:
		return erase(e, e->caret, text_next(e->text, e->len, e->caret));
	case K_CTRL | 'z':
		return editor_undo(e) ? EDITOR_CHANGED : EDITOR_IGNORED;
	case K_ENTER:
		return e->kind == EDITOR_LONG ? type(e, "\n", 1) : EDITOR_IGNORED;
	default:
		return key->len > 0 ? type(e, key->text, key->len) : EDITOR_IGNORED;
	}
}

/* ---- drawing ---- */

/* As many dots as there are characters. */
static void draw_secret(const struct editor *e, struct canvas *c, struct rect r, unsigned style, bool focus)
{
	int dots = 0;
	int before = 0;

	for (size_t at = 0; at < e->len; at = text_next(e->text, e->len, at)) {
		before += at < e->caret;
		dots++;
	}
	/* What does not fit is to the left. */
	if (before > r.cols - 1) {
		dots -= before - (r.cols - 1);
		before = r.cols - 1;
	}
	canvas_rule(c, r.row, r.col, dots < r.cols ? dots : r.cols, style, "•");
	if (focus)
		canvas_cursor(c, r.row, r.col + before);
}

static void draw_line(struct editor *e, struct canvas *c, struct rect r, unsigned style, bool focus)
{
	size_t fits = 0;

	if (e->first > e->len || e->first > e->caret)
		e->first = e->caret;
	/* One column stays free for the cursor. */
	while (e->first < e->caret && glyph_columns(e->text + e->first, e->caret - e->first) > r.cols - 1)
		e->first = text_next(e->text, e->len, e->first);
	/* And what was pushed out comes back when there is room again. */
	while (e->first > 0) {
		size_t left = text_prev(e->text, e->len, e->first);

		if (glyph_columns(e->text + left, e->len - left) > r.cols - 1)
			break;
		e->first = left;
	}
	fits = glyph_fit(e->text + e->first, e->len - e->first, r.cols, NULL);
	canvas_put_n(c, r.row, r.col, r.cols, style, e->text + e->first, fits);
	/* What is not seen is told, where the cursor is not. */
	const int at = glyph_columns(e->text + e->first, e->caret - e->first);
	if (e->first > 0 && r.cols > 2 && !(focus && at == 0))
		canvas_put(c, r.row, r.col, 1, style, "…");
	if (e->first + fits < e->len && r.cols > 2 && !(focus && at == r.cols - 1))
		canvas_put(c, r.row, r.col + r.cols - 1, 1, style, "…");
	if (focus)
		canvas_cursor(c, r.row, r.col + at);
}

static void draw_long(struct editor *e, struct canvas *c, struct rect r, unsigned style, bool focus)
{
	size_t caret_line = 0;
	size_t top = 0;

	wrap(e, wrap_width(r.cols));
	if (e->n_lines == 0)
		return;
	caret_line = line_of(e, e->caret);
	top = line_of(e, e->first);
	if (caret_line < top)
		top = caret_line;
	if (caret_line >= top + (size_t)r.rows)
		top = caret_line - (size_t)r.rows + 1;
	if (top > 0 && e->n_lines - top < (size_t)r.rows)
		top = e->n_lines > (size_t)r.rows ? e->n_lines - (size_t)r.rows : 0;
	e->first = e->lines[top].from;
	for (size_t i = 0; i < (size_t)r.rows && top + i < e->n_lines; i++) {
		const struct editor_line *l = &e->lines[top + i];

		canvas_put_n(c, r.row + (int)i, r.col, r.cols, style, e->text + l->from, l->to - l->from);
	}
	if (focus) {
		const struct editor_line *l = &e->lines[caret_line];
		size_t upto = e->caret < l->to ? e->caret : l->to;
		int column = glyph_columns(e->text + l->from, upto - l->from);

		canvas_cursor(c, r.row + (int)(caret_line - top), r.col + (column < r.cols ? column : r.cols - 1));
	}
}

void editor_draw(struct editor *e, struct canvas *c, struct rect r, unsigned style, bool focus)
{
	if (r.rows < 1 || r.cols < 1)
		return;
	e->width = r.cols;
	e->rows = r.rows;
	canvas_fill(c, r, style);
	if (e->kind == EDITOR_LONG)
		draw_long(e, c, r, style, focus);
	else if (e->kind == EDITOR_SECRET && !e->shown)
		draw_secret(e, c, r, style, focus);
	else
		draw_line(e, c, r, style, focus);
}
