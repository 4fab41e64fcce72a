/* The JSON writer: structure, escapes, errors that stick; jansson is the judge. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/json.h"

static void json__writes__what_jansson_reads(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct json j = json_start(&out);
	json_object(&j);
	json_pair(&j, "nom", "D’ALMÉIDA \"Léa\"\\\n\t\x01");
	json_pair_int(&j, "min", INT64_MIN);
	json_pair_uint(&j, "n", 7);
	json_pair_bool(&j, "oui", true);
	json_key(&j, "rien");
	json_null(&j);
	json_key(&j, "liste");
	json_array(&j);
	json_text(&j, "a");
	json_object(&j);
	json_object_end(&j);
	json_text(&j, NULL);
	json_array_end(&j);
	json_object_end(&j);
	assert_int_equal(json_end(&j), JAL_OK);

	json_error_t error;
	json_t *root = json_loads(buf_str(&out), 0, &error);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "nom")), "D’ALMÉIDA \"Léa\"\\\n\t\x01");
	assert_true(json_integer_value(json_object_get(root, "min")) == INT64_MIN);
	assert_true(json_is_true(json_object_get(root, "oui")));
	assert_true(json_is_null(json_object_get(root, "rien")));
	assert_int_equal(json_array_size(json_object_get(root, "liste")), 3);
	json_decref(root);
	assert_non_null(strstr(buf_str(&out), ",\"rien\":null,\"liste\":[\"a\",{},null]}"));
	buf_free(&out);
}

static void json__refuses__text_that_is_not_utf8(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct json j = json_start(&out);
	json_array(&j);
	json_text(&j, "\xC3\x28");
	json_array_end(&j);
	assert_int_equal(json_end(&j), JAL_ERR_SYNTAX);
	buf_free(&out);
}

static void json__tells__what_was_left_open(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct json j = json_start(&out);
	json_object(&j);
	assert_int_equal(json_end(&j), JAL_ERR_INVALID);
	buf_clear(&out);

	j = json_start(&out);
	json_object(&j);
	json_key(&j, "k");
	json_object_end(&j);
	assert_int_equal(json_end(&j), JAL_ERR_INVALID);
	buf_clear(&out);

	j = json_start(&out);
	for (int i = 0; i < JSON_DEPTH_MAX + 3; i++)
		json_array(&j);
	for (int i = 0; i < JSON_DEPTH_MAX + 3; i++)
		json_array_end(&j);
	assert_int_equal(json_end(&j), JAL_ERR_LIMIT);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json__writes__what_jansson_reads),
		cmocka_unit_test(json__refuses__text_that_is_not_utf8),
		cmocka_unit_test(json__tells__what_was_left_open),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
