/*
 * The screen as a command: a terminal, a host, the loop. What cannot be shown
 * says so in one sentence.
 */
#include <string.h>
#include <unistd.h>

#include "tui/app.h"
#include "tui/cli_commands.h"
#include "tui/host.h"
#include "tui/i18n.h"
#include "tui/linear_run.h"
#include "tui/prefs.h"
#include "tui/run.h"
#include "tui/term.h"

static enum cli_exit fail(struct cli *c, enum jal_err err, struct diag *why)
{
	(void)diag_set_if_empty(why, err, NULL);
	why->err = err;
	return cli_fail(c, why);
}

/* The loop, on a terminal that is open, or in lines (NULL). */
JAL_MUST static enum jal_err show(struct host *h, struct term *term, const char *passphrase, struct diag *why)
{
	struct app_settings settings = prefs_app(host_prefs(h));
	struct app *app = NULL;
	enum jal_err err = app_new(host_table(h), &settings, &app);

	if (err == JAL_OK)
		err = host_begin(h, app, passphrase);
	if (err == JAL_OK)
		err = term != NULL ? run_app(app, term) : linear_run(app, why);
	/* The screen first: nothing is to be seen while the vault closes. */
	term_close(term);
	app_free(app);
	return err;
}

static enum cli_exit open_screen(struct cli *c, const char *folder, const char *passphrase)
{
	struct host_options options = { .clock = c->clock, .folder = folder, .lang_given = c->lang_given };
	struct term_options look = { .theme = THEME_STANDARD };
	struct term *term = NULL;
	struct host *h = NULL;
	struct diag why = DIAG_INIT;
	bool linear = c->linear;
	enum jal_err err = JAL_OK;

	if (!linear && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return cli_usage(c, N_("jalon n’est pas dans un terminal : l’écran ne peut pas s’ouvrir. Donnez une commande."), "");
	if (!i18n_terminal_is_utf8()) {
		(void)diag_set(&why, JAL_ERR_INVALID,
			N_("Ce terminal n’est pas réglé en UTF-8 (il annonce %1) : les accents y seraient abîmés, donc jalon "
			   "s’arrête. Rien n’a été changé. Choisissez l’encodage UTF-8 dans les préférences du terminal, ou "
			   "lancez « LC_ALL=C.UTF-8 jalon »."),
			i18n_terminal_charset());
		(void)cli_fail(c, &why);
		return CLI_FAILED;
	}
	err = host_new(&options, &h, &why);
	if (err != JAL_OK)
		return fail(c, err, &why);
	/* Settings that could not be read are told before the screen covers it. */
	if (why.text != NULL)
		cli_note(c, &why);
	if (!c->lang_given && *prefs_get(host_prefs(h), PREF_LANGUAGE) != '\0')
		i18n_start(prefs_get(host_prefs(h), PREF_LANGUAGE));
	linear = linear || strcmp(prefs_get(host_prefs(h), PREF_LINEAR), "yes") == 0;
	look.timing = prefs_app(host_prefs(h)).timing;
	look.theme = prefs_app(host_prefs(h)).theme;
	why = DIAG_INIT;
	err = linear ? JAL_OK : term_open(&look, &term, &why);
	if (err == JAL_OK)
		err = show(h, term, passphrase, &why);
	host_free(h);
	/* A terminal that went away has nobody to be told. */
	if (err == JAL_ERR_IO && why.text == NULL)
		return CLI_DONE;
	return err == JAL_OK ? CLI_DONE : fail(c, err, &why);
}

enum cli_exit cli_screen(struct cli *c)
{
	return open_screen(c, c->vault_dir, NULL);
}

enum cli_exit cli_screen_at(struct cli *c, const char *folder, const char *passphrase)
{
	return open_screen(c, folder, passphrase);
}
