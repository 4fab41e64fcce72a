/*
 * The insides of a form, for the files that make it: form.c, form_key.c and
 * form_tell.c.
 */
#ifndef TUI_FORM_IMPL_H
#define TUI_FORM_IMPL_H

#include "tui/form.h"

/* Of the field that has the focus: another code; a set's code put in or taken out;
 * the list of its choices, what is searched in it. */
enum form_result form_put_code(struct form *f, const char *code);
enum form_result form_flip_mark(struct form *f, const char *code);
enum form_result form_open_picker(struct form *f, const struct key *first);

/* Text goes there: it has an editor. */
bool form_is_typed(enum form_type type);
/* What a field's value is, and says why in its `why`; where it stands, "+7" stays so. */
enum form_verdict form_judge(struct form *f, size_t field);
/* The next one that can be changed, or the one before (by < 0); it stays at the ends. */
enum form_result form_step(struct form *f, int by);

#endif
