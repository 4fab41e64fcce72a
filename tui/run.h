/*
 * The loop that ties the program (app.h) to a terminal (term.h): waits, hands
 * events over, paints one frame when no more input waits.
 */
#ifndef TUI_RUN_H
#define TUI_RUN_H

#include "core/error.h"
#include "tui/app.h"
#include "tui/term.h"

/* Runs until app_end, a hang-up or a SIGTERM; drafts are saved then. Both stay
 * the caller's. JAL_ERR_IO when the terminal went away. */
JAL_MUST enum jal_err run_app(struct app *app, struct term *term);

#endif
