/*
 * What is to be done, in words: for the list, for the summary of a file, for
 * commands. Opens nothing.
 */
#ifndef TUI_TODO_WORDS_H
#define TUI_TODO_WORDS_H

#include "core/buf.h"
#include "core/error.h"
#include "core/todo.h"

/* "! ", "* ", ". " or "  ", and how it looks (ROLE_…); style may be NULL. */
const char *todo_words_mark(enum tasks_sign sign, unsigned *style);

/* Appends how late or how soon: "échu 3 j", "6 j", "dans 8 j", "aujourd’hui". */
JAL_MUST enum jal_err todo_words_when(const struct todo_row *r, int32_t today, struct buf *out);
/* Appends what it is, for a column: "Contrat échu le 21/11", "18/11 14h00 Agence",
 * an action's text; discreet: names are initials. Inert. */
JAL_MUST enum jal_err todo_words_what(const struct todo_row *r, int32_t today, bool discreet, struct buf *out);
/* Appends both in one sentence, for where no list stands around it. Inert. */
JAL_MUST enum jal_err todo_words_sentence(const struct todo_row *r, int32_t today, struct buf *out);
/* Appends "reporté au 05/12", of a clock that waits. */
JAL_MUST enum jal_err todo_words_waits(const struct todo_clock *clock, struct buf *out);
/* Appends a section's title. */
JAL_MUST enum jal_err todo_words_section(enum tasks_kind kind, const struct thresholds *t, size_t count, struct buf *out);
/* Which key settles it from the line itself, and what it does: "w renouveler"; "" none. Translated. */
const char *todo_words_key(enum tasks_kind kind);

#endif
