/*
 * The search in notes.
 */
#include "tui/scr_find.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/date.h"
#include "core/notefind.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/scr_noteview.h"
#include "tui/work.h"

#define HITS_MAX 200
#define SNIPPET 160

enum { CELL_DAY, CELL_WHO, CELL_TEXT, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_DAY] = { .title = N_("Date"), .place = { .width = 10, .drop = 1 } },
	[CELL_WHO] = { .title = N_("Qui"), .place = { .width = 14, .weight = 1 } },
	[CELL_TEXT] = { .title = N_("Extrait"), .place = { .width = 20, .weight = 4 } },
};

struct found {
	struct jal_id note;
	struct file_ref ref;
	bool confidential;
	const char *cell[CELLS];	/* in the arena */
};

struct find {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref person;	/* whose file one came from; zeros: none */
	bool everywhere;
	struct list list;
	struct arena texts;
	struct found found[HITS_MAX];
	size_t n;
	bool more;		/* there are others, older */
	enum jal_err err;
	const char *typed;	/* what is being searched, while it is */
	struct buf before;	/* what is searched at first, and across a lock */
	struct buf name;
	struct buf empty;
};

static struct find *self(struct screen *s)
{
	return (struct find *)s;
}

static bool has_person(const struct find *f)
{
	return !id_is_zero(&f->person.dossier);
}

/* ---- the list's model ---- */

static void forget_found(struct find *f)
{
	arena_free(&f->texts);
	f->n = 0;
	f->more = false;
}

/* Whole, or only that the word is there. */
JAL_MUST static enum jal_err put_text(const struct find *f, const struct notefind_hit *hit, struct buf *out)
{
	if (hit->confidential)
		return buf_puts(out, _("[confidentiel] le mot s’y trouve"));
	if (desk_discreet(f->desk) && f->everywhere)
		return buf_puts(out, _("… (discret)"));
	return notefind_snippet(hit->text != NULL ? hit->text : "", f->typed, SNIPPET, out, NULL, NULL);
}

JAL_MUST static enum jal_err put_name(const struct find *f, const struct notefind_hit *hit, struct buf *out)
{
	enum jal_err err = desk_name(f->desk, hit->name, hit->first_name, out);

	return err == JAL_OK && hit->archived ? buf_puts(out, _(" (archivé)")) : err;
}

static enum jal_err keep(void *ctx, const struct notefind_hit *hit)
{
	struct find *f = ctx;
	struct found *found = &f->found[f->n];
	struct buf name = BUF_INIT;
	struct buf text = BUF_INIT;
	char day[DATE_SHOWN_MAX] = "";
	enum jal_err err = put_name(f, hit, &name);

	*found = (struct found){ .note = hit->note, .ref = { hit->dossier, hit->caseload },
		.confidential = hit->confidential };
	if (err == JAL_OK)
		err = put_text(f, hit, &text);
	if (hit->date != RECORD_NO_DATE)
		(void)date_shown(hit->date, day);
	if (err == JAL_OK) {
		found->cell[CELL_DAY] = arena_copy(&f->texts, day, strlen(day));
		found->cell[CELL_WHO] = arena_copy(&f->texts, buf_str(&name), name.len);
		found->cell[CELL_TEXT] = arena_copy(&f->texts, buf_str(&text), text.len);
		if (found->cell[CELL_DAY] == NULL || found->cell[CELL_WHO] == NULL || found->cell[CELL_TEXT] == NULL)
			err = JAL_ERR_NOMEM;
	}
	if (err == JAL_OK)
		f->n++;
	buf_free(&name);
	buf_free(&text);
	return err;
}

static size_t ask(void *ctx, const char *typed, int sort)
{
	struct find *f = ctx;
	struct notefind_place place = { .dossier = ID_ZERO };

	(void)sort;
	forget_found(f);
	if (!desk_is_open(f->desk))
		return 0;
	if (!f->everywhere)
		place = (struct notefind_place){ f->person.caseload, f->person.dossier };
	f->typed = typed;
	f->err = notefind_search(desk_db(f->desk), typed, &place, HITS_MAX, keep, f, &f->more);
	f->typed = NULL;
	if (f->err != JAL_OK)
		forget_found(f);
	return f->n;
}

static size_t count(void *ctx)
{
	return ((struct find *)ctx)->n;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	return ((struct find *)ctx)->found[row].note;
}

static size_t place(void *ctx, const struct jal_id *id)
{
	const struct find *f = ctx;

	for (size_t i = 0; i < f->n; i++)
		if (id_equal(&f->found[i].note, id))
			return i;
	return LIST_NONE;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	const struct find *f = ctx;

	(void)style;
	if (buf_puts(text, f->found[row].cell[column]) != JAL_OK)
		buf_clear(text);
}

JAL_MUST static enum jal_err say_empty(struct find *f, const char *typed)
{
	enum jal_err err = JAL_OK;

	buf_clear(&f->empty);
	if (f->err != JAL_OK)
		return buf_puts(&f->empty, _("Les notes n’ont pas pu être lues. Rien n’est perdu : Ctrl+R, puis F1 si cela dure."));
	if (!notefind_asks(typed))
		err = buf_puts(&f->empty, _("Tapez un mot d’une note, ou ses premières lettres : deux suffisent.\n"
			"Les accents et les majuscules ne comptent pas ; plusieurs mots : tous s’y trouvent."));
	else if (f->everywhere)
		err = buf_puts(&f->empty, _("Aucune note n’a ces mots."));
	else
		err = buf_printf(&f->empty, _("Aucune note de %s n’a ces mots.\nCtrl+F : chercher dans tous les dossiers."),
			buf_str(&f->name));
	return err;
}

static const char *empty(void *ctx, const char *typed)
{
	struct find *f = ctx;

	return say_empty(f, typed) == JAL_OK ? buf_str(&f->empty) : "";
}

static const struct list_model model = {
	.count = count,
	.id = id_of,
	.cell = cell,
	.ask = ask,
	.place = place,
	.empty = empty,
};

/* ---- loading ---- */

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct find *f = self(s);
	enum jal_err err = JAL_OK;

	buf_clear(&f->name);
	if (has_person(f))
		err = file_name_of(f->desk, &f->person, &f->name);
	if (err == JAL_OK && f->before.len > 0) {
		err = editor_set(&f->list.search, buf_str(&f->before));
		f->list.search.caret = f->list.search.len;
		buf_free(&f->before);
	}
	if (err == JAL_OK)
		err = list_load(&f->list);
	if (err == JAL_OK)
		err = f->err;
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
}

static void event(struct screen *s, const void *e)
{
	struct diag why = DIAG_INIT;

	(void)e;
	if (desk_is_open(self(s)->desk) && load(s, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

/* What was typed comes back after a lock; what was found is found again. */
static void release(struct screen *s)
{
	struct find *f = self(s);

	buf_clear(&f->before);
	if (buf_put(&f->before, f->list.search.text, f->list.search.len) != JAL_OK)
		buf_free(&f->before);
	if (editor_set(&f->list.search, "") != JAL_OK)
		f->list.search.len = 0;
	forget_found(f);
	buf_free(&f->name);
	buf_free(&f->empty);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct find *f = (const struct find *)s;
	enum jal_err err = f->everywhere ? buf_puts(out, _("Chercher dans les notes")) :
					   buf_printf(out, _("Chercher dans les notes de %s"), buf_str(&f->name));

	if (err != JAL_OK)
		buf_clear(out);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct find *f = self(s);
	struct rect r = l->body;
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	int used = 0;

	if (f->more)
		err = buf_printf(&text, _("%d plus récentes "), HITS_MAX);
	else if (f->n > 0)
		err = buf_printf(&text, P_("%zu note ", "%zu notes ", f->n), f->n);
	if (err == JAL_OK)
		used = canvas_put_right(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&text));
	list_draw_search(&f->list, c, (struct rect){ r.row, r.col, 1, r.cols - used - 1 }, _("Dans les notes :"));
	list_draw(&f->list, c, layout_below(r, 1));
	buf_free(&text);
}

static void tell(struct screen *s, struct tell *t)
{
	list_tell(&self(s)->list, t);
	if (!self(s)->list.searching)
		return;
	t->takes = TELL_WORDS;
	tell_prompt(t, _("Numéro, mot à chercher, « < » pour revenir :"));
}

static bool choose(struct screen *s, size_t number)
{
	return list_choose(&self(s)->list, number);
}

static bool answer(struct screen *s, const char *line, size_t len)
{
	(void)len;
	return list_answer(&self(s)->list, line);
}

/* ---- keys ---- */

static bool key(struct screen *s, const struct key *k)
{
	return list_key(&self(s)->list, k);
}

static bool paste(struct screen *s, const char *bytes, size_t len)
{
	return list_paste(&self(s)->list, bytes, len);
}

static void open_found(struct find *f)
{
	size_t row = list_current(&f->list);

	if (row != LIST_NONE && row < f->n)
		work_push(f->screen.app, scr_noteview_new(f->desk, &f->found[row].ref, &f->found[row].note));
}

/* The one person, or all, and back. */
static void widen(struct find *f)
{
	if (!has_person(f)) {
		app_say(f->screen.app, APP_INFO, "%s", _("La recherche est déjà dans tous les dossiers."));
		return;
	}
	f->everywhere = !f->everywhere;
	if (list_load(&f->list) != JAL_OK)
		app_say(f->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

static bool run(struct screen *s, enum action_id action)
{
	struct find *f = self(s);
	size_t row = list_current(&f->list);

	switch ((int)action) {
	case ACT_OPEN:
		open_found(f);
		return true;
	case ACT_SEARCH:
		list_search(&f->list);
		return true;
	case ACT_FILTER:
		widen(f);
		return true;
	default:
		return work_run(f->desk, s->app, row != LIST_NONE && row < f->n ? &f->found[row].ref : NULL, action);
	}
}

static unsigned have(const struct screen *s)
{
	const struct find *f = (const struct find *)s;

	return desk_have(f->desk) | (list_current(&f->list) != LIST_NONE ? NEED_ROW | NEED_PERSON : 0);
}

static bool typing(const struct screen *s)
{
	return ((const struct find *)s)->list.searching;
}

static void find_free(struct screen *s)
{
	struct find *f = self(s);

	forget_found(f);
	list_free(&f->list);
	buf_free(&f->before);
	buf_free(&f->name);
	buf_free(&f->empty);
	free(f);
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
	.have = have,
	.typing = typing,
	.event = event,
	.release = release,
	.free = find_free,
};

struct screen *scr_find_new(struct desk *desk, const struct file_ref *ref, const char *typed)
{
	struct find *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->screen = (struct screen){ .vt = &vt, .id = SCR_FIND };
	f->desk = desk;
	f->everywhere = ref == NULL;
	if (ref != NULL)
		f->person = *ref;
	if (list_init(&f->list, &model, f, columns, CELLS) != JAL_OK ||
		(typed != NULL && buf_puts(&f->before, typed) != JAL_OK)) {
		find_free(&f->screen);
		return NULL;
	}
	list_search(&f->list);
	return &f->screen;
}
