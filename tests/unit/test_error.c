/* Error codes: each has a name of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/error.h"

static void jal_err_name__gives__each_code_its_own_name(void **state)
{
	(void)state;
	for (int a = JAL_OK; a <= JAL_ERR_WAITING; a++) {
		assert_string_not_equal(jal_err_name((enum jal_err)a), "");
		for (int b = JAL_OK; b < a; b++)
			assert_string_not_equal(jal_err_name((enum jal_err)a), jal_err_name((enum jal_err)b));
	}
}

static void jal_err_name__answers__for_a_code_that_does_not_exist(void **state)
{
	(void)state;
	assert_non_null(jal_err_name((enum jal_err)9999));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jal_err_name__gives__each_code_its_own_name),
		cmocka_unit_test(jal_err_name__answers__for_a_code_that_does_not_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
