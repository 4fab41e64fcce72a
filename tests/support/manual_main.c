/*
 * Writes the French manual page, docs/jalon.1, from the tables that help, the
 * footer and parsing are made of. `make update-manual` rewrites the page, and
 * tests/unit/test_manual.sh compares it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "tui/action.h"
#include "tui/bindings.h"
#include "tui/cli.h"

/* A text for roff: a backslash and a dash mean something there, and so does a
 * dot or an apostrophe at the beginning of a line. */
static void text_n(const char *s, size_t n)
{
	bool start = true;
	for (; n > 0; s++, n--) {
		if (start && (*s == '.' || *s == '\''))
			fputs("\\&", stdout);
		start = *s == '\n';
		if (*s == '\\')
			fputs("\\e", stdout);
		else if (*s == '-')
			fputs("\\-", stdout);
		else
			putchar(*s);
	}
}

static void text(const char *s)
{
	text_n(s, strlen(s));
}

static void heading(const char *macro, const char *title, size_t n)
{
	printf(".%s \"", macro);
	text_n(title, n);
	printf("\"\n");
}

static void section(const char *title)
{
	heading("SH", title, strlen(title));
}

/* What the tables say of a command or an option, which has no full stop there. */
static void said(const char *s)
{
	const size_t n = strlen(s);
	text(s);
	puts(n >= 3 && strcmp(s + n - 3, "…") == 0 ? "" : ".");
}

/* A term and what it means. */
static void item(const char *term, size_t n, const char *meaning, size_t n_meaning)
{
	printf(".TP\n\\fB");
	text_n(term, n);
	printf("\\fR\n");
	text_n(meaning, n_meaning);
	putchar('\n');
}

static void options(const struct cli_option *o)
{
	for (; o && o->name; o++) {
		printf(".TP\n\\fB\\-\\-");
		text(o->name);
		printf("\\fR");
		if (o->arg) {
			printf(" \\fI");
			text(o->arg);
			printf("\\fR");
		}
		putchar('\n');
		said(o->help);
	}
}

static void commands(void)
{
	section("COMMANDES");
	for (const struct cli_command *k = cli_commands(); k->name; k++) {
		printf(".SS \"");
		text(k->name);
		if (*k->args) {
			putchar(' ');
			text(k->args);
		}
		printf("\"\n");
		said(k->help);
		options(k->options);
	}
}

/* Reads the chapters of action_manual line by line (its form: action.h). */
static void keys(void)
{
	struct buf manual = BUF_INIT;
	section("TOUCHES");
	text("Une lettre et sa majuscule font la même chose. Dans un champ où l’on tape, les lettres s’écrivent ; les touches\n"
	     "F et Ctrl agissent. « g 1 » : la touche g, puis la touche 1. F1 montre, sur chaque écran, ce qui vaut pour lui.\n");
	if (action_manual(bindings(), &manual) != JAL_OK)
		exit(1);
	for (const char *line = buf_str(&manual); *line;) {
		const size_t n = strcspn(line, "\n");
		const char *tab = memchr(line, '\t', n);
		if (tab)
			item(line + 4, (size_t)(tab - line) - 4, tab + 1, (size_t)(line + n - tab) - 1);
		else if (n > 0)
			heading("SS", line, n);
		line += n + (line[n] == '\n');
	}
	buf_free(&manual);
}

int main(void)
{
	printf(".\\\" Made from the program's own tables by `make docs/jalon.1`: do not edit.\n"
	       ".TH JALON 1 \"\" \"jalon\" \"Manuel de jalon\"\n");
	section("NOM");
	text("jalon - le suivi des parcours d’insertion, chiffré, même sans réseau\n");
	section("SYNOPSIS");
	printf(".B jalon\n[\\fIoptions\\fR]\n.br\n.B jalon\n\\fIcommande\\fR [\\fIarguments\\fR] [\\fIoptions\\fR]\n");
	section("DESCRIPTION");
	text("Sans commande, jalon ouvre son écran. Chaque dossier est tenu dans un coffre chiffré de cet ordinateur ; la\n"
	     "synchronisation avec les collègues passe par un dépôt git dont le serveur ne peut rien lire. Sans terminal,\n"
	     "jalon ne pose jamais de question : ce qui manque est une erreur.\n");
	section("OPTIONS COMMUNES");
	options(cli_shared_options());
	commands();
	keys();
	section("CODES DE SORTIE");
	static const char *const codes[] = {
		"fait",
		"refusé ou échoué, dit en une phrase sur la sortie d’erreur",
		"mauvais usage",
		"mauvaise phrase secrète",
		"la vérification du territoire a échoué",
		("quelque chose attend une décision ou un regard (ce qui est à régler, lignes d’un fichier, serveur revenu en arrière) ; "
		"le reste est fait"),
	};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		printf(".TP\n.B %zu\n", i);
		said(codes[i]);
	}
	section("FICHIERS");
	printf(".TP\n.I $XDG_DATA_HOME/jalon/default/\n");
	text("le coffre par défaut : base chiffrée, clés, copie du dépôt du territoire.\n");
	printf(".TP\n.I $XDG_CONFIG_HOME/jalon/jalon.ini\n");
	text("les réglages, que l’écran « Réglages » écrit aussi.\n");
	section("EXEMPLES");
	printf(".nf\n");
	text("jalon demo\n"
	     "jalon import beneficiaires.csv --dry-run\n"
	     "jalon note 4K7Q2M --channel home_visit <note.txt\n"
	     "jalon sync\n"
	     "jalon verify /media/cle/territoire.git\n");
	printf(".fi\n");
	return 0;
}
