/* The working screens in a terminal. */
#include "tests/screen/desk_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/deskbox.h"
#include "tui/app.h"
#include "tui/bindings.h"
#include "tui/desk.h"
#include "tui/i18n.h"
#include "tui/linear_run.h"
#include "tui/run.h"
#include "tui/scr_caseload.h"
#include "tui/scr_conflict.h"
#include "tui/term.h"
#include "tui/work.h"

struct world {
	struct deskbox *box;
	struct desk *desk;
	int64_t mono;
};

static int64_t mono_ms(void *ctx)
{
	struct world *w = ctx;

	/* Drafts are kept after a second and a half: time passes a little with each look. */
	return w->mono += 100;
}

static void status(void *ctx, struct buf *out)
{
	(void)ctx;
	(void)!buf_puts(out, "PLIE Littoral | 3 à envoyer");
}

static unsigned have(void *ctx)
{
	return desk_have(((struct world *)ctx)->desk) | NEED_TERRITORY;
}

static bool run(void *ctx, struct app *app, enum action_id action)
{
	struct world *w = ctx;

	if (action == ACT_GO_CASELOAD)
		return app_go(app, scr_caseload_new(w->desk)) == JAL_OK;
	if (action == ACT_GO_SUPERVISION)
		return app_push(app, scr_conflict_new(w->desk, NULL)) == JAL_OK;
	return work_run(w->desk, app, NULL, action);
}

/* ---- the lock ---- */

static void lock_title(const struct screen *s, struct buf *out)
{
	(void)s;
	(void)!buf_puts(out, _("Verrouillé"));
}

static void lock_draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	(void)s;
	canvas_cursor(c, l->body.row, l->body.col);
}

static bool lock_run(struct screen *s, enum action_id action)
{
	struct world *w = app_host(s->app)->ctx;
	struct diag why = DIAG_INIT;

	if (action != ACT_OPEN)
		return false;
	if (desk_open(w->desk, w->box->box.db, &why) == JAL_OK)
		app_unlock(s->app);
	return true;
}

static void lock_free(struct screen *s)
{
	free(s);
}

static const struct screen_vt lock_vt = { .title = lock_title, .draw = lock_draw, .run = lock_run, .free = lock_free };

static struct screen *lock(void *ctx, struct app *app)
{
	struct world *w = ctx;
	struct screen *s = calloc(1, sizeof(*s));

	(void)app;
	if (s != NULL)
		*s = (struct screen){ .vt = &lock_vt, .id = SCR_LOCKED };
	desk_close(w->desk);
	return s;
}

static int complain(const struct diag *why)
{
	struct buf text = BUF_INIT;

	if (diag_render(why, NULL, &text) == JAL_OK)
		fprintf(stderr, "%s\n", buf_str(&text));
	buf_free(&text);
	return 1;
}

int desk_run(void *arg)
{
	const struct desk_run_options *o = arg;
	struct deskbox own = { .member = ID_ZERO };
	struct world w = { .box = o->box != NULL ? o->box : &own };
	struct app_host host = { .ctx = &w, .clock = &w.box->box.clock, .actions = bindings(), .mono_ms = mono_ms,
		.status = status, .have = have, .run = run, .lock = lock, .watch = -1 };
	struct app_settings settings = APP_SETTINGS_DEFAULT;
	struct term_options options = { .theme = THEME_STANDARD, .timing = settings.timing };
	struct term *term = NULL;
	struct app *app = NULL;
	struct diag why = DIAG_INIT;
	int result = 1;

	/* Names of files are seen on the screen; nothing can be made there. */
	if (setenv("HOME", "/nulle/part", 1) != 0)
		return 1;
	i18n_start(o->lang != NULL ? o->lang : "fr");
	settings.lock_after_s = 0;
	if (o->box == NULL)
		deskbox_open(&own, o->people);
	else
		corebox_reopen(&o->box->box);
	if (desk_new(&w.box->box.clock, &w.desk) != JAL_OK || desk_open(w.desk, w.box->box.db, &why) != JAL_OK ||
		(!o->linear && term_open(&options, &term, &why) != JAL_OK)) {
		result = complain(&why);
		goto out;
	}
	if (app_new(&host, &settings, &app) == JAL_OK && app_push(app, scr_caseload_new(w.desk)) == JAL_OK &&
		(o->linear ? linear_run(app, &why) : run_app(app, term)) == JAL_OK)
		result = 0;
out:
	app_free(app);
	term_close(term);
	desk_free(w.desk);
	if (o->box == NULL)
		deskbox_close(&own);
	return result;
}
