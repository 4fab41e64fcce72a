/* The demonstration in a terminal: what waits there is seen, and a few keys settle it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/box.h"
#include "tests/support/pty.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

struct stage {
	struct box box;
	char config[BOX_PATH_MAX + 64];
	char data[BOX_PATH_MAX + 64];
};

static struct pty *open_demo(struct stage *s)
{
	const char *argv[] = { getenv("JALON_BIN"), "demo", NULL };
	const char *env[] = { s->config, s->data, NULL };
	struct pty_options o = { .env = env };
	struct pty *p = NULL;

	box_make(&s->box);
	snprintf(s->config, sizeof(s->config), "XDG_CONFIG_HOME=%s/config", s->box.path);
	snprintf(s->data, sizeof(s->data), "XDG_DATA_HOME=%s/data", s->box.path);
	p = pty_spawn(argv, &o);
	assert_non_null(p);
	WANT(pty_wait_text(p, "essayez tout"));
	return p;
}

static void the_demonstration__shows__the_value_to_settle(void **state)
{
	struct stage s;
	struct pty *p = open_demo(&s);

	(void)state;
	WANT(pty_settle(p));
	/* In row 1, in the list, and on the summary, where Enter leads to it. */
	WANT(pty_wait_text(p, "1 à régler"));
	WANT(pty_type(p, "r"));
	WANT(pty_type(p, "belle"));
	WANT(pty_wait_text(p, "! Dol-de-Bre… À régler"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "deux valeurs à départager"));
	for (int i = 0; i < 6; i++)
		WANT(pty_key(p, "Down"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "1 champ diffère"));
	WANT(pty_key(p, "Right"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Départagé, enregistré ici."));
	WANT(!pty_sees(p, "1 à régler"));
	WANT(pty_key(p, "Esc"));
	WANT(!pty_sees(p, "deux valeurs à départager"));
	/* And back again. */
	WANT(pty_key(p, "u"));
	WANT(pty_wait_text(p, "deux valeurs à départager"));
	WANT(pty_wait_text(p, "1 à régler"));
	pty_free(p);
	box_remove(&s.box);
}

static void the_summary__says__why_the_list_warns(void **state)
{
	struct stage s;
	struct pty *p = open_demo(&s);

	(void)state;
	/* The first of the list: nobody was in touch for long. */
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "! Aucun contact depuis"));
	pty_free(p);
	box_remove(&s.box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_demonstration__shows__the_value_to_settle),
		cmocka_unit_test(the_summary__says__why_the_list_warns),
	};

	return cmocka_run_group_tests_name("showcase", tests, NULL, NULL);
}
