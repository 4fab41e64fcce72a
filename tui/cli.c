/*
 * The command line: finds the command, its options and the shared ones, and
 * says what is wrong with a wrong use. What commands do is in cli_*.c.
 */
#include "tui/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fsio.h"
#include "core/outside.h"
#include "tui/cli_commands.h"
#include "tui/i18n.h"

static const struct cli_option shared[] = {
	{ "vault", N_("RÉPERTOIRE"), N_("le coffre à ouvrir ; sinon celui par défaut") },
	{ "passphrase-fd", N_("N"), N_("lire la phrase secrète sur le descripteur N") },
	{ "lang", N_("fr|en"), N_("la langue") },
	{ "format", N_("table|csv|json"), N_("la forme de ce qui est affiché") },
	{ "linear", NULL, N_("l’écran en lignes simples : lecteur d’écran, plage braille (ou ACCESSIBLE=1)") },
	{ "yes", NULL, N_("répondre oui à ce qui demande confirmation") },
	{ "help", NULL, N_("cette aide") },
	{ "version", NULL, N_("la version") },
	{ 0 },
};

/* What parsing finds besides the command's own arguments. */
struct wish {
	bool help;
	bool version;
};

const struct cli_option *cli_shared_options(void)
{
	return shared;
}

const char *cli_formats(const struct cli_command *command)
{
	switch (command->gives) {
	case CLI_GIVES_DATES:
		return "table|csv|json|ics";
	case CLI_GIVES_ROWS:
		return "table|csv|json";
	case CLI_GIVES_OBJECT:
	case CLI_GIVES_NOTHING:
		return "table|json";
	case CLI_GIVES_WORDS:
		break;
	}
	return "table";
}

/* Something else in the place of a form that was asked for would look like it to whoever reads it. */
static enum cli_exit check_format(struct cli *c)
{
	const enum cli_gives gives = c->command->gives;
	if (c->format == CLI_ICS && gives != CLI_GIVES_DATES)
		return cli_usage(c, N_("« %1 » ne donne pas de dates : il n’y en a pas de forme ics."), c->command->name);
	if (c->format == CLI_CSV && gives != CLI_GIVES_ROWS && gives != CLI_GIVES_DATES)
		return cli_usage(c, N_("« %1 » ne donne pas de tableau : il n’y en a pas de forme csv."), c->command->name);
	if (c->format == CLI_JSON && gives == CLI_GIVES_WORDS)
		return cli_usage(c, N_("« %1 » ne parle qu’aux personnes : il n’y en a pas de forme json."), c->command->name);
	return CLI_DONE;
}

static enum cli_exit exit_of(enum jal_err err)
{
	switch (err) {
	case JAL_OK:
		return CLI_DONE;
	case JAL_ERR_WRONG_KEY:
		return CLI_WRONG_PASSPHRASE;
	case JAL_ERR_VERIFY:
		return CLI_NOT_VERIFIED;
	case JAL_ERR_WAITING:
		return CLI_WAITING;
	case JAL_ERR_NOMEM:
	case JAL_ERR_IO:
	case JAL_ERR_SYNTAX:
	case JAL_ERR_INVALID:
	case JAL_ERR_NOT_FOUND:
	case JAL_ERR_EXISTS:
	case JAL_ERR_BUSY:
	case JAL_ERR_CORRUPT:
	case JAL_ERR_NEWER:
	case JAL_ERR_DENIED:
	case JAL_ERR_LIMIT:
	case JAL_ERR_NETWORK:
	case JAL_ERR_CANCELLED:
		return CLI_FAILED;
	}
	return CLI_FAILED;
}

static void say(FILE *err, const struct diag *d)
{
	struct buf text = BUF_INIT;
	if (diag_render(d, i18n_text, &text) == JAL_OK)
		(void)fprintf(err, "jalon: %s\n", buf_str(&text));
	buf_free(&text);
}

enum cli_exit cli_fail(struct cli *c, const struct diag *d)
{
	/* Whoever failed without saying how has failed all the same. */
	const struct diag said = { .err = JAL_ERR_IO };
	if (!d->err)
		d = &said;
	say(c->err, d);
	return exit_of(d->err);
}

enum cli_exit cli_fail_err(struct cli *c, enum jal_err err)
{
	return cli_fail(c, &(struct diag){ .err = err });
}

void cli_note(struct cli *c, const struct diag *d)
{
	say(c->err, d);
}

enum cli_exit cli_usage(struct cli *c, const char *text, const char *arg)
{
	struct diag d = DIAG_INIT;
	(void)diag_set(&d, JAL_ERR_INVALID, text, arg);
	say(c->err, &d);
	if (c->command)
		(void)fprintf(c->err, _("Aide : jalon %s --help\n"), c->command->name);
	else
		(void)fputs(_("Aide : jalon --help\n"), c->err);
	return CLI_USAGE;
}

static const struct cli_command *find_command(const char *name)
{
	for (const struct cli_command *k = cli_commands(); k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

const char *cli_option(const struct cli *c, const char *name)
{
	const struct cli_option *o = c->command ? c->command->options : NULL;
	for (size_t i = 0; o && o[i].name; i++)
		if (strcmp(o[i].name, name) == 0)
			return c->option[i];
	return NULL;
}

/* Does argument "--name" or "--name=value" mean this option? *value gets what
 * stands after the =, else NULL. */
static bool means(const char *arg, const char *name, const char **value)
{
	const size_t n = strlen(name);
	if (strncmp(arg, "--", 2) != 0 || strncmp(arg + 2, name, n) != 0)
		return false;
	if (arg[2 + n] != 0 && arg[2 + n] != '=')
		return false;
	*value = arg[2 + n] == '=' ? arg + 3 + n : NULL;
	return true;
}

static bool read_fd(const char *text, int *fd)
{
	char *end = NULL;
	errno = 0;
	const long n = strtol(text, &end, 10);
	if (errno || end == text || *end || n < 0 || n > 1 << 20)
		return false;
	*fd = (int)n;
	return true;
}

static enum cli_exit set_shared(struct cli *c, struct wish *w, const struct cli_option *o, const char *value)
{
	if (strcmp(o->name, "vault") == 0) {
		c->vault_dir = value;
	} else if (strcmp(o->name, "passphrase-fd") == 0) {
		if (!read_fd(value, &c->passphrase_fd))
			return cli_usage(c, N_("« %1 » n’est pas un numéro de descripteur."), value);
	} else if (strcmp(o->name, "lang") == 0) {
		if (strcmp(value, "fr") != 0 && strcmp(value, "en") != 0)
			return cli_usage(c, N_("La langue « %1 » n’existe pas : fr ou en."), value);
		c->lang_given = true;
	} else if (strcmp(o->name, "format") == 0) {
		if (strcmp(value, "table") == 0)
			c->format = CLI_TABLE;
		else if (strcmp(value, "csv") == 0)
			c->format = CLI_CSV;
		else if (strcmp(value, "json") == 0)
			c->format = CLI_JSON;
		else if (strcmp(value, "ics") == 0)
			c->format = CLI_ICS;
		else
			return cli_usage(c, N_("La forme « %1 » n’existe pas : table, csv ou json."), value);
	} else if (strcmp(o->name, "linear") == 0) {
		c->linear = true;
	} else if (strcmp(o->name, "yes") == 0) {
		c->yes = true;
	} else if (strcmp(o->name, "help") == 0) {
		w->help = true;
	} else {
		w->version = true;
	}
	return CLI_DONE;
}

/* Options whose value is a path. A shell writes "~/" out at the beginning of a word only, so not in --output=~/x. */
static bool takes_path(const struct cli_option *o)
{
	static const char *const names[] = { "folder", "map", "output", "report", "vault" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], o->name) == 0)
			return true;
	return false;
}

/* The value written out, in the place of the argument that it stands in; value NULL: no memory. */
static void write_path(char **arg, const char **value)
{
	struct buf path = BUF_INIT;
	char *written = outside_path(*value, &path) ? NULL : strdup(buf_str(&path));
	buf_free(&path);
	*value = written;
	if (!written)
		return;
	explicit_bzero(*arg, strlen(*arg));
	free(*arg);
	*arg = written;
}

/* Takes one option at argv[*at], moving *at over its value. Finds it among the
 * command's own first, since a command may give a shared name more values. */
static enum cli_exit take_option(struct cli *c, struct wish *w, int argc, char **argv, int *at)
{
	const char *arg = argv[*at];
	const struct cli_option *lists[2] = { c->command ? c->command->options : NULL, shared };
	for (int l = 0; l < 2; l++) {
		for (size_t i = 0; lists[l] && lists[l][i].name; i++) {
			const struct cli_option *o = &lists[l][i];
			const char *value = NULL;
			if (!means(arg, o->name, &value))
				continue;
			if (!o->arg && value)
				return cli_usage(c, N_("L’option « --%1 » ne prend pas de valeur."), o->name);
			if (o->arg && !value) {
				if (*at + 1 >= argc)
					return cli_usage(c, N_("Il manque la valeur de l’option « --%1 »."), o->name);
				value = argv[++*at];
			}
			if (!value)
				value = "";
			if (*value == '~' && takes_path(o))
				write_path(&argv[*at], &value);
			if (!value)
				return cli_fail_err(c, JAL_ERR_NOMEM);
			if (l == 1)
				return set_shared(c, w, o, value);
			c->option[i] = value;
			return CLI_DONE;
		}
	}
	return cli_usage(c, N_("L’option « %1 » n’existe pas ici."), arg);
}

/* What is wrong with a use is said in the language that it asks for, wherever it does: before the rest is read. */
static void take_language(int argc, char **argv)
{
	for (int i = 1; i < argc && argv[i] && strcmp(argv[i], "--") != 0; i++) {
		const char *value = NULL;
		if (!means(argv[i], "lang", &value))
			continue;
		if (!value && i + 1 < argc)
			value = argv[i + 1];
		if (value && (strcmp(value, "fr") == 0 || strcmp(value, "en") == 0))
			i18n_start(value);
	}
}

static enum cli_exit parse(struct cli *c, struct wish *w, int argc, char **argv)
{
	bool options = true;
	int positional = 0;
	for (int i = 1; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			const enum cli_exit bad = take_option(c, w, argc, argv, &i);
			if (bad)
				return bad;
		} else if (!c->command) {
			c->command = find_command(argv[i]);
			if (!c->command)
				return cli_usage(c, N_("La commande « %1 » n’existe pas."), argv[i]);
		} else {
			c->argv[positional++] = argv[i];
		}
	}
	c->argc = positional;
	return CLI_DONE;
}

static enum cli_exit run(struct cli *c, int argc, char **argv)
{
	struct wish w = { 0 };
	take_language(argc, argv);
	const enum cli_exit bad = parse(c, &w, argc, argv);
	if (bad)
		return bad;
	if (w.version) {
		(void)fprintf(c->out, "%s\n", PACKAGE_STRING);
		return CLI_DONE;
	}
	if (w.help) {
		if (c->command)
			cli_help_command(c->out, c->command);
		else
			cli_help(c->out);
		return CLI_DONE;
	}
	if (!c->command)
		return cli_screen(c);
	if (c->argc < c->command->min_args)
		return cli_usage(c, N_("Il manque un argument : %1"), _(c->command->args));
	if (c->command->max_args >= 0 && c->argc > c->command->max_args)
		return cli_usage(c, N_("« %1 » est de trop."), c->argv[c->command->max_args]);
	const enum cli_exit other = check_format(c);
	return other ? other : c->command->run(c);
}

/* ---- arguments ---- */

static void forget_arguments(char **args, int n)
{
	for (int i = 0; args && i < n; i++) {
		if (args[i])
			explicit_bzero(args[i], strlen(args[i]));
		free(args[i]);
	}
	free(args);
}

/* A copy of the arguments. Those that the system shows to every account of the machine, as long as the program runs,
 * are emptied: names and numbers of people are among them. */
static char **take_arguments(int argc, char **argv)
{
	char **args = calloc((size_t)argc + 1, sizeof(*args));
	for (int i = 0; args && i < argc; i++) {
		args[i] = strdup(argv[i]);
		if (!args[i]) {
			forget_arguments(args, i);
			return NULL;
		}
	}
	for (int i = 1; args && i < argc; i++)
		explicit_bzero(argv[i], strlen(argv[i]));
	return args;
}

enum cli_exit cli_main(int argc, char **argv)
{
	/* A file that may not grow is an error to be told, like a full disk: what was written of it is taken away. */
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	(void)sigaction(SIGXFSZ, &ignore, NULL);
	/* Before anything is opened, be it a catalogue. */
	enum jal_err err = fsio_standard();
	i18n_start(NULL);
	const char *accessible = getenv("ACCESSIBLE");
	struct cli c = {
		.passphrase_fd = -1,
		.linear = accessible != NULL && *accessible != '\0' && strcmp(accessible, "0") != 0,
		.terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO),
		.out = stdout,
		.err = stderr,
		.clock = clock_system(),
	};
	char **args = take_arguments(argc, argv);
	c.argv = calloc((size_t)argc + 1, sizeof(*c.argv));
	if (!args || !c.argv) {
		forget_arguments(args, argc);
		free(c.argv);
		return cli_fail_err(&c, JAL_ERR_NOMEM);
	}

	enum cli_exit code = CLI_DONE;
	if (!err)
		err = secret_start();
	if (err)
		code = cli_fail_err(&c, err);
	else
		code = run(&c, argc, args);

	journal_close(c.journal);
	vault_close(c.vault);
	free(c.argv);
	forget_arguments(args, argc);
	/* A full disk under a redirected output must not look like success. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && (code == CLI_DONE || code == CLI_WAITING))
		code = cli_fail_err(&c, JAL_ERR_IO);
	return code;
}
