/*
 * The road of one event. Each goes: the time it came is noted; the screen's
 * widgets; the key table and its needs; the engine's own actions, the screen's,
 * the host's; else row 22 says that nothing happened.
 */
#include "tui/app_impl.h"
#include "tui/help.h"
#include "tui/i18n.h"
#include "tui/palette.h"
#include "tui/scr_guide.h"

/* Lines that one notch of the mouse's wheel goes. */
#define WHEEL_LINES 3

/* ---- actions ---- */

unsigned app_have(const struct app *app, const struct screen *s)
{
	unsigned bits = app->host->have != NULL ? app->host->have(app->host->ctx) : 0;

	/* Choosing is a part of what is saved there. */
	if (screen_keys(s) != s->id && action_for_id(app->host->actions, s->id, ACT_SAVE) != NULL)
		bits |= NEED_SAVING;
	return bits | (s->vt->have != NULL ? s->vt->have(s) : 0);
}

const char *app_why_not(const struct app *app, const struct screen *s, const struct action *row)
{
	const char *why = action_missing(row, app_have(app, s));

	if (why == NULL && s->vt->why_not != NULL)
		why = s->vt->why_not(s, row->id);
	return why;
}

static void go_back(struct app *app, struct screen *s)
{
	bool kept = false;

	if (s->vt->run != NULL && s->vt->run(s, ACT_BACK))
		return;
	/* A draft that can't be kept is not left behind. */
	if (!app_impl_save_draft(app, s))
		return;
	kept = s->vt->has_draft != NULL && s->vt->has_draft(s);
	app_pop(app);
	if (kept)
		app_say(app, APP_INFO, "%s", _("Pas enregistré : gardé en brouillon, chiffré. g 0 le reprend."));
}

/* What the engine does itself; false: not its own. */
static bool run_own(struct app *app, struct screen *s, enum action_id id)
{
	enum jal_err err = JAL_OK;

	if (id == ACT_HELP) {
		err = app_push(app, help_new(app, s));
	} else if (id == ACT_GUIDE) {
		err = app_push(app, scr_guide_new());
	} else if (id == ACT_PALETTE) {
		err = app_push(app, palette_new(app, s));
	} else if (id == ACT_BACK) {
		go_back(app, s);
	} else if (id == ACT_REDRAW) {
		app->redraw = true;
	} else if (id == ACT_LOCK) {
		app_lock(app);
	} else if (id == ACT_GO) {
		app->going = true;
		app_say(app, APP_INFO, "%s", _("Aller à : 1 dossiers  2 agenda  3 à faire  6 échanges  7 à régler  9 réglages  0 brouillons"));
	} else if (id == ACT_QUIT) {
		if (app->host->quit != NULL)
			app->host->quit(app->host->ctx, app);
		else
			app_end(app);
	} else {
		return false;
	}
	if (err != JAL_OK)
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	return true;
}

/* row: what the key does elsewhere on this screen, or NULL. */
static void say_no_effect(struct app *app, const struct screen *s, const struct key *key, const struct action *row)
{
	struct buf name = BUF_INIT;

	if (row != NULL && row->id == ACT_UNDO)
		app_say(app, APP_INFO, "%s", _("Rien à annuler dans ce champ."));
	else if (row != NULL && row->id == ACT_EMPTY)
		app_say(app, APP_INFO, "%s", _("Il n’y a rien à vider ici."));
	else if (action_for_id(app->host->actions, screen_keys(s), ACT_HELP) == NULL)
		app_say(app, APP_INFO, "%s", _("Cette touche ne fait rien ici."));
	else if (key->code != K_UNKNOWN && key_label(key->code, &name) == JAL_OK)
		app_say(app, APP_INFO, _("La touche %s ne fait rien ici. F1 : aide."), buf_str(&name));
	else
		app_say(app, APP_INFO, "%s", _("Cette touche ne fait rien ici. F1 : aide."));
	buf_free(&name);
}

/* What the screen's widgets do on a key, asked for by its name. */
static void press_widget(struct app *app, struct screen *s, const struct action *row)
{
	struct key key = { .code = row->keys[0] };

	if (s->vt->key == NULL || !s->vt->key(s, &key))
		say_no_effect(app, s, &key, row);
}

static void run_row(struct app *app, struct screen *s, const struct action *row)
{
	const char *why = app_why_not(app, s, row);

	if (why != NULL) {
		app_say(app, APP_WARNING, _("%s : %s."), _(row->label), why);
		return;
	}
	if (action_is_pressed(row)) {
		press_widget(app, s, row);
		return;
	}
	if (run_own(app, s, row->id))
		return;
	if (s->vt->run != NULL && s->vt->run(s, row->id))
		return;
	if (app->host->run != NULL && app->host->run(app->host->ctx, app, row->id))
		return;
	app_say(app, APP_WARNING, _("%s : ce n’est pas possible ici."), _(row->label));
}

bool app_run_action(struct app *app, enum action_id action)
{
	const struct action *row = NULL;

	if (app->top == NULL)
		return false;
	row = action_for_id(app->host->actions, screen_keys(app->top), action);
	if (row == NULL)
		return false;
	run_row(app, app->top, row);
	return true;
}

/* ---- keys ---- */

/* After "g": the digit that says where. */
static void go_key(struct app *app, struct screen *s, const struct key *key)
{
	int digit = key_azerty_digit(key->code);
	uint32_t code = digit >= 0 ? (uint32_t)('0' + digit) : key_fold(key->code);
	const struct action *row = NULL;

	app->going = false;
	if (key->code == K_ESC)
		return;
	if (code < K_FIRST)
		row = action_for_key(app->host->actions, s->id, K_GO | code, false);
	if (row == NULL)
		app_say(app, APP_INFO, "%s", _("« g » attend un chiffre : 1 dossiers, 2 agenda, 3 à faire, 6 échanges, 7 à régler, 9 réglages, 0 brouillons."));
	else
		run_row(app, s, row);
}

/* Where nothing can be seen, nothing is done blindly. */
static bool harmless(const struct action *row)
{
	return row != NULL && (row->id == ACT_LOCK || row->id == ACT_REDRAW);
}

bool app_begin_event(struct app *app)
{
	if (app->top == NULL || app_impl_locked_by_idleness(app))
		return false;
	app->last_key = app_impl_mono(app);
	buf_clear(&app->message);
	return true;
}

void app_end_event(struct app *app)
{
	app_impl_bury(app);
}

void app_present(struct app *app)
{
	if (!app_impl_locked_by_idleness(app))
		app->last_key = app_impl_mono(app);
}

int64_t app_locks_in_s(const struct app *app)
{
	return app_impl_lock_in_s(app);
}

static void press(struct app *app, struct screen *s, uint32_t code)
{
	struct key key = { .code = code };
	const struct action *row = action_for_key(app->host->actions, screen_keys(s), code, app_impl_typing(s));

	if ((s->vt->key == NULL || !s->vt->key(s, &key)) && row != NULL && !(row->flags & ACTION_WIDGET))
		run_row(app, s, row);
}

/* The wheel is the arrows; a click chooses, and on what is chosen already it opens. */
static void mouse(struct app *app, struct screen *s, const struct key *key)
{
	bool again = false;

	if (key->code == K_CLICK) {
		if (s->vt->click != NULL && s->vt->click(s, key->row, key->col, &again) && again)
			press(app, s, K_ENTER);
		return;
	}
	for (int i = 0; i < WHEEL_LINES && app->top == s; i++)
		press(app, s, key->code == K_WHEEL_UP ? K_UP : K_DOWN);
}

void app_key(struct app *app, const struct key *key)
{
	struct screen *s = app->top;
	const struct action *row = NULL;
	bool typing = false;

	if (!app_begin_event(app))
		return;
	typing = app_impl_typing(s);
	row = action_for_key(app->host->actions, screen_keys(s), key->code, typing);
	if (app->tiny && !harmless(row))
		return;
	if (key->code == K_CLICK || key->code == K_WHEEL_UP || key->code == K_WHEEL_DOWN) {
		mouse(app, s, key);
	} else if (app->going) {
		go_key(app, s, key);
	} else if (s->vt->key == NULL || !s->vt->key(s, key)) {
		if (row != NULL && !(row->flags & ACTION_WIDGET))
			run_row(app, s, row);
		else
			say_no_effect(app, s, key, row);
	}
	app_impl_bury(app);
}

void app_paste(struct app *app, const char *bytes, size_t n, bool cut)
{
	struct screen *s = app->top;

	if (s == NULL || app_impl_locked_by_idleness(app))
		return;
	app->last_key = app_impl_mono(app);
	if (app->tiny)
		return;
	buf_clear(&app->message);
	if (cut)
		app_say(app, APP_WARNING, "%s", _("Le texte collé est trop long (64 Kio au plus) : rien n’a été collé."));
	else if (s->vt->paste == NULL || !s->vt->paste(s, bytes, n))
		app_say(app, APP_INFO, "%s", _("Rien n’a été collé : ouvrez d’abord un champ où l’on écrit."));
	app_impl_bury(app);
}
