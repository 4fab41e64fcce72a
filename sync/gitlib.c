/* libgit2's global settings. Opens no repository. */
#include "sync/gitlib.h"

#include <errno.h>
#include <git2.h>
#include <git2/sys/alloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libgit2 may keep of objects it has read, and map of packs, at one time. */
#define CACHE_MAX  ((ssize_t)8 << 20)
#define WINDOW_MAX ((size_t)8 << 20)
#define MAPPED_MAX ((size_t)64 << 20)

static void *gl_realloc(void *ptr, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	if (n > GITLIB_BLOCK_MAX) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(ptr, n ? n : 1);
}

static void *gl_malloc(size_t n, const char *file, int line)
{
	return gl_realloc(NULL, n, file, line);
}

#ifdef HAVE_GIT_ALLOCATOR_GCALLOC
static void *gl_realloc_array(void *ptr, size_t count, size_t size, const char *file, int line)
{
	if (size && count > GITLIB_BLOCK_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return gl_realloc(ptr, count * size, file, line);
}

static void *gl_malloc_array(size_t count, size_t size, const char *file, int line)
{
	return gl_realloc_array(NULL, count, size, file, line);
}

static void *gl_calloc(size_t count, size_t size, const char *file, int line)
{
	void *p = gl_realloc_array(NULL, count, size, file, line);
	if (p)
		memset(p, 0, count * size);
	return p;
}

static char *gl_substrdup(const char *text, size_t n, const char *file, int line)
{
	char *copy = n < GITLIB_BLOCK_MAX ? gl_malloc(n + 1, file, line) : NULL;
	if (!copy)
		return NULL;
	memcpy(copy, text, n);
	copy[n] = 0;
	return copy;
}

static char *gl_strndup(const char *text, size_t n, const char *file, int line)
{
	return gl_substrdup(text, strnlen(text, n), file, line);
}

static char *gl_strdup(const char *text, const char *file, int line)
{
	return gl_substrdup(text, strlen(text), file, line);
}
#endif

/* libgit2 keeps a copy; every member it has must be set. */
static git_allocator allocator = {
	.gmalloc = gl_malloc,
	.grealloc = gl_realloc,
	.gfree = free,
#ifdef HAVE_GIT_ALLOCATOR_GCALLOC
	.gcalloc = gl_calloc,
	.gstrdup = gl_strdup,
	.gstrndup = gl_strndup,
	.gsubstrdup = gl_substrdup,
	.greallocarray = gl_realloc_array,
	.gmallocarray = gl_malloc_array,
#endif
};

static enum jal_err start_result = JAL_ERR_IO;

static void start(void)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
				      GIT_CONFIG_LEVEL_GLOBAL };

	if (git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator) < 0 || git_libgit2_init() < 0)
		return;
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") < 0)
			return;
	if (git_libgit2_opts(GIT_OPT_SET_TEMPLATE_PATH, "") < 0 ||
		git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1) < 0 ||
		git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1) < 0 ||
		git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, GITLIB_PACK_OBJECTS_MAX) < 0 ||
		git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1) < 0 ||
		git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, CACHE_MAX) < 0 ||
		git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, WINDOW_MAX) < 0 ||
		git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, MAPPED_MAX) < 0)
		return;
	/* A second bound, where there is one: gl_malloc() refuses the block in any case. */
#if HAVE_DECL_GIT_OPT_SET_PACK_MAX_OBJECT_SIZE
	if (git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE, GITLIB_BLOCK_MAX) < 0)
		return;
#endif
	start_result = JAL_OK;
}

enum jal_err gitlib_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (pthread_once(&once, start) != 0)
		return JAL_ERR_NOMEM;
	return start_result;
}

/* libgit2 appends the system's reason to its text, and errno may be gone by now. */
static bool says(const char *text, int reason)
{
	char buf[128] = "";
	const char *want = strerror_r(reason, buf, sizeof(buf));
	return want && strstr(text, want) != NULL;
}

enum gitlib_cause gitlib_cause(int code)
{
	const git_error *e = git_error_last();
	const char *text = e && e->message ? e->message : "";

	if (code == GIT_ELOCKED)
		return GITLIB_LOCKED;
	if (e && e->klass == GIT_ERROR_NOMEMORY)
		return GITLIB_NOMEM;
	if (says(text, ENOSPC) || says(text, EDQUOT) || says(text, EFBIG))
		return GITLIB_FULL;
	if (says(text, EROFS) || says(text, EACCES) || says(text, EPERM))
		return GITLIB_READ_ONLY;
	return GITLIB_OTHER;
}

const char *gitlib_text(char *out, size_t n)
{
	const git_error *e = git_error_last();
	(void)snprintf(out, n, "%s", e && e->message ? e->message : "");
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	return out;
}
