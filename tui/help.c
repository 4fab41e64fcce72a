/*
 * The help screen.
 */
#include "tui/help.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/finder.h"
#include "tui/i18n.h"
#include "tui/search.h"

struct entry {
	const struct action *row;	/* NULL: a group's title */
	const char *title;
	const char *why;	/* why it can't be done now, or NULL */
};

struct help {
	struct finder finder;	/* first */
	struct buf title;
	struct buf here;	/* the first group's title */
	struct entry *entries;
	size_t n;
};

static struct help *self(struct screen *s)
{
	return (struct help *)s;
}

static size_t count(void *ctx)
{
	const struct help *h = ctx;

	return h->n;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	struct jal_id id = ID_ZERO;

	(void)ctx;
	id.b[0] = 1;
	id.b[1] = (uint8_t)row;
	return id;
}

static bool heading(void *ctx, size_t row)
{
	const struct help *h = ctx;

	return h->entries[row].row == NULL;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct help *h = ctx;
	const struct entry *e = &h->entries[row];
	enum jal_err err = JAL_OK;

	if (e->row == NULL) {
		err = buf_puts(text, e->title);
	} else if (column == 0) {
		*style = ROLE_KEY;
		err = action_key_names(e->row, false, text);
	} else if (column == 1) {
		err = buf_puts(text, _(e->row->label));
	} else if (e->why != NULL) {
		err = buf_printf(text, _("indisponible : %s"), e->why);
	} else {
		err = buf_puts(text, _(e->row->help));
	}
	if (err != JAL_OK)
		buf_clear(text);
}

/* A title stays when something under it does. */
static size_t find(void *ctx, const char *query, int sort, size_t *rows, size_t room)
{
	const struct help *h = ctx;
	struct buf key = BUF_INIT;
	struct buf names = BUF_INIT;
	size_t title = LIST_NONE;
	size_t n = 0;

	(void)sort;
	if (text_fold(query, strlen(query), &key) != JAL_OK)
		buf_clear(&key);
	for (size_t i = 0; i < h->n && n < room; i++) {
		const struct action *a = h->entries[i].row;
		const char *texts[4] = { NULL };

		if (a == NULL) {
			title = i;
			continue;
		}
		buf_clear(&names);
		if (action_key_names(a, false, &names) != JAL_OK)
			continue;
		texts[0] = _(a->label);
		texts[1] = _(a->help);
		texts[2] = a->synonyms != NULL ? _(a->synonyms) : NULL;
		texts[3] = buf_str(&names);
		if (!search_words(buf_str(&key), key.len, texts, 4))
			continue;
		if (title != LIST_NONE)
			rows[n++] = title;
		title = LIST_NONE;
		if (n < room)
			rows[n++] = i;
	}
	buf_free(&key);
	buf_free(&names);
	return n;
}

static const char *empty(void *ctx, const char *query)
{
	(void)ctx;
	(void)query;
	return _("Rien dans l’aide ne répond à ces mots.\nEssayez-en un autre, ou Échap pour revenir.");
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.heading = heading,
	.find = find,
	.empty = empty,
};

static const struct list_column columns[] = {
	{ .title = N_("Touche"), .place = { .width = 18 } },
	{ .title = N_("Action"), .place = { .width = 18 } },
	{ .title = N_("Ce qu’elle fait"), .place = { .width = 20, .weight = 1, .drop = 1 } },
};

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct help *h = self(s);
	struct rect r = l->body;
	struct rect rest = layout_below(r, 2);
	int notes = r.rows > 12 ? 4 : 0;
	size_t row = list_current(&h->finder.list);

	list_draw_search(&h->finder.list, c, (struct rect){ r.row, r.col, 1, r.cols }, _("Tapez un mot :"));
	canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	rest.rows -= notes;
	list_draw(&h->finder.list, c, rest);
	if (notes == 0)
		return;
	rest = layout_below(r, 2 + rest.rows);
	canvas_rule(c, rest.row, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	rest = layout_below(rest, 1);
	if (row != LIST_NONE)
		action_draw_sentence(h->entries[row].row, c, (struct rect){ rest.row, rest.col + 1, 2, rest.cols - 2 });
	canvas_put(c, rest.row + 2, rest.col + 1, rest.cols - 2, ROLE_NORMAL,
		app_settings(s->app)->timing.digits ?
			_("Pas de touches F ? Échap puis un chiffre : Échap 2 est F2. Alt et un chiffre aussi.") :
			_("Pas de touches F ? Alt et un chiffre : Alt+2 est F2, Alt+0 est F10."));
}

static bool run(struct screen *s, enum action_id action)
{
	struct help *h = self(s);
	size_t row = list_current(&h->finder.list);
	const struct entry *e = NULL;

	if (action != ACT_OPEN)
		return false;
	if (row == LIST_NONE)
		return true;
	e = &h->entries[row];
	if (e->why == NULL && e->row->flags & (ACTION_WIDGET | ACTION_HIDDEN))
		app_say(s->app, APP_INFO, "%s", _("Cette touche n’a de sens que sur son écran. Échap y revient."));
	else
		finder_do(&h->finder, e->row, e->why);
	return true;
}

static void title(const struct screen *s, struct buf *out)
{
	const struct help *h = (const struct help *)s;

	if (buf_puts(out, buf_str(&h->title)) != JAL_OK)
		buf_clear(out);
}

static void help_free(struct screen *s)
{
	struct help *h = self(s);

	list_free(&h->finder.list);
	buf_free(&h->title);
	buf_free(&h->here);
	free(h->entries);
	free(h);
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
	.free = help_free,
};

static void add_group(struct help *h, struct app *app, const struct screen *from, const char *title, bool everywhere)
{
	const struct action_table *t = app_host(app)->actions;

	h->entries[h->n++] = (struct entry){ .title = title };
	for (size_t i = 0; i < t->n; i++) {
		const struct action *row = &t->rows[i];

		if ((row->screens & SCREEN(screen_keys(from))) && action_is_everywhere(row) == everywhere)
			h->entries[h->n++] = (struct entry){ .row = row, .why = app_why_not(app, from, row) };
	}
}

struct screen *help_new(struct app *app, const struct screen *from)
{
	struct help *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return NULL;
	h->finder.screen = (struct screen){ .vt = &vt, .id = SCR_HELP };
	h->entries = calloc(app_host(app)->actions->n + 2, sizeof(*h->entries));
	if (h->entries == NULL || buf_printf(&h->title, _("Aide > %s"), action_screen_name(screen_keys(from))) != JAL_OK ||
		buf_printf(&h->here, _("ICI : %s"), action_screen_name(screen_keys(from))) != JAL_OK)
		goto fail;
	add_group(h, app, from, buf_str(&h->here), false);
	add_group(h, app, from, _("PARTOUT"), true);
	if (finder_init(&h->finder, &model, h, columns, sizeof(columns) / sizeof(columns[0])) != JAL_OK)
		goto fail;
	return &h->finder.screen;
fail:
	help_free(&h->finder.screen);
	return NULL;
}
