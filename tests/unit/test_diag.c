/* Sentences: their arguments come from anywhere, and are shown inert. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/buf.h"
#include "core/diag.h"

static void renders(const char *arg, const char *expected)
{
	struct diag d = DIAG_INIT;
	struct buf out = BUF_INIT;
	assert_int_equal(diag_set(&d, JAL_ERR_INVALID, "a %1 b", arg), JAL_ERR_INVALID);
	assert_int_equal(diag_render(&d, NULL, &out), JAL_OK);
	assert_string_equal(buf_str(&out), expected);
	buf_free(&out);
}

static void diag_render__shows__an_argument_as_it_is(void **state)
{
	(void)state;
	renders("", "a  b");
	renders("Hélène « 12 » %2 %s", "a Hélène « 12 » %2 %s b");
}

static void diag_render__makes_inert__what_a_terminal_would_obey(void **state)
{
	(void)state;
	renders("\033]0;title\007", "a ^[]0;title^G b");
	renders("x\xE2\x80\xAEy", "a x<U+202E>y b");
	renders("\xC2\x9B" "31m", "a <U+009B>31m b");
	renders("\xFF", "a <FF> b");
	renders("one\ntwo", "a one^Jtwo b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diag_render__shows__an_argument_as_it_is),
		cmocka_unit_test(diag_render__makes_inert__what_a_terminal_would_obey),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
