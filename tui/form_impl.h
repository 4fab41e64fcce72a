/*
 * The insides of a form, for the files that make it: form.c and form_tell.c.
 */
#ifndef TUI_FORM_IMPL_H
#define TUI_FORM_IMPL_H

#include "tui/form.h"

/* Of the field that has the focus: another code; a set's code put in or taken out;
 * the list of its choices, what is searched in it. */
enum form_result form_put_code(struct form *f, const char *code);
enum form_result form_flip_mark(struct form *f, const char *code);
enum form_result form_open_picker(struct form *f, const struct key *first);

#endif
