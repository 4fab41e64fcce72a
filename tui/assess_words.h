/*
 * A diagnosis in words: themes, levels, what changed, one assessment as a page to
 * read. For the tab, the forms and commands alike.
 */
#ifndef TUI_ASSESS_WORDS_H
#define TUI_ASSESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/assess.h"
#include "core/buf.h"
#include "core/error.h"

/* Appends a theme's official label; brief: the word for it that fits a column. */
JAL_MUST enum jal_err assess_words_theme(const char *code, bool brief, struct buf *out);

/* Appends "2 moyen   ##"; "? non abordé"; "0 levé". */
JAL_MUST enum jal_err assess_words_level(enum assess_level level, bool lifted, struct buf *out);

/* Appends what changed since the level that now is compared with: "=", "-1 (fort)",
 * "nouveau", "(fort)" when it is not discussed any more; nothing when there is
 * nothing to compare. */
JAL_MUST enum jal_err assess_words_change(const struct assess *a, const struct assess_theme *t, struct buf *out);

/* Appends the levels at the last assessments, oldest first: "3 2 ?". At most eight;
 * nothing when it was never discussed. */
JAL_MUST enum jal_err assess_words_past(const struct assess *a, const struct assess_theme *t, struct buf *out);

/* Appends the texts of the i-th assessment. */
JAL_MUST enum jal_err assess_words_texts(const struct assess *a, size_t i, struct buf *out);
/* Appends the i-th assessment in full: its texts, then each theme's level at it and now.
 * Confidential barriers show neither. */
JAL_MUST enum jal_err assess_words_page(const struct assess *a, size_t i, struct buf *out);

#endif
