/*
 * The palette.
 */
#include "tui/palette.h"

#include <stdlib.h>
#include <string.h>

#include "tui/finder.h"
#include "tui/i18n.h"
#include "tui/search.h"

struct palette {
	struct finder finder;	/* first */
	const struct action **rows;	/* those of the screen below */
	const char **why;	/* for each, why it can't be done, or NULL */
	size_t n;
};

static struct palette *self(struct screen *s)
{
	return (struct palette *)s;
}

static size_t count(void *ctx)
{
	const struct palette *p = ctx;

	return p->n;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	const struct palette *p = ctx;
	struct jal_id id = ID_ZERO;

	id.b[0] = 1;
	id.b[1] = (uint8_t)p->rows[row]->id;
	return id;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct palette *p = ctx;
	const struct action *a = p->rows[row];
	enum jal_err err = JAL_OK;

	if (column == 0) {
		err = buf_puts(text, _(a->label));
	} else if (column == 1 && p->why[row] != NULL) {
		err = buf_printf(text, "(%s)", p->why[row]);
	} else if (column == 1) {
		err = buf_puts(text, _(a->help));
	} else {
		*style = ROLE_KEY;
		err = key_label(action_shown_key(a, false), text);
	}
	if (err != JAL_OK)
		buf_clear(text);
}

static bool match(void *ctx, size_t row, const char *key, size_t n)
{
	const struct palette *p = ctx;
	const struct action *a = p->rows[row];
	const char *texts[] = { _(a->label), _(a->help), a->synonyms != NULL ? _(a->synonyms) : NULL };

	return search_words(key, n, texts, 3);
}

static const char *empty(void *ctx, const char *query)
{
	(void)ctx;
	(void)query;
	return _("Aucune action ne répond à ces mots.\nEssayez-en un autre, ou Échap pour revenir.");
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.match = match,
	.empty = empty,
};

static const struct list_column columns[] = {
	{ .title = N_("Action"), .place = { .width = 18 } },
	{ .title = N_("Ce qu’elle fait"), .place = { .width = 20, .weight = 1, .drop = 1 } },
	{ .title = N_("Touche"), .place = { .width = 9 } },
};

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct palette *p = self(s);
	struct rect r = layout_middle(l->body, l->body.rows - 2, l->body.cols > 76 ? 76 : l->body.cols);
	struct rect in = { r.row + 1, r.col + 2, r.rows - 2, r.cols - 4 };

	canvas_fill(c, r, ROLE_NORMAL);
	canvas_rule(c, r.row, r.col, r.cols, ROLE_FRAME, "─");
	canvas_rule(c, r.row + r.rows - 1, r.col, r.cols, ROLE_FRAME, "─");
	for (int row = r.row; row < r.row + r.rows; row++) {
		bool first = row == r.row;
		bool last = row == r.row + r.rows - 1;

		canvas_put(c, row, r.col, 1, ROLE_FRAME, first ? "┌" : last ? "└" : "│");
		canvas_put(c, row, r.col + r.cols - 1, 1, ROLE_FRAME, first ? "┐" : last ? "┘" : "│");
	}
	list_draw_search(&p->finder.list, c, (struct rect){ in.row, in.col, 1, in.cols }, _("Que voulez-vous faire ?"));
	canvas_rule(c, in.row + 1, in.col, in.cols, ROLE_FRAME, "─");
	in = layout_below(in, 2);
	if (in.rows > 6) {
		in.rows -= 3;
		canvas_rule(c, in.row + in.rows, in.col, in.cols, ROLE_FRAME, "─");
		if (list_current(&p->finder.list) != LIST_NONE)
			action_draw_sentence(p->rows[list_current(&p->finder.list)], c,
				(struct rect){ in.row + in.rows + 1, in.col + 1, 2, in.cols - 2 });
	}
	list_draw(&p->finder.list, c, in);
}

static bool run(struct screen *s, enum action_id action)
{
	struct palette *p = self(s);
	size_t row = list_current(&p->finder.list);

	if (action != ACT_OPEN)
		return false;
	if (row != LIST_NONE)
		finder_do(&p->finder, p->rows[row], p->why[row]);
	return true;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, action_screen_name(SCR_PALETTE)) != JAL_OK)
		buf_clear(out);
}

static void palette_free(struct screen *s)
{
	struct palette *p = self(s);

	list_free(&p->finder.list);
	free(p->rows);
	free(p->why);
	free(p);
}

static const struct screen_vt vt = {
	.title = title,
	.load = finder_load,
	.draw = draw,
	.tell = finder_tell,
	.choose = finder_choose,
	.answer = finder_answer,
	.key = finder_key,
	.paste = finder_paste,
	.run = run,
	.typing = finder_typing,
	.free = palette_free,
	.overlay = true,
};

struct screen *palette_new(struct app *app, const struct screen *from)
{
	const struct action_table *t = app_host(app)->actions;
	struct palette *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->finder.screen = (struct screen){ .vt = &vt, .id = SCR_PALETTE };
	p->rows = calloc(t->n, sizeof(*p->rows));
	p->why = calloc(t->n, sizeof(*p->why));
	if (p->rows == NULL || p->why == NULL)
		goto fail;
	for (size_t i = 0; i < t->n; i++) {
		const struct action *row = &t->rows[i];

		if (!(row->screens & SCREEN(screen_keys(from))) || row->flags & ACTION_HIDDEN ||
			((row->flags & ACTION_WIDGET) && !action_is_pressed(row)) ||
			row->id == ACT_PALETTE)
			continue;
		p->why[p->n] = app_why_not(app, from, row);
		p->rows[p->n++] = row;
	}
	if (finder_init(&p->finder, &model, p, columns, sizeof(columns) / sizeof(columns[0])) != JAL_OK)
		goto fail;
	return &p->finder.screen;
fail:
	palette_free(&p->finder.screen);
	return NULL;
}
