/*
 * Keys by their names, as the bytes that a terminal of today sends for them.
 * Knows of the pseudo-terminal only how to write and to wait.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/support/pty.h"

static const struct {
	const char *name;
	const char *bytes;
} named[] = {
	{ "Enter", "\r" }, { "Esc", "\033" }, { "Tab", "\t" }, { "Shift+Tab", "\033[Z" }, { "Backspace", "\177" },
	{ "Delete", "\033[3~" }, { "Insert", "\033[2~" }, { "Up", "\033[A" }, { "Down", "\033[B" },
	{ "Right", "\033[C" }, { "Left", "\033[D" }, { "Home", "\033[H" }, { "End", "\033[F" }, { "PgUp", "\033[5~" },
	{ "PgDn", "\033[6~" }, { "Ctrl+Left", "\033[1;5D" }, { "Ctrl+Right", "\033[1;5C" },
	{ "Ctrl+Home", "\033[1;5H" }, { "Ctrl+End", "\033[1;5F" }, { "Space", " " }, { "F1", "\033OP" },
	{ "F2", "\033OQ" }, { "F3", "\033OR" }, { "F4", "\033OS" }, { "F5", "\033[15~" }, { "F6", "\033[17~" },
	{ "F7", "\033[18~" }, { "F8", "\033[19~" }, { "F9", "\033[20~" }, { "F10", "\033[21~" },
	{ "F11", "\033[23~" }, { "F12", "\033[24~" }, { "Unknown", "\033[99;9~" },
};

/* One character of UTF-8 and nothing more. */
static bool is_one_character(const char *s)
{
	size_t n = 1;

	if (*s == '\0')
		return false;
	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return s[n] == '\0';
}

static bool write_key(struct pty *p, const char *name)
{
	char byte = 0;

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (strcasecmp(named[i].name, name) == 0)
			return pty_write(p, named[i].bytes, strlen(named[i].bytes));
	if (strncasecmp(name, "Ctrl+", 5) == 0 && name[5] != '\0' && name[6] == '\0') {
		byte = (char)(name[5] & 0x1f);
		return pty_write(p, &byte, 1);
	}
	return is_one_character(name) && pty_write(p, name, strlen(name));
}

bool pty_key(struct pty *p, const char *name)
{
	return write_key(p, name) && pty_frame(p);
}

bool pty_key_quiet(struct pty *p, const char *name, int ms)
{
	return write_key(p, name) && pty_quiet(p, ms);
}

bool pty_type(struct pty *p, const char *text)
{
	while (*text != '\0') {
		size_t n = 1;

		while (((unsigned char)text[n] & 0xc0) == 0x80)
			n++;
		if (!pty_write(p, text, n) || !pty_frame(p))
			return false;
		text += n;
	}
	return true;
}

bool pty_paste(struct pty *p, const char *text)
{
	size_t n = strlen(text);
	char *whole = malloc(n + 16);
	int len = 0;
	bool ok = false;

	if (whole == NULL)
		return false;
	len = snprintf(whole, n + 16, "\033[200~%s\033[201~", text);
	ok = len > 0 && pty_write(p, whole, (size_t)len) && pty_frame(p);
	free(whole);
	return ok;
}

bool pty_settle(struct pty *p)
{
	return pty_key(p, "Ctrl+R");
}
