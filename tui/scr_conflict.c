/*
 * The screen of what is to be settled: one record, or one contradiction, at a time.
 */
#include "tui/scr_conflict.h"

#include <stdlib.h>
#include <string.h>

#include "core/casework.h"
#include "tui/app.h"
#include "tui/conflict.h"
#include "tui/conflict_draw.h"
#include "tui/contradiction.h"
#include "tui/form_person.h"
#include "tui/form_record.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/scr_other.h"
#include "tui/work.h"

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
	struct conflict_ref last;	/* what was shown before a lock, or is to be shown first; zeroed: nothing */
	struct conflict c;	/* without a record: it is not two values */
	struct contradiction x;	/* not open: it is no contradiction; both: none is left, or locked */
	struct conflict_place place;	/* the side under the cursor; of a contradiction, `side` is its row */
	size_t top;
	struct chosen kept[CONFLICT_FIELDS];
	size_t n_kept;	/* of `last` */
	struct jal_id revealed;	/* the dossier whose covered values were asked for, until a lock; zero: none */
};

static struct screen_conflict *self(struct screen *s)
{
	return (struct screen_conflict *)s;
}

/* ---- which one ---- */

/* What is shown, or was before a lock. */
static const struct conflict_ref *where(const struct screen_conflict *k)
{
	if (k->c.record != NULL)
		return &k->c.ref;
	return k->x.open ? &k->x.ref : &k->last;
}

/* All fields of a record that have two values are one to settle; each of its contradictions is one. */
static bool is_same(const struct conflict_ref *a, const struct conflict_ref *b)
{
	return a->entity == b->entity && id_equal(&a->record, &b->record) && a->item.kind == b->item.kind &&
	       (a->item.kind == SETTLE_VALUES || (a->item.field == b->item.field && a->item.against == b->item.against &&
							 id_equal(&a->item.other, &b->item.other)));
}

/* The same one, else the first of its record, else the given place. */
static size_t find_again(const struct conflict_refs *refs, const struct conflict_ref *ref, size_t place)
{
	size_t found = refs->n;

	for (size_t i = refs->n; i > 0; i--)
		if (id_equal(&refs->list[i - 1].record, &ref->record))
			found = i - 1;
	for (size_t i = 0; i < refs->n; i++)
		if (is_same(&refs->list[i], ref))
			found = i;
	return found < refs->n ? found : place;
}

/* ---- loading ---- */

static void keep_choices(struct screen_conflict *k)
{
	if (k->c.record == NULL)
		return;
	k->n_kept = 0;
	for (size_t i = 0; i < k->c.n_fields; i++) {
		const struct conflict_field *f = &k->c.fields[i];

		if (f->choice == CONFLICT_ONE || f->choice == CONFLICT_BOTH)
			k->kept[k->n_kept++] = (struct chosen){ f->field, f->choice, f->chosen };
	}
}

static void choose_again(struct screen_conflict *k)
{
	if (!is_same(&k->last, &k->c.ref))
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

/* Keys, footer and help are of what is shown. */
static void take_id(struct screen_conflict *k)
{
	k->screen.id = k->c.record != NULL ? SCR_CONFLICT : k->x.open ? SCR_CONTRADICTION : SCR_SETTLED;
}

JAL_MUST static enum jal_err load_one(struct screen_conflict *k, const struct conflict_ref *ref)
{
	bool reveal = !id_is_zero(&k->revealed) && id_equal(&k->revealed, &ref->dossier);

	return ref->item.kind == SETTLE_VALUES ? conflict_load(k->desk, ref, reveal, &k->c) :
						 contradiction_load(k->desk, ref, reveal, &k->x);
}

/* The one at `at`, or the next one that is still there. */
JAL_MUST static enum jal_err load_at(struct screen_conflict *k)
{
	struct conflict old = k->c;
	bool was_open = old.record != NULL;
	struct conflict_ref before = *where(k);
	enum jal_err err = JAL_ERR_NOT_FOUND;

	k->c = (struct conflict){ .record = NULL };
	contradiction_free(&k->x);
	for (size_t tries = 0; tries < k->refs.n && err == JAL_ERR_NOT_FOUND; tries++) {
		err = load_one(k, &k->refs.list[k->at]);
		if (err == JAL_ERR_NOT_FOUND)
			k->at = (k->at + 1) % k->refs.n;
	}
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	if (!is_same(&before, where(k)))
		k->place = (struct conflict_place){ 0, 0 };
	if (k->c.record != NULL && (k->place.field >= k->c.n_fields || k->place.side >= k->c.fields[k->place.field].n_sides))
		k->place = (struct conflict_place){ 0, 0 };
	if (k->x.open && k->place.side >= k->x.n_rows)
		k->place.side = 0;
	k->top = 0;
	if (was_open && k->c.record != NULL && is_same(&before, &k->c.ref))
		carry_choices(&old, &k->c);
	else if (!was_open && k->c.record != NULL)
		choose_again(k);
	conflict_free(&old);
	take_id(k);
	return err;
}

JAL_MUST static enum jal_err reload(struct screen_conflict *k)
{
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
	k->at = find_again(&refs, where(k), k->at);
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
	k->last = *where(k);
	k->revealed = ID_ZERO;
	conflict_free(&k->c);
	contradiction_free(&k->x);
	conflict_refs_free(&k->refs);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct screen_conflict *k = (const struct screen_conflict *)s;
	enum jal_err err = buf_puts(out, _("À régler"));

	if (err == JAL_OK && k->refs.n > 0)
		err = buf_printf(out, _(", %zu sur %zu"), k->at + 1, k->refs.n);
	if (err != JAL_OK)
		buf_clear(out);
}

static const char *nothing_left(void)
{
	return _("Rien à régler : aucune valeur saisie deux fois différemment, aucune contradiction.\n\nÉchap : revenir.");
}

static void draw_none(struct canvas *c, struct rect r)
{
	canvas_paragraph(c, r, ROLE_NORMAL, nothing_left());
	canvas_cursor(c, r.row, r.col);
}

/* "LEFÈVRE Hélène : 2 champs diffèrent, 3 sont identiques (masqués)" */
JAL_MUST static enum jal_err put_head(const struct conflict *c, struct buf *out)
{
	enum jal_err err = buf_printf(out, P_("%s : %zu champ diffère", "%s : %zu champs diffèrent", c->n_fields), buf_str(&c->about),
		c->n_fields);

	return err == JAL_OK ? buf_printf(out, P_(", %zu est identique (masqué)", ", %zu sont identiques (masqués)", c->same), c->same) :
			       err;
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct screen_conflict *k = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	struct buf text = BUF_INIT;

	if (k->x.open) {
		conflict_draw_contradiction(&k->x, k->place.side, c, r);
		return;
	}
	if (k->c.record == NULL) {
		draw_none(c, r);
		return;
	}
	if (put_head(&k->c, &text) == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, ATTR_BOLD, buf_str(&text));
	canvas_rule(c, r.row + 1, r.col, r.cols, ROLE_FRAME, "─");
	conflict_draw(&k->c, &k->place, &k->top, c, layout_below(r, 2));
	buf_free(&text);
}

static void tell(struct screen *s, struct tell *t)
{
	struct screen_conflict *k = self(s);
	struct buf text = BUF_INIT;

	t->turn_on = K_PGDN;
	t->turn_back = K_PGUP;
	if (k->x.open) {
		conflict_draw_tell_contradiction(&k->x, k->place.side, t);
	} else if (k->c.record != NULL) {
		if (put_head(&k->c, &text) == JAL_OK)
			tell_say(t, buf_str(&text));
		conflict_draw_tell(&k->c, &k->place, t);
	} else {
		tell_say(t, nothing_left());
	}
	buf_free(&text);
}

static bool choose(struct screen *s, size_t number)
{
	struct screen_conflict *k = self(s);

	if (number == 0)
		return false;
	if (k->x.open && number <= k->x.n_rows) {
		k->place.side = number - 1;
		return true;
	}
	for (size_t i = 0; k->c.record != NULL && i < k->c.n_fields; i++) {
		if (number <= k->c.fields[i].n_sides) {
			k->place = (struct conflict_place){ i, number - 1 };
			return true;
		}
		number -= k->c.fields[i].n_sides;
	}
	return false;
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
	struct conflict_field *f = &k->c.fields[k->place.field];

	if (f->choice != CONFLICT_ONE)
		f->chosen = left ? 0 : 1;
	else if (left)
		f->chosen -= f->chosen > 0;
	else
		f->chosen += f->chosen + 1 < f->n_sides;
	f->choice = CONFLICT_ONE;
	k->place.side = f->chosen;
	say_left(k);
}

/* The side under the cursor; then on to the next field that waits for a choice. */
static void choose_here(struct screen_conflict *k)
{
	struct conflict_field *f = &k->c.fields[k->place.field];

	f->choice = CONFLICT_ONE;
	f->chosen = k->place.side;
	for (size_t i = 1; i < k->c.n_fields; i++) {
		size_t next = (k->place.field + i) % k->c.n_fields;

		if (k->c.fields[next].choice != CONFLICT_NONE)
			continue;
		k->place = (struct conflict_place){ next, 0 };
		break;
	}
	say_left(k);
}

static void took_other(void *ctx, const struct value *v)
{
	struct screen_conflict *k = ctx;

	if (conflict_choose_other(&k->c, k->place.field, v) != JAL_OK)
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

/* ---- contradictions ---- */

/* One of the two stands. */
static void keep_row(struct screen_conflict *k)
{
	struct app *app = k->screen.app;
	struct diag why = DIAG_INIT;
	struct buf said = BUF_INIT;
	struct edit *edits[2] = { NULL, NULL };
	enum jal_err err = settle_keep(desk_journal(k->desk), &k->x.ref.caseload, &k->x.ref.item, (unsigned)k->place.side,
		edits);

	if (err == JAL_OK)
		err = buf_printf(&said, _("choix pour %s"), buf_str(&k->x.about));
	if (err != JAL_OK)
		work_say_error(app, db_explain(desk_db(k->desk), err, &why), &why);
	else if (work_write(k->desk, app, edits, edits[1] != NULL ? 2 : 1, buf_str(&said)))
		app_say(app, APP_INFO, "%s", _("Réglé, enregistré ici. Ctrl+Z : revenir dessus."));
	edit_free(edits[0]);
	edit_free(edits[1]);
	buf_free(&said);
}

/* The form of the record under the cursor, in the field that contradicts. */
static void open_row(struct screen_conflict *k)
{
	const struct contradiction_row *row = &k->x.rows[k->place.side];
	struct file_ref ref = { row->dossier, k->x.ref.caseload };
	struct screen *form = row->entity == ENTITY_person ? form_person_new(k->desk, &ref) :
							     form_record_new(k->desk, &ref, row->entity, &row->record);

	scr_form_begin_in(form, row->field);
	work_push(k->screen.app, form);
}

/* What Enter does. */
static void act_here(struct screen_conflict *k)
{
	if (k->c.record != NULL)
		choose_here(k);
	else if (k->x.open && contradiction_has_sides(&k->x))
		keep_row(k);
	else if (k->x.open)
		open_row(k);
}

/* What is covered, for as long as one stays here; the dossier's history keeps that it was asked for. */
static void reveal(struct screen_conflict *k)
{
	const struct conflict_ref *ref = where(k);
	struct diag why = DIAG_INIT;
	enum jal_err err = casework_disclose_all(desk_journal(k->desk), &ref->caseload, &ref->dossier, &why);

	if (err == JAL_OK) {
		k->revealed = ref->dossier;
		err = load_at(k);
	}
	if (err != JAL_OK)
		work_say_error(k->screen.app, err, &why);
	else
		app_say(k->screen.app, APP_INFO, "%s", _("Montré en clair ici. L’historique du dossier en garde la trace."));
}

static void go(struct screen_conflict *k, size_t step)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (k->refs.n < 2)
		return;
	k->at = (k->at + step) % k->refs.n;
	err = load_at(k);
	if (err != JAL_OK)
		work_say_error(k->screen.app, db_explain(desk_db(k->desk), err, &why), &why);
}

static bool run(struct screen *s, enum action_id action)
{
	struct screen_conflict *k = self(s);
	struct conflict_field *f = k->c.record != NULL ? &k->c.fields[k->place.field] : NULL;

	switch ((int)action) {
	case ACT_OPEN:
		act_here(k);
		return true;
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
	case ACT_DETAILS:
		reveal(k);
		return true;
	case ACT_SAVE:
		settle(k);
		return true;
	default:
		return work_run(k->desk, s->app, NULL, action);
	}
}

/* From side to side, over the fields; from row to row. */
static void move(struct screen_conflict *k, bool up)
{
	struct conflict_place *p = &k->place;
	size_t rows = k->x.open ? k->x.n_rows : k->c.fields[p->field].n_sides;

	if (up && p->side > 0) {
		p->side--;
	} else if (!up && p->side + 1 < rows) {
		p->side++;
	} else if (k->c.record != NULL && up && p->field > 0) {
		p->field--;
		p->side = k->c.fields[p->field].n_sides - 1;
	} else if (k->c.record != NULL && !up && p->field + 1 < k->c.n_fields) {
		p->field++;
		p->side = 0;
	}
}

static bool key(struct screen *s, const struct key *k)
{
	struct screen_conflict *sc = self(s);

	if (sc->screen.id == SCR_SETTLED)
		return false;
	if (k->code == K_UP || k->code == K_DOWN) {
		move(sc, k->code == K_UP);
		return true;
	}
	if (k->code == K_PGUP && sc->refs.n > 1) {
		go(sc, sc->refs.n - 1);
		return true;
	}
	return false;
}

static unsigned have(const struct screen *s)
{
	const struct screen_conflict *k = (const struct screen_conflict *)s;

	unsigned bits = (k->refs.n > 1 ? NEED_OTHERS : 0) | (k->c.covered || k->x.covered ? NEED_COVERED : 0);

	if (k->c.record == NULL)
		return bits | (k->x.open ? NEED_ROW : 0);
	return bits | NEED_ROW | (conflict_all_chosen(&k->c) ? NEED_CHOICES : 0) |
		(conflict_can_both(&k->c, k->place.field) ? NEED_BOTH : 0);
}

static void conflict_screen_free(struct screen *s)
{
	struct screen_conflict *k = self(s);

	conflict_free(&k->c);
	contradiction_free(&k->x);
	conflict_refs_free(&k->refs);
	free(k);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.key = key,
	.run = run,
	.have = have,
	.event = event,
	.release = release,
	.free = conflict_screen_free,
};

struct screen *scr_conflict_new(struct desk *desk, const struct settle_item *begin)
{
	struct screen_conflict *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return NULL;
	k->screen = (struct screen){ .vt = &vt, .id = SCR_SETTLED };
	k->desk = desk;
	if (begin != NULL) {
		k->wanted = begin->dossier;
		k->last = (struct conflict_ref){ .entity = begin->entity, .dossier = begin->dossier, .record = begin->record,
			.item = *begin };
	}
	return &k->screen;
}
