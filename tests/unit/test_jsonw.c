/* The JSON writer: structure, escapes, errors that stick; jansson is the judge. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/jsonw.h"

static void jsonw__writes__what_jansson_reads(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct jsonw j = jsonw_start(&out);
	jsonw_object(&j);
	jsonw_pair(&j, "nom", "D’ALMÉIDA \"Léa\"\\\n\t\x01");
	jsonw_key(&j, "min");
	jsonw_int(&j, INT64_MIN);
	jsonw_pair_uint(&j, "n", 7);
	jsonw_pair_bool(&j, "oui", true);
	jsonw_key(&j, "rien");
	jsonw_null(&j);
	jsonw_key(&j, "liste");
	jsonw_array(&j);
	jsonw_text(&j, "a");
	jsonw_object(&j);
	jsonw_object_end(&j);
	jsonw_text(&j, NULL);
	jsonw_array_end(&j);
	jsonw_object_end(&j);
	assert_int_equal(jsonw_end(&j), JAL_OK);

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

static void jsonw__escapes__what_a_terminal_would_obey_or_hide(void **state)
{
	(void)state;
	static const char text[] = "\x1b]0;x\x07 \x7f \xc2\x9b" "31m \xe2\x80\xae \xe2\x81\xa6 \xef\xbb\xbf \xf3\xa0\x81\x81 \xc3\xa9 "
				   "\xf0\x9f\x98\x80";
	struct buf out = BUF_INIT;
	struct jsonw j = jsonw_start(&out);
	jsonw_array(&j);
	jsonw_text(&j, text);
	jsonw_array_end(&j);
	assert_int_equal(jsonw_end(&j), JAL_OK);
	assert_string_equal(buf_str(&out), "[\"\\u001b]0;x\\u0007 \\u007f \\u009b31m \\u202e \\u2066 \\ufeff \\udb40\\udc41 "
					   "\xc3\xa9 \xf0\x9f\x98\x80\"]");
	/* And means the same. */
	json_t *root = json_loads(buf_str(&out), 0, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_array_get(root, 0)), text);
	json_decref(root);
	buf_free(&out);
}

static void jsonw__refuses__text_that_is_not_utf8(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct jsonw j = jsonw_start(&out);
	jsonw_array(&j);
	jsonw_text(&j, "\xC3\x28");
	jsonw_array_end(&j);
	assert_int_equal(jsonw_end(&j), JAL_ERR_SYNTAX);
	buf_free(&out);
}

static void jsonw__tells__what_was_left_open(void **state)
{
	(void)state;
	struct buf out = BUF_INIT;
	struct jsonw j = jsonw_start(&out);
	jsonw_object(&j);
	assert_int_equal(jsonw_end(&j), JAL_ERR_INVALID);
	buf_clear(&out);

	j = jsonw_start(&out);
	jsonw_object(&j);
	jsonw_key(&j, "k");
	jsonw_object_end(&j);
	assert_int_equal(jsonw_end(&j), JAL_ERR_INVALID);
	buf_clear(&out);

	j = jsonw_start(&out);
	for (int i = 0; i < JSONW_DEPTH_MAX + 3; i++)
		jsonw_array(&j);
	for (int i = 0; i < JSONW_DEPTH_MAX + 3; i++)
		jsonw_array_end(&j);
	assert_int_equal(jsonw_end(&j), JAL_ERR_LIMIT);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jsonw__writes__what_jansson_reads),
		cmocka_unit_test(jsonw__escapes__what_a_terminal_would_obey_or_hide),
		cmocka_unit_test(jsonw__refuses__text_that_is_not_utf8),
		cmocka_unit_test(jsonw__tells__what_was_left_open),
	};
	return cmocka_run_group_tests_name("jsonw", tests, NULL, NULL);
}
