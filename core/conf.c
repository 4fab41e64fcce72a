/* Settings: what iniparser reads of a file of which the bad lines were taken out. */
#include "core/conf.h"

#ifdef HAVE_INIPARSER_INIPARSER_H
#include <iniparser/iniparser.h>
#else
#include <iniparser.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/conf_line.h"
#include "core/fsio.h"
#include "core/grow.h"

struct conf {
	dictionary *values;
	struct conf_problem *problems;
	size_t count, room;
};

/* iniparser would write on the standard error, over the screen. */
static int silent(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int silent(const char *format, ...)
{
	(void)format;
	return 0;
}

static enum jal_err add_problem(struct conf *conf, size_t line, const char *text)
{
	struct conf_problem *more = grow_array(conf->problems, conf->count, &conf->room, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	conf->problems = more;
	conf->problems[conf->count++] = (struct conf_problem){ line, text };
	return JAL_OK;
}

/* The lines that iniparser will read as we do, one for one. Sections and values
 * are written again: it takes a quote or a comment sign in a value for its own,
 * and spaces in [ name ] for a part of it. */
static enum jal_err good_lines(struct conf *conf, const char *text, size_t n, struct buf *out)
{
	size_t at = 0, number = 0, len = 0;
	const char *line = NULL;
	bool lost = false;
	enum jal_err err = JAL_OK;
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		at = 3;
	while (!err && conf_line_next(text, n, &at, &line, &len)) {
		const struct conf_line parsed = conf_line_parse(line, len);
		number++;
		switch (parsed.kind) {
		case CONF_LINE_NOTHING:
			break;
		case CONF_LINE_BAD_SECTION:
			lost = true;
			err = add_problem(conf, number, parsed.problem);
			break;
		case CONF_LINE_BAD:
			err = add_problem(conf, number, parsed.problem);
			break;
		case CONF_LINE_SECTION:
			lost = false;
			err = buf_printf(out, "[%.*s]", (int)parsed.name_len, parsed.name);
			break;
		case CONF_LINE_VALUE:
			if (lost)
				break;
			err = buf_printf(out, "%.*s = %.*s", (int)parsed.name_len, parsed.name, (int)parsed.value_len, parsed.value);
			break;
		}
		if (!err)
			err = buf_putc(out, '\n');
	}
	return err;
}

/* iniparser 4.1 reads from a name only; a file in memory has one. */
static enum jal_err parse(struct conf *conf, const struct buf *lines)
{
	enum jal_err err = JAL_ERR_IO;
	char name[64];
	const int fd = memfd_create("jalon.ini", MFD_CLOEXEC);
	if (fd < 0)
		return JAL_ERR_IO;
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (write(fd, lines->data, lines->len) != (ssize_t)lines->len)
		goto out;
	iniparser_set_error_callback(silent);
	conf->values = iniparser_load(name);
	err = conf->values ? JAL_OK : JAL_ERR_IO;
out:
	(void)close(fd);
	return err;
}

enum jal_err conf_read(const char *text, size_t n, struct conf **out)
{
	struct buf lines = BUF_INIT;
	enum jal_err err = JAL_ERR_NOMEM;
	struct conf *conf = calloc(1, sizeof(*conf));
	if (!conf)
		return err;
	err = good_lines(conf, text, n, &lines);
	/* iniparser takes a file without a line break at its end, not one without a byte. */
	if (!err)
		err = buf_putc(&lines, '\n');
	if (!err)
		err = parse(conf, &lines);
	buf_free(&lines);
	if (err)
		conf_free(conf);
	else
		*out = conf;
	return err;
}

enum jal_err conf_load(const char *path, struct conf **out, struct diag *why)
{
	struct buf text = BUF_INIT;
	struct diag inner = DIAG_INIT;
	enum jal_err err = fsio_read(path, CONF_FILE_MAX, &text, &inner);
	if (err == JAL_ERR_NOT_FOUND)
		err = JAL_OK;
	else if (err && why)
		*why = inner;
	if (!err) {
		err = conf_read(buf_str(&text), text.len, out);
		if (err)
			err = diag_set(why, err, N_("Les réglages de « %1 » n’ont pas pu être lus. Rien n’a été changé."), path);
	}
	buf_free(&text);
	return err;
}

void conf_free(struct conf *conf)
{
	if (!conf)
		return;
	if (conf->values)
		iniparser_freedict(conf->values);
	free(conf->problems);
	free(conf);
}

enum jal_err conf_path(struct buf *out)
{
	const char *base = getenv("XDG_CONFIG_HOME");
	if (base && base[0] == '/')
		return buf_printf(out, "%s/jalon/jalon.ini", base);
	base = getenv("HOME");
	if (base && base[0] == '/')
		return buf_printf(out, "%s/.config/jalon/jalon.ini", base);
	return JAL_ERR_NOT_FOUND;
}

/* ---- values ---- */

const char *conf_get(const struct conf *conf, const char *key)
{
	return iniparser_getstring(conf->values, key, NULL);
}

bool conf_get_flag(const struct conf *conf, const char *key, bool fallback)
{
	static const char *const yes[] = { "oui", "yes", "true", "on", "1" };
	static const char *const no[] = { "non", "no", "false", "off", "0" };
	const char *text = conf_get(conf, key);
	for (size_t i = 0; text && i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return true;
		if (strcasecmp(text, no[i]) == 0)
			return false;
	}
	return fallback;
}

const char *conf_key(const struct conf *conf, const char *section, size_t index, const char **value)
{
	const size_t n = strlen(section);
	const dictionary *d = conf->values;
	/* Signed in iniparser 4.1, not in 4.2. */
	const size_t size = (size_t)d->size;
	for (size_t i = 0; i < size; i++) {
		if (!d->key[i] || !d->val[i] || strncasecmp(d->key[i], section, n) != 0 || d->key[i][n] != ':' || index-- > 0)
			continue;
		*value = d->val[i];
		return d->key[i] + n + 1;
	}
	return NULL;
}

size_t conf_problem_count(const struct conf *conf)
{
	return conf->count;
}

struct conf_problem conf_problem(const struct conf *conf, size_t index)
{
	return conf->problems[index];
}
