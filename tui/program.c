/*
 * The name under which this program can be called again, and what lies beside it.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/program.h"

static const char name[] = "jalon";

/* As a shell would: the first executable of that name. */
static bool found_first(const struct stat *self)
{
	struct buf path = BUF_INIT;
	struct stat st;
	bool same = false;
	const char *folders = getenv("PATH");

	for (const char *p = folders ? folders : ""; *p;) {
		const size_t n = strcspn(p, ":");
		buf_clear(&path);
		/* An empty part is the folder where one stands, which another folder is not. */
		if (n > 0 && !buf_printf(&path, "%.*s/%s", (int)n, p, name) && access(buf_str(&path), X_OK) == 0) {
			same = stat(buf_str(&path), &st) == 0 && st.st_dev == self->st_dev && st.st_ino == self->st_ino;
			break;
		}
		p += n + (p[n] == ':');
	}
	buf_free(&path);
	return same;
}

/* The full path of what runs, "" where the system does not say. */
static void read_self(char self[PATH_MAX])
{
	const ssize_t n = readlink("/proc/self/exe", self, PATH_MAX - 1);
	self[n > 0 ? n : 0] = 0;
}

enum jal_err program_called(struct buf *out)
{
	char self[PATH_MAX] = "";
	struct stat st;

	read_self(self);
	if (!*self || stat(self, &st) != 0 || found_first(&st))
		return buf_puts(out, name);
	return program_word(self, out);
}

enum jal_err program_word(const char *word, struct buf *out)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,";
	enum jal_err err = JAL_OK;

	if (*word && word[strspn(word, safe)] == 0)
		return buf_puts(out, word);
	err = buf_puts(out, "'");
	for (const char *p = word; !err && *p; p++)
		err = *p == '\'' ? buf_puts(out, "'\\''") : buf_put(out, p, 1);
	return err ? err : buf_puts(out, "'");
}

enum jal_err program_beside(const char *file, struct buf *out)
{
	char self[PATH_MAX] = "";

	read_self(self);
	const char *end = strrchr(self, '/');
	return end ? buf_printf(out, "%.*s/%s", (int)(end - self), self, file) : JAL_ERR_NOT_FOUND;
}

enum jal_err program_part(const char *file, struct buf *out)
{
	const size_t before = out->len;
	const enum jal_err err = program_beside(file, out);

	if (err == JAL_OK && access(buf_str(out) + before, X_OK) == 0)
		return JAL_OK;
	buf_cut(out, before);
	return buf_printf(out, "%s/%s", PKGLIBEXECDIR, file);
}
