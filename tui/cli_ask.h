/*
 * Questions on the plain terminal and secrets from a descriptor, for commands.
 * Without a terminal nothing ever asks.
 */
#ifndef TUI_CLI_ASK_H
#define TUI_CLI_ASK_H

#include <stdbool.h>

#include "core/secret.h"
#include "tui/cli.h"

/* The passphrase: from --passphrase-fd, else asked without echo with the N_()
 * prompt. JAL_ERR_INVALID with a sentence in diag when neither is possible. */
JAL_MUST enum jal_err cli_ask_passphrase(struct cli *c, const char *prompt, struct secret *out, struct diag *diag);

/* A new passphrase: asked twice on a terminal; from the descriptor once. Its
 * quality is checked. */
JAL_MUST enum jal_err cli_ask_new_passphrase(struct cli *c, struct secret *out, struct diag *diag);

/* Yes or no; --yes answers. Without a terminal: false. The N_() question gets %1. */
bool cli_ask_yes(struct cli *c, const char *question, const char *arg);

#endif
