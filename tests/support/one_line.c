/*
 * Built by tests/unit/test_one_line.sh against a model that has one line more,
 * person.shoe_size: finds the field wherever the model's table should bring it.
 * Prints TAP. Names the field by its name only, as generic code does.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/check.h"
#include "core/edit.h"
#include "core/entry.h"
#include "core/format.h"
#include "core/model.h"
#include "core/value.h"
#include "tests/support/dictionary.h"

static int number;
static int failures;

static void tell(bool ok, const char *what)
{
	printf("%s %d - %s\n", ok ? "ok" : "not ok", ++number, what);
	failures += !ok;
}

static bool is_text(const struct buf *b, const char *expected)
{
	return strcmp(buf_str(b), expected) == 0;
}

static bool in_dictionary(void)
{
	struct buf page = BUF_INIT;
	const bool found = !dictionary_write(&page) &&
			   strstr(buf_str(&page), "| `shoe_size` | 60 | integer | Pointure | listed | count: 0 to 1000000 |");
	buf_free(&page);
	return found;
}

static bool entered(enum field field, const char *text, const char *plain)
{
	const struct check_context context = { .today = 20781 };
	const struct jal_id caseload = { { 1 } };
	const struct jal_id dossier = { { 2 } };
	struct check_result result = CHECK_RESULT_INIT;
	struct buf out = BUF_INIT;
	struct edit *e = NULL;
	bool ok = !edit_create(ENTITY_person, &caseload, &dossier, &e) &&
		  !entry_type(e, field, text, strlen(text), CHECK_FROM_FORM, &context, &result) &&
		  !value_plain(model_field(field), edit_value(e, field), &out) && is_text(&out, plain);
	edit_free(e);
	buf_free(&out);
	return ok;
}

static bool shown(enum field field)
{
	const struct format french = { NULL, false };
	const struct value v = value_number(42);
	struct buf out = BUF_INIT;
	const bool ok = !format_value(&french, model_field(field), &v, &out) && is_text(&out, "42");
	buf_free(&out);
	return ok;
}

int main(void)
{
	const struct model_field *field = model_field_by_name(ENTITY_person, "shoe_size");
	tell(field != NULL, "the field is found by its name");
	if (!field) {
		printf("1..%d\n", number);
		return 1;
	}
	tell(model_field_by_wire(ENTITY_person, 60) == field, "the field is found by its number");
	tell(field->id < model_end(ENTITY_person) && strcmp(field->label, "Pointure") == 0, "it is one of the person's");
	tell(model_field_by_name(ENTITY_household, "shared")->entity == ENTITY_household, "the entities after it are whole");
	tell(in_dictionary(), "it is in the data dictionary");
	tell(entered(field->id, "42", "42"), "a form takes it");
	tell(!entered(field->id, "-1", "-1"), "its rule is asked");
	tell(shown(field->id), "it is shown");
	printf("1..%d\n", number);
	return failures != 0;
}
