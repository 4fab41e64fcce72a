/*
 * What went wrong, as a sentence that can be shown: an error code, a text
 * marked with N_() that holds %1 … %4, and the arguments. Core and sync fill
 * one; whoever shows it translates the text, then puts the arguments in.
 *
 * Never put a name, a note or any other personal text into an argument: file
 * names, line numbers, field labels, ids and system reasons only.
 */
#ifndef CORE_DIAG_H
#define CORE_DIAG_H

#include "core/buf.h"
#include "core/error.h"

#define DIAG_ARGS 4
#define DIAG_ARG_MAX 160
#define DIAG_BETWEEN "\037"

struct diag {
	enum jal_err err;
	const char *text;	/* static, NULL when nothing was said */
	char arg[DIAG_ARGS][DIAG_ARG_MAX];
};

#define DIAG_INIT ((struct diag){ .err = JAL_OK })

/* Fills d (which may be NULL) and returns err, so that `return diag_set(…)`
 * reads well. After text come up to DIAG_ARGS strings, then NULL: use the macro,
 * which adds the NULL. Longer arguments are cut at a character boundary. A
 * second call overwrites: the outermost sentence is the one for the user; use
 * diag_set_if_empty to keep an inner one. */
enum jal_err diag_set_args(struct diag *d, enum jal_err err, const char *text, ...) __attribute__((sentinel));
#define diag_set(...) diag_set_args(__VA_ARGS__, (char *)0)

/* The same, but keeps what an inner function already said. */
enum jal_err diag_set_if_empty_args(struct diag *d, enum jal_err err, const char *text, ...)
	__attribute__((sentinel));
#define diag_set_if_empty(...) diag_set_if_empty_args(__VA_ARGS__, (char *)0)

/* Hands on what another diag says, with this error, which is returned. */
enum jal_err diag_pass(struct diag *d, enum jal_err err, const struct diag *inner);

/* One argument from a number; valid until the 8th next call in this thread. */
const char *diag_num(long long n);

/* Appends the sentence. translate gets the arguments too, so that the label of a
 * field or of a code may be one, or several with DIAG_BETWEEN between two, which are
 * shown with commas; it may be NULL (then the French source text is
 * used); it gets d->text, or a general sentence for d->err when text is NULL. */
JAL_MUST enum jal_err diag_render(const struct diag *d, const char *(*translate)(const char *), struct buf *out);

#endif
