/* The screens around the vault in a real terminal: key scripts against reviewed screens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/screen/host_run.h"
#include "tests/support/pty.h"
#include "tests/support/script.h"

static struct host_run_options first = { .demo = false };
static struct host_run_options demo = { .demo = true };

static void play(struct host_run_options *o, const char *name)
{
	char folder[512];
	struct pty *p = pty_spawn_function(host_run, o, NULL);
	bool same = false;

	assert_non_null(p);
	(void)snprintf(folder, sizeof(folder), "%s/tests/screen/host", getenv("JALON_SRCDIR"));
	same = script_check(p, folder, name);
	pty_free(p);
	assert_true(same);
}

static void script__first_run(void **state)
{
	(void)state;
	play(&first, "first_run");
}

static void script__settings_and_lock(void **state)
{
	(void)state;
	play(&demo, "settings");
}

static void script__thresholds(void **state)
{
	(void)state;
	play(&demo, "thresholds");
}

static void script__display(void **state)
{
	(void)state;
	play(&demo, "display");
}

static void script__exchange_and_conflict(void **state)
{
	(void)state;
	play(&demo, "exchange");
}

static void script__sizes(void **state)
{
	(void)state;
	play(&demo, "sizes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script__first_run),
		cmocka_unit_test(script__settings_and_lock),
		cmocka_unit_test(script__thresholds),
		cmocka_unit_test(script__display),
		cmocka_unit_test(script__exchange_and_conflict),
		cmocka_unit_test(script__sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
