/*
 * Starting one of jalon's own small programs, which do apart from the keys what needs large libraries or takes hostile
 * files to pieces. No shell, an empty environment, nothing open but what it is given. Knows nothing of what they do.
 */
#ifndef CORE_HELPER_H
#define CORE_HELPER_H

#include <sys/types.h>

/*
 * program: its full path; name: what it is called; word: its one argument, or NULL; in, out: descriptors that become its
 * standard input and output, still the caller's afterwards. It starts in / with no signal held or ignored, its standard
 * error goes nowhere (libraries quote what they read). 0, or an errno.
 */
int helper_start(const char *program, const char *name, const char *word, int in, int out, pid_t *pid);

#endif
