/*
 * What an exchange came to, in sentences: what arrived, what was sent, what
 * waits for someone, what was put aside and whose it was. Knows no screen.
 */
#ifndef TUI_SYNC_WORDS_H
#define TUI_SYNC_WORDS_H

#include "core/buf.h"
#include "core/error.h"
#include "tui/desk.h"
#include "tui/exchange.h"

/* Appends one sentence a line, the most important first, translated. */
JAL_MUST enum jal_err sync_words_result(const struct exchange *x, const struct desk *d, struct buf *out);
/* The same in one short line, for row 22. */
JAL_MUST enum jal_err sync_words_short(const struct exchange *x, struct buf *out);
/* Appends what someone who repairs wants to know; "" stays "". */
JAL_MUST enum jal_err sync_words_details(const struct exchange *x, struct buf *out);

/* Appends one claim as the word of who made it, with the names of the two members
 * ("": not known). */
JAL_MUST enum jal_err sync_words_claim(const struct territory_claim *c, const char *by, const char *about, struct buf *out);
/* What the territory's state means and what to do; "" when all is well. */
const char *sync_words_state(const struct territory_result *r);

#endif
