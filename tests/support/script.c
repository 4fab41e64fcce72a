/*
 * The reader of key scripts.
 */
#include "tests/support/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 4096

static const char *rest_of(const char *line)
{
	const char *space = strchr(line, ' ');

	return space != NULL ? space + 1 : "";
}

static bool is_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 && (line[n] == ' ' || line[n] == '\0');
}

static bool press_all(struct pty *p, const char *names)
{
	char name[64];

	while (*names != '\0') {
		size_t n = strcspn(names, " ");

		if (n >= sizeof(name))
			return false;
		memcpy(name, names, n);
		name[n] = '\0';
		if (n > 0 && !pty_key(p, name))
			return false;
		names += n + (names[n] == ' ');
	}
	return true;
}

static bool paste(struct pty *p, const char *text)
{
	char out[LINE_MAX_BYTES];
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (text[0] == '\\' && text[1] != '\0') {
			text++;
			out[n++] = *text == 'n' ? '\n' : *text == 't' ? '\t' : *text == 'e' ? '\033' : *text;
		} else {
			out[n++] = *text;
		}
	}
	out[n] = '\0';
	return pty_paste(p, out);
}

static bool resize(struct pty *p, const char *arguments)
{
	char *end = NULL;
	long rows = strtol(arguments, &end, 10);
	long cols = strtol(end, NULL, 10);

	return rows > 0 && rows < 1000 && cols > 0 && cols < 1000 && pty_resize(p, (int)rows, (int)cols);
}

static bool append_line(struct pty *p, const char *arguments, struct buf *out)
{
	long wanted = strtol(arguments, NULL, 10);
	const char *s = pty_screen(p);

	for (long row = 1; *s != '\0'; row++) {
		size_t n = (size_t)(strchr(s, '\n') - s) + 1;

		if (row == wanted)
			return buf_put(out, s, n) == JAL_OK;
		s += n;
	}
	return false;
}

static bool append_cursor(struct pty *p, struct buf *out)
{
	int row = 0;
	int col = 0;

	pty_cursor(p, &row, &col);
	return buf_printf(out, "cursor %d %d\n", row + 1, col + 1) == JAL_OK;
}

static bool play_line(struct pty *p, const char *line, struct buf *out)
{
	const char *rest = rest_of(line);

	if (*line == '\0' || *line == '#')
		return true;
	if (is_word(line, "key"))
		return press_all(p, rest);
	if (is_word(line, "type"))
		return pty_type(p, rest);
	if (is_word(line, "paste"))
		return paste(p, rest);
	if (is_word(line, "resize"))
		return resize(p, rest);
	if (is_word(line, "wait"))
		return pty_wait_text(p, rest);
	if (is_word(line, "screen"))
		return buf_printf(out, "=== %s\n%s", rest, pty_screen(p)) == JAL_OK && append_cursor(p, out);
	if (is_word(line, "line"))
		return append_line(p, rest, out);
	if (is_word(line, "cursor"))
		return append_cursor(p, out);
	if (is_word(line, "see"))
		return pty_sees(p, rest);
	if (is_word(line, "miss"))
		return !pty_sees(p, rest);
	return false;
}

bool script_play(struct pty *p, const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char line[LINE_MAX_BYTES];
	char what[LINE_MAX_BYTES + 64];
	bool ok = f != NULL;

	if (f == NULL)
		fprintf(stderr, "# %s can't be read\n", path);
	for (int number = 1; ok && fgets(line, sizeof(line), f) != NULL; number++) {
		line[strcspn(line, "\n")] = '\0';
		ok = play_line(p, line, out);
		if (!ok) {
			snprintf(what, sizeof(what), "line %d: %s", number, line);
			pty_show(p, what);
		}
	}
	if (f != NULL)
		fclose(f);
	return ok;
}

static bool read_all(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char block[4096];
	size_t n = 0;
	bool ok = f != NULL;

	while (ok && (n = fread(block, 1, sizeof(block), f)) > 0)
		ok = buf_put(out, block, n) == JAL_OK;
	if (f != NULL)
		fclose(f);
	return ok;
}

static bool write_all(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");
	bool ok = f != NULL && fwrite(buf_str(text), 1, text->len, f) == text->len;

	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	return ok;
}

/* Where the first difference is, with a row of each. */
static void show_difference(const char *wanted, const char *got)
{
	int row = 1;

	while (*wanted != '\0' && *got != '\0') {
		size_t a = strcspn(wanted, "\n");
		size_t b = strcspn(got, "\n");

		if (a != b || memcmp(wanted, got, a) != 0)
			break;
		wanted += a + (wanted[a] != '\0');
		got += b + (got[b] != '\0');
		row++;
	}
	fprintf(stderr, "# line %d of the reviewed screens\n# - %.*s\n# + %.*s\n", row, (int)strcspn(wanted, "\n"),
		wanted, (int)strcspn(got, "\n"), got);
}

bool script_check(struct pty *p, const char *folder, const char *name)
{
	char path[1024];
	char here[256];
	struct buf got = BUF_INIT;
	struct buf wanted = BUF_INIT;
	bool ok = false;

	snprintf(path, sizeof(path), "%s/%s.keys", folder, name);
	if (!script_play(p, path, &got))
		goto out;
	snprintf(path, sizeof(path), "%s/%s.screen", folder, name);
	if (getenv("JALON_UPDATE_SCREENS") != NULL) {
		ok = write_all(path, &got);
		goto out;
	}
	ok = read_all(path, &wanted) && wanted.len == got.len && strcmp(buf_str(&wanted), buf_str(&got)) == 0;
	if (!ok) {
		show_difference(buf_str(&wanted), buf_str(&got));
		snprintf(here, sizeof(here), "%s.screen", name);
		if (write_all(here, &got))
			fprintf(stderr, "# what came instead is in %s\n", here);
	}
out:
	buf_free(&got);
	buf_free(&wanted);
	return ok;
}
