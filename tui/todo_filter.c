/*
 * The filters of the list of what is to be done.
 */
#include "tui/todo_filter.h"

#include <string.h>

#include "tui/i18n.h"

/* The first four by sign. */
static const struct picker_choice choices[] = {
	[TASKS_SIGN_NONE] = { "all", N_("tout") },
	[TASKS_SIGN_WATCH] = { "watch", N_(". à surveiller") },
	[TASKS_SIGN_SOON] = { "soon", N_("* cette semaine") },
	[TASKS_SIGN_LATE] = { "late", N_("! en retard") },
};
static const enum tasks_sign order[] = { TASKS_SIGN_NONE, TASKS_SIGN_LATE, TASKS_SIGN_SOON, TASKS_SIGN_WATCH };
static const struct picker_choice others = { "others", N_("aussi les dossiers des collègues") };
static const struct picker_choice mine = { "mine", N_("les dossiers à mon nom seulement") };

const char *todo_filter_name(const struct todo_query *q)
{
	return q->kind != TASKS_NONE ? _(tasks_label(q->kind)) : _(choices[q->sign].label);
}

const char *todo_filter_code(const struct todo_query *q)
{
	return q->kind != TASKS_NONE ? tasks_info(q->kind)->code : choices[q->sign].code;
}

size_t todo_filter_choices(const struct todo_view *v, const struct todo_query *q, struct picker_choice out[TODO_FILTERS])
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		out[n++] = choices[order[i]];
	out[n++] = q->mine ? others : mine;
	for (int k = TASKS_NONE + 1; k < TASKS_KINDS; k++) {
		const enum tasks_kind kind = (enum tasks_kind)k;
		const struct todo_counts c = todo_counts(v, kind);

		if (c.of[TASKS_SIGN_LATE] + c.of[TASKS_SIGN_SOON] + c.of[TASKS_SIGN_WATCH] > 0)
			out[n++] = (struct picker_choice){ tasks_info(kind)->code, tasks_label(kind) };
	}
	return n;
}

void todo_filter_choose(struct todo_query *q, const char *code)
{
	bool whose = strcmp(code, others.code) == 0 || strcmp(code, mine.code) == 0;

	q->kind = TASKS_NONE;
	q->sign = TASKS_SIGN_NONE;
	if (whose)
		q->mine = strcmp(code, mine.code) == 0;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		if (strcmp(code, choices[i].code) == 0)
			q->sign = (enum tasks_sign)i;
	if (!whose && q->sign == TASKS_SIGN_NONE)
		q->kind = tasks_by_code(code);
}
