/*
 * Who: the search of the list of dossiers, in a few lines.
 */
#include "tui/scr_who.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/work.h"

#define SHOWN 50	/* more of them are to be narrowed by another letter */

struct found {
	struct file_ref ref;
	struct buf name;
	struct buf town;
};

struct who {
	struct screen screen;	/* first */
	struct desk *desk;
	struct caseload_view *view;	/* NULL while locked */
	struct list list;
	struct found found[SHOWN];
	size_t n;
	struct buf question;
	void (*done)(void *ctx, struct app *app, const struct file_ref *who);
	void *ctx;
};

static struct who *self(struct screen *s)
{
	return (struct who *)s;
}

/* ---- rows ---- */

static void forget(struct who *w)
{
	for (size_t i = 0; i < w->n; i++) {
		buf_free(&w->found[i].name);
		buf_free(&w->found[i].town);
	}
	w->n = 0;
}

JAL_MUST static enum jal_err keep(struct who *w, const struct caseload_row *r)
{
	struct found *f = &w->found[w->n];
	struct buf name = BUF_INIT;
	enum jal_err err = desk_name(w->desk, r->name, r->first_name, &name);

	*f = (struct found){ .ref = { r->dossier, r->caseload } };
	w->n++;
	if (err == JAL_OK)
		err = text_inert(buf_str(&name), name.len, TEXT_LINE, &f->name);
	/* Others can see the screen: who lives where is theirs. */
	if (err == JAL_OK && !desk_discreet(w->desk))
		err = text_inert(r->town, strlen(r->town), TEXT_LINE, &f->town);
	buf_free(&name);
	return err;
}

static size_t find(void *ctx, const char *query, int sort, size_t *rows, size_t room)
{
	struct who *w = ctx;
	/* A word may find a colleague's dossier; without one, one's own stand there. */
	struct caseload_query q = { .text = query, .sort = CASELOAD_BY_NAME, .mine = *query == '\0' };
	const struct caseload_row *all = NULL;
	size_t total = 0;
	size_t n = 0;
	enum jal_err err = JAL_OK;

	(void)sort;
	forget(w);
	if (w->view == NULL)
		return 0;
	err = caseload_find(w->view, &q, &total);
	if (err == JAL_OK)
		err = caseload_window(w->view, 0, SHOWN, &all, &n);
	for (size_t i = 0; i < n && err == JAL_OK; i++)
		err = keep(w, &all[i]);
	for (size_t i = 0; i < w->n && i < room; i++)
		rows[i] = i;
	return w->n < room ? w->n : room;
}

static size_t count(void *ctx)
{
	(void)ctx;
	return SHOWN;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	const struct who *w = ctx;

	return row < w->n ? w->found[row].ref.dossier : ID_ZERO;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct who *w = ctx;

	(void)style;
	if (row < w->n && buf_puts(text, buf_str(column == 0 ? &w->found[row].name : &w->found[row].town)) != JAL_OK)
		buf_clear(text);
}

static const char *empty(void *ctx, const char *query)
{
	(void)ctx;
	return *query == '\0' ? _("Aucun dossier actif n’est à votre nom : tapez un nom.") :
				_("Personne ne répond à ces lettres.\nÉchap : effacer, puis revenir.");
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.find = find,
	.empty = empty,
};

static const struct list_column columns[] = {
	{ .title = N_("NOM Prénom"), .place = { .width = 20, .weight = 2 } },
	{ .title = N_("Commune"), .place = { .width = 12, .weight = 1, .drop = 1 } },
};

/* ---- the screen ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct who *w = (const struct who *)s;

	if (buf_puts(out, buf_str(&w->question)) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct who *w = self(s);
	enum jal_err err = JAL_OK;

	if (w->view == NULL)
		err = caseload_open(desk_db(w->desk), desk_today(w->desk), &w->view);
	if (err == JAL_OK)
		err = list_load(&w->list);
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(w->desk), err, why);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct who *w = self(s);
	struct rect r = layout_middle(l->body, 14, l->body.cols > 64 ? 64 : l->body.cols);
	struct rect in = { r.row + 1, r.col, r.rows - 2, r.cols };

	canvas_fill(c, r, ROLE_NORMAL);
	canvas_rule(c, r.row, r.col, r.cols, ROLE_FRAME, "─");
	canvas_rule(c, r.row + r.rows - 1, r.col, r.cols, ROLE_FRAME, "─");
	list_draw_search(&w->list, c, (struct rect){ in.row, in.col, 1, in.cols }, buf_str(&w->question));
	list_draw(&w->list, c, layout_below(in, 1));
}

static void tell(struct screen *s, struct tell *t)
{
	struct who *w = self(s);

	tell_say(t, buf_str(&w->question));
	list_tell(&w->list, t);
	t->takes = TELL_WORDS;
	tell_prompt(t, _("Numéro, mot à chercher, « < » pour revenir :"));
}

static bool choose(struct screen *s, size_t number)
{
	return list_choose(&self(s)->list, number);
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	(void)n;
	return list_answer(&self(s)->list, line);
}

static bool key(struct screen *s, const struct key *k)
{
	struct who *w = self(s);

	/* The empty field is left together with the screen. */
	if ((k->code == K_ESC || k->code == (K_CTRL | 'c')) && w->list.search.len == 0)
		return false;
	return k->code != K_ENTER && list_key(&w->list, k);
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return list_paste(&self(s)->list, bytes, n);
}

static bool run(struct screen *s, enum action_id action)
{
	struct who *w = self(s);
	struct app *app = s->app;
	size_t row = list_current(&w->list);
	struct file_ref ref;
	void (*done)(void *ctx, struct app *app, const struct file_ref *who) = w->done;
	void *ctx = w->ctx;

	if (action != ACT_OPEN || row == LIST_NONE || row >= w->n)
		return false;
	ref = w->found[row].ref;
	app_pop(app);
	done(ctx, app, &ref);
	return true;
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct who *w = (const struct who *)s;

	if (action != ACT_OPEN || list_current(&w->list) != LIST_NONE)
		return NULL;
	return w->list.search.len > 0 ? _("personne ne répond à ces lettres ; effacez-en, ou Échap pour tout effacer") :
					_("aucun dossier actif n’est à votre nom ; tapez un nom");
}

static bool typing(const struct screen *s)
{
	(void)s;
	return true;
}

static void event(struct screen *s, const void *e)
{
	struct diag why = DIAG_INIT;

	(void)e;
	if (self(s)->view != NULL && load(s, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

static void release(struct screen *s)
{
	struct who *w = self(s);

	forget(w);
	caseload_close(w->view);
	w->view = NULL;
}

static void who_free(struct screen *s)
{
	struct who *w = self(s);

	release(s);
	list_free(&w->list);
	buf_free(&w->question);
	free(w);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.why_not = why_not,
	.typing = typing,
	.event = event,
	.release = release,
	.free = who_free,
	.overlay = true,
};

struct screen *scr_who_new(struct desk *desk, const char *question,
	void (*done)(void *ctx, struct app *app, const struct file_ref *who), void *ctx)
{
	struct who *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->screen = (struct screen){ .vt = &vt, .id = SCR_PICK };
	w->desk = desk;
	w->done = done;
	w->ctx = ctx;
	if (buf_puts(&w->question, question) != JAL_OK ||
		list_init(&w->list, &model, w, columns, sizeof(columns) / sizeof(columns[0])) != JAL_OK) {
		buf_free(&w->question);
		free(w);
		return NULL;
	}
	w->list.plain = true;
	list_search(&w->list);
	return &w->screen;
}
