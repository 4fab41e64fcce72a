/*
 * Typed text becoming part of an edit: read and judged by core/check, put into
 * the edit, and the edit looked at as a whole. Forms, the command line and the
 * import all enter values here, so that they accept and refuse the same things.
 */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include <stddef.h>

#include "core/check.h"
#include "core/edit.h"
#include "core/error.h"
#include "core/model.h"

/* Reads text for one field and puts what it means into the edit; a set becomes
 * exactly the elements listed. Empty text clears the field. JAL_ERR_INVALID: the
 * field refuses it, result says why, and the edit is as it was. result also
 * carries a warning that came with JAL_OK. */
JAL_MUST enum jal_err entry_type(struct edit *e, enum field field, const char *text, size_t len,
				 enum check_source source, const struct check_context *context,
				 struct check_result *result);

/* Makes the set exactly these elements. */
JAL_MUST enum jal_err entry_elements(struct edit *e, enum field field, const char *const *elements, size_t count);

/* check_record over the edit as it would be once written. */
void entry_check(const struct edit *e, const struct check_context *context, struct check_issues *out);

#endif
