/*
 * Key written → frame whole, in a pseudo-terminal, on the working screens with a
 * seeded vault behind them. Prints one line a measure: name, median, 95th
 * centile, worst (microseconds), bytes (median, worst).
 *
 *   bench_desk [DOSSIERS]      5000 by default
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/screen/desk_run.h"
#include "tests/support/deskbox.h"
#include "tests/support/pty.h"

#define ROUNDS 200

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
	printf("%-32s %6ld %6ld %6ld us   %5ld %5ld bytes\n", name, micros[n / 2], micros[n * 95 / 100], micros[n - 1],
		bytes[n / 2], bytes[n - 1]);
	fflush(stdout);
}

/* Presses the keys round and round; what is measured is each one of `every`. */
static bool measure(struct pty *p, const char *name, const char *const *keys, size_t n_keys, size_t rounds)
{
	long micros[ROUNDS];
	long bytes[ROUNDS];

	for (size_t i = 0; i < rounds; i++) {
		if (!pty_key(p, keys[i % n_keys])) {
			pty_show(p, name);
			return false;
		}
		micros[i] = pty_micros(p);
		bytes[i] = (long)pty_bytes(p);
	}
	report(name, micros, bytes, rounds);
	return true;
}

/* Presses keys that are not measured. */
static bool press(struct pty *p, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!pty_key(p, keys[i]))
			return false;
	return true;
}

static bool save(struct pty *p)
{
	static const char *const write[] = { "n", "V", "u" };
	long micros[20];
	long bytes[20];

	for (size_t i = 0; i < 20; i++) {
		if (!press(p, write, 3) || !pty_key(p, "F2"))
			return false;
		micros[i] = pty_micros(p);
		bytes[i] = (long)pty_bytes(p);
	}
	report("saving a note, from its file", micros, bytes, 20);
	return true;
}

static bool run(struct pty *p)
{
	static const char *const down[] = { "Down" };
	static const char *const page[] = { "PgDn" };
	static const char *const ends[] = { "End", "Home" };
	static const char *const sort[] = { "t" };
	static const char *const search[] = { "l", "e", "f", "e", "Backspace", "Backspace", "Backspace", "Backspace" };
	static const char *const tabs[] = { "Right" };
	static const char *const open[] = { "Enter", "Ctrl+C" };
	static const char *const type[] = { "V", "i", "s", "i", "t", "e", "Space", "9", "h", "3", "0", ".", "Space" };
	static const char *const leave[] = { "Esc", "Esc" };

	return measure(p, "down", down, 1, ROUNDS) && measure(p, "page down", page, 1, ROUNDS) &&
		measure(p, "to the end and back", ends, 2, 40) && measure(p, "sort", sort, 1, 40) && press(p, (const char *const[]){ "r" }, 1) &&
		measure(p, "a letter of a search", search, 8, ROUNDS) && press(p, leave, 2) && press(p, (const char *const[]){ "Home" }, 1) &&
		measure(p, "opening a file, and back", open, 2, 40) && press(p, open, 1) &&
		measure(p, "another tab", tabs, 1, 50) && save(p) && press(p, (const char *const[]){ "n" }, 1) &&
		measure(p, "a letter of a note", type, 13, ROUNDS);
}

int main(int argc, char **argv)
{
	struct deskbox box;
	struct desk_run_options o = { .people = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 5000, .box = &box };
	struct pty *p = NULL;
	bool ok = false;

	deskbox_open(&box, o.people);
	deskbox_leave(&box);
	p = pty_spawn_function(desk_run, &o, NULL);
	ok = p != NULL && pty_wait_text(p, "jalon |");
	if (ok)
		printf("%zu dossiers; from the start to the list: %ld us\n%-32s %6s %6s %6s\n", o.people, pty_micros(p), "",
			"median", "95 %", "worst");
	ok = ok && pty_settle(p) && run(p);
	pty_free(p);
	deskbox_close(&box);
	return ok ? 0 : 1;
}
