/* Series and tables of measures. */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CELL 96

static double read_clock(clockid_t which)
{
	struct timespec t;
	(void)clock_gettime(which, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

double bench_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

double bench_work(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void bench_add(struct bench_series *s, double micros)
{
	if (s->count == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		double *more = realloc(s->at, s->cap * sizeof(*more));
		if (!more) {
			(void)fprintf(stderr, "bench: no memory\n");
			exit(1);
		}
		s->at = more;
	}
	s->at[s->count++] = micros;
}

void bench_clear(struct bench_series *s)
{
	free(s->at);
	*s = (struct bench_series){ .at = NULL };
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;
	return x < y ? -1 : x > y;
}

double bench_centile(const struct bench_series *s, double percent)
{
	if (s->count == 0)
		return 0;
	qsort(s->at, s->count, sizeof(*s->at), by_value);
	const size_t at = (size_t)((double)s->count * percent / 100);
	return s->at[at < s->count ? at : s->count - 1];
}

double bench_median(const struct bench_series *s)
{
	return bench_centile(s, 50);
}

/* ---- the table ---- */

static const char *const titles[] = { "figure", "median", "95 %", "worst", "aim", "kept", "beside", "its median",
	"ratio" };
static const int widths[] = { 50, 8, 8, 8, 30, 4, 24, 10, 5 };
#define COLUMNS (sizeof(widths) / sizeof(widths[0]))

/* Columns, not bytes: what is printed here has one-column characters only. */
static size_t wide(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void print_row(const char *const cells[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const size_t used = wide(cells[i]);
		const size_t room = (size_t)widths[i];
		(void)printf("| %s%*s ", cells[i], (int)(used < room ? room - used : 0), "");
	}
	(void)printf("|\n");
	(void)fflush(stdout);
}

void bench_table(const char *title, const char *how)
{
	(void)printf("\n### %s\n\n%s\n\n", title, how);
	print_row(titles);
	for (size_t i = 0; i < COLUMNS; i++) {
		(void)printf("| ");
		for (int k = 0; k < widths[i]; k++)
			(void)putchar('-');
		(void)printf(" ");
	}
	(void)printf("|\n");
}

/* Three figures that count. */
static void say(double micros, char out[CELL])
{
	const char *unit = micros < 1e3 ? "µs" : micros < 1e6 ? "ms" : "s";
	const double value = micros < 1e3 ? micros : micros < 1e6 ? micros / 1e3 : micros / 1e6;
	(void)snprintf(out, CELL, "%.*f %s", value < 10 ? 2 : value < 100 ? 1 : 0, value, unit);
}

static void add_aim(char out[CELL], const char *name, double aim, double found, bool *kept)
{
	char time[CELL];
	if (aim <= 0)
		return;
	const size_t at = strlen(out);
	(void)snprintf(time, sizeof(time), "%g ms", aim / 1e3);
	(void)snprintf(out + at, CELL - at, "%s%s ≤ %s", at ? ", " : "", name, time);
	*kept = *kept && found <= aim;
}

/* The middle half of what was measured is wider than what is to be measured. */
static bool lost_in_spread(const struct bench_series *s)
{
	return bench_median(s) < bench_centile(s, 75) - bench_centile(s, 25);
}

void bench_row(const struct bench_row *row)
{
	char median[CELL], p95[CELL] = "", worst[CELL] = "", aim[CELL] = "", theirs[CELL] = "", ratio[CELL] = "";
	bool kept = true;
	const bool lost = row->difference && lost_in_spread(row->ours);
	if (lost)
		(void)snprintf(median, sizeof(median), "not measurable, under %.1f ms",
			(bench_centile(row->ours, 75) - bench_centile(row->ours, 25)) / 1e3);
	else
		say(bench_median(row->ours), median);
	if (row->ours->count >= 20)
		say(bench_centile(row->ours, 95), p95);
	say(bench_centile(row->ours, 100), worst);
	add_aim(aim, "median", row->aim_median, bench_median(row->ours), &kept);
	add_aim(aim, "95 %", row->aim_95, bench_centile(row->ours, 95), &kept);
	add_aim(aim, "worst", row->aim_worst, bench_centile(row->ours, 100), &kept);
	if (row->peer) {
		const double by = bench_median(row->ours) / bench_median(row->peer);
		say(bench_median(row->peer), theirs);
		(void)snprintf(ratio, sizeof(ratio), "%.2f", by);
		if (row->aim_ratio > 0) {
			const size_t at = strlen(aim);
			(void)snprintf(aim + at, sizeof(aim) - at, "%sratio ≤ %g", at ? ", " : "", row->aim_ratio);
			kept = kept && by <= row->aim_ratio;
		}
	}
	/* An aim that seems missed within the spread is neither kept nor missed. */
	const char *verdict = !*aim ? "" : kept ? "yes" : lost ? "?" : "no";
	print_row((const char *const[COLUMNS]){ row->what, median, p95, worst, aim, verdict,
		row->beside ? row->beside : "", theirs, ratio });
}

void bench_value(const char *what, double value, double aim, const char *unit)
{
	char said[CELL], wanted[CELL] = "";
	(void)snprintf(said, sizeof(said), "%.1f %s", value, unit);
	if (aim > 0)
		(void)snprintf(wanted, sizeof(wanted), "≤ %g %s", aim, unit);
	print_row((const char *const[COLUMNS]){ what, said, "", "", wanted, aim > 0 ? value <= aim ? "yes" : "no" : "",
		"", "", "" });
}

void bench_skipped(const char *what, const char *why)
{
	print_row((const char *const[COLUMNS]){ what, "skipped", "", "", why, "", "", "", "" });
}
