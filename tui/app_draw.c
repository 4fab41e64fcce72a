/*
 * One frame of the program: the screens, one over the other, and the frame
 * around them.
 */
#include "tui/app_impl.h"
#include "tui/frame.h"
#include "tui/i18n.h"

static void draw_stack(struct screen *s, struct canvas *c, const struct layout *l)
{
	if (s->vt->overlay && s->below != NULL)
		draw_stack(s->below, c, l);
	s->vt->draw(s, c, l);
}

JAL_MUST static enum jal_err fill_frame(const struct app *app, struct buf *title, struct buf *status, struct buf *time)
{
	const struct screen *shown = app_main(app);
	int64_t minutes = clock_civil_minutes(app->host->clock);
	int day = (int)(minutes % (24 * 60));

	shown->vt->title(shown, title);
	if (app->host->status != NULL && !app->locked)
		app->host->status(app->host->ctx, status);
	return buf_printf(time, _("%02dh%02d"), day / 60, day % 60);
}

void app_draw(struct app *app, struct canvas *c)
{
	static const unsigned styles[] = { [APP_INFO] = ROLE_NORMAL, [APP_WARNING] = ROLE_WARNING,
		[APP_ERROR] = ROLE_ERROR };
	struct layout l = layout_for(c->rows, c->cols);
	struct buf title = BUF_INIT;
	struct buf status = BUF_INIT;
	struct buf time = BUF_INIT;
	struct buf countdown = BUF_INIT;
	int64_t left = app_impl_lock_in_s(app);
	struct rect all = { 0 };

	canvas_clear(c);
	app->tiny = l.mode == LAYOUT_TINY;
	if (app->top == NULL)
		return;
	if (app->tiny) {
		frame_draw_tiny(c);
		return;
	}
	all = canvas_clip(c, l.body);
	draw_stack(app->top, c, &l);
	canvas_unclip(c, all);
	if (fill_frame(app, &title, &status, &time) == JAL_OK) {
		struct frame f = { .title = buf_str(&title), .status = buf_str(&status), .time = buf_str(&time),
			.message = buf_str(&app->message), .message_style = styles[app->tone],
			.actions = app->host->actions, .screen = screen_keys(app->top), .typing = app_impl_typing(app->top),
			.have = app_have(app, app->top) };

		if (left >= 0 && left <= APP_IMPL_COUNTDOWN_S && app->settings.lock_after_s > APP_IMPL_COUNTDOWN_S &&
			buf_printf(&countdown, _("Verrouillage dans %d s. Une touche suffit pour continuer."), (int)left) ==
				JAL_OK) {
			f.message = buf_str(&countdown);
			f.message_style = ROLE_WARNING;
		}
		frame_draw(c, &l, &f);
	}
	c->cursor_hidden = app->settings.hide_cursor && !app_impl_typing(app->top);
	if (app->settings.ascii)
		canvas_plain(c);
	buf_free(&title);
	buf_free(&status);
	buf_free(&time);
	buf_free(&countdown);
}
