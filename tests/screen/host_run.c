/* The whole screen in a terminal. */
#include "tests/screen/host_run.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/diag.h"
#include "core/secret.h"
#include "sync/showcase.h"
#include "tui/app.h"
#include "tui/host.h"
#include "tui/i18n.h"
#include "tui/linear_run.h"
#include "tui/prefs.h"
#include "tui/run.h"
#include "tui/term.h"

#define MORNING INT64_C(1795513320000)	/* 2026-11-24 10h42 in Paris */

/* Each look is a millisecond later, so that what was written later is newer; the
 * minute stays. */
static int64_t now_ms(void *ctx)
{
	static atomic_llong looks;

	(void)ctx;
	return MORNING + atomic_fetch_add(&looks, 1) % 30000;
}

static int offset_min(void *ctx, int64_t at)
{
	(void)ctx;
	(void)at;
	return 60;
}

static const struct jal_clock clock_here = { now_ms, offset_min, NULL };

static int complain(enum jal_err err, struct diag *why)
{
	struct buf text = BUF_INIT;

	(void)diag_set_if_empty(why, err, NULL);
	if (diag_render(why, NULL, &text) == JAL_OK)
		(void)fprintf(stderr, "%s\n", buf_str(&text));
	buf_free(&text);
	return 1;
}

/* Folders are named as they are from here, so that screens do not depend on
 * where the test runs. */
static bool move_in(char *folder)
{
	return mkdtemp(folder) != NULL && chdir(folder) == 0 && setenv("XDG_CONFIG_HOME", folder, 1) == 0 &&
		setenv("XDG_DATA_HOME", folder, 1) == 0;
}

int host_run(void *arg)
{
	const struct host_run_options *o = arg;
	const char *tmp = getenv("TMPDIR");
	char folder[512];
	struct host_options options = { .clock = &clock_here, .folder = o->demo ? "essai/" SHOWCASE_REFERENT : "coffre",
		.cost = slots_floor() };
	struct term_options look = { .theme = THEME_STANDARD };
	struct app_settings settings = APP_SETTINGS_DEFAULT;
	struct host *h = NULL;
	struct app *app = NULL;
	struct term *term = NULL;
	struct diag why = DIAG_INIT;
	enum jal_err err = secret_start();

	(void)snprintf(folder, sizeof(folder), "%s/jalon-host-XXXXXX", tmp != NULL ? tmp : "/tmp");
	i18n_start(o->lang != NULL ? o->lang : "fr");
	if (!move_in(folder))
		return 1;
	if (err == JAL_OK && o->demo)
		err = showcase_make("essai", &clock_here, NULL, &why);
	if (err == JAL_OK)
		err = host_new(&options, &h, &why);
	if (err == JAL_OK && !o->linear)
		err = term_open(&look, &term, &why);
	if (err == JAL_OK) {
		settings = prefs_app(host_prefs(h));
		err = app_new(host_table(h), &settings, &app);
	}
	if (err == JAL_OK)
		err = host_begin(h, app, o->demo && !o->closed ? SHOWCASE_PASSPHRASE : NULL);
	if (err == JAL_OK)
		err = o->linear ? linear_run(app, &why) : run_app(app, term);
	term_close(term);
	app_free(app);
	host_free(h);
	return err == JAL_OK ? 0 : complain(err, &why);
}
