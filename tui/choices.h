/*
 * What a reference of a form can name: ids and their names, read once when the form
 * opens, found by typing the beginning of a word. Knows no form.
 */
#ifndef TUI_CHOICES_H
#define TUI_CHOICES_H

#include <stddef.h>

#include "core/error.h"
#include "core/id.h"
#include "tui/desk.h"
#include "tui/picker.h"

struct choice {
	char id[ID_HEX + 1];
	char *name;
};

struct choices {
	struct choice *list;
	size_t n, cap;
};

#define CHOICES_INIT ((struct choices){ .list = NULL })

/* Wipes. */
void choices_free(struct choices *c);

/* Appends one; control characters of the name are shown. */
JAL_MUST enum jal_err choices_add(struct choices *c, const struct jal_id *id, const char *name);
/* Appends the members who are there still; the structures of the territory. */
JAL_MUST enum jal_err choices_add_members(struct choices *c, const struct desk *d);
JAL_MUST enum jal_err choices_add_structures(struct choices *c, const struct desk *d);

/* For fields_row.offer: those whose name has words that begin as the query's. */
size_t choices_offer(const struct choices *c, const char *query, struct picker_choice *out, size_t room);
/* The name of an id in hex; NULL when it is not among them. */
const char *choices_name(const struct choices *c, const char *id);

#endif
