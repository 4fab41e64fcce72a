/*
 * The stack of screens and the road of one event. Each event goes: the time it
 * came is noted; the screen's widgets; the key table and its needs; the engine's
 * own actions, the screen's, the host's; else row 22 says that nothing happened.
 */
#include "tui/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/app_impl.h"
#include "tui/help.h"
#include "tui/i18n.h"
#include "tui/palette.h"
#include "tui/scr_guide.h"

#define DRAFT_MS 1500

/* Lines that one notch of the mouse's wheel goes. */
#define WHEEL_LINES 3

enum jal_err app_new(const struct app_host *host, const struct app_settings *settings, struct app **out)
{
	struct app *app = calloc(1, sizeof(*app));

	if (app == NULL)
		return JAL_ERR_NOMEM;
	app->host = host;
	app->settings = *settings;
	app->last_key = app_impl_mono(app);
	*out = app;
	return JAL_OK;
}

static void bury(struct app *app)
{
	while (app->closed != NULL) {
		struct screen *s = app->closed;

		app->closed = s->below;
		s->vt->free(s);
	}
}

static void unstack(struct app *app)
{
	struct screen *s = app->top;

	app->top = s->below;
	s->below = app->closed;
	app->closed = s;
}

void app_free(struct app *app)
{
	if (app == NULL)
		return;
	while (app->top != NULL)
		unstack(app);
	bury(app);
	buf_free(&app->message);
	free(app);
}

const struct app_settings *app_settings(const struct app *app)
{
	return &app->settings;
}

void app_set_settings(struct app *app, const struct app_settings *settings)
{
	app->settings = *settings;
}

const struct app_host *app_host(const struct app *app)
{
	return app->host;
}

const struct jal_clock *app_clock(const struct app *app)
{
	return app->host->clock;
}

/* ---- messages ---- */

void app_say(struct app *app, enum app_tone tone, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	buf_clear(&app->message);
	app->tone = tone;
	/* Without memory there is no message; what was asked for is done or not all the same. */
	(void)!buf_printf(&app->message, "%s%s", tone == APP_INFO ? "" : "! ", text);
	explicit_bzero(text, sizeof(text));
}

void app_say_about(struct app *app, enum app_tone tone, const char *name, const char *sentence)
{
	struct buf text = BUF_INIT;

	if (text_after_colon(sentence, strlen(sentence), &text) == JAL_OK)
		app_say(app, tone, _("%s : %s"), name, buf_str(&text));
	buf_free(&text);
}

static const char *translate(const char *text)
{
	return _(text);
}

void app_say_diag(struct app *app, const struct diag *why)
{
	struct buf text = BUF_INIT;

	if (diag_render(why, translate, &text) == JAL_OK)
		app_say(app, APP_ERROR, "%s", buf_str(&text));
	buf_free(&text);
}

const char *app_message(const struct app *app)
{
	return buf_str(&app->message);
}

/* ---- the stack ---- */

JAL_MUST static enum jal_err load(struct app *app, struct screen *s)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = s->vt->load != NULL ? s->vt->load(s, &why) : JAL_OK;

	if (err != JAL_OK) {
		(void)diag_set_if_empty(&why, err, NULL);
		app_say_diag(app, &why);
	}
	return err;
}

static void start_ticks(struct app *app, struct screen *s)
{
	s->tick_at = s->vt->tick != NULL ? app_impl_mono(app) : -1;
}

void app_wake(struct app *app, struct screen *s)
{
	start_ticks(app, s);
}

enum jal_err app_push(struct app *app, struct screen *s)
{
	enum jal_err err = JAL_OK;

	if (s == NULL)
		return JAL_ERR_NOMEM;
	s->app = app;
	s->below = NULL;
	err = load(app, s);
	if (err != JAL_OK) {
		s->vt->free(s);
		return err;
	}
	s->opened = true;
	s->below = app->top;
	app->top = s;
	start_ticks(app, s);
	return JAL_OK;
}

/* The screen that is seen again asks for its data again; one that can't is
 * closed too. */
static void resume(struct app *app)
{
	while (app->top != NULL && load(app, app->top) != JAL_OK)
		unstack(app);
	if (app->top == NULL)
		app->ended = true;
}

void app_pop(struct app *app)
{
	if (app->top == NULL)
		return;
	unstack(app);
	resume(app);
}

enum jal_err app_go(struct app *app, struct screen *s)
{
	enum jal_err err = app_push(app, s);

	if (err != JAL_OK)
		return err;
	while (s->below != NULL) {
		struct screen *old = s->below;

		s->below = old->below;
		old->below = app->closed;
		app->closed = old;
	}
	return JAL_OK;
}

void app_home(struct app *app)
{
	if (app->top == NULL || app->top->below == NULL)
		return;
	(void)app_save_drafts(app);
	while (app->top->below != NULL)
		unstack(app);
	resume(app);
}

struct screen *app_top(const struct app *app)
{
	return app->top;
}

struct screen *app_main(const struct app *app)
{
	struct screen *s = app->top;

	while (s != NULL && s->vt->overlay && s->below != NULL)
		s = s->below;
	return s;
}

void app_end(struct app *app)
{
	app->ended = true;
}

bool app_ended(const struct app *app)
{
	return app->ended;
}

bool app_wants_redraw(struct app *app)
{
	bool wanted = app->redraw;

	app->redraw = false;
	return wanted;
}

void app_broadcast(struct app *app, const void *event)
{
	if (app->host->event != NULL)
		app->host->event(app->host->ctx, event);
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->vt->event != NULL)
			s->vt->event(s, event);
}

/* ---- drafts and locking ---- */

JAL_MUST static bool save_draft(struct app *app, struct screen *s)
{
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (s->vt->save_draft == NULL || app->locked)
		return true;
	err = s->vt->save_draft(s, &why);
	if (err != JAL_OK) {
		(void)diag_set_if_empty(&why, err, NULL);
		app_say_diag(app, &why);
	}
	return err == JAL_OK;
}

bool app_save_drafts(struct app *app)
{
	bool all = true;

	app->draft_at = 0;
	for (struct screen *s = app->top; s != NULL; s = s->below)
		all = save_draft(app, s) && all;
	return all;
}

void app_touch(struct app *app)
{
	if (app->draft_at == 0)
		app->draft_at = app_impl_mono(app) + DRAFT_MS;
}

void app_lock(struct app *app)
{
	struct screen *lock = NULL;

	if (app->locked || app->host->lock == NULL || app->top == NULL)
		return;
	/* Locking can't be refused, so a draft that could not be kept is told after. */
	(void)app_save_drafts(app);
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->vt->release != NULL)
			s->vt->release(s);
	lock = app->host->lock(app->host->ctx, app);
	if (lock == NULL) {
		/* There was no vault to close: what was released comes back. */
		resume(app);
		return;
	}
	app->going = false;
	app->locked = true;
	if (app_push(app, lock) != JAL_OK)
		app->ended = true;
}

void app_unlock(struct app *app)
{
	if (!app->locked)
		return;
	app->locked = false;
	app->last_key = app_impl_mono(app);
	unstack(app);
	for (struct screen **at = &app->top; *at != NULL;) {
		struct screen *s = *at;

		if (load(app, s) == JAL_OK) {
			at = &s->below;
			continue;
		}
		*at = s->below;
		s->below = app->closed;
		app->closed = s;
	}
	if (app->top == NULL)
		app->ended = true;
}

bool app_is_locked(const struct app *app)
{
	return app->locked;
}

/* The time was up before this event came: after the machine slept, a key must
 * not find the vault open. */
static bool locked_by_idleness(struct app *app)
{
	if (app_impl_lock_in_s(app) != 0)
		return false;
	app_lock(app);
	return app->locked;
}

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
	if (!save_draft(app, s))
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

static void run_row(struct app *app, struct screen *s, const struct action *row)
{
	const char *why = app_why_not(app, s, row);

	if (why != NULL) {
		app_say(app, APP_WARNING, _("%s : %s."), _(row->label), why);
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

/* row: what the key does elsewhere on this screen, or NULL. */
static void say_no_effect(struct app *app, const struct screen *s, const struct key *key, const struct action *row)
{
	struct buf name = BUF_INIT;

	if (row != NULL && row->id == ACT_UNDO)
		app_say(app, APP_INFO, "%s", _("Rien à annuler dans ce champ."));
	else if (action_for_id(app->host->actions, screen_keys(s), ACT_HELP) == NULL)
		app_say(app, APP_INFO, "%s", _("Cette touche ne fait rien ici."));
	else if (key->code != K_UNKNOWN && key_label(key->code, &name) == JAL_OK)
		app_say(app, APP_INFO, _("La touche %s ne fait rien ici. F1 : aide."), buf_str(&name));
	else
		app_say(app, APP_INFO, "%s", _("Cette touche ne fait rien ici. F1 : aide."));
	buf_free(&name);
}

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
	if (app->top == NULL || locked_by_idleness(app))
		return false;
	app->last_key = app_impl_mono(app);
	buf_clear(&app->message);
	return true;
}

void app_end_event(struct app *app)
{
	bury(app);
}

void app_present(struct app *app)
{
	if (!locked_by_idleness(app))
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
	bury(app);
}

void app_paste(struct app *app, const char *bytes, size_t n, bool cut)
{
	struct screen *s = app->top;

	if (s == NULL || locked_by_idleness(app))
		return;
	app->last_key = app_impl_mono(app);
	if (app->tiny)
		return;
	buf_clear(&app->message);
	if (cut)
		app_say(app, APP_WARNING, "%s", _("Le texte collé est trop long (64 Kio au plus) : rien n’a été collé."));
	else if (s->vt->paste == NULL || !s->vt->paste(s, bytes, n))
		app_say(app, APP_INFO, "%s", _("Rien n’a été collé : ouvrez d’abord un champ où l’on écrit."));
	bury(app);
}

/* ---- time ---- */

void app_tick(struct app *app)
{
	int64_t now = app_impl_mono(app);

	if (app->draft_at != 0 && now >= app->draft_at && !app_save_drafts(app))
		app->draft_at = now + 10 * DRAFT_MS;
	(void)locked_by_idleness(app);
	for (struct screen *s = app->top; s != NULL; s = s->below) {
		int next = 0;

		/* Under a lock nothing is loaded but what is on top. */
		if (s->vt->tick == NULL || s->tick_at < 0 || now < s->tick_at || (app->locked && s != app->top))
			continue;
		next = s->vt->tick(s);
		s->tick_at = next < 0 ? -1 : now + (next < 250 ? 250 : next);
	}
	bury(app);
}

static int64_t sooner(int64_t wait, int64_t other)
{
	if (other < 0)
		other = 0;
	return other < wait ? other : wait;
}

int app_wait_ms(const struct app *app)
{
	int64_t now = app_impl_mono(app);
	int64_t left = app_impl_lock_in_s(app);
	/* The time in row 1 changes with the minute. */
	int64_t wait = 60000 - clock_now(app->host->clock) % 60000;

	if (app->draft_at != 0)
		wait = sooner(wait, app->draft_at - now);
	if (left >= 0) {
		int64_t idle = now - app->last_key;
		int64_t begins = ((int64_t)app->settings.lock_after_s - APP_IMPL_COUNTDOWN_S) * 1000;

		if (left > APP_IMPL_COUNTDOWN_S)
			wait = sooner(wait, begins - idle);
		else
			wait = sooner(wait, ((int64_t)app->settings.lock_after_s * 1000 - idle) % 1000 + 1);
	}
	for (const struct screen *s = app->top; s != NULL && (!app->locked || s == app->top); s = s->below)
		if (s->vt->tick != NULL && s->tick_at >= 0)
			wait = sooner(wait, s->tick_at - now);
	return (int)wait;
}
