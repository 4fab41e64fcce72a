/* Values entered into edits. Knows how to read nothing itself: core/check does. */
#include "core/entry.h"

#include <stdint.h>
#include <string.h>

static bool listed(const char *const *elements, size_t count, const char *element)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(elements[i], element) == 0)
			return true;
	return false;
}

enum jal_err entry_elements(struct edit *e, enum field field, const char *const *elements, size_t count)
{
	enum jal_err err = JAL_OK;
	for (size_t i = 0; i < count && !err; i++)
		err = edit_element(e, field, elements[i], true);
	/* What was displayed and is no longer listed goes out; what was put in
	 * since the form opened and is not listed now is taken back. */
	const struct record_set *shown = record_elements(edit_displayed(e), field);
	for (size_t i = 0; shown && i < shown->count && !err; i++)
		if (!listed(elements, count, shown->elements[i]))
			err = edit_element(e, field, shown->elements[i], false);
	size_t at = 0;
	const char *touched = NULL;
	while (!err && (touched = edit_element_touched(e, field, at)) != NULL) {
		if (!listed(elements, count, touched) && edit_has_element(e, field, touched))
			err = edit_element(e, field, touched, false);
		else
			at++;
	}
	return err;
}

enum jal_err entry_type(struct edit *e, enum field field, const char *text, size_t len, enum check_source source,
			const struct check_context *context, struct check_result *result)
{
	struct value_owned value = VALUE_OWNED_INIT;
	enum jal_err err = check_read(field, text, len, source, context, &value, result);
	if (err)
		return err;
	if (model_field(field)->type == FIELD_TYPE_set)
		err = entry_elements(e, field, (const char *const *)value.elements, value.element_count);
	else
		err = edit_set(e, field, &value.v);
	value_owned_free(&value);
	return err;
}

/* ---- the edit seen as a record ---- */

static const struct value *view_value(void *ctx, enum field field)
{
	return edit_value(ctx, field);
}

static const struct value *view_before(void *ctx, enum field field)
{
	return record_value(edit_displayed(ctx), field);
}

static bool view_has(void *ctx, enum field field, const char *element)
{
	return edit_has_element(ctx, field, element);
}

void entry_check(const struct edit *e, const struct check_context *context, struct check_issues *out)
{
	const struct check_view view = {
		.entity = edit_entity(e),
		.value = view_value,
		.before = view_before,
		.has = view_has,
		/* The view's functions only read. */
		.ctx = (void *)(uintptr_t)e,
	};
	check_record(&view, context, out);
}
