/*
 * The list of what is to be done. Lines are fetched a window at a time; counting
 * follows what is due, not the number of dossiers.
 */
#include "tui/scr_todo.h"

#include <stdlib.h>
#include <string.h>

#include "core/todo.h"
#include "tui/app.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/picker.h"
#include "tui/todo_delay.h"
#include "tui/todo_filter.h"
#include "tui/todo_settle.h"
#include "tui/todo_words.h"
#include "tui/work.h"

#define MARGIN 40

enum { CELL_WHEN, CELL_NAME, CELL_WHAT, CELL_KEY, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_WHEN] = { .title = "", .place = { .width = 13 } },
	[CELL_NAME] = { .title = "", .place = { .width = 14, .weight = 3 } },
	[CELL_WHAT] = { .title = "", .place = { .width = 24, .weight = 2 } },
	[CELL_KEY] = { .title = "", .place = { .width = 16, .drop = 1 } },
};

enum picking { PICK_FILTER, PICK_DELAY };

struct todo {
	struct screen screen;	/* first */
	struct desk *desk;
	struct todo_view *view;	/* NULL while locked */
	struct todo_query q;
	struct list list;
	struct picker picker;
	enum picking picking;
	struct picker_choice choices[TODO_FILTERS];
	struct todo_delay delay;	/* what is postponed */
	const struct todo_row *rows;	/* the view's, from `first` on */
	size_t first, n;
	struct thresholds thresholds;
	enum jal_err err;
	int32_t today;
};

static struct todo *self(struct screen *s)
{
	return (struct todo *)s;
}

/* ---- rows ---- */

static void forget_rows(struct todo *t)
{
	t->rows = NULL;
	t->n = 0;
}

static void fetch(struct todo *t, size_t first, size_t n)
{
	forget_rows(t);
	t->err = todo_window(t->view, first, n, &t->rows, &t->n);
	t->first = first;
	if (t->err != JAL_OK)
		forget_rows(t);
}

static const struct todo_row *row_at(struct todo *t, size_t row)
{
	if (t->view == NULL)
		return NULL;
	if (row < t->first || row - t->first >= t->n)
		fetch(t, row > MARGIN ? row - MARGIN : 0, (size_t)(t->list.height > 0 ? t->list.height : 1) + 2 * MARGIN);
	return row >= t->first && row - t->first < t->n ? &t->rows[row - t->first] : NULL;
}

/* So that drawing finds what it needs. */
static void prefetch(struct todo *t)
{
	size_t first = 0;
	size_t n = 0;

	list_seen(&t->list, &first, &n);
	if (n > 0)
		(void)row_at(t, first);
	if (n > 0 && (first < t->first || first + n > t->first + t->n))
		fetch(t, first > MARGIN ? first - MARGIN : 0, n + 2 * MARGIN);
}

static const struct todo_row *current(const struct todo *t)
{
	size_t row = list_current(&t->list);

	/* What is current was fetched when it became so. */
	return row != LIST_NONE && row >= t->first && row - t->first < t->n ? &t->rows[row - t->first] : NULL;
}

static size_t ask(void *ctx, const char *text, int sort)
{
	struct todo *t = ctx;
	size_t lines = 0;

	(void)text;
	(void)sort;
	forget_rows(t);
	t->err = todo_find(t->view, &t->q, &lines);
	return t->err == JAL_OK ? lines : 0;
}

static size_t place(void *ctx, const struct jal_id *key)
{
	struct todo *t = ctx;
	size_t at = 0;

	return todo_place(t->view, key, &at) == JAL_OK ? at : LIST_NONE;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	const struct todo_row *r = row_at(ctx, row);

	return r != NULL ? r->key : ID_ZERO;
}

static bool heading(void *ctx, size_t row)
{
	const struct todo *t = ctx;

	return t->view != NULL && todo_is_heading(t->view, row);
}

JAL_MUST static enum jal_err put_when(const struct todo *t, const struct todo_row *r, struct buf *out, unsigned *style)
{
	enum jal_err err = buf_puts(out, todo_words_mark(r->sign, style));

	return err == JAL_OK ? todo_words_when(r, t->today, out) : err;
}

/* A section's first line says which key settles such lines. */
JAL_MUST static enum jal_err put_key(const struct todo *t, size_t row, const struct todo_row *r, struct buf *out)
{
	bool first = row > 0 && todo_is_heading(t->view, row - 1);

	return first ? buf_puts(out, todo_words_key(r->kind)) : JAL_OK;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	struct todo *t = ctx;
	const struct todo_row *r = row_at(t, row);
	enum jal_err err = JAL_OK;

	if (r == NULL)
		return;
	if (r->heading)
		err = todo_words_section(r->kind, &t->thresholds, r->count, text);
	/* One file at a time, when others can see the screen. */
	else if (desk_discreet(t->desk) && row != list_current(&t->list) && column != CELL_WHEN)
		return;
	else if (column == CELL_WHEN)
		err = put_when(t, r, text, style);
	else if (column == CELL_NAME && !id_is_zero(&r->dossier))
		err = desk_name(t->desk, r->name, r->first_name, text);
	else if (column == CELL_WHAT)
		err = todo_words_what(r, t->today, desk_discreet(t->desk), text);
	else if (column == CELL_KEY)
		err = put_key(t, row, r, text);
	if (err != JAL_OK)
		buf_clear(text);
}

static bool is_filtered(const struct todo *t)
{
	return t->q.kind != TASKS_NONE || t->q.sign != TASKS_SIGN_NONE;
}

static const char *empty(void *ctx, const char *query)
{
	const struct todo *t = ctx;

	(void)query;
	if (t->err != JAL_OK)
		return _("La liste n’a pas pu être lue. Rien n’est perdu : Ctrl+R, puis F1 si cela dure.");
	if (is_filtered(t))
		return _("Rien de cela n’est à faire.\nf : voir le reste.");
	return _("Rien n’attend : tout est à jour.\nf : voir aussi les dossiers des collègues.");
}

static const struct list_model model = {
	.id = id_of,
	.cell = cell,
	.heading = heading,
	.ask = ask,
	.place = place,
	.empty = empty,
};

/* ---- loading ---- */

JAL_MUST static enum jal_err reload(struct todo *t)
{
	enum jal_err err = JAL_OK;

	t->today = desk_today(t->desk);
	if (t->view == NULL)
		err = todo_open(desk_db(t->desk), desk_clock(t->desk), &t->view);
	if (err == JAL_OK)
		err = thresholds_read(desk_db(t->desk), &t->thresholds, NULL);
	if (err == JAL_OK)
		err = list_load(&t->list);
	if (err == JAL_OK)
		prefetch(t);
	return err != JAL_OK ? err : t->err;
}

static void reload_or_say(struct todo *t)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = reload(t);

	if (err != JAL_OK)
		work_say_error(t->screen.app, db_explain(desk_db(t->desk), err, &why), &why);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct todo *t = self(s);
	enum jal_err err = reload(t);

	return err != JAL_OK ? db_explain(desk_db(t->desk), err, why) : JAL_OK;
}

static void event(struct screen *s, const void *e)
{
	struct todo *t = self(s);
	const struct desk_event *what = e;

	if (what->kind == DESK_CHANGED && t->view != NULL)
		reload_or_say(t);
}

static void release(struct screen *s)
{
	struct todo *t = self(s);

	forget_rows(t);
	todo_close(t->view);
	t->view = NULL;
	t->list.n = 0;
	picker_close(&t->picker);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct todo *t = (const struct todo *)s;
	struct todo_counts all = { { 0 } };

	if (t->view != NULL)
		all = todo_counts(t->view, TASKS_NONE);
	if (buf_printf(out, _("À faire (%zu)"), all.of[TASKS_SIGN_LATE] + all.of[TASKS_SIGN_SOON] + all.of[TASKS_SIGN_WATCH]) !=
		JAL_OK)
		buf_clear(out);
}

/* room: the columns there are for the counts. */
static enum jal_err put_head(const struct todo *t, int room, struct buf *filter, struct buf *counts)
{
	struct todo_counts all = todo_counts(t->view, TASKS_NONE);
	size_t late = all.of[TASKS_SIGN_LATE];
	size_t soon = all.of[TASKS_SIGN_SOON];
	size_t watch = all.of[TASKS_SIGN_WATCH];
	enum jal_err err = buf_printf(filter, _("Filtre : %s%s"), todo_filter_name(&t->q), t->q.mine ? "" : _(", tous les dossiers"));

	if (err != JAL_OK)
		return err;
	if (room < 58)
		return buf_printf(counts, "! %zu   * %zu   . %zu", late, soon, watch);
	return buf_printf(counts, _("! en retard %zu   * cette semaine %zu   . à surveiller %zu"), late, soon, watch);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct todo *t = self(s);
	struct rect r = l->body;
	struct buf filter = BUF_INIT;
	struct buf counts = BUF_INIT;
	int used = 0;

	if (put_head(t, r.cols, &filter, &counts) == JAL_OK) {
		used = canvas_put(c, r.row, r.col + 1, r.cols - 1, ROLE_NORMAL, buf_str(&filter)) + 4;
		if (used + glyph_columns(buf_str(&counts), counts.len) < r.cols) {
			canvas_put_right(c, r.row, r.col, r.cols - 1, ROLE_NORMAL, buf_str(&counts));
		} else if (r.rows > 6) {
			r = layout_below(r, 1);
			canvas_put(c, r.row, r.col + 1, r.cols - 1, ROLE_NORMAL, buf_str(&counts));
		}
	}
	buf_free(&filter);
	buf_free(&counts);
	r = layout_below(r, 1);
	/* What the cells say needs no titles. */
	if (r.rows > 8) {
		canvas_rule(c, r.row, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
		r = layout_below(r, 1);
	}
	list_draw(&t->list, c, r);
	if (t->picker.open)
		picker_draw(&t->picker, c, layout_middle(l->body, picker_rows(&t->picker), l->cols < 50 ? l->cols : 50));
}

static void tell(struct screen *s, struct tell *out)
{
	struct todo *t = self(s);
	struct buf filter = BUF_INIT;
	struct buf counts = BUF_INIT;

	if (t->picker.open) {
		picker_tell(&t->picker, out);
		return;
	}
	if (put_head(t, 80, &filter, &counts) == JAL_OK) {
		tell_say(out, buf_str(&filter));
		tell_say(out, buf_str(&counts));
	}
	buf_free(&filter);
	buf_free(&counts);
	list_tell(&t->list, out);
	prefetch(t);
}

/* ---- filters ---- */

static void open_filters(struct todo *t)
{
	struct picker_source source = { .table = t->choices, .n = todo_filter_choices(t->view, &t->q, t->choices) };

	t->picking = PICK_FILTER;
	if (picker_open(&t->picker, &source, false, todo_filter_code(&t->q)) != JAL_OK)
		app_say(t->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

static void choose_filter(struct todo *t, const char *code)
{
	todo_filter_choose(&t->q, code);
	reload_or_say(t);
}

/* ---- postponing ---- */

static void open_delays(struct todo *t, const struct todo_row *r)
{
	struct picker_source source = todo_delay_choices();

	t->delay = (struct todo_delay){ t->desk, todo_row_kept(r) };
	t->picking = PICK_DELAY;
	if (picker_open(&t->picker, &source, false, "") != JAL_OK)
		app_say(t->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

/* ---- keys ---- */

static void picked(struct todo *t)
{
	const char *code = picker_choice(&t->picker)->code;

	/* The code is a table's, the choice is the picker's. */
	picker_close(&t->picker);
	if (t->picking == PICK_FILTER)
		choose_filter(t, code);
	else
		todo_delay_choose(&t->delay, t->screen.app, code);
}

static bool key(struct screen *s, const struct key *k)
{
	struct todo *t = self(s);

	if (t->picker.open) {
		/* Commands by F-keys and Ctrl go on: they are the dispatcher's. */
		if (k->code >= K_F(1) && k->code <= K_F(12))
			return false;
		switch (picker_key(&t->picker, k)) {
		case PICKER_CHOSE:
			picked(t);
			return true;
		case PICKER_CLOSED:
			picker_close(&t->picker);
			return true;
		case PICKER_BUSY:
			return true;
		case PICKER_IGNORED:
			return false;
		}
	}
	if (!list_key(&t->list, k))
		return false;
	prefetch(t);
	return true;
}

static bool choose(struct screen *s, size_t number)
{
	struct todo *t = self(s);

	if (t->picker.open)
		return list_choose(&t->picker.list, number);
	if (!list_choose(&t->list, number))
		return false;
	prefetch(t);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct todo *t = self(s);

	(void)n;
	return t->picker.open && list_answer(&t->picker.list, line);
}

static bool run(struct screen *s, enum action_id action)
{
	struct todo *t = self(s);
	const struct todo_row *r = current(t);
	struct file_ref ref = { ID_ZERO, ID_ZERO };

	if (r != NULL)
		ref = (struct file_ref){ r->dossier, r->caseload };
	switch ((int)action) {
	case ACT_OPEN:
		if (r != NULL)
			todo_settle_open(t->desk, s->app, r);
		return true;
	case ACT_POSTPONE:
		if (r != NULL)
			open_delays(t, r);
		return true;
	case ACT_FILTER:
		open_filters(t);
		return true;
	/* The thresholds: with the settings, which are the host's. */
	case ACT_MODIFY:
		return false;
	case ACT_REPORT:
	case ACT_TOGGLE:
	case ACT_ARCHIVE:
	case ACT_RENEW:
		return r != NULL && todo_settle_run(t->desk, s->app, r, action);
	default:
		return work_run(t->desk, s->app, r != NULL && !id_is_zero(&ref.dossier) ? &ref : NULL, action);
	}
}

static unsigned have(const struct screen *s)
{
	const struct todo *t = (const struct todo *)s;
	const struct todo_row *r = current(t);
	unsigned bits = desk_have(t->desk);

	if (r != NULL)
		bits |= NEED_ROW;
	if (r != NULL && !id_is_zero(&r->dossier))
		bits |= NEED_PERSON;
	return bits;
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct todo_row *r = current((const struct todo *)s);

	return r != NULL ? todo_settle_why_not(r, action) : NULL;
}

static bool typing(const struct screen *s)
{
	return ((const struct todo *)s)->picker.open;
}

static bool click(struct screen *s, int row, int col, bool *again)
{
	struct todo *t = self(s);
	bool there = list_click(t->picker.open ? &t->picker.list : &t->list, row, col, again);

	prefetch(t);
	return there;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct todo *t = self(s);

	return t->picker.open && list_paste(&t->picker.list, bytes, n);
}

static void todo_free(struct screen *s)
{
	struct todo *t = self(s);

	picker_close(&t->picker);
	todo_close(t->view);
	list_free(&t->list);
	free(t);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.click = click,
	.paste = paste,
	.run = run,
	.have = have,
	.why_not = why_not,
	.typing = typing,
	.picking = typing,
	.event = event,
	.release = release,
	.free = todo_free,
};

struct screen *scr_todo_new(struct desk *desk)
{
	struct todo *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->screen = (struct screen){ .vt = &vt, .id = SCR_TODO };
	t->desk = desk;
	t->q.mine = true;
	if (list_init(&t->list, &model, t, columns, CELLS) != JAL_OK) {
		free(t);
		return NULL;
	}
	t->list.plain = true;
	return &t->screen;
}
