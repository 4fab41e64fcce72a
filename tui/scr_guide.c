/*
 * The guide's screen. What is seen first is a place in the text, so that another
 * width shows the same lines.
 */
#include "tui/scr_guide.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/app.h"
#include "tui/editor.h"
#include "tui/guide.h"
#include "tui/i18n.h"

#define QUERY_MAX 200

struct place {
	size_t line;
	size_t at;	/* bytes into it */
};

struct guide {
	struct screen screen;	/* first */
	struct place first;	/* seen at the top */
	int width, rows;	/* as drawn last */
	bool searching;		/* letters go to the field */
	struct editor query;
	size_t found;		/* the line that was found; guide_lines: none */
};

static struct guide *self(struct screen *s)
{
	return (struct guide *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Guide")) != JAL_OK)
		buf_clear(out);
}

/* ---- places ---- */

/* The row of the text that begins there: *shown bytes; where the next one begins. */
static struct place next_row(const struct guide *g, struct place p, size_t *shown)
{
	const struct guide_line *line = &guide_text[p.line];
	size_t n = strlen(line->text);
	size_t next = n;

	*shown = n - p.at;
	if (line->kind == GUIDE_TEXT || line->kind == GUIDE_HEADING)
		next = p.at + glyph_wrap(line->text + p.at, n - p.at, g->width, shown);
	return next < n ? (struct place){ p.line, next } : (struct place){ p.line + 1, 0 };
}

static struct place row_before(const struct guide *g, struct place p)
{
	struct place at = { p.at > 0 ? p.line : p.line > 0 ? p.line - 1 : 0, 0 };
	size_t shown = 0;

	for (;;) {
		struct place next = next_row(g, at, &shown);

		if (next.line > p.line || (next.line == p.line && next.at >= p.at))
			return at;
		at = next;
	}
}

static bool ends_here(const struct guide *g, struct place p)
{
	size_t shown = 0;

	for (int i = 0; i < g->rows && p.line < guide_lines; i++)
		p = next_row(g, p, &shown);
	return p.line >= guide_lines;
}

static void move(struct guide *g, int by)
{
	size_t shown = 0;

	for (; by > 0 && !ends_here(g, g->first); by--)
		g->first = next_row(g, g->first, &shown);
	for (; by < 0 && (g->first.line > 0 || g->first.at > 0); by++)
		g->first = row_before(g, g->first);
}

static void go_to(struct guide *g, size_t line)
{
	g->first = (struct place){ line, 0 };
	/* Nor is room left empty below. */
	while (g->first.line > 0 && ends_here(g, row_before(g, g->first)))
		g->first = row_before(g, g->first);
}

static void next_chapter(struct guide *g)
{
	for (size_t i = g->first.line + 1; i < guide_lines; i++)
		if (guide_text[i].kind == GUIDE_HEADING) {
			go_to(g, i);
			return;
		}
}

static void chapter_before(struct guide *g)
{
	for (size_t i = g->first.line; i-- > 0;)
		if (guide_text[i].kind == GUIDE_HEADING) {
			go_to(g, i);
			return;
		}
	g->first = (struct place){ 0, 0 };
}

/* ---- searching ---- */

static bool has(const char *text, const struct buf *wanted)
{
	struct buf key = BUF_INIT;
	bool found = text_fold(text, strlen(text), &key) == JAL_OK && strstr(buf_str(&key), buf_str(wanted)) != NULL;

	buf_free(&key);
	return found;
}

/* The first line from there on, round the end, that has what is typed. */
static void find(struct guide *g, size_t from)
{
	struct buf wanted = BUF_INIT;
	size_t found = guide_lines;

	if (text_fold(g->query.text, g->query.len, &wanted) != JAL_OK || wanted.len == 0) {
		g->found = guide_lines;
		buf_free(&wanted);
		return;
	}
	for (size_t k = 0; k < guide_lines && found == guide_lines; k++) {
		size_t i = (from + k) % guide_lines;

		/* What a screen shows is told in the text around it. */
		if (guide_text[i].kind != GUIDE_SCREEN && has(guide_text[i].text, &wanted))
			found = i;
	}
	g->found = found;
	if (found < guide_lines)
		go_to(g, found);
	else
		app_say(g->screen.app, APP_INFO, "%s", _("Rien dans le guide ne contient ces mots."));
	buf_free(&wanted);
}

/* ---- drawing ---- */

static void draw_row(const struct guide *g, struct canvas *c, struct rect r, struct place p, size_t shown)
{
	const struct guide_line *line = &guide_text[p.line];
	unsigned style = p.line == g->found ? ROLE_CURRENT : line->kind == GUIDE_HEADING ? ROLE_HEADING : ROLE_NORMAL;

	if (line->kind == GUIDE_EDGE)
		canvas_rule(c, r.row, r.col, r.cols, ROLE_FRAME, "─");
	else if (line->kind == GUIDE_SCREEN)
		canvas_put_n(c, r.row, r.col, r.cols, style, line->text, shown);
	else
		canvas_put_n(c, r.row, r.col + 1, g->width, style, line->text + p.at, shown);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct guide *g = self(s);
	struct rect r = l->body;
	struct place p = { 0, 0 };

	if ((g->searching || g->query.len > 0) && r.rows > 1) {
		int used = canvas_put(c, r.row, r.col + 1, r.cols - 2, ROLE_NORMAL, _("Chercher :")) + 2;

		if (g->searching)
			editor_draw(&g->query, c, (struct rect){ r.row, r.col + used, 1, r.cols - used }, ROLE_FIELD, true);
		else
			canvas_put(c, r.row, r.col + used, r.cols - used, ROLE_NORMAL, g->query.text);
		r = layout_below(r, 1);
	}
	g->rows = r.rows;
	if (r.cols - 2 != g->width) {
		g->width = r.cols > 3 ? r.cols - 2 : 1;
		/* The row that holds what was first is first again. */
		if (g->first.at > 0)
			g->first = row_before(g, (struct place){ g->first.line, g->first.at + 1 });
	}
	p = g->first;
	for (int row = 0; row < r.rows && p.line < guide_lines; row++) {
		size_t shown = 0;
		struct place next = next_row(g, p, &shown);

		draw_row(g, c, (struct rect){ r.row + row, r.col, 1, r.cols }, p, shown);
		p = next;
	}
	if (!g->searching)
		canvas_cursor(c, r.row, r.col + 1);
}

/* The chapter that holds what is seen first. */
static size_t chapter_at(size_t line)
{
	while (line > 0 && guide_text[line].kind != GUIDE_HEADING)
		line--;
	return line;
}

static void tell(struct screen *s, struct tell *t)
{
	struct guide *g = self(s);
	size_t here = chapter_at(g->found < guide_lines ? g->found : g->first.line);
	size_t number = 0;

	tell_pair(t, _("Recherche"), g->query.text);
	for (size_t i = 0; i < guide_lines; i++)
		if (guide_text[i].kind == GUIDE_HEADING)
			tell_item(t, ++number, i == here, guide_text[i].text);
	/* A screen that it shows is a picture, told in the text around it. */
	for (size_t i = here; i < guide_lines && (i == here || guide_text[i].kind != GUIDE_HEADING); i++)
		if (guide_text[i].kind == GUIDE_TEXT || guide_text[i].kind == GUIDE_HEADING)
			tell_say(t, guide_text[i].text);
	t->press = K_NONE;
	tell_prompt(t, _("Numéro du chapitre, « r » et un mot pour chercher, « < » pour revenir :"));
}

static bool choose(struct screen *s, size_t number)
{
	struct guide *g = self(s);

	for (size_t i = 0; i < guide_lines; i++) {
		if (guide_text[i].kind != GUIDE_HEADING || --number > 0)
			continue;
		g->first = (struct place){ i, 0 };
		g->found = guide_lines;
		return true;
	}
	return false;
}

/* ---- keys ---- */

static bool search_key(struct guide *g, const struct key *k)
{
	if (k->code == K_ESC || k->code == (K_CTRL | 'c')) {
		/* As in lists: Esc empties, Esc again leaves. */
		if (g->query.len == 0)
			g->searching = false;
		(void)!editor_set(&g->query, "");
		g->found = guide_lines;
		return true;
	}
	if (k->code == K_ENTER) {
		find(g, g->found < guide_lines ? g->found + 1 : g->first.line);
		return true;
	}
	switch (editor_key(&g->query, k)) {
	case EDITOR_CHANGED:
		find(g, g->found < guide_lines ? g->found : g->first.line);
		return true;
	case EDITOR_MOVED:
		return true;
	case EDITOR_FULL:
		app_say(g->screen.app, APP_WARNING, "%s", _("Ce champ est plein : rien de plus n’y entre."));
		return true;
	case EDITOR_IGNORED:
		break;
	}
	return false;
}

static bool key(struct screen *s, const struct key *k)
{
	struct guide *g = self(s);
	int page = g->rows > 1 ? g->rows - 1 : 1;

	switch (k->code) {
	case K_UP:
		move(g, -1);
		return true;
	case K_DOWN:
		move(g, 1);
		return true;
	case K_PGUP:
		move(g, -page);
		return true;
	case K_PGDN:
		move(g, page);
		return true;
	case K_TAB:
		next_chapter(g);
		return true;
	case K_BACKTAB:
		chapter_before(g);
		return true;
	default:
		break;
	}
	if (g->searching)
		return search_key(g, k);
	switch (k->code) {
	case ' ':
		move(g, page);
		return true;
	case K_HOME:
		g->first = (struct place){ 0, 0 };
		return true;
	case K_END:
		while (!ends_here(g, g->first))
			move(g, page);
		return true;
	default:
		return false;
	}
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct guide *g = self(s);

	if (!g->searching || editor_paste(&g->query, bytes, n, NULL) != JAL_OK)
		return false;
	find(g, g->first.line);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct guide *g = self(s);

	(void)n;
	if (!g->searching || editor_set(&g->query, line) != JAL_OK)
		return false;
	find(g, g->found < guide_lines ? g->found + 1 : g->first.line);
	return true;
}

static bool run(struct screen *s, enum action_id action)
{
	struct guide *g = self(s);

	if (action == ACT_BACK && g->query.len > 0) {
		(void)!editor_set(&g->query, "");
		g->found = guide_lines;
		return true;
	}
	if (action != ACT_SEARCH)
		return false;
	g->searching = true;
	return true;
}

static bool typing(const struct screen *s)
{
	return ((const struct guide *)s)->searching;
}

static void guide_free(struct screen *s)
{
	struct guide *g = self(s);

	editor_free(&g->query);
	free(g);
}

static const struct screen_vt vt = {
	.title = title,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.typing = typing,
	.free = guide_free,
};

struct screen *scr_guide_new(void)
{
	struct guide *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	g->screen = (struct screen){ .vt = &vt, .id = SCR_GUIDE };
	g->width = 78;
	g->rows = 1;
	g->found = guide_lines;
	if (editor_init(&g->query, EDITOR_LINE, QUERY_MAX) != JAL_OK) {
		free(g);
		return NULL;
	}
	return &g->screen;
}
