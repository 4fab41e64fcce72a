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

/* Appends one word of a command as a shell reads it back: as it is where that is safe, else between ' and '. */
JAL_MUST enum jal_err program_word(const char *word, struct buf *out);

/*
 * Appends the path that this file has, if it is there, in the folder of this very program: where it was built and not
 * installed, its other parts lie there. JAL_ERR_NOT_FOUND where the system does not say what runs.
 */
JAL_MUST enum jal_err program_beside(const char *file, struct buf *out);

/* Appends the path of one of jalon's other programs: beside this very program when it was built and not installed, else
 * where it was installed, and whether anything is there is not asked. */
JAL_MUST enum jal_err program_part(const char *file, struct buf *out);

#endif
