/*
 * The one place that says whether what someone typed, a command gave or a file
 * holds can be a field's value, and which value it is; and what is odd about a
 * whole record. Forms, the command line and imports all call it.
 *
 * An error blocks that one field, a warning blocks nothing. Sentences never
 * repeat the value: it is personal. They hold counts and names of fields only.
 *
 * To add a rule: a line in check.def, a function check_FILE_NAME in
 * core/check_FILE.c, the rule's name on the field in model.def.
 */
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/diag.h"
#include "core/error.h"
#include "core/model.h"
#include "core/value.h"

enum check_level {
	CHECK_FINE,
	CHECK_WARNING,	/* the value is taken; someone should look */
	CHECK_ERROR,	/* the value is not taken */
};

/* Where a text comes from. It decides how dates are read and what counts as
 * nothing; codes are found by code, by French label and by alias everywhere. */
enum check_source {
	CHECK_FROM_FORM,	/* a person types: `auj`, `+7`, `24/11`, two-digit years */
	CHECK_FROM_IMPORT,	/* a cell of a file: `NULL`, `N/A`, `-` are nothing; spreadsheet serials */
	CHECK_FROM_EXACT,	/* a command or JSON: dates in ISO only */
};

struct check_context {
	int32_t today;	/* civil date */
};

/* Long enough for whatever a rule proposes. */
#define CHECK_PROPOSAL_MAX 32

struct check_result {
	enum check_level level;
	struct diag say;	/* the sentence, unless CHECK_FINE; err is JAL_ERR_INVALID for an error */
	/* What may have been meant, to be typed instead: zeros that a spreadsheet
	 * ate. Not taken by itself. "" when there is none. Personal: wipe. */
	char proposal[CHECK_PROPOSAL_MAX];
	/* What follows in the same cell and belongs in a second field (a second
	 * phone number); borrowed from the text read. rest_len 0: nothing. */
	const char *rest;
	size_t rest_len;
};

#define CHECK_RESULT_INIT ((struct check_result){ .level = CHECK_FINE })

/* Reads text as a value of field. JAL_OK: out holds the value (VALUE_EMPTY and no
 * element when the text says nothing), level is fine or warning. JAL_ERR_INVALID:
 * the field refuses it, and result says why; out is untouched, as it is when
 * JAL_ERR_NOMEM. out must be VALUE_OWNED_INIT or hold a value, which is freed.
 * For a set, the text is a list of elements; one that is refused refuses all. */
JAL_MUST enum jal_err check_read(enum field field, const char *text, size_t len, enum check_source source,
				 const struct check_context *context, struct value_owned *out,
				 struct check_result *result);

/* Appends "Label : sentence" for an error or a warning; translate may be NULL. */
JAL_MUST enum jal_err check_explain(enum field field, const struct diag *say, const char *(*translate)(const char *),
				    struct buf *out);

/* ---- whole records --------------------------------------------------------- */

/* A record as it would be once written, seen through functions so that an edit,
 * an import line or a stored record can be looked at alike. */
struct check_view {
	enum entity entity;
	/* The value of a field that is not a set; VALUE_EMPTY when there is none. Borrowed. */
	const struct value *(*value)(void *ctx, enum field field);
	/* The value before the change, for life cycles; NULL function or VALUE_EMPTY: none. */
	const struct value *(*before)(void *ctx, enum field field);
	/* Whether a set has an element; NULL function: no set has any. */
	bool (*has)(void *ctx, enum field field, const char *element);
	void *ctx;
};

struct check_issue {
	enum field field;	/* the one to put the caret in */
	enum field against;	/* the one that it does not go with; FIELD_COUNT when there is none */
	enum check_level level;	/* CHECK_WARNING or CHECK_ERROR */
	bool missing;		/* a needed field is empty, nothing else */
	struct diag say;
};

#define CHECK_ISSUES_MAX 12

struct check_issues {
	size_t count;
	struct check_issue item[CHECK_ISSUES_MAX];
};

/* What the fields of one record say against each other, the steps of life
 * cycles included; needed fields that are empty are warnings, those that had a
 * value before errors. Fills out from
 * nothing; errors come first; what does not fit is left out. */
void check_record(const struct check_view *view, const struct check_context *context, struct check_issues *out);

/* Whether the value of a field can be replaced, but not emptied. */
bool check_stays(enum field field);

/* The same without needed fields and life cycles: only what fields of a stored
 * record say against each other (core/settle). */
void check_record_within(const struct check_view *view, const struct check_context *context, struct check_issues *out);

/* A period of days, both included; ends INT32_MAX while it is open. */
struct check_period {
	int32_t starts;
	int32_t ends;
};

/* The first of `others` that shares a day with p; count when none does. */
size_t check_record_overlap(const struct check_period *p, const struct check_period *others, size_t count);

#endif
