/*
 * Preloaded into jalon while captures are taken (captures.sh), so that they are
 * the same each time: the clock stands at JALON_STILL_TIME (seconds since 1970),
 * and what libsodium draws at random comes from JALON_STILL_SEED. Only for
 * throwaway vaults: with this loaded nothing is secret. The program itself knows
 * nothing of it.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *ts)
{
	const char *at = getenv("JALON_STILL_TIME");

	if (clock != CLOCK_REALTIME || at == NULL)
		return (int)syscall(SYS_clock_gettime, clock, ts);
	ts->tv_sec = (time_t)strtoll(at, NULL, 10);
	ts->tv_nsec = 0;
	return 0;
}

/* splitmix64, a word a step. */
ssize_t getrandom(void *out, size_t n, unsigned flags)
{
	static uint64_t state;
	static int begun;
	const char *seed = getenv("JALON_STILL_SEED");
	uint8_t *at = out;

	(void)flags;
	if (!__atomic_exchange_n(&begun, 1, __ATOMIC_SEQ_CST))
		__atomic_store_n(&state, seed != NULL ? strtoull(seed, NULL, 10) * 0x2545f4914f6cdd1du : 1, __ATOMIC_SEQ_CST);
	for (size_t done = 0; done < n; done += 8) {
		uint64_t z = __atomic_add_fetch(&state, 0x9e3779b97f4a7c15u, __ATOMIC_SEQ_CST);

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
		z ^= z >> 31;
		memcpy(at + done, &z, n - done < 8 ? n - done : 8);
	}
	return (ssize_t)n;
}

int getentropy(void *out, size_t n)
{
	return getrandom(out, n, 0) == (ssize_t)n ? 0 : -1;
}
