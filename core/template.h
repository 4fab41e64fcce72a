/*
 * Goals and actions to begin with, by theme: those of core/template.def, and the
 * territory's own, which stand first. A territory's own are settings whose key is
 * `templates.THEME`; each line of the value is a goal, a line that begins with "-"
 * an action of the goal above it:
 *
 *   Passer le permis
 *   - S’inscrire à l’auto-école sociale
 *
 * Knows no screen.
 */
#ifndef CORE_TEMPLATE_H
#define CORE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/id.h"
#include "core/journal.h"

/* Of a territory's own; what is beyond is left out. */
#define TEMPLATE_OWN_MAX 2000

struct template_item {
	const char *theme;	/* a code of vocabulary theme */
	const char *text;	/* in the language of the files: never translated */
	bool goal;
	size_t of;		/* of an action: the place of its goal in the list */
	const char *who;	/* of an action: a code of vocabulary action_who */
	int hours;		/* of an action: hours a week; 0: none */
	bool own;		/* the territory's */
};

struct template_list {
	struct template_item *items;	/* each goal, then its actions */
	size_t n;
	struct arena arena;
};

/* common: the common caseload, where settings are (NULL: only those of the program).
 * *out is untouched on error. Settings of themes that are not known, empty lines and
 * actions above the first goal are left out. */
JAL_MUST enum jal_err template_load(struct journal *j, const struct jal_id *common, struct template_list *out);
/* Fine for a zeroed one. */
void template_list_free(struct template_list *l);

/* The goal of that theme and text; NULL when there is none. */
const struct template_item *template_goal(const struct template_list *l, const char *theme, const char *text);

#endif
