/* What is said of a workbook has an end, however often the workbook repeats itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "read/out.h"

static bool count(void *ctx, const void *bytes, size_t n)
{
	(void)bytes;
	*(uint64_t *)ctx += n;
	return true;
}

static void a_large_row_repeated__comes_to_an_end(void **state)
{
	static char text[60000];
	uint64_t bytes = 0;
	struct out o = { .put = count, .ctx = &bytes };
	uint32_t row = 0;
	(void)state;
	memset(text, 'x', sizeof(text));
	out_row(&o, 1);
	for (unsigned column = 0; column < 4; column++)
		out_cell(&o, column, TABLE_TEXT, text, sizeof(text));
	while (!out_failed(&o) && row < FOREIGN_ROWS_MAX)
		out_row_again(&o, ++row);
	assert_int_equal(o.end, FOREIGN_LIMIT);
	assert_true(row < 10000);
	assert_true(out_end(&o));
	/* jalon takes no more than this, the end included. */
	assert_true(bytes <= FOREIGN_BYTES_MAX);
	out_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_large_row_repeated__comes_to_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
