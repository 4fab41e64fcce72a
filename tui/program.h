/*
 * How the person at the keyboard can call this very program again, for the
 * commands that a sentence proposes. It knows nothing of the commands.
 */
#ifndef TUI_PROGRAM_H
#define TUI_PROGRAM_H

#include "core/buf.h"
#include "core/error.h"

/*
 * Appends "jalon" when that, typed in a shell, starts this program; its full path when it was built but not installed,
 * or when another one comes first in PATH; "jalon" too where the system does not say what runs.
 */
JAL_MUST enum jal_err program_called(struct buf *out);

#endif
