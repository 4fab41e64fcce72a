/*
 * The insides of struct app, for the files that make it: app.c, app_key.c and
 * app_draw.c.
 */
#ifndef TUI_APP_IMPL_H
#define TUI_APP_IMPL_H

#include "tui/app.h"

/* Seconds before a lock by idleness during which it is told. */
#define APP_IMPL_COUNTDOWN_S 30

struct app {
	const struct app_host *host;
	struct app_settings settings;
	struct screen *top;
	struct screen *closed;	/* popped, freed when the event is done with */
	struct buf message;
	enum app_tone tone;
	bool going;		/* "g" was pressed */
	bool locked;
	bool ended;
	bool redraw;
	bool tiny;		/* the last frame had no room */
	int64_t last_key;	/* when the user was last there */
	int64_t draft_at;	/* when drafts are to be saved; 0: nothing typed since */
};

static inline int64_t app_impl_mono(const struct app *app)
{
	return app->host->mono_ms(app->host->ctx);
}

/* Seconds until the lock by idleness; -1 when there is none. */
static inline int64_t app_impl_lock_in_s(const struct app *app)
{
	int64_t left = 0;

	if (app->locked || app->settings.lock_after_s <= 0 || app->host->lock == NULL ||
	    (app->host->open != NULL && !app->host->open(app->host->ctx)))
		return -1;
	left = (int64_t)app->settings.lock_after_s * 1000 - (app_impl_mono(app) - app->last_key);
	return left > 0 ? (left + 999) / 1000 : 0;
}

static inline bool app_impl_typing(const struct screen *s)
{
	return s->vt->typing != NULL && s->vt->typing(s);
}

/* Frees what was closed. */
void app_impl_bury(struct app *app);
/* Locks when the time was up before this event came; true when it is locked then. */
bool app_impl_locked_by_idleness(struct app *app);
/* False: it could not be kept, which is said. */
JAL_MUST bool app_impl_save_draft(struct app *app, struct screen *s);

#endif
