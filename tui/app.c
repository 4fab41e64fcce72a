/*
 * The stack of screens, what is told on row 22, drafts, the lock, and what time
 * brings. What a key does is app_key.c's.
 */
#include "tui/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/app_impl.h"
#include "tui/i18n.h"

#define DRAFT_MS 1500

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

void app_impl_bury(struct app *app)
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
	app_impl_bury(app);
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

bool app_impl_save_draft(struct app *app, struct screen *s)
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
		all = app_impl_save_draft(app, s) && all;
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
bool app_impl_locked_by_idleness(struct app *app)
{
	if (app_impl_lock_in_s(app) != 0)
		return false;
	app_lock(app);
	return app->locked;
}

/* ---- time ---- */

void app_tick(struct app *app)
{
	int64_t now = app_impl_mono(app);

	if (app->draft_at != 0 && now >= app->draft_at && !app_save_drafts(app))
		app->draft_at = now + 10 * DRAFT_MS;
	(void)app_impl_locked_by_idleness(app);
	for (struct screen *s = app->top; s != NULL; s = s->below) {
		int next = 0;

		/* Under a lock nothing is loaded but what is on top. */
		if (s->vt->tick == NULL || s->tick_at < 0 || now < s->tick_at || (app->locked && s != app->top))
			continue;
		next = s->vt->tick(s);
		s->tick_at = next < 0 ? -1 : now + (next < 250 ? 250 : next);
	}
	app_impl_bury(app);
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
