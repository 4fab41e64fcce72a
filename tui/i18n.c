/* The language in force and its texts; knows no screen and no command. */
#include "tui/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/buf.h"
#include "tui/catalogue.h"
#include "tui/program.h"

/*
 * French is what the sources say and needs no catalogue. The English one, once read, is kept: its texts may be held
 * anywhere on the screen.
 */
static struct catalogue english = CATALOGUE_INIT;
static bool in_english;

static const char *from_environment(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (!value || !*value)
			continue;
		if (strncmp(value, "en", 2) == 0)
			return "en";
		if (strncmp(value, "fr", 2) == 0)
			return "fr";
	}
	return "fr";
}

/* What the environment says of characters; "" when it says nothing. */
static char charset[64];

static void read_charset(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && (!value || !*value); i++)
		value = getenv(names[i]);
	charset[0] = 0;
	if (!value || !*value)
		return;
	const char *end = strchr(value, '@');
	const size_t n = end ? (size_t)(end - value) : strlen(value);
	const char *dot = memchr(value, '.', n);
	if (strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0)
		(void)snprintf(charset, sizeof(charset), "%s", value);
	/* A locale that is not installed still says what the terminal is. */
	else if (dot)
		(void)snprintf(charset, sizeof(charset), "%.*s", (int)(n - (size_t)(dot + 1 - value)), dot + 1);
	else if (setlocale(LC_CTYPE, ""))
		(void)snprintf(charset, sizeof(charset), "%s", nl_langinfo(CODESET));
}

bool i18n_terminal_is_utf8(void)
{
	return !*charset || strcasecmp(charset, "UTF-8") == 0 || strcasecmp(charset, "utf8") == 0;
}

const char *i18n_terminal_charset(void)
{
	return charset;
}

static bool read_from(const char *folder)
{
	struct buf path = BUF_INIT;
	const bool there = !buf_printf(&path, "%s/en/LC_MESSAGES/jalon.mo", folder) &&
			   !catalogue_load(buf_str(&path), &english);
	buf_free(&path);
	return there;
}

/*
 * A program that was built and not installed has its catalogue beside it, and not the texts of another version. Without
 * any the screen is French: that is said nowhere, since there is no language to say it in.
 */
static void read_english(void)
{
	struct buf built = BUF_INIT;
	const char *dir = getenv("JALON_LOCALEDIR");
	if (dir && *dir)
		in_english = read_from(dir);
	else
		in_english = (!program_beside("po", &built) && read_from(buf_str(&built))) || read_from(LOCALEDIR);
	buf_free(&built);
}

void i18n_start(const char *lang)
{
	read_charset();
	if (!lang)
		lang = from_environment();
	/* Characters are UTF-8 whatever the machine is set to: without this the C
	 * locale would make every accent two unknown bytes. */
	if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	/* Numbers are written by jalon itself, never by the locale. */
	(void)setlocale(LC_NUMERIC, "C");
	in_english = strcmp(lang, "en") == 0;
	if (in_english && english.count == 0)
		read_english();
}

const char *i18n_lang(void)
{
	return in_english ? "en" : "fr";
}

const char *i18n_text(const char *text)
{
	/* The catalogue's "" is its header. */
	const char *found = in_english && *text ? catalogue_find(&english, text, 0) : NULL;
	return found ? found : text;
}

const char *i18n_plural(const char *one, const char *many, unsigned long n)
{
	/* English counts 0 with the plural, French with the singular: GNU gettext manual, "Plural forms". */
	const bool plural = in_english ? n != 1 : n > 1;
	const char *found = in_english ? catalogue_find(&english, one, plural) : NULL;
	if (found)
		return found;
	return plural ? many : one;
}
