/*
 * The whole screen with its host, in the terminal it is started in, on vaults in
 * a folder of its own: the clock's date stands still, keys cost the floor. For
 * tests only.
 */
#ifndef TESTS_SCREEN_HOST_RUN_H
#define TESTS_SCREEN_HOST_RUN_H

#include <stdbool.h>

struct host_run_options {
	bool demo;		/* on the demonstration, opened; else on nothing: the first run */
	bool closed;		/* the passphrase is asked for all the same */
	bool linear;		/* in lines (tui/linear_run.h), on any standard input */
	const char *lang;	/* NULL: French */
};

/* Runs until it is left; 0, or 1 with a sentence on standard error. arg: struct
 * host_run_options. */
int host_run(void *arg);

#endif
