/*
 * Key written → frame whole, and bytes sent, in a pseudo-terminal: the engine
 * alone, on the demonstration's list. Prints one line a measure: name, median,
 * 95th centile, worst (microseconds), bytes (median, worst).
 *
 *   bench_screen [ROWS]      5000 by default
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/screen/demo.h"
#include "tests/support/pty.h"

#define ROUNDS 300

static int by_value(const void *a, const void *b)
{
	long x = *(const long *)a;
	long y = *(const long *)b;

	return x < y ? -1 : x > y;
}

static void report(const char *name, long *micros, long *bytes, size_t n)
{
	qsort(micros, n, sizeof(*micros), by_value);
	qsort(bytes, n, sizeof(*bytes), by_value);
	printf("%-28s %6ld %6ld %6ld us   %5ld %5ld bytes\n", name, micros[n / 2], micros[n * 95 / 100], micros[n - 1],
		bytes[n / 2], bytes[n - 1]);
}

/* Presses the keys round and round. */
static int measure(struct pty *p, const char *name, const char *const *keys, size_t n_keys)
{
	long micros[ROUNDS];
	long bytes[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++) {
		if (!pty_key(p, keys[i % n_keys])) {
			pty_show(p, name);
			return 1;
		}
		micros[i] = pty_micros(p);
		bytes[i] = (long)pty_bytes(p);
	}
	report(name, micros, bytes, ROUNDS);
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const down[] = { "Down" };
	static const char *const page[] = { "PgDn" };
	static const char *const search[] = { "l", "e", "f", "Backspace", "Backspace", "Backspace" };
	static const char *const type[] = { "V", "i", "s", "i", "t", "e", "Space", "9", "h", "3", "0", ".", "Space" };
	struct demo_options o = { .people = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 5000 };
	struct pty *p = pty_spawn_function(demo_run, &o, NULL);
	int failed = 1;

	if (p == NULL || !pty_wait_text(p, "jalon |") || !pty_settle(p))
		goto out;
	printf("%zu rows\n%-28s %6s %6s %6s\n", o.people, "", "median", "95 %", "worst");
	failed = measure(p, "down", down, 1) || measure(p, "page down", page, 1) || !pty_key(p, "r") ||
		measure(p, "a letter of a search", search, 6) || !pty_key(p, "Esc") || !pty_key(p, "Esc") ||
		!pty_key(p, "n") || measure(p, "a letter of a note", type, 13);
out:
	pty_free(p);
	return failed;
}
