/*
 * One line typed on the plain terminal without being shown. Whatever ends the
 * typing, a signal too, the terminal shows again what is typed afterwards.
 * Knows no vault.
 */
#ifndef TUI_CLI_HIDDEN_H
#define TUI_CLI_HIDDEN_H

#include <stdio.h>

#include "core/secret.h"

/* At most so many bytes, without the line's end. */
#define CLI_HIDDEN_MAX 1024

/* Asks on err with the translated prompt and reads from the standard input, which
 * must be a terminal. Signals that end the process do so once the terminal is as
 * it was; after one that stops it, or once it was continued, the line is asked
 * for anew. JAL_ERR_IO (also in the background of a shell), JAL_ERR_LIMIT,
 * JAL_ERR_CANCELLED when a signal meant to end it did not. */
JAL_MUST enum jal_err cli_hidden_line(FILE *err, const char *prompt, struct secret *out);

#endif
