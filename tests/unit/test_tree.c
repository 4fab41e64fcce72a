/* Trees of depth 1: one way to write them, everything else refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sync/tree.h"

static void tree_parse__gives_back__what_was_encoded(void **state)
{
	(void)state;
	const struct tree_entry in[] = { { "keys", { { 1, 2 } } }, { "lot", { { 0 } } }, { "state.0001", { { 9 } } } };
	struct buf bytes = BUF_INIT;
	struct tree out = TREE_INIT;
	assert_int_equal(tree_encode(in, 3, &bytes), JAL_OK);
	assert_int_equal(tree_parse(bytes.data, bytes.len, &out), JAL_OK);
	assert_int_equal(out.n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(out.entries[i].name, in[i].name);
		assert_true(oid_equal(&out.entries[i].oid, &in[i].oid));
	}
	tree_free(&out);

	/* Cut anywhere, it is no tree, unless between entries. */
	size_t whole = 0;
	for (size_t n = 0; n < bytes.len; n++) {
		const enum jal_err err = tree_parse(bytes.data, n, &out);
		if (!err) {
			whole++;
			tree_free(&out);
		} else {
			assert_int_equal(err, JAL_ERR_SYNTAX);
		}
	}
	assert_int_equal(whole, 3);
	buf_free(&bytes);
}

static void tree_parse__refuses__other_modes_and_names(void **state)
{
	(void)state;
	static const char *const heads[] = { "40000 sub",     "120000 lot", "160000 lot",  "100755 lot", "100644 ",
					     "100644 .git",   "100644 a/b", "0100644 lot", "100644 a b", "100644  lot",
					     "100644 caf\xC3\xA9", "100644 a-name-of-thirty-two-bytes-xxxxx" };
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		struct buf bytes = BUF_INIT;
		struct tree out = TREE_INIT;
		assert_int_equal(buf_put(&bytes, heads[i], strlen(heads[i]) + 1), JAL_OK);
		assert_int_equal(buf_put(&bytes, "aaaaaaaaaaaaaaaaaaaa", OID_BYTES), JAL_OK);
		assert_int_equal(tree_parse(bytes.data, bytes.len, &out), JAL_ERR_SYNTAX);
		buf_free(&bytes);
	}
}

static void tree__refuses__doubles_and_disorder(void **state)
{
	(void)state;
	const struct tree_entry twice[] = { { "lot", { { 1 } } }, { "lot", { { 2 } } } };
	const struct tree_entry disorder[] = { { "lot", { { 1 } } }, { "keys", { { 2 } } } };
	struct buf bytes = BUF_INIT;
	struct tree out = TREE_INIT;
	assert_int_equal(buf_puts(&bytes, "before"), JAL_OK);
	assert_int_equal(tree_encode(twice, 2, &bytes), JAL_ERR_INVALID);
	assert_int_equal(tree_encode(disorder, 2, &bytes), JAL_ERR_INVALID);
	assert_string_equal(buf_str(&bytes), "before");
	buf_clear(&bytes);
	assert_int_equal(tree_encode(&disorder[0], 1, &bytes), JAL_OK);
	assert_int_equal(tree_encode(&disorder[1], 1, &bytes), JAL_OK);
	assert_int_equal(tree_parse(bytes.data, bytes.len, &out), JAL_ERR_SYNTAX);
	buf_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree_parse__gives_back__what_was_encoded),
		cmocka_unit_test(tree_parse__refuses__other_modes_and_names),
		cmocka_unit_test(tree__refuses__doubles_and_disorder),
	};
	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
