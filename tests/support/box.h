/*
 * A folder of one's own for a test, and what accidents do to files in it. Uses
 * cmocka's assertions: a step that cannot be done fails the test.
 */
#ifndef TESTS_SUPPORT_BOX_H
#define TESTS_SUPPORT_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOX_PATH_MAX 512

struct box {
	char path[BOX_PATH_MAX];
};

/* An empty folder under $TMPDIR. */
void box_make(struct box *box);
/* Removes it and all in it. */
void box_remove(struct box *box);

/* `box/name`, in one of a few static buffers in turn. */
const char *box_file(const struct box *box, const char *name);

int64_t box_size(const char *path);
void box_write(const char *path, const void *data, size_t n);
void box_append(const char *path, const void *data, size_t n);
/* The whole file; free() it. */
uint8_t *box_read(const char *path, size_t *n);
/* Flips the lowest bit of one byte; at < 0 counts from the end. */
void box_flip(const char *path, int64_t at);
void box_truncate(const char *path, int64_t size);
void box_copy(const char *from, const char *to);
/* All plain files of one folder into another, which is made. */
void box_copy_folder(const char *from, const char *to);
/* How many names the folder holds. */
size_t box_count(const char *path);
/* Whether these bytes are in any file under path (recursively). */
bool box_holds(const char *path, const void *needle, size_t n);

#endif
