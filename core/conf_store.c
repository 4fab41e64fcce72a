/* Changing one setting: the file's own lines are kept, all but one. */
#include "core/conf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/conf_line.h"
#include "core/fsio.h"
#include "core/text.h"

/* "section:key" in its two parts. */
struct name {
	const char *section, *key;
	size_t section_len, key_len;
};

static bool split_name(const char *name, struct name *out)
{
	const char *colon = strchr(name, ':');
	if (!colon || colon == name || !colon[1])
		return false;
	*out = (struct name){ name, colon + 1, (size_t)(colon - name), strlen(colon + 1) };
	return true;
}

static bool same(const char *a, size_t alen, const char *b, size_t blen)
{
	return alen == blen && strncasecmp(a, b, alen) == 0;
}

/* Where the setting stands in the text, or would go. */
struct place {
	bool found, in_section;
	size_t line, next;		/* the key's line, and the one after it */
	size_t value, value_len;	/* its value */
	size_t end;			/* after the last line of its section that says something */
};

static struct place find(const char *text, size_t n, const struct name *name)
{
	struct place place = { .end = n };
	bool inside = false;
	size_t at = 0, len = 0;
	const char *line = NULL;
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		at = 3;
	while (conf_line_next(text, n, &at, &line, &len)) {
		const struct conf_line parsed = conf_line_parse(line, len);
		if (parsed.kind == CONF_LINE_SECTION) {
			inside = same(parsed.name, parsed.name_len, name->section, name->section_len);
			place.in_section = place.in_section || inside;
		}
		if (parsed.kind == CONF_LINE_BAD_SECTION)
			inside = false;
		if (!inside)
			continue;
		if (len)
			place.end = at;
		/* Of two lines with one key iniparser uses the last. */
		if (parsed.kind == CONF_LINE_VALUE && same(parsed.name, parsed.name_len, name->key, name->key_len)) {
			place.found = true;
			place.line = (size_t)(line - text);
			place.next = at;
			place.value = (size_t)(parsed.value - text);
			place.value_len = parsed.value_len;
		}
	}
	return place;
}

/*
 * In quotes where iniparser would otherwise read something else. A backslash within quotes is itself in 4.1 and escapes
 * in 4.2; at the end of a line it goes on with the next one: such values are refused.
 */
static enum jal_err put_value(const char *value, struct buf *out)
{
	const size_t n = strlen(value);
	if (text_valid(value, n, TEXT_LINE, NULL) != JAL_OK)
		return JAL_ERR_INVALID;
	const bool plain = n && !strpbrk(value, ";#\"'") && value[0] != ' ' && value[n - 1] != ' ';
	if (strchr(value, '\\') && (!plain || value[n - 1] == '\\'))
		return JAL_ERR_INVALID;
	if (plain)
		return buf_puts(out, value);
	const bool has_double = strchr(value, '"') != NULL;
	if (has_double && strchr(value, '\''))
		return JAL_ERR_INVALID;
	return buf_printf(out, has_double ? "'%s'" : "\"%s\"", value);
}

/* The text with the setting changed. */
static enum jal_err change(const struct buf *text, const struct name *name, const char *value, struct buf *out)
{
	const char *s = buf_str(text);
	const struct place place = find(s, text->len, name);
	const char *eol = text->len && memchr(s, '\r', text->len) ? "\r\n" : "\n";
	enum jal_err err = JAL_OK;
	if (place.found) {
		err = buf_put(out, s, value ? place.value : place.line);
		if (!err && value)
			err = put_value(value, out);
		const size_t rest = value ? place.value + place.value_len : place.next;
		return err ? err : buf_put(out, s + rest, text->len - rest);
	}
	if (!value)
		return buf_put(out, s, text->len);
	const size_t end = place.in_section ? place.end : text->len;
	err = buf_put(out, s, end);
	if (!err && end && s[end - 1] != '\n')
		err = buf_puts(out, eol);
	if (!err && !place.in_section)
		err = buf_printf(out, "%s[%.*s]%s", end ? eol : "", (int)name->section_len, name->section, eol);
	if (!err)
		err = buf_printf(out, "%.*s = ", (int)name->key_len, name->key);
	if (!err)
		err = put_value(value, out);
	if (!err)
		err = buf_puts(out, eol);
	return err ? err : buf_put(out, s + end, text->len - end);
}

/* That it will be read as it was meant. */
static enum jal_err check(const struct buf *text, const char *key, const char *value)
{
	struct conf *conf = NULL;
	const enum jal_err err = conf_read(buf_str(text), text->len, &conf);
	if (err)
		return err;
	const char *read = conf_get(conf, key);
	const bool good = value ? read && strcmp(read, value) == 0 : !read;
	conf_free(conf);
	return good ? JAL_OK : JAL_ERR_INVALID;
}

static enum jal_err replace(const char *path, const struct buf *text, struct diag *why)
{
	enum jal_err err = JAL_OK;
	/* A link, as those who keep their settings elsewhere have it, stays one. */
	char *real = realpath(path, NULL);
	const char *to = real ? real : path;
	const char *slash = strrchr(to, '/');
	if (slash && slash != to) {
		char *folder = strndup(to, (size_t)(slash - to));
		err = folder ? fsio_mkdirs(folder, why) : JAL_ERR_NOMEM;
		free(folder);
	}
	if (!err)
		err = fsio_replace(to, text->data, text->len, why);
	free(real);
	return err;
}

enum jal_err conf_store(const char *path, const char *key, const char *value, struct diag *why)
{
	struct buf old = BUF_INIT, fresh = BUF_INIT;
	struct name name = { 0 };
	enum jal_err err = JAL_OK;
	if (!split_name(key, &name))
		return JAL_ERR_INVALID;
	if (value && name.key_len + strlen(value) + 8 > CONF_LINE_MAX)
		return diag_set(why, JAL_ERR_LIMIT, N_("Cette valeur est trop longue pour un réglage. L’ancienne est gardée."));
	struct diag inner = DIAG_INIT;
	err = fsio_read(path, CONF_FILE_MAX, &old, &inner);
	if (err && err != JAL_ERR_NOT_FOUND) {
		if (why)
			*why = inner;
		goto out;
	}
	err = change(&old, &name, value, &fresh);
	/* Taken out where it stands twice, the other one would show. */
	while (!err && !value && find(buf_str(&fresh), fresh.len, &name).found) {
		buf_free(&old);
		old = fresh;
		fresh = BUF_INIT;
		err = change(&old, &name, NULL, &fresh);
	}
	if (!err)
		err = check(&fresh, key, value);
	if (err == JAL_ERR_INVALID)
		err = diag_set(why, err, N_("Cette valeur ne peut pas être un réglage. L’ancienne est gardée."));
	if (err)
		goto out;
	err = replace(path, &fresh, why);
out:
	buf_free(&old);
	buf_free(&fresh);
	return err;
}
