/*
 * The screen of a form.
 */
#include "tui/scr_form.h"

#include <stdlib.h>
#include <string.h>

#include "core/procedure.h"
#include "tui/i18n.h"
#include "tui/prompt.h"
#include "tui/work.h"

static const char button_save[] = N_("Enregistrer");
static const char button_again[] = N_("Enregistrer et recommencer");
static const char button_cancel[] = N_("Abandonner");
static const char button_more[] = N_("Tous les champs");

static struct scr_form *self(struct screen *s)
{
	return (struct scr_form *)s;
}

/* ---- hooks of the form ---- */

static enum form_verdict check(void *ctx, const struct form *form, size_t row, struct buf *why)
{
	const struct scr_form *f = ctx;
	struct check_context context = { .today = desk_today(f->desk) };

	(void)form;
	return fields_judge(&f->fields, row, &context, why);
}

static void understood(void *ctx, const struct form *form, size_t row, struct buf *out)
{
	const struct scr_form *f = ctx;

	(void)form;
	if (f->kind->understood != NULL)
		f->kind->understood(f, row, out);
}

static void label(void *ctx, size_t row, const char *code, struct buf *out)
{
	const struct scr_form *f = ctx;

	if (f->kind->show != NULL)
		f->kind->show(f, row, code, out);
}

/* What a procedure asks for at the step that is typed; all else always. */
static bool asked(void *ctx, const struct form *form, size_t row)
{
	const struct scr_form *f = ctx;
	enum field status = procedure_status(f->fields.rows[row].field);
	size_t at = status != FIELD_COUNT ? fields_find(&f->fields, status, PART_WHOLE) : f->fields.n;

	return at == f->fields.n || f->fields.rows[row].part == PART_FIXED ||
		procedure_asks(f->fields.rows[row].field, form_value(form, at));
}

static const struct form_hooks hooks = { .check = check, .asked = asked, .understood = understood, .label = label };

/* ---- opening ---- */

JAL_MUST static enum jal_err make_edit(struct scr_form *f, struct diag *why)
{
	struct record *r = NULL;
	enum jal_err err = JAL_OK;

	if (id_is_zero(&f->record))
		return f->kind->create(f, why);
	err = journal_load(desk_journal(f->desk), &f->ref.caseload, f->kind->entity,
		id_is_zero(&f->ref.dossier) ? NULL : &f->ref.dossier, &f->record, &r);
	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(why, err, N_("Ce que vous vouliez modifier n’est plus là : quelqu’un l’a retiré."));
	if (err == JAL_OK)
		err = edit_of(r, &f->edit);
	record_free(r);
	return err;
}

/* Fixed rows show what their kind says. */
JAL_MUST static enum jal_err show_fixed(struct scr_form *f)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < f->fields.n && err == JAL_OK; i++) {
		struct buf text = BUF_INIT;

		if (f->fields.widgets[i].type == FORM_FIXED && f->kind->show != NULL) {
			f->kind->show(f, i, form_value(&f->fields.form, i), &text);
			err = form_set(&f->fields.form, i, buf_str(&text));
		}
		buf_free(&text);
	}
	return err;
}

static void choose_buttons(struct scr_form *f)
{
	f->n_buttons = 0;
	f->buttons[f->n_buttons++] = button_save;
	if (f->kind->again && f->sink == NULL && id_is_zero(&f->record))
		f->buttons[f->n_buttons++] = button_again;
	f->buttons[f->n_buttons++] = button_cancel;
	if (f->kind->more && f->all == NULL)
		f->buttons[f->n_buttons++] = button_more;
}

enum jal_err scr_form_make_fields(struct scr_form *f, bool full)
{
	size_t n = f->kind->n;
	enum jal_err err = JAL_OK;

	if (full && f->all == NULL)
		f->all = fields_all(f->kind->entity, f->kind->rows, f->kind->n);
	if (full && f->all == NULL)
		return JAL_ERR_NOMEM;
	while (f->all != NULL && f->all[n].field != FIELD_COUNT)
		n++;
	choose_buttons(f);
	err = fields_init(&f->fields, f->all != NULL ? f->all : f->kind->rows, n, f->edit, f->buttons, f->n_buttons,
		&hooks, f);
	if (err != JAL_OK)
		return err;
	f->fields.form.today = desk_today(f->desk);
	f->fields.form.azerty = f->screen.app == NULL || app_settings(f->screen.app)->azerty_digits;
	return show_fixed(f);
}

/* ---- loading ---- */

static void forget(struct scr_form *f)
{
	if (f->kind->forget != NULL)
		f->kind->forget(f);
	fields_free(&f->fields);
	free(f->all);
	f->all = NULL;
	edit_free(f->edit);
	f->edit = NULL;
	buf_free(&f->title);
	buf_free(&f->notice);
	buf_free(&f->under);
}

JAL_MUST static enum jal_err open_form(struct scr_form *f, struct diag *why)
{
	enum jal_err err = JAL_OK;

	if (f->kind->prepare != NULL)
		err = f->kind->prepare(f, why);
	if (err == JAL_OK)
		err = scr_form_resume(f);
	if (err == JAL_OK)
		err = scr_form_hang_draft(f);
	/* A draft that can't be read any more stays where it is. */
	if (err == JAL_ERR_NOT_FOUND || err == JAL_ERR_CORRUPT) {
		fields_free(&f->fields);
		edit_free(f->edit);
		f->edit = NULL;
		err = make_edit(f, why);
		if (err == JAL_OK)
			err = scr_form_make_fields(f, scr_form_needs_all(f));
		if (err == JAL_OK && id_is_zero(&f->record) && f->kind->begin > 0)
			form_focus(&f->fields.form, f->kind->begin);
	}
	if (err == JAL_OK)
		scr_form_go_first(f);
	if (err == JAL_OK)
		err = f->kind->title(f, &f->title);
	if (err == JAL_OK && f->kind->changed != NULL)
		f->kind->changed(f);
	return err;
}

static void take_place(struct scr_form *f)
{
	struct form *form = &f->fields.form;

	if (!f->was_open)
		return;
	form_focus(form, f->at);
	if (form->at < form->n && f->caret <= form->values[form->at].editor.len)
		form->values[form->at].editor.caret = f->caret;
	f->was_open = false;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct scr_form *f = self(s);
	bool back = f->was_open;
	enum jal_err err = JAL_OK;

	/* What it displays stays as it was when it opened. */
	if (f->edit != NULL)
		return JAL_OK;
	err = open_form(f, why);
	if (err != JAL_OK) {
		forget(f);
		(void)diag_set_if_empty(why, err, NULL);
		return err;
	}
	take_place(f);
	if (!scr_form_tell_under(f) && f->resumed && !back)
		app_say(s->app, APP_INFO, "%s", _("Votre saisie d’avant est reprise. « Abandonner », en bas du formulaire, l’efface."));
	return JAL_OK;
}

static void release(struct screen *s)
{
	struct scr_form *f = self(s);
	struct form *form = &f->fields.form;

	if (f->edit == NULL)
		return;
	f->was_open = true;
	f->at = form->at;
	f->caret = form->at < form->n ? form->values[form->at].editor.caret : 0;
	forget(f);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct scr_form *f = (const struct scr_form *)s;

	if (buf_put(out, f->title.data, f->title.len) != JAL_OK)
		buf_clear(out);
}

/* ---- saving ---- */

static void abandon(struct scr_form *f)
{
	if (drafts_delete(desk_db(f->desk), &f->key) != JAL_OK)
		app_say(f->screen.app, APP_WARNING, "%s", _("Le brouillon n’a pas pu être effacé : il reste gardé, chiffré."));
	edit_free(f->edit);
	f->edit = NULL;
	app_pop(f->screen.app);
}

static void begin_again(struct scr_form *f)
{
	struct diag why = DIAG_INIT;

	forget(f);
	f->resumed = false;
	f->has_draft = false;
	f->warned = false;
	f->record = ID_ZERO;
	if (open_form(f, &why) != JAL_OK) {
		work_say_error(f->screen.app, why.err, &why);
		app_pop(f->screen.app);
	}
}

/* What may be saved is written, and the form is closed. */
static void finish(struct scr_form *f, bool again)
{
	struct app *app = f->screen.app;
	struct desk *desk = f->desk;
	struct screen *next = NULL;
	struct diag why = DIAG_INIT;
	enum jal_err err = f->kind->write(f, &why);

	if (err != JAL_OK) {
		work_say_error(app, err, &why);
		return;
	}
	f->has_draft = false;
	if (again) {
		begin_again(f);
	} else {
		next = f->kind->next != NULL ? f->kind->next(f) : NULL;
		/* Nothing more is to be kept of it. */
		edit_free(f->edit);
		f->edit = NULL;
		app_pop(app);
	}
	work_say_saved(desk, app);
	if (next != NULL)
		work_push(app, next);
}

static void save(struct scr_form *f, bool again)
{
	struct app *app = f->screen.app;
	struct screen *question = NULL;

	if (!scr_form_ready(f))
		return;
	if (edit_empty(f->edit)) {
		abandon(f);
		app_say(app, APP_INFO, "%s", _("Rien n’a changé : il n’y avait rien à enregistrer."));
		return;
	}
	if (f->sink != NULL) {
		struct edit *e = f->edit;

		f->edit = NULL;
		if (f->has_draft && drafts_delete(desk_db(f->desk), &f->key) != JAL_OK)
			app_say(app, APP_WARNING, "%s", _("Le brouillon de cette suite n’a pas pu être effacé."));
		f->sink->take(f->sink->ctx, e);
		app_pop(app);
		return;
	}
	question = f->kind->ask != NULL ? f->kind->ask(f) : NULL;
	if (question != NULL)
		work_push(app, question);
	else
		finish(f, again);
}

void scr_form_go_on(struct scr_form *f)
{
	if (f->edit != NULL && scr_form_ready(f))
		finish(f, false);
}

enum jal_err scr_form_write(struct scr_form *f, struct edit *const *edits, size_t count, const char *what,
	struct diag *why)
{
	return desk_write(f->desk, edits, count, &f->key, what, why);
}

/* ---- leaving ---- */

static void answered(void *ctx, struct app *app, size_t button)
{
	(void)app;
	if (button == 1)
		abandon(ctx);
}

static void cancel(struct scr_form *f)
{
	struct prompt q = { .title = _("Abandonner la saisie"),
		.text = _("Abandonner ce qui est tapé dans ce formulaire ?\nÉchap dans le formulaire le quitte en gardant le brouillon."),
		.buttons = { _("Continuer la saisie"), _("Abandonner") }, .n_buttons = 2, .safe = 0, .done = answered,
		.ctx = f };

	if (form_any_changed(&f->fields.form))
		work_push(f->screen.app, prompt_new(&q));
	else
		abandon(f);
}

/* ---- keys ---- */

/* All rows, what was typed kept. */
static void show_all(struct scr_form *f)
{
	struct buf typed = BUF_INIT;
	size_t at = f->kind->n;
	enum jal_err err = fields_encode(&f->fields, &typed);

	if (err == JAL_OK) {
		fields_free(&f->fields);
		err = scr_form_make_fields(f, true);
	}
	if (err == JAL_OK)
		err = fields_decode(&f->fields, typed.data, typed.len);
	buf_free(&typed);
	if (err != JAL_OK) {
		struct diag why = DIAG_INIT;

		work_say_error(f->screen.app, err, &why);
		return;
	}
	form_focus(&f->fields.form, at < f->fields.n ? at : 0);
}

static void press(struct scr_form *f)
{
	const char *button = f->buttons[form_button(&f->fields.form)];

	if (button == button_save)
		save(f, false);
	else if (button == button_again)
		save(f, true);
	else if (button == button_cancel)
		cancel(f);
	else
		show_all(f);
}

static void was_changed(struct scr_form *f)
{
	f->warned = false;
	f->has_draft = true;
	app_touch(f->screen.app);
	if (f->kind->changed != NULL)
		f->kind->changed(f);
}

static bool act(struct scr_form *f, enum form_result result)
{
	struct app *app = f->screen.app;

	switch (result) {
	case FORM_CHANGED:
		was_changed(f);
		return true;
	case FORM_LEFT:
		return true;
	case FORM_TOO_LONG:
		app_say(app, APP_WARNING, "%s", _("Ce champ est plein : rien de plus n’y entre."));
		return true;
	case FORM_NO_CHOICE:
		app_say(app, APP_INFO, "%s", form_how_to_choose(&f->fields.form));
		return true;
	case FORM_PRESSED:
		press(f);
		return true;
	case FORM_MOVED:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static bool key(struct screen *s, const struct key *k)
{
	struct scr_form *f = self(s);
	struct form *form = &f->fields.form;
	size_t from = form->at;
	enum form_result result = FORM_IGNORED;

	if (f->edit == NULL)
		return false;
	result = form_key(form, k);
	/* Under the field, and on row 22. */
	if (result == FORM_LEFT && from < form->n && form->values[from].why.len > 0)
		app_say_about(s->app, form->values[from].verdict == FORM_WRONG ? APP_ERROR : APP_WARNING,
			_(f->fields.widgets[from].label), buf_str(&form->values[from].why));
	return act(f, result);
}

static bool choose(struct screen *s, size_t number)
{
	struct scr_form *f = self(s);
	struct form *form = &f->fields.form;

	if (f->edit == NULL || !form_choose(form, number))
		return false;
	/* A button's number is the button. */
	if (!form->picker.open && form->at >= form->n)
		press(f);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct scr_form *f = self(s);
	enum form_result result = f->edit != NULL ? form_answer(&f->fields.form, line, n) : FORM_IGNORED;

	if (result != FORM_NO_CHOICE)
		return act(f, result);
	app_say(s->app, APP_INFO, "%s", _("Aucun choix ne commence ainsi."));
	return true;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct scr_form *f = self(s);
	size_t dropped = 0;
	enum form_result result = f->edit != NULL ? form_paste(&f->fields.form, bytes, n, &dropped) : FORM_IGNORED;

	if (!act(f, result))
		return false;
	if (dropped > 0)
		app_say(s->app, APP_INFO, P_("%zu caractère invisible n’a pas été collé.",
			"%zu caractères invisibles n’ont pas été collés.", dropped), dropped);
	return true;
}

static bool run(struct screen *s, enum action_id action)
{
	struct scr_form *f = self(s);

	if (action != ACT_SAVE || f->edit == NULL)
		return false;
	save(f, false);
	return true;
}

static void event(struct screen *s, const void *e)
{
	struct scr_form *f = self(s);

	if (((const struct desk_event *)e)->kind == DESK_CHANGED && desk_is_open(f->desk))
		(void)scr_form_tell_under(f);
}

static bool typing(const struct screen *s)
{
	const struct scr_form *f = (const struct scr_form *)s;

	return f->edit != NULL && form_typing(&f->fields.form);
}

static bool picking(const struct screen *s)
{
	return form_choosing(&((const struct scr_form *)s)->fields.form);
}

static void scr_form_free(struct screen *s)
{
	struct scr_form *f = self(s);

	forget(f);
	free(f);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = scr_form_draw,
	.tell = scr_form_tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.typing = typing,
	.picking = picking,
	.save_draft = scr_form_save_draft,
	.has_draft = scr_form_has_draft,
	.event = event,
	.release = release,
	.free = scr_form_free,
};

struct screen *scr_form_new(struct desk *desk, const struct scr_form_kind *kind, const struct file_ref *ref,
	const struct jal_id *record, const struct scr_form_sink *sink)
{
	struct scr_form *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	f->desk = desk;
	f->kind = kind;
	f->sink = sink;
	f->first = FIELD_COUNT;
	if (ref != NULL)
		f->ref = *ref;
	if (record != NULL)
		f->record = *record;
	/* One form for a new record of a kind and dossier: its draft is found again. */
	f->key = (struct drafts_key){ .kind = kind->name, .dossier = f->ref.dossier, .record = f->record };
	return &f->screen;
}
