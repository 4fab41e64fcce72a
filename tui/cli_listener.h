/*
 * How a command listens while it synchronises: steps on a terminal's stderr, one
 * line each; the server's key by --accept-key or by asking.
 */
#ifndef TUI_CLI_LISTENER_H
#define TUI_CLI_LISTENER_H

#include "sync/event.h"
#include "tui/cli.h"

struct cli_listener {
	struct sync_listener sync;
	struct cli *cli;
};

/* Pass &l.sync on; l must stay where it is meanwhile. */
void cli_listener_start(struct cli_listener *l, struct cli *c);

#endif
