/*
 * From the model to a form and back: which widget a field gets, how its value is
 * typed, and what was typed put into an edit. Generic: names no field. A form is
 * a list of rows; another entity's form is another list.
 */
#ifndef TUI_FIELDS_H
#define TUI_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/check.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/model.h"
#include "tui/form.h"

enum fields_part {
	PART_WHOLE,
	PART_DAY,	/* of a time: two rows make one value */
	PART_HOUR,
	PART_FIXED,	/* shown, never changed: `field` only names the row */
};

struct fields_row {
	enum field field;
	enum fields_part part;
	const char *label;	/* N_(); NULL: the model's */
	const char *hint;	/* N_(); NULL */
	bool needed;		/* marked *; also where the model says so */
	bool vital;		/* without it there is nothing to save */
	int rows;		/* of a long text; 0: 4 */
	/* Of a reference: writes the choices (code: the id in hex), as
	 * picker_source.offer; and the label of one. Of a text: what Space offers. */
	size_t (*offer)(void *ctx, const char *query, struct picker_choice *out, size_t room);
	/* NULL. Of a code or a set: whether that code is offered on this record. What is
	 * chosen already is, always. */
	bool (*fits)(const struct edit *e, const char *code);
};

struct fields {
	const struct fields_row *rows;
	size_t n;
	struct form_field *widgets;
	struct picker_choice **tables;	/* of codes; NULL elsewhere */
	char **hints;			/* of sensitive values: what is there, masked */
	struct form form;
};

/* The rows, then one for each other field of the entity that people fill in; the
 * last one's field is FIELD_COUNT. To be freed; NULL when out of memory. */
struct fields_row *fields_all(enum entity entity, const struct fields_row *rows, size_t n);

/* Makes a form of the rows over an edit, whose values it shows. buttons, hooks
 * and ctx are form_init's; rows and buttons must outlive it. */
JAL_MUST enum jal_err fields_init(struct fields *f, const struct fields_row *rows, size_t n, const struct edit *e,
	const char *const *buttons, size_t n_buttons, const struct form_hooks *hooks, void *ctx);
/* Wipes. Fine for a zeroed one. */
void fields_free(struct fields *f);

/* The first row of a field; n when there is none. */
size_t fields_find(const struct fields *f, enum field field, enum fields_part part);

/* Judges one row that is not empty, as core/check does; appends the sentence. */
enum form_verdict fields_judge(const struct fields *f, size_t row, const struct check_context *context,
	struct buf *why);

/* Puts what is typed into the edit: rows that were changed; what was changed back
 * is taken back. JAL_ERR_INVALID: *wrong is the row that is refused, *result says
 * why; the edit may hold the rows before. */
JAL_MUST enum jal_err fields_put(const struct fields *f, struct edit *e, const struct check_context *context,
	size_t *wrong, struct check_result *result);

/* What was typed and where one was, for a draft; and typed in again. Rows that
 * are no longer there are left out. */
JAL_MUST enum jal_err fields_encode(const struct fields *f, struct buf *out);
JAL_MUST enum jal_err fields_decode(struct fields *f, const uint8_t *bytes, size_t n);

#endif
