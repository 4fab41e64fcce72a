/*
 * What the list of what is to be done shows: a sign, a kind, whose dossiers. The
 * choices, and what each makes of a query.
 */
#ifndef TUI_TODO_FILTER_H
#define TUI_TODO_FILTER_H

#include <stddef.h>

#include "core/todo.h"
#include "tui/picker.h"

#define TODO_FILTERS (6 + TASKS_KINDS)

/* What is shown: "tout", "! en retard", "Contrat à renouveler"; translated. */
const char *todo_filter_name(const struct todo_query *q);
/* The code of that choice; static. */
const char *todo_filter_code(const struct todo_query *q);
/* Writes the choices: kinds of which there are none today are left out. Returns how many. */
size_t todo_filter_choices(const struct todo_view *v, const struct todo_query *q, struct picker_choice out[TODO_FILTERS]);
/* Takes a choice by its code. */
void todo_filter_choose(struct todo_query *q, const char *code);

#endif
