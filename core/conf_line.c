/* One line of an INI file. Stricter than iniparser, which gives up the file for one bad line. */
#include "core/conf_line.h"

#include <string.h>

#include "core/conf.h"
#include "core/text.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static size_t trim(const char **s, size_t n)
{
	while (n && is_space(**s)) {
		(*s)++;
		n--;
	}
	while (n && is_space((*s)[n - 1]))
		n--;
	return n;
}

bool conf_line_next(const char *text, size_t n, size_t *at, const char **line, size_t *len)
{
	if (*at >= n)
		return false;
	const char *start = text + *at;
	const char *end = memchr(start, '\n', n - *at);
	*len = end ? (size_t)(end - start) : n - *at;
	*at += *len + (end ? 1 : 0);
	if (*len && start[*len - 1] == '\r')
		(*len)--;
	*line = start;
	return true;
}

static struct conf_line bad(const char *problem)
{
	return (struct conf_line){ .kind = CONF_LINE_BAD, .problem = problem };
}

/* Where the value at s ends: at its closing quote, or before a comment. */
static size_t value_length(const char *s, size_t n)
{
	if (n && (*s == '"' || *s == '\'')) {
		const char *close = memchr(s + 1, *s, n - 1);
		return close ? (size_t)(close - s) + 1 : n;
	}
	size_t len = 0;
	while (len < n && s[len] != ';' && s[len] != '#')
		len++;
	while (len && is_space(s[len - 1]))
		len--;
	return len;
}

struct conf_line conf_line_parse(const char *line, size_t len)
{
	if (len > CONF_LINE_MAX)
		return bad(N_("Cette ligne est trop longue ; elle n’est pas prise en compte."));
	if (memchr(line, 0, len) || text_check_nfc(line, len) != JAL_OK)
		return bad(N_("Cette ligne n’est pas de l’UTF-8 composé (NFC) ; elle n’est pas prise en compte."));
	const char *s = line;
	const size_t n = trim(&s, len);
	if (n == 0 || *s == '#' || *s == ';')
		return (struct conf_line){ .kind = CONF_LINE_NOTHING };
	/* iniparser would go on with the line that follows. */
	if (s[n - 1] == '\\')
		return bad(N_("Cette ligne finit par une barre oblique inverse ; elle n’est pas prise en compte."));
	if (*s == '[') {
		const char *close = memchr(s, ']', n);
		const char *name = s + 1;
		const size_t name_len = close ? trim(&name, (size_t)(close - name)) : 0;
		if (!close || close != s + n - 1 || name_len == 0 || memchr(name, ':', name_len))
			return (struct conf_line){ .kind = CONF_LINE_BAD_SECTION,
				.problem = N_("Ce nom de section n’est pas compris ; ses réglages ne sont pas pris en compte.") };
		return (struct conf_line){ .kind = CONF_LINE_SECTION, .name = name, .name_len = name_len };
	}
	const char *equals = memchr(s, '=', n);
	const char *name = s;
	const size_t name_len = equals ? trim(&name, (size_t)(equals - s)) : 0;
	if (name_len == 0)
		return bad(N_("Cette ligne n’est ni une section, ni « clé = valeur » ; elle n’est pas prise en compte."));
	const char *value = equals + 1;
	const size_t rest = trim(&value, (size_t)(s + n - value));
	const size_t value_len = value_length(value, rest);
	if (value_len && (*value == '"' || *value == '\'') && (value_len == 1 || value[value_len - 1] != *value))
		return bad(N_("Le guillemet de cette valeur n’est pas refermé ; elle n’est pas prise en compte."));
	return (struct conf_line){ .kind = CONF_LINE_VALUE, .name = name, .name_len = name_len, .value = value,
		.value_len = value_len };
}
