/*
 * Three small screens on the real engine, so that the engine is tested in a
 * terminal without a vault: a list, a form, a note, with invented people. Its
 * clock stands still; F5 lets four minutes and 31 seconds pass, F6 in the note
 * two seconds.
 */
#ifndef TESTS_SCREEN_DEMO_H
#define TESTS_SCREEN_DEMO_H

#include <stdbool.h>
#include <stddef.h>

struct demo_options {
	size_t people;
	bool esc_digits;	/* "Esc, then a digit" is on */
};

/* Runs on standard input and output until it is left; 0, or 1 with a sentence
 * on standard error. arg: struct demo_options. */
int demo_run(void *arg);

#endif
