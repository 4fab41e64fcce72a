/*
 * Someone who looks like another, in one line: what is equal, which dossier, who.
 */
#ifndef TUI_ALIKE_WORDS_H
#define TUI_ALIKE_WORDS_H

#include "core/alike.h"
#include "core/buf.h"
#include "core/error.h"
#include "tui/desk.h"

/* Appends who: "dossier L0412X, LEFÈVRE Hélène, Saint-Malo". */
JAL_MUST enum jal_err alike_who(const struct desk *d, const struct alike_found *found, struct buf *out);
/* Appends what is equal and who, translated, without a sign before it nor a stop after it. Names as
 * the desk shows them. */
JAL_MUST enum jal_err alike_words(const struct desk *d, const struct alike_found *found, struct buf *out);

#endif
