/*
 * A program in a pseudo-terminal, as a person would see it: keys go in, the
 * screen is read back (forkpty and libvterm). Waits for what it awaits, always
 * with a bound, never for a time. For tests only.
 *
 * jalon ends each frame with a synchronised-output bracket, so a test writes a
 * key and waits for the next frame. That a key does nothing is proved by
 * writing Ctrl+R after it and looking at that frame.
 */
#ifndef TESTS_SUPPORT_PTY_H
#define TESTS_SUPPORT_PTY_H

#include <stdbool.h>
#include <stddef.h>

struct pty;

struct pty_options {
	int rows, cols;		/* 0: 24 × 80 */
	const char *term;	/* NULL: xterm-256color */
	const char *const *env;	/* "NAME=value", NULL at the end; NULL */
};

/* How long anything may take (milliseconds) before it is a failure: 10 s, or as
 * many times that as JALON_TEST_PATIENCE says (under valgrind). */
int pty_bound(void);

/* Starts a program, or a function whose result is the exit status, with the
 * terminal as its standard input, output and error. NULL when the system
 * refuses. */
struct pty *pty_spawn(const char *const *argv, const struct pty_options *options);
struct pty *pty_spawn_function(int (*run)(void *arg), void *arg, const struct pty_options *options);
/* Kills what still runs. NULL is fine. */
void pty_free(struct pty *p);

/* Writes bytes as they are. False when the program is gone. */
bool pty_write(struct pty *p, const char *bytes, size_t n);

/* Reads until a frame that began after the last write is whole. It may be one that
 * something else caused (a clock, a job): what a key is to bring is waited for by
 * pty_wait_text. False when none comes within pty_bound() or the program is gone. */
bool pty_frame(struct pty *p);

/* Writes one key by its name ("F2", "Ctrl+S", "Down", "Esc", "Shift+Tab", "é")
 * and waits for its frame. False as pty_frame, and for a name that is none. */
bool pty_key(struct pty *p, const char *name);
/* The characters of a text, one after the other. */
bool pty_type(struct pty *p, const char *text);
/* A bracketed paste. */
bool pty_paste(struct pty *p, const char *text);
/* Ctrl+R: every answer to what was written before has been painted. */
bool pty_settle(struct pty *p);
bool pty_resize(struct pty *p, int rows, int cols);
bool pty_signal(struct pty *p, int signal);

/* Reads until the text stands on the screen (a row of it). */
bool pty_wait_text(struct pty *p, const char *text);
/* Reads until the program ends; *status is waitpid's. False within pty_bound(). */
bool pty_wait_end(struct pty *p, int *status);

/* For a program that brackets no frame: reads until something came and then
 * nothing for that long. False when nothing comes within pty_bound(). */
bool pty_quiet(struct pty *p, int ms);
/* Writes one key by its name and does that. */
bool pty_key_quiet(struct pty *p, const char *name, int ms);

/* Reads until the program has stopped (SIGSTOP). */
bool pty_wait_stopped(struct pty *p);

/* ---- what is seen; borrowed until the next call on p ---- */

/* All rows, each without the spaces at its end and with a line break. */
const char *pty_screen(struct pty *p);
bool pty_sees(struct pty *p, const char *text);
void pty_cursor(const struct pty *p, int *row, int *col);
/* The cell has this look. */
bool pty_is_reverse(const struct pty *p, int row, int col);
bool pty_is_bold(const struct pty *p, int row, int col);
bool pty_is_coloured(const struct pty *p, int row, int col);
/* Bytes received since the last write, and what they were. */
size_t pty_bytes(const struct pty *p);
const char *pty_raw(const struct pty *p, size_t *n);
/* Microseconds from the last write (or the start) to the end of the last frame;
 * to the last byte received. */
long pty_micros(const struct pty *p);
long pty_micros_byte(const struct pty *p);
/* A line of /proc/…/status of the program, in KiB ("VmRSS"); 0 when there is none. */
long pty_memory(const struct pty *p, const char *name);
/* Forgets the peak so far (VmHWM); false when the system can't. */
bool pty_forget_peak(const struct pty *p);
/* The title that the program gave its window; "" when none. */
const char *pty_title(const struct pty *p);
/* Prints the screen on standard error: where a failure was. */
void pty_show(struct pty *p, const char *what);

#endif
