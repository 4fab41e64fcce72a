/*
 * The barrier's form.
 */
#include "tui/form_barrier.h"

#include <stdlib.h>
#include <string.h>

#include "core/assess.h"
#include "core/date.h"
#include "tui/assess_words.h"
#include "tui/i18n.h"
#include "tui/scr_form.h"
#include "tui/work.h"

/* What the form knows besides its record. */
struct extra {
	struct assess assess;
	bool loaded;
};

/* Whether a situation or sub-theme is of the barrier's theme. */
static bool is_of_theme(const struct edit *e, enum vocab vocab, const char *code)
{
	const struct value *theme = edit_value(e, FIELD_barrier_theme);
	const char *of = vocab_theme_of(vocab, code);

	return theme->kind != VALUE_TEXT || (of != NULL && strcmp(of, theme->text) == 0);
}

static bool situation_fits(const struct edit *e, const char *code)
{
	return is_of_theme(e, VOCAB_situation, code);
}

static bool subtheme_fits(const struct edit *e, const char *code)
{
	return is_of_theme(e, VOCAB_subtheme, code);
}

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_barrier_theme, .vital = true },
	{ .field = FIELD_barrier_level },
	{ .field = FIELD_barrier_situations, .fits = situation_fits },
	{ .field = FIELD_barrier_subthemes, .fits = subtheme_fits },
	{ .field = FIELD_barrier_comment, .rows = 3 },
	{ .field = FIELD_barrier_since, .hint = N_("15/09, -3m, hier") },
	{ .field = FIELD_barrier_lifted_on, .hint = N_("(un jour ici : il n’y a plus de frein)") },
	{ .field = FIELD_barrier_sensitive, .label = N_("Confidentiel") },
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	const struct value *theme = edit_value(f->edit, FIELD_barrier_theme);
	enum jal_err err = buf_puts(out, _("Frein"));

	if (err == JAL_OK && theme->kind == VALUE_TEXT) {
		err = buf_puts(out, " > ");
		if (err == JAL_OK)
			err = assess_words_theme(theme->text, false, out);
	}
	return err;
}

static void forget_extra(struct scr_form *f)
{
	struct extra *x = f->extra;

	if (x == NULL)
		return;
	if (x->loaded)
		assess_free(&x->assess);
	free(x);
	f->extra = NULL;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	struct extra *x = calloc(1, sizeof(*x));
	enum jal_err err = x != NULL ? assess_load(desk_journal(f->desk), desk_clock(f->desk), &f->ref.caseload,
					       &f->ref.dossier, &x->assess) :
				       JAL_ERR_NOMEM;

	f->extra = x;
	if (err == JAL_OK)
		x->loaded = true;
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(f->desk), err, why);
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	enum jal_err err = edit_create(ENTITY_barrier, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK && f->about != NULL)
		err = edit_set_text(f->edit, FIELD_barrier_theme, f->about);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static const struct assess_theme *theme_of(const struct scr_form *f)
{
	const struct extra *x = f->extra;
	const struct value *theme = edit_value(f->edit, FIELD_barrier_theme);

	return x != NULL && x->loaded && theme->kind == VALUE_TEXT ? assess_find(&x->assess, theme->text) : NULL;
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].field == FIELD_person_birth_name && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

/* Beside the level: what it was before. */
static void understood(const struct scr_form *f, size_t row, struct buf *out)
{
	const struct assess_theme *t = theme_of(f);

	if (f->fields.rows[row].field != FIELD_barrier_level || t == NULL || t->before == ASSESS_NOT_DISCUSSED)
		return;
	if (buf_printf(out, _("avant : %s"), _(assess_level_word(t->before, false))) != JAL_OK)
		buf_clear(out);
}

/* A draft of another theme than the one that was opened says so. */
static void changed(struct scr_form *f)
{
	const struct value *theme = edit_value(f->edit, FIELD_barrier_theme);

	buf_clear(&f->notice);
	if (f->about != NULL && theme->kind == VALUE_TEXT && strcmp(theme->text, f->about) != 0)
		(void)!buf_puts(&f->notice, _("Une saisie sur un autre domaine attendait : terminez-la ou abandonnez-la."));
}

static enum jal_err write_barrier(struct scr_form *f, struct diag *why)
{
	const struct assess_theme *t = theme_of(f);
	struct extra *x = f->extra;
	struct edit **edits = NULL;
	struct edit_list more = EDIT_LIST_INIT;
	struct buf said = BUF_INIT;
	enum jal_err err = assess_follow(f->edit, t != NULL ? t->before : ASSESS_NOT_DISCUSSED, desk_today(f->desk));

	if (err == JAL_OK && x->loaded && edit_changed(f->edit, FIELD_barrier_level))
		err = assess_look_at(&x->assess, edit_value(f->edit, FIELD_barrier_theme)->text, true, &more);
	if (err == JAL_OK)
		err = edit_list_behind(f->edit, &more, &edits);
	if (err == JAL_OK)
		err = work_said(f->desk, &f->ref, _("frein de %s"), &said);
	if (err == JAL_OK)
		err = scr_form_write(f, edits, more.n + 1, buf_str(&said), why);
	free(edits);
	edit_list_free(&more);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* Named as the forms of any record, so that drafts and what is to be settled find it. */
static const struct scr_form_kind kind = {
	.name = "record.barrier",
	.entity = ENTITY_barrier,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
	.title = title,
	.create = create,
	.prepare = prepare,
	.show = show,
	.understood = understood,
	.changed = changed,
	.write = write_barrier,
	.forget = forget_extra,
};

struct screen *form_barrier_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const char *theme)
{
	struct screen *s = scr_form_new(desk, &kind, ref, id, NULL);

	scr_form_begin_in(s, theme != NULL || id != NULL ? FIELD_barrier_level : FIELD_barrier_theme);
	if (s != NULL)
		((struct scr_form *)s)->about = theme;
	return s;
}
