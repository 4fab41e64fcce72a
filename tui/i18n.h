/*
 * The language: French source texts, translated by gettext's catalogues. Everything that is
 * shown goes through _() here; core and sync only mark texts.
 */
#ifndef TUI_I18N_H
#define TUI_I18N_H

#include <stdbool.h>

#include "core/error.h"

#define _(text) i18n_text(text)

/* Picks the language: "fr", "en", or NULL for the environment's (LANGUAGE,
 * LC_ALL, LC_MESSAGES, LANG; French when none says otherwise). A UTF-8 locale is
 * set even where none is. Call before the first text; again to change. */
void i18n_start(const char *lang);

/* Whether the environment announces a terminal in UTF-8, or announces nothing;
 * and what it announces. Known after i18n_start. */
bool i18n_terminal_is_utf8(void);
const char *i18n_terminal_charset(void);

/* "fr" or "en": the one in force. */
const char *i18n_lang(void);

/* The translation; "" stays "". */
const char *i18n_text(const char *text) __attribute__((format_arg(1)));
const char *i18n_plural(const char *one, const char *many, unsigned long n)
	__attribute__((format_arg(1), format_arg(2)));
#define P_(one, many, n) i18n_plural(one, many, n)

#endif
