/*
 * Forms around a file.
 */
#include "tui/fileform.h"

#include <string.h>

#include "core/fsio.h"
#include "core/outside.h"
#include "tui/i18n.h"

static struct fileform *self(struct screen *s)
{
	return (struct fileform *)s;
}

static void say_no_memory(struct app *app)
{
	app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

/* ---- the path ---- */

enum form_verdict fileform_check(void *ctx, const struct form *f, size_t field, struct buf *why)
{
	const struct fileform_kind *kind = ((const struct fileform *)ctx)->kind;
	const char *said = NULL;
	struct buf path = BUF_INIT;

	if (field != kind->file || outside_path(form_value(f, field), &path) != JAL_OK)
		return FORM_FINE;
	if (fsio_exists(buf_str(&path)) != kind->reads)
		said = kind->reads ? _("Ce fichier n’existe pas. Vérifiez le chemin.") :
			_("Ce fichier existe déjà : il ne sera pas remplacé, donnez un autre nom.");
	buf_free(&path);
	/* Without memory, the refusal has no words. */
	if (said != NULL && buf_puts(why, said) != JAL_OK)
		buf_clear(why);
	return said != NULL ? FORM_WRONG : FORM_FINE;
}

enum jal_err fileform_propose(struct fileform *f)
{
	struct buf name = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (f->kind->propose == NULL || strcmp(form_value(&f->form, f->kind->file), buf_str(&f->proposed)) != 0)
		return JAL_OK;
	err = f->kind->propose(f, &name);
	if (err == JAL_OK)
		err = form_set(&f->form, f->kind->file, buf_str(&name));
	if (err != JAL_OK) {
		buf_free(&name);
		return err;
	}
	buf_free(&f->proposed);
	f->proposed = name;
	return JAL_OK;
}

void fileform_free(struct fileform *f)
{
	form_free(&f->form);
	buf_free(&f->proposed);
}

/* ---- doing it ---- */

static void confirm(struct fileform *f)
{
	struct buf path = BUF_INIT;

	if (!form_ready(&f->form))
		app_say(f->screen.app, APP_ERROR, "%s", form_why(&f->form));
	else if (outside_path(form_value(&f->form, f->kind->file), &path) != JAL_OK)
		say_no_memory(f->screen.app);
	else
		f->kind->confirm(f, buf_str(&path));
	buf_free(&path);
}

static void pressed(struct fileform *f)
{
	if (form_button(&f->form) == 0)
		confirm(f);
	else
		app_pop(f->screen.app);
}

/* False: it was not taken. */
static bool came(struct fileform *f, enum form_result result)
{
	struct app *app = f->screen.app;

	if (result == FORM_PRESSED)
		pressed(f);
	else if (result == FORM_TOO_LONG)
		app_say(app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
	else if (result == FORM_NO_CHOICE)
		app_say(app, APP_INFO, "%s", form_how_to_choose(&f->form));
	else if ((result == FORM_LEFT || result == FORM_CHANGED) && fileform_propose(f) != JAL_OK)
		say_no_memory(app);
	return result != FORM_IGNORED;
}

/* ---- parts of a screen ---- */

JAL_MUST static enum jal_err put_above(const struct fileform *f, struct buf *out)
{
	return f->kind->above != NULL ? f->kind->above(f, out) : buf_puts(out, _(outside_warning()));
}

void fileform_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct fileform *f = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	int fields = (int)f->form.n + 3;
	int room = l->body.rows > fields ? l->body.rows - fields : 0;
	struct buf text = BUF_INIT;
	int above = 0;

	if (room > 0 && put_above(f, &text) == JAL_OK)
		above = canvas_paragraph(c, (struct rect){ r.row, r.col, room, r.cols }, ROLE_NORMAL, buf_str(&text));
	form_draw(&f->form, c, layout_below(r, above > 0 ? above + 1 : 0));
	buf_free(&text);
}

void fileform_tell(struct screen *s, struct tell *t)
{
	struct buf text = BUF_INIT;

	if (put_above(self(s), &text) == JAL_OK)
		tell_say(t, buf_str(&text));
	form_tell(&self(s)->form, t);
	buf_free(&text);
}

bool fileform_key(struct screen *s, const struct key *k)
{
	return came(self(s), form_key(&self(s)->form, k));
}

bool fileform_choose(struct screen *s, size_t number)
{
	struct form *form = &self(s)->form;

	if (!form_choose(form, number))
		return false;
	if (!form->picker.open && form->at >= form->n)
		pressed(self(s));
	return true;
}

bool fileform_answer(struct screen *s, const char *line, size_t n)
{
	enum form_result result = form_answer(&self(s)->form, line, n);

	if (result == FORM_NO_CHOICE)
		app_say(s->app, APP_INFO, "%s", _("Aucun choix ne commence ainsi."));
	else
		(void)came(self(s), result);
	return result != FORM_IGNORED;
}

bool fileform_paste(struct screen *s, const char *bytes, size_t n)
{
	return form_paste(&self(s)->form, bytes, n, NULL) != FORM_IGNORED;
}

bool fileform_run(struct screen *s, enum action_id action)
{
	if (action == ACT_SAVE)
		confirm(self(s));
	return action == ACT_SAVE;
}

bool fileform_typing(const struct screen *s)
{
	return form_typing(&((const struct fileform *)s)->form);
}

bool fileform_picking(const struct screen *s)
{
	return form_choosing(&((const struct fileform *)s)->form);
}
