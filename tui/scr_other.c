/*
 * The other value: a form of one field.
 */
#include "tui/scr_other.h"

#include <stdlib.h>

#include "core/edit.h"
#include "tui/app.h"
#include "tui/fields.h"
#include "tui/i18n.h"
#include "tui/work.h"

struct other {
	struct screen screen;	/* first */
	struct desk *desk;
	struct edit *edit;
	struct fields_row rows[2];
	size_t n_rows;
	struct fields fields;
	void (*take)(void *ctx, const struct value *v);
	void *ctx;
};

static const char *const buttons[] = { N_("Choisir cette valeur"), N_("Abandonner") };

static struct other *self(struct screen *s)
{
	return (struct other *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Une autre valeur")) != JAL_OK)
		buf_clear(out);
}

static enum form_verdict check(void *ctx, const struct form *f, size_t row, struct buf *why)
{
	const struct other *o = ctx;
	struct check_context context = { .today = desk_today(o->desk) };

	(void)f;
	return fields_judge(&o->fields, row, &context, why);
}

static const struct form_hooks hooks = { .check = check };

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct other *o = self(s);

	(void)why;
	o->fields.form.today = desk_today(o->desk);
	o->fields.form.azerty = app_settings(s->app)->azerty_digits;
	return JAL_OK;
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	form_draw(&self(s)->fields.form, c, (struct rect){ l->body.row + 1, 1, l->body.rows - 1, l->cols - 2 });
}

static void tell(struct screen *s, struct tell *t)
{
	form_tell(&self(s)->fields.form, t);
}

static void use_value(struct other *o)
{
	struct app *app = o->screen.app;
	struct check_context context = { .today = desk_today(o->desk) };
	struct check_result result = CHECK_RESULT_INIT;
	enum field field = o->rows[0].field;
	struct diag why = DIAG_INIT;
	size_t wrong = 0;
	enum jal_err err = JAL_OK;

	if (!form_ready(&o->fields.form)) {
		app_say(app, APP_ERROR, "%s", form_why(&o->fields.form));
		return;
	}
	err = fields_put(&o->fields, o->edit, &context, &wrong, &result);
	if (err == JAL_ERR_INVALID) {
		app_say_diag(app, &result.say);
		return;
	}
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
		return;
	}
	/* The screen below loads again as this one closes; the edit outlives the call. */
	app_pop(app);
	o->take(o->ctx, edit_value(o->edit, field));
}

static bool key(struct screen *s, const struct key *k)
{
	struct other *o = self(s);

	switch (form_key(&o->fields.form, k)) {
	case FORM_PRESSED:
		if (form_button(&o->fields.form) == 0)
			use_value(o);
		else
			app_pop(s->app);
		return true;
	case FORM_TOO_LONG:
		app_say(s->app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
		return true;
	case FORM_NO_CHOICE:
		app_say(s->app, APP_INFO, "%s", form_how_to_choose(&o->fields.form));
		return true;
	case FORM_LEFT:
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
	struct form *form = &self(s)->fields.form;

	if (!form_choose(form, number))
		return false;
	if (!form->picker.open && form->at >= form->n) {
		if (form_button(form) == 0)
			use_value(self(s));
		else
			app_pop(s->app);
	}
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	enum form_result result = form_answer(&self(s)->fields.form, line, n);

	if (result == FORM_NO_CHOICE)
		app_say(s->app, APP_INFO, "%s", _("Aucun choix ne commence ainsi."));
	if (result == FORM_TOO_LONG)
		app_say(s->app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
	return result != FORM_IGNORED;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return form_paste(&self(s)->fields.form, bytes, n, NULL) != FORM_IGNORED;
}

static bool run(struct screen *s, enum action_id action)
{
	if (action == ACT_SAVE)
		use_value(self(s));
	return action == ACT_SAVE;
}

static bool typing(const struct screen *s)
{
	return form_typing(&((const struct other *)s)->fields.form);
}

static bool picking(const struct screen *s)
{
	return form_choosing(&((const struct other *)s)->fields.form);
}

static void other_free(struct screen *s)
{
	struct other *o = self(s);

	fields_free(&o->fields);
	edit_free(o->edit);
	free(o);
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
	.picking = picking,
	.free = other_free,
};

struct screen *scr_other_new(struct desk *desk, const struct record *record, enum field field,
	void (*take)(void *ctx, const struct value *v), void *ctx)
{
	struct other *o = calloc(1, sizeof(*o));
	bool timed = model_field(field)->type == FIELD_TYPE_time;

	if (o == NULL)
		return NULL;
	o->screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	o->desk = desk;
	o->take = take;
	o->ctx = ctx;
	o->rows[0] = (struct fields_row){ .field = field, .part = timed ? PART_DAY : PART_WHOLE };
	o->rows[1] = (struct fields_row){ .field = field, .part = PART_HOUR };
	o->n_rows = timed ? 2 : 1;
	if (edit_of(record, &o->edit) != JAL_OK ||
		fields_init(&o->fields, o->rows, o->n_rows, o->edit, buttons, 2, &hooks, o) != JAL_OK) {
		other_free(&o->screen);
		return NULL;
	}
	return &o->screen;
}
