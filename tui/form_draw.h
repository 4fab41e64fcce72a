/*
 * How a form looks. Changes nothing but what is scrolled to.
 */
#ifndef TUI_FORM_DRAW_H
#define TUI_FORM_DRAW_H

#include "tui/form.h"

/* All choices of the field are on its line: "( ) M.  (x) Mme". */
bool form_draw_inline(const struct form_field *field);
/* Appends the labels of what is chosen in it, with commas. */
void form_draw_labels(const struct form *f, size_t field, struct buf *out);
/* Appends what its value means: "= mar. 24/11/2026". */
void form_draw_understood(const struct form *f, size_t field, struct buf *out);

#endif
