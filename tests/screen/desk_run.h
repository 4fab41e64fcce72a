/*
 * The working screens on a seeded caseload, in the terminal they are started in:
 * what a host does, without a vault's passphrase. Ctrl+L locks and Enter unlocks;
 * the clock stands still. For tests only.
 */
#ifndef TESTS_SCREEN_DESK_RUN_H
#define TESTS_SCREEN_DESK_RUN_H

#include <stdbool.h>
#include <stddef.h>

struct deskbox;

struct desk_run_options {
	size_t people;
	const char *lang;	/* NULL: French */
	bool linear;		/* in lines (tui/linear_run.h), on any standard input */
	struct deskbox *box;	/* NULL: a new one of that many people; else deskbox_leave was called */
};

/* Runs until it is left; 0, or 1 with a sentence on standard error. arg: struct
 * desk_run_options. */
int desk_run(void *arg);

#endif
