/* Scratch folders and accidents. */
#include "tests/support/box.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void box_make(struct box *box)
{
	const char *tmp = getenv("TMPDIR");
	const int n = snprintf(box->path, sizeof(box->path), "%s/jalon-box-XXXXXX", tmp ? tmp : "/tmp");
	assert_true(n > 0 && (size_t)n < sizeof(box->path));
	assert_non_null(mkdtemp(box->path));
}

static void remove_all(const char *path)
{
	DIR *dir = opendir(path);
	if (!dir)
		return;
	for (const struct dirent *entry = NULL; (entry = readdir(dir));) {
		char child[2 * BOX_PATH_MAX];
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		const int n = snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
		assert_true(n > 0 && (size_t)n < sizeof(child));
		if (unlink(child) != 0)
			remove_all(child);
	}
	(void)closedir(dir);
	(void)rmdir(path);
}

void box_remove(struct box *box)
{
	remove_all(box->path);
}

const char *box_file(const struct box *box, const char *name)
{
	static char ring[8][2 * BOX_PATH_MAX];
	static unsigned turn;
	char *out = ring[turn++ % 8];
	const int n = snprintf(out, sizeof(ring[0]), "%s/%s", box->path, name);
	assert_true(n > 0 && (size_t)n < sizeof(ring[0]));
	return out;
}

int64_t box_size(const char *path)
{
	struct stat st = { 0 };
	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void put(const char *path, int flags, const void *data, size_t n)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, n), n);
	assert_int_equal(close(fd), 0);
}

void box_write(const char *path, const void *data, size_t n)
{
	put(path, O_TRUNC, data, n);
}

void box_append(const char *path, const void *data, size_t n)
{
	put(path, O_APPEND, data, n);
}

uint8_t *box_read(const char *path, size_t *n)
{
	const int64_t size = box_size(path);
	assert_true(size >= 0);
	uint8_t *data = malloc((size_t)size + 1);
	assert_non_null(data);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, data, (size_t)size), size);
	assert_int_equal(close(fd), 0);
	data[size] = 0;
	*n = (size_t)size;
	return data;
}

void box_flip(const char *path, int64_t at)
{
	uint8_t byte = 0;
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	const off_t where = at < 0 ? (off_t)(box_size(path) + at) : (off_t)at;
	assert_int_equal(pread(fd, &byte, 1, where), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, where), 1);
	assert_int_equal(close(fd), 0);
}

void box_truncate(const char *path, int64_t size)
{
	assert_int_equal(truncate(path, (off_t)size), 0);
}

void box_copy(const char *from, const char *to)
{
	size_t n = 0;
	uint8_t *data = box_read(from, &n);
	box_write(to, data, n);
	free(data);
}

void box_copy_folder(const char *from, const char *to)
{
	char a[2 * BOX_PATH_MAX], b[2 * BOX_PATH_MAX];
	assert_int_equal(mkdir(to, 0700), 0);
	DIR *dir = opendir(from);
	assert_non_null(dir);
	for (const struct dirent *entry = NULL; (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		assert_true(snprintf(a, sizeof(a), "%s/%s", from, entry->d_name) < (int)sizeof(a));
		assert_true(snprintf(b, sizeof(b), "%s/%s", to, entry->d_name) < (int)sizeof(b));
		box_copy(a, b);
	}
	assert_int_equal(closedir(dir), 0);
}

size_t box_count(const char *path)
{
	size_t count = 0;
	DIR *dir = opendir(path);
	assert_non_null(dir);
	for (const struct dirent *entry = NULL; (entry = readdir(dir));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	(void)closedir(dir);
	return count;
}

bool box_holds(const char *path, const void *needle, size_t n)
{
	bool found = false;
	DIR *dir = opendir(path);
	if (!dir) {
		size_t size = 0;
		uint8_t *data = box_read(path, &size);
		found = memmem(data, size, needle, n) != NULL;
		free(data);
		return found;
	}
	for (const struct dirent *entry = NULL; !found && (entry = readdir(dir));) {
		char child[2 * BOX_PATH_MAX];
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		assert_true(snprintf(child, sizeof(child), "%s/%s", path, entry->d_name) < (int)sizeof(child));
		found = box_holds(child, needle, n);
	}
	(void)closedir(dir);
	return found;
}
