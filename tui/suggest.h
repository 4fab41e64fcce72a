/*
 * What forms offer while a goal or an action is typed: templates of the program and
 * of the territory that answer what was typed. Anything else may be written.
 */
#ifndef TUI_SUGGEST_H
#define TUI_SUGGEST_H

#include <stddef.h>

#include "core/error.h"
#include "core/template.h"
#include "tui/desk.h"
#include "tui/picker.h"

/* Free with template_list_free. */
JAL_MUST enum jal_err suggest_load(const struct desk *d, struct template_list *out);

/* Writes at most room choices that answer query; their strings are the list's. theme,
 * goal and text may be NULL or "". Goals: those of the theme, or all. */
size_t suggest_goals(const struct template_list *l, const char *theme, const char *query, struct picker_choice *out,
	size_t room);
/* Actions: those of the template that has the goal's text first, then the others of its
 * theme; all of them when the theme is not known or something was typed. */
size_t suggest_actions(const struct template_list *l, const char *theme, const char *goal, const char *query,
	struct picker_choice *out, size_t room);

/* The template of an action with exactly that text; NULL. */
const struct template_item *suggest_action(const struct template_list *l, const char *text);

#endif
