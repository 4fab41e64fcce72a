/* The arena of locked memory that keys live in. Knows nothing of what they open. */
#include "core/secret.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* libsodium gives each allocation guard pages of its own: dozens of 32-byte keys
 * would lock dozens of pages, and an ordinary account may lock few. So keys share
 * chunks; only a secret larger than a chunk has its own. */
#define BLOCK ((size_t)32)
#define CHUNK ((size_t)16 << 10)
#define BLOCKS (CHUNK / BLOCK)

struct chunk {
	struct chunk *next;
	uint8_t *base;
	size_t size;
	bool used[BLOCKS];	/* meaningless in a chunk larger than CHUNK, which holds one secret */
};

static struct {
	pthread_mutex_t mutex;
	struct chunk *chunks;
	bool refused;
} arena = { .mutex = PTHREAD_MUTEX_INITIALIZER };

enum jal_err secret_start(void)
{
	if (sodium_init() < 0)
		return JAL_ERR_IO;
	const struct rlimit none = { 0, 0 };
	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return JAL_ERR_IO;
	(void)umask(077);
	return JAL_OK;
}

static struct chunk *chunk_new(size_t size)
{
	struct chunk *c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->size = size;
	c->base = sodium_malloc(size);
	if (!c->base) {
		free(c);
		return NULL;
	}
	/* sodium_malloc locks too, but does not say when that fails. */
	if (sodium_mlock(c->base, size) != 0)
		arena.refused = true;
	c->next = arena.chunks;
	arena.chunks = c;
	return c;
}

static size_t blocks_of(size_t n)
{
	return (n + BLOCK - 1) / BLOCK;
}

/* The first run of `want` free blocks in c, or BLOCKS. */
static size_t find_run(const struct chunk *c, size_t want)
{
	size_t run = 0;
	for (size_t i = 0; i < BLOCKS; i++) {
		run = c->used[i] ? 0 : run + 1;
		if (run == want)
			return i + 1 - want;
	}
	return BLOCKS;
}

static uint8_t *take(size_t n)
{
	const size_t want = blocks_of(n);
	if (want > BLOCKS) {
		const struct chunk *own = chunk_new(want * BLOCK);
		return own ? own->base : NULL;
	}
	struct chunk *c = arena.chunks;
	size_t at = BLOCKS;
	for (; c; c = c->next) {
		if (c->size == CHUNK && (at = find_run(c, want)) < BLOCKS)
			break;
	}
	if (!c) {
		c = chunk_new(CHUNK);
		if (!c)
			return NULL;
		at = 0;
	}
	memset(c->used + at, true, want);
	return c->base + at * BLOCK;
}

enum jal_err secret_new(size_t n, struct secret *out)
{
	if (n > SECRET_MAX)
		return JAL_ERR_LIMIT;
	if (n == 0) {
		*out = SECRET_INIT;
		return JAL_OK;
	}
	if (sodium_init() < 0)
		return JAL_ERR_IO;
	(void)pthread_mutex_lock(&arena.mutex);
	uint8_t *p = take(n);
	(void)pthread_mutex_unlock(&arena.mutex);
	if (!p)
		return JAL_ERR_NOMEM;
	memset(p, 0, n);
	*out = (struct secret){ p, n };
	return JAL_OK;
}

enum jal_err secret_copy(const void *bytes, size_t n, struct secret *out)
{
	struct secret s = SECRET_INIT;
	const enum jal_err err = secret_new(n, &s);
	if (err)
		return err;
	if (n)
		memcpy(s.p, bytes, n);
	*out = s;
	return JAL_OK;
}

enum jal_err secret_random(size_t n, struct secret *out)
{
	struct secret s = SECRET_INIT;
	const enum jal_err err = secret_new(n, &s);
	if (err)
		return err;
	if (n)
		randombytes_buf(s.p, n);
	*out = s;
	return JAL_OK;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	if (a->n != b->n)
		return false;
	return a->n == 0 || sodium_memcmp(a->p, b->p, a->n) == 0;
}

static void give_back(const struct secret *s)
{
	for (struct chunk **link = &arena.chunks; *link; link = &(*link)->next) {
		struct chunk *c = *link;
		if (s->p < c->base || s->p >= c->base + c->size)
			continue;
		if (c->size != CHUNK) {
			*link = c->next;
			sodium_free(c->base);
			free(c);
			return;
		}
		memset(c->used + (size_t)(s->p - c->base) / BLOCK, false, blocks_of(s->n));
		return;
	}
}

void secret_free(struct secret *s)
{
	if (!s)
		return;
	if (s->p) {
		sodium_memzero(s->p, s->n);
		(void)pthread_mutex_lock(&arena.mutex);
		give_back(s);
		(void)pthread_mutex_unlock(&arena.mutex);
	}
	*s = SECRET_INIT;
}

bool secret_locked(void)
{
	(void)pthread_mutex_lock(&arena.mutex);
	const bool refused = arena.refused;
	(void)pthread_mutex_unlock(&arena.mutex);
	return !refused;
}
