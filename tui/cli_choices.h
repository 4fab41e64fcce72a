/*
 * What could have been given instead: after a refusal, the codes that a command
 * takes with their labels, on the standard error, nearest to what was typed first.
 */
#ifndef TUI_CLI_CHOICES_H
#define TUI_CLI_CHOICES_H

#include <stddef.h>

#include "core/model.h"
#include "tui/cli.h"

/* As many are said whole; of a longer list the nearest, and the command that says all. */
#define CLI_CHOICES_MAX ((size_t)12)

struct cli_choice {
	const char *code;	/* NULL: not offered; skipped */
	const char *label;	/* N_(); "" when the code says it all */
};

struct cli_choices {
	size_t count;
	struct cli_choice (*at)(const void *ctx, size_t i);
	const void *ctx;
	const char *all;	/* "jalon fields exit reason": the command that says all; NULL: all are said, however many */
};

/* typed: what was given in their place, NULL or "" when nothing was. It is compared, never said. */
void cli_choices_say(struct cli *c, const struct cli_choices *list, const char *typed);
/* The codes of a field, when it takes codes; nothing otherwise. Of a list, the first element that is none is compared. */
void cli_choices_field(struct cli *c, enum field field, const char *typed);
/* The fields that a record of that entity has. */
void cli_choices_fields(struct cli *c, enum entity entity, const char *typed);
/* The kinds of records (cli_fields.c). */
void cli_choices_entities(struct cli *c, const char *typed);
/* The kinds of events of a time line, and those of what is to be done. */
void cli_choices_timeline(struct cli *c, const char *typed);
void cli_choices_tasks(struct cli *c, const char *typed);

#endif
