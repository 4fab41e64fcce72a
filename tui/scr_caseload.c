/*
 * The list of dossiers. Rows are fetched a window at a time, around those that
 * are seen; drawing finds them there.
 */
#include "tui/scr_caseload.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/drafts.h"
#include "core/todo.h"
#include "tui/app.h"
#include "tui/caseload_row.h"
#include "tui/dossier_archive.h"
#include "tui/form_person.h"
#include "tui/i18n.h"
#include "tui/picker.h"
#include "tui/scr_export.h"
#include "tui/scr_file.h"
#include "tui/scr_find.h"
#include "tui/work.h"

/* Rows fetched beyond those that are seen, on either side. */
#define MARGIN 40

enum filter { FILTER_MINE, FILTER_ALL, FILTER_CONFLICTS, FILTER_UNSENT, FILTER_ARCHIVED, FILTER_COUNT };

static const struct picker_choice filters[FILTER_COUNT] = {
	[FILTER_MINE] = { "mine", N_("actifs, à mon nom") },
	[FILTER_ALL] = { "all", N_("actifs, tous") },
	[FILTER_CONFLICTS] = { "conflicts", N_("avec quelque chose à régler") },
	[FILTER_UNSENT] = { "unsent", N_("pas encore envoyés") },
	[FILTER_ARCHIVED] = { "archived", N_("archivés") },
};

/* What an empty list says when nothing is searched. */
static const char *const nobody[FILTER_COUNT] = {
	[FILTER_MINE] = N_("Aucun dossier actif n’est à votre nom."),
	[FILTER_ALL] = N_("Il n’y a encore aucun dossier actif."),
	[FILTER_CONFLICTS] = N_("Aucun dossier n’a quelque chose à régler."),
	[FILTER_UNSENT] = N_("Tout est envoyé : aucun dossier n’attend."),
	[FILTER_ARCHIVED] = N_("Aucun dossier n’est archivé."),
};

static const char *const sorts[CASELOAD_SORT_COUNT] = {
	[CASELOAD_BY_URGENCY] = N_("urgence"),
	[CASELOAD_BY_NAME] = N_("nom"),
	[CASELOAD_BY_LAST_CONTACT] = N_("dernier contact"),
	[CASELOAD_BY_CONTRACT_END] = N_("fin de contrat"),
	[CASELOAD_BY_TOWN] = N_("commune"),
};

struct caseload {
	struct screen screen;	/* first */
	struct desk *desk;
	struct caseload_view *view;	/* NULL while locked */
	int32_t today;		/* what view was opened with */
	struct list list;
	enum filter filter;
	struct picker picker;	/* of filters */
	size_t total;		/* dossiers of the filter, whatever is searched */
	size_t archived;	/* how many the same words would find there; known when nothing is found */
	size_t late;		/* things late, of the same dossiers */
	const struct caseload_row *rows;	/* the view's, from `first` on */
	size_t first, n;
	enum jal_err err;	/* of the last question */
	struct buf empty;
	bool greeted;		/* drafts that wait were told since the desk was opened */
};

static struct caseload *self(struct screen *s)
{
	return (struct caseload *)s;
}

/* ---- rows ---- */

static void forget_rows(struct caseload *cl)
{
	cl->rows = NULL;
	cl->n = 0;
}

static void fetch(struct caseload *cl, size_t first, size_t n)
{
	forget_rows(cl);
	cl->err = caseload_window(cl->view, first, n, &cl->rows, &cl->n);
	cl->first = first;
	if (cl->err != JAL_OK)
		forget_rows(cl);
}

static bool has_row(const struct caseload *cl, size_t row)
{
	return row >= cl->first && row - cl->first < cl->n;
}

/* NULL when it can't be read. */
static const struct caseload_row *row_at(struct caseload *cl, size_t row)
{
	if (!has_row(cl, row))
		fetch(cl, row > MARGIN ? row - MARGIN : 0, (size_t)(cl->list.height > 0 ? cl->list.height : 1) + 2 * MARGIN);
	return has_row(cl, row) ? &cl->rows[row - cl->first] : NULL;
}

/* So that drawing finds what it needs. */
static void prefetch(struct caseload *cl)
{
	size_t first = 0;
	size_t n = 0;

	list_seen(&cl->list, &first, &n);
	if (n > 0 && !(has_row(cl, first) && has_row(cl, first + n - 1)))
		fetch(cl, first > MARGIN ? first - MARGIN : 0, n + 2 * MARGIN);
}

static struct caseload_query query_of(const struct caseload *cl, const char *text, int sort)
{
	return (struct caseload_query){ .text = text, .sort = (enum caseload_sort)sort,
		.archived = cl->filter == FILTER_ARCHIVED, .mine = cl->filter == FILTER_MINE,
		.conflicts = cl->filter == FILTER_CONFLICTS, .unsent = cl->filter == FILTER_UNSENT };
}

static size_t ask(void *ctx, const char *text, int sort)
{
	struct caseload *cl = ctx;
	struct caseload_query q = query_of(cl, text, sort);
	size_t n = 0;

	forget_rows(cl);
	cl->archived = 0;
	cl->err = caseload_find(cl->view, &q, &n);
	if (cl->err == JAL_OK && *text == '\0')
		cl->total = n;
	if (cl->err == JAL_OK && n == 0 && *text != '\0' && cl->filter != FILTER_ARCHIVED)
		cl->err = caseload_archived_too(cl->view, &cl->archived);
	return cl->err == JAL_OK ? n : 0;
}

static size_t place(void *ctx, const struct jal_id *id)
{
	struct caseload *cl = ctx;
	size_t at = 0;

	forget_rows(cl);
	return caseload_place(cl->view, id, &at) == JAL_OK ? at : LIST_NONE;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	const struct caseload_row *r = row_at(ctx, row);

	return r != NULL ? r->dossier : ID_ZERO;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	struct caseload *cl = ctx;
	const struct caseload_row *r = NULL;

	/* One file at a time, when others can see the screen. */
	if (desk_discreet(cl->desk) && row != list_current(&cl->list))
		return;
	r = row_at(cl, row);
	if (r != NULL && caseload_row_cell(cl->desk, r, column, text, style) != JAL_OK)
		buf_clear(text);
}

JAL_MUST static enum jal_err say_empty(struct caseload *cl, const char *text)
{
	enum jal_err err = JAL_OK;

	buf_clear(&cl->empty);
	if (cl->err != JAL_OK)
		return buf_puts(&cl->empty, _("La liste n’a pas pu être lue. Rien n’est perdu : Ctrl+R, puis F1 si cela dure."));
	if (*text != '\0')
		err = buf_printf(&cl->empty, _("Aucun dossier (%s) n’a un nom, une commune, un numéro ou un téléphone qui commence par « %s »."),
			_(filters[cl->filter].label), text);
	else
		err = buf_puts(&cl->empty, _(nobody[cl->filter]));
	if (err == JAL_OK && cl->archived > 0)
		err = buf_printf(&cl->empty, P_("\nEntrée : voir %d dossier archivé qui répond.",
			"\nEntrée : voir %d dossiers archivés qui répondent.", cl->archived), (int)cl->archived);
	if (err == JAL_OK && *text != '\0')
		err = buf_puts(&cl->empty, _("\nCtrl+F : chercher ces mots dans les notes."));
	if (err == JAL_OK && *text != '\0' && cl->archived == 0 && cl->filter != FILTER_ALL)
		err = buf_puts(&cl->empty, _("\nÉchap deux fois, puis f : chercher parmi d’autres."));
	if (err == JAL_OK && *text == '\0' && (cl->filter == FILTER_MINE || cl->filter == FILTER_ALL))
		err = buf_puts(&cl->empty, _("\nUn fichier CSV à reprendre ? Jalon fermé : jalon import FICHIER"));
	if (err == JAL_OK && *text == '\0' && cl->filter != FILTER_ALL)
		err = buf_puts(&cl->empty, _("\nf : en montrer d’autres."));
	if (err == JAL_OK)
		err = buf_puts(&cl->empty, cl->list.searching ? _("\nF7 : créer ce dossier.") : _("\nc : créer un dossier."));
	return err;
}

static const char *empty(void *ctx, const char *text)
{
	struct caseload *cl = ctx;

	return say_empty(cl, text) == JAL_OK ? buf_str(&cl->empty) : "";
}

static const struct list_model model = {
	.id = id_of,
	.cell = cell,
	.ask = ask,
	.place = place,
	.empty = empty,
};

/* ---- loading ---- */

/* A dossier that another screen just made becomes the current one. */
static void show_new(struct caseload *cl)
{
	struct jal_id id = ID_ZERO;

	if (desk_take_shown(cl->desk, &id))
		(void)list_select(&cl->list, &id);
}

JAL_MUST static enum jal_err reload(struct caseload *cl)
{
	struct caseload_query all = query_of(cl, "", cl->list.sort);
	enum jal_err err = JAL_OK;

	if (cl->view != NULL && cl->today != desk_today(cl->desk)) {
		forget_rows(cl);
		caseload_close(cl->view);
		cl->view = NULL;
	}
	if (cl->view == NULL) {
		cl->today = desk_today(cl->desk);
		err = caseload_open(desk_db(cl->desk), cl->today, &cl->view);
	}
	forget_rows(cl);
	if (err == JAL_OK)
		err = todo_late(desk_db(cl->desk), cl->today, cl->filter == FILTER_MINE, &cl->late);
	if (err == JAL_OK && cl->list.search.len > 0)
		err = caseload_find(cl->view, &all, &cl->total);
	if (err == JAL_OK)
		err = list_load(&cl->list);
	if (err == JAL_OK) {
		show_new(cl);
		prefetch(cl);
	}
	return err != JAL_OK ? err : cl->err;
}

/* Once after each opening, when this is the screen that is seen: what was being
 * typed when it was left. */
static void greet(struct caseload *cl)
{
	const struct screen *top = app_top(cl->screen.app);
	int64_t n = 0;

	/* Shown for the first time, or seen again; not under others after a lock. */
	if (cl->greeted || (cl->screen.opened && top != &cl->screen) || drafts_count(desk_db(cl->desk), &n) != JAL_OK)
		return;
	cl->greeted = true;
	if (n > 0)
		app_say(cl->screen.app, APP_INFO, P_("%d brouillon non enregistré vous attend : g 0 pour le reprendre.",
			"%d brouillons non enregistrés vous attendent : g 0 pour les reprendre.", (unsigned long)n), (int)n);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct caseload *cl = self(s);
	enum jal_err err = reload(cl);

	if (err != JAL_OK)
		return db_explain(desk_db(cl->desk), err, why);
	greet(cl);
	return JAL_OK;
}

static bool reload_or_say(struct caseload *cl)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = reload(cl);

	if (err != JAL_OK)
		work_say_error(cl->screen.app, db_explain(desk_db(cl->desk), err, &why), &why);
	return err == JAL_OK;
}

static void event(struct screen *s, const void *e)
{
	const struct desk_event *what = e;

	if (what->kind == DESK_CHANGED && self(s)->view != NULL)
		(void)reload_or_say(self(s));
}

static void release(struct screen *s)
{
	struct caseload *cl = self(s);

	forget_rows(cl);
	caseload_close(cl->view);
	cl->view = NULL;
	buf_free(&cl->empty);
	picker_close(&cl->picker);
	/* What is searched is a name. */
	(void)!editor_set(&cl->list.search, "");
	cl->list.searching = false;
	cl->list.narrowed = false;
	cl->list.n = 0;
	cl->greeted = false;
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct caseload *cl = (const struct caseload *)s;
	enum jal_err err = buf_puts(out, _("Mes dossiers"));

	if (err == JAL_OK && cl->view != NULL && cl->late > 0)
		err = buf_printf(out, P_(", %zu en retard", ", %zu en retard", cl->late), cl->late);
	if (err != JAL_OK)
		buf_clear(out);
}

/* What is shown of how many, before it how, where there is room for that. */
static void draw_head(struct caseload *cl, struct canvas *c, struct rect r)
{
	struct buf count = BUF_INIT;
	struct buf how = BUF_INIT;
	int used = 0;
	int more = 0;

	if (list_count(&cl->list) == cl->total)
		(void)!buf_printf(&count, "%zu ", cl->total);
	else
		(void)!buf_printf(&count, _("%zu sur %zu "), list_count(&cl->list), cl->total);
	if (buf_printf(&how, _("%s · par %s   "), _(filters[cl->filter].label), _(sorts[cl->list.sort])) != JAL_OK)
		buf_clear(&how);
	used = glyph_columns(buf_str(&count), count.len);
	more = glyph_columns(buf_str(&how), how.len);
	canvas_put_right(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&count));
	/* What is searched has its place. */
	if (used + more <= r.cols - 30) {
		canvas_put_right(c, r.row, r.col, r.cols - used, ROLE_NORMAL, buf_str(&how));
		used += more;
	}
	list_draw_search(&cl->list, c, (struct rect){ r.row, r.col, 1, r.cols - used - 1 },
		cl->list.narrowed && !cl->list.searching && r.cols >= 60 ? _("Recherche (Échap : vider) :") : _("Recherche :"));
	buf_free(&count);
	buf_free(&how);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct caseload *cl = self(s);
	struct rect r = layout_below(l->body, 1);
	size_t row = list_current(&cl->list);

	draw_head(cl, c, (struct rect){ l->body.row, l->body.col, 1, l->body.cols });
	if (l->cols >= CASELOAD_ROW_PREVIEW_FROM) {
		struct rect side = { r.row, r.col + r.cols - CASELOAD_ROW_PREVIEW, r.rows, CASELOAD_ROW_PREVIEW };
		const struct caseload_row *current = row != LIST_NONE ? row_at(cl, row) : NULL;

		if (current != NULL)
			caseload_row_preview(cl->desk, current, c, side);
		r.cols -= CASELOAD_ROW_PREVIEW + 1;
	}
	list_draw(&cl->list, c, r);
	if (cl->picker.open)
		picker_draw(&cl->picker, c, layout_middle(l->body, picker_rows(&cl->picker), l->cols < 50 ? l->cols : 50));
}

static void tell(struct screen *s, struct tell *t)
{
	struct caseload *cl = self(s);

	if (cl->picker.open) {
		picker_tell(&cl->picker, t);
		return;
	}
	tell_printf(t, _("%zu sur %zu, %s, par %s."), list_count(&cl->list), cl->total, _(filters[cl->filter].label),
		_(sorts[cl->list.sort]));
	list_tell(&cl->list, t);
}

static bool choose(struct screen *s, size_t number)
{
	struct caseload *cl = self(s);

	return list_choose(cl->picker.open ? &cl->picker.list : &cl->list, number);
}

/* ---- keys ---- */

static void say_found(struct caseload *cl)
{
	size_t n = list_count(&cl->list);

	if (cl->list.search.len == 0 || n == 0)
		return;
	app_say(cl->screen.app, APP_INFO, P_("%zu dossier trouvé sans tenir compte des accents. Échap : revenir aux %zu.",
		"%zu dossiers trouvés sans tenir compte des accents. Échap : revenir aux %zu.", n), n, cl->total);
}

static void choose_filter(struct caseload *cl, enum filter filter)
{
	cl->filter = filter;
	(void)reload_or_say(cl);
}

static bool picker_pressed(struct caseload *cl, const struct key *k)
{
	enum picker_result result = picker_key(&cl->picker, k);
	const char *code = result == PICKER_CHOSE ? picker_choice(&cl->picker)->code : "";

	if (result == PICKER_CHOSE || result == PICKER_CLOSED)
		picker_close(&cl->picker);
	for (size_t i = 0; i < FILTER_COUNT; i++)
		if (strcmp(code, filters[i].code) == 0)
			choose_filter(cl, (enum filter)i);
	return result != PICKER_IGNORED;
}

static bool key(struct screen *s, const struct key *k)
{
	struct caseload *cl = self(s);
	size_t before = cl->list.search.len;

	if (cl->picker.open) {
		/* Commands by F-keys and Ctrl go on: they are the dispatcher's. */
		if (k->code >= K_F(1) && k->code <= K_F(12))
			return false;
		return picker_pressed(cl, k);
	}
	if (!list_key(&cl->list, k))
		return false;
	prefetch(cl);
	if (cl->list.searching && (k->len > 0 || cl->list.search.len != before))
		say_found(cl);
	return true;
}

static bool click(struct screen *s, int row, int col, bool *again)
{
	struct caseload *cl = self(s);
	bool there = list_click(cl->picker.open ? &cl->picker.list : &cl->list, row, col, again);

	prefetch(cl);
	return there;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct caseload *cl = self(s);

	if (cl->picker.open)
		return list_paste(&cl->picker.list, bytes, n);
	if (!list_paste(&cl->list, bytes, n))
		return false;
	prefetch(cl);
	say_found(cl);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct caseload *cl = self(s);

	(void)n;
	return list_answer(cl->picker.open ? &cl->picker.list : &cl->list, line);
}

static bool current(struct caseload *cl, struct file_ref *ref, bool *archived)
{
	size_t row = list_current(&cl->list);
	const struct caseload_row *r = row != LIST_NONE ? row_at(cl, row) : NULL;

	if (r == NULL)
		return false;
	*ref = (struct file_ref){ r->dossier, r->caseload };
	if (archived != NULL)
		*archived = r->archived;
	return true;
}

static void sort_next(struct caseload *cl)
{
	cl->list.sort = (cl->list.sort + 1) % CASELOAD_SORT_COUNT;
	if (reload_or_say(cl))
		app_say(cl->screen.app, APP_INFO, _("Tri : %s."), _(sorts[cl->list.sort]));
}

static void open_filters(struct caseload *cl)
{
	struct picker_source source = { .table = filters, .n = FILTER_COUNT };

	if (picker_open(&cl->picker, &source, false, filters[cl->filter].code) != JAL_OK)
		app_say(cl->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

static bool run(struct screen *s, enum action_id action)
{
	struct caseload *cl = self(s);
	struct file_ref ref = { ID_ZERO, ID_ZERO };
	bool archived = false;
	bool person = current(cl, &ref, &archived);

	switch ((int)action) {
	case ACT_OPEN:
		/* Back from the file, letters are commands again. */
		list_leave_search(&cl->list, &ref.dossier);
		if (person)
			work_push(s->app, scr_file_new(cl->desk, &ref, SCR_SUMMARY, NULL));
		else if (cl->archived > 0)
			choose_filter(cl, FILTER_ARCHIVED);
		return true;
	case ACT_SEARCH:
		/* The first letter then does not wait; without it, it only comes later. */
		if (caseload_prepare(cl->view) == JAL_OK)
			forget_rows(cl);
		list_search(&cl->list);
		prefetch(cl);
		return true;
	case ACT_SORT:
		sort_next(cl);
		return true;
	case ACT_FILTER:
		open_filters(cl);
		return true;
	case ACT_CREATE:
		work_push(s->app, form_person_new(cl->desk, NULL));
		return true;
	case ACT_FIND:
		work_push(s->app, scr_find_new(cl->desk, NULL, cl->list.search.text));
		return true;
	case ACT_ARCHIVE:
		dossier_archive_set(cl->desk, s->app, &ref, !archived);
		return true;
	case ACT_EXPORT:
		work_push(s->app,
			scr_export_new(cl->desk, person ? &ref : NULL, query_of(cl, cl->list.search.text, cl->list.sort)));
		return true;
	case ACT_NOTE:
	case ACT_APPOINTMENT:
	case ACT_ACTION:
	case ACT_MODIFY:
		list_leave_search(&cl->list, &ref.dossier);
		break;
	}
	return work_run(cl->desk, s->app, person ? &ref : NULL, action);
}

static unsigned have(const struct screen *s)
{
	const struct caseload *cl = (const struct caseload *)s;
	unsigned bits = desk_have(cl->desk);

	if (list_current(&cl->list) != LIST_NONE)
		bits |= NEED_ROW | NEED_PERSON;
	else if (cl->archived > 0)
		bits |= NEED_ROW;
	return bits;
}

static bool typing(const struct screen *s)
{
	const struct caseload *cl = (const struct caseload *)s;

	return cl->list.searching || cl->picker.open;
}

static bool picking(const struct screen *s)
{
	return ((const struct caseload *)s)->picker.open;
}

static void caseload_free(struct screen *s)
{
	struct caseload *cl = self(s);

	forget_rows(cl);
	picker_close(&cl->picker);
	caseload_close(cl->view);
	list_free(&cl->list);
	buf_free(&cl->empty);
	free(cl);
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
	.typing = typing,
	.picking = picking,
	.event = event,
	.release = release,
	.free = caseload_free,
};

struct screen *scr_caseload_new(struct desk *desk)
{
	struct caseload *cl = calloc(1, sizeof(*cl));

	if (cl == NULL)
		return NULL;
	cl->screen = (struct screen){ .vt = &vt, .id = SCR_CASELOAD };
	cl->desk = desk;
	if (list_init(&cl->list, &model, cl, caseload_row_columns, ROW_COLUMNS) != JAL_OK) {
		free(cl);
		return NULL;
	}
	return &cl->screen;
}
