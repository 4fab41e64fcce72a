/* Running stock programs in a folder of the test's own. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/stock.h"

char *stock_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	struct buf b = BUF_INIT;
	assert_int_equal(buf_printf(&b, "%s/jalon-stock.XXXXXX", tmp ? tmp : "/tmp"), JAL_OK);
	char *name = buf_take(&b);
	assert_non_null(name);
	assert_non_null(mkdtemp(name));
	return name;
}

static char *path_of(const char *folder, const char *name)
{
	struct buf b = BUF_INIT;
	assert_int_equal(buf_printf(&b, "%s/%s", folder, name), JAL_OK);
	return buf_take(&b);
}

void stock_write(const char *folder, const char *name, const void *bytes, size_t n)
{
	char *path = path_of(folder, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	free(path);
}

void stock_read(const char *folder, const char *name, struct buf *out)
{
	char *path = path_of(folder, name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	char block[4096];
	size_t n = 0;
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		assert_int_equal(buf_put(out, block, n), JAL_OK);
	assert_int_equal(fclose(f), 0);
	free(path);
}

int stock_run(const char *folder, const char *command, struct buf *out)
{
	int ends[2] = { -1, -1 };
	assert_int_equal(pipe(ends), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const int err = chdir(folder) == 0 ? open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
		if (err < 0 || dup2(ends[1], 1) < 0 || dup2(err, 2) < 0)
			_exit(126);
		(void)close(ends[0]);
		(void)close(ends[1]);
		(void)setenv("HOME", folder, 1);
		(void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
		(void)setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	char block[4096];
	ssize_t n = 0;
	while ((n = read(ends[0], block, sizeof(block))) > 0) {
		if (out)
			assert_int_equal(buf_put(out, block, (size_t)n), JAL_OK);
	}
	(void)close(ends[0]);
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
