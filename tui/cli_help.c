/* --help, from the one table of commands. */
#include <string.h>
#include <wchar.h>

#include "tui/cli.h"
#include "tui/i18n.h"

#define NAME_COLUMNS 26

static size_t columns(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

static void line(FILE *out, const char *left, const char *right)
{
	const size_t n = columns(left);
	if (n < NAME_COLUMNS)
		(void)fprintf(out, "  %s%*s%s\n", left, (int)(NAME_COLUMNS - n), "", right);
	else
		(void)fprintf(out, "  %s\n  %*s%s\n", left, NAME_COLUMNS, "", right);
}

/* k: the command that they are for; NULL: any. */
static void options(FILE *out, const struct cli_option *o, const struct cli_command *k)
{
	for (; o && o->name; o++) {
		char left[96];
		const char *arg = k && strcmp(o->name, "format") == 0 ? cli_formats(k) : o->arg ? _(o->arg) : "";
		(void)snprintf(left, sizeof(left), "--%s%s%s", o->name, *arg ? " " : "", arg);
		line(out, left, _(o->help));
	}
}

void cli_help(FILE *out)
{
	(void)fputs(_("jalon : le suivi des parcours d’insertion, chiffré, même sans réseau.\n\n"
		      "Usage : jalon [OPTIONS]                  ouvre l’écran\n"
		      "        jalon COMMANDE [ARGUMENTS] [OPTIONS]\n\n"), out);
	(void)fputs(_("Commandes :\n"), out);
	for (const struct cli_command *k = cli_commands(); k->name; k++) {
		char left[96];
		(void)snprintf(left, sizeof(left), "%s%s%s", k->name, *k->args ? " " : "", *k->args ? _(k->args) : "");
		line(out, left, _(k->help));
	}
	(void)fputs(_("\nOptions communes :\n"), out);
	options(out, cli_shared_options(), NULL);
	(void)fputs(_("\nCodes de sortie : 0 fait ; 1 refusé ou échoué ; 2 mauvais usage ; 3 mauvaise phrase secrète ;\n"
		      "4 vérification du territoire échouée ; 5 quelque chose attend une décision ou un regard (le reste est fait).\n"), out);
}

void cli_help_command(FILE *out, const struct cli_command *k)
{
	(void)fprintf(out, _("Usage : jalon %s%s%s [OPTIONS]\n\n%s\n"), k->name, *k->args ? " " : "",
		      *k->args ? _(k->args) : "", _(k->help));
	if (k->options && k->options->name) {
		(void)fputs(_("\nOptions :\n"), out);
		options(out, k->options, NULL);
	}
	(void)fputs(_("\nOptions communes :\n"), out);
	options(out, cli_shared_options(), k);
}
