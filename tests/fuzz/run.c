/*
 * Runs a fuzz target on the vectors and kept inputs that are its seeds and on bent copies of
 * them, always the same ones. Prints TAP. A crash is the only failure.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/support/rng.h"

#define COPIES 300
#define SIZE_MAX_SEED ((size_t)64 << 10)
#define ROOM (2 * SIZE_MAX_SEED)

static int is_seed(const char *name)
{
	const size_t n = strlen(name);
	for (size_t i = 0; fuzz_seeds[i]; i++) {
		const size_t end = strlen(fuzz_seeds[i]);
		if (n > end && strcmp(name + n - end, fuzz_seeds[i]) == 0)
			return 1;
	}
	return 0;
}

/* One change: a bit, a byte, a cut, a piece doubled, taken out or filled. */
static size_t bend(struct rng *r, uint8_t *p, size_t n)
{
	if (n == 0)
		return n;
	const size_t at = rng_below(r, n);
	const size_t piece = 1 + rng_below(r, n - at < 64 ? n - at : 64);
	switch (rng_below(r, 6)) {
	case 0:
		p[at] ^= (uint8_t)(1U << rng_below(r, 8));
		return n;
	case 1:
		p[at] = (uint8_t)rng_below(r, 256);
		return n;
	case 2:
		return at;
	case 3:
		if (n + piece > ROOM)
			return n;
		memmove(p + at + piece, p + at, n - at);
		return n + piece;
	case 4:
		memmove(p + at, p + at + piece, n - at - piece);
		return n - piece;
	default:
		memset(p + at, rng_chance(r, 50) ? 0xff : 0, piece);
		return n;
	}
}

static void run_seed(struct rng r, const uint8_t *seed, size_t n)
{
	uint8_t *copy = malloc(ROOM);
	if (!copy)
		exit(1);
	(void)LLVMFuzzerTestOneInput(seed, n);
	for (int i = 0; i < COPIES; i++) {
		size_t size = n;
		memcpy(copy, seed, n);
		for (size_t changes = 1 + rng_below(&r, 4); changes > 0; changes--)
			size = bend(&r, copy, size);
		/* In a block of its own size, so that a sanitizer sees a byte too far. */
		uint8_t *exact = malloc(size ? size : 1);
		if (!exact)
			exit(1);
		memcpy(exact, copy, size);
		(void)LLVMFuzzerTestOneInput(exact, size);
		free(exact);
	}
	free(copy);
}

/* The seeds of one folder; how many tests there were before and are then. */
static int run_folder(const char *folder, int tests)
{
	const char *top = getenv("JALON_SRCDIR");
	static uint8_t seed[SIZE_MAX_SEED];
	struct dirent **names = NULL;
	char path[1024] = "";
	(void)snprintf(path, sizeof(path), "%s/%s", top ? top : ".", folder);
	const int count = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		if (is_seed(names[i]->d_name)) {
			(void)snprintf(path, sizeof(path), "%s/%s/%s", top ? top : ".", folder, names[i]->d_name);
			FILE *f = fopen(path, "rb");
			const size_t n = f ? fread(seed, 1, sizeof(seed), f) : 0;
			if (f)
				(void)fclose(f);
			run_seed((struct rng){ (uint64_t)tests }, seed, n);
			printf("%sok %d - %s\n", n ? "" : "not ", ++tests, names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	return tests;
}

int main(void)
{
	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	int tests = run_folder("tests/vectors", 0);
	tests = run_folder("tests/fuzz/corpus", tests);
	if (tests == 0)
		printf("not ok %d - no seed found\n", ++tests);
	printf("1..%d\n", tests);
	return 0;
}
