/* The language, by gettext; knows no screen and no command. */
#include "tui/i18n.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DOMAIN "jalon"

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

void i18n_start(const char *lang)
{
	read_charset();
	if (!lang)
		lang = from_environment();
	/* Characters are UTF-8 whatever the machine is set to: without this the C
	 * locale would make every accent two unknown bytes. */
	if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	/* gettext looks at LANGUAGE only when LC_MESSAGES is not "C"; C.UTF-8 will do. */
	const char *messages = setlocale(LC_MESSAGES, NULL);
	if (!messages || strcmp(messages, "C") == 0 || strcmp(messages, "POSIX") == 0)
		(void)setlocale(LC_MESSAGES, "C.UTF-8");
	/* Numbers are written by jalon itself, never by the locale. */
	(void)setlocale(LC_NUMERIC, "C");
	(void)setenv("LANGUAGE", strcmp(lang, "en") == 0 ? "en" : "fr", 1);
	const char *dir = getenv("JALON_LOCALEDIR");
	(void)bindtextdomain(DOMAIN, dir && *dir ? dir : LOCALEDIR);
	(void)bind_textdomain_codeset(DOMAIN, "UTF-8");
	(void)textdomain(DOMAIN);
}

const char *i18n_lang(void)
{
	const char *lang = getenv("LANGUAGE");
	return lang && strcmp(lang, "en") == 0 ? "en" : "fr";
}

const char *i18n_text(const char *text)
{
	/* gettext answers "" with the catalogue's header. */
	return *text ? dgettext(DOMAIN, text) : text;
}

const char *i18n_plural(const char *one, const char *many, unsigned long n)
{
	return dngettext(DOMAIN, one, many, n);
}
