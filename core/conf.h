/*
 * Settings and map files (INI): read by iniparser, written by us. Knows no
 * setting by name.
 *
 * A line that is not understood is a problem with its number, and the rest is
 * used. A change keeps comments, order, spacing and keys that this jalon does
 * not know. Sections and keys are found without regard to ASCII capitals; in a
 * value, ; and # begin a comment unless it stands in quotes.
 */
#ifndef CORE_CONF_H
#define CORE_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"

#define CONF_FILE_MAX ((size_t)256 << 10)	/* bytes; a larger file is refused */
#define CONF_LINE_MAX 1000			/* bytes; iniparser gives up at 1,024 */

struct conf;

struct conf_problem {
	size_t line;		/* from 1 */
	const char *text;	/* a sentence, marked with N_(); static */
};

/* Appends the path of the settings file: $XDG_CONFIG_HOME/jalon/jalon.ini, or
 * under $HOME/.config when that is not set or not absolute. JAL_ERR_NOT_FOUND
 * when neither is. */
JAL_MUST enum jal_err conf_path(struct buf *out);

/* A file that is not there gives an empty conf. JAL_ERR_IO, JAL_ERR_LIMIT, … as
 * fsio_read, with a sentence. */
JAL_MUST enum jal_err conf_load(const char *path, struct conf **out, struct diag *why);
/* The same from text in memory. */
JAL_MUST enum jal_err conf_read(const char *text, size_t n, struct conf **out);
void conf_free(struct conf *conf);

/* The value of "section:key", borrowed until conf_free; NULL when there is none. */
const char *conf_get(const struct conf *conf, const char *key);
/* oui yes true on 1, non no false off 0, or fallback. */
bool conf_get_flag(const struct conf *conf, const char *key, bool fallback);

/* The keys of a section, in the order of the file; NULL past the last. key is
 * without the section, in small ASCII letters. Borrowed until conf_free. */
const char *conf_key(const struct conf *conf, const char *section, size_t index, const char **value);

/* What was wrong in the file; index below the count, texts borrowed until conf_free. */
size_t conf_problem_count(const struct conf *conf);
struct conf_problem conf_problem(const struct conf *conf, size_t index);

/* Sets "section:key" in the file, or takes it out when value is NULL: reads it
 * afresh, changes that line alone (or adds one at the end of its section),
 * replaces the file at once, its folder made if needed. A symbolic link is
 * followed. JAL_ERR_INVALID for a value with line breaks, controls or both kinds
 * of quotes; JAL_ERR_LIMIT for one too long; else as fsio_replace. */
JAL_MUST enum jal_err conf_store(const char *path, const char *key, const char *value, struct diag *why);

#endif
