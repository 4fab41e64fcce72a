/*
 * A few values typed for the screen below.
 */
#include "tui/scr_ask.h"

#include <stdlib.h>

#include "tui/i18n.h"

struct asking {
	struct screen screen;	/* first */
	struct form form;
	struct buf title, text;
	const char *buttons[2];
	int32_t today;
	bool (*take)(void *ctx, struct app *app, const struct form *form);
	void *ctx;
};

static struct asking *self(struct screen *s)
{
	return (struct asking *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	if (buf_puts(out, buf_str(&((const struct asking *)s)->title)) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct asking *a = self(s);

	(void)why;
	a->form.today = a->today;
	a->form.azerty = app_settings(s->app)->azerty_digits;
	return JAL_OK;
}

/* The sentences take what they need, where a field is left room. */
static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct asking *a = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	int room = r.rows - (int)a->form.n * 2 - 2;

	if (a->text.len > 0 && room > 0) {
		struct rect above = { r.row, r.col, room < 6 ? room : 6, r.cols };

		r = layout_below(r, canvas_paragraph(c, above, ROLE_NORMAL, buf_str(&a->text)) + 1);
	}
	form_draw(&a->form, c, r);
}

static void tell(struct screen *s, struct tell *t)
{
	tell_say(t, buf_str(&self(s)->text));
	form_tell(&self(s)->form, t);
}

static void give(struct asking *a)
{
	struct app *app = a->screen.app;

	if (!form_ready(&a->form)) {
		app_say(app, APP_ERROR, "%s", form_why(&a->form));
		return;
	}
	if (a->take(a->ctx, app, &a->form))
		app_pop(app);
}

static void pressed(struct asking *a)
{
	if (form_button(&a->form) == 0)
		give(a);
	else
		app_pop(a->screen.app);
}

static bool key(struct screen *s, const struct key *k)
{
	struct asking *a = self(s);

	switch (form_key(&a->form, k)) {
	case FORM_PRESSED:
		pressed(a);
		return true;
	case FORM_TOO_LONG:
		app_say(s->app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
		return true;
	case FORM_NO_CHOICE:
		app_say(s->app, APP_INFO, "%s", form_how_to_choose(&a->form));
		return true;
	case FORM_LEFT:
		app_say(s->app, APP_WARNING, "%s", form_why(&a->form));
		return true;
	case FORM_CHANGED:
	case FORM_MOVED:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static bool choose(struct screen *s, size_t number)
{
	struct asking *a = self(s);

	if (!form_choose(&a->form, number))
		return false;
	if (!a->form.picker.open && a->form.at >= a->form.n)
		pressed(a);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	enum form_result result = form_answer(&self(s)->form, line, n);

	if (result == FORM_NO_CHOICE)
		app_say(s->app, APP_INFO, "%s", _("Aucun choix ne commence ainsi."));
	if (result == FORM_TOO_LONG)
		app_say(s->app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
	return result != FORM_IGNORED;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return form_paste(&self(s)->form, bytes, n, NULL) != FORM_IGNORED;
}

static bool run(struct screen *s, enum action_id action)
{
	if (action == ACT_SAVE)
		give(self(s));
	return action == ACT_SAVE;
}

static bool typing(const struct screen *s)
{
	return form_typing(&((const struct asking *)s)->form);
}

/* What is typed may be about someone. */
static void release(struct screen *s)
{
	struct asking *a = self(s);

	for (size_t i = 0; i < a->form.n; i++)
		if (form_set(&a->form, i, "") != JAL_OK)
			return;
}

static void asking_free(struct screen *s)
{
	struct asking *a = self(s);

	form_free(&a->form);
	buf_free(&a->title);
	buf_free(&a->text);
	free(a);
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
	.typing = typing,
	.release = release,
	.free = asking_free,
};

struct screen *scr_ask_new(const struct ask *ask)
{
	struct asking *a = calloc(1, sizeof(*a));
	enum jal_err err = JAL_OK;

	if (a == NULL)
		return NULL;
	a->screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	a->buttons[0] = ask->button;
	a->buttons[1] = N_("Abandonner");
	a->today = ask->today;
	a->take = ask->take;
	a->ctx = ask->ctx;
	err = form_init(&a->form, ask->fields, ask->n, a->buttons, 2, NULL, a);
	if (err == JAL_OK)
		err = buf_puts(&a->title, ask->title);
	if (err == JAL_OK)
		err = buf_puts(&a->text, ask->text);
	for (size_t i = 0; i < ask->n && err == JAL_OK; i++)
		if (ask->values[i] != NULL)
			err = form_set(&a->form, i, ask->values[i]);
	if (err == JAL_OK)
		return &a->screen;
	asking_free(&a->screen);
	return NULL;
}
