/*
 * The one key table. A key is here or it does nothing; footer, help, palette
 * and manual are made from it (action.h). To add an action: one enum in
 * action.h, one row in bindings.c, one case in its screen's run.
 */
#ifndef TUI_BINDINGS_H
#define TUI_BINDINGS_H

#include "tui/action.h"

/* Static. */
const struct action_table *bindings(void);

#endif
