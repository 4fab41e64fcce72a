/* An edit seen as the record it would make. */
#include "core/check.h"

#include "core/edit.h"
#include "core/record.h"

static const struct value *now(void *ctx, enum field field)
{
	return edit_value(ctx, field);
}

static const struct value *before(void *ctx, enum field field)
{
	return record_value(edit_displayed(ctx), field);
}

static bool has(void *ctx, enum field field, const char *element)
{
	return edit_has_element(ctx, field, element);
}

void check_edit(struct edit *e, const struct check_context *context, struct check_issues *out)
{
	const struct check_view view = { edit_entity(e), now, before, has, e };
	check_record(&view, context, out);
}
