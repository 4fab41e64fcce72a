/* What SQLite frees is wiped first. */
#include "core/wipe.h"

#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

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

static void install(void)
{
	/* Both refuse once the library has started. */
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &under) != SQLITE_OK)
		return;
	sqlite3_mem_methods wrapped = under;
	wrapped.xFree = wiping_free;
	wrapped.xRealloc = wiping_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped) == SQLITE_OK)
		installed = JAL_OK;
}

enum jal_err wipe_install(void)
{
	if (pthread_once(&once, install) != 0)
		return JAL_ERR_INVALID;
	return installed;
}
