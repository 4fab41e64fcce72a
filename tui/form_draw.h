/*
 * How a form looks. Changes nothing but what is scrolled to.
 */
#ifndef TUI_FORM_DRAW_H
#define TUI_FORM_DRAW_H

#include "tui/form.h"

/* All choices of the field are on its line: "( ) M.  (x) Mme". */
bool form_draw_inline(const struct form_field *field);

#endif
