/*
 * The loop.
 */
#include "tui/run.h"

/* Keys that wait already are all taken before a frame is painted, but what is
 * seen is never older than this. */
#define FRAME_MS 40

/* False when the program can't go on. */
static bool handle(struct app *app, struct term *term, struct canvas *canvas, const struct term_event *e)
{
	int rows = 0;
	int cols = 0;

	switch (e->kind) {
	case TERM_KEY:
		app_key(app, &e->key);
		return true;
	case TERM_PASTE:
		app_paste(app, e->paste, e->paste_len, e->paste_cut);
		return true;
	case TERM_RESIZE:
		term_size(term, &rows, &cols);
		return canvas_resize(canvas, rows, cols) == JAL_OK;
	case TERM_STOP:
		app_lock(app);
		term_stop(term);
		term_size(term, &rows, &cols);
		return canvas_resize(canvas, rows, cols) == JAL_OK;
	case TERM_WATCHED:
		app_host(app)->watched(app_host(app)->ctx, app);
		return true;
	case TERM_ENDING:
	case TERM_GONE:
		return false;
	case TERM_RESUMED:
	case TERM_NOTHING:
		break;
	}
	return true;
}

static void apply(struct term *term, const struct app_settings *now, struct app_settings *before)
{
	if (now->theme != before->theme)
		term_theme(term, now->theme);
	term_timing(term, now->timing);
	term_mouse(term, now->mouse);
	*before = *now;
}

enum jal_err run_app(struct app *app, struct term *term)
{
	struct app_settings settings = *app_settings(app);
	struct canvas *canvas = NULL;
	enum jal_err err = JAL_OK;
	bool going = true;
	bool answers = true;
	int rows = 0;
	int cols = 0;

	term_size(term, &rows, &cols);
	err = canvas_new(rows, cols, &canvas);
	if (err != JAL_OK)
		goto out;
	term_theme(term, settings.theme);
	term_timing(term, settings.timing);
	term_mouse(term, settings.mouse);
	term_watch(term, app_host(app)->watched != NULL ? app_host(app)->watch : -1);
	while (going && !app_ended(app)) {
		int64_t begun = 0;

		app_draw(app, canvas);
		if (app_wants_redraw(app))
			term_redraw(term);
		err = term_paint(term, canvas, answers);
		if (err != JAL_OK)
			break;
		begun = -1;
		answers = false;
		do {
			struct term_event e = term_wait(term, begun < 0 ? app_wait_ms(app) : 0);

			if (begun < 0)
				begun = term_now_ms();
			answers = answers || e.kind != TERM_NOTHING;
			going = handle(app, term, canvas, &e);
			app_tick(app);
			apply(term, app_settings(app), &settings);
		} while (going && !app_ended(app) && term_pending(term) && term_now_ms() - begun < FRAME_MS);
	}
out:
	(void)app_save_drafts(app);
	canvas_free(canvas);
	return err;
}
