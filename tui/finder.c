/*
 * A list of actions under an open search field.
 */
#include "tui/finder.h"

#include "tui/i18n.h"

static struct finder *self(struct screen *s)
{
	return (struct finder *)s;
}

enum jal_err finder_init(struct finder *f, const struct list_model *model, void *ctx, const struct list_column *columns,
	size_t n)
{
	enum jal_err err = list_init(&f->list, model, ctx, columns, n);

	if (err != JAL_OK)
		return err;
	f->list.plain = true;
	list_search(&f->list);
	return JAL_OK;
}

enum jal_err finder_load(struct screen *s, struct diag *why)
{
	(void)why;
	return list_load(&self(s)->list);
}

bool finder_key(struct screen *s, const struct key *k)
{
	/* Its field is always open, so Esc closes all of it. */
	if (k->code == K_ESC || k->code == (K_CTRL | 'c'))
		return false;
	return list_key(&self(s)->list, k);
}

bool finder_paste(struct screen *s, const char *bytes, size_t n)
{
	return list_paste(&self(s)->list, bytes, n);
}

bool finder_typing(const struct screen *s)
{
	(void)s;
	return true;
}

void finder_tell(struct screen *s, struct tell *t)
{
	list_tell(&self(s)->list, t);
	t->takes = TELL_WORDS;
	tell_prompt(t, _("Numéro, mot à chercher, « < » pour revenir :"));
}

bool finder_choose(struct screen *s, size_t number)
{
	return list_choose(&self(s)->list, number);
}

bool finder_answer(struct screen *s, const char *line, size_t n)
{
	(void)n;
	return list_answer(&self(s)->list, line);
}

void finder_do(struct finder *f, const struct action *row, const char *why)
{
	struct app *app = f->screen.app;
	enum action_id chosen = row->id;

	if (why != NULL) {
		app_say(app, APP_WARNING, _("%s : %s."), _(row->label), why);
		return;
	}
	app_pop(app);
	app_run_action(app, chosen);
}
