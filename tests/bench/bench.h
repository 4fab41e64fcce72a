/*
 * Times and tables for measures: series of microseconds, their median and 95th
 * centile, and the rows of docs/performance.md, one a figure, beside what it is
 * to be compared with. Judges nothing: a figure over its aim is said, not failed.
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* Microseconds from some moment on. */
double bench_now(void);
/* Microseconds of processor time that this thread has used, the kernel's on its behalf included. */
double bench_work(void);

struct bench_series {
	double *at;
	size_t count, cap;
};

/* Ends the program when there is no memory. */
void bench_add(struct bench_series *s, double micros);
/* Forgets all. */
void bench_clear(struct bench_series *s);
double bench_median(const struct bench_series *s);
/* percent 0 … 100; 100 is the worst. 0 of an empty series. */
double bench_centile(const struct bench_series *s, double percent);

/* Begins a table: a title and what is measured how, in a sentence or two. */
void bench_table(const char *title, const char *how);

/* A figure. What is 0 or NULL is not said. Aims in microseconds, of ours. */
struct bench_row {
	const char *what;
	const struct bench_series *ours;
	bool difference;	/* of two measures each: not measurable when it is less than they differ among themselves */
	double aim_median, aim_95, aim_worst;
	const char *beside;	/* whose figures the second series is */
	const struct bench_series *peer;
	double aim_ratio;	/* of the medians */
};
void bench_row(const struct bench_row *row);

/* A figure that is no time: value and aim in unit. */
void bench_value(const char *what, double value, double aim, const char *unit);

/* A row for what can't be measured here, and why. */
void bench_skipped(const char *what, const char *why);

#endif
