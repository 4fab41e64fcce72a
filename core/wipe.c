/* What SQLite frees is wiped first; what SQLCipher says when it starts is not heard. */
#include "core/wipe.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

static sqlite3_mem_methods under;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static enum jal_err installed = JAL_ERR_INVALID;

static void wiping_free(void *p)
{
	if (p)
		sodium_memzero(p, (size_t)under.xSize(p));
	under.xFree(p);
}

/* Never in place: the allocator below may move a block and leave the old one as it was. */
static void *wiping_realloc(void *p, int n)
{
	const int old = under.xSize(p);
	if (n <= old && n >= old / 2)
		return p;
	void *fresh = under.xMalloc(n);
	if (!fresh)
		return NULL;
	memcpy(fresh, p, (size_t)(n < old ? n : old));
	wiping_free(p);
	return fresh;
}

/* The first key makes SQLCipher start, set its log level back and complain on stderr, over the screen, about memory
 * that it may not lock. No setting is early enough, so it starts here, on nothing, unheard. */
static void start_unheard(void)
{
	static const char key[] = "x'0000000000000000000000000000000000000000000000000000000000000000'";
	sqlite3 *h = NULL;
	const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (nowhere >= 0 && kept >= 0 && dup2(nowhere, STDERR_FILENO) == STDERR_FILENO) {
		if (sqlite3_open(":memory:", &h) == SQLITE_OK)
			(void)sqlite3_key_v2(h, "main", key, (int)sizeof(key) - 1);
		(void)sqlite3_close(h);
		(void)dup2(kept, STDERR_FILENO);
	}
	if (nowhere >= 0)
		(void)close(nowhere);
	if (kept >= 0)
		(void)close(kept);
}

static void install(void)
{
	/* Both refuse once the library has started. */
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &under) != SQLITE_OK)
		return;
	sqlite3_mem_methods wrapped = under;
	wrapped.xFree = wiping_free;
	wrapped.xRealloc = wiping_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped) != SQLITE_OK)
		return;
	start_unheard();
	installed = JAL_OK;
}

enum jal_err wipe_install(void)
{
	if (pthread_once(&once, install) != 0)
		return JAL_ERR_INVALID;
	return installed;
}
