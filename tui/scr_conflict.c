/*
 * The screen of what differs: one record at a time.
 */
#include "tui/scr_conflict.h"

#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/conflict.h"
#include "tui/i18n.h"
#include "tui/scr_other.h"
#include "tui/work.h"

/* Rows that one side's value may take. */
#define SIDE_ROWS 6
#define VALUE_COLUMNS 60

/* What was chosen, without the values: it comes back after a lock. */
struct chosen {
	enum field field;
	enum conflict_choice choice;
	size_t chosen;
};

struct screen_conflict {
	struct screen screen;	/* first */
	struct desk *desk;
	struct conflict_refs refs;
	size_t at;		/* of refs */
	struct jal_id wanted;	/* the dossier to begin with; zero: any */
	struct conflict c;	/* without a record: none is left, or locked */
	size_t row;		/* of its fields */
	size_t top;
	struct chosen kept[CONFLICT_FIELDS];
	size_t n_kept;
	struct jal_id kept_of;	/* the record that they are of */
};

static struct screen_conflict *self(struct screen *s)
{
	return (struct screen_conflict *)s;
}

/* ---- loading ---- */

static void keep_choices(struct screen_conflict *k)
{
	if (k->c.record == NULL)
		return;
	k->kept_of = k->c.ref.record;
	k->n_kept = 0;
	for (size_t i = 0; i < k->c.n_fields; i++) {
		const struct conflict_field *f = &k->c.fields[i];

		if (f->choice == CONFLICT_ONE || f->choice == CONFLICT_BOTH)
			k->kept[k->n_kept++] = (struct chosen){ f->field, f->choice, f->chosen };
	}
}

static void choose_again(struct screen_conflict *k)
{
	if (!id_equal(&k->kept_of, &k->c.ref.record))
		return;
	for (size_t i = 0; i < k->c.n_fields; i++) {
		struct conflict_field *f = &k->c.fields[i];

		for (size_t n = 0; n < k->n_kept; n++) {
			if (k->kept[n].field != f->field || k->kept[n].chosen >= f->n_sides)
				continue;
			f->choice = k->kept[n].choice;
			f->chosen = k->kept[n].chosen;
		}
	}
}

/* The same record read again: what was chosen stays where that side is still there. */
static void carry_choices(struct conflict *from, struct conflict *to)
{
	for (size_t i = 0; i < to->n_fields; i++) {
		struct conflict_field *f = &to->fields[i];

		for (size_t n = 0; n < from->n_fields; n++) {
			struct conflict_field *old = &from->fields[n];

			if (old->field != f->field || old->choice == CONFLICT_NONE)
				continue;
			for (size_t side = 0; old->choice == CONFLICT_ONE && side < f->n_sides; side++) {
				if (!value_equal(&f->sides[side].value, &old->sides[old->chosen].value))
					continue;
				f->choice = CONFLICT_ONE;
				f->chosen = side;
			}
			if (old->choice == CONFLICT_BOTH && conflict_can_both(to, i))
				f->choice = CONFLICT_BOTH;
			/* On failure the field is without a choice, which is seen. */
			if (old->choice == CONFLICT_OTHER)
				(void)!conflict_choose_other(to, i, &old->other.v);
		}
	}
}

/* The record at `at`, or the next one that still differs. */
JAL_MUST static enum jal_err load_at(struct screen_conflict *k)
{
	struct conflict old = k->c;
	bool was_open = old.record != NULL;
	struct jal_id before = was_open ? old.ref.record : k->kept_of;
	enum jal_err err = JAL_ERR_NOT_FOUND;

	k->c = (struct conflict){ .record = NULL };
	for (size_t tries = 0; tries < k->refs.n && err == JAL_ERR_NOT_FOUND; tries++) {
		err = conflict_load(k->desk, &k->refs.list[k->at], &k->c);
		if (err == JAL_ERR_NOT_FOUND)
			k->at = (k->at + 1) % k->refs.n;
	}
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (k->c.record == NULL || !id_equal(&before, &k->c.ref.record) || k->row >= k->c.n_fields)
		k->row = 0;
	k->top = 0;
	if (was_open && id_equal(&before, &k->c.ref.record))
		carry_choices(&old, &k->c);
	else if (!was_open)
		choose_again(k);
	conflict_free(&old);
	return err;
}

JAL_MUST static enum jal_err reload(struct screen_conflict *k)
{
	struct jal_id here = k->c.record != NULL ? k->c.ref.record : k->kept_of;
	struct conflict_refs refs = { NULL, 0 };
	enum jal_err err = conflict_list(k->desk, &refs);

	if (err != JAL_OK)
		return err;
	conflict_refs_free(&k->refs);
	k->refs = refs;
	if (k->at >= refs.n)
		k->at = 0;
	for (size_t i = refs.n; i > 0 && !id_is_zero(&k->wanted); i--)
		if (id_equal(&refs.list[i - 1].dossier, &k->wanted))
			k->at = i - 1;
	k->wanted = ID_ZERO;
	for (size_t i = 0; i < refs.n; i++)
		if (id_equal(&refs.list[i].record, &here))
			k->at = i;
	return load_at(k);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct screen_conflict *k = self(s);
	enum jal_err err = reload(k);

	return err != JAL_OK ? db_explain(desk_db(k->desk), err, why) : JAL_OK;
}

static void event(struct screen *s, const void *e)
{
	struct screen_conflict *k = self(s);
	enum desk_event_kind what = ((const struct desk_event *)e)->kind;
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (what == DESK_NEWS || what == DESK_SAVED || !desk_is_open(k->desk))
		return;
	err = reload(k);
	if (err != JAL_OK)
		work_say_error(s->app, db_explain(desk_db(k->desk), err, &why), &why);
}

static void release(struct screen *s)
{
	struct screen_conflict *k = self(s);

	keep_choices(k);
	conflict_free(&k->c);
	conflict_refs_free(&k->refs);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct screen_conflict *k = (const struct screen_conflict *)s;
	enum jal_err err = buf_puts(out, _("À départager"));

	if (err == JAL_OK && k->refs.n > 0)
		err = buf_printf(out, _(", %zu sur %zu"), k->at + 1, k->refs.n);
	if (err != JAL_OK)
		buf_clear(out);
}

static int rows_of(const char *s, int width)
{
	size_t n = strlen(s);
	size_t shown = 0;
	int rows = 0;

	for (size_t at = 0; at < n && rows < SIDE_ROWS; rows++)
		at += glyph_wrap(s + at, n - at, width, &shown);
	return rows > 0 ? rows : 1;
}

/* The author beside the value where there is room, else under it. */
static int author_columns(int cols)
{
	return cols >= 76 ? 34 : 0;
}

static int value_columns(int cols)
{
	int width = cols - 11 - author_columns(cols);

	/* The author stays near the value. */
	if (width > VALUE_COLUMNS)
		return VALUE_COLUMNS;
	return width > 4 ? width : 4;
}

static int field_rows(const struct conflict_field *f, int cols)
{
	int rows = 2 + (f->before.len > 0 ? rows_of(buf_str(&f->before), value_columns(cols)) : 0);

	for (size_t i = 0; i < f->n_sides; i++)
		rows += rows_of(buf_str(&f->sides[i].text), value_columns(cols)) + (author_columns(cols) == 0);
	return rows;
}

static int draw_side(const struct conflict_field *f, size_t i, struct canvas *c, struct rect r)
{
	const struct conflict_side *side = &f->sides[i];
	bool chosen = f->choice == CONFLICT_BOTH || (f->choice == CONFLICT_ONE && f->chosen == i);
	int width = value_columns(r.cols);
	int author = author_columns(r.cols);
	int rows = rows_of(buf_str(&side->text), width);
	char mark[8] = { '(', chosen ? 'x' : ' ', ')', ' ', (char)('A' + (int)i), '\0' };

	canvas_put(c, r.row, r.col + 3, 5, chosen ? ATTR_BOLD : ROLE_NORMAL, mark);
	canvas_paragraph(c, (struct rect){ r.row, r.col + 10, rows, width }, chosen ? ATTR_BOLD : ROLE_NORMAL,
		buf_str(&side->text));
	if (author > 0)
		canvas_put(c, r.row, r.col + 11 + width, author - 1, ROLE_NORMAL, buf_str(&side->who));
	else
		canvas_put(c, r.row + rows, r.col + 10, r.cols - 10, ROLE_NORMAL, buf_str(&side->who));
	return rows + (author == 0);
}

static void draw_choice(const struct screen_conflict *k, size_t i, struct canvas *c, struct rect r)
{
	const struct conflict_field *f = &k->c.fields[i];
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (f->choice == CONFLICT_NONE) {
		err = buf_puts(&text, _("choix : aucun"));
	} else {
		err = buf_puts(&text, _("choix : "));
		if (err == JAL_OK)
			err = conflict_outcome(&k->c, i, &text);
	}
	if (err == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, f->choice == CONFLICT_NONE ? ROLE_WARNING : ROLE_DONE, buf_str(&text));
	buf_free(&text);
}

static void draw_field(const struct screen_conflict *k, size_t i, struct canvas *c, struct rect r)
{
	const struct conflict_field *f = &k->c.fields[i];
	bool current = i == k->row;
	unsigned style = current ? ROLE_CURRENT : ATTR_BOLD;
	int used = 0;

	if (current) {
		canvas_put(c, r.row, r.col, 1, ATTR_BOLD, ">");
		canvas_cursor(c, r.row, r.col + 1);
	}
	used = canvas_put(c, r.row, r.col + 1, r.cols / 2, style, _(model_field(f->field)->label));
	draw_choice(k, i, c, (struct rect){ r.row, r.col + used + 4, 1, r.cols - used - 4 });
	r = layout_below(r, 1);
	if (f->before.len > 0) {
		int rows = rows_of(buf_str(&f->before), value_columns(r.cols));

		canvas_put(c, r.row, r.col + 3, 7, ROLE_NORMAL, _("avant"));
		canvas_paragraph(c, (struct rect){ r.row, r.col + 10, rows, value_columns(r.cols) }, ROLE_NORMAL,
			buf_str(&f->before));
		r = layout_below(r, rows);
	}
	for (size_t n = 0; n < f->n_sides; n++)
		r = layout_below(r, draw_side(f, n, c, r));
}

/* From which field on, so that the current one is seen. */
static void scroll(struct screen_conflict *k, struct rect r)
{
	if (k->top > k->row)
		k->top = k->row;
	for (;;) {
		int rows = 0;

		for (size_t i = k->top; i <= k->row; i++)
			rows += field_rows(&k->c.fields[i], r.cols);
		if (rows <= r.rows + 1 || k->top == k->row)
			return;
		k->top++;
	}
}

static void draw_none(struct canvas *c, struct rect r)
{
	canvas_paragraph(c, r, ROLE_NORMAL,
		_("Rien à départager : personne n’a saisi deux valeurs différentes au même endroit.\n\nÉchap : revenir."));
	canvas_cursor(c, r.row, r.col);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct screen_conflict *k = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	struct buf text = BUF_INIT;

	if (k->c.record == NULL) {
		draw_none(c, r);
		return;
	}
	if (buf_printf(&text, P_("%s : %zu champ diffère", "%s : %zu champs diffèrent", k->c.n_fields), buf_str(&k->c.about),
		k->c.n_fields) == JAL_OK &&
		buf_printf(&text, P_(", %zu est identique (masqué)", ", %zu sont identiques (masqués)", k->c.same), k->c.same) == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, ATTR_BOLD, buf_str(&text));
	canvas_rule(c, r.row + 1, r.col, r.cols, ROLE_FRAME, "─");
	r = layout_below(r, 2);
	scroll(k, r);
	for (size_t i = k->top; i < k->c.n_fields && r.rows > 0; i++) {
		draw_field(k, i, c, r);
		r = layout_below(r, field_rows(&k->c.fields[i], r.cols));
	}
	buf_free(&text);
}

/* ---- choosing ---- */

static void say_left(const struct screen_conflict *k)
{
	size_t left = 0;

	for (size_t i = 0; i < k->c.n_fields; i++)
		left += k->c.fields[i].choice == CONFLICT_NONE;
	if (left > 0)
		app_say(k->screen.app, APP_INFO, P_("%zu champ sans choix. F2 sera possible quand tout est choisi.",
			"%zu champs sans choix. F2 sera possible quand tout est choisi.", left), left);
	else
		app_say(k->screen.app, APP_INFO, "%s", _("Tout est choisi. F2 : valider ; Ctrl+Z pourra revenir dessus."));
}

/* One step towards A or away from it. */
static void choose_side(struct screen_conflict *k, bool left)
{
	struct conflict_field *f = &k->c.fields[k->row];

	if (f->choice != CONFLICT_ONE)
		f->chosen = left ? 0 : 1;
	else if (left)
		f->chosen -= f->chosen > 0;
	else
		f->chosen += f->chosen + 1 < f->n_sides;
	f->choice = CONFLICT_ONE;
	say_left(k);
}

static void took_other(void *ctx, const struct value *v)
{
	struct screen_conflict *k = ctx;

	if (conflict_choose_other(&k->c, k->row, v) != JAL_OK)
		app_say(k->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	else
		say_left(k);
}

static void settle(struct screen_conflict *k)
{
	struct app *app = k->screen.app;
	struct diag why = DIAG_INIT;
	struct buf said = BUF_INIT;
	struct edit *e = NULL;
	enum jal_err err = conflict_edit(&k->c, &e);

	if (err == JAL_OK)
		err = buf_printf(&said, _("départage pour %s"), buf_str(&k->c.about));
	if (err != JAL_OK)
		work_say_error(app, err, &why);
	/* The screens are told by then, so this one shows the next. */
	else if (work_write(k->desk, app, &e, 1, buf_str(&said)))
		app_say(app, APP_INFO, "%s", k->refs.n > 0 ? _("Départagé, enregistré ici. Ctrl+Z : revenir dessus. Voici le suivant.") :
							     _("Départagé, enregistré ici. Ctrl+Z : revenir dessus. Il n’en reste pas."));
	edit_free(e);
	buf_free(&said);
}

static void go(struct screen_conflict *k, size_t step)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (k->refs.n < 2) {
		app_say(k->screen.app, APP_INFO, "%s", _("C’est le seul à départager."));
		return;
	}
	k->at = (k->at + step) % k->refs.n;
	err = load_at(k);
	if (err != JAL_OK)
		work_say_error(k->screen.app, db_explain(desk_db(k->desk), err, &why), &why);
}

static bool run(struct screen *s, enum action_id action)
{
	struct screen_conflict *k = self(s);
	struct conflict_field *f = k->c.record != NULL ? &k->c.fields[k->row] : NULL;

	switch ((int)action) {
	case ACT_TAKE_A:
	case ACT_TAKE_B:
		choose_side(k, action == ACT_TAKE_A);
		return true;
	case ACT_TAKE_BOTH:
		if (f != NULL)
			f->choice = CONFLICT_BOTH;
		say_left(k);
		return true;
	case ACT_TAKE_OTHER:
		if (f != NULL)
			work_push(s->app, scr_other_new(k->desk, k->c.record, f->field, took_other, k));
		return true;
	case ACT_NEXT_ITEM:
		go(k, 1);
		return true;
	case ACT_SAVE:
		settle(k);
		return true;
	default:
		return work_run(k->desk, s->app, NULL, action);
	}
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct screen_conflict *k = (const struct screen_conflict *)s;

	if (action == ACT_TAKE_BOTH && k->c.record != NULL && !conflict_can_both(&k->c, k->row))
		return _("ces deux valeurs ne peuvent pas rester ensemble ; choisissez A, B ou une autre");
	return NULL;
}

static bool key(struct screen *s, const struct key *k)
{
	struct screen_conflict *sc = self(s);

	if (sc->c.record == NULL)
		return false;
	if (k->code == K_UP || k->code == K_DOWN) {
		if (k->code == K_UP)
			sc->row -= sc->row > 0;
		else
			sc->row += sc->row + 1 < sc->c.n_fields;
		return true;
	}
	if (k->code == K_PGUP) {
		go(sc, sc->refs.n > 0 ? sc->refs.n - 1 : 0);
		return true;
	}
	return false;
}

static unsigned have(const struct screen *s)
{
	const struct screen_conflict *k = (const struct screen_conflict *)s;

	if (k->c.record == NULL)
		return 0;
	return NEED_ROW | (conflict_all_chosen(&k->c) ? NEED_CHOICES : 0);
}

static void conflict_screen_free(struct screen *s)
{
	struct screen_conflict *k = self(s);

	conflict_free(&k->c);
	conflict_refs_free(&k->refs);
	free(k);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.key = key,
	.run = run,
	.have = have,
	.why_not = why_not,
	.event = event,
	.release = release,
	.free = conflict_screen_free,
};

struct screen *scr_conflict_new(struct desk *desk, const struct jal_id *dossier)
{
	struct screen_conflict *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return NULL;
	k->screen = (struct screen){ .vt = &vt, .id = SCR_CONFLICT };
	k->desk = desk;
	if (dossier != NULL)
		k->wanted = *dossier;
	return &k->screen;
}
