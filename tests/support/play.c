/*
 * play SCRIPT FOLDER COMMAND…: runs a command in a terminal of 80 × 24, presses
 * the keys of a script (script.h), and writes each screen that it takes to
 * FOLDER/TITLE.txt. The command is killed where the script ends. For captures.sh.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/pty.h"
#include "tests/support/script.h"

/* One screen: "=== title", its rows, "cursor R C". False when it can't be written. */
static bool write_screen(const char *folder, const char *title, size_t n_title, const char *rows, size_t n)
{
	char path[1024];
	FILE *f = NULL;

	snprintf(path, sizeof(path), "%s/%.*s.txt", folder, (int)n_title, title);
	f = fopen(path, "w");
	if (f == NULL)
		return false;
	/* The empty rows at the end say nothing. */
	while (n > 1 && rows[n - 1] == '\n' && rows[n - 2] == '\n')
		n--;
	fwrite(rows, 1, n, f);
	return fclose(f) == 0;
}

static bool write_screens(const char *folder, const char *text)
{
	bool ok = true;

	while (ok && strncmp(text, "=== ", 4) == 0) {
		const char *title = text + 4;
		const char *rows = strchr(title, '\n') + 1;
		const char *end = strstr(rows, "\ncursor ");

		if (end == NULL)
			return false;
		ok = write_screen(folder, title, (size_t)(rows - title) - 1, rows, (size_t)(end - rows) + 1);
		text = strchr(end + 1, '\n') + 1;
	}
	return ok;
}

int main(int argc, char **argv)
{
	struct buf screens = BUF_INIT;
	struct pty *p = NULL;
	bool ok = false;

	if (argc < 4)
		return 2;
	p = pty_spawn((const char *const *)argv + 3, NULL);
	if (p == NULL)
		return 1;
	ok = pty_wait_text(p, "jalon |") && script_play(p, argv[1], &screens);
	pty_free(p);
	ok = ok && write_screens(argv[2], buf_str(&screens));
	buf_free(&screens);
	return ok ? 0 : 1;
}
