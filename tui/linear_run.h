/*
 * The loop of linear mode: ties linear.h to standard input and output, a terminal
 * or not. On a terminal keys are read one by one, so that someone who types is seen
 * to be there, Esc and Ctrl+L work at once, and a secret is not shown; what is
 * typed is written back as it comes. Nothing is ever placed: no curses, no
 * alternate screen.
 */
#ifndef TUI_LINEAR_RUN_H
#define TUI_LINEAR_RUN_H

#include "core/diag.h"
#include "core/error.h"
#include "tui/app.h"

/* Runs until app_end, the end of the input, a hang-up or a SIGTERM; drafts are saved
 * then. Call before any thread is started: signals are blocked in the whole
 * process. */
JAL_MUST enum jal_err linear_run(struct app *app, struct diag *why);

#endif
