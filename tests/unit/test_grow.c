/* Arrays that grow. */
#include "core/grow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void grow_array__keeps__what_is_there(void **state)
{
	(void)state;
	int *list = NULL;
	size_t cap = 0;
	for (size_t n = 0; n < 1000; n++) {
		int *more = grow_array(list, n, &cap, sizeof(*more));
		assert_non_null(more);
		assert_true(cap > n);
		list = more;
		list[n] = (int)n;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(list[i], i);
	free(list);
}

static void grow_array__gives__the_array_itself_while_there_is_room(void **state)
{
	(void)state;
	size_t cap = 0;
	char *list = grow_array(NULL, 0, &cap, 1);
	assert_non_null(list);
	const size_t before = cap;
	assert_ptr_equal(grow_array(list, before - 1, &cap, 1), list);
	assert_int_equal(cap, before);
	free(list);
}

static void grow_array__refuses__what_no_memory_holds(void **state)
{
	(void)state;
	char there[1];
	size_t cap = SIZE_MAX / 8;
	assert_null(grow_array(there, cap, &cap, 16));
	assert_int_equal(cap, SIZE_MAX / 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grow_array__keeps__what_is_there),
		cmocka_unit_test(grow_array__gives__the_array_itself_while_there_is_room),
		cmocka_unit_test(grow_array__refuses__what_no_memory_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
