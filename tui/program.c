/*
 * The name under which this program can be called again.
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

enum jal_err program_called(struct buf *out)
{
	char self[PATH_MAX] = "";
	struct stat st;
	const ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n <= 0 || stat(self, &st) != 0 || found_first(&st))
		return buf_puts(out, name);
	return buf_puts(out, self);
}
