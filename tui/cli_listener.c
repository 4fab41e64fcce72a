/* Listening to an exchange from the command line. */
#include "tui/cli_listener.h"

#include <string.h>

#include "tui/cli_ask.h"
#include "tui/i18n.h"

static const char *step_name(enum sync_step step)
{
	switch (step) {
	case SYNC_PREPARE:
		return N_("Préparer mes modifications");
	case SYNC_CONNECT:
		return N_("Se connecter au territoire");
	case SYNC_RECEIVE:
		return N_("Recevoir");
	case SYNC_MERGE:
		return N_("Réunir");
	case SYNC_SEND:
		return N_("Envoyer");
	}
	return "";
}

static bool on_event(void *ctx, const struct sync_event *e)
{
	struct cli *c = ((struct cli_listener *)ctx)->cli;
	if (e->kind == SYNC_FACT)
		cli_note(c, &e->fact);
	else if (e->kind == SYNC_STEP_BEGIN && c->terminal && c->format == CLI_TABLE)
		(void)fprintf(c->err, "%d  %s\n", (int)e->step + 1, _(step_name(e->step)));
	return true;
}

static bool on_host_key(void *ctx, const char *server, const char *fingerprint)
{
	struct cli *c = ((struct cli_listener *)ctx)->cli;
	const char *expected = cli_option(c, "accept-key");
	if (expected)
		return strcmp(expected, fingerprint) == 0;
	if (!c->terminal)
		return false;
	(void)fprintf(c->err,
		      _("Premier contact avec le serveur %s.\nSa clé a l’empreinte %s\n"
			"Comparez-la avec celle que la supervision vous lit.\n"),
		      server, fingerprint);
	/* Never by --yes: trusting an unknown server is a decision of its own. */
	const bool yes = c->yes;
	c->yes = false;
	const bool trusted = cli_ask_yes(c, N_("Est-ce exactement la même ?"), "");
	c->yes = yes;
	return trusted;
}

void cli_listener_start(struct cli_listener *l, struct cli *c)
{
	l->cli = c;
	l->sync = (struct sync_listener){ .event = on_event, .host_key = on_host_key, .ctx = l };
}
