/*
 * The command line: one table of commands and their options, from which come
 * parsing, --help and the manual page. Commands are in cli_*.c; each returns an
 * exit code and says failures in one sentence on stderr.
 */
#ifndef TUI_CLI_H
#define TUI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/clock.h"
#include "core/diag.h"
#include "core/journal.h"
#include "core/vault.h"

/* design.md §5 */
enum cli_exit {
	CLI_DONE = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
	CLI_WRONG_PASSPHRASE = 3,
	CLI_NOT_VERIFIED = 4,
	CLI_WAITING = 5,
};

enum cli_format { CLI_TABLE, CLI_CSV, CLI_JSON, CLI_ICS };

struct cli_option {
	const char *name;	/* "dry-run": without the dashes */
	const char *arg;	/* N_() what it takes ("FICHIER"); NULL for a plain switch */
	const char *help;	/* N_() */
};

struct cli;

/* What a command gives on the standard output, and so which forms it has. */
enum cli_gives {
	CLI_GIVES_WORDS,	/* for people: no other form */
	CLI_GIVES_NOTHING,	/* its exit code tells; there is nothing to put into a table */
	CLI_GIVES_OBJECT,	/* one result, in words or as JSON */
	CLI_GIVES_ROWS,		/* a table, CSV, or a JSON array */
	CLI_GIVES_DATES,	/* likewise, or a calendar (iCalendar) */
};

struct cli_command {
	const char *name;
	const char *args;	/* N_() its positional arguments, as in the usage line; "" when none */
	const char *help;	/* N_() one line */
	enum cli_gives gives;
	const struct cli_option *options;	/* ends with a NULL name; may be NULL */
	int min_args, max_args;	/* max_args -1: any number */
	enum cli_exit (*run)(struct cli *c);
};

#define CLI_OPTIONS_MAX 16

struct cli {
	const struct cli_command *command;
	int argc;			/* positional arguments, options taken out */
	char **argv;
	const char *option[CLI_OPTIONS_MAX];	/* by place in command->options; "" for a switch given */

	const char *vault_dir;		/* NULL: the default place */
	int passphrase_fd;		/* -1: ask on the terminal */
	enum cli_format format;
	bool yes;
	bool linear;			/* --linear or ACCESSIBLE=1: the screen in lines */
	bool lang_given;		/* --lang */
	bool terminal;			/* stdin and stderr are one, so asking is possible */
	FILE *out, *err;
	const struct jal_clock *clock;

	struct vault *vault;		/* opened by cli_open */
	struct journal *journal;
};

/* The whole program's command line; argv as main got it. */
enum cli_exit cli_main(int argc, char **argv);

/* The value of an option of the command, NULL when not given. */
const char *cli_option(const struct cli *c, const char *name);

/* Opens the vault (asking for the passphrase as the shared options say) and a
 * journal on it. On failure the sentence was said and *exit_code is set. */
bool cli_open(struct cli *c, enum cli_exit *exit_code);

/* Makes a new vault (asking for a new passphrase, showing the recovery code) and
 * opens it likewise. The command has an option `kdf`. */
bool cli_make(struct cli *c, enum cli_exit *exit_code);
/* Appends the folder of the vault that the shared options name. */
JAL_MUST enum jal_err cli_vault_folder(const struct cli *c, struct buf *out);

/* Says a sentence on stderr as "jalon: …" and gives the exit code for its error. */
enum cli_exit cli_fail(struct cli *c, const struct diag *d);
enum cli_exit cli_fail_err(struct cli *c, enum jal_err err);
/* A wrong use, said with where help is: CLI_USAGE. text is N_(), %1 is arg. */
enum cli_exit cli_usage(struct cli *c, const char *text, const char *arg);
/* Something worth knowing, on stderr; not a failure. */
void cli_note(struct cli *c, const struct diag *d);

/* All commands, ending with a NULL name; and the options that all share. For
 * help and the manual. */
const struct cli_command *cli_commands(void);
const struct cli_option *cli_shared_options(void);
/* What --format takes for that command: "table|csv|json|ics", "table|csv|json", "table|json"
 * or "table". */
const char *cli_formats(const struct cli_command *command);
void cli_help(FILE *out);
void cli_help_command(FILE *out, const struct cli_command *command);

#endif
